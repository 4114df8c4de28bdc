from odoo import fields, models


class FinanceStatusDocument(models.Model):
    """Marking documents as disputed, and leaving them out of the follow-up."""

    _inherit = 'finance.status.document'

    dispute_reason = fields.Char(string="Reason of the Dispute", copy=False, tracking=True)

    def _finance_dispute(self, reason):
        """Mark these documents as disputed: they are not followed up until that ends."""
        self.write({'disputed': True, 'dispute_reason': reason})

    def action_finance_end_dispute(self):
        """End the dispute of these documents: they are followed up again."""
        self.write({'disputed': False, 'dispute_reason': False})

    def _finance_exclude(self, excluded=True):
        """Exclude these documents from following up, or include them again."""
        self.no_followup = excluded

    def write(self, vals):
        res = super().write(vals)
        if not {'disputed', 'no_followup'}.isdisjoint(vals):
            self.env['res.partner']._finance_invalidate()
        return res
