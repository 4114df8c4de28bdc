from odoo import fields, models


class FinanceStatusDocument(models.Model):
    """Marking documents as disputed, and leaving them out of the follow-up."""

    _name = 'finance.status.document'
    _inherit = ['finance.status.document', 'finance.status.followed.up.mixin']

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

    def action_finance_dispute(self):
        """Open a dialog to mark these documents as disputed."""
        return self.commercial_partner_id._finance_dispute_dialog(self)

    def action_finance_promise(self):
        """Open a dialog to register a promise to pay this document."""
        self.ensure_one()
        return {
            **self.commercial_partner_id.action_finance_promise(),
            'context': {
                'default_partner_ids': self.commercial_partner_id.commercial_partner_id.ids,
                'default_source': self._name,
                'default_document_id': self.id,
            },
        }

    def _finance_amount_open(self):
        """Return what is open of this document, in company currency."""
        return sum(self.line_ids.mapped('balance_due'))
