from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import new_test_user

from ..models import finance_status_import_preview as preview
from ..models import finance_status_import_run as run
from ..readers.base import Reading
from .common import FinanceStatusCommon, day

HEADINGS = 'Broj računa;Kupac;OIB;Datum računa;Datum dospijeća;Ukupno;Plaćeno;Narudžba'


def csv(*rows, headings=HEADINGS):
    """Return a list of invoices as programs in Croatia export it.

    :param rows: tuples of (number, total, paid, order) or texts, lines as they are
    """
    lines = [headings]
    for row in rows:
        if isinstance(row, tuple):
            number, total, paid, order = (*row, *('', '')[: 4 - len(row)])
            row = (  # noqa: PLW2901 - the line of it
                f'{number};Customer;;{day(-20):%d.%m.%Y};{day(10):%d.%m.%Y};'
                f'{_amount(total)};{_amount(paid)};{order}'
            )
        lines.append(row)
    return ('\r\n'.join(lines) + '\r\n').encode()


def _amount(value):
    return f'{value or 0:.2f}'.replace('.', ',')


class ImportCommon(FinanceStatusCommon):
    """A source and a finance user who imports; batches of three rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        cls.finance = new_test_user(
            cls.env,
            'import_finance',
            'intrix_finance_status.group_finance_status_user',
            email='finance@example.com',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.Import = cls.env['finance.status.import'].with_user(cls.finance)
        cls.startClassPatcher(patch.object(run, 'BATCH', 3))

    @classmethod
    def _attachment(cls, content, filename='invoices.csv'):
        return (
            cls.env['ir.attachment']
            .with_user(cls.finance)
            .create({'name': filename, 'raw': content})
        )

    @classmethod
    def _upload(cls, content, filename='invoices.csv', source=None, **values):
        """Return an import in preview."""
        return cls.Import._from_attachments(
            (source or cls.source).with_user(cls.finance),
            cls._attachment(content, filename),
            **values,
        )

    @contextmanager
    def _read_as(self, rows, kind='documents', **values):
        """Have every file read as these rows."""
        reading = Reading(kind=kind, format='test', rows=rows, **values)
        with patch.object(preview.recognise, 'read', lambda *args, **kwargs: reading):
            yield

    def _cron(self):
        """Have the scheduled action work, with commits."""
        with self.enter_registry_test_mode():
            self.env.ref('intrix_finance_status.cron_import').method_direct_trigger()

    def _import(self, content, filename='invoices.csv', **values):
        """Return an import that was imported."""
        record = self._upload(content, filename, **values)
        record.action_import()
        self._cron()
        return record

    def _documents(self, source=None):
        """Return the documents of the source by their numbers."""
        documents = self.env['finance.status.document'].search(
            [('source_id', '=', (source or self.source).id)]
        )
        return {document.name: document for document in documents}

    def assertRows(self, record, *expected):
        """Check (number, outcome) of the rows of an import."""
        self.assertEqual(
            [(line.name, line.outcome) for line in record.line_ids.sorted('id')], list(expected)
        )
        counts = {}
        for _name, outcome in expected:
            counts[outcome] = counts.get(outcome, 0) + 1
        names = ('new', 'changed', 'unchanged', 'paid', 'error', 'skipped', 'undone', 'kept')
        self.assertEqual(
            {name: record[f'count_{name}'] for name in names if record[f'count_{name}']}, counts
        )
        self.assertEqual(record.count_total, len(expected))
        left = record.line_ids.filtered(lambda line: not line.done)
        self.assertEqual(record.count_left, len(left))
