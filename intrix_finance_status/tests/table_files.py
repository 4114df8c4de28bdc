"""Files as other programs export them, made for the tests of the readers."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
import xlwt

from ..readers import recognise
from ..readers.base import ReadError, Row
from .reader_samples import english, sample

# a row that a person has to look at
ERROR = 'error'

OPEN_ITEMS = [
    ['Broj računa', 'Kupac', 'OIB', 'Datum računa', 'Datum dospijeća', 'Ukupno', 'Otvoreno'],
    ['1/PP1/1', 'Šćepanović d.o.o.', '12345678901', date(2026, 1, 5), date(2026, 2, 4), 1234.56, 0],
    ['2/PP1/1', 'Đurđevac Čačić', '00000000001', date(2026, 1, 20), date(2026, 2, 19), 100.0, 40.5],
    ['3/PP1/1', 'Žito Šibenik', '', date(2026, 3, 31), date(2026, 4, 30), 2500.0, 2500.0],
]  # fmt: skip


def written(cell):
    """Return a value as a Croatian program writes it in a text."""
    if isinstance(cell, float):
        return f'{cell:,.2f}'.translate(str.maketrans(',.', '.,'))
    if isinstance(cell, date):
        return f'{cell:%d.%m.%Y}'
    return '' if cell is None else str(cell)


def csv_file(rows, separator=';', encoding='utf-8', end='\r\n'):
    """Return a text of rows; values are written as Croatian programs do."""
    opened = io.StringIO()
    writer = csv.writer(opened, delimiter=separator, lineterminator=end)
    writer.writerows([written(cell) for cell in row] for row in rows)
    return opened.getvalue().encode(encoding)


def _sheets(rows):
    return rows if isinstance(rows, dict) else {'Popis': rows}


def xls_file(rows, epoch_1904=False, formulas=()):
    """Return an xls workbook of rows, or of rows by the names of sheets.

    :param formulas: (row, column) of cells of the first sheet to have a formula never calculated
    """
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    style = xlwt.easyxf(num_format_str='DD.MM.YYYY')
    for name, table in _sheets(rows).items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(table):
            for index, cell in enumerate(row):
                if (number, index) in formulas and sheet is book.get_sheet(0):
                    sheet.write(number, index, xlwt.Formula('1+1'))
                elif isinstance(cell, (date, datetime)):
                    sheet.write(number, index, cell, style)
                elif cell is not None:
                    sheet.write(number, index, cell)
    opened = io.BytesIO()
    book.save(opened)
    return opened.getvalue()


def xlsx_file(rows, epoch_1904=False, hidden=(), formulas=()):
    """Return an xlsx workbook of rows, or of rows by the names of sheets.

    :param formulas: (row, column) of cells of the first sheet to have a formula never calculated
    """
    opened = io.BytesIO()
    book = xlsxwriter.Workbook(opened, {'date_1904': epoch_1904, 'in_memory': True})
    style = book.add_format({'num_format': 'dd.mm.yyyy'})
    for name, table in _sheets(rows).items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(table):
            for index, cell in enumerate(row):
                if (number, index) in formulas:
                    sheet.write_formula(number, index, '=1+1', None, '')
                elif isinstance(cell, (date, datetime)):
                    sheet.write_datetime(number, index, cell, style)
                elif cell is not None:
                    sheet.write(number, index, cell)
    book.close()
    return opened.getvalue()


def replaced(content, member, change):
    """Return a zip whose member was changed: by a function of its bytes, or to bytes."""
    opened = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(opened, 'w', zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == member:
                data = change(data) if callable(change) else change
            new.writestr(name, data)
    return opened.getvalue()


def zip_file(**members):
    """Return a zip of files; ``__`` in names is a dot."""
    opened = io.BytesIO()
    with zipfile.ZipFile(opened, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace('__', '.'), data)
    return opened.getvalue()


class ReadMixin:
    """What tests of readers ask."""

    def reading(self, content, **options):
        if isinstance(content, str):
            content = content.encode()
        return recognise.read(content, **options)

    def rows(self, content, **options):
        """Return the rows of a file; every one must be in order."""
        rows = list(self.reading(content, **options).rows)
        for row in rows:
            if isinstance(row, Row):
                self.assertEqual(self.problems(row), [], row.position)
        return rows

    def values(self, content, *fields, **options):
        """Return the values of fields of each row, as tuples."""
        return [
            tuple(row.values.get(field) for field in fields)
            for row in self.rows(content, **options)
        ]

    def problems(self, row):
        return [(problem.field, english(problem.message)) for problem in row.problems]

    def skipped(self, reading):
        return [(row.position, english(row.reason)) for row in reading.skipped]

    def warnings(self, reading):
        return [english(text) for text in reading.warnings]

    def refusal(self, content, **options):
        """Return why a file is refused; fails where it is read."""
        with self.assertRaises(ReadError) as caught:
            self.reading(content, **options)
        return english(caught.exception.args[0])


class ExportedMixin:
    """Checks lists in ``samples/exported`` by what a person reads in them."""

    def _list(self, filename):
        return self.reading(sample(f'exported/{filename}'), filename=filename)

    def _check_documents(self, reading, expected):
        rows = {row.values['name']: row for row in reading.rows}
        self.assertEqual(set(rows), set(expected))
        for number, told in expected.items():
            row = rows[number]
            if told == ERROR:
                self.assertTrue(row.problems)
                continue
            self.assertFalse(row.problems)
            for want, got in zip(told, self._told(row.values), strict=True):
                if want is not None:
                    self.assertEqual(
                        got, Decimal(str(want)) if isinstance(want, (int, float)) else want
                    )

    def _told(self, values):
        """Return what a row says: total, paid, open, date, due date, customer and type."""
        total, paid, due = map(values.get, ('amount_total', 'amount_paid', 'amount_due'))
        if total is not None:
            paid = total - due if paid is None and due is not None else paid
            due = total - paid if due is None and paid is not None else due
        days = (str(values.get(field) or '') for field in ('date', 'date_due'))
        kind = values.get('document_type', 'invoice')
        return total, paid, due, *days, values.get('partner_name'), kind
