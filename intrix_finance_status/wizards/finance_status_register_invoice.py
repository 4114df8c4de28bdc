from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date


class FinanceStatusRegisterInvoice(models.TransientModel):
    """An invoice or credit note about to be registered by hand, or corrected.

    Everything is proposed: the next number, today, the payment term's instalments, and what is
    not yet invoiced of the orders, tax included.
    """

    _name = 'finance.status.register.invoice'
    _inherit = ['finance.status.named.mixin']
    _description = 'Register an Invoice by Hand'

    wizard_id = fields.Many2one('finance.status.register.invoices', ondelete='cascade')
    document_id = fields.Many2one(
        'finance.status.document', string="Document to Correct", readonly=True
    )
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, check_company=True
    )
    commercial_partner_id = fields.Many2one(related='partner_id.commercial_partner_id')
    order_ids = fields.Many2many('sale.order', string="Orders")
    document_type = fields.Selection(
        [('invoice', "Invoice"), ('refund', "Credit note")],
        string="Type",
        required=True,
        default='invoice',
    )
    name = fields.Char(
        string="Number",
        compute='_compute_name',
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
    )
    name_proposed = fields.Char(
        compute='_compute_name', compute_sudo=False, store=True, readonly=False
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    payment_term_id = fields.Many2one(
        'account.payment.term',
        compute='_compute_payment_term_id',
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
    )
    date_due = fields.Date(
        string="Due Date",
        compute='_compute_date_due',
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
    )
    instalments = fields.Char(compute='_compute_instalments')
    currency_id = fields.Many2one(
        'res.currency',
        compute='_compute_currency_id',
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
    )
    amount_left = fields.Monetary(
        string="Left to Invoice",
        compute='_compute_amount_left',
        help="Total of the orders, less what is invoiced by whatever books, tax included.",
    )
    amount = fields.Monetary(
        string="Amount (tax incl.)",
        compute='_compute_amount',
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    warning = fields.Text(compute='_compute_warning')

    @api.model
    def _action(self, name=None, **defaults):
        """Return the action that opens the proposal made of ``defaults``."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.finance_status_register_invoice_action'
        )
        return {**action, 'name': name or action['name'], 'context': defaults}

    # proposals

    @api.depends('company_id', 'document_type', 'date')
    def _compute_name(self):
        """Propose the number after the last one; a number that was typed in stays."""
        Document = self.env['finance.status.document']
        # the numbers of a company tell how many invoices it has
        self.company_id.check_access('read')
        for row in self:
            proposed = row.name_proposed
            if row.document_id or (row.name and (row.wizard_id or row.name != proposed)):
                row.name = row.name
                row.name_proposed = proposed
                continue
            date = row.date or fields.Date.context_today(row)
            [number] = Document._next_numbers(row.company_id, row.document_type, date, 1)
            row.name = row.name_proposed = number

    @api.depends('order_ids', 'partner_id', 'company_id')
    def _compute_payment_term_id(self):
        for row in self:
            if row.document_id:
                row.payment_term_id = row.payment_term_id
            elif row._orders():
                row.payment_term_id = row._orders()[:1].payment_term_id
            else:
                partner = row.partner_id.with_company(row.company_id)
                row.payment_term_id = partner.property_payment_term_id

    @api.depends('date', 'payment_term_id')
    def _compute_date_due(self):
        for row in self:
            date = row.date or fields.Date.context_today(row)
            if row.payment_term_id:
                row.date_due = row._term_dates()[-1]
            elif not row.date_due or row.date_due < date:
                row.date_due = date
            else:
                row.date_due = row.date_due

    @api.onchange('date_due')
    def _onchange_date_due(self):
        """Another due date than the payment term's: then it is not by the term."""
        if self.payment_term_id and self.date_due != self._term_dates()[-1]:
            self.payment_term_id = False

    def _term_dates(self):
        date = self.date or fields.Date.context_today(self)
        dates = [line._get_due_date(date) for line in self.payment_term_id.line_ids]
        return sorted(dates) or [date]

    def _lines(self):
        """Return the instalments by the payment term: (due date, amount), one where it has none."""
        self.ensure_one()
        if self.document_id and not self.payment_term_id:
            return self._lines_of_document()
        single = [(self.date_due, self.amount)]
        if not (self.payment_term_id and self.amount and self.date and self.currency_id):
            return single
        # the same in company currency: only the other amounts are used
        terms = self.payment_term_id._compute_terms(
            date_ref=self.date,
            currency=self.currency_id,
            company=self.company_id,
            tax_amount=0.0,
            tax_amount_currency=0.0,
            sign=1,
            untaxed_amount=self.amount,
            untaxed_amount_currency=self.amount,
        )
        amounts = {}
        for line in terms['line_ids']:
            amounts[line['date']] = amounts.get(line['date'], 0.0) + line['foreign_amount']
        compare = self.currency_id.compare_amounts
        lines = [(date, amount) for date, amount in sorted(amounts.items()) if compare(amount, 0)]
        # a fixed instalment higher than the whole
        if not lines or any(compare(amount, 0) < 0 for _date, amount in lines):
            return single
        return lines

    def _lines_of_document(self):
        """Return the instalments of the corrected document, in proportion to its new amount."""
        lines = self.document_id.line_ids.sorted('date_due')
        total = sum(lines.mapped('amount'))
        if (
            len(lines) == 1
            or not total
            or not self.currency_id
            or self.date_due != lines[0].date_due
        ):
            return [(self.date_due, self.amount)]
        cuts, upto = [0.0], 0.0
        for line in lines:
            upto += line.amount
            cuts.append(self.currency_id.round(self.amount * upto / total))
        return [
            (line.date_due, self.currency_id.round(cut - before))
            for line, before, cut in zip(lines, cuts[:-1], cuts[1:], strict=True)
        ]

    @api.depends('date', 'date_due', 'payment_term_id', 'amount', 'currency_id')
    def _compute_instalments(self):
        for row in self:
            lines = row._lines()
            row.instalments = len(lines) > 1 and ", ".join(
                self.env._(
                    "%(amount)s on %(date)s",
                    amount=row.currency_id.format(amount),
                    date=format_date(self.env, date),
                )
                for date, amount in lines
            )

    @api.depends('order_ids', 'company_id')
    def _compute_currency_id(self):
        for row in self:
            if row.document_id:
                row.currency_id = row.currency_id
            else:
                row.currency_id = row._orders()[:1].currency_id or row.company_id.currency_id

    @api.depends('order_ids', 'currency_id', 'document_type')
    def _compute_amount_left(self):
        self._check_orders_readable()
        # read in one go for all rows
        self._orders().mapped('finance_amount_invoiced')
        for row in self:
            row.amount_left = sum(amount for _order, amount in row._amounts_by_order())

    def _orders(self):
        """Return the orders; none for who has nothing to do with orders at all."""
        Order = self.env['sale.order']
        return self.order_ids._origin if Order.has_access('read') else Order

    def _check_orders_readable(self):
        """Refuse orders of others: what is computed of them is shown."""
        if orders := self._orders():
            orders.check_access('read')

    def _amounts_by_order(self):
        """Return (order, amount) of what is left to invoice, or to credit, in this currency."""
        self.ensure_one()
        amounts = []
        date = self.date or fields.Date.context_today(self)
        for order in self._orders():
            invoiced = order.finance_amount_invoiced
            left = order.amount_total - invoiced
            if self.document_type == 'refund':
                # what is too much, else everything
                left = -left if order.currency_id.compare_amounts(left, 0) < 0 else invoiced
            if order.currency_id != self.currency_id:
                left = order.currency_id._convert(left, self.currency_id, self.company_id, date)
            amounts.append((order, max(left, 0.0)))
        return amounts

    @api.depends('order_ids', 'currency_id', 'document_type')
    def _compute_amount(self):
        for row in self:
            row.amount = row.amount if row.document_id else row.amount_left

    # registering

    def action_register(self):
        """Register the invoice, or the correction of one, and tell so."""
        return self._notification(self._register_or_correct())

    def action_register_and_pay(self):
        """Register the invoice, and go on to its payment."""
        return self._register_or_correct().action_register_payment()

    def _register_or_correct(self):
        if not self.document_id:
            return self._register_documents()
        self.ensure_one()
        self._check()
        values = self._document_values()
        values['lines'] = [(fields.Date.to_string(date), amount) for date, amount in self._lines()]
        values['orders'] = self._shares()
        for unchanged in ('line_ids', 'order_ids', 'match_state', 'external_id'):
            values.pop(unchanged)
        self.document_id._correct(values)
        return self.document_id

    def _register_documents(self):
        """Register all these rows, and return their documents."""
        self._check()
        Source = self.env['finance.status.source']
        sources = {company: Source._manual_source(company) for company in self.company_id}
        return self.env['finance.status.document']._register_documents(
            [{**row._document_values(), 'source_id': sources[row.company_id].id} for row in self]
        )

    def _notification(self, documents):
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._("Registered: %s", ", ".join(documents.mapped('name'))),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _document_values(self):
        self.ensure_one()
        Document = self.env['finance.status.document']
        name = self.name.strip()
        return {
            'external_id': Document._manual_identity(name, self.document_type, self.date),
            'name': name,
            'document_type': self.document_type,
            'partner_id': self.partner_id.id,
            'currency_id': self.currency_id.id,
            'date': self.date,
            'date_due': self._lines()[0][0],
            'amount_total': self.amount,
            'match_state': 'matched',
            'line_ids': [
                Command.create({'date_due': date, 'amount': amount})
                for date, amount in self._lines()
            ],
            'order_ids': [
                Command.create({'order_id': order_id, 'amount': amount})
                for order_id, amount in self._shares()
            ],
        }

    def _shares(self):
        """Return [order id, amount] of each order, in proportion to what is left of each."""
        amounts = self._amounts_by_order()
        if self.document_id:
            amounts = self._amounts_of_document()
        if not amounts:
            return []
        total = sum(amount for _order, amount in amounts)
        if not total:
            amounts = [(order, order.amount_total) for order, _amount in amounts]
            total = sum(amount for _order, amount in amounts) or 1.0
        shares, upto, given = [], 0.0, 0.0
        for position, (order, amount) in enumerate(amounts, 1):
            upto += amount
            part = upto / total if position < len(amounts) else 1.0
            cut = self.currency_id.round(self.amount * part)
            shares.append([order.id, self.currency_id.round(cut - given)])
            given = cut
        return shares

    def _amounts_of_document(self):
        """Return (order, amount) as the corrected document has it, what is left for new orders."""
        shares = {share.order_id: share.amount for share in self.document_id.order_ids}
        return [(order, shares.get(order, amount)) for order, amount in self._amounts_by_order()]
