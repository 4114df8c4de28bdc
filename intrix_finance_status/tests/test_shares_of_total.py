from odoo.fields import Command
from odoo.tests import tagged

from .common import FinanceStatusCommon


@tagged('post_install', '-at_install')
class TestSharesOfTotal(FinanceStatusCommon):
    """The shares add up to the document's total, whatever stands in no line of an order (R1)."""

    def _orders(self, *amounts, **values):
        return self.env['sale.order'].union(*(self._order(amount, **values) for amount in amounts))

    def _invoice_with(self, orders, *prices, **values):
        """Return an invoice with lines of no order, and header values."""
        invoice = self._invoice(orders, post=False)
        invoice.write(
            {
                'invoice_line_ids': [
                    Command.create(
                        {'name': "Typed", 'price_unit': price, 'tax_ids': [Command.clear()]}
                    )
                    for price in prices
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def assertShares(self, orders, invoice, *amounts, rest=0):
        """Check what is invoiced and due of each order, before and after the invoice is paid."""
        for order, amount in zip(orders, amounts, strict=True):
            self.assertFinance(
                order, invoiced=amount, paid=0, due=amount, invoicing='invoiced', status='invoiced'
            )
        self.assertAlmostEqual(sum(amounts) + rest, invoice.amount_total, 2)
        self._pay(invoice)
        for order, amount in zip(orders, amounts, strict=True):
            self.assertFinance(order, invoiced=amount, paid=amount, due=0, status='paid')

    def _discount_term(self):
        return self._term(
            (100, 30),
            early_discount=True,
            discount_percentage=10,
            discount_days=10,
            early_pay_discount_computation='mixed',
        )

    def test_early_payment_discount(self):
        """Tax is computed on the discounted amount: order and invoice are 1,225, not 1,250."""
        term = self._discount_term()
        order = self._order(1250, tax=self.tax_25, payment_term_id=term.id)
        self.assertEqual(order.amount_total, 1225)
        invoice = self._invoice(order, term=term)
        self.assertEqual(invoice.amount_total, 1225)
        self.assertFinance(order, invoiced=1225, due=1225, invoicing='invoiced', status='invoiced')
        self.assertFinance(self.customer, due=1225, to_invoice=0)

    def test_early_payment_discount_of_two_orders(self):
        term = self._discount_term()
        orders = self._orders(1250, 2500, tax=self.tax_25, payment_term_id=term.id)
        invoice = self._invoice(orders, term=term)
        self.assertEqual(invoice.amount_total, 3675)
        self.assertFinance(orders[0], invoiced=1225, due=1225)
        self.assertFinance(orders[1], invoiced=2450, due=2450)

    def test_early_payment_discount_of_a_down_payment(self):
        """A down payment over all of the order leaves nothing to invoice."""
        term = self._discount_term()
        order = self._order(1250, tax=self.tax_25, payment_term_id=term.id)
        down_payment = self._down_payment(order, 100)
        self.assertFinance(
            order,
            invoiced=down_payment.amount_total,
            due=down_payment.amount_total,
            invoicing='invoiced',
        )

    def test_tax_corrected_by_hand(self):
        orders = self._orders(1250, 1250, tax=self.tax_25)
        invoice = self._invoice(orders, post=False)
        tax_line = invoice.line_ids.filtered('tax_line_id')
        receivable = self._receivable(invoice)
        invoice.line_ids = [
            Command.update(tax_line.id, {'amount_currency': tax_line.amount_currency - 0.02}),
            Command.update(receivable.id, {'amount_currency': receivable.amount_currency + 0.02}),
        ]
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 2500.02)
        self.assertShares(orders, invoice, 1250.01, 1250.01)

    def test_cash_rounding(self):
        """Both strategies, up and down."""
        for strategy in ('add_invoice_line', 'biggest_tax'):
            for amount, rounded in ((1000.03, 1000.05), (1000.02, 1000.0)):
                with self.subTest(strategy=strategy, amount=amount):
                    rounding = self.env['account.cash.rounding'].create(
                        {
                            'name': strategy,
                            'rounding': 0.05,
                            'strategy': strategy,
                            'profit_account_id': self.company_data['default_account_revenue'].id,
                            'loss_account_id': self.company_data['default_account_expense'].id,
                            'rounding_method': 'HALF-UP',
                        }
                    )
                    order = self._order(amount, tax=self.tax_25)
                    invoice = self._invoice_with(order, invoice_cash_rounding_id=rounding.id)
                    self.assertEqual(invoice.amount_total, rounded)
                    self.assertShares(order, invoice, rounded)

    def test_rebate_typed_on_the_invoice(self):
        """A negative line of no order lowers all parts in proportion."""
        orders = self._orders(1000, 500)
        invoice = self._invoice_with(orders, -150)
        self.assertEqual(invoice.amount_total, 1350)
        self.assertShares(orders, invoice, 900, 450)

    def test_rebate_and_line_of_no_order(self):
        """A positive line of no order has its part, which the rebate lowers too."""
        orders = self._orders(1000, 500)
        invoice = self._invoice_with(orders, 500, -200)
        self.assertEqual(invoice.amount_total, 1800)
        self.assertShares(orders, invoice, 900, 450, rest=450)

    def test_rebate_typed_on_a_credit_note(self):
        """The signs are turned: what lowers the credit note lowers all its parts."""
        orders = self._orders(1000, 500)
        refund = self._credit(self._invoice(orders), post=False)
        refund.invoice_line_ids = [
            Command.create({'name': "Fee", 'price_unit': -150, 'tax_ids': [Command.clear()]})
        ]
        refund.action_post()
        self.assertEqual(refund.amount_total, 1350)
        self.assertFinance(orders[0], invoiced=100)
        self.assertFinance(orders[1], invoiced=50)

    def test_rounding_of_parts_that_outweigh_each_other(self):
        """Two cents of tax corrected by hand on an order and its return."""
        orders = self._orders(100, -100)
        invoice = self._invoice_with(orders, 0)
        self.assertEqual(invoice.amount_total, 0)
        self.assertFinance(orders, invoiced=0, due=0, invoicing='invoiced', status='paid')
