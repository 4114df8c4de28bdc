"""Read the values of a table's rows: each cell by its field, each problem with its cell."""

import re
from datetime import timedelta
from functools import lru_cache
from itertools import islice, pairwise

from . import amounts, columns, damage, dates
from .amounts import AmountError
from .base import Layout, Problem, _lt
from .cells import letters
from .columns import AMOUNTS, DATES, shown
from .dates import DateError
from .folding import fold
from .settle import CREDITS, DEBITS, settle
from .xml_values import vat_number

MAX_TEXT = 250
_DAYS = re.compile(r'([0-9]{1,3})(?:\s*(?:dana|dan|dni|days?|tage?|d)\.?)?', re.I | re.ASCII)
_CODE = re.compile(r'[A-Z]{3}', re.ASCII)
_MOST_DAYS = 20_000
_GUARD = re.compile(r'=?"(.*)"|\'(.*)', re.DOTALL)


# few different ones in many rows
_vat_number = lru_cache(4096)(vat_number)
_currency_of = lru_cache(256)(amounts.currency_of)


class Table:
    """A table of a grid: where its columns are and how its numbers and dates are written."""

    def __init__(self, grid, header, source):
        """Take the columns from the header; ``source`` is what the file says of itself."""
        self.grid = grid
        self.header = header
        self.layout = header.layout
        mapping = dict(header.mapping)
        rows = self._body_rows()
        if not (self.layout and self.layout.columns):
            settle(header.headings, mapping, rows, header.languages)
        self.language = columns.language_of(header.languages) or source.language
        # a list of bills to pay; who maps the column says that it is none
        self.of_suppliers = 'supplier' in mapping.values() and not any(
            field in mapping.values() for field in ('partner_name', 'partner_vat')
        )
        self.index = {field: index for index, field in mapping.items() if field in columns.FIELDS}
        self.marks, self.orders, self._days = {}, {}, {}
        # an amount is in the currency of its own heading, whatever the row says of another one
        self.currency = next(
            (
                code
                for field, index in self.index.items()
                if field in AMOUNTS and (code := columns.without_currency(self.heading(index))[1])
            ),
            '',
        )
        self._take_amounts_of_currency()
        # the heading of the amounts whose currency is the company's, whatever the row says
        self.in_company_currency = self._tell_currencies_apart()
        self._currencies = [
            index
            for field, index in self.index.items()
            if field in AMOUNTS and self._names_currency(index)
        ]
        self.made = Layout(
            sheet=grid.name,
            header_row=grid.numbers[header.start],
            columns=columns.make_columns(
                header.headings, {index: field for field, index in self.index.items()}, rows[:20]
            ),
            encoding=source.encoding,
            separator=source.separator,
        )
        self.partner = None
        self._damaged = None
        # a row for each line of an invoice: it has a quantity and a price or an amount of its own
        self.of_lines = ''
        if sum(map(columns.is_of_a_line, header.headings)) > 1 and 'amount_total' in self.index:
            total = self.heading(self.index['amount_total'])
            self.of_lines = 'adds' if columns.is_of_a_line(total) else 'repeats'
        # 1000 where the amounts are told in thousands
        self.scale = 1

    def _take_amounts_of_currency(self):
        """Take "Iznos EUR" beside "Otvoreno EUR", and not "Iznos" of the currency in the row."""
        if not self.currency:
            return
        for field in AMOUNTS & self.index.keys():
            if columns.without_currency(self.heading(self.index[field]))[1]:
                continue
            for index, heading in enumerate(self.header.headings):
                told, code = columns.without_currency(heading)
                if code != self.currency or index in self.index.values():
                    continue
                if columns.field_of(told)[0] == field:
                    self.index[field] = index

    def _tell_currencies_apart(self):
        """Take amounts and currency from the same side: the row's, or the company's.

        "Amount" beside "Amount in transaction currency" is in the company's currency. Where not
        all amounts are told in the row's, all are taken in the company's.

        :return: the heading of an amount in the company's currency, where the row tells another
        """
        if self.currency or (self.layout and self.layout.columns):
            return ''
        sides = {'foreign': {}, 'local': {}, '': {}}
        for index, heading in enumerate(self.header.headings):
            side, rest = columns.side_of_currency(heading)
            field = columns.field_of(rest)[0]
            if field in AMOUNTS:
                sides[side].setdefault(field, index)
        foreign, local, plain = sides['foreign'], sides['local'], sides['']
        code = self._foreign_code()
        wanted = AMOUNTS & (self.index.keys() | foreign.keys() | local.keys())
        # without a mark beside marked ones: in the row's beside "(LCY)", else in the company's
        row_side = foreign or (plain if local else {})
        home = local if local and not foreign else {**plain, **local}
        if not row_side and not local:
            return ''
        if code is not None and row_side and not wanted - row_side.keys():
            self._take_amounts(row_side)
            self.index['currency'] = code
            return ''
        if not home or wanted & row_side.keys() - home.keys():
            # no side has all: as they were found
            return ''
        self._take_amounts(home)
        if 'currency' in self.index and columns.is_local_code(self._heading_of('currency')):
            return ''
        # so that it is no column of these amounts when the layout is remembered, either
        self.index.pop('currency', None)
        return self._heading_of(min(home, key=home.get))

    def _foreign_code(self):
        """Return the column with the currency of the row, or None."""
        at = self.index.get('currency')
        if at is not None and not columns.is_local_code(self.heading(at)):
            return at
        return next(
            (
                index
                for index, heading in enumerate(self.header.headings)
                if columns.field_of(heading)[0] == 'currency' and not columns.is_local_code(heading)
            ),
            None,
        )

    def _heading_of(self, field):
        return self.heading(self.index[field])

    def _take_amounts(self, found):
        """Read these columns of amounts and no others."""
        for field in AMOUNTS & self.index.keys():
            del self.index[field]
        self.index.update(found)

    def _body_rows(self):
        return self.grid.rows[self.header.body :]

    def heading(self, index):
        """Return the heading of a column."""
        headings = self.header.headings
        return headings[index] if index < len(headings) else ''

    def cells(self, index):
        """Return the cells of a column below its heading."""
        return (row[index] for row in islice(self.grid.rows, self.header.body, None)
                if index < len(row))  # fmt: skip

    def _names_currency(self, index):
        return any(amounts.currency_of(cell) for cell in islice(self.cells(index), 200))

    def present(self, names):
        """Return those of the fields that the table has a column for."""
        return [name for name in names if name in self.index]

    def has(self, *names):
        """Tell whether the table has a column for any of the fields."""
        return any(name in self.index for name in names)

    def prove_marks(self):
        """Return {index: (decimal mark proved, ambiguous text)} of the columns with amounts."""
        return {
            index: amounts.decide(self.cells(index))
            for field, index in self.index.items()
            if field in AMOUNTS
        }

    def prove_orders(self):
        """Return {index: order of day and month proved} of the columns with dates."""
        return {
            index: dates.order_of(self.cells(index))
            for field, index in self.index.items()
            if field in DATES
        }

    def is_running_balance(self):
        """Tell whether what was taken for open is the sum of the totals so far."""
        if not self.has('amount_total') or not self.has('amount_due') or self.has('amount_paid'):
            return False
        pairs = []
        for row in islice(self.grid.rows, self.header.body, self.header.body + 200):
            total, due = (
                self.amount(row, field, 0, []) for field in ('amount_total', 'amount_due')
            )
            if total is not None and due is not None:
                pairs.append((total, due))
        added = sum(
            before != 0 and total != 0 and due == before + total
            for (_total, before), (total, due) in pairwise(pairs)
        )
        return added > 1 and added > 0.5 * len(pairs)

    def take(self, index, field):
        """Read a further column, for a field that had none."""
        self.index[field] = index
        self.made.columns[index].field = field

    def orders_proved(self, *indexes):
        """Return the order of day and month that columns prove together, else the day first."""
        found = {dates.order_of(self.cells(index)) for index in indexes} - {''}
        return found.pop() if len(found) == 1 else dates.DAY_FIRST

    def date_in(self, cell, order):
        """Return the date in a cell, or None where there is none."""
        try:
            return dates.read_date(cell, order, self.grid.epoch_1904)
        except DateError:
            return None

    def leave_out(self, field):
        """Do without the column of a field; return its heading."""
        index = self.index.pop(field)
        self.made.columns[index].field = None
        return self.heading(index)

    def cell(self, row, field):
        """Return the cell of a field, or None."""
        index = self.index.get(field)
        return row[index] if index is not None and index < len(row) else None

    def text(self, row, field):
        """Return the text of a field on one line, of a bounded length."""
        index = self.index.get(field)
        if index is None or index >= len(row):
            return ''
        cell = row[index]
        text = cell.strip() if cell.__class__ is str else shown(cell)
        if text[:1] in ('=', "'", '"') and (found := _GUARD.fullmatch(text)):
            text = found[1] if found[1] is not None else found[2]
        return (
            text
            if len(text) < MAX_TEXT and text.isprintable()
            else (' '.join(text.split())[:MAX_TEXT])
        )

    def description(self, row):
        """Return what the columns with descriptions say, on one line."""
        texts = (self.text(row, field) for field in ('text', 'text_2') if field in self.index)
        return ' '.join(filter(None, texts))[:MAX_TEXT]

    def note(self, problems, number, field, reason):
        index = self.index[field]
        problems.append(
            Problem(
                field,
                _lt(
                    "%(cell)s (%(heading)s): %(reason)s",
                    cell=f'{letters(index)}{number}',
                    heading=self.heading(index) or letters(index),
                    reason=reason,
                ),
            )
        )

    def amount(self, row, field, number, problems):
        """Return the amount of a field, or None; note a problem with its cell."""
        index = self.index.get(field)
        if index is None or index >= len(row) or row[index] is None:
            return None
        try:
            amount = amounts.read_amount(row[index], self.marks.get(index, ''))
            return amount * self.scale if amount and self.scale != 1 else amount
        except AmountError as error:
            self.note(problems, number, field, error.args[0])
        return None

    def date(self, row, field, number, problems):
        """Return the date of a field, or None; note a problem with its cell."""
        index = self.index.get(field)
        cell = row[index] if index is not None and index < len(row) else None
        if cell is None or cell == '':
            return None
        order = self.orders.get(index, dates.DAY_FIRST)
        is_text = cell.__class__ is str
        # of many rows, few different days
        if is_text and (found := self._days.get((cell, order))) is not None:
            return found
        try:
            day = dates.read_date(cell, order, self.grid.epoch_1904)
            if is_text and len(self._days) < _MOST_DAYS:
                self._days[cell, order] = day
            return day
        except DateError as error:
            self.note(problems, number, field, error.args[0])
        return None

    def date_due(self, row, date, number, problems):
        """Return the due date, also where it is told in days after the date."""
        cell = self.cell(row, 'date_due')
        if cell is None:
            return None
        if date and (found := _DAYS.fullmatch(shown(cell))):
            return date + timedelta(days=int(found[1]))
        return self.date(row, 'date_due', number, problems)

    def is_credit(self, row, number, problems):
        """Tell whether a row says that its amount is credit or debit; None where it doesn't."""
        told = self.text(row, 'direction')
        if not told:
            return None
        marker = fold(told)
        if marker in CREDITS:
            return True
        if marker not in DEBITS:
            self.note(problems, number, 'direction', _lt("“%s” is neither debit nor credit.", told))
            return None
        return False

    def currency_of(self, row, number, problems):
        """Return the ISO code that the headings, the row or its amounts tell, or nothing."""
        if self.currency:
            return self.currency
        if told := self.text(row, 'currency').upper():
            code = _currency_of(told) or (told if _CODE.fullmatch(told) else '')
            if not code:
                self.note(problems, number, 'currency', _lt("“%s” is not a currency.", told))
            return code
        for index in self._currencies:
            if index < len(row) and (code := amounts.currency_of(row[index])):
                return code
        return ''

    def name(self, row, number, problems):
        """Return the number of the document: of one column or put together from three."""
        cell = self.cell(row, 'name')
        if cell is not None and cell.__class__ is not str and dates.is_date(cell):
            self.note(
                problems,
                number,
                'name',
                _lt("The spreadsheet made a date (%s) of the invoice number.", shown(cell)),
            )
            return ''
        name = self.text(row, 'name')
        if name and self._damaged is None:
            self._damaged = damage.of_numbers(self.cells(self.index['name']))
        if name and self._damaged and self._damaged(name):
            self.note(problems, number, 'name', damage.reason(name))
            return ''
        if 'name_2' in self.index or 'name_3' in self.index:
            parts = (name, self.text(row, 'name_2'), self.text(row, 'name_3'))
            name = '/'.join(part for part in parts if part)
        return name

    def vat(self, row, number, problems):
        """Return the VAT number without marks, a Croatian one without its country."""
        told = self.text(row, 'partner_vat')
        if damage.is_power(told):
            self.note(problems, number, 'partner_vat', damage.reason(told))
            return ''
        # a spreadsheet cuts the zeros that an OIB begins with
        if told.isdigit() and len(told) in (9, 10) and self.language == 'hr':
            told = told.zfill(11)
        return _vat_number(told) if told else ''

    def position(self, numbers):
        """Return where rows stand, as people find them."""
        first, last = numbers[0], numbers[-1]
        if len(numbers) == 1:
            where = str(first)
        elif last - first == len(numbers) - 1:
            where = f'{first}-{last}'
        else:
            where = ', '.join(map(str, numbers[:20])) + ('…' if len(numbers) > 20 else '')
        return f'{self.grid.name}!{where}' if self.grid.name else where
