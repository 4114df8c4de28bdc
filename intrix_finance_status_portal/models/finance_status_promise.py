from odoo import api, models
from odoo.tools import SQL


class FinanceStatusPromise(models.Model):
    """An objection that nobody has decided about is waited for as a promise is."""

    _inherit = 'finance.status.promise'

    @api.model
    def _covers(self, alias):
        return SQL(
            '(%s OR %s)', super()._covers(alias), self.env['finance.status.answer']._objected(alias)
        )
