from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..forecast import FEWEST_DELAYS, SHARES

# in the order of their keys, by which they are grouped
AGEING = [
    ('0', "Not due"),
    ('1', "1 to 30 days late"),
    ('2', "31 to 60 days late"),
    ('3', "61 to 90 days late"),
    ('4', "Over 90 days late"),
]
BUCKET_DAYS = (0, 30, 60, 90)
# what was settled earlier says little of how customers pay today
MONTHS_OF_DELAYS = 24


class FinanceStatusReceivable(models.Model):
    """What customers owe: a row for each open instalment, payment and credit note of all books.

    Always of now; with ``finance_receivable_date`` in the context as of the end of that day. Then
    nothing is expected or promised: what came of it is known.
    """

    _name = 'finance.status.receivable'
    _inherit = ['finance.status.opening.mixin']
    _description = 'Receivable'
    _auto = False
    _order = 'date_due, name, id'
    # the SQL of the ledger says itself which fields it reads
    _depends = {
        'finance.status.promise': ['active', 'company_id', 'date', 'document_id', 'partner_id'],
        'res.partner': ['commercial_partner_id', 'user_id'],
    }

    name = fields.Char(string="Document", readonly=True)
    document_type = fields.Selection(
        [('invoice', "Invoice"), ('refund', "Credit note"), ('payment', "Payment")],
        string="Type",
        readonly=True,
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', string="Record", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    country_id = fields.Many2one(related='partner_id.country_id', string="Country")
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    responsible_id = fields.Many2one(
        'res.users',
        string="Follow-up Responsible",
        readonly=True,
        groups='intrix_finance_status.group_finance_status_user',
    )
    behaviour = fields.Selection(
        # whoever may read a row may see it
        related='partner_id.finance_behaviour',
        string="Payment Behaviour",
    )
    is_disputed = fields.Boolean(string="In Dispute", readonly=True, help="As of now.")
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(
        readonly=True, aggregator='max', help="0 for what is not late, or is no claim."
    )
    ageing = fields.Selection(AGEING, readonly=True)
    amount = fields.Monetary(string="Open", readonly=True, help="Company currency, tax included.")
    amount_overdue = fields.Monetary(string="Overdue", readonly=True, help="Company currency.")
    date_promised = fields.Date(string="Promised for", readonly=True)
    date_expected = fields.Date(
        string="Expected",
        readonly=True,
        help="The promised day; else the day by which half of the payments came that were at "
        "least as late: of the customer, or of all customers if it has hardly ever been so late.",
    )

    @api.model
    def _date_as_of(self):
        """Return the past day that the context asks for, or None for now.

        :raises UserError: it is no day
        """
        told = self.env.context.get('finance_receivable_date')
        try:
            date = fields.Date.to_date(told) if told else None
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%s” is not a day.", str(told)[:40])) from error
        return date if date and date < self.env['finance.status.ledger']._today() else None

    @property
    def _table_query(self):
        date = self._date_as_of()
        today = date or self.env['finance.status.ledger']._today()
        ledger = self.env['finance.status.ledger']
        return SQL(
            """
            WITH item AS MATERIALIZED (
                SELECT *, %(today)s::date - date_due AS late FROM (%(items)s) AS open_item
            )%(expected)s
            SELECT item.instalment_id::bigint * 16 + item.source_number AS id,
                   item.name, item.document_type, item.source AS res_model,
                   item.document_id AS res_id, item.partner_id, item.company_id,
                   company.currency_id, COALESCE(item.user_id, partner.user_id) AS user_id,
                   item.team_id, %(responsible)s AS responsible_id,
                   item.date, item.date_due,
                   CASE WHEN item.is_claim THEN GREATEST(item.late, 0) ELSE 0 END AS days_late,
                   %(ageing)s AS ageing,
                   item.balance_due AS amount,
                   CASE WHEN item.is_claim AND item.late > 0 THEN item.balance_due ELSE 0 END
                       AS amount_overdue,
                   dispute.document_id IS NOT NULL AS is_disputed,
                   promise.date AS date_promised,
                   %(dates)s
              FROM item
              JOIN res_company AS company ON company.id = item.company_id
              JOIN res_partner AS partner ON partner.id = item.partner_id
              -- one row at most: left away where nobody asks for it
              LEFT JOIN (
                SELECT DISTINCT source, document_id
                  FROM (%(follow_up)s) AS chased
                 WHERE disputed
              ) AS dispute
                ON dispute.source = item.source AND dispute.document_id = item.document_id
              %(joins)s
            """,
            today=today,
            items=ledger._statement_items(date=date),
            follow_up=ledger._follow_up_items(),
            expected=SQL() if date else SQL(', %s', self._delays_query(today)),
            ageing=self._ageing_case(),
            # the field here asks for the group, whoever builds the query
            responsible=self.env['res.partner']
            .sudo()
            ._field_to_sql('partner', 'finance_responsible_id'),
            # the cash forecast takes the optimistic and the cautious one, too
            dates=SQL(', ').join(
                SQL(
                    '%s AS %s',
                    SQL('NULL::date') if date else self._expected_case(today, name),
                    SQL.identifier(f'date_{name}'),
                )
                for name in SHARES
            ),
            joins=SQL('CROSS JOIN (VALUES (NULL::date)) AS promise(date)')
            if date
            else self._expected_joins(today),
        )

    def _ageing_case(self):
        cases = [
            SQL('WHEN item.late <= %s THEN %s', last, str(number))
            for number, last in enumerate(BUCKET_DAYS)
        ]
        return SQL(
            "CASE WHEN NOT item.is_claim THEN '0' %s ELSE %s END",
            SQL(' ').join(cases),
            str(len(BUCKET_DAYS)),
        )

    # when it is expected: ``forecast.expected_payment_date`` in SQL

    def _delays_query(self, today):
        """Return the delays of each customer, and the median by how late something is already.

        Of each company apart: no figure tells of another one's customers.
        """
        return SQL(
            """
            delay AS MATERIALIZED (
                SELECT partner_id, company_id, date_paid - date_due AS days
                  FROM (%(settlements)s) AS settlement
                 WHERE date_paid > %(since)s AND date_paid <= %(today)s
            ), customer_delay AS MATERIALIZED (
                SELECT partner_id, company_id, ARRAY_AGG(days) AS all_days
                  FROM delay GROUP BY partner_id, company_id
            ), histogram AS MATERIALIZED (
                SELECT company_id, days, COUNT(*) AS number,
                       SUM(COUNT(*)) OVER (PARTITION BY company_id ORDER BY days) AS up_to
                  FROM delay GROUP BY company_id, days
            ), lateness AS (
                SELECT DISTINCT company_id, late FROM item WHERE is_claim
            ), general AS MATERIALIZED (
                SELECT lateness.company_id, lateness.late, %(general_days)s AS days
                  FROM lateness
                  CROSS JOIN LATERAL (
                    SELECT SUM(number) AS total, MIN(up_to - number) AS before
                      FROM histogram
                     WHERE histogram.company_id = lateness.company_id
                       AND histogram.days >= lateness.late
                  ) AS longer
            )
            """,
            settlements=self.env['finance.status.ledger']._settlements(),
            general_days=SQL(
                'ARRAY[%s]', SQL(', ').join(map(self._general_delay, SHARES.values()))
            ),
            since=fields.Date.subtract(today, months=MONTHS_OF_DELAYS),
            today=today,
        )

    def _general_delay(self, share):
        """Return by which delay ``share`` of the payments came that were as late already."""
        return SQL(
            """
            (SELECT MIN(days)
               FROM histogram
              WHERE histogram.company_id = lateness.company_id
                AND histogram.days >= lateness.late
                AND up_to - longer.before >= %s * longer.total)
            """,
            share,
        )

    def _expected_joins(self, today):
        return SQL(
            """
            LEFT JOIN general
              ON general.company_id = item.company_id AND general.late = item.late
            LEFT JOIN customer_delay
              ON customer_delay.partner_id = item.partner_id
             AND customer_delay.company_id = item.company_id
            LEFT JOIN LATERAL (
                SELECT PERCENTILE_DISC(%(shares)s::float[]) WITHIN GROUP (ORDER BY days) AS days,
                       COUNT(*) AS number
                  FROM UNNEST(customer_delay.all_days) AS days
                 WHERE days >= item.late
            ) AS own ON item.is_claim
            LEFT JOIN LATERAL (
                SELECT MAX(date) AS date
                  FROM finance_status_promise AS made
                 WHERE made.active AND made.date >= %(today)s
                   AND made.commercial_partner_id = item.partner_id
                   AND made.company_id = item.company_id
                   AND (made.document_id IS NULL OR made.document_id = 0
                        OR (made.document_id = item.document_id AND made.source = item.source))
            ) AS promise ON item.is_claim
            """,
            shares=list(SHARES.values()),
            today=today,
        )

    def _expected_case(self, today, name='expected'):
        """Return when it is expected; what the customer has to its credit counts from today.

        :param name: of one of ``SHARES``
        """
        return SQL(
            """
            CASE WHEN NOT item.is_claim THEN %(today)s::date
                 ELSE COALESCE(promise.date, GREATEST(%(today)s::date, item.date_due + (CASE
                    WHEN own.number >= %(fewest)s THEN own.days[%(position)s]
                    ELSE COALESCE(general.days[%(position)s], own.days[%(position)s], item.late)
                    END)::int)) END
            """,
            today=today,
            fewest=FEWEST_DELAYS,
            position=list(SHARES).index(name) + 1,
        )

    @api.readonly
    def action_open_document(self):
        """Open the document or payment that this row is of, for who may read it."""
        self.ensure_one()
        return self._open(self.env[self.res_model].browse(self.res_id))
