from odoo import api, models


class FinanceStatusLedger(models.AbstractModel):
    _inherit = 'finance.status.ledger'

    @api.model
    def _get_source_models(self):
        """Add what was sold at the till, as soon as anything was that concerns an order."""
        names = super()._get_source_models()
        if self.env.company.finance_has_till_sales:
            names = [*names, 'pos.order']
        return names
