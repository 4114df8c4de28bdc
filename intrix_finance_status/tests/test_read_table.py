from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers.base import Layout, ReadError
from .reader_samples import english
from .table_files import OPEN_ITEMS, ReadMixin, csv_file, xls_file, xlsx_file, zip_file

FIELDS = ('name', 'partner_name', 'date', 'date_due', 'amount_total', 'amount_due')
WANTED = [
    ('1/PP1/1', 'Šćepanović d.o.o.', date(2026, 1, 5), date(2026, 2, 4),
     Decimal('1234.56'), Decimal('0')),
    ('2/PP1/1', 'Đurđevac Čačić', date(2026, 1, 20), date(2026, 2, 19),
     Decimal('100.00'), Decimal('40.50')),
    ('3/PP1/1', 'Žito Šibenik', date(2026, 3, 31), date(2026, 4, 30),
     Decimal('2500'), Decimal('2500')),
]  # fmt: skip


class TestReadTable(ReadMixin, BaseCase):
    """Tables: headings below titles, totals, titles, numbers by column, layouts."""

    def test_same_in_every_format(self):
        for content in (
            csv_file(OPEN_ITEMS), csv_file(OPEN_ITEMS, ',', 'cp1250'), xls_file(OPEN_ITEMS),
            xlsx_file(OPEN_ITEMS),
        ):  # fmt: skip
            with self.subTest(start=content[:8]):
                self.assertEqual(self.values(content, *FIELDS), WANTED)

    def test_name_of_the_file_means_nothing(self):
        for name in ('a.xlsx', 'a.xml', 'a.pdf', ''):
            with self.subTest(name=name):
                reading = self.reading(csv_file(OPEN_ITEMS), filename=name)
                self.assertEqual(reading.format, 'csv')
        self.assertEqual(self.reading(xls_file(OPEN_ITEMS), filename='a.csv').format, 'xls')

    def test_preamble(self):
        preamble = [
            ['Moja tvrtka d.o.o.'], ['OIB: 12345678901'], [], ['Popis računa', 'stranica 1'],
            ['Datum: 31.3.2026.', '', 'Iznosi u EUR'], ['', 'Ukupno: 5'],
        ]  # fmt: skip
        for count in range(len(preamble) + 1):
            with self.subTest(rows=count):
                content = csv_file([*preamble[:count], *OPEN_ITEMS])
                self.assertEqual(self.values(content, *FIELDS), WANTED)
                self.assertEqual(self.reading(content).layouts[0].header_row, count + 1)

    def test_totals_titles_and_empty_rows(self):
        heading, *rows = OPEN_ITEMS
        content = csv_file(
            [
                heading, ['Zagreb'], *rows[:2], ['Ukupno Zagreb', '', '', '', '', 1334.56, 40.5],
                [], heading, rows[2], ['', '', '', '', '', 2500.0, 2500.0],
                ['Sveukupno:', '', '', '', '', 3834.56, 2540.5], ['Izradila: Ana'],
            ]
        )  # fmt: skip
        self.assertEqual(self.values(content, *FIELDS), WANTED)
        self.assertEqual(
            self.skipped(self.reading(content)),
            [
                ('2', "A title or note: it has no number, date or amount."),
                ('5', "A total."),
                ('7', "The headings again."),
                ('9', "Amounts without a number, date or customer: taken for a total."),
                ('10', "A total."),
                ('11', "A title or note: it has no number, date or amount."),
            ],
        )

    def test_totals_in_four_languages(self):
        for word in (
            'UKUPNO', 'Sveukupno', 'Suma:', 'Svega', 'Saldo', 'Zbroj', 'Skupaj', 'Vsota',
            'Skupna vsota', 'Total', 'Grand total', 'Sub-total', 'Total for ABC', 'Summe',
            'Gesamt', 'Gesamtsumme', 'Zwischensumme',
        ):  # fmt: skip
            with self.subTest(word=word):
                content = csv_file([['Kupac', 'Račun', 'Iznos'], ['A', '1', 5.5], [word, '', 5.5]])
                self.assertEqual(self.values(content, 'name'), [('1',)])
                content = csv_file([['Račun', 'Kupac', 'Iznos'], ['1', 'A', 5.5], [word, '', 5.5]])
                self.assertEqual(self.values(content, 'name'), [('1',)])

    def test_customer_called_total(self):
        content = csv_file([['Kupac', 'Račun', 'Iznos'], ['Total Energies', '1', 5.5]])
        self.assertEqual(self.values(content, 'partner_name'), [('Total Energies',)])

    def test_group_titles_are_carried_down(self):
        content = csv_file(
            [
                ['Br. računa', 'Datum', 'Iznos'], ['Kupac: ABC d.o.o.'], ['1', '1.1.2026', 5.5],
                ['2', '2.1.2026', 6.5], ['Ukupno', '', 12.0], ['K0007', 'XYZ j.d.o.o.'],
                ['3', '3.1.2026', 7.5], ['31 - 60 dana'], ['4', '3.1.2026', 7.5],
            ]
        )  # fmt: skip
        self.assertEqual(
            self.values(content, 'name', 'partner_name', 'partner_reference'),
            [
                ('1', 'ABC d.o.o.', None), ('2', 'ABC d.o.o.', None),
                ('3', 'XYZ j.d.o.o.', 'K0007'), ('4', 'XYZ j.d.o.o.', 'K0007'),
            ],
        )  # fmt: skip

    def test_headings_in_two_rows(self):
        for first in (['Račun', '', 'Kupac', 'Iznos', ''], ['Račun', None, 'Kupac', 'Iznos EUR']):
            content = xlsx_file(
                [first, ['Broj', 'Datum', '', 'Ukupno', 'Otvoreno'],
                 ['1', date(2026, 1, 1), 'A', 5.5, 2.5]]
            )  # fmt: skip
            self.assertEqual(
                self.values(content, 'name', 'date', 'partner_name', 'amount_total', 'amount_due'),
                [('1', date(2026, 1, 1), 'A', Decimal('5.5'), Decimal('2.5'))],
            )

    def test_one_bad_row(self):
        rows = [list(row) for row in OPEN_ITEMS]
        rows[2][3] = '31.2.2026'
        rows[2][5] = '12,x'
        reading = self.reading(csv_file(rows))
        good, bad, last = reading.rows
        self.assertEqual((good.problems, last.problems), ([], []))
        self.assertEqual(bad.position, '3')
        self.assertEqual(
            self.problems(bad),
            [
                ('date', "D3 (Datum računa): “31.2.2026” is not a date."),
                ('amount_total', "F3 (Ukupno): “12,x” is not an amount."),
            ],
        )

    def test_missing_number(self):
        content = 'Broj računa;Kupac;Datum;Iznos\n;A;1.1.2026;5,00\n2;B;1.1.2026;5,00\n'
        first, second = self.reading(content).rows
        self.assertEqual(self.problems(first), [('name', "Row 2 has no invoice number.")])
        self.assertEqual(second.problems, [])

    def test_number_that_became_a_date(self):
        content = xlsx_file([['Broj računa', 'Iznos'], [date(2026, 1, 1), 5.0]])
        [row] = self.reading(content).rows
        [(field, text), *_others] = self.problems(row)
        self.assertEqual(field, 'name')
        self.assertIn("made a date", text)

    def test_ambiguous_alone_asks(self):
        content = 'Number;Customer;Amount\n1;A;1.234\n2;B;7\n'
        reading = self.reading(content)
        [(field, text, choices)] = reading.questions
        self.assertEqual(field, 'decimal_mark')
        self.assertEqual(
            english(text), "“1.234” in column “Amount” may be read in two ways. Which is it?"
        )
        self.assertEqual(choices, [('.', '1.234'), (',', '1234')])
        asked, sure = reading.rows
        self.assertEqual(
            self.problems(asked),
            [('amount_total', "C2 (Amount): “1.234” may be read in two ways.")],
        )
        self.assertEqual(sure.problems, [])
        for mark, amount in (('.', Decimal('1.234')), (',', 1234)):
            self.assertEqual(self.values(content, 'amount_total', numbers=mark), [(amount,), (7,)])
            layout = reading.layouts[0]
            layout.decimal_mark = mark
            self.assertEqual(
                self.values(content, 'amount_total', layouts=[layout]), [(amount,), (7,)]
            )

    def test_ambiguous_by_column_file_and_language(self):
        for heading, rows, wanted in (
            # the column proves it, against the language
            ('Broj računa;Kupac;Iznos;Otvoreno', ['1;A;1.234;1', '2;B;12.5;1'], '1.234'),
            # another column does
            ('Number;Customer;Amount;Open balance', ['1;A;1.234;12,5'], '1234'),
            # the headings' language does
            ('Broj računa;Kupac;Iznos', ['1;A;1.234'], '1234'),
            ('Rechnungsnummer;Kunde;Betrag', ['1;A;1.234'], '1234'),
            ('Invoice number;Customer;Amount', ['1;A;1,234'], '1234'),
        ):
            with self.subTest(heading=heading):
                [first, *_rows] = self.reading('\n'.join([heading, *rows])).rows
                self.assertEqual(first.values.get('amount_total'), Decimal(wanted))

    def test_language_makes_no_third_decimal(self):
        """Three decimals are nobody's: what the language would make so is asked."""
        for content in (
            'Broj računa;Kupac;Iznos\n1;A;1,234\n',
            'Number;Customer;Total\n1;A;1.234\n',
        ):
            with self.subTest(content=content):
                self.assertEqual(len(self.reading(content).questions), 1)

    def test_language_of_the_company(self):
        content = 'Broj;Partner;Saldo\n1;A;1.234\n'.replace('Broj', 'Num')
        self.assertEqual(self.values(content, 'amount_due', language='hr_HR'), [(1234,)])

    def test_columns_that_prove_both(self):
        content = 'Number;Customer;Amount\n1;A;12,5\n2;B;12.5\n3;C;1.234\n'
        reading = self.reading(content)
        first, second, third = reading.rows
        self.assertEqual(first.values['amount_total'], Decimal('12.5'))
        self.assertEqual(second.values['amount_total'], Decimal('12.5'))
        self.assertEqual(len(third.problems), 1)
        self.assertEqual(len(reading.questions), 1)

    def test_american_dates_only_where_proved(self):
        content = 'Num,Customer,Date,Due Date,Amount\n1,A,01/02/2026,01/04/2026,5.5\n'
        reading = self.reading(content)
        self.assertEqual(reading.rows[0].values['date_due'], date(2026, 4, 1))
        self.assertEqual(
            self.warnings(reading),
            ["Dates such as 01/02/2026 are read with the day first; change it if wrong."],
        )
        content += '2,A,01/31/2026,02/01/2026,5.5\n'
        reading = self.reading(content)
        self.assertEqual(reading.rows[0].values['date_due'], date(2026, 1, 4))
        self.assertEqual(reading.warnings, [])
        self.assertEqual(reading.layouts[0].date_order, 'mdy')
        # one value that denies it
        reading = self.reading(content + '3,A,31/01/2026,01/02/2026,5.5\n')
        first, second, third = reading.rows
        self.assertEqual(first.values['date'], date(2026, 2, 1))
        self.assertEqual([field for field, _text in self.problems(second)], ['date'])
        self.assertEqual(third.problems, [])

    def test_corrected_layout(self):
        content = 'Zapis;Tko;Kad;Koliko;Iznos\n7;A;1.2.2026;5,00;9,00\n'
        with self.assertRaises(ReadError) as caught:
            self.reading(content)
        self.assertIn("No table was found", english(caught.exception.args[0]))
        # something to correct is given all the same
        [layout] = caught.exception.layouts
        for column, field in zip(
            layout.columns, ('name', 'partner_name', 'date', 'amount_total', None), strict=True
        ):
            column.field = field
        told = layout.to_dict()
        for layouts in ([layout], [told], {layout.fingerprint: told}, told):
            self.assertEqual(
                self.values(content, 'name', 'date', 'amount_total', layouts=layouts),
                [('7', date(2026, 2, 1), 5)],
            )

    def test_corrected_row_of_headings(self):
        content = 'Broj računa;Kupac;Iznos\nNumber;Customer;Open balance\n1;A;5,00\n'
        self.assertEqual(self.values(content, 'amount_total'), [(5,)])
        layout = Layout(header_row=2)
        reading = self.reading(content, layouts=[layout])
        self.assertEqual(reading.layouts[0].header_row, 2)
        self.assertEqual(self.values(content, 'amount_due', layouts=[layout]), [(5,)])

    def test_layout_is_known_by_its_headings(self):
        """Also further down, in another case, and next to layouts of other files."""
        reading = self.reading(csv_file(OPEN_ITEMS))
        [layout] = reading.layouts
        layout.columns[5].field, layout.columns[6].field = None, 'amount_total'
        other = Layout.from_dict(layout.to_dict())
        other.columns[0].header = 'X'
        heading, *rows = OPEN_ITEMS
        content = xlsx_file([['Naslov'], [], [text.upper() for text in heading], *rows])
        self.assertEqual(
            self.values(content, 'amount_total', 'amount_due', layouts=[other, layout]),
            [(0, None), (Decimal('40.5'), None), (2500, None)],
        )

    def test_layout_that_leaves_a_sheet_out(self):
        content = xlsx_file({'A': OPEN_ITEMS[:2], 'B': [OPEN_ITEMS[0], OPEN_ITEMS[2]]})
        layouts = self.reading(content).layouts
        self.assertEqual([layout.sheet for layout in layouts], ['A', 'B'])
        self.assertEqual(self.values(content, 'name'), [('1/PP1/1',), ('2/PP1/1',)])

    def test_columns_show_samples(self):
        [layout] = self.reading(xlsx_file(OPEN_ITEMS)).layouts
        self.assertEqual(layout.columns[3].samples, ('2026-01-05', '2026-01-20', '2026-03-31'))
        self.assertEqual(layout.columns[0].header, 'Broj računa')
        self.assertEqual(layout.columns[0].field, 'name')

    def test_every_sheet_with_headings(self):
        content = xlsx_file(
            {
                'Uvod': [['Ovo je izvoz.']],
                'Alfa d.o.o.': [['Br. računa', 'Datum', 'Iznos'], ['1', date(2026, 1, 1), 5.5]],
                'Beta d.o.o.': [
                    ['Konto kartica'], [], ['Br. računa', 'Datum', 'Iznos'],
                    ['2', date(2026, 1, 2), 6.5],
                ],
            }
        )  # fmt: skip
        self.assertEqual(
            self.values(content, 'name', 'partner_name'),
            [('1', 'Alfa d.o.o.'), ('2', 'Beta d.o.o.')],
        )
        self.assertEqual(
            [row.position for row in self.rows(content)], ['Alfa d.o.o.!2', 'Beta d.o.o.!4']
        )

    def test_hidden_sheets_are_not_read(self):
        content = xlsx_file({'A': OPEN_ITEMS[:2], 'B': OPEN_ITEMS}, hidden=('B',))
        self.assertEqual(len(self.rows(content)), 1)

    def test_rows_are_made_when_asked_for(self):
        rows = self.reading(csv_file(OPEN_ITEMS)).rows
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[1].position, '3')
        self.assertEqual([row.position for row in rows[1:]], ['3', '4'])
        self.assertEqual([row.position for row in rows], [row.position for row in rows])

    def test_summary_per_customer_is_refused(self):
        for content in (
            'Šifra stranke;Stranka;Saldo;Zapadlo;Nezapadlo\n1;A;100,00;50,00;50,00\n',
            'KONTO,OPIS,DUGUJE,POTRAZUJE,DDUGUJE,DPOTRAZUJE,KURS,SIFRA,PARTNER\n'
            '2040,x,5.00,2.00,5.00,2.00,1,7,ABC\n',
        ):
            with self.subTest(content=content):
                self.assertIn("summary per customer", self.refusal(content))

    def test_bills_to_pay_are_refused(self):
        for content in (
            'Broj računa;Dobavljač;Datum računa;Iznos\n1;A;1.1.2026;5,00\n',
            'Invoice number,Vendor,Date,Amount\n1,A,2026-01-01,5.00\n',
            'Rechnungsnummer;Lieferant;Datum;Betrag\n1;A;1.1.2026;5,00\n',
        ):
            with self.subTest(content=content):
                self.assertIn("bills to pay", self.refusal(content))
        # a supplier beside the customer is of no matter
        self.rows('Broj računa;Kupac;Dobavljač;Iznos\n1;A;B;5,00\n')

    def test_the_better_of_two_columns(self):
        for headings, cells, field, wanted in (
            ('Datum knjiženja;Datum računa;Račun;Iznos', '1.1.2026;2.1.2026;1;5', 'date',
             date(2026, 1, 2)),
            ('Posting date;Invoice date;Invoice;Amount', '1.1.2026;2.1.2026;1;5', 'date',
             date(2026, 1, 2)),
            ('Partner;Naziv partnera;Račun;Iznos', 'K7;Alfa;1;5', 'partner_name', 'Alfa'),
            ('Dokument;Broj računa;Kupac;Iznos', 'IRA;2026-1;A;5', 'name', '2026-1'),
            ('Dokument;Broj;Kupac;Iznos', 'Račun;2026-1;A;5', 'name', '2026-1'),
            ('Račun;Kupac;Iznos;Ukupno s PDV-om;Ukupno', '1;A;4;5;5', 'amount_total', 5),
            ('Invoice;Customer;Due;Total;Balance', '1;A;1.2.2026;5;5', 'date_due',
             date(2026, 2, 1)),
            ('Račun;Kupac;Due;Total', '1;A;5;5', 'amount_due', 5),
            ('Račun;Kupac;Iznos bez PDV-a;PDV;Sveukupno', '1;A;4;1;5', 'amount_total', 5),
            ('Račun;Kupac;Iznos - plaćeno;Iznos - ukupno', '1;A;2;5', 'amount_paid', 2),
        ):  # fmt: skip
            with self.subTest(headings=headings):
                self.assertEqual(self.values(f'{headings}\n{cells}\n', field), [(wanted,)])

    def test_running_balance_is_not_what_is_open(self):
        content = (
            'Račun;Kupac;Dospijeće;Iznos;Saldo\n1;A;1.1.2026;10,00;10,00\n'
            '2;A;2.1.2026;20,00;30,00\n3;A;3.1.2026;5,00;35,00\n4;B;3.1.2026;7,00;7,00\n'
            '5;B;4.1.2026;8,00;15,00\n'
        )
        reading = self.reading(content)
        self.assertEqual(
            self.warnings(reading),
            ["Column “Saldo” is a running balance, not what is open, and is left out."],
        )
        self.assertEqual({row.values.get('amount_due') for row in reading.rows}, {None})
        self.assertIsNone(reading.layouts[0].columns[4].field)

    def test_no_table(self):
        for content in ('hello', 'a;b\n1;2\n', 'Kupac;Adresa\nA;B\n', csv_file([['x']] * 50)):
            with self.subTest(content=content[:20]):
                self.assertIn("No table was found", self.refusal(content))

    def test_only_headings(self):
        self.assertIn("no invoice or payment", self.refusal(csv_file(OPEN_ITEMS[:1])))

    def test_zip_of_tables(self):
        content = zip_file(
            jan__csv=csv_file(OPEN_ITEMS[:2]),
            feb__xlsx=xlsx_file([OPEN_ITEMS[0], OPEN_ITEMS[2]]),
            readme__txt=b'hello',
        )
        reading = self.reading(content)
        self.assertEqual(
            [(row.position, row.values['name']) for row in reading.rows],
            [('jan.csv: 2', '1/PP1/1'), ('feb.xlsx: 2', '2/PP1/1')],
        )
        self.assertEqual(reading.rows[1].values['name'], '2/PP1/1')
        [warning] = self.warnings(reading)
        self.assertTrue(warning.startswith("readme.txt is left out: No table was found"))
