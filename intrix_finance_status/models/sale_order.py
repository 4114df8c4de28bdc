from odoo import api, fields, models
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP, derived

INVOICING_STATUS = [
    ('no', "Nothing to invoice"),
    ('to_invoice', "To invoice"),
    ('partial', "Partially invoiced"),
    ('invoiced', "Fully invoiced"),
]
PAYMENT_STATUS = [
    ('no', "No document"),
    ('not_due', "Not due"),
    ('partial', "Partially paid"),
    ('overdue', "Overdue"),
    ('in_payment', "In payment"),
    ('paid', "Paid"),
    ('reversed', "Credited"),
]
FINANCE_STATUS = [
    ('quotation', "Quotation"),
    ('sent', "Offer sent"),
    ('expired', "Offer expired"),
    ('ordered', "Accepted"),
    ('partially_invoiced', "Partially invoiced"),
    ('invoiced', "Invoiced"),
    ('partially_paid', "Partially paid"),
    ('overdue', "Overdue"),
    ('in_payment', "In payment"),
    ('paid', "Paid"),
    ('reversed', "Credited"),
    ('cancelled', "Cancelled"),
]
STATUS_WITHOUT_DOCUMENT = {
    'draft': 'quotation',
    'sent': 'sent',
    'sale': 'ordered',
    'cancel': 'cancelled',
}


class SaleOrder(models.Model):
    """How far an order has come in money: facts from its row beside it, status from today."""

    _name = 'sale.order'
    _inherit = ['sale.order', 'finance.status.mixin']

    finance_fact_ids = fields.One2many(
        'finance.status.order',
        'order_id',
        string="Finance Facts",
        groups='base.group_system',
        copy=False,
    )
    finance_amount_invoiced = derived(
        fields.Monetary,
        'finance_amount_invoiced',
        string="Invoiced (tax incl.)",
        help="This order's share of posted invoices, less credit notes.",
    )
    finance_amount_paid = derived(
        fields.Monetary,
        'finance_amount_paid',
        string="Paid",
        help="What is invoiced and settled, by whatever means: "
        "payment, credit note, write-off or cash discount.",
    )
    finance_amount_due = derived(
        fields.Monetary,
        'finance_amount_due',
        string="Due",
        help="What is invoiced and still open, whether or not it is late.",
    )
    finance_date_due = derived(
        fields.Date,
        'finance_date_due',
        string="Payment Due",
        help="The earliest due date with an open amount.",
    )
    finance_date_paid = derived(
        fields.Date,
        'finance_date_paid',
        string="Last Settled",
    )
    finance_invoicing_status = derived(
        fields.Selection,
        'finance_invoicing_status',
        selection=INVOICING_STATUS,
        string="Invoicing",
    )
    finance_payment_status = derived(
        fields.Selection,
        'finance_payment_status',
        selection=PAYMENT_STATUS,
        string="Payment",
    )
    finance_status = derived(
        fields.Selection,
        'finance_status',
        selection=FINANCE_STATUS,
    )
    finance_amount_overdue = derived(
        fields.Monetary,
        'finance_amount_overdue',
        string="Overdue",
        help="Open amounts whose due date is before today.",
    )
    finance_days_overdue = derived(
        fields.Integer,
        'finance_days_overdue',
        string="Days Overdue",
        aggregator='max',
    )
    finance_delivered_not_invoiced = fields.Boolean(
        string="Delivered, not invoiced",
        search='_search_finance_delivered_not_invoiced',
        store=False,
        groups=VIEWER_GROUP,
    )

    _finance_derived_fields = (
        'finance_amount_invoiced',
        'finance_amount_paid',
        'finance_amount_due',
        'finance_date_due',
        'finance_date_paid',
        'finance_invoicing_status',
        'finance_payment_status',
        'finance_status',
        'finance_amount_overdue',
        'finance_days_overdue',
    )

    @api.depends(
        'state',
        'validity_date',
        'amount_total',
        'invoice_status',
        'order_line.qty_to_invoice',
        'order_line.price_unit',
        'finance_fact_ids.amount_invoiced',
        'finance_fact_ids.amount_due',
        'finance_fact_ids.covered_by_quantity',
        'finance_fact_ids.covered_by_amount',
        'finance_fact_ids.date_due',
        'finance_fact_ids.date_paid',
        'finance_fact_ids.in_payment',
        'finance_fact_ids.is_credited',
        'finance_fact_ids.document_count',
        'finance_fact_ids.has_draft',
        'finance_fact_ids.instalments',
    )
    @api.depends_context('uid', 'tz')
    def _compute_finance(self):
        self._finance_read_derived(self._finance_derived_fields)

    def _finance_values_unsaved(self, fnames):
        values = super()._finance_values_unsaved(fnames)
        known = {
            'finance_invoicing_status': 'no',
            'finance_payment_status': 'no',
            'finance_status': STATUS_WITHOUT_DOCUMENT.get(self.state, 'quotation'),
        }
        return {fname: known.get(fname, value) for fname, value in values.items()}

    # SQL of the facts

    def _finance_fact_to_sql(self, alias, query, fname):
        """Return the fact ``fname`` of the order as SQL; NULL where it has no document."""
        fact = query.left_join(alias, 'id', 'finance_status_order', 'order_id', 'finance_fact')
        return self.env['finance.status.order']._field_to_sql(fact, fname, query)

    def _finance_amount_to_sql(self, alias, query, fname):
        return SQL('COALESCE(%s, 0)', self._finance_fact_to_sql(alias, query, fname))

    def _compute_sql_finance_amount_invoiced(self, alias, query):
        return self._finance_amount_to_sql(alias, query, 'amount_invoiced')

    def _compute_sql_finance_amount_due(self, alias, query):
        return self._finance_amount_to_sql(alias, query, 'amount_due')

    def _compute_sql_finance_date_due(self, alias, query):
        return self._finance_fact_to_sql(alias, query, 'date_due')

    def _compute_sql_finance_date_paid(self, alias, query):
        return self._finance_fact_to_sql(alias, query, 'date_paid')

    # SQL of what the facts mean today

    def _compute_sql_finance_payment_status(self, alias, query):
        return SQL(
            """
            CASE WHEN %(documents)s = 0 THEN CASE WHEN %(is_free)s THEN 'paid' ELSE 'no' END
                 WHEN %(due)s <= 0 THEN
                    CASE WHEN %(in_payment)s THEN 'in_payment'
                         WHEN %(is_reversed)s THEN 'reversed'
                         ELSE 'paid' END
                 WHEN %(date_due)s < %(today)s THEN 'overdue'
                 WHEN %(paid)s > 0 THEN 'partial'
                 ELSE 'not_due' END
            """,
            documents=self._finance_amount_to_sql(alias, query, 'document_count'),
            due=self._compute_sql_finance_amount_due(alias, query),
            in_payment=self._finance_fact_to_sql(alias, query, 'in_payment'),
            is_free=self._finance_is_free_to_sql(alias, query),
            is_reversed=self._finance_is_reversed_to_sql(alias, query),
            date_due=self._compute_sql_finance_date_due(alias, query),
            paid=self._compute_sql_finance_amount_paid(alias, query),
            today=self.env['finance.status.ledger']._today(),
        )

    def _compute_sql_finance_status(self, alias, query):
        """Return the one badge; flat, because every order of a list is put through it."""
        return SQL(
            """
            CASE WHEN %(late)s THEN 'overdue'
                 WHEN %(state)s = 'cancel' THEN 'cancelled'
                 WHEN %(state)s <> 'sale' THEN
                    CASE WHEN %(validity_date)s < %(today)s THEN 'expired'
                         WHEN %(state)s = 'sent' THEN 'sent'
                         ELSE 'quotation' END
                 WHEN %(documents)s = 0 THEN
                    CASE WHEN %(is_free)s THEN 'paid' ELSE 'ordered' END
                 WHEN %(due)s <= 0 AND NOT %(in_payment)s AND %(is_reversed)s THEN 'reversed'
                 WHEN %(invoicing)s = 'partial' THEN 'partially_invoiced'
                 WHEN %(due)s <= 0 THEN
                    CASE WHEN %(in_payment)s THEN 'in_payment' ELSE 'paid' END
                 WHEN %(paid)s > 0 THEN 'partially_paid'
                 ELSE 'invoiced' END
            """,
            late=self._finance_is_overdue_to_sql(alias, query),
            state=self._field_to_sql(alias, 'state', query),
            validity_date=self._field_to_sql(alias, 'validity_date', query),
            today=self.env['finance.status.ledger']._today(),
            documents=self._finance_amount_to_sql(alias, query, 'document_count'),
            due=self._compute_sql_finance_amount_due(alias, query),
            in_payment=self._finance_fact_to_sql(alias, query, 'in_payment'),
            is_free=self._finance_is_free_to_sql(alias, query),
            is_reversed=self._finance_is_reversed_to_sql(alias, query),
            invoicing=self._finance_invoicing_of_documents_to_sql(alias, query),
            paid=self._compute_sql_finance_amount_paid(alias, query),
        )

    def _finance_is_reversed_to_sql(self, alias, query):
        """Tell whether everything was credited; zero without a credit note is none."""
        return SQL(
            '(%(invoiced)s < 0 OR %(invoiced)s = 0 AND %(is_credited)s)',
            invoiced=self._compute_sql_finance_amount_invoiced(alias, query),
            is_credited=self._finance_fact_to_sql(alias, query, 'is_credited'),
        )

    def _finance_is_overdue_to_sql(self, alias, query):
        """Tell whether something due is late; the date is empty where nothing is due."""
        return SQL(
            '(%s < %s) IS TRUE',
            self._compute_sql_finance_date_due(alias, query),
            self.env['finance.status.ledger']._today(),
        )

    def _finance_overdue_ids(self):
        Fact = self.env['finance.status.order']
        return 'id', SQL(
            'SELECT order_id FROM finance_status_order WHERE date_due < %s',
            self.env['finance.status.ledger']._today(),
            to_flush=Fact._fields['date_due'],
        )

    def _compute_sql_finance_amount_overdue(self, alias, query):
        return self._finance_overdue_to_sql(alias, query, 'amount_due', 1)

    def _finance_in_company_currency(self, alias, query, amount):
        """Convert ``amount`` from the order's to its company's currency at the order's rate."""
        company = query.left_join(alias, 'company_id', 'res_company', 'id', 'finance_company')
        currency = query.left_join(
            company, 'currency_id', 'res_currency', 'id', 'finance_company_currency'
        )
        return SQL(
            'ROUND(%(amount)s / COALESCE(NULLIF(%(rate)s, 0), 1) / %(rounding)s) * %(rounding)s',
            amount=amount,
            rate=self._field_to_sql(alias, 'currency_rate', query),
            rounding=SQL.identifier(currency, 'rounding'),
        )

    def _finance_company_overdue_to_sql(self, alias, query):
        """Return the overdue amount in company currency."""
        return self._finance_overdue_to_sql(alias, query, 'company_amount_due', 2)

    def _finance_overdue_to_sql(self, alias, query, due_fact, position):
        """Return what is late of ``due_fact``, found at ``position`` of the instalments.

        Never more than what is due: an open credit note of the order counts.
        """
        due = self._finance_amount_to_sql(alias, query, due_fact)
        instalments = self._finance_fact_to_sql(alias, query, 'instalments')
        return SQL(
            """
            CASE WHEN NOT %(late)s THEN 0
                 WHEN %(instalments)s IS NULL THEN %(due)s
                 ELSE LEAST(%(due)s, (
                    SELECT SUM((item->>%(position)s)::numeric)
                      FROM JSONB_ARRAY_ELEMENTS(%(instalments)s) AS item
                     WHERE (item->>0)::date < %(today)s)) END
            """,
            late=self._finance_is_overdue_to_sql(alias, query),
            due=due,
            instalments=instalments,
            position=position,
            today=self.env['finance.status.ledger']._today(),
        )

    def _compute_sql_finance_days_overdue(self, alias, query):
        today = self.env['finance.status.ledger']._today()
        return SQL(
            'GREATEST(0, COALESCE(%s - %s, 0))',
            SQL('%s::date', today),
            self._compute_sql_finance_date_due(alias, query),
        )

    def _search_finance_delivered_not_invoiced(self, operator, value):
        self._check_field_access(self._fields['finance_delivered_not_invoiced'], 'read')
        if operator != 'in':
            return NotImplemented
        return self._finance_delivered_not_invoiced()

    def write(self, vals):
        res = super().write(vals)
        if 'state' in vals:
            if vals['state'] == 'sent':
                self.env['finance.status.order']._offers_sent(self)
            self._finance_changed()
        return res

    def _finance_changed(self):
        """React to a change of what these orders' figures are made of."""
        self.env['res.partner']._finance_invalidate()
        self.env['finance.status.stage']._trigger_move(self.company_id)
