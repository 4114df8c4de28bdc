"""Entries of a bank statement, as movements: one for each payment in it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .base import ReadError, Transaction, _lt
from .camt_amounts import split_amounts
from .camt_details import bank_reference, read_details, together
from .camt_values import (
    digest,
    every,
    first_date,
    first_text,
    is_true,
    name_key,
    one,
    one_text,
    plain,
    read_amount,
    read_currency,
    read_sign,
)

# of a bank's reference, to be taken for unique on its account
UNIQUE_LENGTH = 8
UNIQUE_DIGITS = 6

_STATES = {
    'PDNG': _lt("Pending, not booked yet."),
    'INFO': _lt("For information only, not booked."),
    'FUTR': _lt("Booked in future."),
}


@dataclass(slots=True)
class Outcome:
    """What became of an entry; ``reason``: why it gives no movement."""

    amount: Decimal
    sign: int
    currency: str
    booked: bool
    reason: str | None = None
    transactions: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


class EntryReader:
    """Reads the entries of one statement after the other, and counts what is equal in a file."""

    def __init__(self):
        self._seen = Counter()
        self._taken = set()
        self._given = []

    def start(self, kind, statement, fallback_date, again):
        """Go on with a statement; ``again``: it may tell movements of the file a second time."""
        self._kind = kind
        self._statement = statement
        self._fallback_date = fallback_date
        self._taken.update(self._given)
        self._given = []
        if again:
            self._seen = Counter()

    def outcome_of(self, entry, position):
        """Return the ``Outcome`` of an ``Ntry``.

        :raises ReadError: amount, sign, currency or date is missing or can't be read
        """
        element = one(entry, 'Amt')
        amount = read_amount(element, position)
        currency = read_currency(element, self._statement.currency, position)
        sign = read_sign(one(entry, 'CdtDbtInd'), position)
        state = one_text(entry, 'Sts') or first_text(entry, 'Sts/Cd')
        # what stands on a statement is booked
        booked = state == 'BOOK' or (not state and self._kind == '053')
        outcome = Outcome(amount, sign, currency, booked)
        if not booked:
            outcome.reason = _STATES.get(state, _lt("Not booked."))
        elif not amount:
            outcome.reason = _lt("The amount is zero.")
        else:
            self._add(outcome, entry, position)
        return outcome

    def _add(self, outcome, entry, position):
        found = self._transactions(outcome, entry, position)
        kept = [transaction for transaction in found if transaction.identity not in self._taken]
        self._given += [transaction.identity for transaction in kept]
        outcome.transactions = kept
        if not kept:
            outcome.reason = _lt("The same movement is in this file already.")

    def _transactions(self, outcome, entry, position):
        total = outcome.sign * outcome.amount
        elements = every(entry, 'NtryDtls/TxDtls')
        shared = self._shared(entry, total, outcome.currency, position, len(elements))
        shared['entry_identity'] = self._numbered('entry', self._entry_identity(shared, total))
        reversal = is_true(entry, 'RvslInd')
        note = one_text(entry, 'AddtlNtryInf')
        amounts, charges = split_amounts(entry, elements, total, outcome.currency, position)
        details = [
            read_details(
                element,
                self._statement,
                outcome.sign if amounts is None or not amounts[0] else amounts[index][0],
                outcome.currency,
                position,
            )
            for index, element in enumerate(elements)
        ]
        if amounts is None or not elements:
            details = [together(details)]
            amounts = [(total, Decimal(0))]
            shared['without_details'] = shared['details_count'] != 1
        batched = len(details) > 1
        found = []
        for index, (detail, (amount, kept)) in enumerate(zip(details, amounts, strict=True)):
            if not amount:
                continue
            transaction = self._transaction(shared, detail, amount, reversal, note)
            if batched:
                transaction.position = f'{position}.{index + 1}'
                transaction.part_of_batch = True
            self._identify(
                transaction,
                detail,
                shared['bank_reference'],
                amount + kept,
                index if batched else None,
            )
            found.append(transaction)
            if kept:
                found.append(_charges(transaction, kept))
        if charges and found:
            found.append(_charges(found[0], charges))
        return found

    def _shared(self, entry, total, currency, position, count):
        """Return what all payments of an entry have in common."""
        booked_on = first_date(entry, 'BookgDt', position)
        value_date = first_date(entry, 'ValDt', position)
        day = booked_on or value_date or self._fallback_date
        if not day:
            raise ReadError(_lt("%s: the date is missing.", position))
        told = first_text(entry, 'NtryDtls/Btch/NbOfTxs')
        return {
            'account': self._statement.account,
            'currency': currency,
            'date': day,
            'value_date': value_date,
            'position': position,
            'bank_reference': bank_reference(entry),
            'statement': self._statement.name,
            'details_count': count or (int(told) if told.isdecimal() and len(told) < 8 else 0),
            'transaction_code': _code(entry),
        }

    def _entry_identity(self, shared, total):
        told = (shared['account'], shared['bank_reference'], plain(total), shared['currency'])
        if _is_unique(shared['bank_reference']):
            return '|'.join(told)
        return '|'.join(
            (shared['account'], digest('entry', *told, shared['date'], shared['value_date']))
        )

    def _transaction(self, shared, detail, amount, reversal, note):
        texts = [*detail.texts, note] if note else detail.texts
        return Transaction(
            identity='',
            amount=amount,
            partner_name=detail.partner_name,
            partner_account=detail.partner_account,
            ultimate_name=detail.ultimate_name,
            partner_identifiers=detail.partner_identifiers,
            references=tuple(detail.references),
            remittances=tuple(detail.remittances),
            texts=tuple(dict.fromkeys(texts)),
            text=detail.text or note,
            end_to_end_id=detail.end_to_end_id,
            reverses=reversal or detail.returned,
            return_reason=detail.return_reason,
            **{**shared, 'bank_reference': detail.bank_reference or shared['bank_reference']},
        )

    def _identify(self, transaction, detail, entry_reference, whole, index):
        """Give a movement its identity, without anything of the message that it came in.

        :param entry_reference: the bank's reference of the entry
        :param whole: its amount with the charges
        :param index: its place in the batch, None for an entry of one payment
        """
        account, currency = transaction.account, transaction.currency
        money = f'{plain(whole)}|{currency}'
        party = transaction.partner_account or name_key(transaction.partner_name)
        fingerprint = digest(
            account, transaction.date, transaction.value_date, money, party,
            transaction.references, transaction.end_to_end_id, detail.told,
        )  # fmt: skip
        transaction.fingerprint = self._numbered('fingerprint', fingerprint)
        if index is None:
            # the reference of the entry is the one that all messages have
            reference = entry_reference or detail.bank_reference
        elif detail.bank_reference:
            reference = detail.bank_reference
        else:
            reference = entry_reference and f'{entry_reference}|{index}'
        if reference:
            day = '' if _is_unique(reference) else f'|{transaction.date}'
            transaction.identity = self._numbered('identity', f'{account}|{reference}|{money}{day}')
        else:
            transaction.identity = f'{account}|{transaction.fingerprint}'

    def _numbered(self, kind, key):
        """Return a key with its number in the file where it is there already."""
        self._seen[kind, key] += 1
        number = self._seen[kind, key]
        return key if number == 1 else f'{key}#{number}'


def _is_unique(reference):
    """Tell whether a bank's reference is long enough to be its only one ever.

    Short ones are counted anew every day or year.
    """
    return len(reference) >= UNIQUE_LENGTH and sum(map(str.isdigit, reference)) >= UNIQUE_DIGITS


def _charges(transaction, amount):
    """Return what the bank kept of a payment, as a movement of its own."""
    return replace(
        transaction,
        identity=f'{transaction.identity}|charges',
        fingerprint=f'{transaction.fingerprint}|charges',
        amount=amount,
        charges=True,
        reverses=False,
        references=(),
        remittances=(),
        texts=(),
        end_to_end_id='',
    )


def _code(entry):
    """Return the bank's code for the kind of movement."""
    code = one(entry, 'BkTxCd')
    if code is None:
        return ''
    domain = one(code, 'Domn')
    if domain is None:
        return first_text(code, 'Prtry/Cd')[:35]
    family = one(domain, 'Fmly')
    parts = one_text(domain, 'Cd'), one_text(family, 'Cd'), one_text(family, 'SubFmlyCd')
    return '-'.join(filter(None, parts))[:35]
