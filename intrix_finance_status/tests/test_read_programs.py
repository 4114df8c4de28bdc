from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import recognise
from ..readers.base import ReadError
from .program_files import PROGRAMS, cgm, sage, xero

NAMES = ('amount_total', 'amount_paid', 'amount_due', 'date', 'date_due', 'partner_name')


def told(row):
    """Return what a row says of total, paid, open, dates and customer."""
    values = dict(row.values)
    total = values.get('amount_total')
    if values.get('document_type') == 'refund' and total is not None:
        values.update(
            {name: -values[name] for name in NAMES[:3] if values.get(name)},
            amount_total=-abs(total),
        )
        total = values['amount_total']
    if total is not None:
        if values.get('state') == 'paid':
            values.setdefault('amount_paid', total)
        if values.get('amount_paid') is None and values.get('amount_due') is not None:
            values['amount_paid'] = total - values['amount_due']
        values.setdefault('amount_paid', Decimal(0))
        values.setdefault('amount_due', total - values['amount_paid'])
    return values


class TestReadPrograms(BaseCase):
    """The lists of each accounting program that is known, recognised by themselves."""

    def test_programs(self):
        for make in PROGRAMS:
            with self.subTest(program=make.__name__):
                program = make()
                if not program.expected:
                    with self.assertRaises(ReadError):
                        recognise.read(program.content, program.filename)
                    continue
                reading = recognise.read(program.content, program.filename)
                self.assertEqual(reading.kind, 'documents')
                self.assertFalse(reading.questions)
                rows = {row.values.get('name'): row for row in reading.rows}
                for number, expected in program.expected.items():
                    self.assertIn(number, rows)
                    row = rows[number]
                    self.assertEqual(row.problems, [])
                    values = told(row)
                    for name, value in zip(NAMES, expected, strict=True):
                        if value is None:
                            continue
                        if name.startswith('amount'):
                            value = Decimal(str(value))  # noqa: PLW2901
                        elif name.startswith('date'):
                            value = date(*value)  # noqa: PLW2901
                        self.assertEqual(values.get(name), value, f'{number}: {name}')

    def test_cancelled_and_paid(self):
        states = {
            row.values['name']: row.values.get('state')
            for make in (cgm, xero)
            for row in recognise.read(make().content, make().filename).rows
        }
        self.assertEqual(
            {number for number, state in states.items() if state == 'cancelled'},
            {'R-3', 'INV-0003'},
        )
        self.assertEqual(states['INV-0002'], 'paid')

    def test_customer_of_a_group(self):
        """Sage tells the customer in the title of its group."""
        rows = recognise.read(sage().content, sage().filename).rows
        self.assertEqual(
            [('Acme' in row.values['partner_name'], row.values['name']) for row in rows],
            [(True, 'INV-55'), (True, 'INV-56'), (False, 'INV-57')],
        )
