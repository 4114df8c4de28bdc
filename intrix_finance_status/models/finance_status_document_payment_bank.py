from odoo import models


class FinanceStatusDocumentPayment(models.Model):
    """Payments that bank transactions brought."""

    _inherit = 'finance.status.document.payment'

    def unlink(self):
        """Let the bank transactions be unmatched that brought these payments."""
        matches = self.env['finance.status.transaction.match'].sudo()
        matches.search([('payment_id', 'in', self.ids)]).unlink()
        return super().unlink()
