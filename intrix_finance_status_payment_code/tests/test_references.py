import doctest
import random

from odoo.addons.intrix_finance_status.readers.payment_reference import (
    PROVEN,
    STRONG,
    check_digit,
    matches,
    parse,
)
from odoo.tests.common import BaseCase
from stdnum import iso11649

from ..codes import references
from ..codes.references import as_printed, customer_of, for_people, of_customer, of_number
from .pictures import HR, RF, SI


class TestReferences(BaseCase):
    """References are right by their check digits, fit their fields and find their documents."""

    def test_doctests(self):
        failed, tried = doctest.testmod(references)
        self.assertEqual(failed, 0)
        self.assertGreater(tried, 5)

    def _check(self, reference, system):
        model, _space, number = reference.partition(' ')
        if system == RF:
            self.assertTrue(iso11649.is_valid(reference))
            self.assertLessEqual(len(model + number), 25)
            return
        self.assertTrue(parse(reference).checked)
        self.assertLessEqual(len(number), 22)
        for part in number.split('-'):
            self.assertRegex(part, '^[0-9]{1,12}$' if model != 'SI12' else '^[0-9]{13}$')

    def test_numbers(self):
        rng = random.Random(1)
        marks = ('/', '-', ' ', '.', 'R', 'INV/', 'Č')
        without = 0
        for _round in range(3000):
            parts = [rng.randint(0, 10 ** rng.randint(1, 6)) for _part in range(rng.randint(1, 4))]
            number = ''.join(f'{rng.choice(marks)}{one:0{rng.randint(1, 6)}d}' for one in parts)
            for system in (HR, SI, RF):
                reference = of_number(number, system)
                with self.subTest(number=number, reference=reference):
                    if not reference:
                        digits = [char for char in number if char.isdigit()]
                        self.assertTrue(len(digits) > 19 or not ''.join(digits).strip('0'), number)
                        without += 1
                        continue
                    self._check(reference, system)
                    digits = ''.join(char for char in number if char.isdigit())
                    expected = PROVEN if len(digits) >= 4 else 1
                    self.assertEqual(matches(number, reference), expected)
                    # as banks give it: without blanks
                    self.assertEqual(matches(number, reference.replace(' ', '')), expected)
        self.assertLess(without, 900)

    def test_no_number(self):
        for number in ('', None, 'Januar', '000', '1' * 30):
            for system in (HR, SI, RF):
                self.assertEqual(of_number(number, system), '', number)

    def test_customers(self):
        for customer in (1, 7, 12345, 2**31 - 1):
            for system in (HR, SI, RF):
                reference = of_customer(customer, system)
                self._check(reference, system)
                for written in (reference, reference.replace(' ', ''), for_people(reference)):
                    self.assertEqual(customer_of(parse(written)), customer)
                wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)
                self.assertIsNone(customer_of(parse(wrong)))
        for nobody in (0, 2**31, 10**10 - 1):
            self.assertIsNone(customer_of(parse(of_customer(nobody, HR))))
        for other in ('HR00 99-0000000001', '990000000001', of_number('INV/2026/00012', HR)):
            self.assertIsNone(customer_of(parse(other)))

    def test_own_references_stay(self):
        own = f'SI01 1-26-12{check_digit("12612")}'
        self.assertEqual(as_printed(own, SI), own)
        self.assertEqual(as_printed(own, HR), '')
        self.assertEqual(as_printed('HR00 123-1-1', HR), 'HR00 123-1-1')
        for text in (
            '',
            None,
            'INV/2026/1',
            'HR99',
            'HR01 1-2-3-4',
            'HR00 ' + '1' * 14,
            'HR01 12a',
        ):
            self.assertEqual(as_printed(text, HR), '', text)

    def test_number_with_a_check_digit_is_no_other_number(self):
        """Invoice 12 with its check digit 3 isn't invoice 123 without one."""
        reference = of_number('2026/00012', HR)
        self.assertEqual(reference, 'HR01 2026-000123')
        self.assertEqual(matches('2026/00012', reference), PROVEN)
        self.assertLess(matches('2026/000123', reference), STRONG)
        # what a program told as the reference has its check digit
        self.assertEqual(matches(reference, reference), PROVEN)
