from odoo import api, models


class FinanceStatusOpenItem(models.Model):
    _inherit = 'finance.status.open.item'

    @api.model
    def _selection_source(self):
        return [*super()._selection_source(), ('pos.order', self.env._("Point of Sale"))]
