from odoo import api, fields, models
from odoo.addons.intrix_finance_status.models.sale_order import FINANCE_STATUS, INVOICING_STATUS
from odoo.fields import Domain
from odoo.tools import SQL


def _amount(string, text, **attributes):
    return fields.Monetary(
        string=string, readonly=True, help=f"Company currency, tax included: {text}", **attributes
    )


def _days(string, text):
    return fields.Integer(string=string, readonly=True, aggregator='avg', help=text)


class FinanceStatusReport(models.Model):
    """Each order from offer to cash: its amounts, the day of each step, and the days between.

    The figures are those of the order itself, from the same SQL, in the currency of its company.
    """

    _name = 'finance.status.report'
    _inherit = ['finance.status.sorted.mixin', 'finance.status.opening.mixin']
    _description = 'Offer to Cash'
    _auto = False
    _order = 'date_offered desc, id desc'
    # the SQL of the orders says itself which fields it reads
    _depends = {'sale.order': ['name', 'state']}

    name = fields.Char(string="Order", readonly=True)
    order_id = fields.Many2one('sale.order', string="Record of the Order", readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env['sale.order']._fields['state']._description_selection(self.env)
        ),
        string="Order Status",
        readonly=True,
    )
    finance_status = fields.Selection(FINANCE_STATUS, readonly=True)
    invoicing_status = fields.Selection(INVOICING_STATUS, string="Invoicing", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', string="Company Currency", readonly=True)
    order_currency_id = fields.Many2one('res.currency', string="Currency", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    country_id = fields.Many2one('res.country', readonly=True)
    industry_id = fields.Many2one('res.partner.industry', readonly=True)
    opportunity_id = fields.Many2one('crm.lead', readonly=True)
    stage_id = fields.Many2one('crm.stage', string="Opportunity Stage", readonly=True)
    lost_reason_id = fields.Many2one('crm.lost.reason', readonly=True)
    source_id = fields.Many2one('utm.source', readonly=True)
    medium_id = fields.Many2one('utm.medium', readonly=True)
    campaign_id = fields.Many2one('utm.campaign', readonly=True)

    date_offered = fields.Date(
        string="Offered",
        readonly=True,
        help="When the offer was marked as sent; when it was made, if it never was.",
    )
    date_ordered = fields.Date(string="Ordered", readonly=True, help="When it was confirmed.")
    date_delivered = fields.Date(
        string="Delivered", readonly=True, help="When its first delivery was done."
    )
    date_invoiced = fields.Date(
        string="Invoiced", readonly=True, help="The date of its first invoice."
    )
    date_paid = fields.Date(
        string="Paid On", readonly=True, help="When the last of what was invoiced was settled."
    )

    amount_quoted = _amount("Quoted", "the total of the offer, whatever became of it.")
    amount_ordered = _amount("Ordered Amount", "the total of the confirmed order.")
    amount_delivered = _amount(
        "Delivered Amount", "what was delivered, at the prices of the order."
    )
    amount_to_deliver = _amount(
        "To Deliver", "what is ordered and not yet delivered, at the prices of the order."
    )
    amount_delivered_not_invoiced = _amount(
        "Delivered, Not Invoiced", "what is delivered beyond what is invoiced."
    )
    amount_to_invoice = _amount("To Invoice", "what is ordered and not yet invoiced.")
    amount_prepaid = _amount("Paid in Advance", "payments not matched with an invoice yet.")
    amount_invoiced = _amount("Invoiced Amount", "posted invoices, less credit notes.")
    amount_paid = _amount("Paid", "what is invoiced and settled, by whatever means.")
    amount_due = _amount("Open", "what is invoiced and not settled.")
    amount_overdue = _amount("Overdue", "what is open and past its due date.")

    days_to_order = _days("Days to Order", "From the offer to the order.")
    days_to_delivery = _days("Days to Delivery", "From the order to its first delivery.")
    days_to_invoice = _days("Days to Invoice", "From the first delivery to the first invoice.")
    days_to_cash = _days("Days to Cash", "From the first invoice to the last payment.")

    def _finance_is_status(self, fname):
        return fname in ('finance_status', 'invoicing_status')

    @property
    def _table_query(self):
        Order = self.env['sale.order'].sudo().with_context(active_test=False)
        query = Order._search(Domain.TRUE, bypass_access=True)
        columns = {
            'id': SQL.identifier(query.table, 'id'),
            'order_id': SQL.identifier(query.table, 'id'),
            **self._columns_of_order(Order, query),
            **self._columns_of_others(Order, query),
            **self._amount_columns(Order, query),
        }
        dates = self._date_columns(Order, query)
        columns |= {f'date_{step}': date for step, date in dates.items()}
        columns |= {
            'days_to_order': SQL('%s - %s', dates['ordered'], dates['offered']),
            'days_to_delivery': SQL('%s - %s', dates['delivered'], dates['ordered']),
            'days_to_invoice': SQL('%s - %s', dates['invoiced'], dates['delivered']),
            'days_to_cash': SQL('%s - %s', dates['paid'], dates['invoiced']),
        }
        return query.select(
            *(SQL('%s AS %s', sql, SQL.identifier(name)) for name, sql in columns.items())
        )

    def _columns_of_order(self, Order, query):
        names = {
            'name': 'name',
            'state': 'state',
            'finance_status': 'finance_status',
            'invoicing_status': 'finance_invoicing_status',
            'company_id': 'company_id',
            'order_currency_id': 'currency_id',
            'user_id': 'user_id',
            'team_id': 'team_id',
            'opportunity_id': 'opportunity_id',
        }
        return {
            column: Order._field_to_sql(query.table, fname, query)
            for column, fname in names.items()
        }

    def _columns_of_others(self, Order, query):
        order = query.table
        Partner, Lead = self.env['res.partner'].sudo(), self.env['crm.lead'].sudo()
        contact = query.left_join(order, 'partner_id', 'res_partner', 'id', 'contact')
        entity = query.left_join(contact, 'commercial_partner_id', 'res_partner', 'id', 'entity')
        lead = query.left_join(order, 'opportunity_id', 'crm_lead', 'id', 'lead')
        company = query.left_join(order, 'company_id', 'res_company', 'id', 'company')
        columns = {
            'currency_id': self.env['res.company']
            .sudo()
            ._field_to_sql(company, 'currency_id', query),
            'partner_id': Partner._field_to_sql(contact, 'commercial_partner_id', query),
        }
        for fname in ('country_id', 'industry_id'):
            columns[fname] = Partner._field_to_sql(entity, fname, query)
        for fname in ('stage_id', 'lost_reason_id'):
            columns[fname] = Lead._field_to_sql(lead, fname, query)
        for fname in ('source_id', 'medium_id', 'campaign_id'):
            columns[fname] = SQL(
                'COALESCE(%s, %s)',
                Order._field_to_sql(order, fname, query),
                Lead._field_to_sql(lead, fname, query),
            )
        return columns

    def _amount_columns(self, Order, query):
        order = query.table
        state = Order._field_to_sql(order, 'state', query)
        total = Order._field_to_sql(order, 'amount_total', query)

        def fact(name):
            return Order._finance_amount_to_sql(order, query, name)

        def converted(amount):
            return Order._finance_in_company_currency(order, query, amount)

        invoiced, due = fact('company_amount_invoiced'), fact('company_amount_due')
        return {
            'amount_quoted': converted(total),
            'amount_ordered': SQL(
                "CASE WHEN %s = 'sale' THEN %s ELSE 0 END", state, converted(total)
            ),
            'amount_delivered': converted(Order._finance_amount_delivered_to_sql(order, query)),
            'amount_to_deliver': converted(
                Order._finance_delivery_to_sql(order, query, 'product_uom_qty', 'qty_delivered')
            ),
            'amount_delivered_not_invoiced': converted(
                Order._finance_delivery_to_sql(order, query, 'qty_delivered', 'qty_invoiced')
            ),
            'amount_to_invoice': converted(Order._finance_to_invoice_to_sql(order, query)),
            'amount_prepaid': fact('company_amount_prepaid'),
            'amount_invoiced': invoiced,
            'amount_paid': SQL('(%s - %s)', invoiced, due),
            'amount_due': due,
            'amount_overdue': Order._finance_company_overdue_to_sql(order, query),
        }

    def _date_columns(self, Order, query):
        order = query.table

        def fact(name):
            return Order._finance_fact_to_sql(order, query, name)

        def local(time):
            # in the time zone of who looks, as Odoo groups times by day
            return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", time, self.env.tz.zone)

        state = Order._field_to_sql(order, 'state', query)
        date_order = Order._field_to_sql(order, 'date_order', query)
        return {
            # what was brought in later from elsewhere was not offered later than it was ordered
            'offered': local(
                SQL(
                    """
                    CASE WHEN %(state)s = 'sale'
                         THEN LEAST(COALESCE(%(sent)s, %(made)s), %(date)s)
                         ELSE COALESCE(%(sent)s, LEAST(%(made)s, %(date)s)) END
                    """,
                    state=state,
                    sent=fact('date_sent'),
                    made=Order._field_to_sql(order, 'create_date', query),
                    date=date_order,
                )
            ),
            'ordered': SQL("CASE WHEN %s = 'sale' THEN %s END", state, local(date_order)),
            'delivered': local(Order._finance_date_delivered_to_sql(order, query)),
            'invoiced': fact('date_invoiced'),
            'paid': SQL(
                "CASE WHEN %s IN ('paid', 'in_payment') THEN %s END",
                Order._field_to_sql(order, 'finance_payment_status', query),
                fact('date_paid'),
            ),
        }

    @api.readonly
    def action_open_order(self):
        """Open the order of this row, for who may read it."""
        self.ensure_one()
        return self._open(self.order_id)
