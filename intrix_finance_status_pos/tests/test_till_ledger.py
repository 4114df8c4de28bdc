import re

from odoo import Command
from odoo.addons.intrix_finance_status.models.finance_status_ledger import FinanceStatusLedger
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusBase
from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import post_init_hook, uninstall_hook
from .common import TillCommon


@tagged('post_install', '-at_install')
class TestTillLedger(TillCommon, FinanceStatusBase):
    """What was sold at the till counts for orders and customers as every other document does."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            'intrix_finance_status.group_finance_status_user'
        )

    def test_answers_all(self):
        """The till answers whatever the ledger asks of a source, with the columns of the others."""
        asked = re.findall(r'``(_finance_\w+_query)\(([\w, ]*)\)``', FinanceStatusLedger.__doc__)
        self.assertGreater(len(asked), 10)
        nobody = SQL('(SELECT 1 WHERE FALSE)')
        for method, names in asked:
            arguments = [None if name == 'date' else nobody for name in names.split(', ') if name]
            columns = []
            for source in ('account.move', 'pos.order'):
                self.env.execute_query(getattr(self.env[source], method)(*arguments))
                columns.append([column.name for column in self.env.cr.description])
            with self.subTest(method=method):
                self.assertEqual(*columns)

    def _confirmed(self, quantity=5):
        order = self._quotation(quantity)
        order.action_confirm()
        return order

    def _kinds(self, order):
        rows = order._finance_document_rows()[order.id]
        return [(row['kind'], row['share'], row['open'], row['status']) for row in rows]

    def _open_items(self):
        items = self.env['finance.status.open.item'].search([('partner_id', '=', self.customer.id)])
        return sum(items.mapped('balance_due'))

    def assertSettled(self, order, **expected):
        self.assertFinance(
            order,
            **{
                'status': 'paid',
                'payment': 'paid',
                'invoicing': 'invoiced',
                'invoiced': 500,
                'paid': 500,
                'due': 0,
                'amount_prepaid': 0,
                **expected,
            },
        )
        self.assertFinance(self.customer, status='paid', due=0, to_invoice=0)

    def test_settled(self):
        order = self._confirmed()
        self.assertFinance(order, status='ordered', invoicing='to_invoice')
        self.assertFinance(self.customer, status='no', to_invoice=500, amount_exposure=500)
        sold = self._sell(order, 5)
        self.assertSettled(order)
        self.assertFinance(self.customer, amount_exposure=0)
        self.assertEqual(order.finance_date_paid, sold.date_order.date())
        [(kind, share, still_open, status)] = self._kinds(order)
        self.assertEqual(kind, "Sold at the till")
        self.assertIn("500.00", share)
        self.assertIn(" 0.00", f" {still_open}".replace('\xa0', ' '))
        self.assertIn("Paid", status)
        self._close()
        self.assertSettled(order)

    def test_quotation_sold(self):
        order = self._quotation(5)
        self._sell(order, 5)
        self.assertEqual(order.state, 'sale')
        self.assertSettled(order)

    def test_in_part(self):
        order = self._confirmed()
        self._sell(order, 2)
        partial = {
            'status': 'partially_invoiced',
            'invoicing': 'partial',
            'invoiced': 200,
            'paid': 200,
        }
        self.assertFinance(order, due=0, **partial)
        self.assertFinance(self.customer, to_invoice=300, due=0)
        self._close()
        self.assertFinance(order, due=0, **partial)
        self._sell(order, 3)
        self.assertSettled(order)
        self.assertEqual(len(self._kinds(order)), 2)

    def test_down_payment(self):
        product = self._down_payment_product()
        order = self._confirmed()
        self._sell_lines([self._till_line(product, 1, 100, sale_order_origin_id=order.id)])
        advance = order.order_line.filtered(lambda line: line.is_downpayment and line.price_unit)
        self.assertEqual(len(advance), 1)
        self.assertFinance(
            order, status='partially_invoiced', invoicing='partial', invoiced=100, paid=100
        )
        self.assertFinance(self.customer, to_invoice=400)
        of_order = {'sale_order_origin_id': order.id}
        self._sell_lines(
            [
                self._till_line(
                    self.goods, 5, sale_order_line_id=order.order_line[:1].id, **of_order
                ),
                self._till_line(product, -1, 100, sale_order_line_id=advance.id, **of_order),
            ]
        )
        self.assertSettled(order)

    def test_full_down_payment(self):
        """All is paid in advance: nothing more to ask for."""
        product = self._down_payment_product()
        order = self._confirmed()
        self._sell_lines([self._till_line(product, 1, 500, sale_order_origin_id=order.id)])
        self.assertSettled(order)

    def test_payment_before_delivery(self):
        term = self.env['account.payment.term'].create(
            {'name': "Half before delivery", 'finance_prepayment_percent': 50}
        )
        order = self._quotation(5)
        order.payment_term_id = term
        order.action_confirm()
        self.assertTrue(order.finance_prepayment_reason)
        product = self._down_payment_product()
        self._sell_lines([self._till_line(product, 1, 250, sale_order_origin_id=order.id)])
        order.invalidate_recordset()
        self.assertFalse(order.finance_prepayment_reason)

    def test_invoiced_at_the_till(self):
        """The invoice is the document: nothing counts twice."""
        order = self._confirmed()
        sold = self._sell(order, 5, to_invoice=True)
        self.assertEqual(sold.account_move.state, 'posted')
        self.assertSettled(order)
        self.assertEqual([kind for kind, *_amounts in self._kinds(order)], ["Invoice"])
        self.assertEqual(sold.account_move.finance_order_ids, order)
        self.env.cr.precommit.run()
        notes = "".join(order.message_ids.mapped('body'))
        self.assertIn(sold.account_move.name, notes)
        self.assertIn(f"{order.name} is fully paid.", notes)
        self.assertFinance(self.customer, average_delay=0, on_time_rate=1)
        self._close()
        self.assertSettled(order)

    def test_invoiced_later(self):
        order = self._confirmed()
        sold = self._sell(order, 5)
        self.assertSettled(order)
        sold.action_pos_order_invoice()
        self.assertSettled(order)
        self.assertEqual([kind for kind, *_amounts in self._kinds(order)], ["Invoice"])

    def test_invoiced_after_closing(self):
        order = self._confirmed()
        sold = self._sell(order, 5)
        self._close()
        sold.action_pos_order_invoice()
        self.assertSettled(order)
        self.assertEqual([kind for kind, *_amounts in self._kinds(order)], ["Invoice"])

    def test_invoice_credited_in_the_books(self):
        order = self._confirmed()
        invoice = self._sell(order, 5, to_invoice=True).account_move
        wizard = (
            self.env['account.move.reversal']
            .with_context(active_model='account.move', active_ids=invoice.ids)
            .create({'journal_id': invoice.journal_id.id})
        )
        credit = self.env['account.move'].browse(wizard.refund_moves()['res_id'])
        credit.action_post()
        self.assertFinance(order, status='reversed', invoiced=0, due=-500, paid=500)
        self.assertFinance(self.customer, due=-500)

    def test_taken_back(self):
        """The till takes back what it sold, which refers to no order by itself."""
        order = self._confirmed()
        sold = self._sell(order, 5)
        for number, (back, left) in enumerate(((2, 300), (3, 0))):
            line = self._till_line(self.goods, -back, refunded_orderline_id=sold.lines.id)
            self._sell_lines([line], is_refund=True, name=f"Refund {number}")
            self.assertFinance(order, invoiced=left, paid=left, due=0)
        self.assertFinance(order, status='reversed')
        self.assertEqual(
            [kind for kind, *_amounts in self._kinds(order)],
            ["Sold at the till"] + 2 * ["Taken back at the till"],
        )

    def test_taken_back_in_the_office(self):
        """A copy of the sale, which is a draft until the money is paid back."""
        order = self._confirmed()
        sold = self._sell(order, 5)
        refund = sold._refund()
        self.assertFinance(order, invoiced=500, status='paid')
        self.env['pos.make.payment'].with_context(active_id=refund.id).create(
            {'amount': -500, 'payment_method_id': self.cash_pm1.id, 'config_id': self.config.id}
        ).check()
        self.assertEqual(refund.state, 'paid')
        self.assertFinance(order, invoiced=0, status='reversed')

    def test_on_account(self):
        """Open at once, for order and customer alike; booked when the session is closed."""
        order = self._confirmed()
        self._sell(order, 5, method=self.pay_later_pm)
        expected = {'invoiced': 500, 'paid': 0, 'due': 500}
        self.assertFinance(order, status='invoiced', invoicing='invoiced', **expected)
        self.assertFinance(self.customer, status='due', due=500, amount_exposure=500)
        self.assertEqual(self._open_items(), 500)
        self._close()
        self.assertFinance(order, status='invoiced', **expected)
        self.assertFinance(self.customer, status='due', due=500, amount_exposure=500)
        self.assertEqual(self._open_items(), 500)
        self._pay_on_account(300)
        self.assertFinance(order, status='partially_paid', invoiced=500, paid=300, due=200)
        payment = self._pay_on_account(200)
        self.assertSettled(order)
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertFinance(order, status='partially_paid', paid=300, due=200)

    def _pay_on_account(self, amount):
        """Have the customer pay for what is open of the closing entry."""
        payment = self.env['account.payment'].create(
            {
                'partner_id': self.customer.id,
                'amount': amount,
                'payment_type': 'inbound',
                'partner_type': 'customer',
            }
        )
        payment.action_post()
        receivable = (self.pos_session.move_id | payment.move_id).line_ids.filtered(
            lambda line: (
                line.partner_id == self.customer
                and line.account_id == self.customer.property_account_receivable_id
                and not line.reconciled
            )
        )
        receivable.reconcile()
        return payment

    def test_two_on_account(self):
        """What is paid settles what was sold first."""
        orders = [self._confirmed(), self._confirmed()]
        for order in orders:
            self._sell(order, 5, method=self.pay_later_pm)
        self._close()
        self._pay_on_account(600)
        self.assertFinance(orders[0], status='paid', due=0)
        self.assertFinance(orders[1], status='partially_paid', paid=100, due=400)
        self.assertFinance(self.customer, due=400)

    def test_several_orders(self):
        """Each has its own lines, a rebate lowers all, what belongs to no order to none."""
        orders = [self._confirmed(2), self._confirmed(3)]
        lines = [
            self._till_line(
                self.goods,
                order.order_line.product_uom_qty,
                sale_order_origin_id=order.id,
                sale_order_line_id=order.order_line.id,
            )
            for order in orders
        ]
        lines += [self._till_line(self.goods, 5), self._till_line(self.goods, -1, 50)]
        self._sell_lines(lines)
        # 950 for goods of 1,000
        self.assertFinance(orders[0], status='paid', invoiced=190, paid=190)
        self.assertFinance(orders[1], status='paid', invoiced=285, paid=285)

    def test_other_company(self):
        """A till may name any order: that of another company stays as it is."""
        order, mine = self._confirmed(), self._confirmed()
        sold = self._sell(mine, 5)
        other = self.env['res.company'].sudo().create({'name': "Other company"})
        self.env.flush_all()
        self.env.cr.execute(
            'UPDATE sale_order SET company_id = %s WHERE id = %s', [other.id, order.id]
        )
        self.env.invalidate_all()
        sold.lines.write(
            {'sale_order_origin_id': order.id, 'sale_order_line_id': order.order_line.id}
        )
        fact = order.sudo().finance_fact_ids
        self.assertEqual((fact.amount_invoiced, fact.covered_by_quantity), (0, 0))
        self.assertFinance(mine, invoiced=0, status='ordered')

    def test_draft_at_the_till(self):
        """What is only parked there was not sold."""
        order = self._confirmed()
        self._sell(order, 5, state='draft', amount_paid=0, payment_ids=[Command.clear()])
        self.assertFinance(order, invoiced=0, status='ordered')

    def test_installed_later(self):
        order, other = self._confirmed(), self._confirmed()
        self._sell(order, 5)
        self.assertFinance(order, invoiced=500, status='paid')
        uninstall_hook(self.env)
        self.assertFinance(order, invoiced=0)
        self.assertNotIn('pos.order', self.env['finance.status.ledger']._get_source_models())
        post_init_hook(self.env)
        self.assertFinance(order, invoiced=500, status='paid')
        self.assertFinance(other, invoiced=0, status='ordered')

    def test_no_sale_of_orders(self):
        """A till that sells no orders costs nothing."""
        self.env['res.company'].search([]).finance_has_till_sales = False
        self._sell()
        self.assertNotIn('pos.order', self.env['finance.status.ledger']._get_source_models())
