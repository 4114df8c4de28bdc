from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get('invoice_lines') for vals in vals_list):
            self.env['finance.status.order']._ensure_for_orders(lines.order_id)
        return lines

    def write(self, vals):
        res = super().write(vals)
        if 'invoice_lines' in vals:
            self.env['finance.status.order']._ensure_for_orders(self.order_id)
        return res
