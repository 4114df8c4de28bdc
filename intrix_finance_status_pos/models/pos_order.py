from odoo import api, models

from .sale_order import SOLD_AT_TILL


class PosOrder(models.Model):
    _inherit = 'pos.order'

    @api.model
    def sync_from_ui(self, orders):
        """Keep what was sold at the till, also when the quotation of it can't be confirmed."""
        return super(PosOrder, self.with_context(finance_sold_at_till=SOLD_AT_TILL)).sync_from_ui(
            orders
        )
