from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .finance_status_mixin import VIEWER_GROUP, derived
from .sale_order_manual import USER_GROUP

HOLD_CAUSE = [
    ('manual', "Set by finance"),
    ('overdue', "Overdue"),
    ('credit_limit', "Over the credit limit"),
]


class ResPartner(models.Model):
    """Whether deliveries and new confirmations for a customer must stop, and why.

    Derived at read time like every status: who pays is released at once. A hold belongs to the
    commercial entity, and is judged in the current company.
    """

    _inherit = 'res.partner'

    finance_policy_id = fields.Many2one(
        'finance.status.policy',
        string="Finance Policy",
        company_dependent=True,
        domain="[('company_id', 'parent_of', current_company_id)]",
        groups=USER_GROUP,
        help="Empty: the default policy of the company.",
    )
    finance_hold = derived(
        fields.Boolean,
        'finance_hold',
        string="On Hold",
        help="Deliveries and new confirmations must stop.",
    )
    finance_hold_cause = derived(
        fields.Selection, 'finance_hold_cause', selection=HOLD_CAUSE, string="Cause of the Hold"
    )
    finance_hold_since = derived(fields.Date, 'finance_hold_since', string="On Hold Since")
    finance_amount_exposure = derived(
        fields.Monetary,
        'finance_amount_exposure',
        currency_field='finance_currency_id',
        string="Due and Ordered",
        help="What is due and what is confirmed but not invoiced: compared with the credit limit. "
        "Without what is due according to a source that is out of date.",
    )
    finance_hold_reason = fields.Char(
        string="Reason of the Hold",
        compute='_compute_finance_hold_reason',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="The figures and limits of the rule, or by whom and why the hold was set.",
    )
    finance_hold_ids = fields.One2many(
        'finance.status.hold',
        'commercial_partner_id',
        string="Holds",
        context={'active_test': False},
        groups=USER_GROUP,
    )

    finance_can_hold = fields.Boolean(
        compute='_compute_finance_can_hold',
        groups=VIEWER_GROUP,
        help="The user may put customers on hold and release them.",
    )

    @property
    def _finance_derived_fields(self):
        return (
            *super()._finance_derived_fields,
            'finance_hold',
            'finance_hold_cause',
            'finance_hold_since',
            'finance_amount_exposure',
        )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), 'finance_policy_id']

    def write(self, vals):
        res = super().write(vals)
        if not {'credit_limit', 'finance_policy_id'}.isdisjoint(vals):
            self._finance_invalidate()
        return res

    @api.depends_context('uid')
    def _compute_finance_can_hold(self):
        self.finance_can_hold = self.env.user.has_group(USER_GROUP)

    @api.depends(
        'finance_hold_cause',
        'finance_amount_overdue',
        'finance_days_overdue',
        'finance_amount_exposure',
    )
    @api.depends_context('uid', 'company', 'tz', 'lang')
    def _compute_finance_hold_reason(self):
        saved = self._finance_readable_origin()
        for partner in self:
            # that of what is saved: a form can name whatever entity and limit it likes
            origin = partner._origin & saved
            cause = origin.finance_hold_cause
            partner.finance_hold_reason = cause and getattr(origin, f'_finance_hold_{cause}_text')()

    def _finance_hold_manual_text(self):
        hold = self.commercial_partner_id.finance_hold_ids._current()[:1]
        return self.env._(
            "Put on hold by %(user)s on %(date)s: %(reason)s",
            user=hold.user_id.name,
            date=format_date(self.env, hold.date_start),
            reason=hold.reason,
        )

    def _finance_hold_overdue_text(self):
        _hold, days, _amount = self._finance_hold_rule()
        return self.env._(
            "%(amount)s overdue, the oldest for %(days)s (allowed: %(allowed)s)",
            amount=self.finance_currency_id.format(self.finance_amount_overdue),
            days=self._finance_days_text(self.finance_days_overdue),
            allowed=self._finance_days_text(days),
        )

    def _finance_hold_credit_limit_text(self):
        return self.env._(
            "%(amount)s due and ordered, more than the credit limit of %(limit)s",
            amount=self.finance_currency_id.format(self.finance_amount_exposure),
            limit=self.finance_currency_id.format(self.credit_limit),
        )

    def _finance_hold_rule(self):
        """Return ``(hold, days, amount)`` of the policy that this customer is under."""
        default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        return rules.get(self.finance_policy_id.id, default)

    # SQL of the hold

    def _finance_holds_table(self):
        """Return the hold or release in force today per commercial entity."""
        Hold = self.env['finance.status.hold']
        today = self.env['finance.status.ledger']._today()
        entities = self._finance_page_entities()
        return SQL(
            """
            SELECT DISTINCT ON (commercial_partner_id)
                   commercial_partner_id AS partner_id, kind, date_start
              FROM finance_status_hold
             WHERE active AND company_id IN %(companies)s
               AND date_start <= %(today)s AND (date_end IS NULL OR date_end >= %(today)s)
               AND %(partners)s
             ORDER BY commercial_partner_id, kind, id DESC
            """,
            companies=tuple(self.env.company.sudo().parent_ids.ids),
            today=today,
            partners=SQL('commercial_partner_id IN %s', entities) if entities else SQL('TRUE'),
            to_flush=[
                Hold._fields[name]
                for name in (
                    'active',
                    'commercial_partner_id',
                    'company_id',
                    'date_start',
                    'date_end',
                    'kind',
                )
            ],
        )

    def _finance_hold_column(self, alias, query, column):
        joined = self._finance_join(alias, query, 'finance_hold', self._finance_holds_table)
        return SQL.identifier(joined, column)

    def _finance_policy_value(self, alias, query, position):
        """Return a value of the customer's policy as SQL: 0 hold, 1 days, 2 amount."""
        default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        others = {key: rule[position] for key, rule in rules.items() if rule != default}
        if not others:
            return SQL('%s', default[position])
        policy = self._field_to_sql(alias, 'finance_policy_id', query)
        return SQL(
            'CASE %s %s ELSE %s END',
            policy,
            SQL(' ').join(SQL('WHEN %s THEN %s', key, value) for key, value in others.items()),
            default[position],
        )

    def _finance_hold_by_overdue(self, alias, query):
        """Return the SQL condition that something is overdue longer and more than allowed."""
        _default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        if not any(hold for hold, _days, _amount in rules.values()):
            return SQL('FALSE')
        return SQL(
            '(%(hold)s AND %(overdue)s > 0 AND %(overdue)s >= %(amount)s'
            ' AND %(today)s::date - %(date_due)s > %(days)s)',
            hold=self._finance_policy_value(alias, query, 0),
            days=self._finance_policy_value(alias, query, 1),
            amount=self._finance_policy_value(alias, query, 2),
            overdue=SQL('COALESCE(%s, 0)', self._finance_fresh_column(alias, query, 'overdue')),
            date_due=self._finance_fresh_column(alias, query, 'date_due'),
            today=self.env['finance.status.ledger']._today(),
        )

    def _finance_hold_by_credit_limit(self, alias, query):
        """Return the SQL condition that more is due and ordered than Odoo's credit limit."""
        if not self.env.company.sudo().account_use_credit_limit:
            return SQL('FALSE')
        limit = self._field_to_sql(alias, 'credit_limit', query)
        return SQL(
            '(%(limit)s > 0 AND %(exposure)s > %(limit)s)',
            limit=SQL('%s::numeric', limit),
            exposure=self._compute_sql_finance_amount_exposure(alias, query),
        )

    def _compute_sql_finance_amount_exposure(self, alias, query):
        return SQL(
            '(COALESCE(%s, 0) + %s)',
            self._finance_fresh_column(alias, query, 'due'),
            self._compute_sql_finance_amount_to_invoice(alias, query),
        )

    def _compute_sql_finance_hold_cause(self, alias, query):
        return SQL(
            """
            CASE WHEN %(kind)s = 'hold' THEN 'manual'
                 WHEN %(kind)s = 'release' THEN NULL
                 WHEN %(overdue)s THEN 'overdue'
                 WHEN %(credit_limit)s THEN 'credit_limit' END
            """,
            kind=self._finance_hold_column(alias, query, 'kind'),
            overdue=self._finance_hold_by_overdue(alias, query),
            credit_limit=self._finance_hold_by_credit_limit(alias, query),
        )

    def _compute_sql_finance_hold(self, alias, query):
        return SQL('(%s) IS NOT NULL', self._compute_sql_finance_hold_cause(alias, query))

    def _compute_sql_finance_hold_since(self, alias, query):
        """Return when it was set, or when the oldest open item went over the allowed days."""
        return SQL(
            """
            CASE %(cause)s WHEN 'manual' THEN %(date_start)s
                           WHEN 'overdue' THEN %(date_due)s + %(days)s + 1 END
            """,
            cause=self._compute_sql_finance_hold_cause(alias, query),
            date_start=self._finance_hold_column(alias, query, 'date_start'),
            date_due=self._finance_fresh_column(alias, query, 'date_due'),
            days=self._finance_policy_value(alias, query, 1),
        )

    @api.model
    def _finance_invalidate(self):
        res = super()._finance_invalidate()
        self.invalidate_model(['finance_hold_reason'], flush=False)
        return res

    def _finance_held(self):
        """Return those of these customers that are on hold: one short statement, for hot paths."""
        page = {
            'finance_status_page_ids': tuple(self.ids),
            'finance_status_page_entities': tuple(self.commercial_partner_id.ids),
        }
        domain = [('id', 'in', self.ids), ('finance_hold', '=', True)]
        held = self.with_context(active_test=False, **page).search(domain, order='id')
        return held.with_env(self.env)

    def action_finance_hold(self):
        """Open a dialog to put these customers on hold."""
        return self._finance_hold_dialog('hold', self.env._("Put on Hold"))

    def action_finance_release(self):
        """Open a dialog to release these customers from automatic holds until a date."""
        return self._finance_hold_dialog('release', self.env._("Release until"))

    def _finance_hold_dialog(self, kind, name):
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': 'finance.hold.set',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_partner_ids': self.commercial_partner_id.ids,
                'default_kind': kind,
            },
        }

    def action_finance_end_hold(self):
        """End the holds and releases that finance set for these customers."""
        self.commercial_partner_id.finance_hold_ids._current().action_end()
