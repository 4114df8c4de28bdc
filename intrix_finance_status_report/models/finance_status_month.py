from odoo import api, fields, models
from odoo.tools import SQL

MONTHS = 24
#: months of sales that are counted back
MONTHS_BACK = 12
#: months whose sales are those of a day's DSO: long enough to level out single months
MONTHS_OF_SALES = 3
#: ids that JavaScript can tell apart
ID_BITS = 2**52 - 1
#: what these say is of the end of a month: over several months, of an average one
AT_THE_END = ('amount_receivable', 'amount_overdue')


def _amount(string, text):
    return fields.Monetary(string=string, readonly=True, help=f"Company currency: {text}")


def _figure(string, text, **attributes):
    return fields.Float(
        string=string, readonly=True, digits=(16, 1), aggregator='avg', help=text, **attributes
    )


class FinanceStatusMonth(models.Model):
    """The receivables of each of the last 24 months and the figures that are made of them.

    A row for each month, customer, salesperson and team, rebuilt from the dated facts of all
    books: it is complete on the day of installation. The current month is as of today. How a
    figure is defined says ``figures.py``; in a group it is that of the sums.
    """

    _name = 'finance.status.month'
    _description = 'Key Figures by Month'
    _auto = False
    _order = 'date desc, amount_receivable desc, id'
    # the SQL of the ledger says itself which fields it reads
    _depends = {'res.partner': ['commercial_partner_id', 'user_id']}

    date = fields.Date(string="Month", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)

    amount_receivable = _amount("Receivables", "what was open at the end of the month.")
    amount_overdue = _amount("Overdue", "what of it was past its due date.")
    amount_sales = _amount("Sales", "invoices of the month less credit notes, tax included.")
    amount_collected = _amount("Collected", "what money paid of invoices in the month.")
    amount_on_time = _amount("Collected on Time", "what of it was paid by its due date.")

    dso = _figure("DSO", "Receivables / sales of the last three months * their days.")
    dso_count_back = _figure(
        "DSO (Count-back)",
        "Days of the latest months whose sales make up the receivables, the last in proportion; "
        "at most a year.",
    )
    dso_best = _figure(
        "Best Possible DSO", "What is not due yet / sales of the last three months * their days."
    )
    days_delinquent = _figure("Average Days Delinquent", "DSO less best possible DSO.")
    collection_effectiveness = _figure(
        "Collection Effectiveness (%)",
        "What was collected in the month of what could have been: (opening + sales - closing) / "
        "(opening + sales - closing that is not due) * 100.",
    )
    on_time_rate = _figure("Paid on Time (%)", "Of the amount collected in the month.")
    days_to_pay = _figure("Days to Pay", "From document to payment, weighted by amount.")

    @property
    def _table_query(self):
        today = self.env['finance.status.ledger']._today()
        this_month = today.replace(day=1)
        first = fields.Date.subtract(this_month, months=MONTHS + MONTHS_BACK - 1)
        return SQL(
            """
            WITH change AS (%(changes)s), moved AS (
                SELECT partner_id, company_id, user_id, team_id,
                       GREATEST(DATE_TRUNC('month', date), %(first)s)::date AS date,
                       SUM(receivable) AS receivable, SUM(overdue) AS overdue,
                       SUM(sales) FILTER (WHERE date >= %(first)s) AS sales,
                       SUM(collected) AS collected, SUM(on_time) AS on_time,
                       SUM(paid_days) AS paid_days
                  FROM change
                 GROUP BY partner_id, company_id, user_id, team_id, 5
            ), grid AS (
                SELECT which.*, month.date::date AS date,
                       LEAST(month.date + INTERVAL '1 month', %(tomorrow)s)::date
                           - month.date::date AS days
                  FROM (SELECT DISTINCT partner_id, company_id, user_id, team_id FROM moved)
                       AS which
                 CROSS JOIN GENERATE_SERIES(
                       %(first)s::timestamp, %(this_month)s, INTERVAL '1 month') AS month(date)
            ), run AS (
                SELECT grid.*,
                       SUM(moved.receivable) OVER upto AS receivable,
                       SUM(moved.overdue) OVER upto AS overdue,
                       COALESCE(moved.receivable, 0) AS moved_receivable,
                       COALESCE(moved.collected, 0) AS collected,
                       COALESCE(moved.on_time, 0) AS on_time,
                       COALESCE(moved.paid_days, 0) AS paid_days,
                       %(past_sales)s
                  FROM grid
                  LEFT JOIN moved
                    ON moved.partner_id = grid.partner_id AND moved.company_id = grid.company_id
                   AND moved.user_id IS NOT DISTINCT FROM grid.user_id
                   AND moved.team_id IS NOT DISTINCT FROM grid.team_id
                   AND moved.date = grid.date
                WINDOW upto AS (
                    PARTITION BY grid.partner_id, grid.company_id, grid.user_id, grid.team_id
                    ORDER BY grid.date)
            ), rounded AS (
                SELECT run.partner_id, run.company_id, run.user_id, run.team_id, run.date,
                       company.currency_id,
                       ROUND(COALESCE(receivable, 0) / unit.rounding) * unit.rounding
                           AS amount_receivable,
                       ROUND(COALESCE(overdue, 0) / unit.rounding) * unit.rounding
                           AS amount_overdue,
                       ROUND(COALESCE(receivable, 0) - moved_receivable, 6) AS opening,
                       sales_0 AS amount_sales, collected AS amount_collected,
                       on_time AS amount_on_time, paid_days, %(kept)s
                  FROM run
                  JOIN res_company AS company ON company.id = run.company_id
                  JOIN res_currency AS unit ON unit.id = company.currency_id
                 WHERE run.date >= %(first_shown)s
            )
            -- no number: that would take all rows, where a rule asks for those of one salesperson
            SELECT HASHTEXTEXTENDED(FORMAT('%%s/%%s/%%s/%%s/%%s',
                       date, company_id, partner_id, user_id, team_id), 0) & %(id_bits)s AS id,
                   month.*, %(figures)s
              FROM rounded AS month
             WHERE amount_receivable <> 0 OR amount_overdue <> 0 OR opening <> 0
                OR amount_collected <> 0 OR %(any_sales)s
            """,
            changes=self._changes_query(today),
            id_bits=ID_BITS,
            first=first,
            this_month=this_month,
            first_shown=fields.Date.subtract(this_month, months=MONTHS - 1),
            tomorrow=fields.Date.add(today, days=1),
            past_sales=self._past_sales(),
            kept=SQL(', ').join(
                SQL.identifier(f'{name}_{number}')
                for name in ('sales', 'days')
                for number in range(MONTHS_BACK)
            ),
            any_sales=SQL(' OR ').join(
                SQL('%s <> 0', SQL.identifier(f'sales_{number}')) for number in range(MONTHS_BACK)
            ),
            figures=SQL(', ').join(
                SQL('%s AS %s', sql, SQL.identifier(name))
                for name, sql in self._figure_columns(SQL.identifier, SQL.identifier).items()
            ),
        )

    def _changes_query(self, today):
        """Return what changed, on its day: what is open, what is late, sales and payments.

        An item is late from the day after its due date: what was changed of it before that day
        counts on that day.
        """
        return SQL(
            """
            SELECT change.partner_id, change.company_id,
                   COALESCE(change.user_id, partner.user_id) AS user_id, change.team_id,
                   day.date, day.receivable, day.overdue, day.sales, day.collected, day.on_time,
                   day.paid_days
              FROM (%(changes)s) AS change
              JOIN res_partner AS partner ON partner.id = change.partner_id
              CROSS JOIN LATERAL (
                SELECT change.date, change.balance AS receivable, 0 AS overdue,
                       CASE WHEN change.change_type IN ('invoice', 'refund')
                            THEN change.balance END AS sales,
                       CASE WHEN change.change_type = 'payment' THEN -change.balance END
                           AS collected,
                       CASE WHEN change.change_type = 'payment' AND change.date <= change.date_due
                            THEN -change.balance END AS on_time,
                       CASE WHEN change.change_type = 'payment'
                            THEN -change.balance * (change.date - change.date_document) END
                           AS paid_days
                 UNION ALL
                SELECT GREATEST(change.date, change.date_due + 1), 0, change.balance, NULL, NULL,
                       NULL, NULL
                 WHERE change.is_claim
              ) AS day
             WHERE day.date <= %(today)s
            """,
            changes=self.env['finance.status.ledger']._changes(),
            today=today,
        )

    def _past_sales(self):
        """Return the sales and the days of each month and of those before it, as columns."""
        columns = [SQL('COALESCE(moved.sales, 0) AS sales_0, grid.days AS days_0')]
        columns += [
            SQL(
                'COALESCE(LAG(moved.sales, %(number)s) OVER upto, 0) AS %(sales)s, '
                'LAG(grid.days, %(number)s) OVER upto AS %(days)s',
                number=number,
                sales=SQL.identifier(f'sales_{number}'),
                days=SQL.identifier(f'days_{number}'),
            )
            for number in range(1, MONTHS_BACK)
        ]
        return SQL(', ').join(columns)

    # the figures: of one row, and of the sums of a group

    def _figure_columns(self, total, same):
        """Return the SQL of each figure by its field.

        :param total: gives the SQL of a column, or of its sum over a group
        :param same: gives that of a column that is the same in all rows of a month
        """
        receivable, overdue = total('amount_receivable'), total('amount_overdue')
        opening, sales = total('opening'), total('amount_sales')
        collected = total('amount_collected')
        quarter, days = (
            SQL(
                '(%s)', SQL(' + ').join(of(f'{name}_{number}') for number in range(MONTHS_OF_SALES))
            )
            for name, of in (('sales', total), ('days', same))
        )

        def ratio(part, whole, factor):
            return SQL('(%s) / NULLIF(%s, 0) * %s', part, whole, factor)

        return {
            'dso': ratio(receivable, quarter, days),
            'dso_count_back': self._count_back(total, same),
            'dso_best': ratio(SQL('%s - %s', receivable, overdue), quarter, days),
            'days_delinquent': ratio(overdue, quarter, days),
            'collection_effectiveness': ratio(
                SQL('%s + %s - %s', opening, sales, receivable),
                SQL('(%s + %s - (%s - %s))', opening, sales, receivable, overdue),
                SQL('100'),
            ),
            'on_time_rate': ratio(total('amount_on_time'), collected, SQL('100')),
            'days_to_pay': ratio(total('paid_days'), collected, SQL('1')),
        }

    def _count_back(self, total, same):
        sales, days = (
            SQL(', ').join(of(f'{name}_{number}') for number in range(MONTHS_BACK))
            for name, of in (('sales', total), ('days', same))
        )
        return SQL(
            """
            (SELECT CASE WHEN BOOL_OR(sales > 0) THEN COALESCE(SUM(
                        CASE WHEN sales <= left_over THEN days
                             ELSE days * left_over / sales END) FILTER (WHERE left_over > 0), 0) END
               FROM (
                SELECT sales, days, %(receivable)s - COALESCE(SUM(GREATEST(sales, 0)) OVER (
                           ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
                           AS left_over
                  FROM UNNEST(ARRAY[%(sales)s]::numeric[], ARRAY[%(days)s]::numeric[])
                       WITH ORDINALITY AS month(sales, days, number)
               ) AS back)
            """,
            receivable=total('amount_receivable'),
            sales=sales,
            days=days,
        )

    def _read_group_select(self, aggregate_spec, query):
        fname, _colon, function = aggregate_spec.partition(':')
        figures = self._figure_columns(
            lambda name: SQL('SUM(%s)', self._column(name)),
            lambda name: SQL('MAX(%s)', self._column(name)),
        )
        if fname in figures and function == 'avg':
            self._check_field_access(self._fields[fname], 'read')
            return SQL('ROUND((%s)::numeric, 4)', figures[fname])
        sql = super()._read_group_select(aggregate_spec, query)
        if fname in AT_THE_END and function in ('sum', 'sum_currency'):
            return SQL('%s / COUNT(DISTINCT %s)', sql, self._column('date'))
        return sql

    def _column(self, name):
        return SQL.identifier(self._table, name)

    @api.readonly
    def action_open_receivables(self):
        """Open what was open of this row's customer at the end of its month."""
        self.ensure_one()
        end = fields.Date.subtract(fields.Date.add(self.date, months=1), days=1)
        today = self.env['finance.status.ledger']._today()
        wizard = self.env['finance.receivable.open']
        return {
            **wizard._action_as_of(min(end, today)),
            'domain': [('partner_id', '=', self.partner_id.id)],
        }
