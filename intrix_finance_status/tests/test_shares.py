from odoo.fields import Command
from odoo.tests import tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestShares(FinanceStatusCommon):
    """Which part of a document belongs to which order (R1, R2, R8)."""

    def _sum(self, orders, fname):
        return round(sum(orders.mapped(fname)), 6)

    def _orders(self, *amounts):
        return self.env['sale.order'].union(*(self._order(amount) for amount in amounts))

    def test_cents_of_three_orders(self):
        orders = self._orders(100, 100, 100)
        self._pay(self._invoice(orders), 100)
        for order in orders:
            self.assertFinance(order, invoiced=100, status='partially_paid')
            self.assertAlmostEqual(order.finance_amount_paid, 33.33, delta=0.0101)
        self.assertEqual(self._sum(orders, 'finance_amount_paid'), 100)
        self.assertEqual(self._sum(orders, 'finance_amount_due'), 200)

    def test_cents_of_orders_and_instalments(self):
        """The cents add up over the orders for each instalment as well."""
        orders = self._orders(100, 100, 100.01)
        invoice = self._invoice(orders, date=day(-5), term=self._term((33, 0), (33, 4), (34, 30)))
        late = sum(self._receivable(invoice).sorted('date_maturity')[:2].mapped('balance'))
        self.assertEqual(orders.mapped('finance_amount_invoiced'), [100, 100, 100.01])
        self.assertEqual(self._sum(orders, 'finance_amount_overdue'), round(late, 2))
        self._pay(invoice, 100)
        for order in orders:
            self.assertFinance(order, invoiced=order.amount_total, status='overdue', days=1)
        self.assertEqual(self._sum(orders, 'finance_amount_paid'), 100)
        self.assertEqual(self._sum(orders, 'finance_amount_overdue'), round(late - 100, 2))

    def test_cents_with_a_part_of_no_order(self):
        orders = self._orders(100, 100, 100)
        invoice = self._invoice(orders, post=False)
        invoice.invoice_line_ids = [
            Command.create({'name': "Extra", 'price_unit': 33, 'tax_ids': [Command.clear()]})
        ]
        invoice.action_post()
        self._pay(invoice, 150)
        # 135.135 of the 150 belong to the orders: 45.045 each, which is 45.05 rounded
        self.assertEqual(self._sum(orders, 'finance_amount_paid'), 135.14)
        self.assertEqual(self._sum(orders, 'finance_amount_due'), 164.86)

    def test_tax_counts(self):
        """Taxed and untaxed order on one invoice: the shares include tax."""
        taxed, untaxed = self._order(1000, tax=self.tax_25), self._order(1000)
        invoice = self._invoice(taxed + untaxed)
        self.assertEqual((invoice.amount_untaxed, invoice.amount_total), (1800, 2000))
        self._pay(invoice, 500)
        for order in taxed + untaxed:
            self.assertFinance(order, invoiced=1000, paid=250, due=750)

    def test_credit_note_for_one_of_two_orders(self):
        first, second = self._orders(1000, 500)
        invoice = self._invoice(first + second)
        refund = self._credit(invoice, post=False)
        own = refund.invoice_line_ids.filtered(lambda line: line.sale_line_ids.order_id == first)
        (refund.invoice_line_ids - own).unlink()
        own.price_unit = 300
        refund.action_post()
        self.assertEqual(invoice.amount_residual, 1200)
        # 300 of the invoice are settled, for both orders in proportion
        self.assertFinance(first, invoiced=700, paid=-100, due=800)
        self.assertFinance(second, invoiced=500, paid=100, due=400)

    def test_order_with_discount_line(self):
        order, other = self._order(1200, -200), self._order(500)
        self.assertEqual(order.amount_total, 1000)
        self._pay(self._invoice(order + other), 600)
        self.assertFinance(order, invoiced=1000, paid=400, due=600)
        self.assertFinance(other, invoiced=500, paid=200, due=300)

    def test_line_for_several_orders(self):
        """A line for lines of several orders is split by those lines' totals."""
        orders = self._orders(300, 700)
        invoice = self._plain_invoice(500)
        invoice.invoice_line_ids.sale_line_ids = orders.order_line
        self.assertFinance(orders[0], invoiced=150, due=150)
        self.assertFinance(orders[1], invoiced=350, due=350)

    def test_line_for_several_orders_and_lines(self):
        """Two lines of one order weigh together; their other lines do not weigh."""
        first, second = self._order(200, 100, 9999), self._order(700)
        invoice = self._plain_invoice(500)
        invoice.invoice_line_ids.sale_line_ids = first.order_line[:2] + second.order_line
        self.assertFinance(first, invoiced=150)
        self.assertFinance(second, invoiced=350)

    def test_line_for_several_orders_with_tax(self):
        first, second = self._order(500, tax=self.tax_25), self._order(500)
        invoice = self._plain_invoice(100)
        invoice.invoice_line_ids.sale_line_ids = (first + second).order_line
        self.assertFinance(first, invoiced=50)
        self.assertFinance(second, invoiced=50)

    def test_line_for_several_orders_over_zero(self):
        """Free lines share alike."""
        orders = self._orders(0, 0)
        invoice = self._plain_invoice(100)
        invoice.invoice_line_ids.sale_line_ids = orders.order_line
        for order in orders:
            self.assertFinance(order, invoiced=50, due=50)

    def test_line_linked_later(self):
        """The facts follow the link, whenever it is made, moved or removed."""
        first, second = self._orders(1000, 1000)
        invoice = self._plain_invoice(1000, due=day(-1))
        self.assertFinance(first, invoiced=0, status='ordered')
        line = invoice.invoice_line_ids
        line.sale_line_ids = first.order_line
        self.assertFinance(first, invoiced=1000, overdue=1000, status='overdue')
        line.sale_line_ids = second.order_line
        self.assertFinance(first, invoiced=0, overdue=0, status='ordered', date_due=False)
        self.assertFinance(second, invoiced=1000, overdue=1000, status='overdue')
        second.order_line.invoice_lines = [Command.clear()]
        self.assertFinance(second, invoiced=0, status='ordered')

    def test_order_changed_after_invoicing(self):
        """A changed order changes no fact, only what they mean."""
        order = self._order()
        self._invoice(order)
        order.order_line = [
            Command.create({'product_id': self.service.id, 'price_unit': 500, 'tax_ids': False})
        ]
        self.assertFinance(order, invoiced=1000, due=1000, invoicing='partial')
        order.order_line[1].product_uom_qty = 0
        self.assertFinance(order, invoiced=1000, due=1000, invoicing='invoiced')

    def test_several_invoices(self):
        """The earliest open due date counts, whatever was invoiced first."""
        order = self._order(400, 600)
        self._down_payment(order, 40, due=day(20))
        final = self._invoice(order, due=day(-2))
        self.assertFinance(order, invoiced=1000, due=1000, overdue=600, days=2, date_due=day(-2))
        self._pay(final)
        self.assertFinance(order, invoiced=1000, paid=600, due=400, overdue=0, date_due=day(20))

    def test_negative_order(self):
        """An order that is a credit is invoiced by a credit note."""
        order = self._order(-400)
        refund = self._invoice(order)
        self.assertEqual(refund.move_type, 'out_refund')
        self.assertFinance(order, invoiced=-400, due=-400, invoicing='invoiced', overdue=0)

    def test_write_off(self):
        order = self._order()
        invoice = self._invoice(order)
        self._pay(
            invoice,
            990,
            payment_difference_handling='reconcile',
            writeoff_account_id=self.company_data['default_account_expense'].id,
        )
        self.assertFinance(order, invoiced=1000, paid=1000, due=0, status='paid')

    def test_negative_share(self):
        """Two orders on one invoice, one of them a credit."""
        order, credit = self._orders(1000, -400)
        invoice = self._invoice(order + credit, due=day(-1))
        self.assertEqual(invoice.amount_total, 600)
        self._pay(invoice, 300)
        self.assertFinance(order, invoiced=1000, paid=500, due=500, overdue=500)
        self.assertFinance(credit, invoiced=-400, paid=-200, due=-200, overdue=0)

    def test_tax_rounded_per_document(self):
        """The order has the document's total, however its taxes are rounded."""
        self.env.company.tax_calculation_rounding_method = 'round_globally'
        prices = [0.41, 0.42, 0.43, 0.47, 10.01]
        order = self._order(*(price * 1.25 for price in prices), tax=self.tax_25)
        invoice = self._invoice(order)
        self.assertEqual(order.amount_total, invoice.amount_total)
        self.assertFinance(
            order, invoiced=invoice.amount_total, due=invoice.amount_total, invoicing='invoiced'
        )
        self._pay(invoice)
        self.assertFinance(order, paid=invoice.amount_total, due=0, status='paid')

    def test_cash_rounding(self):
        """What the document adds to round it belongs to its orders, in proportion."""
        order = self._order(1000.02)
        invoice = self._invoice(order, post=False)
        invoice.invoice_cash_rounding_id = self.cash_rounding_a
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 1000.05)
        self.assertFinance(order, invoiced=1000.05, due=1000.05, invoicing='invoiced')
        self._pay(invoice)
        self.assertFinance(order, paid=1000.05, due=0, status='paid')
