from odoo import fields, models


class FinanceDisputeSet(models.TransientModel):
    """Dialog that marks documents as disputed by the customer, with the reason."""

    _name = 'finance.dispute.set'
    _inherit = ['finance.documents.choice']
    _description = 'Dispute Documents'

    line_ids = fields.One2many(
        'finance.documents.choice.line',
        'dispute_id',
        string="Open Documents",
        compute='_compute_line_ids',
        store=True,
        readonly=False,
    )

    def action_set(self):
        """Mark the chosen documents as disputed."""
        for documents in self._chosen():
            documents._finance_dispute(self.reason)
        self._log(
            lambda names: self.env._(
                "Disputed: %(documents)s. %(reason)s", documents=names, reason=self.reason
            )
        )
        self.env['finance.status.follow.up'].sudo()._trigger_closing()
