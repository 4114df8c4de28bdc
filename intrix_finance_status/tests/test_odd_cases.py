from odoo.fields import Command
from odoo.tests import tagged

from .common import day
from .test_documents import DocumentsCommon
from .test_order_invoicing import OrderOfPieces


@tagged('post_install', '-at_install')
class TestOddOrders(OrderOfPieces, DocumentsCommon):
    """Several odd things at once, with figures worked out by hand."""

    def _pay_in_advance(self, order, amount, **values):
        payment = self.env['account.payment'].create(
            {
                'amount': amount,
                'partner_id': self.customer.id,
                'date': day(0),
                'finance_order_ids': [Command.set(order.ids)],
                **values,
            }
        )
        payment.action_post()
        return payment

    # down payments and final invoices

    def test_final_invoice_credited(self):
        """Of 1,000 the down payment of 300 stays: 700 are to be invoiced again."""
        order = self._pieces()
        self._pay(self._down_payment(order, 30))
        final = self._invoice(order)
        self.assertFinance(order, invoiced=1000, paid=300, due=700, invoicing='invoiced')
        self._credit(final)
        self.assertFinance(
            order,
            invoiced=300,
            paid=300,
            due=0,
            invoicing='partial',
            status='partially_invoiced',
        )
        self.assertFinance(self.customer, to_invoice=700)
        self._invoice(order)
        self.assertFinance(order, invoiced=1000, due=700, invoicing='invoiced')
        self.assertFinance(self.customer, to_invoice=0)

    def test_final_invoice_of_two_orders(self):
        """1,000 and 1,000 less a down payment of 300 of the first: 1,700, half of it paid."""
        orders = self._pieces() + self._pieces()
        self._pay(self._down_payment(orders[0], 30))
        final = self._invoice(orders)
        self.assertEqual(final.amount_total, 1700)
        self._pay(final, 850)
        self.assertFinance(orders[0], invoiced=1000, paid=650, due=350)
        self.assertFinance(orders[1], invoiced=1000, paid=500, due=500)

    def test_down_payment_exceeds_what_was_delivered(self):
        """500 paid down, 4 pieces delivered: the final document is a credit note of 100."""
        order = self._pieces(product=self.delivered_service)
        self._pay(self._down_payment(order, 50))
        order.order_line.filtered(lambda line: not line.is_downpayment).qty_delivered = 4
        order.order_line.filtered(lambda line: not line.is_downpayment).product_uom_qty = 4
        final = self._invoice(order)
        self.assertEqual((final.move_type, final.amount_total), ('out_refund', 100))
        self.assertFinance(
            order, invoiced=400, paid=500, due=-100, invoicing='invoiced', status='paid'
        )
        self.assertFinance(self.customer, due=-100, overdue=0, to_invoice=0)
        self._pay(final)
        self.assertFinance(
            order, invoiced=400, paid=400, due=0, invoicing='invoiced', status='paid'
        )

    def test_down_payment_paid_in_part(self):
        """The earlier due date is the down payment's."""
        order = self._pieces()
        self._pay(self._down_payment(order, 30, due=day(-5), date=day(-20)), 100)
        self._invoice(order)
        self.assertFinance(
            order,
            invoiced=1000,
            paid=100,
            due=900,
            overdue=200,
            days=5,
            date_due=day(-5),
            status='overdue',
        )

    def test_down_payment_elsewhere_final_invoice_here(self):
        """Odoo doesn't know of the 300 from elsewhere: 1,300 are invoiced, nothing is left."""
        order = self._pieces()
        document = self._document(order, total=300)
        self._pay_document(document, 300)
        self.assertFinance(order, invoiced=300, invoicing='partial', status='partially_invoiced')
        self.assertFinance(self.customer, to_invoice=700)
        self._invoice(order)
        self.assertFinance(
            order, invoiced=1300, paid=300, due=1000, invoicing='invoiced', status='partially_paid'
        )
        self.assertFinance(self.customer, to_invoice=0, due=1000)

    def test_final_invoice_elsewhere_credited(self):
        order = self._pieces()
        self._pay_document(self._document(order, total=300, name='D-1'), 300)
        final = self._document(order, total=700, name='F-1')
        self.assertFinance(order, invoiced=1000, due=700, invoicing='invoiced')
        self._document(order, total=700, name='C-1', document_type='refund', preceding=final.name)
        self.assertFinance(order, invoiced=300, due=0, invoicing='partial')
        self.assertFinance(self.customer, to_invoice=700, due=0)

    # paid in advance

    def test_advance_matched_step_by_step(self):
        """400 in advance: 300 for the down payment, 100 for the final invoice, then undone."""
        order = self._pieces()
        payment = self._pay_in_advance(order, 400)
        self.assertFinance(order, amount_prepaid=400, paid=0)
        self.assertFinance(self.customer, due=-400, amount_exposure=600)
        down_payment = self._down_payment(order, 30)
        self._receivable(down_payment + payment.move_id).reconcile()
        self.assertFinance(order, amount_prepaid=100, paid=300, due=0, invoicing='partial')
        self.assertFinance(self.customer, due=-100, to_invoice=700, amount_exposure=600)
        final = self._invoice(order)
        self._receivable(final + payment.move_id).filtered(
            lambda line: not line.reconciled
        ).reconcile()
        self.assertFinance(order, amount_prepaid=0, paid=400, due=600, status='partially_paid')
        self.assertFinance(self.customer, due=600, to_invoice=0, amount_exposure=600)
        self._receivable(final).remove_move_reconcile()
        self.assertFinance(order, amount_prepaid=100, paid=300, due=700)
        final.button_draft()
        self.assertFinance(order, amount_prepaid=100, invoiced=300, paid=300, due=0)
        self.assertFinance(self.customer, due=-100, amount_exposure=600)

    def test_advance_for_an_order_that_is_cancelled(self):
        """The money is still the customer's."""
        order = self._pieces()
        self._pay_in_advance(order, 400)
        order.action_cancel()
        self.assertFinance(order, amount_prepaid=400, status='cancelled')
        self.assertFinance(self.customer, due=-400, to_invoice=0, amount_exposure=-400)

    def test_advance_used_for_another_order(self):
        first, second = self._pieces(), self._pieces()
        payment = self._pay_in_advance(first, 400)
        invoice = self._invoice(second)
        self._receivable(invoice + payment.move_id).reconcile()
        self.assertFinance(first, amount_prepaid=0, paid=0, status='ordered')
        self.assertFinance(second, amount_prepaid=0, paid=400, due=600)

    # discounts, write-offs, rounding

    def test_discount_taken_on_two_orders(self):
        """980 settle 1,000 of two orders in time."""
        term = self._term(
            (100, 30),
            early_discount=True,
            discount_percentage=2,
            discount_days=10,
            early_pay_discount_computation='included',
        )
        orders = self._order(300) + self._order(700)
        invoice = self._invoice(orders, term=term)
        self._pay(invoice)
        self.assertEqual(invoice.matched_payment_ids.amount, 980)
        self.assertFinance(orders[0], invoiced=300, paid=300, due=0, status='paid')
        self.assertFinance(orders[1], invoiced=700, paid=700, due=0, status='paid')
        self.assertFinance(self.customer, due=0, status='paid')

    def test_mixed_discount_credited(self):
        """What is credited at full price leaves what Odoo's books say to the cent."""
        term = self._term(
            (100, 30),
            early_discount=True,
            discount_percentage=10,
            discount_days=10,
            early_pay_discount_computation='mixed',
        )
        order = self._order(1250, tax=self.tax_25, payment_term_id=term.id)
        invoice = self._invoice(order, term=term)
        refund = self._credit(invoice)
        left = invoice.amount_total - refund.amount_total
        self.assertFinance(order, invoiced=left, due=left, status='reversed')
        self.assertFinance(self.customer, due=left, overdue=0)

    def test_rest_written_off_on_two_orders(self):
        orders = self._order(400) + self._order(600)
        invoice = self._invoice(orders)
        self._pay(
            invoice,
            990,
            payment_difference_handling='reconcile',
            writeoff_account_id=self.company_data['default_account_expense'].id,
        )
        self.assertFinance(orders[0], invoiced=400, paid=400, due=0, status='paid')
        self.assertFinance(orders[1], invoiced=600, paid=600, due=0, status='paid')

    def test_cash_rounding_credited(self):
        """Three orders of 3.34 are 10.00 in cash; credited, nothing is left of any of them."""
        rounding = self.env['account.cash.rounding'].create(
            {
                'name': "5 cents",
                'rounding': 0.05,
                'strategy': 'add_invoice_line',
                'profit_account_id': self.company_data['default_account_revenue'].id,
                'loss_account_id': self.company_data['default_account_expense'].id,
                'rounding_method': 'HALF-UP',
            }
        )
        orders = self._order(3.34) + self._order(3.34) + self._order(3.34)
        invoice = self._invoice(orders, post=False)
        invoice.invoice_cash_rounding_id = rounding
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 10)
        self.assertAlmostEqual(sum(orders.mapped('finance_amount_invoiced')), 10, 2)
        refund = self._credit(invoice)
        self.assertEqual(refund.amount_total, 10)
        for order in orders:
            self.assertFinance(order, invoiced=0, paid=0, due=0, status='reversed')

    # credit notes and returns

    def test_credited_for_more(self):
        """1,200 credited of 1,000: we owe 200."""
        order = self._pieces()
        self._credit(self._invoice(order), 120)
        self.assertFinance(order, invoiced=-200, paid=0, due=-200, status='reversed')
        self.assertFinance(self.customer, due=-200, overdue=0)

    def test_credit_note_reset(self):
        """Cancelled, a credit note settles nothing: the invoice is open again, and late.

        As long as it is only reset to draft, Odoo keeps what it was matched with.
        """
        order = self._pieces()
        invoice = self._invoice(order, date=day(-20), due=day(-3))
        refund = self._credit(invoice)
        self.assertFinance(order, invoiced=0, due=0, status='reversed', invoicing='to_invoice')
        refund.button_draft()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertFinance(order, invoiced=1000, due=0, invoicing='invoiced')
        refund.button_cancel()
        self.assertFinance(order, invoiced=1000, due=1000, status='overdue', overdue=1000, days=3)
        self.assertFinance(self.customer, to_invoice=0, overdue=1000)

    def test_replaced(self):
        """Three of ten come back and are invoiced again: all is invoiced."""
        order = self._pieces()
        invoice = self._invoice(order)
        self._pay(invoice)
        refund = self._credit(invoice, post=False)
        refund.invoice_line_ids.quantity = 3
        refund.action_post()
        self.assertFinance(order, invoiced=700, paid=1000, due=-300, invoicing='partial')
        again = self._invoice(order)
        self.assertEqual(again.amount_total, 300)
        self.assertFinance(order, invoiced=1000, paid=1000, due=0, invoicing='invoiced')
        self._receivable(again + refund).reconcile()
        self.assertFinance(order, invoiced=1000, paid=1000, due=0, status='paid')

    # what is left to invoice is trusted to the customer, too

    def test_rest_after_a_higher_price(self):
        """390 ordered at 10, 240 invoiced at 16.25: 150 at 10 are left, 3,900 are due."""
        order = self._pieces(quantity=390, price=10)
        self._invoice_pieces(order, 240, price=16.25)
        self.assertFinance(order, invoiced=3900, invoicing='partial')
        self.assertFinance(self.customer, to_invoice=1500, due=3900, amount_exposure=5400)
        self._invoice_pieces(order, 150)
        self.assertFinance(self.customer, to_invoice=0, due=5400, amount_exposure=5400)

    def test_rest_after_a_lower_price(self):
        """5 of 10 invoiced at 80 instead of 100: 5 at 100 are left."""
        order = self._pieces()
        invoice = self._invoice_pieces(order, 5, price=80)
        self.assertFinance(self.customer, to_invoice=500, due=400, amount_exposure=900)
        self._credit(invoice, 10)
        self.assertFinance(order, invoiced=350, invoicing='partial')
        self.assertFinance(self.customer, to_invoice=500, due=350, amount_exposure=850)

    def test_rest_of_more_than_ordered(self):
        """15 delivered of 10 ordered: 500 more than the order."""
        order = self._pieces(product=self.delivered_service)
        order.order_line.qty_delivered = 15
        self.assertFinance(self.customer, to_invoice=1500, amount_exposure=1500)
        self._down_payment(order, 30)
        self.assertFinance(self.customer, to_invoice=1200, due=300, amount_exposure=1500)
        self._invoice(order)
        self.assertFinance(self.customer, to_invoice=0, due=1500, amount_exposure=1500)

    def test_rest_of_what_is_not_delivered_yet(self):
        """7 of 10 delivered and invoiced: 3 are still trusted to the customer."""
        order = self._pieces(product=self.delivered_service)
        order.order_line.qty_delivered = 7
        self._invoice(order)
        self.assertFinance(self.customer, due=700, amount_exposure=1000)
        order.order_line.qty_delivered = 8
        self.assertFinance(self.customer, to_invoice=300, due=700, amount_exposure=1000)

    # holds

    def test_credit_that_is_paid_back_releases_nobody(self):
        """600 late, 200 credited, and these 200 paid back: 600 hold as before."""
        self._hold_policy()
        self._plain_invoice(600, due=day(-40), date=day(-50))
        self.assertFinance(self.customer, hold=True)
        self._plain_invoice(200, due=day(-5), date=day(-5), move_type='out_refund')
        self.assertFinance(self.customer, hold=False)
        paid_back = self.env['account.payment'].create(
            {
                'amount': 200,
                'date': day(0),
                'payment_type': 'outbound',
                'partner_type': 'customer',
                'partner_id': self.customer.id,
                'journal_id': self.company_data['default_journal_bank'].id,
            }
        )
        paid_back.action_post()
        self.assertFinance(self.customer, hold=True, due=600, overdue=600)

    def test_payment_that_bounces(self):
        """Cancelled after the bank refused it: late and on hold as before."""
        self._hold_policy()
        order = self._pieces()
        invoice = self._invoice(order, date=day(-60), due=day(-40))
        payment = self._pay(invoice)
        self.assertFinance(order, status='paid', date_paid=day(0))
        self.assertFinance(self.customer, hold=False)
        payment.action_draft()
        payment.action_cancel()
        self.assertFinance(order, due=1000, paid=0, status='overdue', date_paid=False, days=40)
        self.assertFinance(self.customer, hold=True, average_delay=0)
