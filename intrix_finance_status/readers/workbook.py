"""Read workbooks: xlsx by openpyxl (or python-calamine where installed), xls by xlrd.

Nothing is calculated, no macro is run; what may be hostile is looked at before it is opened.
"""

import contextlib
import io
import re
import zipfile
from datetime import time, timedelta
from itertools import islice
from xml.parsers import expat

import openpyxl
import xlrd

from . import biff, ole, sheet_xml
from .amounts import UNCALCULATED
from .base import EmptyError, ReadError, _lt
from .cells import MAX_COLUMNS, Grid
from .shared_texts import Reader
from .table import Source, read

MAX_MEMBERS = 2000
MAX_UNPACKED = 200 * 1024 * 1024
# texts and styles are held whole, sheets are walked through
MAX_MEMBER = {'xl/sharedStrings.xml': 80 * 1024 * 1024, 'xl/styles.xml': 20 * 1024 * 1024}
# more than this is packed only where there is nothing in it
MAX_RATIO = 250
_SMALL = 8 * 1024 * 1024
# a gap is no end: what follows would be missing, and a list of open items show it as paid
MAX_EMPTY = 20_000
MAX_SHEETS = 250
_EPOCH_1904 = re.compile(rb'\bdate1904\s*=\s*["\'](?:1|true)["\']')
_ESCAPED = re.compile(r'_x(00[0-9A-Fa-f]{2})_')
_BIFF = tuple(b'\x09' + version for version in (b'\x00', b'\x02', b'\x04', b'\x08'))
PASSWORD = _lt("The file is protected by a password. Save it without one.")
NO_SHEET = _lt("The workbook has no visible sheet with cells.")


def is_xls(content):
    """Tell whether a file begins as an old workbook does, or any other OLE document."""
    return content.startswith(ole.SIGNATURE) or (
        content[:2] in _BIFF
        and content[2:4] in (b'\x04\x00', b'\x06\x00', b'\x08\x00', b'\x10\x00')
    )


def _read(grids, form, layouts, language, numbers):
    if not any(map(len, grids)):
        raise EmptyError(NO_SHEET)
    if len(grids) == 1:
        # there is nothing to tell apart
        grids[0].name = ''
    return read(grids, Source(form, language=language, numbers=numbers), layouts)


def read_xlsx(content, layouts=None, language='', numbers=''):
    """Return the ``Reading`` of an xlsx workbook; see ``recognise.read``."""
    formulas = _examine(content)
    try:
        grids = _fast_grids(content, formulas) or _grids(content, formulas)
    except (ReadError, MemoryError):
        raise
    # what a damaged workbook raises is up to the library
    except Exception as error:
        raise _damaged(error) from error
    return _read(grids, 'xlsx', layouts, language, numbers)


def _damaged(error):
    reason = f'{type(error).__name__} {error}'.strip()[:200]
    return ReadError(_lt("The workbook is damaged or incomplete: %s", reason))


def _too_large(size):
    return ReadError(_lt("Unpacked, the file is far too large (%s MB).", size // 1024 // 1024))


def _examine(content):
    """Refuse what is hostile or no workbook; return {sheet's member: what to know of it}."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if any(member.flag_bits & 1 for member in members):
                raise ReadError(PASSWORD)
            if 'xl/workbook.bin' in names:
                raise ReadError(_lt("This is a binary workbook (xlsb). Save it as xlsx."))
            if 'xl/workbook.xml' not in names:
                raise ReadError(
                    _lt("This is a document of another program. Save the table as xlsx or csv.")
                )
            if len(members) > MAX_MEMBERS:
                raise ReadError(_lt("The workbook consists of too many parts."))
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED:
                raise _too_large(unpacked)
            found = {}
            for member in members:
                size = member.file_size
                if size > MAX_MEMBER.get(member.filename, size) or (
                    size > _SMALL and size > MAX_RATIO * max(member.compress_size, 1)
                ):
                    raise _too_large(size)
                with archive.open(member) as opened:
                    root = _root_of(opened)
                if root.rpartition(':')[2] == 'worksheet':
                    with archive.open(member) as opened:
                        found[member.filename] = sheet_xml.look(opened)
            return found
    except (ReadError, MemoryError):
        raise
    # what a damaged zip or sheet raises is up to zipfile and lxml
    except Exception as error:
        raise _damaged(error) from error


class _StartedError(Exception):
    """The first element was reached."""


def _root_of(opened):
    """Return the name of an XML file's first element, or nothing where it is no XML.

    :raises ReadError: it declares a document type: only there entities can be
    """

    def start(name, _attributes):
        raise _StartedError(name)

    def refuse(*_args):
        raise ReadError(_lt("The file has a document type (DOCTYPE), which is not accepted."))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    try:
        while piece := opened.read(4096):
            parser.Parse(piece)
    except _StartedError as started:
        return started.args[0]
    except (expat.ExpatError, ValueError):
        return ''
    return ''


def _visible(workbook):
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == 'visible']
    return sheets[:MAX_SHEETS]


def _grids(content, formulas):
    """Return the ``Grid`` of each visible sheet, by openpyxl."""
    reader = Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    workbook = reader.wb
    grids = []
    try:
        for sheet in _visible(workbook):
            if not hasattr(sheet, 'reset_dimensions'):
                continue
            # what the file says of its size may be wrong by a million rows
            sheet.reset_dimensions()
            known = formulas.get(getattr(sheet, '_worksheet_path', '').lstrip('/'))
            # a row with a cell far out would be filled up to it
            wide = known is None or known.columns > MAX_COLUMNS
            rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS if wide else None)
            epoch_1904 = workbook.epoch == openpyxl.utils.datetime.CALENDAR_MAC_1904
            grids.append(_fill(Grid(sheet.title, epoch_1904), rows, known))
    finally:
        with contextlib.suppress(Exception):
            workbook.close()
    return grids


def _fill(grid, rows, known):
    uncalculated = known.uncalculated if known else {}
    empty = 0
    for number, row in enumerate(rows, 1):
        marked = _marked(row, uncalculated[number]) if number in uncalculated else row
        if grid.add(number, _plain(marked)):
            empty = 0
        else:
            empty += 1
            if empty > MAX_EMPTY:
                break
    return grid


def _plain(row):
    """Return a row without times and durations, which are none of a table's values."""
    for cell in row:
        kind = cell.__class__
        if kind is timedelta or kind is time or (kind is str and '_x' in cell):
            return [_plain_cell(cell) for cell in row]
    return row


def _plain_cell(cell):
    if isinstance(cell, (time, timedelta)):
        return None
    if cell.__class__ is str and '_x' in cell:
        # as workbooks write what XML can't hold: _x000D_ is the end of a line
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
    return cell


def _marked(row, columns):
    row = list(row)
    for column in columns:
        if column >= len(row):
            row += [None] * (column + 1 - len(row))
        if row[column] in (None, ''):
            row[column] = UNCALCULATED
    return row


def _fast_grids(content, formulas):
    """Return the grids by python-calamine, or None where it isn't installed or may not.

    It holds a sheet as a full rectangle, so it gets only those that are about that.
    """
    try:
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
    except ImportError:
        return None
    if not formulas or not all(known.is_dense for known in formulas.values()):
        return None
    if _counts_from_1904(content):
        # it tells dates by that, but not how plain numbers of days are counted
        return None
    if any(known.has_errors for known in formulas.values()):
        # it gives nothing for them, as for a cell that is empty
        return None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        if any(known.uncalculated for known in formulas.values()):
            # which member a sheet is, only openpyxl tells
            return None
        grids = []
        for name in names[:MAX_SHEETS]:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(_is_rounded(cell) for row in rows for cell in row):
                # a number of 17 digits, as programs give documents
                return None
            rows = ([None if cell == '' else cell for cell in row] for row in rows)
            grids.append(_fill(Grid(name), rows, None))
        return grids
    except (ReadError, MemoryError):
        raise
    except BaseException as error:  # pylint: disable=broad-exception-caught
        # a panic of the library is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != 'PanicException':
            raise
        return None


def _counts_from_1904(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return bool(_EPOCH_1904.search(archive.read('xl/workbook.xml')))


def _is_rounded(cell):
    return cell.__class__ is float and abs(cell) >= 2**53


def read_xls(content, layouts=None, language='', numbers=''):
    """Return the ``Reading`` of an xls workbook; see ``recognise.read``."""
    try:
        stream = _stream(content) if content.startswith(ole.SIGNATURE) else content
        book = xlrd.open_workbook(
            file_contents=stream,
            on_demand=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        )
        uncalculated = biff.uncalculated(stream)
        grids = []
        for number in range(min(book.nsheets, MAX_SHEETS)):
            sheet = book.sheet_by_index(number)
            if sheet.visibility == 0:
                grids.append(
                    _fill(
                        Grid(sheet.name, bool(book.datemode)),
                        _rows(sheet, book, uncalculated.get(number, frozenset())),
                        None,
                    )
                )
            book.unload_sheet(number)
    except (ReadError, MemoryError):
        raise
    # what a damaged workbook raises is up to xlrd
    except Exception as error:
        if 'encrypted' in str(error).lower():
            raise ReadError(PASSWORD) from error
        raise _damaged(error) from error
    return _read(grids, 'xls', layouts, language, numbers)


def _stream(content):
    """Return the workbook in an OLE document."""
    document = ole.Document(content)
    if 'EncryptedPackage' in document.entries:
        raise ReadError(PASSWORD)
    for name in ('Workbook', 'Book', 'WORKBOOK', 'BOOK'):
        if name in document.entries:
            return document.stream(name)
    raise ReadError(_lt("This is a document of another program. Save the table as xlsx or csv."))


def _rows(sheet, book, uncalculated):
    columns = {}
    for number, column in uncalculated:
        columns.setdefault(number, []).append(column)
    for number in range(sheet.nrows):
        types = sheet.row_types(number)
        row = sheet.row_values(number)
        if any(kind not in (1, 2) for kind in types):
            row = [
                _xls_cell(kind, value, book.datemode)
                for kind, value in zip(types, row, strict=True)
            ]
        if number in columns:
            row = list(row)
            for column in columns[number]:
                if column < len(row):
                    row[column] = UNCALCULATED
        yield row


def _xls_cell(kind, value, datemode):
    if kind in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER):
        return value
    if kind == xlrd.XL_CELL_DATE:
        # below one day it is a time
        if value < 1:
            return None
        try:
            return xlrd.xldate_as_datetime(value, datemode)
        except (ValueError, OverflowError):
            return value
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, '#ERROR')
    return None


def read_xml(root, layouts=None, language='', numbers=''):
    """Return the ``Reading`` of a workbook in SpreadsheetML 2003, parsed safely."""
    grids = [
        _fill(Grid(name), rows, None)
        for name, rows in islice(sheet_xml.sheets_2003(root), MAX_SHEETS)
    ]
    if not grids:
        raise ReadError(_lt("This XML workbook is not of Excel 2003. Save it as xlsx."))
    return _read(grids, 'xml', layouts, language, numbers)
