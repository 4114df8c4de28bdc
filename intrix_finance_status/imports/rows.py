"""A row of an import on its way between file, database and documents."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal

LONGEST_NUMBER = 200
LONGEST = 1000
PLAIN = frozenset((Decimal, date, int, float, bool, type(None)))
UNKEPT = re.compile('[\0\ud800-\udfff]')


@dataclass(slots=True)
class ImportRow:
    """What a ``finance.status.import.line`` holds; ``done``: nothing is left to do with it."""

    position: str
    values: dict
    outcome: str = 'new'
    message: str = ''
    done: bool = False
    id: int | None = None
    document_id: int | None = None
    partner_id: int | None = None
    date_due: date | None = None
    amount_due: Decimal | None = None
    payment_id: int | None = None
    transaction_ref: int | None = None
    before: object = None
    after: str | None = None

    def refuse(self, message):
        """Let it be an error; what else was said of it stays."""
        self.outcome = 'error'
        self.message = f'{self.message} {message}'.strip()


def _plain(value):
    if value.__class__ is Decimal:
        return format(value, 'f')
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    if is_dataclass(value):
        return asdict(value)
    return str(value)


_quoted = json.encoder.encode_basestring
_encode = json.JSONEncoder(default=_plain, sort_keys=True, ensure_ascii=False).encode


def encode(value):
    """Return JSON of what rows and snapshots hold: the same value gives the same text."""
    if value.__class__ is not dict:
        return _encode(value)
    # what nearly all rows are, without asking for each value in turn
    parts = []
    for key in sorted(value):
        item = value[key]
        kind = item.__class__
        if kind is str:
            text = _quoted(item)
        elif kind is Decimal:
            text = f'"{item:f}"'
        elif kind is date:
            text = f'"{item}"'
        else:
            return _encode(value)
        parts.append(f'{_quoted(key)}: {text}')
    return f'{{{", ".join(parts)}}}'


def copied(values):
    """Return a line of ``COPY … FROM STDIN`` with these values."""
    return '\t'.join(map(_copied, values)) + '\n'


def _copied(value):
    if value is None:
        return '\\N'
    if value is True or value is False:
        return 't' if value else 'f'
    if value.__class__ is str:
        if '\\' in value:
            value = value.replace('\\', '\\\\')
        if not value.isprintable():
            value = value.replace('\n', '\\n').replace('\r', '\\r').replace('\t', '\\t')
        return value
    return str(value)


def fingerprint(value):
    """Return a short text that differs when the value does."""
    return hashlib.sha1(encode(value).encode()).hexdigest()


def clean_text(value):
    """Return a text without what PostgreSQL can't keep, of a bounded length."""
    if value.__class__ is str and len(value) <= LONGEST and value.isprintable():
        return value
    return UNKEPT.sub('', str(value or '')[:LONGEST])


def clean_values(value):
    """Return values of a row as JSON can keep them in PostgreSQL."""
    if isinstance(value, str):
        return clean_text(value)
    if value.__class__ in PLAIN:
        return value
    if isinstance(value, dict):
        cleaned = {}
        for key, item in value.items():
            kind = item.__class__
            # what nearly all are, without a call for each
            is_clean = len(item) <= LONGEST and item.isprintable() if kind is str else kind in PLAIN
            is_field = key.__class__ is str and len(key) <= LONGEST and key.isidentifier()
            cleaned[key if is_field else clean_text(key)] = item if is_clean else clean_values(item)
        return cleaned
    if isinstance(value, list | tuple):
        return [clean_values(item) for item in value]
    return value


def shown(values):
    """Return the columns of a row that people look for: number, customer, date, amount, currency.

    ``values`` are those of a document, a payment or a bank transaction.
    """
    amount = None
    for name in ('amount_total', 'amount', 'amount_due'):
        try:
            amount = values[name]
            if amount.__class__ is not Decimal:
                amount = Decimal(str(amount))
        except (KeyError, ArithmeticError):
            continue
        if amount.is_finite() and abs(amount) < 10**13:
            break
        amount = None
    if amount and values.get('document_type') == 'refund':
        amount = -abs(amount)
    name = clean_text(values.get('name') or values.get('external_id'))
    partner = clean_text(values.get('partner_name') or values.get('partner_vat'))
    return (
        name[:LONGEST_NUMBER] or None,
        partner[:LONGEST_NUMBER] or None,
        day_of(values, 'date'),
        amount,
        clean_text(values.get('currency'))[:10] or None,
    )


def day_of(values, name):
    """Return a date of a row, or None where there is none that can be read."""
    day = values.get(name)
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day[:10])
        except ValueError:
            return None
    return day if isinstance(day, date) else None
