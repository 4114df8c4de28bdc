import doctest

from odoo.tests.common import BaseCase
from stdnum import iso11649

from ..readers import payment_reference
from ..readers.payment_reference import (
    NONE,
    PROVEN,
    STRONG,
    WEAK,
    candidates,
    check_digit,
    matches,
    number_keys,
    parse,
    same_parts,
)


class TestPaymentReference(BaseCase):
    """What people, programs and banks make of the number of an invoice."""

    def _texts(self, text):
        return [reference.text for reference in candidates(text)]

    def test_doctests(self):
        failed, tried = doctest.testmod(payment_reference)
        self.assertEqual(failed, 0)
        self.assertGreater(tried, 3)

    def test_check_digit(self):
        """State codes of Croatia, whose last digit is the check digit."""
        for code in ('1201', '1651', '8168', '2003', '8486', '1449', '1210', '40002'):
            self.assertEqual(check_digit(code[:-1]), code[-1], code)

    def test_models(self):
        def digit(data):
            return data + check_digit(data)

        for text, right in (
            ('HR01 123-1-' + digit('12311')[-2:], True),
            ('HR02 5-' + digit('123') + '-' + digit('2026'), True),
            ('HR03 ' + '-'.join(map(digit, ('5', '123', '2026'))), True),
            ('HR04 ' + digit('5') + '-9-' + digit('2026'), True),
            ('HR05 ' + digit('5') + '-9-2026', True),
            ('HR06 7-123-' + digit('12345')[-3:], True),
            ('HR07 7-' + digit('123') + '-4', True),
            ('HR08 7-' + digit('7123')[1:] + '-' + digit('45'), True),
            ('HR09 7-' + digit('7123')[1:] + '-45', True),
            ('HR10 ' + digit('7') + '-123-' + digit('12345')[-3:], True),
            ('HR11 ' + digit('7') + '-' + digit('123') + '-45', True),
            ('SI12 ' + digit('123456789012'), True),
            ('SI21 ' + digit('123456789'), True),
            ('SI18 ' + digit('123456789') + '-' + digit('77') + '-5', True),
            ('HR00 123-1-1', None),
            ('HR67 12345678901-1', None),
            # more than 13 digits of data, which Odoo's own check refuses
            ('SI01 123456789012-34567-' + digit('123456789012345678')[-2:], True),
        ):
            with self.subTest(text=text):
                self.assertIs(parse(text).checked, right)
                if right:
                    wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
                    if text[2:4] in ('01', '02', '03', '04', '06', '08', '10', '12', '21'):
                        self.assertIs(parse(wrong).checked, False)

    def test_nothing(self):
        for text in ('', None, ' ', '/', 'HR99', 'SI99', 'HR 99', 'HR00', 'NRC', 'notprovided'):
            self.assertIsNone(parse(text), text)
        self.assertEqual(matches('', 'HR00 1'), NONE)
        self.assertEqual(matches('ABC', 'ABC'), NONE)

    def test_one_number_many_ways(self):
        check = check_digit('12311')
        for reference, expected in (
            ('HR00 12311', STRONG),
            ('HR00 123-1-1', STRONG),
            ('HR00 1231-1', STRONG),
            ('hr00123-1-1', STRONG),
            ('HR00 00123-01-1', STRONG),
            ('SI00 123-1-1', STRONG),
            (f'HR01 123-1-1{check}', PROVEN),
            ('HR01 123-1-1', STRONG),  # wrong check digit, right number
            ('HR67 123-1-1', STRONG),  # unknown model
            (f'HR01 123-1-1{(int(check) + 1) % 10}', WEAK),
            ('123/1/1', STRONG),
            ('123-1-1', STRONG),
            ('0123/001/1', STRONG),
            ('12311', WEAK),  # might be any number
            ('HR00 12312', NONE),
            ('HR00 123', NONE),
            ('HR00 991-123-1-1', WEAK),  # the number is a part of it
            ('124/1/1', NONE),
        ):
            with self.subTest(reference=reference):
                self.assertEqual(matches('123/1/1', reference), expected)

    def test_few_digits(self):
        """``1/1/1``, as Odoo writes it for Croatia, needs amount or payer."""
        for reference in ('HR00 111', 'HR00 1-1-1', '1/1/1'):
            self.assertEqual(matches('1/1/1', reference), WEAK)
        self.assertEqual(matches('17', '17'), WEAK)

    def test_number_with_letters(self):
        self.assertEqual(matches('INV/2026/00017', 'INV/2026/00017'), STRONG)
        self.assertEqual(matches('INV/2026/00017', 'INV-2026-17'), STRONG)
        self.assertEqual(matches('INV/2026/00017', 'SI00 2026-17'), STRONG)
        self.assertEqual(matches('INV/2026/00017', 'CN/2026/00017'), WEAK)
        self.assertEqual(matches('INV/2026/00017', '2026/00018'), NONE)

    def test_rf(self):
        reference = iso11649.validate('RF18 5390 0754 7034')
        self.assertEqual(matches('539007547034', reference), PROVEN)
        self.assertEqual(matches('RF18539007547034', 'RF18 5390 0754 7034'), PROVEN)
        self.assertEqual(matches('539007547034', 'RF19539007547034'), STRONG)
        self.assertEqual(self._texts('Rn. RF18 5390 0754 7034 HVALA')[0], 'RF18 5390 0754 7034')
        self.assertEqual(parse('RF18 5390 0754 7034').parts, ('539007547034',))

    def test_payment_reference_of_a_document(self):
        number = 'SI01 5-26-17' + check_digit('52617')
        self.assertEqual(matches(number, number.replace(' ', '')), PROVEN)
        self.assertEqual(matches('HR00 4567-1', 'HR01 4567-1'), STRONG)

    def test_same_parts(self):
        self.assertTrue(same_parts('123/1/1', parse('HR00 123-1-1')))
        self.assertTrue(same_parts('123/1/1', parse('HR01 123-1-18')))
        self.assertFalse(same_parts('123/1/1', parse('HR00 1231-1')))
        self.assertFalse(same_parts('', parse('HR00 1231-1')))

    def test_free_text(self):
        for text, expected in (
            ('Uplata po racunu 123/1/1', ['123/1/1']),
            ('rn.br. 123 / 1 / 1 i 124/1/1', ['123/1/1', '124/1/1']),
            ('PLACILO RACUNA 2026-00123 Z DNE 5.3.2026', ['2026-00123']),
            ('Racun 17-1-1 od 2026-03-05 iznos 1.234,56 EUR', ['17-1-1']),
            ('HR0000123-1-1 SI00 77-5', ['HR0000123-1-1', 'SI00 77-5']),
            ('INV/2026/0001,INV/2026/0002', ['INV/2026/0001', 'INV/2026/0002']),
            ('s racuna HR12 1001 0051 8630 0016 0', []),
            ('hvala lijepa', []),
        ):
            with self.subTest(text=text):
                self.assertEqual(self._texts(text), expected)

    def test_long_text(self):
        """Hostile texts cost no time and give few candidates."""
        for text in ('1' * 100_000, '1/' * 50_000, 'RF12 ' + 'A1B2 ' * 20_000, 'HR00 1-' * 9_000):
            self.assertLessEqual(len(candidates(text)), 30)
            parse(text)

    def test_hostile_text(self):
        """A payer's text of a thousand parts costs no more than one of thirty."""
        for text in ('1-' * 1000, '1/' * 1000, '12 345 ' * 300, 'RF18 ' * 400, 'HR00 1-2 ' * 200):
            for reference in (*candidates(text), parse(text)):
                if reference:
                    self.assertLess(len(reference.lookup_keys()), 1000)
                    self.assertEqual(matches('987/6/5', reference), NONE)
        # what stands at the beginning is still found
        self.assertTrue(matches('4321/1/1', parse('4321-1-1' + '-9' * 500)))

    def test_looked_up_by(self):
        """Whatever matches is found by one of the keys of the reference."""
        check = check_digit('12311')
        for number in ('123/1/1', '123/01/001', '00123-1-1'):
            for text in ('HR00 12311', 'HR00 1231-1', f'HR01 123-1-1{check}', 'HR00 9-123-1-1'):
                with self.subTest(number=number, text=text):
                    self.assertTrue(matches(number, text))
                    self.assertTrue(
                        set(parse(text).lookup_keys()).intersection(number_keys(number))
                    )
        self.assertEqual(number_keys('HR00 0123-1', is_reference=True), ['1231'])
        self.assertEqual(number_keys('ABC'), [''])
