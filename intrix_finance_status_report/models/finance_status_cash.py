from odoo import api, fields, models
from odoo.tools import SQL

from ..forecast import DAYS_OF_DELAYS, FEWEST_DELAYS, SHARES

#: weeks that are told one by one
WEEKS = 13
SCENARIOS = [('1', "Cautious"), ('2', "Expected"), ('3', "Optimistic")]
SCENARIO_SHARES = {'1': 'cautious', '2': 'expected', '3': 'optimistic'}
KINDS = [
    ('1', "Open invoices"),
    ('2', "Promised"),
    ('3', "Orders to invoice"),
    ('4', "Opportunities"),
]
PERIODS = [
    ('00', "This week"),
    ('01', "Next week"),
    *((f'{number:02}', f"In {number} weeks") for number in range(2, WEEKS)),
    (str(WEEKS), "Later"),
]
#: with no payment ever, an invoice is taken to be paid after so many days
DAYS_TO_CASH = 30
#: what is won more likely than not
LIKELY = 50


class FinanceStatusCash(models.Model):
    """What cash will come in which week, in three scenarios: invoices, orders and opportunities.

    A row for each scenario of each open item, order to invoice and open opportunity: look at one
    scenario, or at the three beside each other. Amounts are in company currency.
    """

    _name = 'finance.status.cash'
    _inherit = ['finance.status.opening.mixin']
    _description = 'Cash Forecast'
    _auto = False
    _order = 'date, name, id'
    # the SQL of the other reports says itself which fields it reads
    _depends = {
        'crm.lead': [
            'active',
            'company_id',
            'date_deadline',
            'expected_revenue',
            'name',
            'partner_id',
            'probability',
            'stage_id',
            'team_id',
            'type',
            'user_id',
        ],
        'sale.order': ['date_order', 'opportunity_id', 'state'],
        'res.partner': ['commercial_partner_id'],
    }

    name = fields.Char(string="Document", readonly=True)
    scenario = fields.Selection(SCENARIOS, readonly=True)
    kind = fields.Selection(KINDS, string="From", readonly=True)
    date = fields.Date(string="Expected", readonly=True)
    period = fields.Selection(PERIODS, string="Week", readonly=True)
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', string="Record", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    amount = fields.Monetary(readonly=True, help="Company currency.")

    @property
    def _table_query(self):
        today = self.env['finance.status.ledger']._today()
        monday = fields.Date.subtract(today, days=today.weekday())
        return SQL(
            """
            WITH %(habits)s, forecast AS (%(items)s UNION ALL %(orders)s UNION ALL %(leads)s)
            SELECT forecast.*, company.currency_id,
                   LPAD(LEAST((forecast.date - %(monday)s::date) / 7, %(weeks)s)::text, 2, '0')
                       AS period
              FROM forecast
              JOIN res_company AS company ON company.id = forecast.company_id
             WHERE forecast.amount <> 0
            """,
            habits=self._habits_query(today),
            items=self._items_query(),
            orders=self._orders_query(today),
            leads=self._leads_query(today),
            monday=monday,
            weeks=WEEKS,
        )

    def _by_scenario(self, dates):
        """Return the rows of the scenarios with their date, as a table.

        :param dict dates: SQL of the date by the name of the share
        """
        return SQL(
            '(VALUES %s) AS scenario(key, date)',
            SQL(', ').join(
                SQL('(%s, %s)', key, dates[SCENARIO_SHARES[key]]) for key, _ in SCENARIOS
            ),
        )

    def _row_id(self, record_id, kind):
        return SQL('%s::bigint * 16 + %s * 4 + scenario.key::int', record_id, int(kind) - 1)

    def _items_query(self):
        """Return open items at their expected day, promises at theirs."""
        receivables = self.env['finance.status.receivable'].with_context(
            finance_receivable_date=False
        )
        dates = {name: SQL.identifier('item', f'date_{name}') for name in SHARES}
        return SQL(
            """
            SELECT %(id)s AS id, item.name, scenario.key AS scenario,
                   CASE WHEN item.date_promised IS NULL THEN '1' ELSE '2' END AS kind,
                   scenario.date, item.res_model, item.res_id, item.partner_id, item.company_id,
                   item.user_id, item.team_id, item.amount
              FROM (%(items)s) AS item
              CROSS JOIN LATERAL %(scenarios)s
            """,
            id=self._row_id(SQL('item.id'), '1'),
            items=receivables._table_query,
            scenarios=self._by_scenario(dates),
        )

    def _habits_query(self, today):
        """Return how many days orders took to be invoiced and invoices to be paid.

        By company, and by customer where there are enough of them.
        """

        def quantiles(days):
            return SQL(
                'PERCENTILE_DISC(%s::float[]) WITHIN GROUP (ORDER BY %s)',
                list(SHARES.values()),
                days,
            )

        return SQL(
            """
            habit AS MATERIALIZED (
                SELECT company_id, partner_id,
                       %(to_invoice)s AS days_to_invoice, %(to_cash)s AS days_to_cash,
                       COUNT(days_to_invoice) AS invoiced, COUNT(days_to_cash) AS paid
                  FROM (
                    SELECT company_id, partner_id, date_invoiced - date_ordered AS days_to_invoice,
                           date_paid - date_invoiced AS days_to_cash
                      FROM (%(report)s) AS report
                     WHERE state = 'sale' AND date_invoiced > %(since)s
                  ) AS done
                 GROUP BY GROUPING SETS ((company_id, partner_id), (company_id))
            )
            """,
            to_invoice=quantiles(SQL('days_to_invoice')),
            to_cash=quantiles(SQL('days_to_cash')),
            report=self.env['finance.status.report']._table_query,
            since=fields.Date.subtract(today, days=DAYS_OF_DELAYS),
        )

    def _habit_joins(self, table):
        return SQL(
            """
            LEFT JOIN habit AS own
              ON own.company_id = %(table)s.company_id AND own.partner_id = %(table)s.partner_id
            LEFT JOIN habit AS general
              ON general.company_id = %(table)s.company_id AND general.partner_id IS NULL
            """,
            table=table,
        )

    def _habit(self, name, count, share, otherwise):
        """Return how many days something takes: of the customer, or of the company."""
        return SQL(
            """
            COALESCE(CASE WHEN own.%(count)s >= %(fewest)s THEN own.%(name)s[%(position)s] END,
                     general.%(name)s[%(position)s], %(otherwise)s)
            """,
            count=SQL.identifier(count),
            name=SQL.identifier(name),
            fewest=FEWEST_DELAYS,
            position=list(SHARES).index(share) + 1,
            otherwise=otherwise,
        )

    def _paid_after(self, share):
        return self._habit('days_to_cash', 'paid', share, DAYS_TO_CASH)

    def _orders_query(self, today):
        """Return what is to be invoiced, less what is paid in advance, when it will be paid."""

        def date(share):
            return SQL(
                '(GREATEST(%(today)s::date, sale.date_ordered + %(invoiced)s) + %(paid)s)::date',
                today=today,
                invoiced=self._habit('days_to_invoice', 'invoiced', share, 0),
                paid=self._paid_after(share),
            )

        return SQL(
            """
            SELECT %(id)s, sale.name, scenario.key, '3', scenario.date, 'sale.order', sale.id,
                   sale.partner_id, sale.company_id, sale.user_id, sale.team_id,
                   GREATEST(0, sale.amount_to_invoice - sale.amount_prepaid)
              FROM (%(report)s) AS sale
              %(habits)s
              CROSS JOIN LATERAL %(scenarios)s
             WHERE sale.state = 'sale' AND sale.amount_to_invoice > sale.amount_prepaid
            """,
            id=self._row_id(SQL('sale.id'), '3'),
            report=self.env['finance.status.report']._table_query,
            habits=self._habit_joins(SQL('sale')),
            scenarios=self._by_scenario({share: date(share) for share in SHARES}),
        )

    def _leads_query(self, today):
        """Return what open opportunities without an order will bring, by their probability.

        The cautious scenario does without them; the optimistic one has those in full that are
        won more likely than not. Without a closing date they come later than all weeks.
        """
        later = fields.Date.add(today, days=WEEKS * 7)

        def date(share):
            return SQL(
                '(GREATEST(%(today)s::date, COALESCE(lead.date_deadline + %(paid)s, %(later)s)))'
                '::date',
                today=today,
                later=later,
                paid=self._paid_after(share),
            )

        return SQL(
            """
            SELECT %(id)s, lead.name, scenario.key, '4', scenario.date, 'crm.lead', lead.id,
                   lead.partner_id, lead.company_id, lead.user_id, lead.team_id,
                   CASE scenario.key
                        WHEN '1' THEN 0
                        WHEN '3' THEN CASE WHEN lead.probability >= %(likely)s THEN lead.revenue
                                           ELSE lead.revenue * lead.probability / 100 END
                        ELSE lead.revenue * lead.probability / 100 END
              FROM (
                SELECT crm_lead.id, crm_lead.name, customer.commercial_partner_id AS partner_id,
                       COALESCE(crm_lead.company_id, seller.company_id, %(company)s) AS company_id,
                       crm_lead.user_id, crm_lead.team_id, crm_lead.date_deadline,
                       crm_lead.expected_revenue AS revenue,
                       crm_lead.probability::numeric AS probability
                  FROM crm_lead
                  JOIN crm_stage AS stage ON stage.id = crm_lead.stage_id
                  LEFT JOIN res_partner AS customer ON customer.id = crm_lead.partner_id
                  LEFT JOIN res_users AS seller ON seller.id = crm_lead.user_id
                 WHERE crm_lead.active AND crm_lead.type = 'opportunity'
                   AND stage.is_won IS NOT TRUE
                   AND crm_lead.probability > 0 AND crm_lead.expected_revenue > 0
                   AND NOT EXISTS (
                       SELECT FROM sale_order AS sold
                        WHERE sold.opportunity_id = crm_lead.id AND sold.state = 'sale')
              ) AS lead
              %(habits)s
              CROSS JOIN LATERAL %(scenarios)s
            """,
            id=self._row_id(SQL('lead.id'), '4'),
            company=self.env.company.id,
            likely=LIKELY,
            habits=self._habit_joins(SQL('lead')),
            scenarios=self._by_scenario({share: date(share) for share in SHARES}),
        )

    @api.readonly
    def action_open_document(self):
        """Open what a row is of, for who may read it."""
        self.ensure_one()
        return self._open(self.env[self.res_model].browse(self.res_id))
