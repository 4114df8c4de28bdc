from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

# what a correction may change
CORRECTABLE = (
    'name',
    'document_type',
    'date',
    'date_due',
    'amount_total',
    'currency_id',
    'partner_id',
)


class FinanceStatusDocumentManual(models.Model):
    """What people do to documents by hand: register, correct, cancel, pay, and undo that.

    Every method here takes many documents at once, and leaves an entry in
    ``finance.status.document.change`` and in the chatter of documents and orders.
    """

    _inherit = 'finance.status.document'

    change_ids = fields.One2many(
        'finance.status.document.change', 'document_id', string="History", readonly=True
    )
    is_manual = fields.Boolean(compute='_compute_is_manual')
    can_register = fields.Boolean(compute='_compute_can_register')

    @api.depends('source_id.kind')
    def _compute_is_manual(self):
        for document in self:
            document.is_manual = document.source_id.kind == 'manual'

    @api.depends('company_id.finance_manual_documents')
    def _compute_can_register(self):
        for document in self:
            document.can_register = document.company_id.finance_manual_documents

    def _check_registering_allowed(self):
        """Refuse where a company doesn't register by hand, or isn't one of the user's.

        :raise UserError: with where to change that
        """
        self.company_id._check_registering_by_hand()

    def _check_registered_by_hand(self):
        for document in self:
            if document.source_id.kind != 'manual':
                raise UserError(
                    self.env._(
                        "%(document)s comes from %(origin)s. Please correct it there.",
                        document=document.name,
                        origin=document.source_id.name,
                    )
                )

    # in words

    def _in_words(self):
        """Return type, number and amount of the document."""
        self.ensure_one()
        types = dict(self._fields['document_type']._description_selection(self.env))
        return self.env._(
            "%(type)s %(number)s over %(amount)s",
            type=types[self.document_type],
            number=self.name,
            amount=self.currency_id.format(self.amount_total),
        )

    def _in_words_with_dates(self):
        dates = sorted(set(self.line_ids.mapped('date_due')))
        return self.env._(
            "%(document)s of %(date)s, due %(dates)s",
            document=self._in_words(),
            date=format_date(self.env, self.date),
            dates=", ".join(format_date(self.env, date) for date in dates),
        )

    # register, correct, cancel

    @api.model
    def _register_documents(self, vals_list):
        """Create documents from what people registered, and return them."""
        # the entries below say more than Odoo's "created"
        with self._number_must_be_free([vals['name'] for vals in vals_list]):
            documents = self.with_context(mail_create_nolog=True).create(vals_list)
        documents = documents.with_env(self.env)
        self.env['finance.status.document.change']._log(
            'register',
            [(document, document._in_words_with_dates(), {}) for document in documents],
        )
        return documents

    def _manual_values(self):
        """Return what a correction may change, as JSON."""
        self.ensure_one()
        values = {}
        for fname in CORRECTABLE:
            value = self[fname]
            is_record = isinstance(value, models.BaseModel)
            values[fname] = value.id if is_record else self._json_value(value)
        values['lines'] = [
            [fields.Date.to_string(line.date_due), line.amount]
            for line in self.line_ids.sorted('id')
        ]
        values['orders'] = [[share.order_id.id, share.amount] for share in self.order_ids]
        return values

    @api.model
    def _json_value(self, value):
        return fields.Date.to_string(value) if hasattr(value, 'year') else value

    def _correct(self, vals, undoes=None):
        """Write ``vals`` to a registered document, and keep what it was before.

        :param dict vals: values by field, plus ``lines`` [(date due, amount)] and ``orders``
            [(order id, amount)]
        """
        self.ensure_one()
        self._check_registering_allowed()
        self._check_registered_by_hand()
        before = self._manual_values()
        old_orders = self.sudo().order_ids.order_id
        self._write_correction(vals)
        after = self._manual_values()
        changed = [key for key in before if before[key] != after[key]]
        if not changed:
            return
        summary = "\n".join(
            [self.name, *(self._difference(key, before[key], after[key]) for key in changed)]
        )
        values = {
            'before': {key: before[key] for key in changed},
            'after': {key: after[key] for key in changed},
        }
        Change = self.env['finance.status.document.change']
        Change._log('correct', [(self, summary, values)], undoes)
        left = old_orders - self.sudo().order_ids.order_id
        self.env['finance.status.note']._log({order: [summary] for order in left})

    def _write_correction(self, vals):
        vals = dict(vals)
        lines = vals.pop('lines', None)
        orders = vals.pop('orders', None)
        if lines is not None:
            vals['line_ids'] = [
                Command.clear(),
                *(
                    Command.create({'date_due': date_due, 'amount': amount})
                    for date_due, amount in lines
                ),
            ]
        if orders is not None:
            vals['order_ids'] = [
                Command.clear(),
                *(
                    Command.create({'order_id': order_id, 'amount': amount})
                    for order_id, amount in orders
                ),
            ]
        date = fields.Date.to_date(vals.get('date', self.date))
        vals['external_id'] = self._manual_identity(
            vals.get('name', self.name), vals.get('document_type', self.document_type), date
        )
        with self._number_must_be_free([vals.get('name', self.name)]):
            # the entry below tells what changed, tracking would say it twice
            self.with_context(tracking_disable=True).write(vals)

    def _difference(self, key, before, after):
        """Return one change in words, before → after."""
        if key in self._fields:
            label = self._fields[key]._description_string(self.env)
        else:
            label = {'lines': self.env._("Instalments"), 'orders': self.env._("Orders")}[key]
        return f'{label}: {self._value_in_words(key, before)} → {self._value_in_words(key, after)}'

    def _value_in_words(self, key, value):
        if key == 'lines':
            return ", ".join(
                f'{self.currency_id.format(amount)} {format_date(self.env, date_due)}'
                for date_due, amount in value
            )
        if key == 'orders':
            orders = self.env['sale.order'].sudo().browse(order_id for order_id, _amount in value)
            amounts = dict(value)
            return ", ".join(
                f'{order.name} {self.currency_id.format(amounts[order.id])}' for order in orders
            )
        field = self._fields[key]
        if field.type == 'many2one':
            return self.env[field.comodel_name].sudo().browse(value).display_name or ''
        if field.type == 'monetary':
            return self.currency_id.format(value)
        if field.type == 'date':
            return format_date(self.env, value)
        if field.type == 'selection':
            return dict(field._description_selection(self.env))[value]
        return str(value or '')

    def action_register_cancel(self):
        """Cancel documents registered by mistake; their numbers become free.

        :raise UserError: if one has payments, or is not registered by hand
        """
        self._cancel()
        return True

    def _cancel(self, undoes=None):
        self._check_registering_allowed()
        self._check_registered_by_hand()
        for document in self:
            if document.state != 'cancelled' and document._paid_by_hand():
                raise UserError(
                    self.env._(
                        "%(document)s has payments of %(amount)s. Remove them before cancelling.",
                        document=document.name,
                        amount=document.currency_id.format(document.amount_paid),
                    )
                )
        documents = self.filtered(lambda document: not document.cancelled)
        documents.with_context(tracking_disable=True).write(
            {'cancelled': True, 'external_id': False}
        )
        self.env['finance.status.document.change']._log(
            'cancel', [(document, document._in_words(), {}) for document in documents], undoes
        )

    def _paid_by_hand(self):
        return not self.currency_id.is_zero(sum(self.payment_ids.mapped('amount')))

    def _reopen(self, undoes=None):
        self._check_registering_allowed()
        for document in self.filtered('cancelled'):
            identity = self._manual_identity(document.name, document.document_type, document.date)
            with document._number_must_be_free([document.name]):
                document.with_context(tracking_disable=True).write(
                    {'cancelled': False, 'external_id': identity}
                )
            self.env['finance.status.document.change']._log(
                'reopen', [(document, document._in_words(), {})], undoes
            )

    # undo

    def _undo_to_cancel(self, change):
        self._cancel(change)

    def _undo_to_reopen(self, change):
        self._reopen(change)

    def _undo_to_correct(self, change):
        current = self._manual_values()
        if any(current[key] != value for key, value in change.after.items()):
            raise UserError(self.env._("%s was corrected again since. Undo that first.", self.name))
        self._correct(change.before, change)

    # buttons

    def action_correct(self):
        """Open the registered document to be corrected."""
        self.ensure_one()
        self._check_registering_allowed()
        self._check_registered_by_hand()
        return self.env['finance.status.register.invoice']._action(
            name=self.env._("Correct %s", self.name),
            default_document_id=self.id,
            default_company_id=self.company_id.id,
            default_partner_id=self.partner_id.id,
            default_order_ids=self.order_ids.order_id.ids,
            default_document_type=self.document_type,
            default_name=self.name,
            default_date=self.date,
            default_payment_term_id=False,
            default_date_due=self.line_ids[:1].date_due,
            default_currency_id=self.currency_id.id,
            default_amount=self.amount_total,
        )

    def action_register_credit_note(self):
        """Propose a credit note over what is invoiced with this document."""
        self.ensure_one()
        self._check_registering_allowed()
        return self.env['finance.status.register.invoice']._action(
            name=self.env._("Register Credit Note"),
            default_company_id=self.company_id.id,
            default_partner_id=self.partner_id.id,
            default_order_ids=self.order_ids.order_id.ids,
            default_document_type='refund',
            default_currency_id=self.currency_id.id,
            default_amount=self.amount_total,
        )

    def action_register_payment(self):
        """Propose a payment of these documents."""
        self._check_registering_allowed()
        return self.env['finance.status.register.payment']._action(self)
