import io
import random
import re
import struct
import zipfile

from odoo.tests.common import BaseCase

from ..readers import cells, ole, recognise
from ..readers.base import MAX_FILE_BYTES, MAX_ROWS, ReadError, Row
from .reader_samples import damaged, english, sample
from .table_files import (
    OPEN_ITEMS,
    ReadMixin,
    csv_file,
    replaced,
    xls_file,
    xlsx_file,
    zip_file,
)

SHEET = 'xl/worksheets/sheet1.xml'
OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600
HEADINGS = b'Broj racuna;Kupac;Iznos\n'
DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d SYSTEM "file:///etc/passwd">]>'


def renamed(name):
    """Return an OLE document whose only stream has another name."""
    content = xls_file(OPEN_ITEMS)
    start = content.index('Workbook'.encode('utf-16-le'))
    entry = (name.encode('utf-16-le') + b'\0\0').ljust(64, b'\0')
    entry += (2 * len(name) + 2).to_bytes(2, 'little')
    return content[:start] + entry + content[start + 66 :]


class TestReadHostileTables(ReadMixin, BaseCase):
    """Broken and hostile files end in a clear message, quickly, in bounded memory."""

    def _rows_after(self, extra):
        return replaced(
            xlsx_file(OPEN_ITEMS),
            SHEET,
            lambda data: data.replace(b'</sheetData>', extra + b'</sheetData>'),
        )

    def test_other_kinds_of_files(self):
        for content, reason in (
            (b'', "empty"),
            (b' \r\n\t ', "empty"),
            (b'%PDF-1.7 x', "PDF"),
            (b'\x89PNG\r\n', "picture"),
            (b'\x1f\x8b\x08abc', "compressed"),
            (b'{\\rtf1 x}', "text document"),
            (b'<html><table><tr><td>1</td></tr></table></html>', "web page"),
            (b'\xef\xbb\xbf  <!DOCTYPE html><html></html>', "web page"),
            (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>', "web page"),
            (b'<TABLE border=1><tr>', "web page"),
            (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "web page"),
            (b'<?xml version="1.0"?><a/>', "XML of this kind (a)"),
            (b'<a><b></a>', "not well-formed"),
            (renamed('EncryptedPackage'), "password"),
            (renamed('WordDocument'), "another program"),
            (OLE, "damaged or incomplete"),
            (zip_file(**{'xl/workbook__bin': b'', 'xl/workbook.xml': b''}), "xlsb"),
            (
                zip_file(**{'[Content_Types]__xml': b'', 'word/document.xml': b''}),
                "another program",
            ),
            (
                zip_file(mimetype=b'application/vnd.oasis.opendocument.spreadsheet'),
                "another program",
            ),
            (b'PK\x03\x04 not a zip', "damaged or incomplete"),
            (b'\x00\x01\x02\x03\x04\x05', "neither a table"),
        ):
            with self.subTest(content=content[:30], reason=reason):
                self.assertIn(reason, self.refusal(content))

    def test_html_called_xls(self):
        self.assertIn("web page", self.refusal(b'<table><tr><td>1', filename='izvoz.xls'))

    def test_document_types_in_workbooks(self):
        """Entities are refused before anything expands them, wherever they hide."""
        for member in (SHEET, 'xl/sharedStrings.xml', 'xl/workbook.xml', 'xl/styles.xml'):
            for before in (b'', b'<!-- ' + b'x' * 100_000 + b' -->'):
                with self.subTest(member=member, before=len(before)):
                    content = replaced(
                        xlsx_file(OPEN_ITEMS),
                        member,
                        lambda data, before=before: re.sub(
                            rb'<(?=[a-zA-Z])', lambda _found: before + DOCTYPE + b'<', data, count=1
                        ),
                    )
                    self.assertIn("DOCTYPE", self.refusal(content))
        utf16 = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><sst/>'
        content = replaced(xlsx_file(OPEN_ITEMS), 'xl/sharedStrings.xml', utf16.encode('utf-16'))
        self.assertIn("DOCTYPE", self.refusal(content))

    def test_document_types_in_xml(self):
        text = b'<?xml version="1.0"?>' + DOCTYPE + b'<a>&d;</a>'
        for content in (text, text.decode().encode('utf-16'), b'\n\n' + text[21:]):
            with self.subTest(content=content[:30]):
                self.assertIn("DOCTYPE", self.refusal(content))

    def test_zip_bombs(self):
        content = replaced(xlsx_file(OPEN_ITEMS), SHEET, lambda data: data + b' ' * 20_000_000)
        self.assertIn("far too large", self.refusal(content))
        opened = io.BytesIO()
        with zipfile.ZipFile(opened, 'w', zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                archive.writestr(f'{number}.csv', b'0' * 80_000_000)
        self.assertIn("far too large", self.refusal(opened.getvalue()))

    def test_zips(self):
        self.assertIn("zip within a zip", self.refusal(zip_file(a__zip=zip_file(b__csv=b'x'))))
        self.assertIn("more than 500", self.refusal(zip_file(**{f'{n}': b'x' for n in range(501)})))
        self.assertIn("no file", self.refusal(zip_file()))
        self.assertIn("no file", self.refusal(zip_file(**{'__MACOSX/x': b'1'})))

    def test_password_of_a_zip(self):
        content = bytearray(zip_file(a__csv=csv_file(OPEN_ITEMS)))
        start = content.rindex(b'PK\x01\x02')
        content[start + 8] |= 1
        self.assertIn("password", self.refusal(bytes(content)))

    def test_size_that_a_sheet_claims(self):
        content = replaced(
            xlsx_file(OPEN_ITEMS),
            SHEET,
            lambda data: re.sub(
                rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data
            ),
        )
        self.assertEqual(len(self.rows(content)), 3)

    def test_a_million_empty_rows(self):
        empty = b''.join(b'<row r="%d"/>' % number for number in range(5, 200_000))
        self.assertEqual(len(self.rows(self._rows_after(empty))), 3)

    def test_cell_in_the_last_corner(self):
        content = self._rows_after(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        self.assertEqual(len(self.rows(content)), 3)

    def test_very_wide_rows(self):
        wide = b''.join(
            b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(5, 999)
        )
        reading = self.reading(self._rows_after(wide))
        self.assertEqual(len(reading.rows), 3)

    def test_too_many_rows(self):
        content = HEADINGS + b'1;A;3\n' * (MAX_ROWS + 1)
        self.assertIn(f"more than {MAX_ROWS} rows", self.refusal(content))

    def test_too_many_cells(self):
        grid = cells.Grid()
        grid._cells = cells.MAX_CELLS - 1
        grid.add(1, ['a'])
        with self.assertRaises(ReadError):
            grid.add(2, ['a'])

    def test_too_large(self):
        self.assertIn("larger than 100 MB", self.refusal(b'a' * (MAX_FILE_BYTES + 1)))

    def test_empty_lines(self):
        content = HEADINGS + b'\n' * 300_000 + b'1;A;5,00'
        self.assertEqual([row.position for row in self.rows(content)], ['300002'])

    def test_long_lines_and_cells(self):
        for content in (
            b'a;' * 5_000_000, b'"' * 1_000_000, HEADINGS + b';' * 1_000_000,
            HEADINGS + b'1;A;' + b'9' * 1_000_000,
        ):  # fmt: skip
            with self.subTest(content=content[:30]):
                self.assertIn("line of more than", self.refusal(content))
        [row] = self.reading(HEADINGS + b'9' * 1000 + b';A;5,00\n').rows
        self.assertEqual(len(row.values['name']), 250)

    def test_cells_that_never_end(self):
        self.assertIn("No table", self.refusal(b'"a;"b;\n' * 50_000))
        self.assertIn("No table", self.refusal(b'"\n";' * 50_000))

    def test_what_would_take_for_ever(self):
        """Texts that are slow to look through: digits, spaces, tags that never close."""
        for content in (
            HEADINGS + (b'9' * 100_000 + b'\n') * 20,
            HEADINGS + (b'1;A;' + b' ' * 100_000 + b'x\n') * 20,
            HEADINGS + (b'1;' + b'a ' * 40_000 + b';5\n') * 20,
            (b'Kupac:' + b' ' * 100_000 + b';x\n') * 20 + HEADINGS + b'1;A;5\n',
            (b'- ' * 60_000 + b'\n') * 20 + HEADINGS + b'1;A;5\n',
        ):
            with self.subTest(content=content[:30]):
                self._survives(content)
        for extra in (b'<c ' * 300_000, b'<c r="A1"><f ' * 50_000, b'<c r="A9"><f>' * 50_000):
            with self.subTest(extra=extra[:20]):
                self._survives(self._rows_after(extra))

    def test_amounts_out_of_bounds(self):
        for text in ('9' * 14, '9' * 40, '-' + '9' * 30, '1e400', 'NaN', '=1+1', '9' * 5000):
            with self.subTest(text=text[:20]):
                reading = self.reading(HEADINGS + f'1;A;{text}\n2;B;5,00\n'.encode())
                first, second = reading.rows
                self.assertEqual([field for field, _text in self.problems(first)], ['amount_total'])
                self.assertEqual(second.problems, [])
        for value in (1e300, -1e15, 9e13):
            [row] = self.reading(xlsx_file([['Račun', 'Kupac', 'Iznos'], ['1', 'A', value]])).rows
            self.assertIn("too large", self.problems(row)[0][1])

    def test_dates_out_of_bounds(self):
        for text in ('1.1.1900', '31.12.9999', '0.0.2026', '60.60.6060', '99999999'):
            with self.subTest(text=text):
                content = f'Broj računa;Kupac;Datum;Iznos\n1;A;{text};5,00\n2;B;1.1.2026;5,00\n'
                first, second = self.reading(content).rows
                self.assertEqual([field for field, _text in self.problems(first)], ['date'])
                self.assertEqual(second.problems, [])

    def test_truncated(self):
        """Never another exception; a package that is cut is never read in part."""
        for content in (xls_file(OPEN_ITEMS), xlsx_file(OPEN_ITEMS)):
            whole = [row.values for row in self.rows(content)]
            refused = 0
            for end in range(8, len(content), 97):
                try:
                    reading = recognise.read(content[:end])
                except ReadError:
                    refused += 1
                else:
                    # what is cut off was only filling
                    self.assertEqual([row.values for row in reading.rows], whole)
            self.assertGreater(refused, len(content) // 97 * 0.8)
        content = csv_file(OPEN_ITEMS)
        for end in range(0, len(content), 7):
            self._survives(content[:end])

    def test_damaged(self):
        """Fuzzed with a fixed seed: a refusal or a reading, and its messages can be shown."""
        files = [
            csv_file(OPEN_ITEMS), csv_file(OPEN_ITEMS, encoding='cp1250'),
            csv_file(OPEN_ITEMS, encoding='utf-16'), xls_file(OPEN_ITEMS), xlsx_file(OPEN_ITEMS),
            zip_file(a__csv=csv_file(OPEN_ITEMS)), sample('sheets/calamine_base.xls'),
            sample('sheets/calamine_password.xls'),
        ]  # fmt: skip
        for seed, content in enumerate(files):
            for copy in damaged(content, seed, 120):
                self._survives(copy)

    def test_bytes_of_a_workbook_that_differ(self):
        """Chains of sectors that lead in a circle, records that are longer than the file."""
        randomness = random.Random(5)
        for content in (xls_file(OPEN_ITEMS), sample('sheets/calamine_base.xls')):
            for _count in range(200):
                copy = bytearray(content)
                for _change in range(randomness.choice((1, 1, 2, 5))):
                    copy[randomness.randrange(len(copy))] = randomness.choice((0, 1, 128, 255))
                self._survives(bytes(copy))

    def test_sectors_in_a_circle(self):
        content = xls_file(OPEN_ITEMS)
        document = ole.Document(content)
        first, _size = document.entries['Workbook']
        table = content.index(struct.pack('<3I', 1, 2, 3))
        for target in (first, first + 1):
            circle = bytearray(content)
            struct.pack_into('<I', circle, table + 4 * (first + 1), target)
            with self.assertRaises(ole.OleError):
                ole.Document(bytes(circle)).stream('Workbook')
            self.assertIn("damaged", self.refusal(bytes(circle)))

    def test_damaged_parts_of_a_workbook(self):
        content = xlsx_file(OPEN_ITEMS)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for seed, name in enumerate(archive.namelist()):
                for copy in damaged(archive.read(name), seed, 20):
                    self._survives(replaced(content, name, copy))

    def _survives(self, content):
        try:
            reading = recognise.read(content)
        except ReadError as error:
            self.assertTrue(english(error.args[0]))
            return
        for row in reading.rows:
            if isinstance(row, Row):
                self.problems(row)
        self.skipped(reading)
        self.warnings(reading)
