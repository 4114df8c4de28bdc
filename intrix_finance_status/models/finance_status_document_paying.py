import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class FinanceStatusDocumentPaying(models.Model):
    """Payments registered by hand, of documents of any source, and their undoing."""

    _inherit = 'finance.status.document'

    def _signed(self, amount):
        """Return ``amount`` as a customer's debt: of credit notes it counts minus."""
        return -amount if self.document_type == 'refund' else amount

    def _date_due_open(self):
        """Return the earliest due date with an open amount."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: not line.currency_id.is_zero(line.amount_due))
        return min((lines or self.line_ids).mapped('date_due'), default=self.date)

    @api.model
    def _register_payments(self, payments, undoes=None):
        """Register payments of documents of any source.

        What the source itself says was paid counts on: it becomes a payment of its own first,
        since what is paid is the higher of both, not their sum.

        :param list payments: values of ``finance.status.document.payment``
        """
        documents = self.browse(values['document_id'] for values in payments)
        documents._check_registering_allowed()
        for document in documents:
            if document.is_set_aside:
                raise UserError(
                    self.env._(
                        "%(document)s counts in %(source)s: register the payment there.",
                        document=document.name,
                        source=document.known_elsewhere,
                    )
                )
            if document.cancelled:
                raise UserError(self.env._("%s is cancelled.", document.name))
        due_before = {document.id: document.amount_due for document in documents}
        told = [values for document in documents for values in document._payment_told_by_source()]
        given = [{'kind': 'manual', 'identity': uuid.uuid4().hex, **values} for values in payments]
        self.env['finance.status.document.payment'].create(told + given)
        by_document = {}
        for values in told + given:
            kept = {key: self._json_value(value) for key, value in values.items()}
            by_document.setdefault(values['document_id'], []).append(kept)
        self.env['finance.status.document.change']._log(
            'payment',
            [
                (
                    document,
                    document._payments_in_words(by_document[document.id], due_before[document.id]),
                    {'payments': by_document[document.id]},
                )
                for document in documents
            ],
            undoes,
        )

    def _payment_told_by_source(self):
        """Return the values of a payment over what only the source's total says."""
        self.ensure_one()
        missing = self.told_amount_paid - sum(self.payment_ids.mapped('amount'))
        if self.currency_id.compare_amounts(missing, 0) <= 0:
            return []
        return [
            {
                'document_id': self.id,
                'kind': 'source',
                'identity': uuid.uuid4().hex,
                'date': self.told_date_paid or self.date,
                'amount': self.currency_id.round(missing),
            }
        ]

    def _payments_in_words(self, payments, due_before):
        paid = ", ".join(
            self.env._(
                "%(amount)s on %(date)s",
                amount=self.currency_id.format(values['amount']),
                date=format_date(self.env, values['date']),
            )
            for values in payments
            if values['kind'] != 'source'
        )
        return self.env._(
            "%(payments)s for %(document)s; open: %(before)s → %(after)s",
            payments=paid,
            document=self.name,
            before=self.currency_id.format(due_before),
            after=self.currency_id.format(self.amount_due),
        )

    def _remove_payments(self, payments, undoes=None):
        """Remove ``payments`` of these documents, and keep what they were.

        :raise UserError: if one was not registered by hand, or the bank has confirmed it
        """
        self._check_registering_allowed()
        payments._check_removable()
        entries = []
        due_before = {document.id: document.amount_due for document in self}
        values = {
            document.id: [
                {
                    'document_id': document.id,
                    'kind': payment.kind,
                    'identity': payment.identity,
                    'date': fields.Date.to_string(payment.date),
                    'amount': payment.amount,
                    'reference': payment.reference,
                    'note': payment.note,
                }
                for payment in payments
                if payment.document_id == document
            ]
            for document in self
        }
        payments.unlink()
        for document in self:
            removed = values[document.id]
            summary = document._payments_in_words(removed, due_before[document.id])
            entries.append((document, summary, {'payments': removed}))
        self.env['finance.status.document.change']._log('payment_removed', entries, undoes)

    def _undo_to_payment_removed(self, change):
        identities = {values['identity'] for values in change.payments}
        # what the source told stays: later payments build on it
        payments = self.payment_ids.filtered(
            lambda payment: payment.identity in identities and payment.kind != 'source'
        )
        if not payments:
            raise UserError(self.env._("The payment of %s is not there any more.", self.name))
        self._remove_payments(payments, change)

    def _undo_to_payment(self, change):
        self._register_payments(
            [values for values in change.payments if values['kind'] != 'source'], change
        )
