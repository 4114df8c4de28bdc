from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class Item(NamedTuple):
    """An open instalment that a customer can be reminded of, and how far it was followed up.

    ``amount``, ``amount_due``: in its currency; ``balance_due``: company currency. ``days``: late,
    negative before the due date. ``chased``: nothing keeps it from being followed up.
    ``level_id``, ``level_days``: the highest level reached; ``acted_days``: the highest that acted;
    ``mailed_days``: days of the level whose text was mailed about it, the furthest one.
    ``is_behind``: the level has acted, but with an earlier text; the next one is due by now, and
    ``level_id`` is the level whose text that is.
    """

    source: str
    document_id: int
    date_due: object
    partner_id: int
    company_id: int
    name: str
    date: object
    payment_reference: str
    currency_id: int
    amount: float
    amount_due: float
    balance_due: float
    user_id: int
    team_id: int
    disputed: bool
    excluded: bool
    policy_id: int
    days: int
    chased: bool
    level_id: int
    level_days: int
    acted_days: int
    mailed_days: int
    is_behind: bool
    unmatched: float
    minimum_amount: float

    @property
    def key(self):
        """What an action is unique by, beside the level."""
        return self.source, self.document_id, self.date_due, self.partner_id

    @property
    def key_in_log(self):
        """How the log names it among what a mail lists."""
        return self.source, self.document_id, self.date_due.isoformat()

    @property
    def is_new(self):
        """Tell whether the level reached has not acted yet, or only with an earlier text."""
        return self.level_id is not None and (
            self.is_behind or self.acted_days is None or self.acted_days < self.level_days
        )


class FinanceStatusFollowUp(models.AbstractModel):
    """Which instalments of which customers have reached a level that has not acted yet.

    Everything is read at the moment of acting, for a batch of customers with one query. Left
    alone are documents in dispute, excluded, promised or of a source that is out of date, and
    customers who are excluded or owe less than the minimum, unmatched payments deducted.
    """

    _name = 'finance.status.follow.up'
    _description = 'Follow-up of What Is Overdue'

    @api.model
    def _customers_to_follow_up(self, policy, companies):
        """Return the ids of customers of whom an instalment has reached a level, in order.

        :param policy: the default policy of ``companies``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM (%s) AS item
                 GROUP BY partner_id
                HAVING BOOL_OR(is_new)
                   AND %s
                 ORDER BY partner_id
                """,
                self._items_query(policy, companies),
                self._enough('item'),
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _items(self, policy, companies, partner_ids):
        """Return the open instalments of customers as a dict of lists of ``Item``, oldest first."""
        items = {}
        if not partner_ids:
            return items
        rows = self.env.execute_query(
            SQL(
                'SELECT %s FROM (%s) AS item ORDER BY date_due, name, document_id',
                SQL(', ').join(SQL.identifier(name) for name in Item._fields),
                self._items_query(policy, companies, SQL('%s', tuple(partner_ids))),
            )
        )
        for row in rows:
            item = Item(*row)
            items.setdefault(item.partner_id, []).append(item)
        return items

    @api.model
    def _items_of_company(self, partner_ids):
        """Return ``_items`` of customers in the current company and branches with its policy."""
        policy, companies = self.env['finance.status.policy']._scope(self.env.company)
        return self._items(policy, companies, partner_ids) if companies else {}

    @api.model
    def _enough(self, alias):
        """Return the SQL condition that a customer owes enough to be followed up."""
        return SQL(
            '(%(owed)s > 0 AND %(owed)s >= MAX(%(minimum)s))',
            owed=SQL(
                '(SUM(%(balance)s) FILTER (WHERE %(chased)s AND (%(days)s > 0 OR %(new)s))'
                ' - MAX(%(unmatched)s))',
                balance=SQL.identifier(alias, 'balance_due'),
                chased=SQL.identifier(alias, 'chased'),
                days=SQL.identifier(alias, 'days'),
                new=SQL.identifier(alias, 'is_new'),
                unmatched=SQL.identifier(alias, 'unmatched'),
            ),
            minimum=SQL.identifier(alias, 'minimum_amount'),
        )

    @api.model
    def _is_enough(self, items):
        """Tell whether a customer with these items owes enough: ``_enough`` in Python."""
        owed = sum(item.balance_due for item in items if item.chased and self._is_told(item))
        owed = self.env.company.currency_id.round(owed - items[0].unmatched)
        return owed > 0 and owed >= items[0].minimum_amount

    @api.model
    def _is_told(self, item):
        """Tell whether a reminder lists this item: what is overdue, or reached a level before."""
        return item.days > 0 or item.is_new

    @api.model
    def _items_query(self, policy, companies, partners=None):
        """Return a SELECT of the columns of ``Item`` and ``is_new``.

        :param SQL partners: ids of commercial entities, to be put behind ``IN``
        """
        ledger = self.env['finance.status.ledger']
        today = ledger._today()
        return SQL(
            """
            WITH item AS MATERIALIZED (
                SELECT source, document_id, date_due, partner_id,
                       MIN(company_id) AS company_id, MIN(name) AS name, MIN(date) AS date,
                       MIN(payment_reference) AS payment_reference,
                       -- of an entry with several currencies, what is open in that of the company
                       CASE WHEN MIN(currency_id) = MAX(currency_id)
                            THEN MIN(currency_id) ELSE %(currency)s END AS currency_id,
                       CASE WHEN MIN(currency_id) = MAX(currency_id)
                            THEN SUM(amount) ELSE SUM(balance_due) END AS amount,
                       CASE WHEN MIN(currency_id) = MAX(currency_id)
                            THEN SUM(amount_due) ELSE SUM(balance_due) END AS amount_due,
                       SUM(balance_due) AS balance_due,
                       MIN(user_id) AS user_id, MIN(team_id) AS team_id,
                       BOOL_OR(disputed) AS disputed, BOOL_OR(excluded) AS excluded,
                       BOOL_OR(outdated) AS outdated
                  FROM (%(items)s) AS instalment
                 WHERE company_id IN %(companies)s
                 GROUP BY source, document_id, date_due, partner_id
            ), credit AS (
                SELECT partner_id, GREATEST(0, -SUM(balance_due)) AS unmatched
                  FROM (%(open_items)s) AS open_item
                 WHERE NOT is_claim AND company_id IN %(companies)s
                 GROUP BY partner_id
            ), judged AS (
                SELECT item.*, %(today)s::date - item.date_due AS days,
                       policy.id AS policy_id,
                       COALESCE(policy.minimum_amount, 0) AS minimum_amount,
                       COALESCE(credit.unmatched, 0) AS unmatched,
                       %(in_force)s AS in_force,
                       %(chased)s AS chased
                  FROM item
                  JOIN res_partner AS customer ON customer.id = item.partner_id
                  JOIN finance_status_policy AS policy ON policy.id = %(policy)s
                  LEFT JOIN credit ON credit.partner_id = item.partner_id
            )
            SELECT judged.*, COALESCE(behind.id, level.id) AS level_id,
                   COALESCE(behind.days, level.days) AS level_days,
                   acted.days AS acted_days, acted.mailed_days,
                   behind.id IS NOT NULL AS is_behind,
                   (behind.id IS NOT NULL
                    OR level.id IS NOT NULL AND COALESCE(acted.days < level.days, TRUE)) AS is_new
              FROM judged
              LEFT JOIN LATERAL (
                SELECT id, days FROM finance_status_policy_level
                 WHERE policy_id = judged.policy_id AND active AND days <= judged.days
                   AND judged.chased AND judged.in_force
                 ORDER BY days DESC LIMIT 1
              ) AS level ON TRUE
              LEFT JOIN LATERAL (
                SELECT MAX(level_days) AS days,
                       MAX(mail_days) FILTER (WHERE %(mailed)s) AS mailed_days,
                       MAX(%(acted_on)s) FILTER (WHERE %(mailed)s) AS mailed_on,
                       BOOL_OR(action.kind = 'mail' AND action.state IN ('waiting', 'failed'))
                           AS is_pending
                  FROM finance_status_action AS action
                  JOIN res_partner AS followed ON followed.id = action.partner_id
                   AND followed.commercial_partner_id = judged.partner_id
                 WHERE action.source = judged.source
                   AND action.document_id = judged.document_id
                   AND action.date_due = judged.date_due
                   AND %(acted)s
              ) AS acted ON TRUE
              LEFT JOIN LATERAL (%(behind)s) AS behind
                ON acted.days >= level.days AND acted.mailed_days > 0 AND NOT acted.is_pending
               AND acted.mailed_on + behind.days - acted.mailed_days <= %(today)s
            """,
            items=ledger._follow_up_items(partners),
            open_items=ledger._open_items(partners),
            companies=tuple(companies.ids),
            currency=policy.company_id.currency_id.id,
            today=today,
            policy=self._policy_of_customer(policy),
            chased=self._chased(),
            in_force=self._in_force(policy),
            acted=self._acted(),
            acted_on=self._acted_on(),
            mailed=SQL("action.kind = 'mail' AND action.state = 'done'"),
            behind=self._next_text(),
            to_flush=self._flush_fields(),
        )

    @api.model
    def _policy_of_customer(self, policy):
        """Return the policy that the row ``customer`` is under as SQL."""
        _default, policies = policy._in_force(self.env.company)
        own = self.env['res.partner'].sudo()._field_to_sql('customer', 'finance_policy_id')
        return SQL(
            'CASE WHEN %(own)s IN %(policies)s THEN %(own)s ELSE %(default)s END',
            own=own,
            policies=tuple(policies.ids),
            default=policy.id,
        )

    @api.model
    def _chased(self):
        """Return the SQL condition that nothing keeps ``item`` from being followed up.

        Override to add a reason to leave a document or customer alone.
        """
        Partner = self.env['res.partner'].sudo()
        return SQL(
            """
            NOT (item.disputed OR item.excluded OR item.outdated
                 OR COALESCE(%(customer_excluded)s, FALSE)
                 OR COALESCE((customer.finance_no_followup ->> item.company_id::text)::bool, FALSE)
                 OR %(promised)s)
            """,
            customer_excluded=Partner._field_to_sql('customer', 'finance_no_followup'),
            promised=self.env['finance.status.promise']._covers('item'),
        )

    @api.model
    def _in_force(self, policy):
        """Return the SQL condition that the levels of ``policy`` act on ``item`` by themselves.

        Not on what was due before the policy began, nor on what archived customers owe, whom a
        person may still remind, nor while the newest payment known is older than the policy allows:
        what looks open could have been paid.
        """
        ledger = self.env['finance.status.ledger']
        return SQL(
            """
            (policy.follow_up AND customer.active AND item.date_due >= policy.date_start
             AND (COALESCE(policy.bank_max_age_days, 0) = 0
                  OR COALESCE(%(today)s::date - %(bank)s::date <= policy.bank_max_age_days, FALSE)))
            """,
            today=ledger._today(),
            bank=ledger._bank_date(policy.company_id) or None,
        )

    @api.model
    def _acted(self):
        """Return the SQL condition that ``action`` keeps its level from acting.

        What failed is tried again the next day. What was cancelled, as it was paid before the mail
        was sent, acts again if it is open again.
        """
        return SQL(
            """
            (action.state IN ('waiting', 'done', 'skipped')
             OR action.state = 'failed' AND %s >= %s)
            """,
            self._acted_on(),
            self.env['finance.status.ledger']._today(),
        )

    @api.model
    def _acted_on(self):
        """Return the day of ``action`` as SQL."""
        return SQL("(action.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", self.env.tz.zone)

    @api.model
    def _next_text(self):
        """Return the level of ``judged`` with the text after the last one mailed as a SELECT.

        It is due as many days after that mail as there are between the two levels.
        """
        return SQL(
            """
            SELECT id, days FROM finance_status_policy_level
             WHERE policy_id = judged.policy_id AND active AND mail_template_id IS NOT NULL
               AND days > acted.mailed_days AND days <= judged.days
             ORDER BY days LIMIT 1
            """
        )

    @api.model
    def _flush_fields(self):
        """Return the fields that the SQL reads, beside those of the sources."""
        fnames = {
            'finance.status.action': [
                'date',
                'date_due',
                'document_id',
                'kind',
                'level_days',
                'mail_days',
                'partner_id',
                'source',
                'state',
            ],
            'finance.status.policy': [
                'bank_max_age_days',
                'date_start',
                'follow_up',
                'minimum_amount',
            ],
            'finance.status.policy.level': ['active', 'days', 'mail_template_id', 'policy_id'],
            'res.partner': [
                'active',
                'commercial_partner_id',
                'finance_no_followup',
                'finance_policy_id',
            ],
        }
        return [self.env[name]._fields[fname] for name, names in fnames.items() for fname in names]
