from odoo import api, fields, models
from odoo.addons.intrix_finance_status.models.finance_status_mixin import VIEWER_GROUP
from odoo.addons.intrix_finance_status.models.sale_order_hold import OVERRIDE_GROUP
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockPicking(models.Model):
    """Whether the order of a delivery is paid, and the stop of deliveries on hold.

    Judged in the company of the transfer, at the moment of validation. In code,
    ``with_context(finance_hold_override=reason)`` goes on for those who may.
    """

    _name = 'stock.picking'
    _inherit = ['stock.picking', 'finance.status.hold.mixin']

    finance_status = fields.Selection(related='sale_id.finance_status', groups=VIEWER_GROUP)
    finance_hold = fields.Boolean(help="This delivery must not go.")

    @api.depends('sale_id', 'partner_id', 'company_id', 'picking_type_id', 'state')
    def _compute_finance_hold(self):
        return super()._compute_finance_hold()

    def _finance_hold_domain(self):
        Order = self.env['sale.order'].sudo()
        waiting = self.sudo().search(
            Domain('picking_type_code', '=', 'outgoing')
            & Domain('state', 'not in', ('done', 'cancel'))
            & Domain('sale_id.payment_term_id.finance_prepayment_percent', '>', 0)
        )
        unpaid = Order.union(*waiting.sale_id._finance_prepayment_reasons())
        return (
            Domain('picking_type_code', '=', 'outgoing')
            & Domain('location_dest_id.usage', '=', 'customer')
            & Domain('state', 'not in', ('done', 'cancel'))
            & (
                # who delivers need not have access to the order
                Domain('sale_id', 'any!', Domain('finance_hold', '=', True))
                | Domain('sale_id', 'in', unpaid.ids)
                | (
                    Domain('sale_id', '=', False)
                    & self._finance_hold_domain_of_partner('partner_id')
                )
            )
        )

    def _finance_is_delivery(self):
        """Tell whether this transfer brings goods to a customer that the hold can stop."""
        self.ensure_one()
        return (
            self.picking_type_code == 'outgoing'
            and self.location_dest_id.usage == 'customer'
            and self.state not in ('done', 'cancel')
        )

    def _finance_hold_reasons(self):
        """Return why transfers must not go, as a dict of texts; without those that may."""
        deliveries = self.filtered(lambda picking: picking._finance_is_delivery())
        by_order = deliveries.sale_id._finance_delivery_hold_reasons()
        reasons = {
            picking: by_order[picking.sale_id]
            for picking in deliveries
            if picking.sale_id in by_order
        }
        without = deliveries.filtered(lambda picking: not picking.sale_id and picking.partner_id)
        return {**reasons, **without._finance_hold_reasons_of_partner()}

    def _finance_stopped(self):
        """Return which of these transfers the settings stop, and why, as a dict of texts."""
        stopping = self.sudo().filtered(
            lambda picking: picking.company_id.finance_hold_deliveries == 'stop'
        )
        reasons = stopping._finance_hold_reasons() if stopping else {}
        return {self.browse(picking.id): text for picking, text in reasons.items()}

    def _finance_check_hold(self):
        """Refuse to validate deliveries on hold, or note why it goes on."""
        stopped = self._finance_stopped()
        if not stopped:
            return
        reason = self.env.context.get('finance_hold_override')
        if not reason or not self.env.user.has_group(OVERRIDE_GROUP):
            raise UserError(
                self.env._("These deliveries can't be validated now:\n%s", self._hold_text(stopped))
            )
        self._finance_log_override(stopped, reason)

    def _finance_log_override(self, stopped, reason):
        """Say in the chatter of transfers, orders and customers who went on, and why."""
        by_record = {}
        for picking, text in stopped.items():
            body = self.env._(
                "%(transfer)s delivered despite the hold (%(hold)s): %(reason)s",
                transfer=picking.name,
                hold=text,
                reason=reason,
            )
            for record in (picking, picking.sale_id, picking.partner_id.commercial_partner_id):
                if record:
                    by_record.setdefault(record._name, {}).setdefault(record.id, []).append(body)
        for model, bodies in by_record.items():
            self.env[model].browse(bodies).sudo()._message_log_batch(
                {key: "\n".join(texts) for key, texts in bodies.items()}
            )

    def button_validate(self):
        """Ask those who may go on despite a hold for a reason, before anything else."""
        may_override = self.env.user.has_group(OVERRIDE_GROUP)
        if self.env.context.get('finance_hold_override') and may_override:
            return super().button_validate()
        stopped = self._finance_stopped()
        if not stopped:
            return super().button_validate()
        if not may_override:
            self._finance_check_hold()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Deliver despite the hold"),
            'res_model': 'finance.hold.override',
            'view_mode': 'form',
            'target': 'new',
            # how to go on: a batch says which transfers are left behind
            'context': dict(
                self.env.context,
                default_picking_ids=self.ids,
                default_hold_text=self._hold_text(stopped),
            ),
        }
