from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP, derived
from .res_partner import PARTNER_STATUS
from .sale_order import FINANCE_STATUS

FINANCE_USER_GROUP = 'intrix_finance_status.group_finance_status_user'

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
    finance_amount_prepaid = derived(
        fields.Monetary,
        'finance_amount_prepaid',
        string="Paid in Advance",
        currency_field='company_currency',
        help="Payments of its orders that are not matched with an invoice yet.",
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
    finance_amount_unpaid = derived(
        fields.Monetary,
        'finance_amount_unpaid',
        compute='_compute_finance_unpaid',
        string="Our Money in It",
        currency_field='company_currency',
        help="What is delivered and not invoiced, and what is invoiced and not paid.",
    )
    finance_days_overdue = derived(
        fields.Integer,
        'finance_days_overdue',
        string="Days Overdue",
        aggregator='max',
    )
    partner_finance_status = derived(
        fields.Selection,
        'partner_finance_status',
        compute='_compute_partner_finance',
        selection=PARTNER_STATUS,
        string="Customer Finance Status",
    )
    partner_finance_currency_id = fields.Many2one(
        related='partner_id.finance_currency_id',
        string="Customer Finance Currency",
        groups=VIEWER_GROUP,
    )
    partner_finance_amount_overdue = derived(
        fields.Monetary,
        'partner_finance_amount_overdue',
        compute='_compute_partner_finance',
        string="Customer Overdue",
        currency_field='partner_finance_currency_id',
        help="What the customer owes past its due date, with or without an order.",
    )
    partner_finance_hold = derived(
        fields.Boolean,
        'partner_finance_hold',
        compute='_compute_partner_finance',
        string="Customer on Hold",
        help="Deliveries to the customer and new confirmations must stop.",
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
        'finance_amount_prepaid',
        'finance_amount_due',
        'finance_amount_overdue',
        'finance_amount_unpaid',
        'finance_days_overdue',
        'partner_finance_status',
        'partner_finance_amount_overdue',
        'partner_finance_hold',
    )

    @api.depends(
        'company_id',
        'order_ids',
        'order_ids.finance_status',
        'order_ids.finance_amount_invoiced',
        'order_ids.finance_amount_prepaid',
        'order_ids.finance_amount_due',
        'order_ids.finance_amount_overdue',
        'order_ids.amount_total',
        'order_ids.company_id',
    )
    @api.depends_context('uid', 'company', 'tz')
    def _compute_finance(self):
        self._finance_compute_derived('_compute_finance')

    @api.depends(
        'company_id',
        'order_ids.company_id',
        'order_ids.finance_amount_delivered_not_invoiced',
        'order_ids.finance_amount_due',
    )
    @api.depends_context('uid', 'company', 'tz')
    def _compute_finance_unpaid(self):
        """Not read with the other figures: lists do without the lines of the orders."""
        self._finance_compute_derived('_compute_finance_unpaid')

    @api.depends(
        'partner_id.finance_status', 'partner_id.finance_amount_overdue', 'partner_id.finance_hold'
    )
    @api.depends_context('uid', 'company', 'tz')
    def _compute_partner_finance(self):
        """Take the customer's figures, and no others of it, with one query."""
        page = self.partner_id.sudo()._finance_page_context()
        self.with_context(**page)._finance_read_derived(
            ['partner_finance_status', 'partner_finance_amount_overdue', 'partner_finance_hold']
        )

    def _finance_search(self, fname, operator, value):
        if fname == 'partner_finance_status' and operator == 'in' and set(value) == {'overdue'}:
            # the customer's own field knows a short way
            return Domain('partner_id.finance_status', operator, value)
        return super()._finance_search(fname, operator, value)

    @api.depends('company_id', 'finance_amount_overdue', 'partner_finance_amount_overdue')
    @api.depends_context('uid', 'company', 'tz')
    def _compute_finance_amount_overdue_elsewhere(self):
        current = self.env.company.sudo().parent_path
        for lead in self:
            # the customer's figures are those of the current company and its branches
            comparable = (lead.company_id.parent_path or current).startswith(current)
            lead.finance_amount_overdue_elsewhere = comparable and max(
                0, lead.partner_finance_amount_overdue - lead.finance_amount_overdue
            )

    @api.model
    def _action_finance_sales_to_cash(self):
        """Open sales to cash: everybody's for sales managers and finance, else the own ones."""
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.action_sales_to_cash'
        )
        groups = ('sales_team.group_sale_manager', FINANCE_USER_GROUP)
        if not any(map(self.env.user.has_group, groups)):
            action['context'] = {'search_default_assigned_to_me': 1}
        return action

    @api.readonly
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

        Only the orders of opportunities that the query comes to are added up. An opportunity
        counts the orders of its company and branches; of the current one if it has none.
        """
        orders_alias = query.make_alias(alias, 'finance_orders')
        if orders_alias in query._joins:
            return orders_alias
        lead_company = query.left_join(alias, 'company_id', 'res_company', 'id', 'finance_company')
        Order = self.env['sale.order'].with_context(active_test=False)
        order_query = Order._search([], bypass_access=True)
        order = order_query.table
        order_query.add_where(
            SQL(
                '%s = %s AND %s',
                Order._field_to_sql(order, 'opportunity_id', order_query),
                SQL.identifier(alias, 'id'),
                self._finance_of_company(
                    lead_company,
                    order_query.left_join(
                        order, 'company_id', 'res_company', 'id', 'finance_company'
                    ),
                ),
            )
        )
        state = Order._field_to_sql(order, 'state', order_query)
        total = Order._finance_in_company_currency(
            order, order_query, Order._field_to_sql(order, 'amount_total', order_query)
        )
        table = SQL(
            'LATERAL (%s)',
            order_query.select(
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
                    'SUM(%s) AS prepaid',
                    Order._finance_amount_to_sql(order, order_query, 'company_amount_prepaid'),
                ),
                SQL(
                    'SUM(%s) AS due',
                    Order._finance_amount_to_sql(order, order_query, 'company_amount_due'),
                ),
                SQL(
                    'SUM(%s) AS delivered',
                    Order._finance_in_company_currency(
                        order,
                        order_query,
                        Order._field_to_sql(
                            order, 'finance_amount_delivered_not_invoiced', order_query
                        ),
                    ),
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
            SQL('TRUE'),
        )
        return orders_alias

    def _finance_overdue_ids(self):
        _column, orders = self.env['sale.order']._finance_overdue_ids()
        return 'id', SQL(
            """
            SELECT lead.id
              FROM crm_lead AS lead
              JOIN sale_order AS late ON late.opportunity_id = lead.id
              JOIN res_company AS late_company ON late_company.id = late.company_id
              LEFT JOIN res_company AS lead_company ON lead_company.id = lead.company_id
             WHERE late.id IN (%s) AND %s
            """,
            orders,
            self._finance_of_company('lead_company', 'late_company'),
            to_flush=self.env['sale.order']._fields['opportunity_id'],
        )

    def _finance_of_company(self, lead_company, order_company):
        """Tell whether an order is of the opportunity's company or a branch of it.

        Odoo leaves the orders behind when an opportunity moves to another company.

        :param str lead_company: alias of the opportunity's company; the current one counts if NULL
        :param str order_company: alias of the order's company
        """
        current = self.env.company.sudo()
        return SQL(
            # the first half, which mostly decides, lets PostgreSQL estimate
            '(%(order)s = COALESCE(%(lead)s, %(current)s)'
            ' OR %(order_path)s LIKE COALESCE(%(lead_path)s, %(current_path)s) || %(any)s)',
            order=SQL.identifier(order_company, 'id'),
            lead=SQL.identifier(lead_company, 'id'),
            current=current.id,
            order_path=SQL.identifier(order_company, 'parent_path'),
            lead_path=SQL.identifier(lead_company, 'parent_path'),
            current_path=current.parent_path,
            any='%',
            to_flush=[
                self._fields['company_id'],
                self.env['sale.order']._fields['company_id'],
                self.env['res.company']._fields['parent_path'],
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

    def _compute_sql_finance_amount_prepaid(self, alias, query):
        return self._finance_orders_sum(alias, query, 'prepaid')

    def _compute_sql_finance_amount_due(self, alias, query):
        return self._finance_orders_sum(alias, query, 'due')

    def _compute_sql_finance_amount_overdue(self, alias, query):
        return self._finance_orders_sum(alias, query, 'overdue')

    def _compute_sql_finance_amount_unpaid(self, alias, query):
        return SQL(
            '(%s + %s)',
            self._finance_orders_sum(alias, query, 'due'),
            self._finance_orders_sum(alias, query, 'delivered'),
        )

    def _compute_sql_finance_days_overdue(self, alias, query):
        return self._finance_orders_sum(alias, query, 'days')

    def _compute_sql_partner_finance_status(self, alias, query):
        return self._finance_customer_to_sql(alias, query, 'finance_status')

    def _compute_sql_partner_finance_amount_overdue(self, alias, query):
        return self._finance_customer_to_sql(alias, query, 'finance_amount_overdue')

    def _compute_sql_partner_finance_hold(self, alias, query):
        return SQL('%s IS TRUE', self._finance_customer_to_sql(alias, query, 'finance_hold'))

    def _finance_customer_to_sql(self, alias, query, fname):
        customer = query.left_join(alias, 'partner_id', 'res_partner', 'id', 'finance_customer')
        return self.env['res.partner']._field_to_sql(customer, fname, query)

    @api.model
    def _group_expand_finance_status(self, statuses, domain):
        """Show the whole way from offer to money, with the empty steps of it."""
        always = ('sent', 'ordered', 'partially_invoiced', 'invoiced', 'overdue', 'paid')
        return [key for key, _label in FINANCE_STATUS if key in statuses or key in always]
