"""Compare what was read of a table with the totals that it has itself: per customer and in all.

A total is of the rows since an earlier one, since the beginning, or below it until another one.
Sums are kept as whole numbers, in hundredths of a cent: a file may have very many rows.
"""

from array import array
from decimal import Decimal

from . import words
from .base import Total
from .columns import AMOUNTS, shown
from .folding import fold

_SCALE = 10_000
_CENT = _SCALE // 100
# the most telling first
_ORDER = (
    'amount_due', 'amount_total', 'debit', 'credit', 'amount_paid', 'amount_credited',
    'amount_net', 'amount_tax',
)  # fmt: skip
_OF_ALL = ('sveukupno', 'grand', 'gesamtsumme', 'endsumme', 'svega')


def compare(bodies):
    """Return a ``Total`` for each total in the tables, compared with what was read.

    :param bodies: ``Body`` of each table
    """
    found = []
    for body in bodies:
        if body.totals:
            found += _Comparison(body).totals()
    if len(bodies) > 1 and found and found[-1].difference:
        _compare_all(found, bodies)
    return found


def _compare_all(found, bodies):
    """Let the last total of the last sheet be one of all sheets, where it is."""
    last, table = found[-1], bodies[-1].table
    field = next(
        (name for name, index in table.index.items() if table.heading(index) == last.heading), None
    )
    if any(field not in body.table.index for body in bodies):
        return
    read = sum(_sums(body, field)[-1] for body in bodies)
    if abs(_whole(last.told) - read) <= _CENT:
        last.read = Decimal(read) / _SCALE


def _whole(amount):
    return int(amount * _SCALE)


def _sums(body, field, factor=None):
    """Return the sums of a column up to each of the rows that were read.

    :param factor: of a row, what its amount counts
    """
    table = body.table
    rows = table.grid.rows
    added = 0
    sums = array('q', [0])
    for index in body.indexes:
        amount = table.amount(rows[index], field, 0, [])
        if amount:
            added += _whole(amount) * (factor(rows[index], amount) if factor else 1)
        sums.append(added)
    return sums


class _Comparison:
    """The totals of one table."""

    def __init__(self, body):
        self.body = body
        self.table = body.table
        # where totals stand among the rows that were read
        self.bounds = sorted({0, len(body), *(entries for _position, entries in body.totals)})
        self._kept = {}

    def totals(self):
        """Return the totals, each with what was read of the rows that it is of."""
        fields = [name for name in _ORDER if name in self.table.index and name in AMOUNTS]
        if self.body.is_ledger:
            # what else a card has is a running balance
            fields = [name for name in fields if name in ('debit', 'credit')]
        found, before, agreeing = [], 0, None
        for position, entries in self.body.totals:
            row = self.table.grid.rows[position]
            of_row = []
            for field in fields:
                told = self.table.amount(row, field, 0, [])
                if told is not None:
                    of_row.append(self._total(position, row, field, told, before, entries))
            differing = [total for total in of_row if total and total.difference]
            agreeing = next((total for total in of_row if total), None)
            found += differing or ([agreeing] if agreeing else [])
            before = entries
        return found

    def _variants(self, field, row):
        """Return the sums that a total of the field may be of."""
        if field not in self._kept:
            self._kept[field] = self._variants_of(field)
        variants = self._kept[field]
        code = self.table.currency_of(row, 0, []) if 'currency' in self.table.index else ''
        if code and (field, code) not in self._kept:
            self._kept[field, code] = _sums(
                self.body, field, lambda of, _amount: self.table.currency_of(of, 0, []) == code
            )
        return [*variants, self._kept[field, code]] if code else variants

    def _variants_of(self, field):
        variants = [_sums(self.body, field)]
        index = self.table.index
        if 'direction' in index or 'document_type' in index:
            variants.append(_sums(self.body, field, self._sign))
        if field in ('debit', 'credit') and {'debit', 'credit'} <= index.keys():
            other = _sums(self.body, 'credit' if field == 'debit' else 'debit')
            variants.append(
                array('q', (one - two for one, two in zip(variants[0], other, strict=True)))
            )
        if 'currency' in index:
            for code in self._currencies():
                variants.append(
                    _sums(
                        self.body,
                        field,
                        lambda of, _amount, code=code: self.table.currency_of(of, 0, []) == code,
                    )
                )
        return variants

    def _currencies(self):
        rows = self.table.grid.rows
        codes = {self.table.currency_of(rows[index], 0, []) for index in self.body.indexes}
        return sorted(codes) if 1 < len(codes) < 10 else ()

    def _sign(self, row, amount):
        """Return what turns an amount as it is written into what it counts."""
        table = self.table
        minus = bool(table.is_credit(row, 0, []))
        if 'document_type' in table.index:
            minus = minus or words.type_of(table.text(row, 'document_type')) == 'refund'
        return -1 if minus and amount > 0 else 1

    def _total(self, position, row, field, told, before, entries):
        """Return the comparison of one amount of a row of totals, or None for a mere count."""
        wanted = _whole(told)
        variants = self._variants(field, row)
        if not any(self._agrees(sums, wanted, entries) for sums in variants):
            start, end = self._range(row, before, entries)
            if told == end - start or told == entries:
                return None
            read = Decimal(variants[0][end] - variants[0][start]) / _SCALE
        else:
            start, end, read = before, entries, told
        left_out = Decimal()
        if read != told:
            left_out = self._left_out(field, start, position)
        return Total(
            position=self.table.position([self.table.grid.numbers[position]]),
            title=self._title(row, before, entries),
            heading=self.table.heading(self.table.index[field]),
            told=told,
            read=read,
            left_out=left_out,
        )

    def _agrees(self, sums, wanted, entries):
        """Tell whether the rows between some bound and the total add up to it."""
        if id(sums) not in self._kept:
            self._kept[id(sums)] = {round(sums[bound] / _CENT) for bound in self.bounds}
        at_bounds = self._kept[id(sums)]
        here = sums[entries]
        return any(
            round(target / _CENT) + cent in at_bounds
            for target in (here - wanted, here + wanted)
            for cent in (-1, 0, 1)
        )

    def _range(self, row, before, entries):
        """Return the rows that a total is of that agrees with none."""
        count = len(self.body)
        if not entries:
            later = [bound for bound in self.bounds if bound > 0]
            return 0, later[0] if len(self.body.totals) > 2 else count
        first = next((shown(cell) for cell in row if shown(cell)), '')
        if entries == before or fold(first).startswith(_OF_ALL):
            return 0, entries
        return before, entries

    def _left_out(self, field, start, position):
        """Return what rows that were left out have in the column, up to a total."""
        rows = self.table.grid.rows
        amounts = (
            self.table.amount(rows[at], field, 0, [])
            for at, entries in self.body.left_out
            if entries >= start and at < position
        )
        return sum(filter(None, amounts), Decimal())

    def _title(self, row, before, entries):
        """Return what a total is called, with the customer where it stands below a title."""
        title = next((shown(cell) for cell in row if shown(cell)), '')[:100]
        below = self.body.below
        of_one = entries > before and below[before] == below[entries - 1]
        customer = self.body.customer(before) if of_one else None
        if customer and customer.name not in title:
            return f'{customer.name}: {title}'
        return title
