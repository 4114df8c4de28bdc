"""Find the row of headings: below titles and addresses, sometimes in two rows."""

import re
from collections import Counter
from dataclasses import dataclass, field

from . import columns, dates
from .amounts import is_amount
from .columns import AMOUNTS, WHO, shown

SEARCHED = 40
# "Kupac: ABC d.o.o." is no heading
_LABELLED = re.compile(r':\s*\S')


@dataclass(slots=True)
class Header:
    """The headings of a table, and below which row of the grid its body begins."""

    start: int
    height: int
    headings: list
    mapping: dict
    languages: Counter = field(default_factory=Counter)
    # the texts that decided what the columns are
    deciding: list = field(default_factory=list)
    layout: object = None

    @property
    def body(self):
        return self.start + self.height


def find(grid, layouts=()):
    """Return the ``Header`` of a grid, or None where no row looks like one.

    :param layouts: ``Layout`` that people corrected or that were used before: what they say of
        the same headings counts, wherever these stand in the grid
    """
    for layout in layouts:
        if found := find_known(grid, layout):
            return found
    best, best_score = None, (0, 0)
    for header in _headers(grid):
        # one row is likelier than two
        score = (_score(grid, header), -header.height)
        if score[0] and score > best_score:
            best, best_score = header, score
    return best


def likeliest(grid):
    """Return the ``Header`` that a person may begin to correct where none was found, or None."""
    rows = enumerate(grid.rows[:SEARCHED])
    filled = [(sum(map(_is_word, row)), -start) for start, row in rows]
    count, start = max(filled, default=(0, 0))
    return _header(grid, -start, 1) if count > 1 else None


def _is_word(cell):
    return bool(shown(cell)) and not is_amount(cell) and not dates.is_date(cell)


def _headers(grid):
    for start in range(min(SEARCHED, len(grid))):
        yield _header(grid, start, 1)
        if _continues(grid, start):
            yield _header(grid, start, 2)


def find_known(grid, layout):
    """Return the ``Header`` that a layout describes, or None where it isn't in the grid."""
    if not layout.columns:
        # only the row was chosen
        if layout.sheet and layout.sheet != grid.name:
            return None
        for start, number in enumerate(grid.numbers[: SEARCHED * 10]):
            if number == layout.header_row:
                header = _header(grid, start, 1)
                header.layout = layout
                return header
        return None
    wanted = layout.fingerprint
    for start in range(min(SEARCHED, len(grid))):
        for height in (1, 2):
            if start + height > len(grid):
                continue
            header = _header(grid, start, height)
            if columns.fingerprint(header.headings) == wanted:
                header.mapping = {
                    column.index: column.field for column in layout.columns if column.field
                }
                header.layout = layout
                return header
    return None


def _continues(grid, start):
    """Tell whether the next row may be the second one of the headings."""
    if start + 1 >= len(grid) or grid.numbers[start + 1] != grid.numbers[start] + 1:
        return False
    filled = [cell for cell in grid.rows[start + 1] if shown(cell)]
    return len(filled) > 1 and not any(is_amount(cell) or dates.is_date(cell) for cell in filled)


def _header(grid, start, height):
    upper = [shown(cell) for cell in grid.rows[start]]
    if height == 1:
        headings = upper
        deciding = list(map(_unlabelled, headings))
        return Header(start, 1, headings, *columns.map_headings(deciding), deciding)
    lower = [shown(cell) for cell in grid.rows[start + 1]]
    width = max(len(upper), len(lower))
    upper += [''] * (width - len(upper))
    lower += [''] * (width - len(lower))
    headings, deciding, carried = [], [], ''
    for above, below in zip(upper, lower, strict=True):
        # a merged cell has its text in the first of its columns
        carried = above or (carried if below else '')
        headings.append(' '.join(filter(None, (carried, below))))
        candidates = (below, f'{carried} {below}', f'{below} {carried}', above)
        deciding.append(
            max(map(_unlabelled, candidates), key=lambda text: columns.field_of(text)[1])
        )
    return Header(start, 2, headings, *columns.map_headings(deciding), deciding)


def _weight(text):
    return columns.field_of(text)[1]


def _unlabelled(text):
    return '' if _LABELLED.search(text) else text


def _has_amounts_of_a_side(header):
    """Tell whether headings are of amounts in the row's currency or the company's alone."""
    sides = map(columns.side_of_currency, header.deciding)
    return any(side and columns.field_of(rest)[0] in AMOUNTS for side, rest in sides)


def _score(grid, header):
    """Return how much a row looks like headings; 0 where there would be too little to read."""
    fields = set(header.mapping.values())
    if not (fields & AMOUNTS or _has_amounts_of_a_side(header)) or not fields & (
        WHO | {'date', 'value_date'}
    ):
        return 0
    score = 0
    for index, name in header.mapping.items():
        score += (2 if _weight(header.deciding[index]) > columns.WHOLE else 1) + (name in AMOUNTS)
    filled = [cell for cell in grid.rows[header.start] if shown(cell)]
    score -= 2 * sum(is_amount(cell) or dates.is_date(cell) for cell in filled)
    return score if len(filled) > 1 else 0
