"""Numbers of invoices and companies that a spreadsheet turned into something else."""

import re

from .base import _lt
from .dates import is_date

# 1,23457E+11
_POWER = re.compile(r'[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+', re.I | re.ASCII)
_FLOAT = re.compile(r'[0-9]+[.,]00?', re.ASCII)
_MONTHS = (
    'jan|sij|feb|velj|vel|mar|mär|mrz|ožu|ozu|apr|tra|may|maj|mai|svi|jun|lip|jul|srp|aug|avg|kol|'
    'sep|ruj|oct|okt|lis|nov|stu|dec|dez|pro'
)
_MONTH = re.compile(
    rf'[0-9]{{1,2}}[.\-/ ]+(?:{_MONTHS})\w*\.?|(?:{_MONTHS})\w*\.?[.\-/ ]+[0-9]{{2,4}}', re.I
)
_DAY = re.compile(r'[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}\.?|[0-9]{4}-[0-9]{2}-[0-9]{2}', re.ASCII)
# what nearly all are not
_SUSPECT = re.compile('|'.join(pattern.pattern for pattern in (_POWER, _FLOAT, _MONTH, _DAY)), re.I)
_LOOK_AT = 2000


def is_power(text):
    """Tell whether a text is a number that was rounded to a power of ten.

    >>> is_power('1,23457E+11'), is_power('12345678903')
    (True, False)
    """
    return bool(_POWER.fullmatch(text))


def of_numbers(cells):
    """Return the test of a column of numbers of invoices: has this one been damaged?

    Numbers that look like days, or end in ,00, in the whole column are how the company numbers.
    """
    texts = []
    for cell in cells:
        if cell.__class__ is str and cell.strip():
            texts.append(cell.strip())
            if len(texts) == _LOOK_AT:
                break
    # 2026-01-45 is no day, so 2026-01-15 is a number as well
    days = [text for text in texts if _DAY.fullmatch(text)]
    numbered_by_day = any(not is_date(text) for text in days)

    def damaged(text):
        return bool(_SUSPECT.fullmatch(text)) and not (numbered_by_day and _DAY.fullmatch(text))

    return damaged


def reason(text):
    """Return what happened to a number, and what to do, in the user's words."""
    return _lt(
        "A spreadsheet has changed the number to “%s”. Export the list again and import the file "
        "without opening it in a spreadsheet program, or format the column as text first.",
        text,
    )
