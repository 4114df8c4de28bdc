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
