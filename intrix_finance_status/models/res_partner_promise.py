from odoo import api, fields, models
from odoo.tools import SQL

from .finance_status_mixin import derived
from .finance_status_promise import STATES

WORKLIST = '_compute_finance_worklist'


class ResPartner(models.Model):
    """The promise to pay that counts for a customer, and what broken ones say about it.

    Of the promises made last it is the first that is not kept. While there has never been a
    promise, none of this costs anything.
    """

    _inherit = 'res.partner'

    finance_promise_date = derived(
        fields.Date, 'finance_promise_date', compute=WORKLIST, string="Promised for"
    )
    finance_promise_amount = derived(
        fields.Monetary,
        'finance_promise_amount',
        compute=WORKLIST,
        string="Promised",
        currency_field='finance_currency_id',
    )
    finance_promise_state = derived(
        fields.Selection,
        'finance_promise_state',
        compute=WORKLIST,
        selection=STATES,
        string="Promise to Pay",
    )
    finance_promise_count = derived(
        fields.Integer,
        'finance_promise_count',
        string="Promises Kept or Broken",
        aggregator='max',
        help="Of the last 12 months.",
    )
    finance_promise_broken_count = derived(
        fields.Integer,
        'finance_promise_broken_count',
        string="Promises Broken",
        aggregator='max',
        help="Of the last 12 months.",
    )

    @property
    def _finance_derived_fields(self):
        return (
            *super()._finance_derived_fields,
            'finance_promise_date',
            'finance_promise_amount',
            'finance_promise_state',
            'finance_promise_count',
            'finance_promise_broken_count',
        )

    def _finance_promises(self):
        """Return the promises of the company and its branches, with their state, as SQL."""
        Promise = self.env['finance.status.promise']
        entities = self._finance_page_entities()
        return SQL(
            """
            SELECT promise.*, %(state)s AS state
              FROM finance_status_promise AS promise
             WHERE promise.active AND promise.company_id IN %(companies)s AND %(partners)s
            """,
            state=Promise._compute_sql_state('promise', None),
            companies=self.env['finance.status.ledger']._company_tree(),
            partners=SQL('promise.commercial_partner_id IN %s', entities)
            if entities
            else SQL('TRUE'),
            to_flush=Promise._flush_fields(),
        )

    def _finance_promise_table(self):
        return SQL(
            """
            SELECT DISTINCT ON (commercial_partner_id)
                   commercial_partner_id AS partner_id, date, amount, state,
                   date_made, source, document_id
              FROM (%s) AS promise
             ORDER BY commercial_partner_id, date_made DESC, state = 'kept', date, id DESC
            """,
            self._finance_promises(),
        )

    def _finance_promise_count_table(self):
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id, COUNT(*) AS ended,
                   COUNT(*) FILTER (WHERE state = 'broken') AS broken
              FROM (%s) AS promise
             WHERE date > %s AND state <> 'open'
             GROUP BY commercial_partner_id
            """,
            self._finance_promises(),
            fields.Date.subtract(self.env['finance.status.ledger']._today(), years=1),
        )

    def _finance_promise_column(self, alias, query, column):
        joined = self._finance_join(alias, query, 'finance_promise', self._finance_promise_table)
        return SQL.identifier(joined, column)

    def _finance_promise_counter(self, alias, query, column):
        if not self.env.company.finance_has_promises:
            return SQL('0::int')
        joined = self._finance_join(
            alias, query, 'finance_promises', self._finance_promise_count_table
        )
        return SQL('COALESCE(%s, 0)', SQL.identifier(joined, column))

    def _compute_sql_finance_promise_date(self, alias, query):
        if not self.env.company.finance_has_promises:
            return SQL('NULL::date')
        return self._finance_promise_column(alias, query, 'date')

    def _compute_sql_finance_promise_amount(self, alias, query):
        if not self.env.company.finance_has_promises:
            return SQL('0::numeric')
        return SQL('COALESCE(%s, 0)', self._finance_promise_column(alias, query, 'amount'))

    def _compute_sql_finance_promise_state(self, alias, query):
        if not self.env.company.finance_has_promises:
            return SQL('NULL::varchar')
        return self._finance_promise_column(alias, query, 'state')

    def _compute_sql_finance_promise_count(self, alias, query):
        return self._finance_promise_counter(alias, query, 'ended')

    def _compute_sql_finance_promise_broken_count(self, alias, query):
        return self._finance_promise_counter(alias, query, 'broken')

    def _compute_sql_finance_behaviour(self, alias, query):
        """Rate who broke a promise one step worse: by delays alone that shows too late."""
        behaviour = super()._compute_sql_finance_behaviour(alias, query)
        if not self.env.company.finance_has_promises:
            return behaviour
        return SQL(
            """
            CASE WHEN %(broken)s = 0 THEN %(behaviour)s
                 ELSE CASE %(behaviour)s WHEN 'new' THEN 'new' WHEN 'prompt' THEN 'slow'
                                         ELSE 'bad' END END
            """,
            broken=self._compute_sql_finance_promise_broken_count(alias, query),
            behaviour=behaviour,
        )

    @api.depends('finance_promise_count', 'finance_promise_broken_count')
    def _compute_finance_behaviour_text(self):
        return super()._compute_finance_behaviour_text()

    def _finance_behaviour_facts(self):
        facts = super()._finance_behaviour_facts()
        if self.finance_promise_broken_count:
            facts.append(
                self.env._(
                    "%(broken)s of %(count)s promises broken",
                    broken=self.finance_promise_broken_count,
                    count=self.finance_promise_count,
                )
            )
        return facts
