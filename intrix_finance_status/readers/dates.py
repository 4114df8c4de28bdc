"""Dates as people and programs write them, as ``date`` without a time.

``1/4/2026`` is the first of April: that the month comes first has to be proved by its column.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from .amounts import UNCALCULATED
from .base import _lt
from .folding import fold_words

DAY_FIRST, MONTH_FIRST = 'dmy', 'mdy'
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
MAX_LENGTH = 60
MAX_NUMBER = 1e9
# the last year that two digits of 69 stand for
PIVOT = 69
_SERIALS = range(20000, 60001)
# Excel counts a 29 February 1900, so its day 0 is two days before 1 January
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_TIME = r'(?:[T ,]\s*[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?'
_TIME += r'\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?'
_DAY = re.compile(
    r'([0-9]{1,2})\s*([./-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4}|[0-9]{2})\.?' + _TIME, re.ASCII
)
_ISO = re.compile(r'([0-9]{4})([./-])([0-9]{1,2})\2([0-9]{1,2})\.?' + _TIME, re.ASCII)
_COMPACT = re.compile(r'((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?:T?[0-9]{6})?', re.ASCII)
_NUMBER = re.compile(r'[0-9]{5}(?:\.[0-9]+)?', re.ASCII)
_EMPTY = frozenset(('', '0', '-', '--', '/', '.', '. .', '..', '. .', 'n/a', 'none', 'null'))
_ZEROS = re.compile(r'[0./ -]+(?:[ T][0.: ]+)?', re.ASCII)
# what databases hold where there is no date
_NO_DAYS = frozenset((date(1899, 12, 30), date(1899, 12, 31)))
_MONTHS = {}
for _names in (
    'sijecanj veljaca ozujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac',
    'sijecnja veljace ozujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga '
    'prosinca',
    'sij velj ozu tra svi lip srp kol ruj lis stu pro',
    'januar februar marec april maj junij julij avgust september oktober november december',
    'januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra '
    'decembra',
    'januar februar marz april mai juni juli august september oktober november dezember',
    'january february march april may june july august september october november december',
    'jan feb mar apr may jun jul aug sep oct nov dec',
    'jan feb mrz apr mai jun jul avg sept okt nov dez',
    # none of Polish and Czech: their listopad is November, the Croatian one October
    'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre',
    'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
):
    _MONTHS.update((_name, _month) for _month, _name in enumerate(_names.split(), 1))
_MONTHS['studenog'] = 11


class DateError(ValueError):
    """A cell is no date; the first argument says why in the user's words."""


def read_date(cell, order=DAY_FIRST, epoch_1904=False):
    """Return the date in a cell as written, or None where there is none.

    :param order: ``dmy`` or ``mdy``, for dates with slashes or dashes
    :param epoch_1904: how the workbook counts days
    :raises DateError: it is no date, or none of 1990 to 2100
    """
    if cell.__class__ is str:
        text = cell.strip()
        found = _read_text(text, order, epoch_1904) if len(text) <= MAX_LENGTH else None
    elif isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif cell is None or isinstance(cell, (time, timedelta)):
        # a zero formatted as a date is no day
        return None
    elif cell is UNCALCULATED:
        raise DateError(
            _lt(
                "The cell has a formula that was never calculated: "
                "open the file in a spreadsheet program, save it and import it again."
            )
        )
    elif isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise DateError(_lt("“%s” is not a date.", str(cell)[:MAX_LENGTH]))
    elif not cell:
        return None
    elif abs(cell) < MAX_NUMBER:
        found = _of_serial(cell, epoch_1904) or _of_compact(cell)
    else:
        found = None
    if found is None:
        if cell.__class__ is str and _is_nothing(cell.strip()):
            return None
        shown = str(cell).strip()[:MAX_LENGTH] if isinstance(cell, str) else f'{cell:.6g}'
        raise DateError(_lt("“%s” is not a date.", shown))
    if found in _NO_DAYS:
        return None
    if not FIRST <= found <= LAST:
        raise DateError(
            _lt("The date %s can't be right: it is not of 1990 to 2100.", found.isoformat())
        )
    return found


def _is_nothing(text):
    return text.lower() in _EMPTY or bool(_ZEROS.fullmatch(text))


def _of_serial(number, epoch_1904):
    if int(number) not in _SERIALS:
        return None
    return (_EPOCHS[epoch_1904] + timedelta(days=int(number))).date()


def _of_compact(number):
    text = str(int(number)) if number == int(number) else ''
    found = _COMPACT.fullmatch(text) if len(text) == 8 else None
    return _made(*found.groups()) if found else None


def _made(year, month, day):
    year = int(year) if len(str(year)) > 2 else _century(int(year))
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def _century(year):
    return year + (2000 if year <= PIVOT else 1900)


# the same days come again and again
@lru_cache(8192)
def _read_text(text, order, epoch_1904):
    if found := _DAY.fullmatch(text):
        first, mark, second, year = found.groups()
        # dots are never American
        if order == MONTH_FIRST and mark != '.':
            first, second = second, first
        return _made(year, second, first)
    if found := _ISO.fullmatch(text):
        year, _mark, month, day = found.groups()
        return _made(year, month, day)
    if found := _COMPACT.fullmatch(text):
        return _made(*found.groups())
    if _NUMBER.fullmatch(text):
        return _of_serial(float(text), epoch_1904)
    return _named(text)


def _named(text):
    """Return a date whose month is written as a word."""
    words = fold_words(text)
    if not 3 <= len(words) <= 6:
        return None
    months = [_MONTHS[word] for word in words[:3] if word in _MONTHS]
    numbers = [word for word in words[:3] if word.isdigit()]
    if len(months) != 1 or len(numbers) != 2:
        return None
    day, year = sorted(numbers, key=len) if len(numbers[0]) > 2 else numbers
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    return _made(year, months[0], day)


def is_date(cell):
    """Tell whether a cell can be a date, however it is read."""
    if cell.__class__ is str:
        text = cell.strip()
        return len(text) <= MAX_LENGTH and any(
            _read_text(text, order, False) is not None for order in (DAY_FIRST, MONTH_FIRST)
        )
    return isinstance(cell, date)


def order_of(cells):
    """Return the order of day and month that texts prove, or nothing.

    >>> order_of(['01/04/2026', '12/15/2026']), order_of(['15/12/2026', '12/15/2026'])
    ('mdy', 'dmy')
    """
    proved = set()
    for cell in cells:
        if cell.__class__ is not str or not (found := _DAY.fullmatch(cell.strip())):
            continue
        first, mark, second, _year = found.groups()
        if int(first) > 12:
            return DAY_FIRST
        if mark != '.' and int(second) > 12:
            proved.add(MONTH_FIRST)
    return proved.pop() if proved else ''
