from odoo import api, fields, models
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP, derived
from .sale_order import FINANCE_STATUS

ATTENTION = (
    'overdue',
    'partially_paid',
    'invoiced',
    'in_payment',
    'partially_invoiced',
    'ordered',
    'paid',
    'sent',
    'quotation',
    'expired',
    'reversed',
    'cancelled',
)


class CrmLead(models.Model):
    """The finance status of an opportunity: that of its orders and of its customer."""

    _name = 'crm.lead'
    _inherit = ['crm.lead', 'finance.status.mixin']

    finance_status = derived(
        fields.Selection,
        'finance_status',
        selection=FINANCE_STATUS,
        group_expand='_group_expand_finance_status',
        help="Of its orders: the status that needs most attention.",
    )
    finance_amount_ordered = derived(
        fields.Monetary,
        'finance_amount_ordered',
        string="Ordered (tax incl.)",
        currency_field='company_currency',
        help="Total of the confirmed orders.",
    )
    finance_amount_total = derived(
        fields.Monetary,
        'finance_amount_total',
        string="Sale (tax incl.)",
        currency_field='company_currency',
        help="Total of the confirmed orders; of the offers while nothing is confirmed.",
    )
    finance_amount_invoiced = derived(
        fields.Monetary,
        'finance_amount_invoiced',
        string="Invoiced (tax incl.)",
        currency_field='company_currency',
    )
    finance_amount_paid = derived(
        fields.Monetary,
        'finance_amount_paid',
        string="Paid",
        currency_field='company_currency',
    )
    finance_amount_due = derived(
        fields.Monetary,
        'finance_amount_due',
        string="Due",
        currency_field='company_currency',
    )
    finance_amount_overdue = derived(
        fields.Monetary,
        'finance_amount_overdue',
        string="Overdue",
        currency_field='company_currency',
    )
    finance_days_overdue = derived(
        fields.Integer,
        'finance_days_overdue',
        string="Days Overdue",
        aggregator='max',
    )
    partner_finance_status = fields.Selection(
        related='partner_id.finance_status',
        string="Customer Finance Status",
        groups=VIEWER_GROUP,
    )
    partner_finance_currency_id = fields.Many2one(
        related='partner_id.finance_currency_id',
        string="Customer Finance Currency",
        groups=VIEWER_GROUP,
    )
    partner_finance_amount_overdue = fields.Monetary(
        related='partner_id.finance_amount_overdue',
        string="Customer Overdue",
        currency_field='partner_finance_currency_id',
        groups=VIEWER_GROUP,
        help="What the customer owes past its due date, with or without an order.",
    )

    finance_amount_overdue_elsewhere = fields.Monetary(
        string="Overdue Elsewhere",
        currency_field='company_currency',
        compute='_compute_finance_amount_overdue_elsewhere',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="What the customer owes past its due date, other than for these orders.",
    )

    _finance_derived_fields = (
        'finance_status',
        'finance_amount_ordered',
        'finance_amount_total',
        'finance_amount_invoiced',
        'finance_amount_paid',
        'finance_amount_due',
        'finance_amount_overdue',
        'finance_days_overdue',
    )

    @api.depends(
        'company_id',
        'order_ids',
        'order_ids.finance_status',
        'order_ids.finance_amount_invoiced',
        'order_ids.finance_amount_due',
        'order_ids.finance_amount_overdue',
        'order_ids.amount_total',
        'order_ids.company_id',
    )
    @api.depends_context('company', 'tz')
    def _compute_finance(self):
        self._finance_read_derived(self._finance_derived_fields)

    @api.depends('company_id', 'finance_amount_overdue', 'partner_finance_amount_overdue')
    @api.depends_context('company', 'tz')
    def _compute_finance_amount_overdue_elsewhere(self):
        current = self.env.company.sudo().parent_path
        for lead in self:
            # the customer's figures are those of the current company and its branches
            comparable = (lead.company_id.parent_path or current).startswith(current)
            lead.finance_amount_overdue_elsewhere = comparable and max(
                0, lead.partner_finance_amount_overdue - lead.finance_amount_overdue
            )

    def action_view_finance_orders(self):
        """Open the quotations and orders of this opportunity."""
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id('sale.action_orders')
        return {
            **action,
            'domain': [('opportunity_id', '=', self.id)],
            'context': {**self._prepare_opportunity_quotation_context(), 'create': False},
        }

    def _finance_orders_join(self, alias, query):
        """Join the sums over the orders of each opportunity; return the alias of the join.

        An opportunity without a company counts the orders of the current one only.
        """
        orders_alias = query.make_alias(alias, 'finance_orders')
        if orders_alias in query._joins:
            return orders_alias
        Order = self.env['sale.order'].with_context(active_test=False)
        order_query = Order._search([('opportunity_id', '!=', False)], bypass_access=True)
        order = order_query.table
        lead = order_query.join(order, 'opportunity_id', 'crm_lead', 'id', 'finance_lead')
        order_query.add_where(
            SQL(
                '(%s IS NOT NULL OR %s IN %s)',
                SQL.identifier(lead, 'company_id'),
                SQL.identifier(order, 'company_id'),
                self.env['finance.status.ledger']._company_tree(),
            )
        )
        if page_ids := self._finance_page_ids():
            order_query.add_where(SQL('%s IN %s', SQL.identifier(lead, 'id'), page_ids))
        order_query.groupby = Order._field_to_sql(order, 'opportunity_id', order_query)
        state = Order._field_to_sql(order, 'state', order_query)
        total = Order._finance_in_company_currency(
            order, order_query, Order._field_to_sql(order, 'amount_total', order_query)
        )
        table = SQL(
            '(%s)',
            order_query.select(
                SQL('%s AS lead_id', Order._field_to_sql(order, 'opportunity_id', order_query)),
                SQL(
                    'MIN(ARRAY_POSITION(%s::varchar[], %s::varchar)) AS attention',
                    list(ATTENTION),
                    Order._field_to_sql(order, 'finance_status', order_query),
                ),
                SQL("COALESCE(SUM(%s) FILTER (WHERE %s = 'sale'), 0) AS ordered", total, state),
                SQL(
                    "COALESCE(SUM(%s) FILTER (WHERE %s IN ('draft', 'sent')), 0) AS offered",
                    total,
                    state,
                ),
                SQL(
                    'SUM(%s) AS invoiced',
                    Order._finance_amount_to_sql(order, order_query, 'company_amount_invoiced'),
                ),
                SQL(
                    'SUM(%s) AS due',
                    Order._finance_amount_to_sql(order, order_query, 'company_amount_due'),
                ),
                SQL(
                    'SUM(%s) AS overdue', Order._finance_company_overdue_to_sql(order, order_query)
                ),
                SQL(
                    'MAX(%s) AS days',
                    Order._field_to_sql(order, 'finance_days_overdue', order_query),
                ),
            ),
        )
        query.add_join(
            'LEFT JOIN',
            orders_alias,
            table,
            SQL('%s = %s', SQL.identifier(orders_alias, 'lead_id'), SQL.identifier(alias, 'id')),
        )
        return orders_alias

    def _finance_overdue_ids(self):
        _column, orders = self.env['sale.order']._finance_overdue_ids()
        return 'id', SQL(
            """
            SELECT lead.id
              FROM crm_lead AS lead
              JOIN sale_order AS late ON late.opportunity_id = lead.id
             WHERE late.id IN (%s)
               AND (lead.company_id IS NOT NULL OR late.company_id IN %s)
            """,
            orders,
            self.env['finance.status.ledger']._company_tree(),
            to_flush=[
                self._fields['company_id'],
                self.env['sale.order']._fields['opportunity_id'],
                self.env['sale.order']._fields['company_id'],
            ],
        )

    def _finance_orders_column(self, alias, query, column):
        return SQL.identifier(self._finance_orders_join(alias, query), column)

    def _finance_orders_sum(self, alias, query, column):
        return SQL('COALESCE(%s, 0)', self._finance_orders_column(alias, query, column))

    def _compute_sql_finance_status(self, alias, query):
        # as text: a list can't be hashed, which grouping by several fields at once does
        return SQL(
            '(%s::varchar[])[%s]',
            f"{{{','.join(ATTENTION)}}}",
            self._finance_orders_column(alias, query, 'attention'),
        )

    def _compute_sql_finance_amount_ordered(self, alias, query):
        return self._finance_orders_sum(alias, query, 'ordered')

    def _compute_sql_finance_amount_total(self, alias, query):
        return SQL(
            'COALESCE(NULLIF(%s, 0), %s, 0)',
            self._finance_orders_column(alias, query, 'ordered'),
            self._finance_orders_column(alias, query, 'offered'),
        )

    def _compute_sql_finance_amount_invoiced(self, alias, query):
        return self._finance_orders_sum(alias, query, 'invoiced')

    def _compute_sql_finance_amount_due(self, alias, query):
        return self._finance_orders_sum(alias, query, 'due')

    def _compute_sql_finance_amount_overdue(self, alias, query):
        return self._finance_orders_sum(alias, query, 'overdue')

    def _compute_sql_finance_days_overdue(self, alias, query):
        return self._finance_orders_sum(alias, query, 'days')

    @api.model
    def _group_expand_finance_status(self, statuses, domain):
        """Show the whole way from offer to money, with the empty steps of it."""
        always = ('sent', 'ordered', 'partially_invoiced', 'invoiced', 'overdue', 'paid')
        return [key for key, _label in FINANCE_STATUS if key in statuses or key in always]
