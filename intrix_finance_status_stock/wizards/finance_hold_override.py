from odoo import fields, models


class FinanceHoldOverride(models.TransientModel):
    _inherit = 'finance.hold.override'

    picking_ids = fields.Many2many('stock.picking', readonly=True)

    def action_override(self):
        """Go on with transfers, where it is about transfers."""
        if self.picking_ids:
            pickings = self.picking_ids.with_context(finance_hold_override=self.reason)
            return pickings.button_validate()
        return super().action_override()
