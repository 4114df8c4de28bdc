from decimal import Decimal

from odoo import fields, models

from ..matching.same_invoice import Twin


class FinanceStatusImport(models.Model):
    """Invoices that another source, or Odoo itself, has already: they count once."""

    _inherit = 'finance.status.import'

    known_elsewhere = fields.Integer(related='progress_id.elsewhere_count')

    def _preview_documents(self, rows, seen):
        result = super()._preview_documents(rows, seen)
        waiting = [row for row in rows if not row.done and row.outcome != 'error']
        # several rows may stand at one position: a corrected invoice and the one replaced
        numbers = {
            index: row.values.get('name')
            for index, row in enumerate(waiting)
            if not row.document_id
        }
        known = self.env['finance.status.document']._known_elsewhere(
            self.source_id, numbers, lambda index: self._twin(waiting[index].values)
        )
        names = {index: source for index, (source, *_ids) in known.items()}
        if count := self._tell_elsewhere(waiting, names):
            self.progress_id.elsewhere_count += count
        return result

    def _twin(self, values):
        """Return what the values of a new document tell, as ``_known_elsewhere`` takes it."""
        total = values.get('amount_total', values.get('amount_due'))
        twin = Twin(
            self.source_id.name,
            None,
            values.get('partner_vat') or '',
            values.get('partner_name') or '',
            None if total is None else round(abs(float(Decimal(str(total)))), 2),
            values.get('currency') or self.company_currency_id.name,
        )
        date = fields.Date.to_date(values.get('date') or False)
        kind = values.get('document_type') or 'invoice'
        return kind, date and date.year, twin

    def _tell_elsewhere(self, rows, names):
        """Say in rows where their invoice counts; return in how many.

        :param dict names: source by the place of a row among these, of those that are new
        """
        documents = self.env['finance.status.document'].browse(
            row.document_id for row in rows if row.document_id
        )
        aside = {document.id: document.known_elsewhere for document in documents.exists()}
        count = 0
        for index, row in enumerate(rows):
            source = aside.get(row.document_id) or names.get(index)
            if not source:
                continue
            count += 1
            told = self.env._(
                "Known in %s, where it counts; what is paid by this file counts for it, too.",
                source,
            )
            row.message = f'{told} {row.message or ""}'.strip()
        return count

    def _import_documents(self, rows):
        result = super()._import_documents(rows)
        documents = self.env['finance.status.document'].browse(
            row.document_id for row in rows if row.document_id and row.outcome == 'unchanged'
        )
        aside = documents._set_aside_known()
        if aside:
            self.env['finance.status.order']._documents_changed(
                (aside | aside.same_as_id).order_ids.order_id
            )
        told = [row for row in rows if row.outcome in ('new', 'changed', 'unchanged')]
        self._tell_elsewhere(told, {})
        return result
