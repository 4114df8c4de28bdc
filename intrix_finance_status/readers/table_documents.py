"""Make documents of the rows of tables: one of each number, from however many rows it takes.

Rows of one number are the rates of its tax (added up), its instalments (told apart by their due
dates), or what was debited and credited for it in a ledger.
"""

from collections.abc import Sequence

from . import words
from .base import Problem, Row, _lt
from .table_ledger import settle_ledger
from .table_merge import AMOUNTS, OF_A_LINE, finish, merge

TEXTS = ('partner_name', 'partner_reference', 'customer_reference', 'payment_reference',
         'partner_street', 'partner_zip', 'partner_city', 'partner_country')  # fmt: skip
_LINKS = ('order_reference', 'linked')
_DATES = ('date', 'date_paid', 'date_cancelled')
# a shorter number stands in too many texts
_FEWEST_DIGITS = 3
_ENTRY_BITS = 32
_ENTRY_MASK = (1 << _ENTRY_BITS) - 1
# cash and cards at a fiscal till
_PAID_AT_ONCE = frozenset(('g', 'k', 'gotovina', 'kartica', 'cash', 'card'))


class Documents(Sequence):
    """The rows of a reading, each made when it is asked for: a file may have very many.

    :param bodies: ``Body`` of each table
    :param bool ledger: debits and credits, not totals and what is paid
    """

    # each number and year comes once
    is_distinct = True

    def __init__(self, bodies, ledger=False):
        self._bodies = bodies
        self._ledger = ledger
        # credits of a ledger that belong to no invoice in it
        self.unattributed = 0
        self._present = [
            tuple(map(body.table.present, (TEXTS, _LINKS, _DATES, AMOUNTS))) for body in bodies
        ]
        # the numbers of the rows of each body, where there is nothing to complain of
        self._numbers = [[] for _body in bodies]
        self._groups = list(self._grouped().values())

    def __len__(self):
        return len(self._groups)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self._row(group) for group in self._groups[index]]
        return self._row(self._groups[index])

    def _grouped(self):
        """Return {key: place or places}; a place is of an entry in a body, as one number."""
        groups = {}
        linked = self._linked() if self._ledger else {}
        for number, body in enumerate(self._bodies):
            table = body.table
            rows, numbers = table.grid.rows, table.grid.numbers
            by_year = not self._ledger and table.has('date')
            known_numbers = self._numbers[number]
            for entry, index in enumerate(body.indexes):
                # an unreadable number is complained of when the row is made
                own = self._name(table, rows[index], numbers[index], complaints := [])
                known_numbers.append(None if complaints else own)
                name = linked.get((number, entry), own) if linked else own
                if not name:
                    key = (number, entry)
                elif by_year and (date := table.date(rows[index], 'date', 0, [])):
                    # numbers begin again with the year
                    key = f'{name.casefold()}\0{date.year}'
                else:
                    key = name.casefold()
                # of many thousand rows, whole numbers take a third of what tuples do
                place = number << _ENTRY_BITS | entry
                known = groups.setdefault(key, place)
                if known is not place:
                    if known.__class__ is not list:
                        known = groups[key] = [known]
                    known.append(place)
        return groups

    def _name(self, table, row, number, problems):
        name = table.name(row, number, problems)
        return name or (table.text(row, 'linked') if self._ledger or not table.has('name') else '')

    def _linked(self):
        """Return {entry: number} of the credits that belong to a document of another number."""
        debited, credits = set(), {}
        for number, body in enumerate(self._bodies):
            table = body.table
            for entry, index in enumerate(body.indexes):
                row, line = table.grid.rows[index], table.grid.numbers[index]
                name = table.name(row, line, [])
                if table.amount(row, 'debit', line, []):
                    debited.add(name.casefold())
                elif not self._is_refund(table, row):
                    linked = table.text(row, 'linked') if table.has('linked') else ''
                    credits[number, entry] = (name, linked, table.description(row))
        found = {
            entry: linked
            for entry, (name, linked, _text) in credits.items()
            if linked
            and (not name or (name.casefold() not in debited and linked.casefold() in debited))
        }
        described = _numbers_in_texts(debited)
        for entry, (name, _linked, text) in credits.items():
            if entry not in found and name.casefold() not in debited and text:
                meant = {described[word] for word in text.casefold().split() if word in described}
                if len(meant) == 1:
                    found[entry] = meant.pop()
        self.unattributed = sum(
            found.get(entry, name).casefold() not in debited
            for entry, (name, _linked, _text) in credits.items()
        )
        return found

    def _is_refund(self, table, row):
        return 'document_type' in table.index and (
            words.type_of(table.text(row, 'document_type')) == 'refund'
        )

    def _row(self, group):
        if group.__class__ is not list and not self._ledger:
            return self._row_of_one(group)
        group = group if group.__class__ is list else [group]
        problems, parts, numbers = [], [], {}
        for place in group:
            number, entry = place >> _ENTRY_BITS, place & _ENTRY_MASK
            body = self._bodies[number]
            index = body.indexes[entry]
            line = body.table.grid.numbers[index]
            numbers.setdefault(number, []).append(line)
            parts.append(self._part(number, body.table.grid.rows[index], line, entry, problems))
        position = ', '.join(
            self._bodies[number].table.position(lines) for number, lines in numbers.items()
        )
        if self._ledger:
            values = settle_ledger(parts, problems)
        else:
            values = parts[0] if len(parts) == 1 else merge(parts, problems)
        values = finish(values, problems)
        return Row(position, values, problems)

    def _row_of_one(self, place):
        number, entry = place >> _ENTRY_BITS, place & _ENTRY_MASK
        body, problems = self._bodies[number], []
        index, table = body.indexes[entry], body.table
        line = table.grid.numbers[index]
        values = self._part(number, table.grid.rows[index], line, entry, problems)
        return Row(table.position([line]), finish(values, problems), problems)

    def _part(self, number, row, line, entry, problems):
        """Return what one row tells."""
        body = self._bodies[number]
        table, customer = body.table, body.customer(entry)
        texts, links, days, amounts = self._present[number]
        name = self._numbers[number][entry]
        values = {'name': self._name(table, row, line, problems) if name is None else name}
        if not values['name'] and all(problem.field != 'name' for problem in problems):
            problems.append(Problem('name', _lt("Row %s has no invoice number.", line)))
        for field in texts:
            if text := table.text(row, field):
                values[field] = text
        if customer and 'partner_name' not in values:
            values['partner_name'] = customer.name
            if customer.code:
                values.setdefault('partner_reference', customer.code)
            if customer.vat:
                values['partner_vat'] = customer.vat
        if vat := table.vat(row, line, problems):
            values['partner_vat'] = vat
        orders = [text for field in links if (text := table.text(row, field)) != values['name']]
        orders.append(table.description(row))
        if any(orders):
            values['order_reference'] = ' '.join(filter(None, orders))
        for field in days:
            values[field] = table.date(row, field, line, problems)
        values['date_due'] = table.date_due(row, values.get('date'), line, problems)
        for field in amounts:
            values[field] = table.amount(row, field, line, problems)
        if not self._ledger and table.is_credit(row, line, problems):
            for field in amounts:
                if values[field] is not None:
                    values[field] = -abs(values[field])
        if code := table.currency_of(row, line, problems):
            values['currency'] = code
        self._states(table, row, values)
        if table.of_lines:
            values[OF_A_LINE] = table.of_lines
        return values

    def _states(self, table, row, values):
        if 'state' in table.index:
            values['state'] = words.state_of(table.text(row, 'state'))
        if 'cancelled' in table.index:
            told = table.text(row, 'cancelled')
            if told.lower() in words.YES or words.state_of(told) == 'cancelled':
                values['state'] = 'cancelled'
        if values.pop('date_cancelled', None):
            values['state'] = 'cancelled'
        if 'document_type' in table.index:
            values['document_type'] = words.type_of(table.text(row, 'document_type'))
        if not values.get('state') and not table.has('amount_paid', 'amount_due', 'date_paid'):
            method = table.text(row, 'payment_method').lower()
            if method in _PAID_AT_ONCE:
                values['state'] = 'paid'


def _is_distinct(word):
    """Tell whether a word of a text that is a document's number stands there for it."""
    digits = sum(map(str.isdigit, word))
    return digits >= _FEWEST_DIGITS or (digits > 0 and sum(map(str.isalpha, word)) > 1)


def _numbers_in_texts(names):
    """Return {how a text names a document: its number}; without what names several.

    "Uplata po računu 15-1-1" is of the document ``IR 15-1-1``.
    """
    named = {}
    for name in names:
        for word in {name, name.split()[-1] if name else ''}:
            if _is_distinct(word):
                named.setdefault(word, set()).add(name)
    return {word: found.pop() for word, found in named.items() if len(found) == 1}
