from odoo import fields, models
from odoo.exceptions import UserError


class FinanceExclusionSet(models.TransientModel):
    """Dialog that excludes customers, or some of their documents, from the follow-up."""

    _name = 'finance.exclusion.set'
    _inherit = ['finance.documents.choice']
    _description = 'Exclude from Follow-up'

    line_ids = fields.One2many(
        'finance.documents.choice.line',
        'exclusion_id',
        string="Open Documents",
        compute='_compute_line_ids',
        store=True,
        readonly=False,
    )
    scope = fields.Selection(
        [('customers', "All of the customer"), ('documents', "Some documents")],
        string="Exclude",
        required=True,
        default='customers',
    )

    def action_set(self):
        """Exclude the customers or the chosen documents."""
        self._exclude()
        self.env['finance.status.follow.up'].sudo()._trigger_closing()

    def _exclude(self):
        if self.scope == 'customers':
            if not self.reason:
                raise UserError(self.env._("Please give a reason."))
            customers = self.partner_ids.commercial_partner_id
            customers._finance_write({'finance_no_followup': True})
            text = self.env._("Excluded from follow-up: %s", self.reason)
            customers._finance_log(self.env.company, dict.fromkeys(customers.ids, text))
            return
        for documents in self._chosen():
            documents._finance_exclude()
        self._log(
            lambda names: self.env._(
                "Excluded from follow-up: %(documents)s. %(reason)s",
                documents=names,
                reason=self.reason,
            )
        )
