"""What the XML of sheets tells: formulas without a result, the real size, Excel 2003's cells."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from .cells import MAX_COLUMNS

_PIECE = 1024 * 1024
MAX_GAP = 50_000
# a cell of a formula that has no value, or an empty one that isn't an empty text; bounded, for
# what is hostile must not take for ever
_FORMULA = re.compile(
    rb'<(?:\w{1,20}:)?c\s(?![^>]{0,200}\bt="str")[^>]{0,200}?'
    rb'\br="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,200}>\s{0,20}'
    rb'<(?:\w{1,20}:)?f\b[^>]{0,200}(?:/>|>[^<]{0,9000}</(?:\w{1,20}:)?f>)\s{0,20}'
    rb'(?:<(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v>\s{0,20}</(?:\w{1,20}:)?v>)?'
    rb'\s{0,20}</(?:\w{1,20}:)?c>'
)
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_MOST_FORMULAS = 200_000
_NAMESPACE = '{urn:schemas-microsoft-com:office:spreadsheet}'


@dataclass(slots=True)
class Look:
    """What is known of a sheet before it is read."""

    # {row: columns} of formulas that were never calculated
    uncalculated: dict = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    cells: int = 0
    # some cell holds an error such as #REF!
    has_errors: bool = False

    @property
    def is_dense(self):
        """Whether a rectangle of its size isn't much larger than the cells in it."""
        return self.rows * self.columns <= 4 * self.cells + 100_000


def column_index(name):
    """Return the index of a column that a spreadsheet calls ``A``, ``Z``, ``AA``.

    >>> column_index('A'), column_index('AA')
    (0, 26)
    """
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1


def look(opened):
    """Return the ``Look`` of a sheet's XML, walked through in pieces."""
    known, rest, found, widths = Look(), b'', 0, set()
    while piece := opened.read(_PIECE):
        piece = rest + piece
        # a cell must not be cut; what has none of a cell's length is none
        cut = max(piece.rfind(b'</c>'), piece.rfind(b':c>'), piece.rfind(b'/>')) + 4
        if cut < 4 or len(piece) - cut > _PIECE:
            cut = len(piece)
        piece, rest = piece[:cut], piece[cut:]
        _count(piece, known, widths)
        if b'f' in piece and found < _MOST_FORMULAS:
            for name, row in _FORMULA.findall(piece):
                known.uncalculated.setdefault(int(row), []).append(column_index(name.decode()))
                found += 1
    _count(rest, known, widths)
    for name, row in _FORMULA.findall(rest):
        known.uncalculated.setdefault(int(row), []).append(column_index(name.decode()))
    known.columns = max((column_index(name.decode()) + 1 for name in widths), default=0)
    return known


def _count(piece, known, widths):
    if not known.has_errors and b't="e"' in piece:
        known.has_errors = True
    cells = _CELL.findall(piece)
    if cells:
        known.cells += len(cells)
        names, numbers = map(set, zip(*cells, strict=True))
        widths.update(names)
        known.rows = max(known.rows, *map(int, numbers))


def sheets_2003(root):
    """Yield (name, rows of cells) of a workbook in Excel 2003's XML."""
    for sheet in root.iterchildren(_NAMESPACE + 'Worksheet'):
        options = sheet.find('{urn:schemas-microsoft-com:office:excel}WorksheetOptions')
        if options is not None and options.find('{*}Visible') is not None:
            # only what is hidden says so
            continue
        yield sheet.get(_NAMESPACE + 'Name') or '', _rows_2003(sheet)


def _rows_2003(sheet):
    number = 0
    for row in sheet.iterfind(f'{_NAMESPACE}Table/{_NAMESPACE}Row'):
        at = _whole(row.get(_NAMESPACE + 'Index')) or number + 1
        # a longer gap ends the table, as that many empty rows do
        for _empty in range(min(at - number - 1, MAX_GAP)):
            yield ()
        number = max(at, number + 1)
        cells = []
        for cell in row.iterchildren(_NAMESPACE + 'Cell'):
            index = _whole(cell.get(_NAMESPACE + 'Index'))
            if index:
                cells += [None] * (min(index, MAX_COLUMNS) - 1 - len(cells))
            if len(cells) >= MAX_COLUMNS:
                break
            cells.append(_value_2003(cell.find(_NAMESPACE + 'Data')))
            cells += [None] * min(_whole(cell.get(_NAMESPACE + 'MergeAcross')), MAX_COLUMNS)
        yield cells


def _whole(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def _value_2003(data):
    if data is None:
        return None
    text = ''.join(data.itertext()).strip()
    kind = data.get(_NAMESPACE + 'Type')
    try:
        if kind == 'Number':
            return float(text)
        if kind == 'DateTime':
            return datetime.fromisoformat(text.removesuffix('Z'))
    except ValueError:
        return text
    return text or None
