from odoo import api, models

from .sale_order import SOLD_AT_TILL

# what the facts of sales orders are taken from
SOLD = {
    'account_move',
    'amount_total',
    'date_order',
    'lines',
    'partner_id',
    'payment_ids',
    'session_id',
    'state',
}


class PosOrder(models.Model):
    _inherit = 'pos.order'

    @api.model
    def sync_from_ui(self, orders):
        """Keep what was sold at the till, also when the quotation of it can't be confirmed."""
        return super(PosOrder, self.with_context(finance_sold_at_till=SOLD_AT_TILL)).sync_from_ui(
            orders
        )

    @api.model_create_multi
    def create(self, vals_list):
        sold = super().create(vals_list)
        sold.filtered(lambda order: order.state != 'draft')._finance_till_changed()
        return sold

    def write(self, vals):
        res = super().write(vals)
        if 'state' in vals:
            self._finance_till_changed()
        elif not SOLD.isdisjoint(vals):
            self.filtered(lambda order: order.state != 'draft')._finance_till_changed()
        return res

    def _finance_sale_orders(self):
        """Return the sales orders that these orders sell or take back something of, as sudo."""
        lines = self.sudo().lines
        return (lines | lines.refunded_orderline_id).sale_order_origin_id

    def _finance_till_changed(self):
        """Have taken again what was sold at the till, for all who ask the ledger."""
        sold = self.sudo()
        orders = sold._finance_sale_orders()
        if orders or 'pay_later' in sold.payment_ids.payment_method_id.mapped('type'):
            self.env['res.company']._finance_set_flag('finance_has_till_sales')
            self.env['finance.status.order']._documents_changed(orders)
            self.env['finance.status.stage']._trigger_move(orders.company_id)
