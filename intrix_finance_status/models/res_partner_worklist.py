from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .finance_status_mixin import derived
from .res_partner_documents import USER_GROUP
from .res_partner_promise import WORKLIST

FOLLOW_UP_STATES = [
    ('failed', "Could not be sent"),
    ('waiting', "To approve"),
    ('broken', "Promise broken"),
    ('overdue', "Overdue"),
    ('promised', "Promised"),
    ('disputed', "Disputed"),
    ('excluded', "Excluded"),
]


class ResPartner(models.Model):
    """The worklist: who has to be followed up, in which order, and what stands against it.

    Read by a method of its own: pages that show none of it don't pay for it.
    """

    _inherit = 'res.partner'

    finance_worklist = derived(
        fields.Boolean,
        'finance_worklist',
        compute=WORKLIST,
        string="In the Worklist",
        help="Something is overdue, or an action waits for a person.",
    )
    finance_follow_up_state = derived(
        fields.Selection,
        'finance_follow_up_state',
        compute=WORKLIST,
        selection=FOLLOW_UP_STATES,
        string="Follow-up State",
        group_expand='_group_expand_follow_up_state',
    )
    finance_follow_up_note = derived(
        fields.Char, 'finance_follow_up_note', compute=WORKLIST, string="Why It Failed"
    )
    finance_priority = derived(
        fields.Float,
        'finance_priority',
        compute=WORKLIST,
        string="Priority",
        aggregator='max',
        digits=(16, 2),
        help="Sum of what is overdue, each amount times its days late; company currency.",
    )
    finance_promise_broken = derived(
        fields.Boolean,
        'finance_promise_broken',
        compute=WORKLIST,
        string="Promise Broken",
        help="The last promise was broken, and something that it was about is still overdue.",
    )
    finance_last_contact = derived(
        fields.Date,
        'finance_last_contact',
        compute=WORKLIST,
        string="Last Contact",
        help="The newest mail, call or activity of the follow-up.",
    )
    finance_archived = fields.Char(
        string="Archived",
        compute='_compute_finance_archived',
        groups=USER_GROUP,
        help="Archived customers who owe stay here, and are reminded by hand only.",
    )
    finance_amount_disputed = derived(
        fields.Monetary,
        'finance_amount_disputed',
        compute=WORKLIST,
        string="Disputed",
        currency_field='finance_currency_id',
        help="What is open of disputed documents, due or not.",
    )
    finance_amount_unmatched = derived(
        fields.Monetary,
        'finance_amount_unmatched',
        compute=WORKLIST,
        string="Unmatched Payments",
        currency_field='finance_currency_id',
        help="Payments and credit notes that are not matched with invoices yet, "
        "less money paid back.",
    )

    @property
    def _finance_derived_fields(self):
        return (
            *super()._finance_derived_fields,
            'finance_worklist',
            'finance_follow_up_state',
            'finance_follow_up_note',
            'finance_priority',
            'finance_promise_broken',
            'finance_last_contact',
            'finance_amount_disputed',
            'finance_amount_unmatched',
        )

    @api.model
    def _group_expand_follow_up_state(self, states, domain):
        """Return the columns that there are, the most urgent first."""
        return [state for state, _label in FOLLOW_UP_STATES if state in states]

    @api.depends('active')
    @api.depends_context('lang')
    def _compute_finance_archived(self):
        for partner in self:
            partner.finance_archived = not partner.active and self.env._("Archived")

    @api.depends('commercial_partner_id')
    @api.depends_context('uid', 'company', 'tz')
    def _compute_finance_worklist(self):
        self._finance_compute_derived(WORKLIST)

    def _finance_search(self, fname, operator, value):
        if fname == 'finance_worklist' and operator == 'in' and set(value) == {True}:
            return Domain.custom(to_sql=type(self)._finance_worklist_condition)
        return super()._finance_search(fname, operator, value)

    def _finance_worklist_condition(self, alias, query):
        """Find the worklist by the indexes of due dates and of unfinished actions."""
        self._check_field_access(self._fields['finance_worklist'], 'read')
        _column, overdue = self.sudo()._finance_overdue_ids()
        return SQL(
            '%(entity)s = %(id)s AND (%(id)s IN (%(overdue)s) OR %(id)s IN (%(unfinished)s))',
            id=SQL.identifier(alias, 'id'),
            entity=self._field_to_sql(alias, 'commercial_partner_id', query),
            overdue=overdue,
            unfinished=SQL(
                'SELECT partner_id FROM (%s) AS unfinished', self._finance_unfinished_table()
            ),
        )

    # joins

    def _finance_action_condition(self):
        entities = self._finance_page_entities()
        return SQL(
            'action.company_id IN %s AND %s',
            self.env['finance.status.ledger']._company_tree(),
            SQL('customer.commercial_partner_id IN %s', entities) if entities else SQL('TRUE'),
            to_flush=[
                self._fields['commercial_partner_id'],
                *(
                    self.env['finance.status.action']._fields[name]
                    for name in ('company_id', 'date', 'kind', 'note', 'partner_id', 'state')
                ),
            ],
        )

    def _finance_unfinished_table(self):
        """Return what waits for a person per commercial entity."""
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   BOOL_OR(state = 'failed') AS failed,
                   (ARRAY_AGG(note ORDER BY action.date DESC, action.id DESC)
                       FILTER (WHERE state = 'failed'))[1] AS note
              FROM finance_status_action AS action
              JOIN res_partner AS customer ON customer.id = action.partner_id
             WHERE state IN ('waiting', 'failed') AND %s
             GROUP BY customer.commercial_partner_id
            """,
            self._finance_action_condition(),
        )

    def _finance_contact_table(self):
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id, MAX(action.date) AS date
              FROM finance_status_action AS action
              JOIN res_partner AS customer ON customer.id = action.partner_id
             WHERE state = 'done' AND kind IN ('mail', 'call', 'activity') AND %s
             GROUP BY customer.commercial_partner_id
            """,
            self._finance_action_condition(),
        )

    def _finance_follow_up_table(self):
        """Return what can be followed up per commercial entity, and what stands against it."""
        ledger = self.env['finance.status.ledger']
        covered = broken = SQL('FALSE')
        promises = SQL()
        if self.env.company.finance_has_promises:
            Promise = self.env['finance.status.promise']
            covered = Promise._covers('item')
            broken = SQL("promise.state = 'broken' AND %s", Promise._is_about('promise', 'item'))
            promises = SQL(
                'LEFT JOIN (%s) AS promise ON promise.partner_id = item.partner_id',
                self._finance_promise_table(),
            )
        return SQL(
            """
            SELECT item.partner_id,
                   BOOL_OR(%(broken)s) FILTER (WHERE late) AS broken,
                   SUM(balance_due * (%(today)s::date - date_due)) FILTER (WHERE late) AS priority,
                   SUM(balance_due) FILTER (WHERE disputed) AS disputed,
                   BOOL_AND(excluded) FILTER (WHERE late) AS all_excluded,
                   BOOL_AND(excluded OR disputed) FILTER (WHERE late) AS all_disputed,
                   BOOL_AND(excluded OR disputed OR %(covered)s) FILTER (WHERE late)
                       AS all_covered
              FROM (%(items)s) AS item
              %(promises)s
             CROSS JOIN LATERAL (SELECT date_due < %(today)s AS late) AS age
             WHERE company_id IN %(companies)s
             GROUP BY item.partner_id
            """,
            today=ledger._today(),
            covered=covered,
            broken=broken,
            promises=promises,
            items=ledger._follow_up_items(self._finance_page_entities()),
            companies=ledger._company_tree(),
        )

    def _finance_unmatched_table(self):
        ledger = self.env['finance.status.ledger']
        return SQL(
            """
            SELECT partner_id, GREATEST(0, -SUM(balance_due)) AS amount
              FROM (%s) AS item
             WHERE company_id IN %s AND NOT is_claim
             GROUP BY partner_id
            """,
            ledger._open_items(self._finance_page_entities()),
            ledger._company_tree(),
        )

    def _finance_unfinished_column(self, alias, query, column):
        joined = self._finance_join(
            alias, query, 'finance_unfinished', self._finance_unfinished_table
        )
        return SQL.identifier(joined, column)

    def _finance_follow_up_column(self, alias, query, column):
        joined = self._finance_join(
            alias, query, 'finance_follow_up', self._finance_follow_up_table
        )
        return SQL.identifier(joined, column)

    # SQL of the fields

    def _compute_sql_finance_worklist(self, alias, query):
        return SQL(
            '(%(entity)s = %(id)s AND (%(overdue)s > 0 OR %(unfinished)s IS NOT NULL) IS TRUE)',
            entity=self._field_to_sql(alias, 'commercial_partner_id', query),
            id=SQL.identifier(alias, 'id'),
            overdue=self._finance_open_column(alias, query, 'overdue'),
            unfinished=self._finance_unfinished_column(alias, query, 'partner_id'),
        )

    def _compute_sql_finance_follow_up_state(self, alias, query):
        return SQL(
            """
            CASE WHEN %(failed)s THEN 'failed'
                 WHEN %(unfinished)s IS NOT NULL THEN 'waiting'
                 WHEN %(overdue)s > 0 IS NOT TRUE THEN NULL
                 WHEN %(broken)s THEN 'broken'
                 WHEN %(excluded)s OR %(all_excluded)s THEN 'excluded'
                 WHEN %(all_disputed)s THEN 'disputed'
                 WHEN %(all_covered)s THEN 'promised'
                 ELSE 'overdue' END
            """,
            failed=self._finance_unfinished_column(alias, query, 'failed'),
            unfinished=self._finance_unfinished_column(alias, query, 'partner_id'),
            overdue=self._finance_open_column(alias, query, 'overdue'),
            broken=self._finance_follow_up_column(alias, query, 'broken'),
            excluded=self._field_to_sql(alias, 'finance_no_followup', query),
            all_excluded=self._finance_follow_up_column(alias, query, 'all_excluded'),
            all_disputed=self._finance_follow_up_column(alias, query, 'all_disputed'),
            all_covered=self._finance_follow_up_column(alias, query, 'all_covered'),
        )

    def _compute_sql_finance_follow_up_note(self, alias, query):
        return self._finance_unfinished_column(alias, query, 'note')

    def _compute_sql_finance_priority(self, alias, query):
        return SQL(
            'ROUND(COALESCE(%s, 0), 2)', self._finance_follow_up_column(alias, query, 'priority')
        )

    def _compute_sql_finance_promise_broken(self, alias, query):
        return SQL(
            '(%s AND %s > 0) IS TRUE',
            self._finance_follow_up_column(alias, query, 'broken'),
            self._finance_open_column(alias, query, 'overdue'),
        )

    def _compute_sql_finance_last_contact(self, alias, query):
        """Return the day in the time zone of the user."""
        joined = self._finance_join(alias, query, 'finance_contact', self._finance_contact_table)
        return SQL(
            "timezone(%s, timezone('UTC', %s))::date",
            self.env.tz.zone,
            SQL.identifier(joined, 'date'),
        )

    def _compute_sql_finance_amount_disputed(self, alias, query):
        return SQL(
            'ROUND(COALESCE(%s, 0), %s)',
            self._finance_follow_up_column(alias, query, 'disputed'),
            self.env.company.currency_id.decimal_places,
        )

    def _compute_sql_finance_amount_unmatched(self, alias, query):
        joined = self._finance_join(
            alias, query, 'finance_unmatched', self._finance_unmatched_table
        )
        return SQL('COALESCE(%s, 0)', SQL.identifier(joined, 'amount'))
