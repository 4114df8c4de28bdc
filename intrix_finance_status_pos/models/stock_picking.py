from odoo import api, models
from odoo.addons.intrix_finance_status_stock.models.stock_move import HANDED_OVER


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        """Take out of stock what was handed over at the till, also to customers on hold."""
        pickings = super(
            StockPicking, self.with_context(finance_handed_over=HANDED_OVER)
        )._create_picking_from_pos_order_lines(location_dest_id, lines, picking_type, partner)
        return pickings.with_env(self.env)
