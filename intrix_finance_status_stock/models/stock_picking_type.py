from odoo import fields, models
from odoo.addons.intrix_finance_status.models.finance_status_mixin import VIEWER_GROUP


class StockPickingType(models.Model):
    _inherit = 'stock.picking.type'

    count_picking_finance_hold = fields.Integer(
        string="Deliveries on Hold",
        compute='_compute_count_picking_finance_hold',
        groups=VIEWER_GROUP,
    )

    def _compute_count_picking_finance_hold(self):
        Picking = self.env['stock.picking']
        counts = {}
        # who may see types of transfers need not see transfers
        if Picking.has_access('read'):
            counts = dict(
                Picking._read_group(self._finance_held_domain(), ['picking_type_id'], ['__count'])
            )
        for kind in self:
            kind.count_picking_finance_hold = counts.get(kind._origin, 0)

    def _finance_held_domain(self):
        """Return the domain of the transfers of these types that wait on hold."""
        return [
            ('picking_type_id', 'in', self.ids),
            ('state', 'in', ('assigned', 'waiting', 'confirmed')),
            ('finance_hold', '=', True),
        ]

    def get_action_picking_tree_finance_hold(self):
        """Open the deliveries of this type that are on hold."""
        action = self._get_action('stock.action_picking_tree_ready')
        return {
            **action,
            'display_name': self.env._("Deliveries on hold"),
            'domain': self._finance_held_domain(),
            'context': {'default_picking_type_id': self[:1].id},
        }
