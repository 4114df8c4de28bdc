from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from .table_files import ReadMixin

HEADINGS = 'Broj računa;Kupac;Datum računa;Datum dospijeća;Ukupno;Plaćeno;Otvoreno;Status\n'


class TestReadDocumentsOfTables(ReadMixin, BaseCase):
    """One document of each number, from however many rows it takes."""

    def _one(self, content, **options):
        [row] = self.rows(content, **options)
        return row.values

    def test_paid_and_open(self):
        for line, wanted in (
            ('100,00;;', (100, None, None)),
            ('100,00;40,00;60,00', (100, 40, 60)),
            ('100,00;;60,00', (100, None, 60)),
            ('100,00;0;100', (100, 0, 100)),
            (';40,00;60,00', (100, 40, 60)),
            (';;60,00', (None, None, 60)),
        ):
            with self.subTest(line=line):
                content = f'{HEADINGS}1;A;1.1.2026;1.2.2026;{line};\n'
                self.assertEqual(
                    self.values(content, 'amount_total', 'amount_paid', 'amount_due'), [wanted]
                )

    def test_amounts_that_do_not_agree(self):
        reading = self.reading(f'{HEADINGS}1;A;1.1.2026;1.2.2026;100,00;40,00;70,00;\n')
        [(field, text)] = self.problems(reading.rows[0])
        self.assertEqual(field, 'amount_due')
        self.assertTrue(text.startswith("Total 100.00 less paid 40.00 is not open 70.00."))
        # a cent of rounding is none
        self.rows(f'{HEADINGS}1;A;1.1.2026;1.2.2026;100,00;40,01;60,00;\n')

    def test_no_amount(self):
        reading = self.reading(f'{HEADINGS}1;A;1.1.2026;;;;;\n2;A;1.1.2026;;5,00;;;\n')
        self.assertEqual(self.problems(reading.rows[0]), [('amount_total', "There is no amount.")])

    def test_states(self):
        for word, state in (
            ('Plaćeno', 'paid'), ('zatvoreno', 'paid'), ('PLAČANO', 'paid'), ('zaprto', 'paid'),
            ('Paid', 'paid'), ('settled', 'paid'), ('bezahlt', 'paid'), ('Ausgeglichen', 'paid'),
            ('Storno', 'cancelled'), ('stornirano', 'cancelled'), ('Poništeno', 'cancelled'),
            ('preklicano', 'cancelled'), ('VOIDED', 'cancelled'), ('Deleted', 'cancelled'),
            ('storniert', 'cancelled'), ('neplaćeno', 'open'), ('nije plaćeno', 'open'),
            ('not paid', 'open'), ('AUTHORISED', 'open'), ('offen', 'open'), ('', None),
            ('nešto', None), ('Plaćeno u cijelosti', 'paid'),
        ):  # fmt: skip
            with self.subTest(word=word):
                content = f'Račun;Kupac;Iznos;Status\n1;A;5,00;{word}\n'
                self.assertEqual(self._one(content).get('state'), state)

    def test_drafts_are_skipped(self):
        for word in ('nacrt', 'Predračun', 'Ponuda', 'osnutek', 'Draft', 'proforma', 'Entwurf'):
            with self.subTest(word=word):
                content = f'Račun;Kupac;Iznos;Status\n1;A;5,00;{word}\n2;A;5,00;\n'
                self.assertEqual([row.position for row in self.rows(content)], ['3'])
                self.assertEqual(
                    self.skipped(self.reading(content)),
                    [('2', "A draft or quotation claims nothing.")],
                )

    def test_partly_paid_needs_an_amount(self):
        reading = self.reading('Račun;Kupac;Iznos;Status\n1;A;5,00;djelomično plaćeno\n')
        self.assertEqual([field for field, _text in self.problems(reading.rows[0])], ['state'])
        content = f'{HEADINGS}1;A;1.1.2026;;100,00;40,00;;djelomično\n'
        self.assertEqual(self._one(content)['amount_paid'], 40)

    def test_paid_in_a_column_of_yes_and_no(self):
        content = 'Račun;Kupac;Iznos;Plaćeno\n1;A;5,00;DA\n2;A;6,00;NE\n3;A;6,00;da\n'
        self.assertEqual(self.values(content, 'state'), [('paid',), ('open',), ('paid',)])

    def test_paid_in_a_column_of_dates(self):
        for heading in ('Plačano', 'Plaćeno', 'Zahlungseingang'):
            with self.subTest(heading=heading):
                content = f'Račun;Kupac;Iznos;{heading}\n1;A;5,00;1.2.2026\n2;A;6,00;\n'
                self.assertEqual(
                    self.values(content, 'date_paid', 'amount_paid'),
                    [(date(2026, 2, 1), None), (None, None)],
                )
                content = f'Račun;Kupac;Iznos;{heading}\n1;A;5,00;2,00\n2;A;6,00;\n'
                self.assertEqual(self.values(content, 'amount_paid'), [(2,), (None,)])

    def test_cancelled(self):
        content = 'Račun;Kupac;Iznos;Otvoreno;Storno\n1;A;5,00;0,00;DA\n2;A;6,00;6,00;\n'
        self.assertEqual(
            self.values(content, 'state', 'amount_total', 'amount_due'),
            [('cancelled', 5, None), (None, 6, 6)],
        )
        content = 'Rechnungsnummer;Kunde;Betrag;Storno-Datum\n1;A;5,00;1.2.2026\n2;A;6,00;\n'
        self.assertEqual(self.values(content, 'state'), [('cancelled',), (None,)])

    def test_credit_notes(self):
        for line in ('-100,00;;-100,00', '(100,00);;(100,00)', '100,00-;;100,00-'):
            with self.subTest(line=line):
                values = self._one(f'{HEADINGS}1;A;1.1.2026;;{line};\n')
                self.assertEqual(values['document_type'], 'refund')
                self.assertEqual((values['amount_total'], values['amount_due']), (100, 100))
        for word in ('Odobrenje', 'Dobropis', 'Credit note', 'Gutschrift', 'Knjižno odobrenje'):
            for amount in ('100,00', '-100,00'):
                with self.subTest(word=word, amount=amount):
                    values = self._one(f'Račun;Vrsta;Kupac;Iznos\n1;{word};A;{amount}\n')
                    self.assertEqual(values['document_type'], 'refund')
                    self.assertEqual(values['amount_total'], 100)

    def test_valuta_is_a_date_or_a_currency(self):
        content = 'Račun;Kupac;Datum;Valuta;Iznos\n1;A;1.1.2026;15.1.2026;5\n2;B;1.1.2026;;6\n'
        self.assertEqual(self._first(content)['date_due'], date(2026, 1, 15))
        for text, code in (('EUR', 'EUR'), ('€', 'EUR'), ('kn', 'HRK'), ('usd', 'USD')):
            with self.subTest(text=text):
                content = f'Račun;Kupac;Datum;Valuta;Iznos\n1;A;1.1.2026;{text};5,00\n'
                values = self._first(content)
                self.assertEqual(values['currency'], code)
                self.assertNotIn('date_due', values)

    def _first(self, content):
        return self.rows(content)[0].values

    def test_currency_of_headings_and_cells(self):
        self.assertEqual(self._one('Račun;Kupac;Iznos (USD)\n1;A;5,00\n')['currency'], 'USD')
        self.assertEqual(self._one('Račun;Kupac;Iznos u EUR\n1;A;5,00\n')['currency'], 'EUR')
        self.assertEqual(self._one('Račun;Kupac;Iznos\n1;A;5,00 CHF\n')['currency'], 'CHF')
        self.assertNotIn('currency', self._one('Račun;Kupac;Iznos\n1;A;5,00\n'))

    def test_unknown_currency(self):
        reading = self.reading('Račun;Kupac;Oznaka valute;Iznos\n1;A;talir;5,00\n2;B;EUR;5,00\n')
        self.assertEqual(
            self.problems(reading.rows[0]),
            [('currency', "C2 (Oznaka valute): “TALIR” is not a currency.")],
        )

    def test_due_in_days(self):
        content = (
            'Račun;Kupac;Datum;Rok plaćanja;Iznos\n1;A;1.1.2026;15 dana;5\n2;A;1.1.2026;30;6\n'
        )
        self.assertEqual(
            self.values(content, 'date_due'), [(date(2026, 1, 16),), (date(2026, 1, 31),)]
        )

    def test_rates_of_tax_are_added_up(self):
        content = (
            'Številka;Datum izdaje;Kupec;Stopnja DDV;Osnova;DDV;Plačano;Plačano na\n'
            '2026-1;3.2.2026;Novak;22%;1.000,00;220,00;1.220,00;2026-02-10\n'
            '2026-2;3.2.2026;Kos;22%;10,00;2,20;;\n'
            '2026-1;3.2.2026;Novak;9,5%;100,00;9,50;109,50;2026-02-10\n'
        )
        first, second = self.rows(content)
        self.assertEqual((first.position, second.position), ('2, 4', '3'))
        self.assertEqual(first.values['amount_total'], Decimal('1329.50'))
        self.assertEqual(first.values['amount_paid'], Decimal('1329.50'))
        self.assertEqual(first.values['date_paid'], date(2026, 2, 10))

    def test_total_that_each_rate_repeats(self):
        content = (
            'Številka;Datum izdaje;Kupec;Osnova;DDV;Skupaj z DDV;Odprto\n'
            '1;3.2.2026;Novak;1.000,00;220,00;1.329,50;329,50\n'
            '1;3.2.2026;Novak;100,00;9,50;1.329,50;329,50\n'
        )
        values = self._one(content)
        self.assertEqual(values['amount_total'], Decimal('1329.50'))
        self.assertEqual(values['amount_due'], Decimal('329.50'))

    def test_instalments(self):
        content = (
            f'{HEADINGS}1;A;1.1.2026;1.3.2026;50,00;;50,00;\n1;A;1.1.2026;1.2.2026;70,00;;20,00;\n'
        )
        values = self._one(content)
        self.assertEqual((values['amount_total'], values['amount_due']), (120, 70))
        self.assertEqual(values['date_due'], date(2026, 3, 1))
        self.assertEqual(
            values['lines'],
            [
                {'date_due': date(2026, 3, 1), 'amount': 50},
                {'date_due': date(2026, 2, 1), 'amount': 70},
            ],
        )

    def test_equal_instalments(self):
        content = f'{HEADINGS}1;A;1.1.2026;1.2.2026;50,00;;;\n1;A;1.1.2026;1.3.2026;50,00;;;\n'
        self.assertEqual(self._one(content)['amount_total'], 100)

    def test_same_row_twice_is_not_clear(self):
        content = f'{HEADINGS}1;A;1.1.2026;1.2.2026;50,00;;;\n1;A;1.1.2026;1.2.2026;50,00;;;\n'
        [row] = self.reading(content).rows
        [(field, text)] = self.problems(row)
        self.assertEqual((row.position, field), ('2-3', 'amount_total'))
        self.assertIn("the same again", text)

    def test_parts_without_a_total(self):
        content = f'{HEADINGS}1;A;1.1.2026;1.2.2026;;;50,00;\n1;A;1.1.2026;1.3.2026;50,00;;50,00;\n'
        [row] = self.reading(content).rows
        self.assertEqual(row.values['amount_due'], 100)

    def test_number_of_two_invoices(self):
        for other in ('B;1.1.2026', 'A;1.2.2026'):
            with self.subTest(other=other):
                content = f'{HEADINGS}1;A;1.1.2026;;50,00;;;\n1;{other};;60,00;;;\n'
                [row] = self.reading(content).rows
                self.assertIn("stands for different invoices", self.problems(row)[0][1])

    def test_numbers_begin_again_with_the_year(self):
        content = f'{HEADINGS}1;A;1.1.2026;;50,00;;;\n1;A;31.12.2025;;60,00;;;\n'
        first, second = self.rows(content)
        self.assertEqual((first.values['amount_total'], second.values['amount_total']), (50, 60))

    def test_number_and_its_reversal(self):
        content = f'{HEADINGS}1;A;1.1.2026;;50,00;;;\n1;A;1.1.2026;;-50,00;;;\n'
        self.assertEqual(self._one(content)['amount_total'], 0)

    def test_ledger(self):
        content = (
            'Konto;Subjekt;Dokument;Vezni dokument;Datum dokumenta;Datum valute;Duguje;Potražuje;'
            'Saldo\n'
            '1200;ABC;Početno stanje;;1.1.2026;;10,00;;10,00\n'
            '1200;ABC;IR-1;;2.1.2026;2.2.2026;125,00;;125,00\n'
            '7600;ABC;IR-1;;2.1.2026;;;100,00;25,00\n'
            '2400;ABC;IR-1;;2.1.2026;;;25,00;0,00\n'
            '1200;ABC;IZV-3;IR-1;5.2.2026;;;50,00;75,00\n'
            '1200;ABC;;IR-1;9.2.2026;;;25,00;75,00\n'
            '1200;ABC;IZV-4;IR-77;6.2.2026;;;10,00;65,00\n'
            '1200;ABC;IR-2;;7.2.2026;7.3.2026;200,00;;\n'
            'Ukupno;;;;;;335,00;60,00;\n'
        )
        reading = self.reading(content)
        first, unknown, second = reading.rows
        self.assertEqual(first.position, '3, 6, 7')
        self.assertEqual(
            first.values,
            {
                'name': 'IR-1',
                'partner_name': 'ABC',
                'date': date(2026, 1, 2),
                'date_due': date(2026, 2, 2),
                'amount_total': 125,
                'amount_paid': 75,
                'date_paid': date(2026, 2, 9),
            },
        )
        self.assertEqual(second.values['amount_paid'], 0)
        self.assertEqual([field for field, _text in self.problems(unknown)], ['credit'])
        self.assertEqual(
            self.warnings(reading),
            ["Credits that name no invoice of the file: 1. What they paid is shown as open."],
        )
        reasons = dict(self.skipped(reading))
        self.assertEqual(reasons['2'], "A balance that is carried forward.")
        self.assertEqual(reasons['4'], "Ledger account 7600 is not one of customers.")
        self.assertEqual(reasons['10'], "A total.")

    def test_credit_note_in_a_ledger(self):
        for line in ('Odobrenje;;30,00', 'Račun;-30,00;', 'Račun;;-30,00'):
            with self.subTest(line=line):
                content = f'Dokument;Kupac;Datum;Vrsta;Duguje;Potražuje\nO-1;A;1.1.2026;{line}\n'
                values = self._one(content)
                self.assertEqual(values['document_type'], 'refund')
                self.assertEqual(values['amount_total'], 30)

    def test_references(self):
        content = (
            'Račun;Kupac;Šifra kupca;OIB;Poziv na broj;Narudžba;Narudžbenica;Opis;Iznos\n'
            '1;A;K-7;HR 12345678901;HR00 1-1;SO007;PO 9;za robu;5,00\n'
        )
        self.assertEqual(
            self._one(content),
            {
                'name': '1',
                'partner_name': 'A',
                'partner_reference': 'K-7',
                'partner_vat': '12345678901',
                'payment_reference': 'HR00 1-1',
                'order_reference': 'SO007 za robu',
                'customer_reference': 'PO 9',
                'amount_total': 5,
            },
        )

    def test_zeros_that_a_spreadsheet_cut(self):
        content = (
            'Broj računa;Kupac;OIB;Datum dospijeća;Ukupni iznos\n1;A;1234567890;1.1.2026;5,00\n'
        )
        self.assertEqual(self._one(content)['partner_vat'], '01234567890')

    def test_guards_against_formulas(self):
        content = "Račun;Kupac;Iznos\n=\"00123\";'=A;\"'=5,00\"\n"
        values = self._one(content)
        self.assertEqual((values['name'], values['amount_total']), ('00123', 5))
