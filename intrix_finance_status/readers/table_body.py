"""Tell the rows of a table apart: documents, totals, titles, repeated headings, notes."""

import re
from array import array
from datetime import date, datetime
from itertools import islice

from . import words
from .amounts import is_amount
from .base import Skipped, _lt
from .columns import AMOUNTS, DATES, WHO, WHOLE, field_of, shown
from .dates import is_date
from .folding import fold

_TOTAL = _lt("A total.")
_NO_NAME = _lt("Amounts without a number, date or customer: taken for a total.")
_TITLE = _lt("A title or note: it has no number, date or amount.")
_HEADINGS = _lt("The headings again.")
_PAGE = _lt("The end or the beginning of a page.")
_OPENING = _lt("A balance that is carried forward.")
_DRAFT = _lt("A draft or quotation claims nothing.")
_PAYABLE = _lt("A bill to pay, not an invoice to a customer.")
_PAYMENT = _lt("A payment that no invoice is told for.")
_DIGIT = re.compile(r'\d')
# classes of cells that are never empty
_SHOWN = frozenset((int, float, date, datetime))
# accounts of customers in the charts of Croatia and Slovenia
_CUSTOMERS = '12'


class Body:
    """The rows of a table that tell something, and what titles above them say of the customer."""

    def __init__(self, table, skipped, kind='documents'):
        self.table = table
        self.indexes = array('L')
        # the title that each of these rows stands below, as an index of ``titles``
        self.below = array('L')
        self.titles = [table.partner]
        # how many rows have the customer of the row above
        self.filled_down = 0
        # (position in the grid, rows read before it) of totals, and of what else was left out
        self.totals, self.left_out = [], []
        self._skipped = skipped
        self._places = {}
        self.is_ledger = kind == 'ledger'
        self.is_of_a_bank = kind == 'transactions'
        self._read()

    def __len__(self):
        return len(self.indexes)

    def customer(self, entry):
        """Return the ``Customer`` told by a title above an entry, or None."""
        return self.titles[self.below[entry]]

    def _skip(self, number, reason):
        self._skipped.append(Skipped(self.table.position([number]), reason))

    def _read(self):
        table, index = self.table, self.table.index
        rows, numbers = table.grid.rows, table.grid.numbers
        accounts = self._accounts()
        fills = self._fills_down()
        name_at = index.get('name', index.get('linked', -1))
        for position in range(table.header.body, len(rows)):
            row, number = rows[position], numbers[position]
            name = row[name_at] if 0 <= name_at < len(row) else None
            named = name is not None and name != '' and bool(shown(name))
            reason = self._of_a_page(row)
            if not reason:
                reason = self._other(row, name) if named else self._unnamed(row)
            if not reason:
                reason = self._kept_out(row) or self._of_other_account(row, accounts)
            if reason:
                self._skip(number, reason)
                if reason is _TOTAL or reason is _NO_NAME:
                    self.totals.append((position, len(self.indexes)))
                elif not any(reason is other for other in (_TITLE, _HEADINGS, _PAGE)):
                    self.left_out.append((position, len(self.indexes)))
                if reason is _TOTAL:
                    self._under(table.partner)
                continue
            if fills:
                self._fill_down(row)
            self.indexes.append(position)
            self.below.append(len(self.titles) - 1)

    def _fills_down(self):
        """Tell whether each customer is named once, on the first of its rows, as merged cells do.

        Where a name comes twice, an empty cell is a name that is missing.
        """
        table = self.table
        if 'partner_name' not in table.index:
            return False
        at, named = table.index['partner_name'], table.index.get('name', -1)
        names, empty = set(), 0
        heading = table.heading(at)
        for row in islice(table.grid.rows, table.header.body, None):
            number = shown(row[named]) if 0 <= named < len(row) else ''
            if not number or words.is_total(number) or words.ends_as_total(number):
                continue
            text = shown(row[at]) if at < len(row) else ''
            if text and text == heading:
                continue
            if not text:
                empty += 1
            elif text in names:
                return False
            names.add(text)
        return empty > 0 and len(names) > 1

    def _fill_down(self, row):
        if name := self.table.text(row, 'partner_name'):
            code = self.table.text(row, 'partner_reference')
            self._under(words.Customer(name, code, self.table.vat(row, 0, [])))
        elif self.titles[-1]:
            self.filled_down += 1

    def _under(self, customer):
        if self.titles[-1] != customer:
            self.titles.append(customer)

    def _first(self, row):
        return next((cell for cell in row if cell is not None and cell != '' and shown(cell)), '')

    def _of_a_page(self, row):
        """Return why a row is no document where it only numbers a page."""
        filled = 0
        for cell in row:
            kind = cell.__class__
            if (cell and not cell.isspace()) if kind is str else kind in _SHOWN or shown(cell):
                filled += 1
                if filled > 4:
                    return None
        texts = [text for text in map(shown, row) if text]
        if len(texts) > 4 or not words.is_of_a_page(texts):
            return None
        return None if any(map(is_amount, texts)) else _PAGE

    def _other(self, row, name):
        """Return why a row with something in the number's column is none of a document."""
        if name.__class__ is not str:
            return None
        if name[:1].isdigit() and self._has(row, AMOUNTS) and not words.ends_as_total(name):
            return None
        if words.ends_as_total(name) and not self._has(row, DATES):
            return _TOTAL
        if not name[:1].isdigit():
            if words.is_total(name):
                return _TOTAL
            if words.is_opening(name):
                return _OPENING
        # a word in the column of an amount is an error, which must not take the row along
        dated = self._has(row, DATES)
        if not dated and self._repeats(row):
            return _HEADINGS
        if not dated and not any(self._texts(row, AMOUNTS)):
            return self._title(row)
        # a ledger numbers its opening balance as it does any entry
        return self._opens(row) if self.is_ledger else None

    def _texts(self, row, fields):
        index = self.table.index
        return [
            shown(row[index[field]]) for field in fields & index.keys() if index[field] < len(row)
        ]

    def _repeats(self, row):
        headings = self.table.header.headings
        same = sum(
            fold(shown(cell)) == fold(heading)
            for cell, heading in zip(row, headings, strict=False)
            if heading
        )
        texts = [text for text in map(shown, row) if text]
        # also in another language, where nothing else stands in the row
        return same > 1 or (len(texts) > 1 and all(field_of(text)[1] > WHOLE for text in texts))

    def _has(self, row, fields):
        """Tell whether a row has an amount or a date, or something that was to be one."""
        places = self._places.get(fields)
        if places is None:
            index = self.table.index
            places = self._places[fields] = [index[name] for name in fields & index.keys()]
        width = len(row)
        for at in places:
            cell = row[at] if at < width else None
            if cell is None or cell == '':
                continue
            if cell.__class__ is not str:
                if shown(cell):
                    return True
            elif _DIGIT.search(cell):
                return True
        return False

    def _is_dated(self, row):
        """Tell whether a row has a date that can be read, or more cells than a title."""
        index = self.table.index
        filled = sum(1 for cell in row if cell is not None and shown(cell))
        return filled > 1 or any(
            is_date(row[index[field]]) for field in DATES & index.keys() if index[field] < len(row)
        )

    def _unnamed(self, row):
        first = self._first(row)
        if first.__class__ is str:
            if words.is_total(first):
                return _TOTAL
            if words.is_opening(first):
                return _OPENING
            if words.ends_as_total(first) and not self._is_dated(row):
                return _TOTAL
        money = self._has(row, AMOUNTS)
        dated = self._has(row, DATES)
        # "1 - 30 days past due" may stand below the heading of a date
        if not money and (not dated or not self._is_dated(row)):
            return self._title(row)
        index = self.table.index
        if 'name' in index and 'linked' in index and self.table.text(row, 'linked'):
            return None
        who = any(self.table.text(row, field) for field in WHO - {'name'})
        if money and not dated and not who:
            return _NO_NAME
        return self._opens(row)

    def _opens(self, row):
        text = self.table.text(row, 'text')
        return _OPENING if text and words.is_opening(text) else None

    def _title(self, row):
        texts = [text for text in map(shown, row) if text]
        if len(texts) <= 4 and (customer := words.customer_of(texts)):
            self._under(customer)
        return _TITLE

    def _kept_out(self, row):
        """Return why a document is none that claims something of a customer."""
        table = self.table
        if self.is_of_a_bank:
            # what a bank calls a payment is what is wanted
            return None
        if 'document_type' in table.index:
            kind = words.type_of(table.text(row, 'document_type'))
            if kind == 'draft':
                return _DRAFT
            if kind == 'payable':
                return _PAYABLE
            if kind == 'payment' and not self.is_ledger:
                return _PAYMENT
        if 'state' in table.index and words.state_of(table.text(row, 'state')) == 'draft':
            return _DRAFT
        return None

    def _accounts(self):
        """Return whether a journal holds accounts of customers among others."""
        table = self.table
        if not self.is_ledger or 'konto' not in table.index:
            return False
        found = {shown(cell)[:2] for cell in table.cells(table.index['konto'])} - {''}
        return _CUSTOMERS in found and len(found) > 1

    def _of_other_account(self, row, accounts):
        konto = self.table.text(row, 'konto') if accounts else ''
        if konto and not konto.startswith(_CUSTOMERS):
            return _lt("Ledger account %s is not one of customers.", konto)
        return None
