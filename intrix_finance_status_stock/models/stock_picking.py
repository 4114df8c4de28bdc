from odoo import api, fields, models
from odoo.addons.intrix_finance_status.models.sale_order_hold import OVERRIDE_GROUP
from odoo.fields import Domain


class StockPicking(models.Model):
    """Whether the order of a delivery is paid, and the stop of deliveries on hold.

    Judged by what the moves of the transfer do, in its company, at the moment of validation. In
    code, ``with_context(finance_hold_override=reason)`` goes on for those who may.
    """

    _name = 'stock.picking'
    _inherit = ['stock.picking', 'finance.status.of.order.mixin']

    _finance_order_field = 'sale_id'

    finance_hold = fields.Boolean(help="This delivery must not go.")

    @api.depends(
        'sale_id',
        'partner_id',
        'company_id',
        'picking_type_id',
        'state',
        'location_dest_id',
        'move_ids.state',
        'move_ids.location_dest_id',
        'move_ids.partner_id',
        'move_ids.sale_line_id',
    )
    def _compute_finance_hold(self):
        return super()._compute_finance_hold()

    def _finance_hold_domain(self):
        held = Domain('move_ids', 'any!', self.env['stock.move']._finance_hold_domain())
        # nothing in it yet: told for whom it is
        empty = (
            Domain('move_ids', '=', False)
            & Domain('state', 'not in', ('done', 'cancel'))
            & Domain('location_dest_id.usage', '=', 'customer')
            & self._finance_hold_domain_of_partner('partner_id')
        )
        hidden = ~self._finance_rules('sale.order')
        of_lines = Domain('sale_line_id', 'any!', Domain('order_id', 'any!', hidden))
        of_references = Domain('reference_ids', 'any!', Domain('sale_ids', 'any!', hidden))
        return (
            (held | empty)
            & ~Domain('sale_id', 'any!', hidden)
            & ~Domain('move_ids', 'any!', of_lines | of_references)
        )

    def _finance_orders(self):
        moves = self.move_ids
        return (
            super()._finance_orders() | moves.sale_line_id.order_id | moves.reference_ids.sale_ids
        )

    def _finance_hold_reasons(self):
        """Return why transfers must not go, as a dict of texts; without those that may."""
        open_ones = self.filtered(lambda picking: picking.state not in ('done', 'cancel'))
        saved = open_ones.filtered(lambda picking: isinstance(picking.id, int) and picking.move_ids)
        causes = saved._finance_open_moves()._finance_hold_causes()
        reasons = {}
        for move, (_customer, text) in causes.items():
            reasons.setdefault(move.picking_id, text)
        empty = (open_ones - saved).filtered(
            lambda picking: picking.partner_id and picking.location_dest_id.usage == 'customer'
        )
        return {**reasons, **empty._finance_hold_reasons_of_partner()}

    def _finance_stopped(self):
        """Return which moves that would go with these transfers are stopped: (customer, reason)."""
        moves = self.env['stock.move'].union(*(picking._finance_moves_to_go() for picking in self))
        return moves._finance_stopped()

    def _finance_open_moves(self):
        """Return the moves that are neither done nor cancelled."""
        return self.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))

    def _finance_moves_to_go(self):
        """Return the moves that validating this transfer would deliver."""
        self.ensure_one()
        moves = self._finance_open_moves()
        return moves.filtered('picked') or moves

    def write(self, vals):
        """Write, unless it says that what is on hold has gone.

        :raise UserError: for those who may not go on despite a hold
        """
        # Odoo computes it of the moves: only clients write it
        if vals.get('state') == 'done':
            self._finance_open_moves()._finance_check_hold()
        return super().write(vals)

    def button_validate(self):
        """Ask whether the others go on where some are on hold, or for the reason to go on."""
        # before the refusal could tell anything of transfers that the user may not read
        self.check_access('write')
        may_override = self.env.user.has_group(OVERRIDE_GROUP)
        if self.env.context.get('finance_hold_override') and may_override:
            return super().button_validate()
        stopped = self._finance_stopped()
        if not stopped:
            return super().button_validate()
        held = self.browse(move.picking_id.id for move in stopped)
        if (self - held).filtered(lambda picking: picking.state not in ('done', 'cancel')):
            return self._finance_hold_dialog(stopped)
        if not may_override:
            self.env['stock.move'].union(*stopped).with_env(self.env)._finance_check_hold()
        return self._finance_override_action(stopped)

    def _finance_log_left_behind(self, stopped):
        """Say in the chatter of these transfers why they stay while others go."""
        texts = {move.picking_id.id: text for move, (_customer, text) in stopped.items()}
        self._message_log_batch(
            {
                picking.id: self.env._("Left behind, on hold: %s", texts[picking.id])
                for picking in self
            }
        )

    def _finance_hold_dialog(self, stopped):
        """Return the dialog that asks whether to deliver the others."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Some deliveries are on hold"),
            'res_model': 'finance.hold.delivery',
            'view_mode': 'form',
            'target': 'new',
            'context': dict(
                self.env.context,
                default_picking_ids=self.ids,
                default_hold_text=self.env['stock.move']._hold_text(stopped),
            ),
        }

    def _finance_override_action(self, stopped):
        """Return the dialog that asks why to deliver despite the hold."""
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
                default_hold_text=self.env['stock.move']._hold_text(stopped),
            ),
        }
