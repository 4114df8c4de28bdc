"""Read tables of whatever program: find the headings, tell the rows apart, make documents."""

from dataclasses import dataclass

from . import headings, table_totals, table_warnings, words
from .amounts import is_amount, is_zero
from .base import EmptyError, Layout, ReadError, Reading, _lt
from .columns import shown
from .table_body import Body
from .table_decisions import decide
from .table_documents import Documents
from .table_payments import currency_of_titles, payments, transactions
from .table_values import Table
from .table_warnings import without_due_date

_CLAIMS = ('amount_total', 'amount_net', 'amount_due', 'debit')
_OF_A_BANK = (
    'text', 'account', 'partner_account', 'payment_reference', 'bank_reference', 'direction',
    'currency', 'value_date',
)  # fmt: skip
SUMMARY = _lt(
    "This is a summary per customer, without the numbers of invoices. "
    "Export the list of open items or invoices instead."
)
NO_NUMBER = _lt("No column has the numbers of invoices. Choose it, or export a list that has them.")
NO_TABLE = _lt(
    "No table was found: there is no row of headings with an invoice number or customer "
    "and an amount. Export a list with headings, or choose their row."
)
BILLS = _lt(
    "This is a list of bills to pay: it has a column of suppliers and none of customers. "
    "What is imported are invoices to customers."
)
CARD = _lt(
    "This is a statement of a credit card: what it lists are purchases, not invoices to customers."
)
NO_ROWS = _lt("Below the headings there is no invoice or payment.")


@dataclass(slots=True)
class Source:
    """What is known of a file beside its cells."""

    format: str
    encoding: str = ''
    separator: str = ''
    language: str = ''
    numbers: str = ''
    # the text has no end of line behind its last row
    is_open_ended: bool = False
    # and has a quote in it that is not closed
    is_unclosed: bool = False


def layouts_of(told):
    """Return the ``Layout`` of each of ``told``: such ones, their dicts, or dicts of those."""
    if isinstance(told, dict):
        told = [told] if 'columns' in told else told.values()
    return [
        layout if isinstance(layout, Layout) else Layout.from_dict(layout)
        for layout in told or ()
        if layout
    ]


def read(grids, source, layouts=None):
    """Return the ``Reading`` of the sheets of a file.

    :param grids: ``Grid`` of each sheet
    :param Source source: what is known of the file
    :param layouts: as for ``recognise.read``
    :raises ReadError: no table, or none that says anything of an invoice
    """
    reading = Reading(kind='', format=source.format)
    tables, refusals, guesses = [], [], []
    layouts = layouts_of(layouts)
    for grid in grids:
        if not len(grid):
            continue
        header = headings.find(grid, layouts)
        if not header:
            refusals.append(NO_TABLE)
            if header := headings.likeliest(grid):
                guesses.append(Table(grid, header, source).made)
            continue
        table = Table(grid, header, source)
        reading.layouts.append(table.made)
        if header.layout and header.layout.columns and not table.index:
            # a person left this sheet out
            continue
        kind, reason = _kind(table)
        if reason:
            refusals.append(reason)
            continue
        tables.append((kind, table))
    if not tables:
        reason = next((text for text in refusals if text is not NO_TABLE), NO_TABLE)
        error = (EmptyError if not any(map(_lists, grids)) else ReadError)(reason)
        # so that a person can correct what was taken for what
        error.layouts = reading.layouts or guesses
        raise error
    kinds = [kind for kind, _table in tables]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    reading.kind = 'documents' if kind == 'ledger' else kind
    for other, table in tables:
        if other != kind:
            reading.warnings.append(
                _lt("Sheet %s holds something else and is left out.", table.grid.name)
            )
    tables = [table for other, table in tables if other == kind]
    _name_customers(tables)
    reading.warnings += table_warnings.of(tables, kind, source)
    reading.questions, warnings = decide(tables, source)
    reading.warnings += warnings
    for table in tables:
        if kind == 'documents' and table.is_running_balance():
            reading.warnings.append(
                _lt(
                    "Column “%s” is a running balance, not what is open, and is left out.",
                    table.leave_out('amount_due'),
                )
            )
    bodies = [Body(table, reading.skipped, kind) for table in tables]
    if filled := sum(body.filled_down for body in bodies):
        reading.warnings.append(
            _lt("Rows without a customer that are taken for the one named above them: %s.", filled)
        )
    if kind in ('documents', 'ledger') and (count := sum(map(without_due_date, bodies))):
        reading.warnings.append(
            _lt("Rows without a due date: %s. They count as due on their own date.", count)
        )
    if kind == 'payments':
        reading.rows = payments(bodies)
    elif kind == 'transactions':
        reading.rows, unreadable = transactions(bodies, reading.skipped)
        reading.currency = currency_of_titles(tables)
        if unreadable:
            reading.warnings.append(
                _lt("Rows that can't be read: %s. See what was left out.", unreadable)
            )
    else:
        reading.rows = Documents(bodies, kind == 'ledger')
        if reading.rows.unattributed:
            reading.warnings.append(
                _lt(
                    "Credits that name no invoice of the file: %s. "
                    "What they paid is shown as open.",
                    reading.rows.unattributed,
                )
            )
    if not len(reading.rows) and not reading.skipped:
        raise EmptyError(NO_ROWS)
    if not reading.questions:
        reading.totals = table_totals.compare(bodies)
    if reading.kind == 'documents':
        reading.open_items = _open_items_title(tables)
    return reading


def _open_items_title(tables):
    """Return the title, sheet or heading that says that the list has all that is open."""
    for table in tables:
        above = (cell for row in table.grid.rows[: table.header.start] for cell in row)
        for text in (*map(shown, above), table.grid.name):
            if words.is_of_open_items(text):
                return text[:100]
    return ''


def _lists(grid):
    """Tell whether a grid has a row with several cells and an amount that is not zero."""
    return any(
        sum(1 for cell in row if shown(cell)) > 1
        and any(is_amount(cell) and not is_zero(cell) for cell in row)
        for row in grid.rows
    )


def _kind(table):
    """Return (kind, why not)."""
    has = table.has
    if table.of_suppliers:
        return None, BILLS
    if has('name') and any(map(words.is_of_a_card, table.header.headings)):
        return None, CARD
    named = has('name') or (has('linked') and not has('amount_total'))
    if named:
        if has('debit') and has('credit'):
            return 'ledger', None
        if has('amount_paid') and has('date_paid', 'date') and not has(*_CLAIMS):
            return 'payments', None
        return 'documents', None
    moved = has('date', 'value_date') and has('amount_total', 'debit', 'credit')
    of_a_bank = has(*_OF_A_BANK) or (has('debit') and has('credit'))
    # no bank knows the company's codes of its customers, or accounts of its ledger
    of_a_ledger = has('konto', 'partner_reference')
    if moved and of_a_bank and not of_a_ledger and not has('date_due'):
        return 'transactions', None
    if has('partner_name', 'partner_vat', 'partner_reference') and not has('date', 'date_due'):
        return None, SUMMARY
    return None, NO_NUMBER


def _name_customers(tables):
    """Take the customer from what stands above the headings, or from the sheet's own name.

    Ledger cards have a sheet or page for each customer and no column for it.
    """
    for table in tables:
        if table.has('partner_name'):
            continue
        for row in reversed(table.grid.rows[: table.header.start]):
            texts = [text for text in map(shown, row) if text]
            label = next((text for text in texts if words.is_customer_label(text)), '')
            if label and (customer := words.customer_of(texts)):
                table.partner = customer
                break
        else:
            if len(tables) > 1 and table.grid.name and not words.is_generic_sheet(table.grid.name):
                table.partner = words.Customer(table.grid.name)
