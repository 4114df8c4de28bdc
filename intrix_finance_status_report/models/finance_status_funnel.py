from odoo import api, fields, models
from odoo.tools import SQL

STEPS = [
    ('1', "Offered"),
    ('2', "Ordered"),
    ('3', "Delivered"),
    ('4', "Invoiced"),
    ('5', "Paid"),
]
#: of each step: name of its day, of its amount, and of the days since the step before
COLUMNS = {
    '1': ('date_offered', 'amount_quoted', None),
    '2': ('date_ordered', 'amount_ordered', 'days_to_order'),
    '3': ('date_delivered', 'amount_delivered', 'days_to_delivery'),
    '4': ('date_invoiced', 'amount_invoiced', 'days_to_invoice'),
    '5': ('date_paid', 'amount_paid', 'days_to_cash'),
}


class FinanceStatusFunnel(models.Model):
    """How many offers came how far, with what amount, and how long each step took.

    A row for each step of each offer, reached or not: what of the offers of a period became
    orders, deliveries, invoices and money. Side by side with the period before where grouped by
    the day of the offer.
    """

    _name = 'finance.status.funnel'
    _inherit = ['finance.status.opening.mixin']
    _description = 'Sales Funnel'
    _auto = False
    _order = 'date_offered desc, order_id desc, step'
    _rec_name = 'order_id'
    # the SQL of the report says itself which fields it reads
    _depends = {'sale.order': ['state']}

    step = fields.Selection(STEPS, readonly=True)
    order_id = fields.Many2one('sale.order', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    source_id = fields.Many2one('utm.source', readonly=True)
    campaign_id = fields.Many2one('utm.campaign', readonly=True)
    date_offered = fields.Date(string="Offered On", readonly=True)
    date = fields.Date(string="Reached On", readonly=True)
    reached = fields.Integer(string="Number", readonly=True, help="Offers that came so far.")
    amount = fields.Monetary(readonly=True, help="Company currency, tax included.")
    days = fields.Float(
        string="Median Days",
        readonly=True,
        digits=(16, 1),
        aggregator='avg',
        help="From the step before: half of them took no longer.",
    )
    conversion = fields.Float(
        string="Conversion (%)",
        readonly=True,
        digits=(16, 1),
        aggregator='avg',
        help="Of the offers in number: how many came so far.",
    )
    conversion_amount = fields.Float(
        string="Conversion of Amount (%)",
        readonly=True,
        digits=(16, 1),
        aggregator='avg',
        help="Of the amount offered: how much came so far.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT report.id * 8 + step.number::int AS id, step.number AS step,
                   report.id AS order_id, report.company_id, report.currency_id, report.user_id,
                   report.team_id, report.partner_id, report.source_id, report.campaign_id,
                   report.date_offered, step.date,
                   CASE WHEN step.date IS NULL THEN 0 ELSE 1 END AS reached,
                   CASE WHEN step.date IS NULL THEN 0 ELSE step.amount END AS amount,
                   step.days, report.amount_quoted AS offered,
                   CASE WHEN step.date IS NULL THEN 0.0 ELSE 100.0 END AS conversion,
                   CASE WHEN step.date IS NULL THEN 0.0
                        ELSE 100.0 * step.amount / NULLIF(report.amount_quoted, 0)
                    END AS conversion_amount
              FROM (%(report)s) AS report
              CROSS JOIN LATERAL (VALUES %(steps)s) AS step(number, date, amount, days)
            """,
            report=self.env['finance.status.report']._table_query,
            steps=SQL(', ').join(
                SQL(
                    '(%s, %s, %s, %s)',
                    number,
                    SQL.identifier('report', date),
                    SQL.identifier('report', amount),
                    SQL.identifier('report', days) if days else SQL('NULL::int'),
                )
                for number, (date, amount, days) in COLUMNS.items()
            ),
        )

    def _read_group_select(self, aggregate_spec, query):
        column = {
            'days:avg': SQL(
                'PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)',
                SQL.identifier(self._table, 'days'),
            ),
            'conversion:avg': SQL(
                '100.0 * SUM(%s) / COUNT(*)', SQL.identifier(self._table, 'reached')
            ),
            'conversion_amount:avg': SQL(
                '100.0 * SUM(%s) / NULLIF(SUM(%s), 0)',
                SQL.identifier(self._table, 'amount'),
                SQL.identifier(self._table, 'offered'),
            ),
        }.get(aggregate_spec)
        # the field access is checked there
        default = super()._read_group_select(aggregate_spec, query)
        return column or default

    @api.readonly
    def action_open_order(self):
        """Open the order of this row, for who may read it."""
        self.ensure_one()
        return self._open(self.order_id)
