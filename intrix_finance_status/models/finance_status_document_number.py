import contextlib

from odoo import api, models
from odoo.exceptions import UserError
from psycopg2.errors import UniqueViolation

from ..number_run import following


class FinanceStatusDocumentNumber(models.Model):
    """The numbers of documents registered by hand: proposed, and given once a year."""

    _inherit = 'finance.status.document'

    @api.model
    def _manual_identity(self, name, document_type, date):
        """Return what a document registered by hand is unique by: many number anew each year."""
        return f'{date.year}/{document_type}/{" ".join(name.split()).casefold()}'

    @api.model
    def _documents_numbered(self, company, names, year):
        """Return the documents of ``company`` with one of ``names`` in ``year``, of any source."""
        Source = self.env['finance.status.source'].with_context(active_test=False)
        return self.search(
            [
                # by the index of source and number
                ('source_id', 'in', Source.search([('company_id', '=', company.id)]).ids),
                ('name', 'in', list(names)),
                ('cancelled', '=', False),
                *self._in_year(year),
            ]
        )

    @api.model
    def _in_year(self, year):
        return [('date', '>=', f'{year}-01-01'), ('date', '<=', f'{year}-12-31')]

    @contextlib.contextmanager
    def _number_must_be_free(self, names):
        """Turn the database's word that a number was taken a moment ago into a clear message."""
        try:
            with self.env.cr.savepoint():
                yield
                self.env.flush_all()
        except UniqueViolation as error:
            raise UserError(
                self.env._(
                    "Somebody has just registered a document with the number %s. "
                    "Please take the next one.",
                    ", ".join(names),
                )
            ) from error

    @api.model
    def _next_numbers(self, company, document_type, date, count):
        """Return the next ``count`` numbers that are free in the year of ``date``."""
        domain = [
            ('source_id.kind', '=', 'manual'),
            ('company_id', '=', company.id),
            ('cancelled', '=', False),
        ]
        same_type, same_year = [('document_type', '=', document_type)], self._in_year(date.year)
        # the first credit note goes on with the invoices' numbers
        for narrower in (same_type + same_year, same_year, same_type, []):
            if last := self.search(domain + narrower, limit=2, order='id desc'):
                break
        if last:
            numbers = following(
                last[0].name,
                date.year,
                last_year=last[0].date.year,
                earlier=last[1:].name or '',
            )
        elif (company.country_id or company.account_fiscal_country_id).code == 'HR':
            numbers = following('0/1/1', date.year)
        else:
            numbers = following(f'{date.year}-000', date.year)
        free = []
        while len(free) < count:
            batch = [next(numbers) for _number in range(count - len(free) + 20)]
            taken = set(self._documents_numbered(company, batch, date.year).mapped('name'))
            free += [number for number in batch if number not in taken]
        return free[:count]
