"""Make one document of the rows that have its number, and its values as a sync wants them."""

from decimal import Decimal

from .base import Problem, _lt

TOLERANCE = Decimal('0.01')
AMOUNTS = (
    'amount_total', 'amount_net', 'amount_tax', 'amount_paid', 'amount_credited', 'amount_due',
    'debit', 'credit',
)  # fmt: skip
_OF_THE_WHOLE = ('amount_total', 'amount_paid', 'amount_due')
# of a table with a row for each line of an invoice: whether its total ``repeats`` or ``adds`` up
OF_A_LINE = 'of_a_line'
_PARTS = frozenset(('amount_net', 'amount_tax', 'debit', 'credit', OF_A_LINE))


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
    texts = dict.fromkeys(part.get('order_reference') for part in parts)
    if parts[0].get(OF_A_LINE) == 'repeats' and _all_equal(parts):
        # a row for each line of the invoice repeats what is of the whole invoice
        parts = parts[:1]
    values = {field: first(parts, field) for part in parts for field in part}
    values['order_reference'] = ' '.join(filter(None, texts))[:250] or None
    for field in AMOUNTS:
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
    elif (
        len(told) == 1
        and len(parts) > 1
        and told != {Decimal()}
        and values.get(OF_A_LINE) != 'adds'
    ):
        problems.append(_unclear(parts))
    return values


def _all_equal(parts):
    """Tell whether all parts tell the same amounts."""
    return len({tuple(part.get(field) for field in _OF_THE_WHOLE) for part in parts}) == 1


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
    if not values.keys().isdisjoint(_PARTS):
        _add_parts(values)
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


def _add_parts(values):
    """Take total and paid from net and tax, or debit and credit, where they aren't told."""
    net_and_tax = _with_tax(values)
    values.pop(OF_A_LINE, None)
    for field in ('amount_net', 'amount_tax'):
        values.pop(field, None)
    debit, credit = values.pop('debit', None), values.pop('credit', None)
    for field, amount in (
        ('amount_total', net_and_tax), ('amount_total', debit), ('amount_paid', credit),
    ):  # fmt: skip
        if values.get(field) is None and amount is not None:
            values[field] = amount


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
