"""Amounts as people and programs write them, as ``Decimal``.

``1.234`` may be a thousand or one and a bit: which mark is the decimal one is decided for a whole
column, never by a single cell, and asked where nothing tells.
"""

import math
import re
from decimal import Decimal

from .base import _lt
from .xml_values import MAX_DIGITS

MARKS = ('.', ',')
MAX_LENGTH = 60
# what a float still tells apart, and more than any currency needs
PLACES = Decimal('0.000001')
_USUAL = 1e9
# what nearly all cells look like, without having to be taken apart
_FAST = re.compile(r'-?[0-9]{1,12}(?:([.,])[0-9]{1,2})?', re.ASCII)
_POINTS = re.compile(r'-?[0-9]{1,3}(?:\.[0-9]{3}){1,3},[0-9]{1,2}', re.ASCII)
_COMMAS = re.compile(r'-?[0-9]{1,3}(?:,[0-9]{3}){1,3}\.[0-9]{1,2}', re.ASCII)
_DIGITS_MARKS = re.compile(r'[0-9.,]*[0-9][0-9.,]*', re.ASCII)
_AMBIGUOUS = re.compile(r'[1-9][0-9]{0,2}[.,][0-9]{3}', re.ASCII)
_GROUPED = re.compile(r'[0-9]{1,3}(?:[.,][0-9]{3})+', re.ASCII)
_SPACES = re.compile(r"[\s'’`´\u00a0\u202f\u2009\u2007]+")
_SPACED = re.compile(r'[0-9]{1,3}(?: [0-9]{3})+(?![0-9])', re.ASCII)
_MINUS = str.maketrans({'\u2212': '-', '\u2013': '-', '\u2014': '-', '\u2011': '-', '\ufe63': '-'})
_CURRENCIES = {
    '€': 'EUR', 'EURO': 'EUR', 'EURA': 'EUR', 'KN': 'HRK', 'KUNA': 'HRK', '$': 'USD', 'US$': 'USD',
    '£': 'GBP', 'KM': 'BAM', 'DIN': 'RSD', 'RSD': 'RSD', 'KČ': 'CZK', 'FT': 'HUF', 'SFR': 'CHF',
    'FR': 'CHF', 'SIT': 'SIT', 'ZŁ': 'PLN',
}  # fmt: skip
_CODES = """
EUR HRK USD CHF GBP BAM RSD HUF CZK PLN RON BGN SEK NOK DKK ISK MKD ALL TRY UAH JPY CNY CAD
AUD NZD AED INR ZAR BRL MXN SGD HKD KRW ILS KWD
"""
# "ALL" is a word as well
CODES = frozenset(_CODES.split()) - {'ALL', 'TRY'}
_CURRENCIES.update((code, code) for code in _CODES.split())
_WORD = re.compile(r'[^\W\d_]+\$?|[€$£]')
# money the customer has to his credit counts minus
_SIGNS = {'CR': -1, 'DR': 1, 'H': -1, 'S': 1, 'P': -1, 'D': 1, 'DUG': 1, 'POT': -1}
NOTHING = frozenset(('', '-', '--', '---', '.', '/'))


class AmountError(ValueError):
    """A cell is no amount; the first argument says why in the user's words."""


class AmbiguousAmount(AmountError):
    """A cell may be read in two ways."""


class Uncalculated:
    """Stands in a cell for a formula whose result was never saved."""

    def __repr__(self):
        return 'UNCALCULATED'

    def __str__(self):
        return ''


UNCALCULATED = Uncalculated()


def read_amount(cell, mark=''):
    """Return the amount in a cell, or None where there is none.

    :param cell: what a workbook or a text gives: a number or how it is written
    :param mark: the decimal mark for what may be read in two ways
    :raises AmbiguousAmount: it may be read in two ways, and ``mark`` isn't given
    :raises AmountError: it is no amount

    >>> read_amount('1.234,56'), read_amount('(1,234.56)'), read_amount(1234.56)
    (Decimal('1234.56'), Decimal('-1234.56'), Decimal('1234.56'))
    """
    if cell.__class__ is not str:
        return _read_native(cell)
    if _FAST.fullmatch(cell):
        return Decimal(cell.replace(',', '.')) or Decimal(0)
    if _POINTS.fullmatch(cell):
        return Decimal(cell.replace('.', '').replace(',', '.')) or Decimal(0)
    if _COMMAS.fullmatch(cell):
        return Decimal(cell.replace(',', '')) or Decimal(0)
    return _read_text(cell, mark)


def _read_native(cell):
    if cell.__class__ is float and -_USUAL < cell < _USUAL:
        text = repr(cell)
        # what nearly all are: no noise of binary fractions
        if len(text) - text.find('.') <= 7 and 'e' not in text:
            return Decimal(text) or Decimal(0)
    if cell is None:
        return None
    if cell is UNCALCULATED:
        raise AmountError(
            _lt(
                "The cell has a formula that was never calculated: "
                "open the file in a spreadsheet program, save it and import it again."
            )
        )
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        raise AmountError(_lt("“%s” is not an amount.", str(cell)[:MAX_LENGTH]))
    if isinstance(cell, float) and not math.isfinite(cell):
        raise AmountError(_lt("“%s” is not an amount.", cell))
    if abs(cell) >= 10**MAX_DIGITS:
        raise AmountError(_lt("The amount %s is too large.", f'{Decimal(cell):.3E}'))
    return _plain(Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell))


def _plain(amount):
    """Return an amount without the noise of binary fractions, and no minus zero."""
    rounded = amount.quantize(PLACES)
    return (amount if rounded == amount else rounded) or Decimal(0)


def bare(text):
    """Return (digits with marks, sign, currency) of what is written in a cell.

    The digits are empty where nothing is written, None where it is no amount.
    """
    text = text.translate(_MINUS).strip()
    # a formula guard: '=12,50 or ="12,50"
    text = text.lstrip("'").removeprefix('=').strip('"')
    currency, sign = '', 1
    if not text.isascii() or any(letter.isalpha() or letter == '$' for letter in text):
        words = _WORD.findall(text.upper())
        for word in words:
            if word in _SIGNS:
                sign *= _SIGNS[word]
            elif word in _CURRENCIES and not currency:
                currency = _CURRENCIES[word]
            else:
                return None, 1, ''
        text = _WORD.sub(' ', text)
        if currency == 'HRK':
            # 12,50 kn. and din. are abbreviations
            text = text.strip().removesuffix(' .')
    text = _SPACES.sub(' ', text).strip()
    if text in NOTHING:
        return '', 1, currency
    if text[0] == '(' and text[-1] == ')':
        text, sign = text[1:-1].strip(), -sign
    elif text[-1] == '-' and text[0] not in '+-':
        text, sign = text[:-1].rstrip(), -sign
    elif text[0] == '-':
        text, sign = text[1:].lstrip(), -sign
    elif text[0] == '+':
        text = text[1:].lstrip()
    if ' ' in text:
        text = _SPACED.sub(lambda found: found[0].replace(' ', ''), text)
    if not _DIGITS_MARKS.fullmatch(text):
        return None, 1, ''
    return text, sign, currency


def _read_text(cell, mark):
    shown = cell.strip()
    if len(shown) > MAX_LENGTH:
        raise AmountError(_lt("“%s” is not an amount.", shown[:MAX_LENGTH] + '…'))
    digits, sign, _currency = bare(shown)
    if digits == '':
        return None
    number = _with_point(digits, mark, shown) if digits else None
    if number is None:
        raise AmountError(_lt("“%s” is not an amount.", shown))
    amount = Decimal(number)
    if amount.adjusted() >= MAX_DIGITS:
        raise AmountError(_lt("The amount %s is too large.", shown))
    return _plain(amount * sign)


def _with_point(digits, mark, shown):
    """Return digits with a decimal point only, or None where the marks make no sense."""
    points, commas = digits.count('.'), digits.count(',')
    if not points and not commas:
        return digits
    if points and commas:
        decimal = max(MARKS, key=digits.rfind)
        whole, _mark, places = digits.rpartition(decimal)
        if decimal in whole or not _GROUPED.fullmatch(whole):
            return None
        return f'{whole.replace(",", "").replace(".", "")}.{places or 0}'
    if points + commas > 1:
        return digits.replace(',', '').replace('.', '') if _GROUPED.fullmatch(digits) else None
    if _AMBIGUOUS.fullmatch(digits):
        if not mark:
            raise AmbiguousAmount(_lt("“%s” may be read in two ways.", shown))
        return (
            digits.replace(',', '.')
            if mark in digits
            else digits.replace(',' if mark == '.' else '.', '')
        )
    whole, places = re.split('[.,]', digits)
    return f'{whole or 0}.{places or 0}'


def evidence(cell):
    """Return the decimal mark that a text proves, ``?`` if it may be either, else nothing.

    >>> [evidence(text) for text in ('12,5', '1.234.567', '1.234', '1234')]
    [',', ',', '?', '']
    """
    if found := _FAST.fullmatch(cell):
        return found[1] or ''
    if '.' not in cell and ',' not in cell:
        return ''
    if _POINTS.fullmatch(cell):
        return ','
    digits, _sign, _currency = bare(cell) if len(cell) <= MAX_LENGTH else (None, 1, '')
    if not digits or _AMBIGUOUS.fullmatch(digits):
        return '?' if digits else ''
    points, commas = digits.count('.'), digits.count(',')
    if points and commas:
        return max(MARKS, key=digits.rfind)
    if points > 1 or commas > 1:
        if not _GROUPED.fullmatch(digits):
            return ''
        return ',' if points else '.'
    return '.' if points else ','


def decide(cells):
    """Return (mark, ambiguous text) of a column: what its texts prove, and one that needs it.

    The mark is empty where nothing, and ``?`` where both are proved.
    """
    proved, either, ambiguous = set(), set(), ''
    for cell in cells:
        if cell.__class__ is not str:
            continue
        if (found := evidence(cell)) == '?':
            ambiguous = ambiguous or cell.strip()
            either.add('.' if '.' in cell else ',')
        elif found:
            proved.add(found)
    if len(proved) == 1:
        return proved.pop(), ambiguous
    # 1.234 beside 1,234: one of them is no thousand
    return '?' if proved or len(either) > 1 else '', ambiguous


def is_amount(cell):
    """Tell whether a cell can be an amount, however it is read."""
    if cell.__class__ is not str:
        return isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool)
    try:
        return read_amount(cell, ',') is not None
    except AmountError:
        return False


def currency_of(cell):
    """Return the ISO code of the currency that a text names, alone or with an amount."""
    if cell.__class__ is not str or len(cell) > MAX_LENGTH:
        return ''
    text = cell.strip()
    if found := _CURRENCIES.get(text.upper().rstrip('.')):
        return found
    return bare(text)[2] if text else ''


def is_zero(cell):
    """Tell whether a cell is an amount of nothing, however it is written."""
    return is_amount(cell) and not re.search('[1-9]', str(cell))
