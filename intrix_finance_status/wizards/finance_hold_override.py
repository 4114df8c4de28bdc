from odoo import fields, models

from ..models.sale_order_hold import OVERRIDE_GROUP


class FinanceHoldOverride(models.TransientModel):
    """Dialog that asks why to go on despite a hold."""

    _name = 'finance.hold.override'
    _inherit = ['finance.status.named.mixin']
    _description = 'Go on despite a Finance Hold'

    order_ids = fields.Many2many('sale.order', readonly=True)
    hold_text = fields.Text(string="On Hold", readonly=True)
    reason = fields.Char(required=True, groups=OVERRIDE_GROUP)

    def action_override(self):
        """Go on, with the reason in the chatter of the orders and of their customers."""
        orders = self.order_ids.with_context(finance_hold_override=self.reason)
        result = orders.action_confirm()
        if isinstance(result, dict):
            return result
        # the order below the dialog is not told of it otherwise
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}
