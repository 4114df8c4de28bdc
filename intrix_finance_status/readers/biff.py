"""Look into old workbooks (BIFF) for formulas whose result was never calculated.

Programs that write such files leave the calculating to the spreadsheet program: until somebody
opens and saves the file, all results are empty or zero.
"""

from struct import error as StructError
from struct import unpack_from

_FORMULAS = (0x0006, 0x0206, 0x0406)
_BOUNDSHEET = 0x0085
_WORKSHEET = 0
_EOF = 0x000A
_BOFS = (0x0009, 0x0209, 0x0409, 0x0809)
# whatever a file says of itself
_MOST_RECORDS = 20_000_000
# "calculate on load"
_ON_LOAD = 2


def uncalculated(stream):
    """Return {number of the sheet: {(row, column)}} of formulas that were never calculated.

    As soon as one formula of the workbook has a result, somebody calculated all of them: then
    zeros and empty texts are what they say.

    :param bytes stream: the workbook as it is in its OLE document, or alone
    """
    try:
        sheets = _sheets(stream)
        found, calculated = {}, False
        for number, start in enumerate(sheets):
            cells = set()
            for row, column, state in _formulas(stream, start):
                if state == 'calculated':
                    calculated = True
                elif state == 'never':
                    cells.add((row, column))
            if cells:
                found[number] = cells
        return {} if calculated else found
    except (StructError, IndexError):
        # whoever reads the file says what is wrong with it
        return {}


def _records(stream, start):
    """Yield (kind, position of the data, size) from ``start`` to the end of its part."""
    position, depth = start, 0
    for _count in range(_MOST_RECORDS):
        if position + 4 > len(stream):
            return
        kind, size = unpack_from('<HH', stream, position)
        yield kind, position + 4, size
        position += 4 + size
        if kind in _BOFS:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def _sheets(stream):
    """Return where the worksheets begin, in the order of their names."""
    starts = []
    for kind, at, size in _records(stream, 0):
        if kind == _BOUNDSHEET and size >= 6 and stream[at + 5] == _WORKSHEET:
            starts.append(unpack_from('<I', stream, at)[0])
    return starts or [0]


def _formulas(stream, start):
    """Yield (row, column, state): ``never`` calculated, ``calculated``, or nobody knows."""
    for kind, at, size in _records(stream, start):
        if kind not in _FORMULAS or size < 16:
            continue
        row, column = unpack_from('<HH', stream, at)
        result = stream[at + 6 : at + 14]
        (flags,) = unpack_from('<H', stream, at + 14)
        if result[6:] == b'\xff\xff':
            # 0: a text in the next record, 1: true or false, 2: an error, 3: an empty text
            state = 'never' if result[0] == 3 else 'calculated'
        elif any(result):
            state = 'calculated'
        else:
            state = 'never' if flags & _ON_LOAD else 'zero'
        yield row, column, state
