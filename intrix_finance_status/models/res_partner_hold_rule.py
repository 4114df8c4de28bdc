from datetime import date
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL, Query


class HoldFigures(NamedTuple):
    """What the hold of a customer is judged by; company currency.

    ``cause``: of the hold, if there is one; ``kind``: of what finance set; ``overdue``: net;
    ``date_due``: of the oldest item that is not covered by payments; ``overdue_visible``,
    ``exposure_visible``: the user may see all companies that the amount is owed to.
    """

    cause: str
    kind: str
    overdue: float
    date_due: date
    exposure: float
    overdue_visible: bool
    exposure_visible: bool


class ResPartner(models.Model):
    """The rules by which a customer is on hold, in SQL.

    What counts is owed to the whole legal entity, the root of the current company and all its
    branches; the limits are those of the current company.
    """

    _inherit = 'res.partner'

    def _finance_for_legal_entity(self):
        """Return the same for the root of the current company, with its branches."""
        company = self.env.company.sudo()
        if company == company.root_id:
            return self
        return self.with_company(company.root_id).with_context(finance_legal_entity=True)

    def _finance_join(self, alias, query, link, table):
        # beside the figures of the branch in the same query
        if self.env.context.get('finance_legal_entity'):
            link = f'{link}_entity'
        return super()._finance_join(alias, query, link, table)

    @api.model
    def _finance_visible_company_ids(self):
        """Return the ids of the companies of this legal entity that the user may see, and if all.

        Not only of those selected. Who reads as the superuser's user sees all. What is written
        into a log, with ``finance_hold_log`` in context, is read by others: the current company.
        """
        company_ids = set(self.env.company._finance_legal_entity_ids())
        if self.env.context.get('finance_hold_log'):
            return {self.env.company.id}, len(company_ids) == 1
        if self.env.uid == SUPERUSER_ID:
            return company_ids, True
        visible = company_ids.intersection(self.env.user._get_company_ids())
        return visible, visible == company_ids

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
            companies=self.env['finance.status.ledger']._company_tree(),
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

    def _finance_hold_items_table(self):
        """Return what is overdue per commercial entity, as far as it can hold a customer.

        Net of payments and credit notes that are not matched, which settle the oldest first. Not
        what is in dispute or excluded: it is in the columns ``…_disputed`` for policies that
        count it.
        """
        ledger = self.env['finance.status.ledger']
        fresh = ledger.with_context(finance_fresh_only=True)
        entities = self._finance_page_entities()
        return SQL(
            """
            SELECT item.partner_id,
                   %(figures)s,
                   BOOL_OR(item.hidden) OR COALESCE(MAX(credit.hidden), 0) = 1 AS hidden
              FROM (
                SELECT instalment.partner_id, instalment.date_due, instalment.balance_due,
                       instalment.counts, instalment.hidden,
                       SUM(balance_due) OVER upto AS upto_disputed,
                       SUM(balance_due) FILTER (WHERE counts) OVER upto AS upto
                  FROM (
                    SELECT owed.partner_id, owed.date_due,
                           ROUND(owed.balance_due, %(decimals)s) AS balance_due,
                           NOT (owed.disputed OR owed.excluded OR %(excluded)s) AS counts,
                           owed.company_id NOT IN %(visible)s AS hidden
                      FROM (%(items)s) AS owed
                      JOIN res_partner AS customer ON customer.id = owed.partner_id
                     WHERE owed.company_id IN %(companies)s
                       AND owed.date_due < %(today)s
                       AND NOT owed.outdated
                  ) AS instalment
                WINDOW upto AS (PARTITION BY partner_id ORDER BY date_due)
              ) AS item
              LEFT JOIN (
                SELECT partner_id, GREATEST(0, -SUM(balance_due)) AS amount,
                       MAX((company_id NOT IN %(visible)s)::int) AS hidden
                  FROM (%(open_items)s) AS open_item
                 -- less what was paid back
                 WHERE NOT is_claim AND company_id IN %(companies)s
                 GROUP BY partner_id
              ) AS credit ON credit.partner_id = item.partner_id
             GROUP BY item.partner_id
            """,
            figures=SQL(
                '%s, %s',
                self._finance_hold_columns(SQL('counts'), ''),
                self._finance_hold_columns(SQL('TRUE'), '_disputed'),
            ),
            decimals=self.env.company.currency_id.decimal_places,
            excluded=self._finance_excluded_from_hold(),
            visible=tuple(self._finance_visible_company_ids()[0]) or (0,),
            items=ledger._follow_up_items(entities),
            open_items=fresh._open_items(entities),
            companies=ledger._company_tree(),
            today=ledger._today(),
            to_flush=self._fields['finance_no_followup'],
        )

    def _finance_hold_columns(self, counts, suffix):
        """Return what is overdue of the rows of ``item`` that count, and since when, as SQL."""
        credit = SQL('COALESCE(MAX(credit.amount), 0)')
        # aggregates can't be nested: the credit is the same in all rows
        of_row = SQL('COALESCE(credit.amount, 0)')
        return SQL(
            """
            SUM(item.balance_due) FILTER (WHERE %(counts)s) - %(credit)s AS %(overdue)s,
            MIN(item.date_due) FILTER (WHERE %(counts)s AND %(upto)s > %(of_row)s) AS %(date_due)s
            """,
            counts=counts,
            credit=credit,
            of_row=of_row,
            upto=SQL.identifier('item', f'upto{suffix}'),
            overdue=SQL.identifier(f'overdue{suffix}'),
            date_due=SQL.identifier(f'date_due{suffix}'),
        )

    def _finance_excluded_from_hold(self):
        """Return the SQL condition that nothing of ``customer`` is followed up: see ``owed``."""
        return SQL(
            """
            (COALESCE(%s, FALSE)
             OR COALESCE((customer.finance_no_followup ->> owed.company_id::text)::bool, FALSE))
            """,
            self.sudo()._field_to_sql('customer', 'finance_no_followup'),
        )

    def _finance_holds_column(self, alias, query, column):
        entity = self._finance_for_legal_entity()
        joined = entity._finance_join(alias, query, 'finance_hold', entity._finance_holds_table)
        return SQL.identifier(joined, column)

    def _finance_hold_column(self, alias, query, column):
        """Return a column of ``_finance_hold_items_table``, by what the policy says of disputes."""
        entity = self._finance_for_legal_entity()
        joined = entity._finance_join(
            alias, query, 'finance_hold_items', entity._finance_hold_items_table
        )
        disputed = SQL.identifier(joined, f'{column}_disputed')
        counted = SQL.identifier(joined, column)
        _default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        if not any(rule.disputed for rule in rules.values()):
            return counted
        return SQL(
            'CASE WHEN %s THEN %s ELSE %s END',
            self._finance_policy_value(alias, query, 'disputed'),
            disputed,
            counted,
        )

    def _finance_policy_value(self, alias, query, name):
        """Return a value of the ``HoldRule`` that the customer is under as SQL."""
        default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        default_value = getattr(default, name)
        others = {
            key: getattr(rule, name)
            for key, rule in rules.items()
            if getattr(rule, name) != default_value
        }
        if not others:
            return SQL('%s', default_value)
        policy = self._field_to_sql(alias, 'finance_policy_id', query)
        return SQL(
            'CASE %s %s ELSE %s END',
            policy,
            SQL(' ').join(SQL('WHEN %s THEN %s', key, value) for key, value in others.items()),
            default_value,
        )

    def _finance_hold_by_overdue(self, alias, query):
        """Return the SQL condition that something is overdue longer and more than allowed."""
        _default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        if not any(rule.hold for rule in rules.values()):
            return SQL('FALSE')
        return SQL(
            '(%(hold)s AND %(overdue)s > 0 AND %(overdue)s >= %(amount)s'
            ' AND %(today)s::date - %(date_due)s > %(days)s)',
            hold=self._finance_policy_value(alias, query, 'hold'),
            days=self._finance_policy_value(alias, query, 'days'),
            amount=self._finance_policy_value(alias, query, 'amount'),
            overdue=SQL('COALESCE(%s, 0)', self._finance_hold_column(alias, query, 'overdue')),
            date_due=self._finance_hold_column(alias, query, 'date_due'),
            today=self.env['finance.status.ledger']._today(),
        )

    def _finance_hold_by_credit_limit(self, alias, query):
        """Return the SQL condition that more is due and ordered than Odoo's credit limit."""
        _default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        if not self.env.company.sudo().account_use_credit_limit or not any(
            rule.credit_limit for rule in rules.values()
        ):
            return SQL('FALSE')
        return SQL(
            '(%(stop)s AND %(limit)s > 0 AND %(exposure)s > %(limit)s)',
            stop=self._finance_policy_value(alias, query, 'credit_limit'),
            limit=SQL('%s::numeric', self._field_to_sql(alias, 'credit_limit', query)),
            exposure=self._finance_exposure_of_legal_entity(alias, query),
        )

    def _finance_exposure_of_legal_entity(self, alias, query):
        entity = self._finance_for_legal_entity()
        return entity._compute_sql_finance_amount_exposure(alias, query)

    # SQL of the figures

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
            kind=self._finance_holds_column(alias, query, 'kind'),
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
            date_start=self._finance_holds_column(alias, query, 'date_start'),
            date_due=self._finance_hold_column(alias, query, 'date_due'),
            days=self._finance_policy_value(alias, query, 'days'),
        )

    # reading

    def _finance_hold_page(self):
        """Return these customers in the context in which only their items are looked at."""
        customers = self.sudo()
        _default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        if any(rule.hold or rule.credit_limit for rule in rules.values()):
            page = customers._finance_page_context()
        else:
            # only what finance set counts: no need to ask what the ledger has
            page = {
                'finance_status_page_ids': tuple(customers.ids),
                'finance_status_page_entities': tuple(customers.commercial_partner_id.ids),
            }
        return customers.with_context(active_test=False, **page)

    def _finance_held(self):
        """Return those of these customers that are on hold: one short statement, for hot paths."""
        domain = [('id', 'in', self.ids), ('finance_hold', '=', True)]
        held = self._finance_hold_page().search(domain, order='id')
        return held.with_env(self.env)

    def _finance_hold_figures(self):
        """Return what the holds of these customers are judged by, as a dict by id.

        :rtype: dict[int, HoldFigures]
        """
        stored = self._origin.filtered('id')
        if not stored:
            return {}
        model = stored._finance_hold_page()
        entity = model._finance_for_legal_entity()
        _visible, all_visible = model._finance_visible_company_ids()
        table = self._table
        query = Query(self.env, table, self._table_sql)
        query.add_where(SQL('%s IN %s', SQL.identifier(table, 'id'), tuple(stored.ids)))
        exposure = model._finance_exposure_of_legal_entity(table, query)
        # what the customer owes to the branch itself is no secret
        own = model._compute_sql_finance_amount_exposure(table, query)
        items = entity._finance_join(
            table, query, 'finance_hold_items', entity._finance_hold_items_table
        )
        rows = self.env.execute_query(
            query.select(
                SQL.identifier(table, 'id'),
                model._compute_sql_finance_hold_cause(table, query),
                model._finance_holds_column(table, query, 'kind'),
                model._finance_hold_column(table, query, 'overdue'),
                model._finance_hold_column(table, query, 'date_due'),
                exposure,
                SQL('%s IS NOT TRUE', SQL.identifier(items, 'hidden')),
                SQL('%s OR %s = %s', all_visible, exposure, own),
            )
        )
        return {partner_id: HoldFigures(*values) for partner_id, *values in rows}
