"""The cells of a sheet or text, held in little memory: only rows that say something."""

from array import array

from .base import MAX_ROWS, ReadError, _lt

MAX_COLUMNS = 256
# what a file may hold in all, many wide rows included
MAX_CELLS = 20_000_000
_MOST_KNOWN = 50_000


class Grid:
    """Rows of cells with the numbers that people see beside them.

    :param name: of the sheet, empty for a text
    :param epoch_1904: how the workbook counts days
    """

    def __init__(self, name='', epoch_1904=False):
        self.name = name
        self.epoch_1904 = epoch_1904
        self.numbers = array('L')
        self.rows = []
        self._cells = 0

    def __len__(self):
        return len(self.rows)

    def add(self, number, row):
        """Add a row, unless it is empty; tell whether it was.

        :raises ReadError: there are too many
        """
        width = len(row)
        while width:
            cell = row[width - 1]
            if cell is None or (cell.__class__ is str and (not cell or cell.isspace())):
                width -= 1
            else:
                break
        if not width:
            return False
        width = min(width, MAX_COLUMNS)
        self._cells += width
        if len(self.rows) >= MAX_ROWS:
            raise ReadError(_lt("The file has more than %s rows.", MAX_ROWS))
        if self._cells > MAX_CELLS:
            raise ReadError(_lt("The file has more than %s cells.", MAX_CELLS))
        self.numbers.append(number)
        self.rows.append(row if width == len(row) else row[:width])
        return True


def of_text(rows):
    """Return the grid of a text that was split into rows."""
    grid = Grid()
    known = {}
    for number, row in enumerate(rows, 1):
        # names, dates and states come again and again: one text of each is enough
        grid.add(number, tuple([known.setdefault(cell, cell) for cell in row]))
        if len(known) > _MOST_KNOWN:
            known.clear()
    return grid


def letters(index):
    """Return what a spreadsheet calls a column.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ''
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
