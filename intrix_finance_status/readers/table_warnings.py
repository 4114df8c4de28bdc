"""What may be wrong in how a table was read, said before anything is imported."""

import re
from collections import Counter
from itertools import islice

from . import amounts, words
from .base import _lt
from .columns import AMOUNTS, field_of, is_of_a_line, shown
from .dates import DAY_FIRST, DateError, is_date, read_date
from .folding import fold
from .heading_words import is_bucket, is_rate, money_field

_LOOK_AT = 500
_THOUSANDS = re.compile(
    r'\b(?:u tisu[cć]ama|tis\.? (?:eur|kn|€)|in thousands?|v tiso[cč]ih|in tausend|teur|t€)|'
    r"\bu 000\b|\bin 000\b|[(\s](?:eur|kn|€)?\s?[’']?000s?[)\s]",
    re.I,
)


def in_thousands(table):
    """Multiply the amounts where titles or headings say so; return what says it, or nothing."""
    rows = table.grid.rows[: table.header.start]
    texts = [shown(cell) for row in rows for cell in row]
    texts += [table.heading(index) for field, index in table.index.items() if field in AMOUNTS]
    text = next((text for text in texts if _THOUSANDS.search(f'{text} ')), '')
    if text:
        table.scale = 1000
    return text


def left_out(table, kind='documents'):
    """Return the headings of columns with amounts that are not read."""
    # debits and credits say what is paid of a ledger, and nothing else
    unused = ('amount_total', 'amount_paid', 'amount_credited') if kind == 'ledger' else ()
    mapped = {index for field, index in table.index.items() if field not in unused}
    found = []
    for index, heading in enumerate(table.header.headings):
        if index in mapped or not heading or is_bucket(heading) or is_rate(heading):
            continue
        if field_of(heading)[0] == 'ignore' or is_of_a_line(heading):
            continue
        cells = [cell for cell in islice(table.cells(index), _LOOK_AT) if shown(cell)]
        money = [cell for cell in cells if amounts.is_amount(cell) and not is_date(cell)]
        is_money = money_field(heading) or any(map(_has_places, money))
        if is_money and len(money) > 0.5 * len(cells):
            found.append(heading)
    return found


def _has_places(cell):
    if cell.__class__ is str:
        return bool(re.search(r'[0-9][.,][0-9]{2}(?![0-9])', cell))
    return cell != int(cell)


def doubled(table):
    """Tell columns of one heading apart by their cells, where that can be.

    :return: the heading of two columns of which one was taken, and the field of the other or
        nothing; or None where no heading comes twice
    """
    places = {}
    for index, heading in enumerate(table.header.headings):
        if heading and not is_rate(heading) and (folded := fold(heading)):
            places.setdefault(folded, []).append(index)
    for indexes in places.values():
        taken = [index for index in indexes if index in table.index.values()]
        others = [index for index in indexes if index not in table.index.values()]
        if not taken or not others:
            continue
        field = next(name for name, index in table.index.items() if index == taken[0])
        if not _differ(table, taken[0], others[0]):
            continue
        heading = table.heading(taken[0])
        is_date_of_invoice = field == 'date' and 'date_due' not in table.index
        if is_date_of_invoice and _never_earlier(table, taken[0], others[0]):
            table.take(others[0], 'date_due')
            return heading, 'date_due'
        return heading, ''
    return None


def _pairs(table, one, other):
    width = max(one, other)
    for row in islice(table.grid.rows, table.header.body, table.header.body + _LOOK_AT):
        if width < len(row) and shown(row[one]) and shown(row[other]):
            yield row[one], row[other]


def _differ(table, one, other):
    return any(shown(first) != shown(second) for first, second in _pairs(table, one, other))


def _never_earlier(table, one, other):
    """Tell whether the dates of a column are never before those of another."""
    order = table.orders_proved(one, other)
    pairs = [
        (table.date_in(first, order), table.date_in(second, order))
        for first, second in _pairs(table, one, other)
    ]
    return bool(pairs) and all(first and second and first <= second for first, second in pairs)


def is_cut_off(tables):
    """Tell whether the last row of a file that ends within a line has lost its end."""
    table = tables[-1]
    rows = table.grid.rows[table.header.body :]
    if not rows:
        return False
    # titles have one cell
    last, others = rows[-1], [row for row in rows[:-1][-_LOOK_AT:] if len(row) > 1]
    if not others:
        return 1 < len(last) < len(table.header.headings)
    width, count = Counter(map(len, others)).most_common(1)[0]
    if len(last) < width and count > 0.8 * len(others):
        return True
    at = len(last) - 1
    places = Counter(_places(row[at]) for row in others if at < len(row)) - Counter({None: 10**9})
    usual = places.most_common(1)
    return (
        bool(usual)
        and usual[0][0] > 0
        and usual[0][1] > 0.9 * places.total()
        and _places(last[at]) not in (None, usual[0][0])
    )


def _places(cell):
    """Return how many decimals a text has, or None where it is no amount."""
    if cell.__class__ is not str or not amounts.is_amount(cell):
        return None
    found = re.search(r'[.,]([0-9]*)$', cell.strip())
    return len(found[1]) if found else 0


def without_due_date(body):
    """Return how many rows claim something and have no due date, though there is a column."""
    table = body.table
    if 'date_due' not in table.index or table.of_lines:
        return 0
    at, count = table.index['date_due'], 0
    order = table.orders.get(at, DAY_FIRST)
    for index in body.indexes:
        row = table.grid.rows[index]
        try:
            due = read_date(row[at] if at < len(row) else None, order, table.grid.epoch_1904)
        except DateError:
            continue
        count += due is None and _claims(table, row)
    return count


def _claims(table, row):
    """Tell whether something is open of a row, as far as it tells."""
    if words.type_of(table.text(row, 'document_type')) == 'refund':
        return False
    if words.state_of(table.text(row, 'state')) in ('paid', 'cancelled'):
        return False
    # the balance of a ledger is that of all rows so far
    for field in ('debit',) if table.has('debit') else ('amount_due', 'amount_total'):
        amount = table.amount(row, field, 0, [])
        if amount is not None:
            return amount > 0
    return False


def of(tables, kind, source):
    """Return the warnings about tables of a file; what can be put right is.

    :param tables: ``Table`` of each sheet that is read
    :param kind: ``documents``, ``payments``, ``ledger`` or ``transactions``
    """
    warnings = []
    for table in tables:
        if text := in_thousands(table):
            warnings.append(
                _lt("“%s”: the amounts are told in thousands, and multiplied by 1000.", text)
            )
        if table.in_company_currency:
            warnings.append(
                _lt(
                    "Column “%s” is not in the currency of the row: the amounts are read in the "
                    "company's currency.",
                    table.in_company_currency,
                )
            )
        if found := doubled(table):
            warnings.append(_of_doubled(*found))
        if found := left_out(table, kind):
            warnings.append(
                _lt(
                    "Columns with amounts that are left out: %s. Choose what they are if they "
                    "count.",
                    ', '.join(found[:8]),
                )
            )
    if kind in ('documents', 'ledger') and not any(table.has('date_due') for table in tables):
        warnings.append(
            _lt(
                "No column has due dates: each invoice counts as due on its own date, and as "
                "overdue from the next day on. Choose the column, or export the list with it."
            )
        )
    if source.is_unclosed or (source.is_open_ended and is_cut_off(tables)):
        warnings.append(
            _lt("The file seems to be cut off in its last row. Export it again, and compare.")
        )
    return warnings


def _of_doubled(heading, field):
    if field:
        return _lt(
            "Two columns are called “%s”: the second one, never earlier, is taken for the due "
            "date.",
            heading,
        )
    return _lt(
        "Two columns are called “%s”: the first one is read. Choose the other one if it is meant.",
        heading,
    )
