from odoo import Command
from odoo.tests import tagged

from .common import FinanceStatusCommon

DELIVERED = 'finance_amount_delivered_not_invoiced'
INVOICED = 'finance_amount_invoiced_not_delivered'


@tagged('post_install', '-at_install')
class TestDeliveryAmounts(FinanceStatusCommon):
    """What was delivered and not invoiced, and invoiced and not delivered, in money."""

    def _sale(self, quantity, delivered, **values):
        order = self.env['sale.order'].create(
            {
                'partner_id': self.customer.id,
                'order_line': [
                    Command.create(
                        {
                            'product_id': self.service.id,
                            'product_uom_qty': quantity,
                            'price_unit': 33.33,
                            'tax_ids': [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.order_line.qty_delivered = delivered
        return order

    def _assert_amounts(self, order, delivered, invoiced):
        for fname, amount in ((DELIVERED, delivered), (INVOICED, invoiced)):
            self.env.invalidate_all()
            self.assertAlmostEqual(order[fname], amount, 2)
            itself = [('id', '=', order.id)]
            self.assertEqual(order.search([*itself, (fname, '=', order[fname])]), order)
            self.assertEqual(bool(order.search([*itself, (fname, '>', 0)])), amount > 0)
            [(summed,)] = order._read_group(itself, [], [f'{fname}:sum'])
            self.assertAlmostEqual(summed, amount, 2)

    def test_amounts(self):
        order = self._sale(10, 0)
        self._assert_amounts(order, 0, 0)
        order.order_line.qty_delivered = 4
        self._assert_amounts(order, 133.32, 0)
        self._invoice(order)
        invoiced = order.order_line.qty_invoiced
        expected = 33.33 * (4 - invoiced)
        self._assert_amounts(order, max(0, expected), max(0, -expected))
        order.order_line.qty_delivered = invoiced
        self._assert_amounts(order, 0, 0)
        order.order_line.qty_delivered = invoiced - 1
        self._assert_amounts(order, 0, 33.33)

    def test_offers_count_nothing(self):
        order = self._sale(10, 0)
        order.action_cancel()
        order.order_line.qty_delivered = 3
        self._assert_amounts(order, 0, 0)

    def _assert_filtered(self, order, found):
        domain = [('id', '=', order.id), ('finance_delivered_not_invoiced', '=', True)]
        self.assertEqual(bool(order.search(domain)), found)

    def test_nothing_ordered(self):
        """Expenses to be invoiced again, products added to a delivery: at their unit price."""
        order = self._sale(0, 3)
        self._assert_amounts(order, 99.99, 0)
        self._assert_filtered(order, True)
        order.order_line.tax_ids = self.tax_25
        self._assert_amounts(order, 124.99, 0)
        order.order_line.discount = 50
        self._assert_amounts(order, 62.49, 0)
        order.order_line.tax_ids = self.tax_25.copy(
            {'name': "Included", 'price_include_override': 'tax_included'}
        )
        self._assert_amounts(order, 50.0, 0)
        fixed = self.tax_25.copy({'name': "Fixed", 'amount_type': 'fixed', 'amount': 2})
        order.order_line.tax_ids = fixed
        self._assert_amounts(order, 56.0, 0)
        group = self.env['account.tax'].create(
            {
                'name': "Group",
                'amount_type': 'group',
                'type_tax_use': 'sale',
                'children_tax_ids': [Command.set((self.tax_25 + fixed).ids)],
            }
        )
        order.order_line.tax_ids = group
        self._assert_amounts(order, 68.49, 0)

    def test_expense_beside_what_was_invoiced(self):
        """What was added after the invoice is not invoiced yet."""
        self.service.invoice_policy = 'delivery'
        order = self._sale(10, 10)
        self._invoice(order)
        self.assertFinance(order, invoicing='invoiced')
        order.order_line = [
            Command.create(
                {
                    'product_id': self.service.id,
                    'product_uom_qty': 0,
                    'qty_delivered': 2,
                    'price_unit': 40,
                    'tax_ids': [Command.clear()],
                }
            )
        ]
        self._assert_amounts(order, 80, 0)
        self._assert_filtered(order, True)
        self.assertFinance(order, invoicing='partial', status='partially_invoiced')
        self._invoice(order)
        self._assert_amounts(order, 0, 0)
        self._assert_filtered(order, False)
        self.assertFinance(order, invoiced=413.3, invoicing='invoiced', status='invoiced')

    def test_free_sample(self):
        """What costs nothing is not found: there is nothing to be invoiced."""
        order = self._sale(1, 1)
        order.order_line.price_unit = 0
        self._assert_amounts(order, 0, 0)
        self._assert_filtered(order, False)

    def test_our_money_in_it(self):
        """Delivered and not invoiced, invoiced and not paid: of a deal, and of a customer."""
        lead = self._lead()
        order = self._sale(10, 6, opportunity_id=lead.id)
        other = self._sale(3, 1)
        delivered = 6 * 33.33
        for record, amount in ((lead, delivered), (self.customer, delivered + 33.33)):
            self._assert_unpaid(record, amount)
        invoice = self._invoice(order)
        left = max(6 - order.order_line.qty_invoiced, 0) * 33.33
        self._pay(invoice, 100)
        due = invoice.amount_residual
        self.assertGreater(due, 0)
        self._assert_unpaid(lead, left + due)
        self._assert_unpaid(self.customer, left + due + 33.33)
        # what is paid, or neither delivered nor invoiced, is none of it
        self._pay(invoice)
        other.order_line.qty_delivered = 0
        self._assert_unpaid(self.customer, left)

    def _assert_unpaid(self, record, amount):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertAlmostEqual(record.finance_amount_unpaid, amount, 2)
        itself = [('id', '=', record.id)]
        found = record.search(
            [*itself, ('finance_amount_unpaid', '=', record.finance_amount_unpaid)]
        )
        self.assertEqual(found, record)
        [(total,)] = record._read_group(itself, [], ['finance_amount_unpaid:sum'])
        self.assertAlmostEqual(total, amount, 2)
