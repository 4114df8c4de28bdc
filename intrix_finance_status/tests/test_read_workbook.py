import io
import struct
import unittest
import zipfile
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from unittest.mock import patch

from odoo.tests.common import BaseCase

from ..readers import sheet_xml, workbook
from ..readers.amounts import UNCALCULATED
from ..readers.dates import read_date
from .reader_samples import sample
from .table_files import OPEN_ITEMS, ReadMixin, replaced, xls_file, xlsx_file

SHEET = 'xl/worksheets/sheet1.xml'
XML_2003 = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="Popis"><Table>
  <Row><Cell><Data ss:Type="String">Popis računa</Data></Cell></Row>
  <Row ss:Index="4"><Cell><Data ss:Type="String">Broj računa</Data></Cell>
   <Cell><Data ss:Type="String">Kupac</Data></Cell>
   <Cell ss:Index="4"><Data ss:Type="String">Datum</Data></Cell>
   <Cell><Data ss:Type="String">Iznos</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">1/1</Data></Cell>
   <Cell ss:MergeAcross="1"><Data ss:Type="String">Čačić <B>d.o.o.</B></Data></Cell>
   <Cell><Data ss:Type="DateTime">2026-01-05T00:00:00.000</Data></Cell>
   <Cell><Data ss:Type="Number">1234.56</Data></Cell></Row>
 </Table></Worksheet>
</Workbook>"""


def cells(read, content):
    """Return {sheet: {row number: cells}} as the tables get them."""
    with patch.object(workbook, 'read', lambda grids, source, layouts: grids):
        grids = read(content)
    return {
        grid.name: {number: list(row) for number, row in zip(grid.numbers, grid.rows, strict=True)}
        for grid in grids
    }


class TestReadWorkbook(ReadMixin, BaseCase):
    """Workbooks: native values, dates of both epochs, sheets, formulas."""

    def test_calamine_base(self):
        for name, read in (
            ('sheets/calamine_base.xlsx', workbook.read_xlsx),
            ('sheets/calamine_base.xls', workbook.read_xls),
        ):
            with self.subTest(name=name):
                sheets = cells(read, sample(name))
                # times and durations are no values of a table
                row = sheets['Sheet1'][2]
                self.assertEqual(row[:5], ['String', 1, 1.1, True, False])
                self.assertEqual(read_date(row[5]), date(2010, 10, 10))
                self.assertEqual(row[6], datetime(2010, 10, 10, 10, 10, 10))
                self.assertIsNone(dict(enumerate(sheets['Sheet1'][2])).get(7))
                self.assertEqual(sheets['Sheet2'], {})

    def test_calamine_cells_not_at_the_top(self):
        sheets = cells(workbook.read_xlsx, sample('sheets/calamine_base.xlsx'))
        self.assertEqual(sheets['Sheet3'][2], [None, 'line1', 'line1', 'line1'])

    def test_calamine_any_sheets(self):
        sheets = cells(workbook.read_xls, sample('sheets/calamine_any_sheets.xls'))
        self.assertEqual(list(sheets), [''])
        self.assertEqual(sheets[''][3], [5, 6])

    def test_calamine_password(self):
        self.assertIn("password", self.refusal(sample('sheets/calamine_password.xls')))

    def test_native_values(self):
        rows = [
            ['Broj računa', 'Kupac', 'Datum', 'Iznos', 'Otvoreno'],
            [20260001, 'A', date(2026, 1, 5), 1234.56, 1234.0],
            [20260002.0, 'B', 46027, 0.1 + 0.2, '1.234,56'],
            ['003', 'C', '5.1.2026', '12,5', None],
        ]
        for content in (xls_file(rows), xlsx_file(rows)):
            with self.subTest(start=content[:4]):
                reading = self.reading(content)
                first, second, third = reading.rows
                self.assertEqual(first.values['name'], '20260001')
                self.assertEqual(second.values['name'], '20260002')
                self.assertEqual(third.values['name'], '003')
                self.assertEqual({row.values['date'] for row in reading.rows}, {date(2026, 1, 5)})
                # never by way of a text: 1234.0 is no 12340
                self.assertEqual(first.values['amount_total'], Decimal('1234.56'))
                self.assertEqual(first.values['amount_due'], 1234)
                self.assertEqual(second.values['amount_total'], Decimal('0.3'))
                self.assertEqual(third.values['amount_total'], Decimal('12.5'))

    def test_both_epochs(self):
        for make in (xls_file, xlsx_file):
            for epoch_1904 in (False, True):
                with self.subTest(make=make.__name__, epoch_1904=epoch_1904):
                    content = make(OPEN_ITEMS, epoch_1904=epoch_1904)
                    self.assertEqual(self.values(content, 'date')[0], (date(2026, 1, 5),))

    def test_day_numbers_of_the_old_epoch(self):
        rows = [['Račun', 'Datum', 'Iznos'], ['1', 46027 - 1462, 5.0]]
        content = xls_file(rows, epoch_1904=True)
        self.assertEqual(self.values(content, 'date'), [(date(2026, 1, 5),)])

    def test_formula_that_was_never_calculated(self):
        """Its result is not 0 and not nothing: it is not known."""
        formulas = ((1, 5), (2, 3))
        content = xlsx_file(OPEN_ITEMS, formulas=formulas)
        self.assertEqual(cells(workbook.read_xlsx, content)[''][2][5], UNCALCULATED)
        for workbook_file in (content, xls_file(OPEN_ITEMS, formulas=formulas)):
            first, second, third = self.reading(workbook_file).rows
            [(field, text)] = self.problems(first)
            self.assertEqual(field, 'amount_total')
            self.assertIn("F2 (Ukupno): The cell has a formula that was never calculated", text)
            self.assertEqual([field for field, _text in self.problems(second)], ['date'])
            self.assertEqual(third.problems, [])

    def test_formulas_of_an_old_workbook(self):
        """As soon as one has a result, somebody has calculated all: 0 is a result then."""
        content = xls_file(OPEN_ITEMS, formulas=((1, 5), (2, 5), (3, 5)))
        never = b'\x03\x00\x00\x00\x00\x00\xff\xff'
        self.assertEqual(content.count(never), 3)
        for results, expected in (
            # zero with "calculate on load", as other programs write it
            ((0.0, 0.0, 0.0), 3),
            ((12.5, 0.0, 0.0), 0),
        ):
            changed = content
            for result in results:
                flags = struct.pack('<d', result) + b'\x02\x00'
                changed = changed.replace(never + b'\x00\x00', flags, 1)
            self.assertEqual(changed.count(never), 0)
            problems = [row.problems for row in self.reading(changed).rows]
            self.assertEqual(sum(map(bool, problems)), expected)

    def test_formula_with_its_result(self):
        content = replaced(
            xlsx_file(OPEN_ITEMS),
            SHEET,
            lambda data: data.replace(b'<v>1234.56</v>', b'<f>1+1</f><v>1234.56</v>'),
        )
        self.assertEqual(self.values(content, 'amount_total')[0], (Decimal('1234.56'),))

    def test_formulas_are_found_in_any_notation(self):
        for cell in (
            b'<c r="B3"><f>1+1</f></c>', b'<c r="B3" s="1"><f>A1</f><v></v></c>',
            b'<c r="B3"><f t="shared" si="0"/><v/></c>', b'<x:c r="B3"><x:f>1</x:f></x:c>',
        ):  # fmt: skip
            with self.subTest(cell=cell):
                look = sheet_xml.look(io.BytesIO(b'<row r="3">' + cell + b'</row>'))
                self.assertEqual(look.uncalculated, {3: [1]})
        # the result may be an empty text
        for cell in (
            b'<c r="B3"><f>1</f><v>2</v></c>', b'<c r="B3"><v>2</v></c>',
            b'<c r="B3" t="str"><f>IF(A1="","")</f><v></v></c>',
        ):  # fmt: skip
            with self.subTest(cell=cell):
                self.assertEqual(sheet_xml.look(io.BytesIO(cell)).uncalculated, {})

    def test_formula_on_the_border_of_pieces(self):
        cell = b'<c r="B3"><f>1+1</f></c>'
        for size in (10, 17, 24, 25, 60):
            with self.subTest(size=size), patch.object(sheet_xml, '_PIECE', size):
                content = b'<c r="A1"><v>1</v></c>' * 20 + cell + b'<c r="A4"><v>1</v></c>' * 20
                look = sheet_xml.look(io.BytesIO(content))
                if size > len(cell):
                    self.assertEqual(look.uncalculated, {3: [1]})

    def test_xml_of_excel_2003(self):
        self.assertEqual(
            self.values(XML_2003, 'name', 'partner_name', 'date', 'amount_total'),
            [('1/1', 'Čačić d.o.o.', date(2026, 1, 5), Decimal('1234.56'))],
        )
        self.assertEqual(self.reading(XML_2003, filename='x.xls').rows[0].position, '5')

    def test_positions_name_the_sheet(self):
        rows = {'Prvi': OPEN_ITEMS[:2], 'Drugi': [OPEN_ITEMS[0], OPEN_ITEMS[2]]}
        for content in (xls_file(rows), xlsx_file(rows)):
            positions = [row.position for row in self.rows(content)]
            self.assertEqual(positions, ['Prvi!2', 'Drugi!2'])

    def test_only_very_many_empty_rows_end_a_sheet(self):
        """A gap doesn't: what follows it must not be missing."""
        rows = [*OPEN_ITEMS[:2], *[[]] * 150, OPEN_ITEMS[2], *[[]] * 3000, OPEN_ITEMS[3]]
        self.assertEqual([row.position for row in self.rows(xlsx_file(rows))], ['2', '153', '3154'])
        with patch.object(workbook, 'MAX_EMPTY', 200):
            positions = [row.position for row in self.rows(xlsx_file(rows))]
        self.assertEqual(positions, ['2', '153'])

    def test_by_openpyxl_as_by_calamine(self):
        if not find_spec('python_calamine'):
            raise unittest.SkipTest("python-calamine is optional and not installed here")
        for content in (
            xlsx_file(OPEN_ITEMS), xlsx_file(OPEN_ITEMS, epoch_1904=True),
            xlsx_file({'A': OPEN_ITEMS[:2], 'B': OPEN_ITEMS}, hidden=('B',)),
        ):  # fmt: skip
            fast = [row.values for row in self.rows(content)]
            with patch.object(workbook, '_fast_grids', lambda *_args: None):
                self.assertEqual([row.values for row in self.rows(content)], fast)

    def test_sheet_in_another_place(self):
        """What is looked at before reading are all sheets, wherever their parts are."""
        content = xlsx_file(OPEN_ITEMS, formulas=((1, 5),))
        opened = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(opened, 'w') as new,
        ):
            for name in old.namelist():
                data = old.read(name).replace(b'worksheets/sheet1.xml', b'other/a.xml')
                new.writestr(name.replace('worksheets/sheet1.xml', 'other/a.xml'), data)
        first, *_rows = self.reading(opened.getvalue()).rows
        self.assertIn("never calculated", self.problems(first)[0][1])

    def test_macros_are_only_carried(self):
        opened = io.BytesIO(xlsx_file(OPEN_ITEMS))
        with zipfile.ZipFile(opened, 'a') as archive:
            archive.writestr('xl/vbaProject.bin', b'\xd0\xcf\x11\xe0')
        self.assertEqual(len(self.rows(opened.getvalue())), 3)
