from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import FinanceStatusCommon, day
from .test_documents import DocumentsCommon

NOTHING_DUE = {'invoiced': 0, 'due': 0, 'overdue': 0}


class OrderOfPieces(FinanceStatusCommon):
    """Orders of pieces at 100 each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.delivered_service = cls._create_product(
            name="Delivered",
            type='service',
            invoice_policy='delivery',
            list_price=100.0,
            taxes_id=[Command.clear()],
        )

    def _pieces(self, quantity=10, price=100.0, product=None, confirm=True, tax=None, **values):
        order = self._order(confirm=False, **values)
        order.order_line.write(
            {
                'product_id': (product or self.service).id,
                'product_uom_qty': quantity,
                'price_unit': price,
                'tax_ids': [Command.set(tax.ids if tax else [])],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _invoice_pieces(self, order, quantity, price=None):
        """Return a posted invoice over so many pieces."""
        invoice = order._create_invoices()
        line = invoice.invoice_line_ids
        line.quantity = quantity
        if price is not None:
            line.price_unit = price
        return self._set_dates(invoice, None, None, None, True)


@tagged('post_install', '-at_install')
class TestInvoicedAgain(OrderOfPieces):
    """Credited, then 2 of 10 invoiced again: partially invoiced, 800 to invoice."""

    def assertInvoicedAgain(self, order):
        self._invoice_pieces(order, 2)
        self.assertFinance(
            order, invoiced=200, invoicing='partial', status='partially_invoiced', overdue=0
        )
        self.assertFinance(self.customer, to_invoice=800)

    def test_paid_back(self):
        order = self._pieces()
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertFinance(order, invoicing='invoiced', status='paid')
        refund = self._credit(invoice)
        self._pay(refund)
        self.assertEqual((invoice.payment_state, refund.payment_state), ('paid', 'paid'))
        self.assertFinance(order, invoiced=0, due=0, invoicing='to_invoice', status='reversed')
        self.assertFinance(self.customer, to_invoice=1000)
        self.assertInvoicedAgain(order)

    def test_part_paid(self):
        order = self._pieces()
        invoice = self._invoice(order)
        self._pay(invoice, 300)
        self._credit(invoice)
        self.assertFinance(order, invoiced=0, due=-300, invoicing='to_invoice')
        self.assertInvoicedAgain(order)

    def test_disputed(self):
        order = self._pieces()
        invoice = self._invoice(order)
        invoice.payment_state = 'blocked'
        refund = self._credit(invoice)
        self._receivable(refund).remove_move_reconcile()
        self.assertInvoicedAgain(order)

    def test_set_off_elsewhere(self):
        order = self._pieces()
        refund = self._credit(self._invoice(order))
        self._receivable(refund).remove_move_reconcile()
        self._receivable(refund + self._plain_invoice(1000)).reconcile()
        self.assertFinance(order, invoiced=0, due=1000, invoicing='to_invoice')
        self.assertInvoicedAgain(order)

    def test_unmatched(self):
        order = self._pieces()
        refund = self._credit(self._invoice(order))
        self._receivable(refund).remove_move_reconcile()
        self.assertFinance(order, invoiced=0, due=0, invoicing='to_invoice', status='reversed')
        self.assertInvoicedAgain(order)

    def test_some_given_back(self):
        """Three pieces come back: seven are invoiced, and three can be invoiced again."""
        order = self._pieces()
        refund = self._credit(self._invoice(order), post=False)
        refund.invoice_line_ids.quantity = 3
        refund.action_post()
        self.assertFinance(order, invoiced=700, invoicing='partial', status='partially_invoiced')
        self.assertFinance(self.customer, to_invoice=300)

    def test_lower_price(self):
        """A credit note for a lower price gives nothing back, in however many steps."""
        order = self._pieces()
        invoice = self._invoice(order)
        self._credit(invoice, 10)
        self.assertFinance(order, invoiced=900, invoicing='invoiced', status='invoiced')
        self._credit(invoice, 30)
        self.assertFinance(order, invoiced=600, invoicing='invoiced', status='invoiced')
        self.assertFinance(self.customer, to_invoice=0)
        self._credit(invoice, 60)
        self.assertFinance(order, invoiced=0, invoicing='to_invoice', status='reversed')
        self.assertFinance(self.customer, to_invoice=1000)

    def test_credited_at_the_price_of_the_invoice(self):
        """What was invoiced for less than ordered is given back at what it was invoiced for."""
        order = self._pieces()
        invoice = self._invoice_pieces(order, 10, price=90)
        self.assertFinance(order, invoiced=900, invoicing='invoiced')
        refund = self._credit(invoice, post=False)
        refund.invoice_line_ids.quantity = 4
        refund.action_post()
        self.assertFinance(order, invoiced=540, invoicing='partial')

    def test_other_unit(self):
        """A dozen invoiced is twelve pieces."""
        order = self._pieces(quantity=24)
        dozen = self.env.ref('uom.product_uom_dozen')
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.write(
            {'quantity': 1, 'product_uom_id': dozen.id, 'price_unit': 1200}
        )
        invoice.action_post()
        self.assertFinance(order, invoiced=1200, invoicing='partial')
        self.assertAlmostEqual(order.sudo().finance_fact_ids.covered_by_quantity, 1200)

    def test_price_of_the_order_changed(self):
        """The facts follow the order's price, which the quantities are valued at."""
        order = self._pieces()
        self._invoice_pieces(order, 5)
        order.order_line.price_unit = 200
        self.assertFinance(order, invoiced=500, invoicing='partial')
        self.assertAlmostEqual(order.sudo().finance_fact_ids.covered_by_quantity, 1000)


@tagged('post_install', '-at_install')
class TestInvoicedElsewhere(OrderOfPieces, DocumentsCommon):
    """The same of documents kept elsewhere, which have no lines."""

    def _refund(self, order, total):
        return self._document(
            order, total=total, document_type='refund', name=f'R-{total}', due=day(0)
        )

    def test_invoiced_again(self):
        for paid in (0, 300, 1000):
            with self.subTest(paid=paid):
                customer = self._customer("Elsewhere")
                order = self._pieces(partner=customer)
                invoice = self._document(order, partner_id=customer.id)
                self.assertFinance(order, invoiced=1000, invoicing='invoiced')
                if paid:
                    self._pay_document(invoice, paid)
                refund = self._refund(order, 1000)
                refund.partner_id = customer
                self.assertFinance(order, invoiced=0, due=-paid, invoicing='to_invoice')
                self._document(order, total=200, name='X-2', partner_id=customer.id)
                self.assertFinance(
                    order, invoiced=200, invoicing='partial', status='partially_invoiced'
                )
                self.assertFinance(customer, to_invoice=800)

    def test_lower_price(self):
        order = self._pieces()
        self._document(order)
        self._refund(order, 300)
        self.assertFinance(order, invoiced=700, invoicing='invoiced', status='invoiced')
        self._refund(order, 700)
        self.assertFinance(order, invoiced=0, invoicing='to_invoice', status='reversed')

    def test_half_here_half_elsewhere(self):
        order = self._pieces()
        self._document(order, total=500)
        self.assertFinance(order, invoiced=500, invoicing='partial')
        self._invoice_pieces(order, 5)
        self.assertFinance(order, invoiced=1000, invoicing='invoiced', status='invoiced')
        self.assertFinance(self.customer, to_invoice=0)

    def test_other_currency(self):
        usd = self._usd(2.0)
        order = self._pieces()
        self._document(order, total=1000, currency_id=usd.id, date=day(0))
        self.assertFinance(order, invoiced=500, invoicing='partial')
        self._document(order, total=1000, currency_id=usd.id, date=day(0), name='X-2')
        self.assertFinance(order, invoiced=1000, invoicing='invoiced')

    def test_free_order(self):
        """A share of nothing is a document all the same."""
        free = self._order(0)
        self._document(free, self._order(), shares=[0, 1000])
        self.assertFinance(free, **NOTHING_DUE, invoicing='invoiced', payment='paid', status='paid')

    def test_document_over_zero(self):
        order = self._order(0)
        document = self._document(order, total=0)
        self.assertFinance(
            order, **NOTHING_DUE, invoicing='invoiced', payment='paid', status='paid'
        )
        document.cancelled = True
        self.assertFinance(order, **NOTHING_DUE, invoicing='no', status='paid')

    def test_negative_order(self):
        order = self._order(-400)
        refund = self._document(order, total=400, document_type='refund', name='R-1', due=day(-40))
        self.assertFinance(
            order, invoiced=-400, due=-400, overdue=0, invoicing='invoiced', status='reversed'
        )
        self.assertEqual(refund.amount_due, 400)

    def test_delivered_more_than_ordered(self):
        """By hand over the order's total, while more was delivered."""
        order = self._pieces(product=self.delivered_service)
        order.order_line.qty_delivered = 15
        self._document(order, total=1000)
        self.assertFinance(order, invoiced=1000, invoicing='partial')
        self._document(order, total=500, name='X-2')
        self.assertFinance(order, invoiced=1500, invoicing='invoiced')
        self.assertEqual(order.finance_amount_delivered_not_invoiced, 0)
        self.assertFalse(
            order.search([('id', '=', order.id), ('finance_delivered_not_invoiced', '=', True)])
        )


@tagged('post_install', '-at_install')
class TestNothingToPay(OrderOfPieces):
    """Orders whose share is zero."""

    def assertSettled(self, orders, invoicing='invoiced'):
        for order in orders:
            self.assertFinance(
                order, **NOTHING_DUE, invoicing=invoicing, payment='paid', status='paid'
            )
        self.assertFinance(self.customer, to_invoice=0)

    def test_invoice_with_full_discount(self):
        order = self._order()
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.discount = 100
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 0)
        self.assertSettled(order)

    def test_full_discount_on_half_of_it(self):
        order = self._pieces()
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.write({'discount': 100, 'quantity': 5})
        invoice.action_post()
        self.assertFinance(order, **NOTHING_DUE, invoicing='partial', status='partially_invoiced')

    def test_order_and_return(self):
        """Both on one invoice of 0.00."""
        orders = self._order(1000) + self._order(-1000)
        invoice = self._invoice(orders)
        self.assertEqual((len(invoice), invoice.amount_total), (1, 0))
        self.assertSettled(orders)

    def test_free_order_with_something_else(self):
        free, order = self._order(0), self._order(1000)
        self._invoice(free + order)
        self.assertFinance(free, **NOTHING_DUE, invoicing='invoiced', status='paid')
        self.assertFinance(order, invoiced=1000, due=1000, status='invoiced')

    def test_free_order_alone(self):
        order = self._order(0)
        self.assertSettled(order, invoicing='no')
        self._invoice(order)
        self.assertSettled(order)

    def test_order_without_lines(self):
        order = self._order()
        order.action_cancel()
        order.action_draft()
        order.order_line.unlink()
        self.assertFinance(order, status='quotation', payment='no')
        order.action_confirm()
        self.assertSettled(order, invoicing='no')

    def test_invoiced_without_a_document(self):
        """What Odoo calls invoiced by other means (a till) is not to be invoiced."""
        by_other_means = patch.object(
            self.env.registry['sale.order.line'],
            '_prepare_qty_invoiced',
            lambda lines: {line: line.product_uom_qty for line in lines},
        )
        order = self._order()
        self.assertFinance(self.customer, to_invoice=1000)
        with by_other_means:
            order.order_line.modified(['invoice_lines'])
            self.assertEqual(order.invoice_status, 'invoiced')
            self.env['res.partner']._finance_invalidate()
            self.assertFinance(order, **NOTHING_DUE, invoicing='invoiced')
            self.assertFinance(self.customer, to_invoice=0)

    def test_lines_that_outweigh_each_other(self):
        """Nothing to pay as long as it is all or nothing."""
        self.service.invoice_policy = 'delivery'
        order = self._order(100, -100)
        self.assertSettled(order, invoicing='no')
        order.order_line[0].qty_delivered = 1
        self.assertFinance(order, invoicing='to_invoice', payment='no', status='ordered')

    def test_free_order_that_is_credited(self):
        """Of nothing, nothing can be credited."""
        free = self._order(0)
        invoice = self._invoice(free)
        self._credit(invoice)
        self.assertFinance(free, **NOTHING_DUE, payment='paid', status='paid')

    def test_free_order_invoiced_for_something(self):
        """What is due is due, even if the order said that it is free."""
        free = self._order(0)
        invoice = self._invoice(free, post=False)
        invoice.invoice_line_ids.price_unit = 50
        invoice.invoice_date_due = day(-3)
        invoice.action_post()
        self.assertFinance(free, invoiced=50, due=50, status='overdue', invoicing='invoiced')

    def test_negative_order(self):
        """An open credit note of a negative order is not paid: we owe."""
        order = self._order(-400)
        self._invoice(order)
        self.assertFinance(
            order,
            invoiced=-400,
            due=-400,
            overdue=0,
            invoicing='invoiced',
            payment='reversed',
            status='reversed',
        )


@tagged('post_install', '-at_install')
class TestAmountReached(OrderOfPieces):
    """The amount of the order is reached, its quantity is not."""

    def test_higher_price(self):
        """390 ordered at 10, 240 invoiced at 16.25."""
        order = self._pieces(quantity=390, price=10)
        self._invoice_pieces(order, 240, price=16.25)
        self.assertFinance(
            order, invoiced=3900, due=3900, invoicing='partial', status='partially_invoiced'
        )
        self._invoice_pieces(order, 150)
        self.assertFinance(order, invoiced=5400, invoicing='invoiced', status='invoiced')

    def test_delivered_more_than_ordered(self):
        order = self._pieces(product=self.delivered_service)
        order.order_line.qty_delivered = 10
        self._invoice(order)
        self.assertFinance(order, invoiced=1000, invoicing='invoiced', status='invoiced')
        order.order_line.qty_delivered = 15
        self.assertEqual(order.invoice_status, 'to invoice')
        self.assertFinance(order, invoiced=1000, invoicing='partial', status='partially_invoiced')
        self.assertEqual(order.finance_amount_delivered_not_invoiced, 500)
        self._invoice(order)
        self.assertFinance(order, invoiced=1500, invoicing='invoiced', status='invoiced')

    def test_whole_down_payment(self):
        """Nothing is left to invoice, though Odoo still has the deduction to make."""
        for product in (self.service, self.delivered_service):
            with self.subTest(policy=product.invoice_policy):
                order = self._pieces(product=product)
                down_payment = self._down_payment(order, 100)
                self.assertFinance(order, invoiced=1000, invoicing='invoiced', status='invoiced')
                self._pay(down_payment)
                self.assertFinance(order, paid=1000, invoicing='invoiced', status='paid')
                order.order_line.qty_delivered = 12
                upselling = product == self.service
                self.assertFinance(
                    order,
                    invoicing='invoiced' if upselling else 'partial',
                    status='paid' if upselling else 'partially_invoiced',
                )

    def test_down_payment_credited(self):
        order = self._pieces()
        down_payment = self._down_payment(order, 100)
        self._credit(down_payment)
        self.assertFinance(order, invoiced=0, invoicing='to_invoice', status='reversed')

    def test_rebate_still_to_be_invoiced(self):
        """What is invoiced is more than the order: the rebate of it is still missing."""
        order = self._order(1000, -100)
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.filtered(lambda line: line.price_unit < 0).unlink()
        invoice.action_post()
        self.assertFinance(order, invoiced=1000, invoicing='partial')
