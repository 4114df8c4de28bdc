"""A row of an import on its way between file, database and documents."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal

LONGEST_NUMBER = 200
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
    payment_id: int | None = None
    transaction_ref: int | None = None
    before: object = None
    after: str | None = None

    def refuse(self, message):
        """Let it be an error; what else was said of it stays."""
        self.outcome = 'error'
        self.message = f'{self.message} {message}'.strip()


def encode(value):
    """Return JSON of what rows and snapshots hold: the same value gives the same text."""
    return json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False)


def _plain(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, 'f')
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    if is_dataclass(value):
        return asdict(value)
    return str(value)


def fingerprint(value):
    """Return a short text that differs when the value does."""
    return hashlib.sha1(encode(value).encode()).hexdigest()


def clean_text(value):
    """Return a text without what PostgreSQL can't keep, of a bounded length."""
    return UNKEPT.sub('', str(value or '')[:1000])


def clean_values(value):
    """Return values of a row as JSON can keep them in PostgreSQL."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): clean_values(item) for key, item in value.items()}
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
            amount = Decimal(str(values[name]))
        except (KeyError, ArithmeticError):
            continue
        if amount.is_finite() and abs(amount) < 10**13:
            break
        amount = None
    day = values.get('date')
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day[:10])
        except ValueError:
            day = None
    name = clean_text(values.get('name') or values.get('external_id'))
    partner = clean_text(values.get('partner_name') or values.get('partner_vat'))
    return (
        name[:LONGEST_NUMBER] or None,
        partner[:LONGEST_NUMBER] or None,
        day if isinstance(day, date) else None,
        amount,
        clean_text(values.get('currency'))[:10] or None,
    )
