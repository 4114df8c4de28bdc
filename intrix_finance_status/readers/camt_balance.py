"""Whether a statement is complete: balances and totals against its entries."""

from decimal import Decimal

from .base import _lt
from .camt_values import (
    every,
    first,
    first_date,
    first_text,
    plain,
    read_amount,
    read_currency,
    read_sign,
)

_OPENING = ('OPBD', 'PRCD')
_CLOSING = ('CLBD',)
_TOTALS = (('TtlNtries', 0), ('TtlCdtNtries', 1), ('TtlDbtNtries', -1))


class Balances:
    """Balances, totals and sums of one statement, over all its pages."""

    def __init__(self, kind):
        self.kind = kind
        self.statements = []
        self.pages = []
        self.whole = True
        self.balances = []
        self.told = []
        self.booked = {}
        self.all = []

    def add_statement(self, header, statement, is_last):
        """Note what a statement, or a page of it, tells."""
        self.statements.append(statement)
        if statement.page:
            self.pages.append((statement.page, is_last))
        for balance in every(header, 'Bal'):
            self._add_balance(balance, statement)
        for name, sign in _TOTALS:
            total = first(header, f'TxsSummry/{name}')
            if total is not None:
                self.told.append((total, sign))

    def _add_balance(self, balance, statement):
        code = first_text(balance, 'Tp/CdOrPrtry/Cd', 'Tp/Cd')
        if code not in _OPENING + _CLOSING:
            return
        sign = first(balance, 'CdtDbtInd')
        if not sign:
            # some banks leave it out, though it has to be there: the balance is not told
            return
        amount = first(balance, 'Amt')
        value = read_amount(amount, code)
        value *= read_sign(sign, code)
        currency = read_currency(amount, statement.currency, code)
        day = first_date(balance, 'Dt', code)
        self.balances.append((code, value, currency, day))

    def add_entry(self, amount, sign, currency, booked):
        """Count an entry of an amount without sign."""
        if booked:
            self.booked[currency] = self.booked.get(currency, 0) + sign * amount
        self.all.append((amount, sign, booked))

    def check(self):
        """Return what is wrong, and what can't be checked."""
        problems = []
        doubts = []
        name = self.statements[0].name or self.statements[0].account
        self._check_balances(name, problems, doubts)
        if not self._has_all_pages():
            # pages of a message may hold whole statements
            if not self.statements[0].checked:
                doubts = [
                    _lt(
                        "Statement %s has several pages that are not all in this file: its "
                        "balances can't be checked.",
                        name,
                    )
                ]
            return [], doubts
        for total, sign in self.told:
            self._check_total(name, total, sign, problems)
        return problems, doubts

    def _has_all_pages(self):
        if not self.pages:
            return True
        numbers = sorted(page for page, _last in self.pages)
        wanted = sorted(str(number + 1) for number in range(len(self.pages)))
        return numbers == wanted and any(last for _page, last in self.pages)

    def _pick(self, codes, last=False):
        """Return the opening or closing balance by currency: the first or last of its days."""
        picked = {}
        for code in codes:
            dated = [balance for balance in self.balances if balance[0] == code]
            if all(day for _code, _value, _currency, day in dated):
                dated.sort(key=lambda balance: balance[3])
            for _code, value, currency, _day in dated[::-1] if last else dated:
                picked.setdefault(currency, value)
        return picked

    def _keep_balances(self):
        openings, closings = self._pick(_OPENING), self._pick(_CLOSING, last=True)
        for statement in self.statements:
            currencies = [statement.currency, *self.booked, *openings, *closings]
            statement.currency = next(filter(None, currencies), '')
            statement.opening = openings.get(statement.currency)
            statement.closing = closings.get(statement.currency)
        return openings, closings

    def _check_balances(self, name, problems, doubts):
        openings, closings = self._keep_balances()
        common = [currency for currency in openings if currency in closings]
        if openings and closings and not common:
            doubts.append(
                _lt("Statement %s has balances in different currencies: it can't be checked.", name)
            )
        if self.kind == '053' and not (openings and closings):
            doubts.append(
                _lt("Statement %s has no opening or no closing balance: it can't be checked.", name)
            )
        for currency in common:
            moved = self.booked.get(currency, Decimal(0))
            if openings[currency] + moved == closings[currency]:
                for statement in self.statements:
                    statement.checked = True
                continue
            problems.append(
                _lt(
                    "Statement %(name)s doesn't add up: %(opening)s at the beginning and movements "
                    "of %(moved)s are not the %(closing)s %(currency)s at the end. Entries are "
                    "missing or there twice; ask the bank for the file again.",
                    name=name,
                    opening=plain(openings[currency]),
                    moved=plain(moved),
                    closing=plain(closings[currency]),
                    currency=currency,
                )
            )

    def _check_total(self, name, total, sign, problems):
        """Compare a total told with all entries, or with the booked ones."""
        number = first_text(total, 'NbOfNtries')
        told_sum = first(total, 'Sum')
        amount = None if told_sum is None else read_amount(told_sum, 'TxsSummry')
        for booked_only in (True, False):
            amounts = [
                value
                for value, its_sign, booked in self.all
                if (booked or not booked_only) and sign in (0, its_sign)
            ]
            count_agrees = not number or number.lstrip('0') == str(len(amounts) or '')
            if count_agrees and amount in (None, sum(amounts)):
                return
        problems.append(
            _lt(
                "Statement %(name)s tells %(number)s entries of %(amount)s in its totals, but has "
                "%(count)s of %(sum)s. Ask the bank for the file again.",
                name=name,
                number=number[:20] or '?',
                amount='?' if amount is None else plain(amount),
                count=len(amounts),
                sum=plain(sum(amounts, Decimal(0))),
            )
        )
