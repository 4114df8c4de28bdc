from datetime import date, datetime, time
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import amounts, dates
from .reader_samples import english

# formats.md: the same magnitude however it is written
SAME = [
    1234.56,
    Decimal('1234.56'),
    '1234.56',
    '1234,56',
    '1.234,56',
    '1,234.56',
    '1 234,56',
    '1 234,56 EUR',
    '1\u00a0234,56',
    '1\u202f234,56',
    '1\u2009234.56',
    "1'234.56",
    '1’234,56',
    '€ 1.234,56',
    '1.234,56 €',
    'EUR 1,234.56',
    '1.234,56 kn',
    '$1,234.56',
    'US$ 1234.56',
    '+1.234,56',
    '1.234,56 DR',
    'S 1.234,56',
    "'=1.234,56",
    '="1.234,56"',
    '  1.234,56\t',
]
NEGATIVE = [
    -1234.56,
    '(1.234,56)',
    '(1,234.56)',
    '1.234,56-',
    '1,234.56 -',
    '-1.234,56',
    '- 1.234,56',
    '\u22121.234,56',
    '\u20131.234,56',
    '1.234,56\u2212',
    '(1.234,56 EUR)',
    '1.234,56 CR',
    'H 1.234,56',
    '-1 234,56 €',
]
NO_AMOUNT = [
    'abc', '1e5', '1.2.3', '12.34,56', '1,23,456.78', '1.2.2026', '12 34', '--5', '-(5)', '10%',
    '1-2', '٣', 'NaN', 'inf', '1.234.56', '5 kom', '1,,5', '(5', '0x10', '1_000',
]  # fmt: skip


class TestReadAmounts(BaseCase):
    """Amounts as people and programs write them."""

    def test_same_magnitude_right_sign(self):
        for cell in SAME:
            with self.subTest(cell=cell):
                self.assertEqual(amounts.read_amount(cell), Decimal('1234.56'))
        for cell in NEGATIVE:
            with self.subTest(cell=cell):
                self.assertEqual(amounts.read_amount(cell), Decimal('-1234.56'))

    def test_ambiguous_alone_asks(self):
        for text in ('1.234', '1,234', '-1.234', '(123,456)', '12.345 EUR'):
            with self.subTest(text=text):
                with self.assertRaises(amounts.AmbiguousAmount):
                    amounts.read_amount(text)
                self.assertEqual(amounts.evidence(text), '?')

    def test_mark_decides(self):
        self.assertEqual(amounts.read_amount('1.234', ','), 1234)
        self.assertEqual(amounts.read_amount('1.234', '.'), Decimal('1.234'))
        self.assertEqual(amounts.read_amount('1,234', '.'), 1234)
        self.assertEqual(amounts.read_amount('-1,234', ','), Decimal('-1.234'))

    def test_one_mark(self):
        for text, amount in (
            ('12,5', '12.5'), ('1234.567', '1234.567'), ('0.500', '0.500'), ('0,500', '0.5'),
            ('1.234.567', '1234567'), ('1,234,567', '1234567'), ('5,', '5'), (',5', '0.5'),
            ('007', '7'), ('12,3456', '12.3456'),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(amounts.read_amount(text), Decimal(amount))

    def test_nothing(self):
        for cell in (None, '', '   ', '-', '–', '.', 'EUR', '\u00a0'):
            with self.subTest(cell=cell):
                self.assertIsNone(amounts.read_amount(cell))

    def test_no_amount(self):
        for text in NO_AMOUNT:
            with self.subTest(text=text), self.assertRaises(amounts.AmountError) as caught:
                amounts.read_amount(text)
            self.assertIn(text, english(caught.exception.args[0]))

    def test_no_amount_of_other_types(self):
        for cell in (True, date(2026, 1, 1), float('nan'), float('inf'), time(1)):
            with self.subTest(cell=cell), self.assertRaises(amounts.AmountError):
                amounts.read_amount(cell)

    def test_too_large(self):
        for cell in (1e13, 10**13, '10.000.000.000.000', '9' * 30, 1e300, -(10**400)):
            with self.subTest(cell=str(cell)[:30]), self.assertRaises(amounts.AmountError):
                amounts.read_amount(cell)
        self.assertEqual(amounts.read_amount('9.999.999.999.999,99'), Decimal('9999999999999.99'))

    def test_native_number_is_what_is_shown(self):
        self.assertEqual(amounts.read_amount(0.1 + 0.2), Decimal('0.3'))
        self.assertEqual(amounts.read_amount(1234.0), 1234)
        self.assertEqual(amounts.read_amount(1.235), Decimal('1.235'))
        self.assertEqual(str(amounts.read_amount(-0.0)), '0')
        self.assertEqual(str(amounts.read_amount('-0,00')), '0')

    def test_formula_without_result(self):
        with self.assertRaises(amounts.AmountError) as caught:
            amounts.read_amount(amounts.UNCALCULATED)
        self.assertIn('never calculated', english(caught.exception.args[0]))

    def test_currency(self):
        for text, code in (
            ('1,00 EUR', 'EUR'), ('€', 'EUR'), ('12 kn', 'HRK'), ('kn.', 'HRK'), ('$5', 'USD'),
            ('chf', 'CHF'), ('5', ''), ('abc', ''), (None, ''),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(amounts.currency_of(text), code)

    def test_column_decides(self):
        self.assertEqual(amounts.decide(['1.234', '12,5', 7.0, None]), (',', '1.234'))
        self.assertEqual(amounts.decide(['1.234.567']), (',', ''))
        self.assertEqual(amounts.decide(['1.234', '5']), ('', '1.234'))
        self.assertEqual(amounts.decide(['12.5', '12,5', '1.234']), ('?', '1.234'))
        self.assertEqual(amounts.decide(['1.234', '1,234']), ('?', '1.234'))


class TestReadDates(BaseCase):
    """Dates as people and programs write them."""

    def test_first_of_february(self):
        for cell in (
            '1.2.2026', '01.02.2026', '01.02.2026.', '1. 2. 2026', '1. 2. 2026.', '1.2.26',
            '01.02.2026. 08:19:26', '01.02.2026 08.19.26', '2026-02-01', '2026-02-01T23:59:59Z',
            '2026-02-01T00:30:00+01:00', '2026-02-01 10:00:00.123', '2026/02/01', '20260201',
            '01/02/2026', '1/2/26', '01-02-2026', '1. veljače 2026.', '1. februar 2026',
            '1 February 2026', 'Feb 1, 2026', '1-Feb-26', '1. Februar 2026', '1. velj. 2026.',
            ' 1.2.2026 ', '46054', 46054, 46054.75, 20260201, date(2026, 2, 1),
            datetime(2026, 2, 1, 23, 59),
        ):  # fmt: skip
            with self.subTest(cell=cell):
                self.assertEqual(dates.read_date(cell), date(2026, 2, 1))

    def test_months_by_locale(self):
        for text, month in (
            ('3. ožujka 2026.', 3), ('3. März 2026', 3), ('3. marca 2026', 3), ('3 Mar 2026', 3),
            ('5. lipnja 2026.', 6), ('5. srpnja 2026.', 7), ('5. listopada 2026.', 10),
            ('5. Oktober 2026', 10), ('5. okt. 2026', 10), ('5. maja 2026', 5),
            ('5. studenoga 2026.', 11), ('5. studenog 2026.', 11), ('5. Dezember 2026', 12),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(dates.read_date(text).month, month)

    def test_month_first_only_where_told(self):
        self.assertEqual(dates.read_date('12/15/2018', 'mdy'), date(2018, 12, 15))
        self.assertEqual(dates.read_date('01/04/2026', 'mdy'), date(2026, 1, 4))
        # dots are never American
        self.assertEqual(dates.read_date('01.04.2026', 'mdy'), date(2026, 4, 1))
        with self.assertRaises(dates.DateError):
            dates.read_date('12/15/2018')

    def test_order_of_a_column(self):
        for cells, order in (
            (['01/04/2026', '12/15/2018'], 'mdy'),
            (['12/15/2018', '15/12/2018'], 'dmy'),
            (['01/04/2026'], ''),
            (['1.4.2026', 5, None, 'x'], ''),
            (['15.12.2018'], 'dmy'),
        ):
            with self.subTest(cells=cells):
                self.assertEqual(dates.order_of(cells), order)

    def test_two_digits_of_a_year(self):
        self.assertEqual(dates.read_date('1.1.69').year, 2069)
        self.assertEqual(dates.read_date('1.1.99').year, 1999)

    def test_days_of_both_epochs(self):
        self.assertEqual(dates.read_date(43449), date(2018, 12, 15))
        self.assertEqual(dates.read_date(41987, epoch_1904=True), date(2018, 12, 15))

    def test_nothing(self):
        for cell in (None, '', '0', 0, 0.0, '-', '00.00.0000', '0000-00-00', time(0), '  '):
            with self.subTest(cell=cell):
                self.assertIsNone(dates.read_date(cell))

    def test_impossible(self):
        for cell in (
            '31.2.2026', '29.2.2025', '32.1.2026', '1.13.2026', 'x', '2026-13-01', '1.1.1900',
            '31.12.9999', 5, 1e9, True, 'sutra', '1.2', '12/2026', '1..2.2026', '٣.٢.٢٠٢٦',
        ):  # fmt: skip
            with self.subTest(cell=cell), self.assertRaises(dates.DateError):
                dates.read_date(cell)
