from collections import defaultdict
from datetime import datetime, time
from decimal import Decimal

import pytz
from odoo import fields, models

from ..imports.rows import fingerprint
from ..readers.xml_values import vat_number
from .finance_status_import_preview import DISTINCT

OUTCOME_OF_SYNC = {
    'created': 'new',
    'updated': 'changed',
    'unchanged': 'unchanged',
    'error': 'error',
}
# what people want to know of a document that changes, the most telling first
SHOWN_CHANGES = (
    'amount_total',
    'source_amount_paid',
    'source_date_paid',
    'cancelled',
    'date_due',
    'date',
    'document_type',
    'partner_name',
    'partner_vat',
    'partner_reference',
    'order_reference',
    'customer_reference',
    'payment_reference',
    'preceding',
)


class FinanceStatusImport(models.Model):
    """Rows that are invoices and credit notes: they are brought by ``_sync``."""

    _inherit = 'finance.status.import'

    def _date_data(self):
        """Return as of when the data of the file is, in UTC: the end of that day, at most now."""
        now = fields.Datetime.now()
        end = datetime.combine(self.date_list, time.max.replace(microsecond=0))
        zone = pytz.timezone(self.env.context.get('tz') or 'UTC')
        return min(now, zone.localize(end).astimezone(pytz.utc).replace(tzinfo=None))

    def _preview_documents(self, rows, seen):
        """Tell what will happen to rows.

        :param rows: ``ImportRow`` list, changed in place
        :param dict seen: what earlier rows of the file were, by their identity
        """
        self._refuse_other_issuers(rows)
        if not seen.get(DISTINCT):
            self._refuse_doubles([row for row in rows if not row.done], seen)
        rows = [row for row in rows if not row.done]
        plan = self._plan_documents(rows)
        changes = self._changes(plan)
        known = {told.index: target for told, target in plan.chosen}
        for row, result in zip(rows, plan.results, strict=True):
            self._take_result(row, result, changes)
            index = plan.same.get(result.index, result.index)
            if wanted := plan.wanted.get(index):
                row.date_due = wanted.columns['date_due']
                row.amount_due = wanted.amount_open(known[index])
        self._find_customers(rows, seen.setdefault(('customers',), {}))
        self._count_settled(
            {
                known.id: known.amount_open() - wanted.amount_open(known)
                for known, wanted in [*plan.updated, *plan.paid]
            }
        )

    def _plan_documents(self, rows):
        Document = self.env['finance.status.document']
        values = [row.values for row in rows]
        return Document._sync_plan(self.source_id, values, self._date_data(), strict=False)

    def _changes(self, plan):
        """Return what changes, as texts by the id of the document."""
        names = self.env['finance.status.document']._fields
        changes = defaultdict(list)
        for known, wanted in plan.updated:
            for name in SHOWN_CHANGES:
                before, after = known.columns.get(name), wanted.columns.get(name)
                if before != after:
                    label = names[name]._description_string(self.env)
                    told = f'{self._shown(before)} → {self._shown(after)}'
                    changes[known.id].append(f'{label}: {told}')
        for found, text in (
            (plan.relined, self.env._("other instalments")),
            (plan.paid, self.env._("payments")),
        ):
            for known, _wanted in found:
                changes[known.id].append(text)
        return {document_id: ', '.join(texts) for document_id, texts in changes.items()}

    def _shown(self, value):
        if value is True:
            return self.env._("yes")
        if not value and not isinstance(value, Decimal):
            return '–'
        return f'{value:.2f}' if isinstance(value, Decimal) else str(value)[:80]

    def _take_result(self, row, result, changes):
        row.outcome = OUTCOME_OF_SYNC[result.outcome]
        row.document_id = result.document_id
        if result.outcome == 'updated':
            row.message = changes.get(result.document_id, '')
            return
        row.message = ' '.join(
            self._problem_text(field, message) for field, message in result.problems
        )

    def _own_vat_numbers(self):
        """Return the VAT numbers of the company that imports, as they may be written."""
        companies = self.company_id | self.company_id.root_id
        numbers = {vat_number(company.vat) for company in companies if company.vat}
        return numbers | {number[2:] for number in numbers if number[:2].isalpha()}

    def _issued_by_us(self, values, own):
        """Tell whether a document or payment that names its issuer is of this company."""
        told = vat_number(values.get('issuer_vat'))
        if told and own:
            return told in own or (told[:2].isalpha() and told[2:] in own)
        if told:
            return False
        name = ' '.join((values.get('issuer_name') or '').split()).casefold()
        companies = self.company_id | self.company_id.root_id
        return not name or name in {company.name.casefold() for company in companies}

    def _refuse_other_issuers(self, rows):
        """Refuse what another company issued, such as invoices that this one received."""
        rows = [
            row for row in rows if row.values.get('issuer_vat') or row.values.get('issuer_name')
        ]
        own = self._own_vat_numbers() if rows else ()
        for row in rows:
            if self._issued_by_us(row.values, own):
                continue
            row.done = True
            issuer = ' '.join(
                row.values[key] for key in ('issuer_name', 'issuer_vat') if row.values.get(key)
            )
            if own:
                row.refuse(
                    self.env._(
                        "This was issued by %(issuer)s, not by %(company)s.",
                        issuer=issuer,
                        company=self.company_id.name,
                    )
                )
            else:
                row.refuse(
                    self.env._(
                        "This was issued by %(issuer)s. Give %(company)s its VAT number, to tell "
                        "whether that is the same company.",
                        issuer=issuer,
                        company=self.company_id.name,
                    )
                )

    def _refuse_doubles(self, rows, seen):
        """Take the first of several rows that mean the same document.

        The same once more is left out; what differs is an error. Versions tell which counts.
        """
        for row in rows:
            values = row.values
            if values.get('version'):
                continue
            key = values.get('external_id') or (values.get('name'), str(values.get('date'))[:4])
            content = fingerprint(values)
            position, first = seen.setdefault(key, (row.position, content))
            if position == row.position:
                continue
            row.done = True
            if first == content:
                row.outcome = 'skipped'
                row.message = self.env._("The same as row %s.", position)
            else:
                row.refuse(
                    self.env._("The document is in row %s as well, with other values.", position)
                )

    def _import_documents(self, rows):
        """Bring rows into the books, keeping what undoes that.

        :param rows: ``ImportRow`` list, changed in place
        """
        Document = self.env['finance.status.document']
        date_data = self._date_data()
        plan = self._plan_documents(rows)
        changes = self._changes(plan)
        changed = [r.document_id for r in plan.results if r.outcome == 'updated']
        before = Document._snapshot(Document.browse(dict.fromkeys(changed)))
        Document._sync_apply(self.source_id, plan, date_data)
        touched = [r.document_id for r in plan.results if r.outcome in ('created', 'updated')]
        after = Document._snapshot(Document.browse(dict.fromkeys(touched)))
        for row, result in zip(rows, plan.results, strict=True):
            closing = row.outcome == 'paid'
            self._take_result(row, result, changes)
            if result.outcome in ('created', 'updated'):
                row.before = before.get(result.document_id)
                row.after = fingerprint(after[result.document_id])
                if closing:
                    row.outcome = 'paid'
                    row.message = self._closing_message()

    def _undo_documents(self, rows):
        """Bring back what was before rows, the latest first; leave what was changed since.

        :param rows: ``ImportRow`` list, the latest first, changed in place
        """
        Document = self.env['finance.status.document']
        documents = Document.browse(dict.fromkeys(row.document_id for row in rows)).exists()
        # as they are now, and after each row that was taken back
        current = {
            document_id: fingerprint(values)
            for document_id, values in Document._snapshot(documents).items()
        }
        restore = {}
        for row in rows:
            if row.document_id not in current:
                row.outcome = 'kept' if row.document_id else 'undone'
                row.message = self.env._("Somebody has removed the document since.")
            elif current[row.document_id] != row.after:
                row.outcome = 'kept'
                row.message = self.env._("The document was changed since, so it stays as it is.")
            else:
                row.outcome = 'undone'
                row.message = False
                restore[row.document_id] = row.before
                current[row.document_id] = fingerprint(row.before)
        Document._restore(self.source_id, restore)
        for row in rows:
            if row.outcome == 'undone' and restore.get(row.document_id) is None:
                row.document_id = None
