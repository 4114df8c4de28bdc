from odoo import models

from .sale_order import SOLD_AT_TILL


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Don't deliver again what was sold at the till before the order is confirmed."""
        quantity = super()._get_qty_procurement(previous_product_uom_qty)
        at_till = self.env.context.get('finance_sold_at_till') is SOLD_AT_TILL
        # later the till takes what it sells off the deliveries itself
        if at_till or self.move_ids:
            return quantity
        return quantity + self._finance_sold_at_till()

    def _finance_sold_at_till(self):
        """Return how much of this line was sold at the till, less refunds, in its unit."""
        self.ensure_one()
        sold = self.sudo().pos_order_line_ids
        lines = (sold | sold.refund_orderline_ids).filtered(
            lambda line: line.order_id.state not in ('draft', 'cancel')
        )
        return sum(self._convert_qty(self, line.qty, 'p2s') for line in lines)
