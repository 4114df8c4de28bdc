from odoo import models

from ..bank.number_keys import number_keys_sql


class FinanceStatusDocument(models.Model):
    """Documents that bank transactions pay."""

    _inherit = 'finance.status.document'

    _number_keys_idx = models.Index(f'USING gin (({number_keys_sql()}))')

    def unlink(self):
        # by the ORM, so that transactions follow
        matches = self.env['finance.status.transaction.match'].sudo()
        matches.search([('document_id', 'in', self.ids)]).unlink()
        return super().unlink()
