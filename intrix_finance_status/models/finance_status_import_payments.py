from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..imports.rows import fingerprint
from ..matching import texts
from ..readers.xml_values import vat_number

# between what a report and the bank say of one payment
SAME_PAYMENT_DAYS = 31


class FinanceStatusImport(models.Model):
    """Rows that are payments on documents known by their numbers, as in collection reports."""

    _inherit = 'finance.status.import'

    def _preview_payments(self, rows, seen):
        self._refuse_other_issuers(rows)
        amounts = defaultdict(float)
        for _row, values in self._plan_payments([row for row in rows if not row.done], seen):
            amounts[values['document_id']] += values['amount']
        self._count_settled(amounts)

    def _plan_payments(self, rows, seen=None):
        """Find the document of each row; return the new payments as (row, values)."""
        seen = {} if seen is None else seen
        candidates = self._numbered_documents([row.values.get('name') or '' for row in rows])
        for number, row in enumerate(rows):
            self._choose_document(row, candidates.get(number, ()))
        found = [row for row in rows if row.outcome != 'error']
        Payment = self.env['finance.status.document.payment']
        known = {
            (payment.document_id.id, payment.identity): payment
            for payment in Payment.search(
                [
                    ('document_id', 'in', [row.document_id for row in found]),
                    ('identity', 'in', [self._payment_identity(row) for row in found]),
                ]
            )
        }
        registered = self._registered_otherwise(found)
        planned = []
        for row in found:
            identity = self._payment_identity(row)
            key = (row.document_id, identity)
            if key in known or seen.setdefault(('payment', *key), row.position) != row.position:
                row.outcome = 'unchanged'
                row.message = self.env._("The payment is registered already.")
                continue
            same = self._same_payment(row, registered.get(row.document_id, ()), seen)
            if same:
                row.outcome = 'unchanged'
                row.message = self.env._(
                    "The payment of %(date)s is registered already.", date=same.date
                )
                continue
            row.outcome = 'new'
            planned.append((row, self._payment_values(row, identity)))
        return planned

    def _registered_otherwise(self, rows):
        """Return {document id: payments} that the bank or people have registered."""
        payments = self.env['finance.status.document.payment'].search(
            [
                ('document_id', 'in', [row.document_id for row in rows]),
                ('kind', 'in', ('bank', 'manual')),
            ]
        )
        return {
            document.id: of_document
            for document, of_document in payments.grouped('document_id').items()
        }

    def _same_payment(self, row, payments, seen):
        """Return the payment that a row tells once more: the same amount within a month.

        Each stands for one row only, the nearest by its date.
        """
        day = fields.Date.to_date(row.values['date'])
        amount = float(row.values['amount'])
        same = [
            payment
            for payment in payments
            if not payment.document_id.currency_id.compare_amounts(payment.amount, amount)
            and abs((payment.date - day).days) <= SAME_PAYMENT_DAYS
            and ('same', payment.id) not in seen
        ]
        if not same:
            return None
        nearest = min(same, key=lambda payment: (abs((payment.date - day).days), payment.id))
        seen['same', nearest.id] = row.position
        return nearest

    def _payment_identity(self, row):
        values = row.values
        return values.get('external_id') or fingerprint(
            [values.get(key) for key in ('name', 'date', 'amount')]
        )

    def _payment_values(self, row, identity):
        return {
            'document_id': row.document_id,
            'date': row.values['date'],
            'amount': float(row.values['amount']),
            'kind': 'report',
            'identity': identity,
            'reference': (row.values.get('text') or self.filename)[:200],
        }

    def _numbered_documents(self, names):
        """Return documents of the company with these numbers, however they are separated.

        :param list names: numbers as told
        :return: lists of dicts by the position in ``names``
        """
        self.env['finance.status.document'].flush_model(
            [
                'amount_due',
                'company_id',
                'date',
                'document_type',
                'name',
                'partner_id',
                'partner_name',
                'partner_vat',
                'state',
            ]
        )
        found = defaultdict(list)
        for values in self.env.execute_query_dict(
            SQL(
                """
                SELECT told.position - 1 AS position, document.id, document.date,
                       document.state, document.document_type, document.amount_due,
                       COALESCE(NULLIF(document.partner_name, ''), partner.name) AS partner,
                       COALESCE(NULLIF(document.partner_vat, ''), partner.vat) AS vat
                  FROM UNNEST(%(names)s::text[]) WITH ORDINALITY AS told(name, position)
                  JOIN finance_status_document AS document
                    ON document.company_id = %(company)s
                   AND %(document_key)s = %(told_key)s
                  LEFT JOIN res_partner AS partner ON partner.id = document.partner_id
                 WHERE %(told_key)s <> ''
                """,
                names=names,
                company=self.company_id.id,
                document_key=self._number_key_sql(SQL('document.name')),
                told_key=self._number_key_sql(SQL('told.name')),
            )
        ):
            found[values.pop('position')].append(values)
        return found

    def _number_key_sql(self, name):
        """Return a number with ``/`` between its parts: 1234-2026-06 is 1234/2026/06."""
        return SQL("TRIM(BOTH '/' FROM REGEXP_REPLACE(UPPER(%s), '[^[:alnum:]]+', '/', 'g'))", name)

    def _choose_document(self, row, candidates):
        """Give the row the one document that it can mean, else make it an error."""
        values = row.values
        row.document_id = None
        row.outcome, row.message = 'new', ''
        vat = vat_number(values.get('partner_vat'))
        fitting = [
            document
            for document in candidates
            if not (vat and document['vat']) or vat_number(document['vat']).endswith(vat[-8:])
        ]
        issued = str(values.get('date_document') or '')
        if issued and len(fitting) > 1:
            same_day = [d for d in fitting if d['date'].isoformat() == issued[:10]]
            fitting = same_day or [d for d in fitting if str(d['date'].year) == issued[:4]]
        if len(fitting) > 1:
            # numbers begin again with the year: a payment is of what was issued by then
            paid = str(values.get('date') or '')[:10]
            fitting = [d for d in fitting if not paid or d['date'].isoformat() <= paid] or fitting
            fitting = self._of_customer_or_open(values, fitting)
        active = [document for document in fitting if document['state'] != 'cancelled']
        fitting = active or fitting
        if not candidates:
            row.refuse(self.env._("No document has the number %s.", values.get('name') or ''))
        elif not fitting:
            row.refuse(
                self.env._("Document %s is of another customer or year.", values.get('name'))
            )
        elif len(fitting) > 1:
            row.refuse(
                self.env._(
                    "Several documents have the number %s: a column with the date of the invoice, "
                    "or with the customer, tells which one is meant.",
                    values.get('name') or '',
                )
            )
        elif fitting[0]['state'] == 'cancelled':
            row.refuse(self.env._("Document %s is cancelled.", values.get('name')))
        else:
            row.document_id = fitting[0]['id']

    def _of_customer_or_open(self, values, documents):
        """Return those of documents with one number that the payment may be of."""
        name = values.get('partner_name')
        amount = float(values.get('amount') or 0)
        for fits in (
            lambda document: name and texts.names_agree(name, document['partner'] or ''),
            lambda document: document['amount_due'] > 0,
            lambda document: float(document['amount_due']) == amount,
        ):
            if len(documents) > 1:
                documents = [d for d in documents if fits(d)] or documents
        return documents

    def _import_payments(self, rows):
        """Register the payments of rows.

        :param rows: ``ImportRow`` list, changed in place
        """
        planned = self._plan_payments(rows)
        payments = self.env['finance.status.document.payment'].create(
            [values for _row, values in planned]
        )
        for (row, _values), payment in zip(planned, payments, strict=True):
            row.payment_id = payment.id
            row.after = self._payment_fingerprint(payment)
        self.source_id._data_came(self._date_data())

    def _payment_fingerprint(self, payment):
        return fingerprint([payment.document_id.id, payment.date, payment.amount, payment.kind])

    def _undo_payments(self, rows):
        """Take back the payments of rows, but for those that somebody changed since."""
        Payment = self.env['finance.status.document.payment']
        payments = Payment.browse(row.payment_id for row in rows if row.payment_id).exists()
        by_id = {payment.id: payment for payment in payments}
        undone = Payment
        for row in rows:
            payment = by_id.get(row.payment_id)
            if not payment:
                row.outcome = 'kept'
                row.message = self.env._("Somebody has removed the payment since.")
            elif self._payment_fingerprint(payment) != row.after:
                row.outcome = 'kept'
                row.message = self.env._("The payment was changed since, so it stays as it is.")
            else:
                row.outcome = 'undone'
                row.message = False
                row.payment_id = None
                undone |= payment
        undone.unlink()
