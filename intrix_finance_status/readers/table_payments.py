"""Make payments of documents, or movements of a bank account, of the rows of a table."""

import hashlib
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise

from . import words
from .amounts import CODES
from .base import Problem, Row, Skipped, Transaction, _lt
from .columns import shown
from .folding import fold
from .xml_values import number_key

_WORDS = re.compile(r'(?<![^\W_])[A-Z]{3}(?![^\W_])')
_IBAN = re.compile(
    r'[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[0-9][A-Z0-9]{0,2})?(?![A-Z0-9])', re.ASCII
)
_ACCOUNT = re.compile(
    r'(?:account number|account no\.?|iban|račun|konto|kontonummer|broj računa|št\. računa)'
    r'\s*:?\s*([A-Z]{0,2}[0-9][0-9 -]{7,33})',
    re.I | re.ASCII,
)


def _identity(*told):
    return hashlib.sha256('|'.join(map(str, told)).encode()).hexdigest()[:24]


_PENDING = _lt("Pending, or not carried out: it is not booked.")


def payments(bodies):
    """Return the rows of a list that says what was paid on which number."""
    rows, seen = [], Counter()
    for body in bodies:
        table = body.table
        for entry, index in enumerate(body.indexes):
            row, line = table.grid.rows[index], table.grid.numbers[index]
            problems = []
            values = {
                'name': table.name(row, line, problems),
                'date': table.date(row, 'date_paid', line, problems)
                if table.has('date_paid')
                else table.date(row, 'date', line, problems),
                'amount': table.amount(row, 'amount_paid', line, problems),
                'partner_vat': table.vat(row, line, problems),
                'currency': table.currency_of(row, line, problems),
                'text': table.description(row) or table.text(row, 'payment_method'),
            }
            customer = body.customer(entry)
            if name := table.text(row, 'partner_name') or (customer and customer.name):
                values['partner_name'] = name
            for field, text in (
                ('name', _lt("The number of the invoice is missing.")),
                ('date', _lt("The date of the payment is missing.")),
                ('amount', _lt("The amount is missing.")),
            ):
                if values[field] in (None, '') and not problems:
                    problems.append(Problem(field, text))
            if not problems:
                told = (
                    number_key(values['name']), values['date'],
                    format(values['amount'].normalize(), 'f'), values['partner_vat'],
                )  # fmt: skip
                seen[told] += 1
                values['external_id'] = _identity('payment', *told, seen[told])
            values = {field: value for field, value in values.items() if value not in (None, '')}
            rows.append(Row(table.position([line]), values, problems))
    return rows


def account_of(grid, body):
    """Return the number of the account that the rows above the headings tell, or nothing."""
    for row in grid.rows[:body]:
        texts = [text for text in map(shown, row) if text]
        # the label may stand in the cell before
        for text in (*texts, *map(' '.join, pairwise(texts))):
            if found := _IBAN.search(text) or _ACCOUNT.search(text):
                account = found[1] if found.re is _ACCOUNT else found[0]
                return re.sub(r'[^A-Z0-9]', '', account.upper())
    return ''


def currency_told(texts):
    """Return the currency that titles, or the name of a file, name as a word, or nothing.

    >>> currency_told(['Izvod po računu', 'Valuta: EUR']), currency_told(['izvod_EUR_2026-11.csv'])
    ('EUR', 'EUR')
    """
    found = {word for text in texts for word in _WORDS.findall(text)} & CODES
    return found.pop() if len(found) == 1 else ''


def currency_of_titles(tables):
    """Return the currency that the rows above the headings tell, the same in all, or nothing."""
    found = {
        currency_told(filter(None, (shown(cell) for row in rows for cell in row)))
        for table in tables
        for rows in [table.grid.rows[: table.header.start]]
    }
    return found.pop() if len(found) == 1 else ''


def transactions(bodies, skipped):
    """Return the movements of a bank's list; rows that can't be read are skipped with a reason.

    :param skipped: list that they are added to
    :return: (transactions, count of unreadable rows)
    """
    found, seen, unreadable = [], Counter(), 0
    for body in bodies:
        table = body.table
        account = account_of(table.grid, table.header.start)
        outgoing = _outgoing(body)
        for index in body.indexes:
            row, line = table.grid.rows[index], table.grid.numbers[index]
            if words.booking_of(table.text(row, 'state')) == 'pending':
                skipped.append(Skipped(table.position([line]), _PENDING))
                continue
            problems = []
            movement = _movement(table, row, line, account, outgoing, problems)
            if problems:
                unreadable += 1
                skipped.append(Skipped(table.position([line]), problems[0].message))
                continue
            told = (
                movement.account, movement.date, movement.value_date or '',
                format(movement.amount.normalize(), 'f'), movement.currency,
                movement.bank_reference, movement.partner_account or fold(movement.partner_name),
                *movement.references, fold(movement.text),
            )  # fmt: skip
            seen[told] += 1
            # twice the same on one day are two payments
            movement.identity = _identity(*told, seen[told])
            found.append(movement)
    return found, unreadable


def _outgoing(body):
    """Return what turns the debit column into money that went out: -1, or 1 if it is negative."""
    table = body.table
    if not table.has('debit'):
        return -1
    signs = Counter()
    for index in body.indexes:
        line = table.grid.numbers[index]
        amount = table.amount(table.grid.rows[index], 'debit', line, [])
        if amount:
            signs[amount > 0] += 1
    return 1 if signs[False] and not signs[True] else -1


def _movement(table, row, line, account, outgoing, problems):
    amount = None
    if not (table.has('debit') and table.has('credit')):
        amount = table.amount(row, 'amount_total', line, problems)
    # beside both, an amount is in another currency, or without its sign
    if table.has('debit', 'credit') and amount is None and not problems:
        debit = table.amount(row, 'debit', line, problems)
        credit = table.amount(row, 'credit', line, problems)
        if debit is not None or credit is not None:
            amount = (credit or Decimal()) + (debit or Decimal()) * outgoing
        elif not problems:
            amount = table.amount(row, 'amount_total', line, problems)
    is_credit = table.is_credit(row, line, problems)
    if is_credit is not None and amount is not None:
        amount = abs(amount) if is_credit else -abs(amount)
    booked = table.date(row, 'date', line, problems)
    valued = table.date(row, 'value_date', line, problems)
    if not booked and not valued and not problems:
        problems.append(Problem('date', _lt("The date is missing.")))
    if amount is None and not problems:
        problems.append(Problem('amount_total', _lt("The amount is missing.")))
    references = (
        table.text(row, field)
        for field in ('payment_reference', 'customer_reference', 'order_reference', 'linked')
    )
    return Transaction(
        identity='',
        account=re.sub(r'\W', '', table.text(row, 'account').upper()) or account,
        currency=table.currency_of(row, line, problems),
        amount=amount if amount is not None else Decimal(),
        date=booked or valued,
        value_date=valued,
        partner_name=table.text(row, 'partner_name'),
        partner_account=re.sub(r'\W', '', table.text(row, 'partner_account').upper()),
        references=tuple(dict.fromkeys(filter(None, references))),
        text=table.description(row),
        reverses=words.state_of(table.text(row, 'state')) == 'cancelled',
        bank_reference=table.text(row, 'bank_reference'),
        position=table.position([line]),
        texts=tuple(text for field in ('text', 'text_2') if (text := table.text(row, field))),
    )
