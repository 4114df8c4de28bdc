from odoo import api, fields, models
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP, derived

PARTNER_STATUS = [
    ('no', "Never invoiced"),
    ('paid', "All paid"),
    ('due', "Open"),
    ('overdue', "Overdue"),
]


def _amount(fname, **attributes):
    return derived(fields.Monetary, fname, currency_field='finance_currency_id', **attributes)


class ResPartner(models.Model):
    """What a customer owes.

    All figures belong to the commercial entity and show on all its contacts. They are in the
    currency of the current company, and cover it and its branches.
    """

    _name = 'res.partner'
    _inherit = ['res.partner', 'finance.status.mixin']

    finance_currency_id = fields.Many2one(
        'res.currency',
        string="Finance Currency",
        compute='_compute_finance_currency_id',
        groups=VIEWER_GROUP,
        help="Currency of the current company.",
    )
    finance_status = derived(
        fields.Selection, 'finance_status', selection=PARTNER_STATUS, string="Finance Status"
    )
    finance_amount_due = _amount(
        'finance_amount_due',
        string="Open",
        help="All open receivable items, late or not; "
        "unmatched payments and credit notes count minus.",
    )
    finance_amount_overdue = _amount(
        'finance_amount_overdue',
        string="Overdue",
        help="Open items past their due date; "
        "unmatched payments and credit notes are not deducted. Money paid back is never late.",
    )
    finance_amount_to_invoice = _amount(
        'finance_amount_to_invoice',
        string="To Invoice (tax incl.)",
        help="What is confirmed and not yet invoiced, delivered or not.",
    )
    finance_amount_unpaid = _amount(
        'finance_amount_unpaid',
        compute='_compute_finance_unpaid',
        string="Our Money in It",
        help="What is open, and what is delivered and not invoiced.",
    )
    finance_date_due = derived(fields.Date, 'finance_date_due', string="Payment Due")
    finance_days_overdue = derived(
        fields.Integer, 'finance_days_overdue', string="Days Overdue", aggregator='max'
    )
    finance_aged_current = _amount(
        'finance_aged_current',
        string="Not Due",
        help="Open items not due, money paid back, less unmatched payments and credit notes.",
    )
    finance_aged_30 = _amount('finance_aged_30', string="1-30 Days Late")
    finance_aged_60 = _amount('finance_aged_60', string="31-60 Days Late")
    finance_aged_90 = _amount('finance_aged_90', string="61-90 Days Late")
    finance_aged_older = _amount('finance_aged_older', string="Over 90 Days Late")
    _finance_derived_fields = (
        'finance_status',
        'finance_amount_due',
        'finance_amount_overdue',
        'finance_amount_to_invoice',
        'finance_amount_unpaid',
        'finance_date_due',
        'finance_days_overdue',
        'finance_aged_current',
        'finance_aged_30',
        'finance_aged_60',
        'finance_aged_90',
        'finance_aged_older',
    )

    @api.depends_context('company')
    def _compute_finance_currency_id(self):
        self.finance_currency_id = self.env.company.currency_id

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == 'finance_currency_id':
            # Odoo sums an amount only where it can tell its currency in SQL
            self._check_field_access(self._fields[field_expr], 'read')
            # a bare number would be the position of a column where it is grouped by
            return SQL('%s::integer', self.env.company.currency_id.id)
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends('commercial_partner_id')
    @api.depends_context('uid', 'company', 'tz')
    def _compute_finance(self):
        self._finance_compute_derived('_compute_finance')

    @api.depends('commercial_partner_id')
    @api.depends_context('uid', 'company', 'tz')
    def _compute_finance_unpaid(self):
        self._finance_compute_derived('_compute_finance_unpaid')

    def write(self, vals):
        res = super().write(vals)
        if 'parent_id' in vals:
            # what was owed to one commercial entity is now owed by another
            self._finance_invalidate()
        return res

    @api.model
    def _finance_invalidate(self):
        """Forget figures read before the books changed in the same transaction."""
        self.invalidate_model(self._finance_derived_fields, flush=False)
        self.env['crm.lead'].invalidate_model(
            ['partner_finance_status', 'partner_finance_amount_overdue', 'partner_finance_hold'],
            flush=False,
        )

    def _finance_values_unsaved(self, fnames):
        values = super()._finance_values_unsaved(fnames)
        return {**values, 'finance_status': 'no'} if 'finance_status' in values else values

    def _finance_page_context(self):
        # asked once, with one query, for all parts of the statement
        entities, unposted = self.env.execute_query(
            SQL(
                """
                SELECT ARRAY(SELECT DISTINCT commercial_partner_id FROM res_partner WHERE id IN %s),
                       %s
                """,
                tuple(self.ids) or (0,),
                self.env['account.move'].sudo()._finance_any_unposted_payment(),
                to_flush=self._fields['commercial_partner_id'],
            )
        )[0]
        return {
            **super()._finance_page_context(),
            'finance_status_page_entities': tuple(entities),
            'finance_has_unposted_payments': unposted,
        }

    # joins

    def _finance_page_entities(self):
        """Return the commercial entities to restrict the aggregates to as SQL, or ``None``."""
        entities = self.env.context.get('finance_status_page_entities')
        return SQL('%s', entities) if entities else None

    def _finance_join(self, alias, query, link, table):
        """Join ``table()``, which has one row per ``partner_id``, to the commercial entity."""
        joined = query.make_alias(alias, link)
        if joined not in query._joins:
            query.add_join(
                'LEFT JOIN',
                joined,
                SQL('(%s)', table()),
                SQL(
                    '%s = %s',
                    SQL.identifier(joined, 'partner_id'),
                    self._field_to_sql(alias, 'commercial_partner_id', query),
                ),
            )
        return joined

    def _finance_open_items_table(self):
        ledger = self.env['finance.status.ledger']
        today = ledger._today()

        def late(first, last=None):
            condition = SQL('is_claim AND %s::date - date_due >= %s', today, first)
            if last:
                condition = SQL('%s AND %s::date - date_due <= %s', condition, today, last)
            return SQL('COALESCE(SUM(balance_due) FILTER (WHERE %s), 0)', condition)

        return SQL(
            """
            SELECT partner_id,
                   SUM(balance_due) AS due,
                   %(overdue)s AS overdue,
                   MIN(date_due) FILTER (WHERE is_claim) AS date_due,
                   SUM(balance_due) - %(overdue)s AS aged_current,
                   %(aged_30)s AS aged_30,
                   %(aged_60)s AS aged_60,
                   %(aged_90)s AS aged_90,
                   %(aged_older)s AS aged_older,
                   SUM(balance_due * (%(today)s::date - date_due))
                       FILTER (WHERE is_claim AND date_due < %(today)s)
                       / NULLIF(%(overdue)s, 0) AS open_delay
              FROM (%(items)s) AS item
             WHERE company_id IN %(companies)s
             GROUP BY partner_id
            """,
            overdue=late(1),
            aged_30=late(1, 30),
            aged_60=late(31, 60),
            aged_90=late(61, 90),
            aged_older=late(91),
            today=today,
            items=ledger._open_items(self._finance_page_entities()),
            companies=ledger._company_tree(),
        )

    def _finance_overdue_ids(self):
        ledger = self.env['finance.status.ledger']
        return 'commercial_partner_id', SQL(
            'SELECT partner_id FROM (%s) AS item '
            'WHERE company_id IN %s AND is_claim AND date_due < %s',
            ledger._open_items(),
            ledger._company_tree(),
            ledger._today(),
        )

    def _finance_to_invoice_table(self):
        """Return what is confirmed and not invoiced per commercial entity."""
        Order = self.env['sale.order'].with_context(active_test=False)
        query = Order._search([('state', '=', 'sale')], bypass_access=True)
        order = query.table
        customer = query.join(order, 'partner_invoice_id', 'res_partner', 'id', 'customer')
        entity = SQL.identifier(customer, 'commercial_partner_id')
        query.add_where(
            SQL(
                '%s IN %s',
                SQL.identifier(order, 'company_id'),
                self.env['finance.status.ledger']._company_tree(),
            )
        )
        if (entities := self._finance_page_entities()) is not None:
            query.add_where(SQL('%s IN %s', entity, entities))
        query.groupby = entity
        return query.select(
            SQL('%s AS partner_id', entity),
            SQL(
                'SUM(%s) AS amount',
                Order._finance_in_company_currency(
                    order, query, Order._finance_to_invoice_to_sql(order, query)
                ),
            ),
            SQL(
                'SUM(%s) AS delivered',
                Order._finance_in_company_currency(
                    order,
                    query,
                    Order._field_to_sql(order, 'finance_amount_delivered_not_invoiced', query),
                ),
            ),
        )

    def _finance_customers_table(self):
        ledger = self.env['finance.status.ledger']
        return SQL(
            'SELECT DISTINCT partner_id FROM (%s) AS customer WHERE company_id IN %s',
            ledger._customers(self._finance_page_entities()),
            ledger._company_tree(),
        )

    def _finance_open_column(self, alias, query, column):
        joined = self._finance_join(alias, query, 'finance_open', self._finance_open_items_table)
        return SQL.identifier(joined, column)

    def _finance_open_amount(self, alias, query, column):
        return SQL('COALESCE(%s, 0)', self._finance_open_column(alias, query, column))

    # SQL of the figures

    def _compute_sql_finance_status(self, alias, query):
        customer = self._finance_join(
            alias, query, 'finance_customer', self._finance_customers_table
        )
        return SQL(
            """
            CASE WHEN %(overdue)s > 0 THEN 'overdue'
                 WHEN %(date_due)s IS NOT NULL OR %(due)s > 0 THEN 'due'
                 WHEN %(customer)s IS NOT NULL THEN 'paid'
                 ELSE 'no' END
            """,
            overdue=self._finance_open_column(alias, query, 'overdue'),
            date_due=self._finance_open_column(alias, query, 'date_due'),
            due=self._finance_open_column(alias, query, 'due'),
            customer=SQL.identifier(customer, 'partner_id'),
        )

    def _compute_sql_finance_amount_due(self, alias, query):
        return self._finance_open_amount(alias, query, 'due')

    def _compute_sql_finance_amount_overdue(self, alias, query):
        return self._finance_open_amount(alias, query, 'overdue')

    def _compute_sql_finance_amount_to_invoice(self, alias, query):
        joined = self._finance_join(
            alias, query, 'finance_to_invoice', self._finance_to_invoice_table
        )
        return SQL('COALESCE(%s, 0)', SQL.identifier(joined, 'amount'))

    def _compute_sql_finance_amount_unpaid(self, alias, query):
        joined = self._finance_join(
            alias, query, 'finance_to_invoice', self._finance_to_invoice_table
        )
        return SQL(
            '(%s + COALESCE(%s, 0))',
            self._finance_open_amount(alias, query, 'due'),
            SQL.identifier(joined, 'delivered'),
        )

    def _compute_sql_finance_date_due(self, alias, query):
        return self._finance_open_column(alias, query, 'date_due')

    def _compute_sql_finance_days_overdue(self, alias, query):
        return SQL(
            'GREATEST(0, COALESCE(%s::date - %s, 0))',
            self.env['finance.status.ledger']._today(),
            self._compute_sql_finance_date_due(alias, query),
        )

    def _compute_sql_finance_aged_current(self, alias, query):
        return self._finance_open_amount(alias, query, 'aged_current')

    def _compute_sql_finance_aged_30(self, alias, query):
        return self._finance_open_amount(alias, query, 'aged_30')

    def _compute_sql_finance_aged_60(self, alias, query):
        return self._finance_open_amount(alias, query, 'aged_60')

    def _compute_sql_finance_aged_90(self, alias, query):
        return self._finance_open_amount(alias, query, 'aged_90')

    def _compute_sql_finance_aged_older(self, alias, query):
        return self._finance_open_amount(alias, query, 'aged_older')
