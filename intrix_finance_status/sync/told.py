"""What a source tells of a document: one row of a push or of a file, read and checked.

Plain Python, without a database. Messages are ``LazyTranslate`` texts, translated where they
are shown.
"""

import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import partial

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

FIRST_DATE = date(1990, 1, 1)
LAST_DATE = date(2100, 12, 31)
LARGEST_AMOUNT = Decimal(10) ** 12
LONGEST_TEXT = {'external_id': 200, 'name': 200}
LONGEST_OTHER_TEXT = 2000
MOST_PARTS = 1000
AMOUNT = re.compile(r'[+-]?\d+(\.\d+)?')

TEXTS = (
    'external_id',
    'name',
    'partner_vat',
    'partner_reference',
    'partner_name',
    'order_reference',
    'customer_reference',
    'payment_reference',
)
CHOICES = {
    'document_type': ('invoice', 'refund'),
    'state': ('open', 'paid', 'cancelled'),
    'kind': ('source', 'bank', 'report'),
}
DATES = ('date', 'date_due', 'date_paid')
AMOUNTS = ('amount_total', 'amount_paid', 'amount_due')
PARTS = {
    'lines': ('date_due', 'amount'),
    'orders': ('reference', 'amount'),
    'payments': ('identity', 'date', 'amount', 'reference', 'kind'),
}
REQUIRED_IN_PART = {
    'lines': ('date_due', 'amount'),
    'orders': ('reference',),
    'payments': ('identity', 'date', 'amount'),
}


class Unreadable(Exception):
    """A value can't be taken; the argument says why."""


@dataclass(slots=True)
class Told:
    """A row as it was understood. What is empty was not told, and has no key in ``values``."""

    index: int
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    external_id: str = ''

    def refuse(self, fname, message):
        self.problems.append((fname, message))


def read_text(value, longest=LONGEST_OTHER_TEXT):
    # what nearly all are
    if value.__class__ is str and len(value) <= longest and value.isprintable():
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Unreadable(_lt("This must be a text."))
    value = value.strip()
    if len(value) > longest:
        raise Unreadable(_lt("This is longer than %(count)s characters.", count=longest))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unreadable(_lt("This has characters that can't be stored.")) from None
    if '\0' in value:
        raise Unreadable(_lt("This has characters that can't be stored."))
    return value


def read_choice(value, choices):
    text = read_text(value).lower()
    if text not in choices:
        raise Unreadable(
            _lt("“%(value)s” is none of %(choices)s.", value=text[:50], choices=', '.join(choices))
        )
    return text


def read_date(value):
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        text = read_text(value)
        try:
            # of a point in time, the day as it is written
            value = date.fromisoformat(text[:10])
            if len(text) > 10:
                datetime.fromisoformat(text.replace('Z', '+00:00'))
            elif len(text) < 10:
                raise ValueError
        except ValueError:
            raise Unreadable(
                _lt("“%(value)s” is no date: write it as 2026-12-31.", value=text[:50])
            ) from None
    if not FIRST_DATE <= value <= LAST_DATE:
        raise Unreadable(_lt("%(date)s is not between 1990 and 2100.", date=value.isoformat()))
    return value


def read_amount(value):
    if isinstance(value, str):
        text = value.strip()
        if not AMOUNT.fullmatch(text, endpos=50) or len(text) > 50:
            raise Unreadable(_lt("“%(value)s” is no amount: write it as 1234.56.", value=text[:50]))
        value = Decimal(text)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Unreadable(_lt("This is no amount: write it as 1234.56."))
        value = Decimal(repr(value))
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unreadable(_lt("This is no amount: write it as 1234.56."))
    value = Decimal(value)
    if not value.is_finite():
        raise Unreadable(_lt("This is no amount: write it as 1234.56."))
    if abs(value) >= LARGEST_AMOUNT:
        raise Unreadable(_lt("This amount is too large."))
    return value


def read_version(value):
    """Return a text that sorts as versions do: whole numbers, or points in time."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, datetime):
        moment = value
    else:
        text = read_text(value, 50)
        if text.isdecimal() and text.isascii() and len(text) <= 20:
            return text.zfill(20)
        try:
            moment = datetime.fromisoformat(text.replace('Z', '+00:00').replace('z', '+00:00'))
        except ValueError:
            raise Unreadable(
                _lt("A version is a whole number, or a date with time as 2026-12-31T10:30:00Z.")
            ) from None
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc)
    return moment.strftime('%Y-%m-%dT%H:%M:%S.%f')


def is_empty(value):
    return value is None or value is False or (isinstance(value, str) and not value.strip())


def read_names(value):
    """Return numbers of documents, told as a list or as one text, as one text."""
    names = value if isinstance(value, list | tuple) else [value]
    if len(names) > MOST_PARTS:
        raise Unreadable(_lt("There are more than %(count)s of them.", count=MOST_PARTS))
    return read_text(', '.join(read_text(name) for name in names if not is_empty(name)))


def read_value(fname, value):
    if fname in CHOICES:
        return read_choice(value, CHOICES[fname])
    if fname in DATES:
        return read_date(value)
    if fname in AMOUNTS or fname == 'amount':
        return read_amount(value)
    if fname == 'version':
        return read_version(value)
    if fname == 'preceding':
        return read_names(value)
    if fname == 'currency':
        return read_text(value, 50).upper()
    return read_text(value, LONGEST_TEXT.get(fname, LONGEST_OTHER_TEXT))


def read_parts(fname, value):
    """Return instalments, orders or payments as a list of dicts, all of them or none."""
    if not isinstance(value, list | tuple):
        raise Unreadable(_lt("This must be a list."))
    if len(value) > MOST_PARTS:
        raise Unreadable(_lt("There are more than %(count)s of them.", count=MOST_PARTS))
    parts = []
    for number, item in enumerate(value, 1):
        if fname == 'orders' and isinstance(item, str):
            item = {'reference': item}  # noqa: PLW2901 - short for it
        try:
            if not isinstance(item, dict):
                raise Unreadable(_lt("This must have names and values."))
            part = {
                name: read_value(name, item[name])
                for name in PARTS[fname]
                if not is_empty(item.get(name))
            }
            for name in REQUIRED_IN_PART[fname]:
                if name not in part:
                    raise Unreadable(_lt("There is no %(field)s.", field=name))
        except Unreadable as error:
            message = _lt("Number %(number)s: %(reason)s", number=number, reason=error.args[0])
            raise Unreadable(message) from None
        parts.append(part)
    return parts


def _reader(fname):
    """Return the function that reads the values of a field."""
    if fname in PARTS:
        return partial(read_parts, fname)
    if fname in DATES:
        return read_date
    if fname in AMOUNTS:
        return read_amount
    if fname in TEXTS:
        return partial(read_text, longest=LONGEST_TEXT.get(fname, LONGEST_OTHER_TEXT))
    return partial(read_value, fname)


KNOWN = {
    *TEXTS,
    *DATES,
    *AMOUNTS,
    *PARTS,
    'document_type',
    'state',
    'currency',
    'version',
    'preceding',
}
READERS = {fname: _reader(fname) for fname in KNOWN}


def read_row(index, row, strict=True):
    """Return a row as ``Told``.

    :param bool strict: whether a key that is not known is a problem, or left out
    """
    told = Told(index)
    if not isinstance(row, dict):
        told.refuse('', _lt("A document must be given by names and values."))
        return told
    values = told.values
    for fname, value in row.items():
        reader = READERS.get(fname)
        if not reader:
            if strict:
                told.refuse(str(fname)[:50], _lt("There is no such field."))
            continue
        kind = value.__class__
        if kind is date:
            # what files give: read already
            if fname in DATES and FIRST_DATE <= value <= LAST_DATE:
                values[fname] = value
                continue
        elif kind is Decimal:
            if fname in AMOUNTS and value.is_finite() and abs(value) < LARGEST_AMOUNT:
                values[fname] = value
                continue
        elif is_empty(value):
            continue
        try:
            read = reader(value)
            if read != '':
                values[fname] = read
        except Unreadable as error:
            told.refuse(fname, error.args[0])
    told.external_id = told.values.get('external_id', '')
    if not told.external_id and 'name' not in told.values and not told.problems:
        told.refuse('name', _lt("There is neither a number nor an external_id."))
    return told
