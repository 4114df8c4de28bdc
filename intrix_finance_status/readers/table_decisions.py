"""Decide for a whole file how its numbers and dates are written, or ask."""

from collections import Counter
from itertools import islice

from . import amounts, dates
from .base import _lt
from .columns import DATES


def decide(tables, source):
    """Decide the decimal marks and the order of dates of all tables of a file.

    :return: questions as (field, text, choices), and warnings
    """
    return _decide_marks(tables, source), _decide_orders(tables)


def _decide_marks(tables, source):
    """Take the mark that the column proves, else what a person chose, the file, the language.

    Only what the language makes a whole number is taken from it: three decimals are nobody's.
    """
    proofs = [table.prove_marks() for table in tables]
    of_file = {mark for proof in proofs for mark, _text in proof.values()} - {'', '?'}
    questions = []
    for table, proof in zip(tables, proofs, strict=True):
        told = source.numbers or (table.layout.decimal_mark if table.layout else '')
        used = Counter()
        for index, (proved, ambiguous) in proof.items():
            mark = proved if proved in amounts.MARKS else told
            if not mark and proved != '?':
                if len(of_file) == 1:
                    [mark] = of_file
                elif ambiguous and table.language and not of_file:
                    spoken = '.' if table.language == 'en' else ','
                    mark = '' if spoken in ambiguous else spoken
            table.marks[index] = mark
            if mark:
                used[mark] += 1
            elif ambiguous and not questions:
                questions.append(_question(ambiguous, table.heading(index)))
        table.made.decimal_mark = used.most_common(1)[0][0] if used else told
    return questions


def _decide_orders(tables):
    """Take the order that the column proves, else what a person chose, the file, the day first."""
    proofs = [table.prove_orders() for table in tables]
    orders = {order for proof in proofs for order in proof.values() if order}
    of_file = next(iter(orders)) if len(orders) == 1 else ''
    warnings = []
    for table, proof in zip(tables, proofs, strict=True):
        told = table.layout.date_order if table.layout else ''
        for index, order in proof.items():
            table.orders[index] = order or told or of_file or dates.DAY_FIRST
        table.made.date_order = of_file or told or (dates.DAY_FIRST if proof else '')
        example = '' if told or orders or warnings else _either_way(table)
        if example:
            warnings.append(
                _lt("Dates such as %s are read with the day first; change it if wrong.", example)
            )
    return warnings


def _question(text, heading):
    digits = amounts.bare(text)[0]
    return (
        'decimal_mark',
        _lt(
            "“%(text)s” in column “%(column)s” may be read in two ways. Which is it?",
            text=text,
            column=heading,
        ),
        [
            (mark, str(amounts.read_amount(digits, mark)))
            for mark in (amounts.MARKS if '.' in digits else reversed(amounts.MARKS))
        ],
    )


def _either_way(table):
    """Return a date with slashes whose day may be the month."""
    for field in sorted(DATES & table.index.keys(), key=table.index.get):
        for cell in islice(table.cells(table.index[field]), 200):
            if cell.__class__ is str and '/' in cell and dates.is_date(cell):
                parts = cell.split('/')
                if len(parts[0].strip()) < 3 and parts[0].strip() != parts[1].strip():
                    return cell.strip()
    return ''
