from odoo import api, fields, models
from odoo.tools import SQL

HOLD_FIELDS = ('hold', 'hold_days', 'hold_amount', 'hold_disputed', 'hold_credit_limit')
TRIED = 'intrix_finance_status.tried_policy'


class FinanceStatusPolicy(models.Model):
    """What follows of other rules for holds, said before they are saved."""

    _inherit = 'finance.status.policy'

    hold_consequences = fields.Text(
        compute='_compute_hold_consequences',
        compute_sudo=False,
        help="What follows when the rules for holds are saved as they are now.",
    )

    @api.depends(*HOLD_FIELDS)
    @api.depends_context('uid', 'company', 'lang')
    def _compute_hold_consequences(self):
        """Try what a form has that is not saved yet; what is saved has no consequences."""
        self.hold_consequences = False
        for policy in self:
            saved = policy._origin
            if policy.id or not saved or not saved.has_access('write'):
                continue
            values = {name: policy[name] for name in HOLD_FIELDS}
            if any(values[name] != saved[name] for name in HOLD_FIELDS):
                policy.hold_consequences = saved._consequences_of(values)

    def _consequences_of(self, values):
        """Return what follows of other rules as a text, or nothing where they are no rules.

        :param dict values: of ``HOLD_FIELDS``
        """
        self.ensure_one()
        if values['hold_days'] < 0 or values['hold_amount'] < 0 or not values['hold_credit_limit']:
            return False
        try:
            return self.env['finance.status.consequence']._in_words(
                lambda env: self.with_env(env)._try(values)
            )
        finally:
            self.env.cr.precommit.data.pop(TRIED, None)

    def _try(self, values):
        """Write other rules, without a word: the caller takes it back."""
        self.flush_model()
        self.env.cr.precommit.data[TRIED] = True
        self.env.cr.execute(
            SQL(
                'UPDATE finance_status_policy SET %s WHERE id = %s',
                SQL(', ').join(
                    SQL('%s = %s', SQL.identifier(name), value) for name, value in values.items()
                ),
                self.id,
            )
        )

    @api.model
    def _hold_rules(self, company_id):
        """Return the limits; of rules that are tried they are not kept for others."""
        if TRIED in self.env.cr.precommit.data:
            return self._read_hold_rules(company_id)
        return super()._hold_rules(company_id)
