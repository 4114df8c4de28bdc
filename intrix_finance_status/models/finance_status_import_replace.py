from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..readers.base import Row

# numbers begin again with the year
LONGEST_AGO = timedelta(days=366)


class FinanceStatusImport(models.Model):
    """Corrected invoices (code 384): each takes the place of the invoice that it refers to.

    The one replaced gets a row of its own that cancels it: now, or when it comes later. Where
    something was paid on it, a person is asked.
    """

    _inherit = 'finance.status.import'

    replaces = fields.Boolean(
        readonly=True, copy=False, help="It has corrected invoices, which replace others."
    )

    def _complete_reading(self, reading):
        result = super()._complete_reading(reading)
        if reading.kind == 'documents' and not reading.layouts:
            # no table: e-invoices, in a zip as well
            reading.rows = self._with_replaced(list(reading.rows), reading)
        return result

    def _with_replaced(self, rows, reading):
        """Return the rows, and those of the invoices that they replace."""
        self.replaces = any(row.values.get('replaces') for row in rows)
        self._replaced_earlier(rows)
        found = []
        for row in rows:
            if row.problems:
                continue
            for name in row.values.get('replaces') or ():
                replaced = {
                    'name': name,
                    'state': 'cancelled',
                    'replaced_by': row.values['name'],
                    'replaced_on': fields.Date.to_string(row.values['date']),
                    **{
                        key: row.values[key]
                        for key in ('issuer_vat', 'issuer_name', 'partner_name')
                        if key in row.values
                    },
                }
                within = [other for other in rows if self._is_replaced(other.values, replaced)]
                if within:
                    within[-1].values.update(state='cancelled', replaced_by=row.values['name'])
                elif self._replaces(replaced, reading):
                    found.append(Row(row.position, replaced))
        return rows + found

    def _is_replaced(self, values, replaced):
        """Tell whether the values of a document are of the invoice that is replaced."""
        day, until = values.get('date'), fields.Date.to_date(replaced['replaced_on'])
        return (
            values.get('name') == replaced['name']
            and bool(day)
            and until - LONGEST_AGO <= fields.Date.to_date(day) <= until
        )

    def _replaces(self, replaced, reading):
        """Tell whether to cancel the invoice that is replaced; ask where something is paid."""
        document = self._replaced_document(replaced)
        if not document or document.cancelled or not document.amount_paid:
            return True
        key = f'replace:{replaced["name"]}'
        answer = (self.answers or {}).get(key)
        if not answer:
            reading.questions.append(
                (
                    key,
                    self.env._(
                        "%(new)s replaces %(old)s, on which %(paid)s is paid. What is to become "
                        "of %(old)s?",
                        new=replaced['replaced_by'],
                        old=replaced['name'],
                        paid=document.currency_id.format(document.amount_paid),
                    ),
                    [
                        (
                            'cancel',
                            self.env._(
                                "It is cancelled; what was paid is to be registered on %s",
                                replaced['replaced_by'],
                            ),
                        ),
                        ('keep', self.env._("It counts beside the new one")),
                    ],
                )
            )
        return answer == 'cancel'

    def _replaced_document(self, replaced):
        """Return the document that is replaced, the latest one with its number by then."""
        until = fields.Date.to_date(replaced['replaced_on'])
        return self.env['finance.status.document'].search(
            [
                ('source_id', '=', self.source_id.id),
                ('name', '=', replaced['name']),
                ('date', '<=', until),
                ('date', '>=', until - LONGEST_AGO),
            ],
            limit=1,
            order='date desc, id desc',
        )

    def _replaced_earlier(self, rows):
        """Cancel invoices that come after the one that replaces them."""
        rows = [row for row in rows if 'issuer_name' in row.values]
        names = [row.values['name'] for row in rows if row.values.get('name')]
        for name, new, replaced_on in self.env.execute_query(
            SQL(
                """
                SELECT line.name, line.values->>'replaced_by', line.values->>'replaced_on'
                  FROM finance_status_import AS import
                  JOIN finance_status_import_line AS line ON line.import_id = import.id
                 WHERE import.source_id = %s AND import.kind = 'documents'
                   AND import.replaces AND import.state = 'done'
                   AND line.name = ANY(%s) AND line.values ? 'replaced_on'
                 ORDER BY line.id
                """,
                self.source_id.id,
                names,
            )
        ):
            replaced = {'name': name, 'replaced_on': replaced_on}
            for row in rows:
                if self._is_replaced(row.values, replaced):
                    row.values.update(state='cancelled', replaced_by=new)

    def _plan_documents(self, rows):
        if any('issuer_name' in row.values for row in rows):
            self._replaced_earlier([row for row in rows if 'replaced_on' not in row.values])
        for row in rows:
            if 'replaced_on' in row.values:
                document = self._replaced_document(row.values)
                if document:
                    row.values['external_id'] = document.external_id or None
                    row.values['date'] = fields.Date.to_string(document.date)
        return super()._plan_documents(rows)

    def _take_result(self, row, result, changes):
        super()._take_result(row, result, changes)
        if 'replaced_by' not in row.values:
            return
        if 'replaced_on' in row.values and 'date' not in row.values:
            row.outcome = 'unchanged'
            row.message = self.env._(
                "It is not known here; if it comes, it is cancelled, as %s has replaced it.",
                row.values['replaced_by'],
            )
        elif row.outcome != 'error':
            told = self.env._("Cancelled: %s has replaced it.", row.values['replaced_by'])
            row.message = told
