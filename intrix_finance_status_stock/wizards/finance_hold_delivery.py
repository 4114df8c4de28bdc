from odoo import fields, models
from odoo.addons.intrix_finance_status.models.sale_order_hold import OVERRIDE_GROUP


class FinanceHoldDelivery(models.TransientModel):
    """Dialog that asks whether to deliver the others, where some transfers are on hold."""

    _name = 'finance.hold.delivery'
    _inherit = ['finance.status.named.mixin']
    _description = 'Some Deliveries are on Hold'

    picking_ids = fields.Many2many('stock.picking', readonly=True)
    hold_text = fields.Text(string="On Hold", readonly=True)
    can_override = fields.Boolean(compute='_compute_can_override')

    def _compute_can_override(self):
        self.can_override = self.env.user.has_group(OVERRIDE_GROUP)

    def action_deliver_others(self):
        """Validate those that are not on hold; the others stay, and say why."""
        stopped = self.picking_ids._finance_stopped()
        held = self.picking_ids.browse(move.picking_id.id for move in stopped)
        held._finance_log_left_behind(stopped)
        context = {}
        if 'pickings_to_detach' in self.env.context:
            # a batch lets go of what it leaves behind
            context['pickings_to_detach'] = self.env.context['pickings_to_detach'] + held.ids
        return (self.picking_ids - held).with_context(**context).button_validate()

    def action_override(self):
        """Ask for the reason to deliver all of them."""
        return self.picking_ids._finance_override_action(self.picking_ids._finance_stopped())
