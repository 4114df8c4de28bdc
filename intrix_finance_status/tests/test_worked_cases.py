from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import FinanceStatusCommon, day

NOTHING = {'invoiced': 0, 'paid': 0, 'due': 0, 'overdue': 0, 'days': 0}


@tagged('post_install', '-at_install')
class TestWorkedCases(FinanceStatusCommon):
    """One sale, step by step and case by case: what the order shows."""

    def test_nothing_invoiced(self):
        order = self._order(tax=self.tax_25)
        self.assertEqual(order.amount_total, 1000)
        self.assertFinance(
            order, **NOTHING, invoicing='to_invoice', payment='no', status='ordered', date_due=False
        )

    def test_draft_invoice(self):
        order = self._order(tax=self.tax_25)
        self._invoice(order, post=False)
        # for Odoo what is on a draft is invoiced
        self.assertEqual(order.invoice_status, 'invoiced')
        self.assertFinance(
            order, **NOTHING, invoicing='to_invoice', payment='no', status='ordered', date_due=False
        )

    def test_down_payment(self):
        order = self._order(tax=self.tax_25)
        self._down_payment(order, 30, due=day(10))
        self.assertFinance(
            order,
            invoiced=300,
            paid=0,
            due=300,
            overdue=0,
            date_due=day(10),
            invoicing='partial',
            payment='not_due',
            status='partially_invoiced',
        )

    def test_down_payment_paid_and_final_invoice(self):
        order = self._order(tax=self.tax_25)
        self._pay(self._down_payment(order, 30))
        self.assertFinance(order, invoiced=300, paid=300, due=0, invoicing='partial')
        final = self._invoice(order, due=day(20))
        self.assertEqual(final.amount_total, 700)
        self.assertFinance(
            order,
            invoiced=1000,
            paid=300,
            due=700,
            date_due=day(20),
            invoicing='invoiced',
            payment='partial',
            status='partially_paid',
        )

    def test_down_payment_and_final_invoice_in_draft(self):
        order = self._order(tax=self.tax_25)
        self._down_payment(order, 30)
        self._invoice(order, post=False)
        self.assertFinance(order, invoiced=300, invoicing='partial', status='partially_invoiced')

    def test_invoiced_for_less(self):
        """A price lowered on the invoice leaves nothing to invoice, a cancelled draft neither."""
        order = self._order()
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.price_unit = 950
        invoice.action_post()
        self.assertFinance(order, invoiced=950, invoicing='invoiced', status='invoiced')
        draft = invoice.copy()
        draft.invoice_line_ids.sale_line_ids = order.order_line
        self.assertFinance(order, invoiced=950)
        draft.button_cancel()
        self.assertFinance(order, invoiced=950, invoicing='invoiced', status='invoiced')

    def test_one_invoice_for_two_orders(self):
        orders = self._order(1000) + self._order(500)
        invoice = self._invoice(orders)
        self.assertEqual(len(invoice), 1)
        self._pay(invoice, 600)
        self.assertFinance(
            orders[0],
            invoiced=1000,
            paid=400,
            due=600,
            invoicing='invoiced',
            status='partially_paid',
        )
        self.assertFinance(
            orders[1],
            invoiced=500,
            paid=200,
            due=300,
            invoicing='invoiced',
            status='partially_paid',
        )

    def test_extra_line_of_no_order(self):
        orders = self._order(1000) + self._order(500)
        invoice = self._invoice(orders, post=False)
        invoice.invoice_line_ids = [
            Command.create({'name': "Extra", 'price_unit': 300, 'tax_ids': [Command.clear()]})
        ]
        invoice.action_post()
        self._pay(invoice, 600)
        self.assertFinance(orders[0], invoiced=1000, paid=333.33, due=666.67)
        self.assertFinance(orders[1], invoiced=500, paid=166.67, due=333.33)

    def test_first_instalment_late(self):
        order = self._order()
        self._invoice(order, date=day(-1), term=self.term_30_70)
        self.assertFinance(
            order,
            invoiced=1000,
            paid=0,
            due=1000,
            overdue=300,
            days=1,
            date_due=day(-1),
            payment='overdue',
            status='overdue',
        )

    def test_second_instalment_due_today(self):
        order = self._order()
        self._invoice(order, date=day(-30), term=self.term_30_70)
        self.assertFinance(order, due=1000, overdue=300, days=30, status='overdue')

    def test_first_instalment_paid(self):
        order = self._order()
        invoice = self._invoice(order, date=day(-1), term=self.term_30_70)
        self._pay(invoice, 300)
        self.assertFinance(
            order,
            invoiced=1000,
            paid=300,
            due=700,
            overdue=0,
            days=0,
            date_due=day(29),
            date_paid=day(0),
            payment='partial',
            status='partially_paid',
        )

    def test_credited_in_full(self):
        order = self._order()
        invoice = self._invoice(order, due=day(-5))
        self._credit(invoice)
        self.assertEqual(invoice.payment_state, 'reversed')
        self.assertFinance(order, **NOTHING, payment='reversed', status='reversed', date_due=False)

    def test_credited_and_invoiced_again_in_part(self):
        order = self._order()
        self._credit(self._invoice(order))
        self._down_payment(order, 30)
        self.assertFinance(
            order, invoiced=300, paid=0, due=300, invoicing='partial', status='partially_invoiced'
        )

    def test_credited_and_invoiced_again(self):
        order = self._order()
        self._credit(self._invoice(order, due=day(-9)))
        self._invoice(order)
        self.assertFinance(
            order,
            invoiced=1000,
            paid=0,
            due=1000,
            overdue=0,
            invoicing='invoiced',
            status='invoiced',
        )

    def test_open_credit_note(self):
        order = self._order()
        invoice = self._invoice(order)
        refund = self._credit(invoice, 200)
        self._receivable(refund).remove_move_reconcile()
        self.assertEqual((invoice.amount_residual, refund.amount_residual), (1000, 200))
        self.assertFinance(
            order, invoiced=800, paid=0, due=800, payment='not_due', status='invoiced'
        )

    def test_open_credit_note_beside_late_instalments(self):
        """No more is overdue than is due."""
        order = self._order(opportunity_id=self._lead().id)
        invoice = self._invoice(order, date=day(-40), term=self.term_30_70)
        refund = self._credit(invoice, 400)
        self._receivable(refund).remove_move_reconcile()
        self.assertFinance(order, invoiced=600, due=600, overdue=600, days=40, status='overdue')
        self.assertFinance(order.opportunity_id, due=600, overdue=600, days=40)

    def test_matched_credit_note(self):
        """The same once the credit note is matched with the invoice."""
        order = self._order()
        invoice = self._invoice(order)
        self._credit(invoice, 200)
        self.assertEqual(invoice.amount_residual, 800)
        self.assertFinance(
            order, invoiced=800, paid=0, due=800, payment='not_due', status='invoiced'
        )

    def test_credit_note_without_link(self):
        order = self._order()
        invoice = self._invoice(order)
        refund = self._plain_invoice(200, move_type='out_refund')
        self._receivable(invoice + refund).reconcile()
        self.assertFinance(
            order, invoiced=1000, paid=200, due=800, payment='partial', status='partially_paid'
        )

    def test_cash_discount(self):
        order = self._order()
        term = self._term((100, 30), early_discount=True, discount_percentage=2, discount_days=10)
        invoice = self._invoice(order, term=term)
        payment = self._pay(invoice, date=day(5))
        self.assertEqual(payment.amount, 980)
        self.assertFinance(order, invoiced=1000, paid=1000, due=0, overdue=0, status='paid')

    def test_discount_date_is_not_the_due_date(self):
        order = self._order()
        term = self._term((100, 30), early_discount=True, discount_percentage=2, discount_days=10)
        self._invoice(order, date=day(-20), term=term)
        self.assertFinance(order, status='invoiced', date_due=day(10), overdue=0)

    def test_paid_and_confirmed_by_the_bank(self):
        self._odoo_says('in_payment')
        order = self._order()
        invoice = self._invoice(order, due=day(-3))
        payment = self._pay(invoice)
        self.assertEqual(invoice.payment_state, 'in_payment')
        self.assertFinance(
            order, invoiced=1000, paid=1000, due=0, payment='in_payment', status='in_payment'
        )
        self._bank_confirms(payment)
        self.assertEqual(invoice.payment_state, 'paid')
        self.assertFinance(order, paid=1000, due=0, payment='paid', status='paid')

    def test_payment_unreconciled(self):
        order = self._order()
        invoice = self._invoice(order, due=day(-2))
        self._pay(invoice)
        self.assertFinance(order, paid=1000, due=0, status='paid', date_paid=day(0))
        self._receivable(invoice).remove_move_reconcile()
        self.assertFinance(
            order,
            invoiced=1000,
            paid=0,
            due=1000,
            overdue=1000,
            days=2,
            date_due=day(-2),
            date_paid=False,
            status='overdue',
        )

    def test_invoice_reset_and_cancelled(self):
        order = self._order()
        invoice = self._invoice(order, due=day(-2))
        self.assertFinance(order, status='overdue')
        for action in ('button_draft', 'button_cancel'):
            getattr(invoice, action)()
            self.assertFinance(
                order, **NOTHING, invoicing='to_invoice', payment='no', status='ordered'
            )

    def test_invoice_deleted(self):
        order = self._order()
        invoice = self._invoice(order, due=day(-2))
        self.assertFinance(order, status='overdue')
        invoice.button_draft()
        invoice.unlink()
        self.assertFinance(order, **NOTHING, status='ordered', date_due=False)

    def test_due_date_moved(self):
        order = self._order()
        invoice = self._invoice(order, due=day(-2))
        self.assertFinance(order, status='overdue', days=2)
        self._receivable(invoice).date_maturity = day(3)
        self.assertFinance(order, status='invoiced', days=0, date_due=day(3))

    def test_cancelled_order_with_overdue_invoice(self):
        order = self._order()
        self._invoice(order, due=day(-4))
        order._action_cancel()
        self.assertEqual(order.state, 'cancel')
        self.assertFinance(
            order, invoiced=1000, paid=0, due=1000, overdue=1000, days=4, status='overdue'
        )

    def test_cancelled_order(self):
        order = self._order()
        self._invoice(order, due=day(4))
        order._action_cancel()
        self.assertFinance(order, due=1000, invoicing='no', payment='not_due', status='cancelled')

    def test_due_today(self):
        order = self._order()
        self._invoice(order, due=day(0))
        self.assertFinance(order, due=1000, overdue=0, days=0, status='invoiced')
        with freeze_time('2026-03-17 10:00:00'):
            self.env.invalidate_all()
            self.assertFinance(order, due=1000, overdue=1000, days=1, status='overdue')

    def test_time_zone(self):
        """23:30 in London is tomorrow in Zagreb already."""
        order = self._order(opportunity_id=self._lead().id)
        self._invoice(order, due=day(0))
        with freeze_time('2026-03-16 23:30:00'):
            for tz, status, overdue in (
                ('Europe/London', 'invoiced', 0),
                ('Europe/Zagreb', 'overdue', 1000),
            ):
                for record in (order, order.opportunity_id):
                    self.assertFinance(record.with_context(tz=tz), status=status, overdue=overdue)
                self.assertFinance(self.customer.with_context(tz=tz), overdue=overdue)

    def test_quotation(self):
        order = self._order(confirm=False, validity_date=day(0))
        self.assertFinance(order, **NOTHING, invoicing='no', payment='no', status='quotation')
        order.action_quotation_sent()
        self.assertFinance(order, **NOTHING, invoicing='no', payment='no', status='sent')

    def test_quotation_expired(self):
        draft, sent = self._order(confirm=False), self._order(confirm=False)
        sent.action_quotation_sent()
        (draft + sent).validity_date = day(-1)
        for order in draft + sent:
            self.assertFinance(order, **NOTHING, payment='no', status='expired')
        sent.action_confirm()
        self.assertFinance(sent, status='ordered')

    def test_order_without_anything_to_invoice(self):
        """Nothing delivered of what is invoiced on delivery."""
        self.service.invoice_policy = 'delivery'
        order = self._order()
        self.assertFinance(order, invoicing='no', payment='no', status='ordered')

    def test_unsaved_order(self):
        order = self.env['sale.order'].new({'partner_id': self.customer.id})
        self.assertEqual(order.finance_status, 'quotation')
        self.assertEqual(order.finance_payment_status, 'no')
        self.assertEqual(order.finance_amount_due, 0)

    def test_copied_order(self):
        order = self._order()
        self._invoice(order, due=day(-1))
        self.assertFinance(order, status='overdue')
        self.assertFinance(order.copy(), **NOTHING, payment='no', status='quotation')

    def test_receipt(self):
        order = self._order()
        invoice = self._invoice(order, post=False)
        invoice.move_type = 'out_receipt'
        invoice.action_post()
        self._pay(invoice, 250)
        self.assertFinance(order, invoiced=1000, paid=250, due=750, status='partially_paid')

    def test_document_over_zero(self):
        """The order's part is not zero, and still there is nothing to split."""
        order = self._order()
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids = [
            Command.create({'name': "Gift", 'price_unit': -1000, 'tax_ids': [Command.clear()]})
        ]
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 0)
        self.assertFinance(order, **NOTHING)
