from odoo import api, models

SOLD = {
    'order_id',
    'price_subtotal_incl',
    'qty',
    'refunded_orderline_id',
    'sale_order_line_id',
    'sale_order_origin_id',
}


class PosOrderLine(models.Model):
    _inherit = 'pos.order.line'

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._finance_sold()._finance_till_changed()
        return lines

    def write(self, vals):
        changed = not SOLD.isdisjoint(vals)
        # who loses it has changed as well
        orders = self._finance_sold()._finance_sale_orders() if changed else None
        res = super().write(vals)
        if changed and (sold := self._finance_sold()):
            sold._finance_till_changed()
            self.env['finance.status.order']._documents_changed(orders)
        return res

    def _finance_sold(self):
        """Return the orders of these lines that are no longer drafts."""
        return self.order_id.filtered(lambda order: order.state != 'draft')
