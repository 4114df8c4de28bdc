from odoo import fields, models

from .finance_status_mixin import VIEWER_GROUP


class AccountMove(models.Model):
    """Invoices that the customer disputes: Odoo's own mark ``blocked``, and why.

    Odoo keeps the mark, whatever becomes of the invoice, until it is taken off. What is
    settled is not disputed any more in any figure.
    """

    _name = 'account.move'
    _inherit = ['account.move', 'finance.status.followed.up.mixin']

    finance_dispute_reason = fields.Char(
        string="Reason of the Dispute", copy=False, tracking=True, groups=VIEWER_GROUP
    )

    def _finance_dispute(self, reason):
        """Mark these invoices as disputed: they are not followed up until that ends."""
        for move in self.filtered(lambda move: move.payment_state != 'blocked'):
            move.action_toggle_block_payment()
        self.finance_dispute_reason = reason
        self.env['res.partner']._finance_invalidate()

    def action_finance_end_dispute(self):
        """End the dispute of these invoices: they are followed up again."""
        disputed = self.filtered(lambda move: move.payment_state == 'blocked')
        for move in disputed:
            move.action_toggle_block_payment()
        disputed.finance_dispute_reason = False
        self.env['res.partner']._finance_invalidate()

    def _finance_exclude(self, excluded=True):
        """Exclude these invoices from following up, or include them again."""
        self.no_followup = excluded
        self.env['res.partner']._finance_invalidate()

    def action_finance_dispute(self):
        """Open a dialog to mark these invoices as disputed."""
        return self.commercial_partner_id._finance_dispute_dialog(self)

    def action_finance_promise(self):
        """Open a dialog to register a promise to pay this invoice."""
        self.ensure_one()
        return {
            **self.partner_id.action_finance_promise(),
            'context': {
                'default_partner_ids': self.commercial_partner_id.ids,
                'default_source': self._name,
                'default_document_id': self.id,
            },
        }

    def _finance_amount_open(self):
        """Return what is open of this invoice, in company currency."""
        return abs(self.amount_residual_signed)
