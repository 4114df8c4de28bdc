from odoo import models


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _action_done(self, cancel_backorder=False):
        """Validate, unless it is a delivery on hold: every way to validate ends here.

        :raise UserError: for those who may not go on despite a hold
        """
        self.picking_id.filtered(
            lambda picking: any(move.state not in ('done', 'cancel') for move in picking.move_ids)
        )._finance_check_hold()
        return super()._action_done(cancel_backorder)
