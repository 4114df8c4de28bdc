from odoo import fields, models

from ..models.sale_order_hold import OVERRIDE_GROUP


class FinancePrepaymentWaive(models.TransientModel):
    """Dialog that asks why orders are delivered without the payment in advance."""

    _name = 'finance.prepayment.waive'
    _inherit = ['finance.status.named.mixin']
    _description = 'Take off a Payment before Delivery'

    order_ids = fields.Many2many('sale.order', readonly=True)
    reason = fields.Char(required=True, groups=OVERRIDE_GROUP)

    def action_waive(self):
        """Take it off, with the reason in the chatter of the orders."""
        self.order_ids._finance_waive_prepayment(self.reason)
        # the order below the dialog is not told of it otherwise
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}
