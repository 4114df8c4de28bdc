from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..readers.damage import of_numbers
from ..readers.heading_words import is_bucket, money_field
from .reader_samples import english, sample
from .table_files import ReadMixin, csv_file, replaced, xlsx_file

# file: (number, customer, total, paid, open, due date) of each document
DOCUMENTS = {
    'ageing_1_invoices.csv': [('15-1-1', 'Sava Papir d.o.o.', '1000', '750', None, '2026-10-05')],
    # the total of an ageing is what is open
    'ageing_2_list.csv': [('15-1-1', 'Sava Papir d.o.o.', None, None, '250', '2026-10-05')],
    'xero_2_aged_receivables_detail.csv': [
        ('INV-9021', 'Sava Papir d.o.o.', None, None, '350', '2026-10-31')
    ],
    'codename3.csv': [('15-1-1', 'Alfa d.o.o.', '100', None, '40', '2026-10-01')],
    'crdr_column.csv': [
        ('INV-1', 'Acme', '1250', None, None, '2026-10-31'),
        ('CN-2', 'Acme', '-50', None, None, '2026-10-31'),
    ],
    'customer_total_rows.csv': [
        ('INV-1', 'Acme', '100', None, '100', '2026-10-01'),
        ('INV-2', 'Acme', '50', None, '50', '2026-10-02'),
        ('INV-3', 'Brown', '7', None, '7', '2026-10-02'),
    ],
    'date1904_serials.xlsx': [('1-1-1', 'Alfa d.o.o.', '100', None, '40', '2026-10-01')],
    'group_titles_with_code.csv': [
        ('S-1/1/1', 'Jadran Brodogradnja d.d.', '12437.50', '0', '12437.50', '2026-10-05'),
        ('S-2/1/1', 'Kvarner Hoteli d.o.o.', '1062.50', '0', '1062.50', '2026-10-05'),
        ('S-3/1/1', 'Sava Papir d.o.o.', '3000', '0', '3000', '2026-10-05'),
    ],
    'in_thousands.csv': [
        ('15-1-1', 'Alfa d.o.o.', '12500', None, '12500', '2026-10-05'),
        ('16-1-1', 'Beta d.o.o.', '1300', None, '1300', '2026-10-05'),
    ],
    'iznos_uplacen.csv': [('15-1-1', 'Alfa d.o.o.', '100', '60', '40', '2026-10-01')],
    'kartica_kupca_hr.csv': [
        ('IR 15-1-1', 'Alfa d.o.o.', '1250', '1000', None, '2026-10-05'),
        ('IR 18-1-1', 'Alfa d.o.o.', '500', '0', None, '2026-11-10'),
    ],
    'merged_customer.xlsx': [
        ('1-1-1', 'Alfa d.o.o.', '100', None, '100', '2026-10-01'),
        ('2-1-1', 'Alfa d.o.o.', '101', None, '101', '2026-10-02'),
        ('3-1-1', 'Alfa d.o.o.', '102', None, '102', '2026-10-03'),
        ('9-1-1', 'Beta d.o.o.', '9', None, '9', '2026-10-09'),
    ],
    'neto_bruto_iznos.csv': [('15-1-1', 'Alfa d.o.o.', '100', '60', None, '2026-10-01')],
    'otvorene_stavke_grupe_hr.csv': [
        ('15-1-1', 'Alfa d.o.o.', '1250', '1000', '250', '2026-10-05'),
        ('18-1-1', 'Alfa d.o.o.', '500', '0', '500', '2026-11-10'),
        ('19-1-1', 'Beta obrt vl. Ivo Ivić', '80', '0', '80', '2026-11-11'),
    ],
    'page_breaks.csv': [
        ('15-1-1', 'Alfa d.o.o.', None, None, '12.50', '2026-10-05'),
        ('16-1-1', 'Beta d.o.o.', None, None, '1300', '2026-10-06'),
    ],
    'pdv_pct_no_total.csv': [('15-1-1', 'Alfa d.o.o.', '100', None, None, '2026-10-01')],
    'qbo_ar_aging_detail.csv': [
        ('1001', 'Acme Ltd', '1284.50', None, '1284.50', '2026-07-28'),
        ('1002', 'Brown & Co', '99', None, '49', '2026-11-02'),
        ('1003', 'Brown & Co', '-20', None, '-20', '2026-10-05'),
        ('1004', 'Zeta GmbH', '10000', None, '10000', '2026-12-20'),
    ],
    'stripe_invoices.csv': [
        ('8B36FE9-0001', 'Alfa d.o.o.', '125', '0', '125', '2026-10-31'),
        ('8B36FE9-0002', 'Beta d.o.o.', '60', '60', '0', None),
        ('8B36FE9-0003', 'Beta d.o.o.', '60', None, None, None),
    ],
    'sap_fbl5n.txt': [
        ('1800000123', 'Alfa d.o.o.', '1250', None, None, '2026-10-31'),
        ('1600000007', 'Alfa d.o.o.', '-50', None, None, '2026-10-05'),
        ('1800000124', 'Beta d.o.o.', '2500000', None, None, '2026-11-01'),
    ],
    'type7.csv': [
        ('15-1-1', 'Alfa d.o.o.', '-100', None, None, '2026-10-01'),
        ('16-1-1', 'Alfa d.o.o.', '5', None, None, '2026-10-01'),
    ],
    'vasco_iop.csv': [
        ('R-26/00123', 'Žito d.d.', '1220', None, '1220', '2026-10-01'),
        ('D-26/00003', 'Žito d.d.', '-120', None, '-120', None),
        ('R-26/00124', 'Alpina d.o.o.', '61', None, '11', '2026-10-02'),
    ],
    'wave_aged_receivables.csv': [
        ('Invoice 12', 'Acme Ltd', None, None, '1284.50', '2026-08-31'),
        ('Invoice 14', 'Acme Ltd', None, None, '99', '2026-12-20'),
        ('Invoice 13', 'Brown & Co', None, None, '50', '2026-11-19'),
    ],
    'xero_salesinvoices_lines.csv': [
        ('INV-0021', 'City Agency', '660', '60', '600', '2026-10-31'),
        ('INV-0022', 'Bayside Club', '234', '234', '0', '2026-10-15'),
        ('INV-0023', 'Bayside Club', '100', None, None, '2026-10-16'),
        ('CN-0001', 'DIISR', '-50', '0', '-50', '2026-10-17'),
    ],
    'year2.csv': [
        ('15/1/1', 'Alfa d.o.o.', '100', None, '100', '2026-01-20'),
        ('15/1/1', 'Beta d.o.o.', '50', None, '50', '2026-02-15'),
    ],
    'zero_dates.csv': [
        ('15-1-1', 'Alfa d.o.o.', '100', None, '40', '2026-10-01'),
        ('16-1-1', 'Alfa d.o.o.', '100', None, '40', None),
    ],
}  # fmt: skip
# file: what its preview has to warn of
WARNINGS = {
    'cut_amount.csv': "seems to be cut off",
    'in_thousands.csv': "multiplied by 1000",
    'iznos_u_valuti.csv': "left out: Iznos u valuti.",
    'merged_customer.xlsx': "taken for the one named above them: 2.",
    'no_due.csv': "No column has due dates",
    'camt_balance_without_sign.xml': "it can't be checked",
}
REFUSALS = {
    'datev_extf_buchungsstapel.csv': "DATEV batch of postings",
    'mt940.sta': "MT940",
    'ofx.ofx': "OFX",
}
# heading: field
HEADINGS = {
    'Uplaćeni iznos': 'amount_paid',
    'Iznos uplaćen': 'amount_paid',
    'Plaćeno EUR': 'amount_paid',
    'InvoiceAmountPaid': 'amount_paid',
    'Erhaltene Zahlungen': 'amount_paid',
    'Plačani znesek računa': 'amount_paid',
    'Iznos duga': 'amount_due',
    'Preostalo': 'amount_due',
    'Preostali iznos računa': 'amount_due',
    'Nije plaćeno': 'amount_due',
    'InvoiceAmountDue': 'amount_due',
    'Amount Remaining': 'amount_due',
    'Offener Betrag EUR': 'amount_due',
    'Neplačani znesek': 'amount_due',
    'Bruto': 'amount_total',
    'Bruto iznos računa': 'amount_total',
    'Ukupan iznos s PDV': 'amount_total',
    'Iznos bez PDV': 'amount_net',
    'Iznos rabata': '',
    'Iznos kamata': '',
    'Amount discounted': '',
    'Datum uplate': '',
}


def _signed(values, field):
    amount = values.get(field)
    if amount is None:
        return None
    return -amount if values.get('document_type') == 'refund' else amount


def _told(row):
    values = row.values
    amounts = (_signed(values, name) for name in ('amount_total', 'amount_paid', 'amount_due'))
    return (values['name'], values['partner_name'], *amounts, values.get('date_due'))


def _wanted(name, customer, total, paid, due, date_due):
    amounts = (Decimal(text) if text is not None else None for text in (total, paid, due))
    return (name, customer, *amounts, date.fromisoformat(date_due) if date_due else None)


@tagged('-at_install', 'post_install')
class TestReadLists(ReadMixin, BaseCase):
    """Lists as programs really export them: the right figures, or a word about it."""

    maxDiff = None

    def _warnings(self, reading):
        return ' '.join(map(english, reading.warnings))

    def test_documents(self):
        for name, wanted in DOCUMENTS.items():
            with self.subTest(name):
                rows = self.rows(sample(f'lists/{name}'))
                self.assertEqual(list(map(_told, rows)), [_wanted(*row) for row in wanted])

    def test_warnings(self):
        for name, text in WARNINGS.items():
            with self.subTest(name):
                self.assertIn(text, self._warnings(self.reading(sample(f'lists/{name}'))))
        # and none where nothing is amiss
        for name in ('ageing_1_invoices.csv', 'iznos_uplacen.csv', 'otvorene_stavke_grupe_hr.csv'):
            with self.subTest(name):
                self.assertEqual(self._warnings(self.reading(sample(f'lists/{name}'))), '')

    def test_refusals(self):
        for name, text in REFUSALS.items():
            with self.subTest(name):
                self.assertIn(text, self.refusal(sample(f'lists/{name}')))

    def test_amount_belongs_to_the_currency_of_its_heading(self):
        for name, wanted in (
            ('iznos_u_valuti.csv', [('92', 'EUR')]),
            ('eur_then_currency.xlsx', [('920', 'EUR'), ('50', 'EUR')]),
        ):
            rows = self.rows(sample(f'lists/{name}'))
            got = [(row.values['amount_total'], row.values['currency']) for row in rows]
            self.assertEqual(got, [(Decimal(amount), code) for amount, code in wanted], name)

    def test_code_of_several_customers_is_none(self):
        rows = self.rows(sample('lists/remembered_ledger_code.csv'))
        self.assertEqual(len(rows), 3)
        for row in rows:
            self.assertNotIn('partner_reference', row.values)

    def test_titles_tell_code_and_tax_number(self):
        rows = self.rows(sample('lists/group_titles_with_code.csv'))
        codes = [row.values['partner_reference'] for row in rows]
        self.assertEqual(codes, ['00123', '00124', '00125'])
        self.assertEqual(rows[2].values['partner_vat'], '12345678903')

    def test_what_a_spreadsheet_damaged_is_an_error(self):
        rows = list(self.reading(sample('lists/excel_damage.csv')).rows)
        self.assertEqual(len(rows), 7, "none of them are the same")
        for row in rows:
            fields = [field for field, _text in self.problems(row)]
            self.assertIn('name', fields, row.position)
        self.assertIn('partner_vat', [field for field, _text in self.problems(rows[2])])

    def test_numbers_that_look_like_days(self):
        damaged = of_numbers(['2026-01-15', '2026-01-45'])
        self.assertFalse(damaged('2026-01-15'), "the company numbers so")
        self.assertTrue(of_numbers(['2026-01-15', '17/2026'])('2026-01-15'))

    def test_charges_that_the_bank_kept(self):
        """The customer has paid all of it; the charges are a movement of their own."""
        paid, charges = self.reading(sample('lists/chrgs_deducted.xml')).rows
        self.assertEqual((paid.amount, paid.charges), (Decimal(100), False))
        self.assertEqual((charges.amount, charges.charges), (Decimal('-2.50'), True))

    def test_newest_version_of_camt(self):
        rows = list(self.reading(sample('lists/v14.xml')).rows)
        self.assertTrue(rows)

    def test_word_among_amounts_is_an_error(self):
        """Never the headings again: the row would be missing, and its invoice paid."""
        heading = ['Broj računa', 'Kupac', 'Datum računa', 'Dospijeće', 'Ukupno', 'Otvoreno']
        for word in ('#REF!', '#NUM!', '#NAME?', 'Storno', 'Plaćeno', 'Saldo', 'Otvoreno'):
            row = ['15-1-1', 'Alfa', date(2026, 9, 1), date(2026, 10, 1), 100.0, word]
            for write in (csv_file, xlsx_file):
                with self.subTest(word=word, write=write.__name__):
                    reading = self.reading(write([heading, row]))
                    [found] = reading.rows
                    self.assertEqual([field for field, _t in self.problems(found)], ['amount_due'])
                    self.assertFalse(reading.skipped)

    def test_headings_of_a_further_page(self):
        heading = ['Broj računa', 'Kupac', 'Ukupno', 'Otvoreno']
        rows = [heading, ['1', 'A', 5.0, 5.0], heading, ['2', 'B', 6.0, 6.0]]
        self.assertEqual([row.values['name'] for row in self.rows(csv_file(rows))], ['1', '2'])

    def test_escaped_end_of_line(self):
        """As programs write it in a workbook: openpyxl leaves it as it is."""
        heading = ['Broj računa', 'Kupac', 'Datum', 'Datum LINE dospijeća', 'Ukupno']
        row = ['15-1-1', 'Alfa LINE d.o.o.', date(2026, 9, 1), date(2026, 10, 1), 100.0]
        content = replaced(
            xlsx_file([heading, row]),
            'xl/sharedStrings.xml',
            lambda data: data.replace(b' LINE ', b'_x000D_\n'),
        )
        [found] = self.rows(content)
        self.assertEqual(found.values['date_due'], date(2026, 10, 1))
        self.assertEqual(found.values['partner_name'], 'Alfa d.o.o.')

    def test_columns_of_one_name(self):
        heading = ['Broj računa', 'Kupac', 'Datum', 'Datum', 'Iznos']
        rows = [
            ['1', 'A', date(2026, 9, 1), date(2026, 10, 1), 5.0],
            ['2', 'B', date(2026, 9, 2), date(2026, 9, 2), 6.0],
        ]
        reading = self.reading(csv_file([heading, *rows]))
        due = [row.values['date_due'] for row in reading.rows]
        self.assertEqual(due, [date(2026, 10, 1), date(2026, 9, 2)])
        self.assertIn("the second one, never earlier", self._warnings(reading))
        rows[1][3] = date(2026, 8, 1)
        reading = self.reading(csv_file([heading, *rows]))
        self.assertIn("the first one is read", self._warnings(reading))

    def test_line_items(self):
        """The amounts of lines add up, also equal ones; those of the invoice don't."""
        lines = 'Client Name,Invoice #,Date Issued,Item Name,Quantity,Line Total\n'
        lines += 'A,1,2026-10-01,X,1,50.00\nA,1,2026-10-01,Y,1,50.00\n'
        [row] = self.rows(lines)
        self.assertEqual(row.values['amount_total'], 100)
        [first, second] = self.rows(sample('lists/freshbooks_invoice_details.csv'))
        self.assertEqual(first.values['amount_total'], Decimal('262.50'))
        self.assertEqual(second.values['amount_total'], 125)

    def test_empty_customers_are_filled_only_below_a_single_name(self):
        """Where a name comes twice, an empty cell is a missing name."""
        heading = ['Kupac', 'Broj računa', 'Dospijeće', 'Ukupno']
        due = date(2026, 10, 1)
        rows = [
            ['A', '1', due, 5.0],
            ['', '2', due, 6.0],
            ['B', '3', due, 7.0],
            ['A', '4', due, 8.0],
        ]
        found = self.rows(csv_file([heading, *rows]))
        self.assertEqual([row.values.get('partner_name') for row in found], ['A', None, 'B', 'A'])

    def test_headings(self):
        for heading, field in HEADINGS.items():
            with self.subTest(heading):
                self.assertEqual(money_field(heading), field)

    def test_buckets(self):
        for heading in ('0-30', '31 - 60', '> 90', '90+', 'Nedospjelo', 'Current', '1 Month',
                        '< 1 Month', 'preko 90 dana', '91 or more', 'Older'):  # fmt: skip
            self.assertTrue(is_bucket(heading), heading)
        for heading in ('Ukupno', 'Iznos', 'Saldo', 'Broj računa', 'Datum'):
            self.assertFalse(is_bucket(heading), heading)

    def test_unit_of_marks(self):
        for text, amount in (('30,00 D', '30'), ('30,00 P', '-30'), ('30.00 CR', '-30')):
            content = f'Broj računa;Kupac;Dospijeće;Otvoreno\n1;A;1.10.2026;{text}\n'
            [row] = self.rows(content)
            self.assertEqual(_signed(row.values, 'amount_due'), Decimal(amount), text)
