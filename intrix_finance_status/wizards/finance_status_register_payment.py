from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command


class FinanceStatusRegisterPayment(models.TransientModel):
    """A payment about to be registered by hand, for documents that Odoo doesn't keep the books of.

    What is received goes to the oldest documents first, after open credit notes are set off;
    each part can be changed. A negative amount is paid back.
    """

    _name = 'finance.status.register.payment'
    _inherit = ['finance.status.named.mixin']
    _description = 'Register a Payment by Hand'

    document_ids = fields.Many2many('finance.status.document', string="Documents")
    date = fields.Date(required=True, default=fields.Date.context_today)
    currency_id = fields.Many2one(
        'res.currency',
        required=True,
        compute='_compute_currency_id',
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', available_currency_ids)]",
    )
    available_currency_ids = fields.Many2many(
        'res.currency', compute='_compute_available_currency_ids'
    )
    amount = fields.Monetary(
        string="Amount received",
        compute='_compute_line_ids',
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Goes to the oldest documents first. Negative: paid back.",
    )
    amount_left = fields.Monetary(string="Not assigned", compute='_compute_amount_left')
    reference = fields.Char(help="Of the bank, or anything that helps to find the payment.")
    line_ids = fields.One2many(
        'finance.status.register.payment.line',
        'wizard_id',
        string="Open Documents",
        compute='_compute_line_ids',
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    odoo_invoices = fields.Char()
    odoo_invoice_ids = fields.Many2many('account.move')

    @api.model
    def _action(self, documents, moves=None):
        """Return the action that proposes a payment of the open ones of ``documents``.

        :param documents: ``finance.status.document``
        :param moves: Odoo's own invoices beside them, which are not paid here
        :raise UserError: if nothing is open
        :raise RedirectWarning: if only invoices of Odoo's own are
        """
        documents = documents.filtered(
            lambda document: not document.currency_id.is_zero(document.amount_due)
        )
        moves = moves and moves.filtered(
            lambda move: (
                move.state == 'posted'
                and move.is_sale_document(include_receipts=True)
                and move.amount_residual
            )
        )
        if not documents:
            self._refuse(moves)
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.finance_status_register_payment_action'
        )
        context = {'default_document_ids': documents.ids}
        if moves:
            context['default_odoo_invoices'] = ", ".join(moves.mapped('name'))
            context['default_odoo_invoice_ids'] = moves.sudo(False)._filtered_access('read').ids
        return {**action, 'context': context}

    def _refuse(self, moves):
        """Say that nothing is open, or send to Odoo's own payment button."""
        if not moves:
            raise UserError(self.env._("Nothing is open. Register the invoice first."))
        message = self.env._(
            "Odoo keeps the books of %s: register the payment there, with the button Pay. "
            "Registered here as well, it would count twice.",
            ", ".join(moves.mapped('name')),
        )
        readable = moves.sudo(False)._filtered_access('read')
        if not readable:
            raise UserError(message)
        raise RedirectWarning(message, self._action_odoo(readable), self.env._("Open in Odoo"))

    def _action_odoo(self, moves):
        """Return the action that opens Odoo's own invoices."""
        action = {
            'type': 'ir.actions.act_window',
            'name': self.env._("Odoo Invoices"),
            'res_model': 'account.move',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('id', 'in', moves.ids)],
        }
        if len(moves) == 1:
            action.update(views=[(False, 'form')], res_id=moves.id)
        return action

    @api.depends('document_ids')
    def _compute_available_currency_ids(self):
        for wizard in self:
            wizard.available_currency_ids = wizard.document_ids.currency_id

    @api.depends('document_ids')
    def _compute_currency_id(self):
        for wizard in self:
            oldest = wizard._oldest_first(wizard.document_ids._origin)[:1]
            wizard.currency_id = oldest.currency_id or self.env.company.currency_id

    def _oldest_first(self, documents):
        return documents.sorted(lambda document: (document._date_due_open(), document.id))

    @api.depends('document_ids', 'currency_id')
    def _compute_line_ids(self):
        for wizard in self:
            documents = wizard.document_ids._origin.filtered(
                lambda document, wizard=wizard: document.currency_id == wizard.currency_id
            )
            lines = [
                {
                    'document_id': document.id,
                    'date_due': document._date_due_open(),
                    'amount_due': document._signed(document.amount_due),
                    'amount': document._signed(document.amount_due),
                }
                for document in wizard._oldest_first(documents)
            ]
            wizard.line_ids = [Command.clear(), *(Command.create(line) for line in lines)]
            wizard.amount = sum(line['amount'] for line in lines)

    @api.depends('amount', 'line_ids.amount')
    def _compute_amount_left(self):
        for wizard in self:
            wizard.amount_left = wizard.amount - sum(wizard.line_ids.mapped('amount'))

    @api.onchange('amount')
    def _onchange_amount(self):
        """Give what is received to the oldest first, unless the parts make it up already."""
        if not self.currency_id or self.currency_id.is_zero(self.amount_left):
            return
        parts = self._distribution()
        for line, part in zip(self.line_ids, parts, strict=True):
            line.amount = part

    @api.onchange('line_ids')
    def _onchange_line_ids(self):
        """Let the total follow a part that was changed."""
        parts = [line.amount for line in self.line_ids]
        if self.currency_id and parts != self._distribution():
            self.amount = sum(parts)

    def _distribution(self):
        """Return the part of each line: credit notes set off, then the oldest invoices first."""
        dues = [line.amount_due for line in self.line_ids]
        claims = sum(due for due in dues if due > 0)
        credits_ = -sum(due for due in dues if due < 0)
        # what is paid back comes from credit notes, what is received goes to invoices
        used = min(credits_, max(claims - self.amount, 0.0) if self.amount >= 0 else -self.amount)
        left = {True: self.amount + used if self.amount >= 0 else 0.0, False: used}
        parts = []
        for due in dues:
            part = min(abs(due), max(left[due > 0], 0.0))
            left[due > 0] -= part
            parts.append(self.currency_id.round(part if due > 0 else -part))
        return parts

    def action_register(self):
        """Register the payment of each document that gets a part.

        :raise UserError: if the parts don't make up the amount, are more than what is open, or
            something was paid meanwhile
        """
        self._check()
        lines = self._lines_to_pay()
        documents = lines.document_id
        documents._register_payments(
            [
                {
                    'document_id': line.document_id.id,
                    'date': self.date,
                    'amount': line.document_id._signed(line.amount),
                    'reference': self.reference,
                }
                for line in lines
            ]
        )
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._(
                    "Payment registered: %(amount)s for %(documents)s",
                    amount=self.currency_id.format(self.amount),
                    documents=", ".join(documents.mapped('name')),
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _lines_to_pay(self):
        return self.line_ids.filtered(lambda line: not self.currency_id.is_zero(line.amount))

    def _check(self):
        lines = self._lines_to_pay()
        if not lines:
            raise UserError(self.env._("Please say how much was paid."))
        if not self.currency_id.is_zero(self.amount_left):
            raise UserError(
                self.env._(
                    "%(left)s of %(amount)s belong to no document. Register the payment of what "
                    "is open; what was paid in advance needs its invoice first.",
                    left=self.currency_id.format(self.amount_left),
                    amount=self.currency_id.format(self.amount),
                )
            )
        for line in lines:
            line._check()

    def action_open_odoo_invoices(self):
        """Open Odoo's own invoices, which are paid by Odoo's payment button."""
        return self._action_odoo(self.odoo_invoice_ids)
