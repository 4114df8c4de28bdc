from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# what the figures of orders and customers are made of
FIGURE_FIELDS = {
    'source_id',
    'name',
    'document_type',
    'partner_id',
    'currency_id',
    'date',
    'date_due',
    'amount_total',
    'source_amount_paid',
    'source_date_paid',
    'cancelled',
    'preceding',
}
CHILDREN = {'line_ids', 'payment_ids', 'order_ids'}


class FinanceStatusDocument(models.Model):
    """An invoice or credit note kept elsewhere than in Odoo's books.

    Amounts include tax, are in the document's currency and positive; those of credit notes
    count minus in every figure. What is paid is the higher of what the source tells and what
    is registered as payments. Nothing here depends on today's date.
    """

    _name = 'finance.status.document'
    _description = 'Document for the Finance Status'
    _inherit = ['finance.status.guarded.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'date desc, id desc'
    _check_company_auto = True

    # the index of source and number serves the source alone as well
    source_id = fields.Many2one(
        'finance.status.source', required=True, ondelete='restrict', tracking=True
    )
    external_id = fields.Char(
        string="External ID", copy=False, help="What the source knows the document by."
    )
    name = fields.Char(string="Number", required=True, tracking=True)
    document_type = fields.Selection(
        [('invoice', "Invoice"), ('refund', "Credit note")],
        string="Type",
        required=True,
        default='invoice',
        tracking=True,
    )
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        ondelete='restrict',
        tracking=True,
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        'res.partner',
        string="Commercial Entity",
        compute='_compute_commercial_partner_id',
        store=True,
        precompute=True,
        ondelete='restrict',
        help="Who owes it: the customer's company at that time, wherever the customer is today.",
    )
    company_id = fields.Many2one(
        'res.company', related='source_id.company_id', store=True, index=True
    )
    currency_id = fields.Many2one(
        'res.currency',
        required=True,
        compute='_compute_currency_id',
        store=True,
        readonly=False,
        precompute=True,
    )
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency"
    )
    balance_rate = fields.Float(
        digits=0,
        compute='_compute_balance_rate',
        store=True,
        help="What one unit of the document's currency was in the company's at its date.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    date_due = fields.Date(
        string="Due Date",
        tracking=True,
        compute='_compute_date_due',
        store=True,
        readonly=False,
        precompute=True,
    )
    amount_total = fields.Monetary(string="Total", tracking=True)
    source_amount_paid = fields.Monetary(
        string="Paid by the Source", tracking=True, help="What the source says was paid so far."
    )
    source_date_paid = fields.Date(string="Date Paid by the Source", tracking=True)
    told_amount_paid = fields.Monetary(
        compute='_compute_settled',
        store=True,
        help="What is paid by the source, or by another one that has the same invoice.",
    )
    told_date_paid = fields.Date(compute='_compute_settled', store=True)
    cancelled = fields.Boolean(tracking=True)
    amount_paid = fields.Monetary(string="Paid", compute='_compute_settled', store=True)
    amount_due = fields.Monetary(string="Open", compute='_compute_settled', store=True)
    date_paid = fields.Date(string="Last Settled", compute='_compute_settled', store=True)
    state = fields.Selection(
        [('open', "Open"), ('paid', "Paid"), ('cancelled', "Cancelled")],
        compute='_compute_settled',
        store=True,
        tracking=True,
    )
    version = fields.Char(
        copy=False, help="Of the data, as told by the source: an older one changes nothing."
    )
    match_state = fields.Selection(
        [('to_match', "To be matched"), ('matched', "Matched"), ('ignored', "Ignored")],
        required=True,
        default='to_match',
        copy=False,
    )
    partner_name = fields.Char(string="Customer as Told")
    partner_vat = fields.Char(string="VAT as Told")
    partner_reference = fields.Char(string="Customer Code as Told")
    order_reference = fields.Char(string="Order as Told")
    customer_reference = fields.Char(string="Customer Reference as Told")
    payment_reference = fields.Char(string="Payment Reference as Told")
    preceding = fields.Char(
        string="Invoices Credited as Told",
        help="Numbers of the invoices that a credit note is about, separated by commas: what it "
        "credits of them counts as not invoiced.",
    )
    told_orders = fields.Json(
        readonly=True, copy=False, help="Orders as told by the source: [{reference, amount}]."
    )
    line_ids = fields.One2many('finance.status.document.line', 'document_id', copy=True)
    payment_ids = fields.One2many('finance.status.document.payment', 'document_id')
    order_ids = fields.One2many('finance.status.document.order', 'document_id')

    _external_id_uniq = models.UniqueIndex(
        '(source_id, external_id) WHERE external_id IS NOT NULL',
        "The source has a document with this external ID already.",
    )
    _name_idx = models.Index('(source_id, name)')
    _open_idx = models.Index('(commercial_partner_id) WHERE amount_due <> 0')
    _commercial_idx = models.Index(
        '(commercial_partner_id) WHERE commercial_partner_id IS NOT NULL'
    )
    _partner_idx = models.Index('(partner_id) WHERE partner_id IS NOT NULL')
    _to_match_idx = models.Index("(source_id) WHERE match_state = 'to_match'")
    _total_positive = models.Constraint(
        'CHECK (amount_total >= 0)', "The total of a document must not be negative."
    )

    # not on the customer's company: as in Odoo's books, who was invoiced stays so
    @api.depends('partner_id')
    def _compute_commercial_partner_id(self):
        for document in self:
            document.commercial_partner_id = document.partner_id.commercial_partner_id

    @api.depends('source_id')
    def _compute_currency_id(self):
        for document in self:
            if not document.currency_id:
                company = document.source_id.company_id or self.env.company
                document.currency_id = company.currency_id

    @api.depends('date')
    def _compute_date_due(self):
        for document in self:
            document.date_due = document.date_due or document.date

    @api.depends('currency_id', 'date', 'source_id.company_id.currency_id')
    def _compute_balance_rate(self):
        """Take the rates of all documents with one query."""
        wanted = {}
        for document in self:
            company, currency = document.source_id.company_id, document.currency_id
            document.balance_rate = 1.0
            # a form need not have all of it yet
            if document.date and company and currency and currency != company.currency_id:
                key = (currency.id, company.id, document.date)
                wanted.setdefault(key, []).append(document)
        if wanted:
            for *key, rate in self._balance_rates(wanted):
                for document in wanted[tuple(key)]:
                    document.balance_rate = rate

    @api.model
    def _balance_rates(self, wanted):
        """Return (currency id, company id, date, rate) for each such triple of ``wanted``.

        The rate is what one unit of the currency was in the company's on that day.
        """
        ledger = self.env['finance.status.ledger']
        root = SQL("split_part(company.parent_path, '/', 1)::int")
        return self.env.execute_query(
            SQL(
                """
                SELECT wanted.currency_id, wanted.company_id, wanted.date,
                       %(company_rate)s / %(document_rate)s
                  FROM UNNEST(%(currencies)s, %(companies)s, %(dates)s::date[])
                       AS wanted(currency_id, company_id, date)
                  JOIN res_company AS company ON company.id = wanted.company_id
                """,
                company_rate=ledger._currency_rate(
                    SQL('company.currency_id'), root, SQL('wanted.date')
                ),
                document_rate=ledger._currency_rate(
                    SQL('wanted.currency_id'), root, SQL('wanted.date')
                ),
                currencies=[key[0] for key in wanted],
                companies=[key[1] for key in wanted],
                dates=[key[2] for key in wanted],
            )
        )

    @api.depends(
        'amount_total',
        'cancelled',
        'currency_id',
        'source_amount_paid',
        'source_date_paid',
        'payment_ids.amount',
        'payment_ids.date',
        'same_as_id',
        'same_as_move_id',
        'twin_ids.source_amount_paid',
        'twin_ids.source_date_paid',
        'twin_ids.payment_ids.amount',
        'twin_ids.payment_ids.date',
    )
    def _compute_settled(self):
        for document in self:
            currency = document.currency_id or document.company_id.currency_id
            payments = document.payment_ids
            told, date_told = document._told_paid()
            paid = max(told, sum(payments.mapped('amount')), 0.0)
            # the other one counts
            cancelled = document.cancelled or document.same_as_id or document.same_as_move_id
            due = 0.0 if cancelled else document.amount_total - paid
            if currency:
                paid, due = currency.round(paid), currency.round(due)
            dates = [payment.date for payment in payments if payment.amount > 0 and payment.date]
            if told > 0 and date_told:
                dates.append(date_told)
            document.told_amount_paid = told
            document.told_date_paid = date_told
            document.amount_paid = paid
            document.amount_due = due
            document.date_paid = max(dates) if dates and paid > 0 else False
            if cancelled:
                document.state = 'cancelled'
            else:
                document.state = 'open' if due > 0 else 'paid'

    def _told_paid(self):
        """Return what sources say is paid of this invoice, and the date of the one that says most.

        Of another source that has the same invoice, that is what is paid there in all.
        """
        self.ensure_one()
        told = [(self.source_amount_paid, self.source_date_paid)]
        for twin in self.twin_ids:
            payments = twin.payment_ids.filtered(lambda payment: payment.amount > 0)
            dates = [day for day in payments.mapped('date') if day]
            if twin.source_amount_paid > 0 and twin.source_date_paid:
                dates.append(twin.source_date_paid)
            paid = max(twin.source_amount_paid, sum(twin.payment_ids.mapped('amount')))
            told.append((paid, max(dates, default=False)))
        return max(told, key=lambda one: one[0])

    @api.constrains('line_ids')
    def _check_lines(self):
        """Refuse instalments that don't add up to the total."""
        for document in self:
            total = sum(document.line_ids.mapped('amount'))
            if document.currency_id.compare_amounts(total, document.amount_total):
                raise ValidationError(
                    self.env._(
                        "The instalments of %(document)s add up to %(sum)s, "
                        "its total is %(total)s.",
                        document=document.name,
                        sum=document.currency_id.format(total),
                        total=document.currency_id.format(document.amount_total),
                    )
                )

    @api.constrains('amount_total', 'order_ids')
    def _check_shares(self):
        for document in self:
            total = sum(document.order_ids.mapped('amount'))
            if document.currency_id.compare_amounts(total, document.amount_total) > 0:
                raise ValidationError(
                    self.env._(
                        "The orders' shares of %(document)s add up to %(sum)s, "
                        "more than its total of %(total)s.",
                        document=document.name,
                        sum=document.currency_id.format(total),
                        total=document.currency_id.format(document.amount_total),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        whole = self.with_context(finance_status_whole_document=True)
        documents = super(FinanceStatusDocument, whole).create(
            [self._with_instalment(vals) for vals in vals_list]
        )
        documents = documents.with_env(self.env)
        self.env['res.company']._finance_set_has_documents()
        documents._figures_changed()
        return documents

    def _with_instalment(self, vals):
        """Return the values of a new document with an instalment, where it is given none."""
        if vals.get('line_ids'):
            return vals
        date = vals.get('date') or fields.Date.context_today(self)
        date_due = vals.get('date_due') or date
        line = {'date_due': date_due, 'amount': vals.get('amount_total', 0.0)}
        return {**vals, 'date': date, 'date_due': date_due, 'line_ids': [(0, 0, line)]}

    def write(self, vals):
        if (FIGURE_FIELDS | CHILDREN).isdisjoint(vals):
            return super().write(vals)
        orders = self.sudo().order_ids.order_id
        whole = self.with_context(finance_status_whole_document=True)
        res = super(FinanceStatusDocument, whole).write(vals)
        if 'line_ids' not in vals:
            whole._follow_with_instalment(vals)
        self._figures_changed(orders)
        return res

    def _follow_with_instalment(self, vals):
        """Let the only instalment follow the document; several have to be given."""
        names = {'date_due': 'date_due', 'amount': 'amount_total'}
        line = {key: vals[name] for key, name in names.items() if name in vals}
        if line.get('date_due', True) is False:
            del line['date_due']
        if line:
            single = self.filtered(lambda document: len(document.line_ids) == 1)
            single.line_ids.write(line)
            self._check_lines()

    def unlink(self):
        orders = self.sudo().order_ids.order_id
        res = super().unlink()
        self.browse()._figures_changed(orders)
        return res

    def _figures_changed(self, orders=None):
        """Have the figures made of these documents taken again.

        :param orders: orders that had a share of them before
        """
        if self.env.context.get('finance_status_whole_document'):
            return
        changed = self.sudo().order_ids.order_id
        self.env['finance.status.order']._documents_changed(changed | orders if orders else changed)
        self.env['finance.status.follow.up'].sudo()._trigger_closing()
