from odoo import models


class AccountMove(models.Model):
    """Odoo invoices that stood for documents of other sources, and do so no longer."""

    _inherit = 'account.move'

    def button_draft(self):
        res = super().button_draft()
        self._finance_let_others_count()
        return res

    def button_cancel(self):
        res = super().button_cancel()
        self._finance_let_others_count()
        return res

    def _finance_let_others_count(self):
        if not self.env.company.finance_has_documents:
            return
        documents = self.env['finance.status.document'].sudo()
        documents.search([('same_as_move_id', 'in', self.ids)])._count_again()
