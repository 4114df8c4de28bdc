"""Values of XML elements, as strict as their schema types: text, dates, decimals, VAT numbers."""

import re
from datetime import date
from decimal import Decimal

from .base import Problem, _lt

MAX_TEXT = 250
# what a Monetary field and a float still hold to the cent
MAX_DIGITS = 13
_DECIMAL = re.compile(r'[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)', re.ASCII)
_DATE = re.compile(
    r'([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.]*)?(?:Z|[+-][0-9]{2}:[0-9]{2})?', re.ASCII
)
_NO_ALNUM = re.compile(r'[\W_]+')


def clean(text):
    """Return a text on one line, without white space around it, of a bounded length."""
    return ' '.join((text or '').split())[:MAX_TEXT]


def read_date(text, field, problems):
    """Return an ``xsd:date`` as a date as written, without its time zone; note a problem."""
    text = clean(text)
    if not text:
        return None
    found = _DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        problems.append(Problem(field, _lt("“%s” is not a date.", text)))
    return None


def read_amount(text, field, problems):
    """Return an ``xsd:decimal`` as a ``Decimal``; note a problem.

    The schema knows one notation, with a decimal point: a comma is refused, not guessed.
    """
    text = clean(text)
    if not text:
        return None
    if not _DECIMAL.fullmatch(text):
        problems.append(Problem(field, _lt("“%s” is not an amount.", text)))
        return None
    amount = Decimal(text)
    if amount.adjusted() >= MAX_DIGITS:
        problems.append(Problem(field, _lt("The amount %s is too large.", text)))
        return None
    # no minus zero
    return amount or Decimal(0)


def vat_number(text):
    """Return a VAT number in capitals without marks; a Croatian one without its country."""
    number = _NO_ALNUM.sub('', clean(text)).upper()
    if re.fullmatch(r'HR[0-9]{11}', number, re.ASCII):
        return number[2:]
    return number


def number_key(text):
    """Return a document number with ``/`` between its parts, whatever separates them.

    >>> number_key('1234-2026-06') == number_key('1234/2026/06')
    True
    """
    return '/'.join(part for part in _NO_ALNUM.split(clean(text).upper()) if part)
