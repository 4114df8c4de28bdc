"""Make documents of the rows of tables: one of each number, from however many rows it takes.

Rows of one number are the rates of its tax (added up), its instalments (told apart by their due
dates), or what was debited and credited for it in a ledger.
"""

from collections.abc import Sequence
from decimal import Decimal

from . import words
from .base import Problem, Row, _lt
from .table_ledger import settle_ledger

TOLERANCE = Decimal('0.01')
TEXTS = ('partner_name', 'partner_reference', 'customer_reference', 'payment_reference')
_LINKS = ('order_reference', 'linked')
_DATES = ('date', 'date_paid', 'date_cancelled')
_AMOUNTS = (
    'amount_total', 'amount_net', 'amount_tax', 'amount_paid', 'amount_credited', 'amount_due',
    'debit', 'credit',
)  # fmt: skip
# cash and cards at a fiscal till
_PAID_AT_ONCE = frozenset(('g', 'k', 'gotovina', 'kartica', 'cash', 'card'))


class Documents(Sequence):
    """The rows of a reading, each made when it is asked for: a file may have very many.

    :param bodies: ``Body`` of each table
    :param bool ledger: debits and credits, not totals and what is paid
    """

    def __init__(self, bodies, ledger=False):
        self._bodies = bodies
        self._ledger = ledger
        # credits of a ledger that belong to no invoice in it
        self.unattributed = 0
        self._present = [
            tuple(map(body.table.present, (TEXTS, _LINKS, _DATES, _AMOUNTS))) for body in bodies
        ]
        self._groups = list(self._grouped().values())

    def __len__(self):
        return len(self._groups)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self._row(group) for group in self._groups[index]]
        return self._row(self._groups[index])

    def _grouped(self):
        """Return {key: entry or entries}; an entry is (number of the body, of its entry)."""
        groups = {}
        linked = self._linked() if self._ledger else {}
        for number, body in enumerate(self._bodies):
            table = body.table
            rows, numbers = table.grid.rows, table.grid.numbers
            for entry, index in enumerate(body.indexes):
                name = linked.get((number, entry))
                if name is None:
                    # an unreadable number is complained of when the row is made
                    name = self._name(table, rows[index], numbers[index], [])
                key = name.casefold() or (number, entry)
                if key in groups:
                    known = groups[key]
                    if known.__class__ is not list:
                        known = groups[key] = [known]
                    known.append((number, entry))
                else:
                    groups[key] = (number, entry)
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
                    credits[number, entry] = (name, linked)
        found = {
            entry: linked
            for entry, (name, linked) in credits.items()
            if linked
            and (not name or (name.casefold() not in debited and linked.casefold() in debited))
        }
        self.unattributed = sum(
            found.get(entry, name).casefold() not in debited
            for entry, (name, _linked) in credits.items()
        )
        return found

    def _is_refund(self, table, row):
        return 'document_type' in table.index and (
            words.type_of(table.text(row, 'document_type')) == 'refund'
        )

    def _row(self, group):
        group = group if group.__class__ is list else [group]
        problems, parts, numbers = [], [], {}
        for number, entry in group:
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

    def _part(self, number, row, line, entry, problems):
        """Return what one row tells."""
        body = self._bodies[number]
        table, customer = body.table, body.customer(entry)
        texts, links, days, amounts = self._present[number]
        values = {'name': self._name(table, row, line, problems)}
        if not values['name'] and all(problem.field != 'name' for problem in problems):
            problems.append(Problem('name', _lt("Row %s has no invoice number.", line)))
        for field in texts:
            if text := table.text(row, field):
                values[field] = text
        if customer and 'partner_name' not in values:
            values['partner_name'], code = customer
            if code:
                values.setdefault('partner_reference', code)
        if vat := table.vat(row):
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
        if code := table.currency_of(row, line, problems):
            values['currency'] = code
        self._states(table, row, values)
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


def first(parts, field):
    """Return the first value that any part tells."""
    return next((part[field] for part in parts if part.get(field) not in (None, '')), None)


def total(parts, field):
    """Return the sum of what the parts tell, or None where none does."""
    told = [part[field] for part in parts if part.get(field) is not None]
    return sum(told, Decimal()) if told else None


def same(parts, problems, *names):
    """Note a problem where parts of one number contradict each other."""
    for field in names:
        told = {part[field] for part in parts if part.get(field)}
        if len(told) > 1:
            problems.append(
                Problem(
                    field,
                    _lt(
                        "Number %(name)s stands for different invoices: %(values)s.",
                        name=parts[0]['name'],
                        values=' / '.join(sorted(map(str, told))[:4]),
                    ),
                )
            )


def merge(parts, problems):
    """Return what several rows of one number tell together."""
    same(parts, problems, 'partner_name', 'partner_vat', 'date', 'currency')
    values = {field: first(parts, field) for part in parts for field in part}
    texts = dict.fromkeys(part.get('order_reference') for part in parts)
    values['order_reference'] = ' '.join(filter(None, texts))[:250] or None
    for field in _AMOUNTS:
        values[field] = total(parts, field)
    for field in ('date_paid', 'date_due'):
        told = [part[field] for part in parts if part.get(field)]
        values[field] = max(told) if told else None
    states = {part.get('state') for part in parts}
    if len(states) > 1:
        # paid and cancelled hold for all of it, or not at all
        values['state'] = None
        values['date_paid'] = None if values.get('amount_paid') is None else values['date_paid']
    field = 'amount_total' if values.get('amount_total') is not None else 'amount_due'
    amounts = [part.get(field) for part in parts]
    due = {part.get('date_due') for part in parts} - {None}
    told = {amount for amount in amounts if amount is not None}
    with_tax = _with_tax(values)
    if len(told) == 1 and with_tax is not None and field == 'amount_total':
        [repeated] = told
        if with_tax == repeated:
            # each row of a rate of tax has the total of the whole invoice
            values['amount_total'] = repeated
            for name in ('amount_paid', 'amount_due'):
                if len({part.get(name) for part in parts}) == 1:
                    values[name] = parts[0].get(name)
    elif len(due) > 1:
        values['lines'] = [
            {'date_due': part.get('date_due'), 'amount': amount}
            for part, amount in zip(parts, amounts, strict=True)
            if amount is not None
        ]
        if len(told) == 1 and not _by_instalment(parts, values):
            problems.append(_unclear(parts))
        if any(not line['date_due'] for line in values['lines']):
            del values['lines']
    elif len(told) == 1 and len(parts) > 1 and told != {Decimal()}:
        problems.append(_unclear(parts))
    return values


def _by_instalment(parts, values):
    """Tell whether equal amounts are those of instalments, not the whole one each time."""
    due, amount = values.get('amount_due'), first(parts, 'amount_total')
    return due is None or amount is None or due > amount


def _unclear(parts):
    return Problem(
        'amount_total',
        _lt(
            "%(count)s rows have number %(name)s and the same amount: it is not clear whether "
            "they are parts of it or the same again.",
            count=len(parts),
            name=parts[0]['name'],
        ),
    )


def _with_tax(values):
    if values.get('amount_net') is None or values.get('amount_tax') is None:
        return None
    return values['amount_net'] + values['amount_tax']


def finish(values, problems):
    """Return the values of a document in the keys of a sync: positive, without what is empty."""
    net_and_tax = _with_tax(values)
    for field in ('amount_net', 'amount_tax'):
        values.pop(field, None)
    debit, credit = values.pop('debit', None), values.pop('credit', None)
    for field, amount in (
        ('amount_total', net_and_tax), ('amount_total', debit), ('amount_paid', credit),
    ):  # fmt: skip
        if values.get(field) is None and amount is not None:
            values[field] = amount
    credited = values.pop('amount_credited', None)
    if credited and values.get('amount_paid') is not None:
        values['amount_paid'] += credited
    cancelled = values.get('state') == 'cancelled'
    if cancelled:
        # what programs leave in these columns then differs, and says nothing
        for field in ('amount_paid', 'amount_due', 'date_paid'):
            values.pop(field, None)
    told, paid, due = map(values.get, ('amount_total', 'amount_paid', 'amount_due'))
    if told is None and due is not None and paid is not None:
        told = values['amount_total'] = due + paid
    if told is None and due is None and paid is None and not problems and not cancelled:
        problems.append(Problem('amount_total', _lt("There is no amount.")))
    if None not in (told, paid, due) and abs(told - paid - due) > TOLERANCE:
        problems.append(
            Problem(
                'amount_due',
                _lt(
                    "Total %(total)s less paid %(paid)s is not open %(due)s. If that is meant, "
                    "leave out the column of one of them.",
                    total=told,
                    paid=paid,
                    due=due,
                ),
            )
        )
    _sign(values, told if told else due)
    state = values.pop('state', None)
    if state in ('paid', 'cancelled') or (state == 'open' and due is None and paid is None):
        values['state'] = state
    elif state == 'partly' and due is None and paid is None:
        problems.append(Problem('state', _lt("It is partly paid, but no column says how much.")))
    return {
        field: value
        for field, value in values.items()
        if value is not None and value != '' and value != []
    }


def _sign(values, amount):
    """Make the amounts of a credit note positive."""
    refund = values.pop('document_type', None) == 'refund'
    if amount is not None and amount < 0:
        for field in ('amount_total', 'amount_paid', 'amount_due'):
            if values.get(field):
                values[field] = -values[field]
        for line in values.get('lines') or ():
            line['amount'] = -line['amount']
        refund = True
    if refund:
        values['document_type'] = 'refund'
