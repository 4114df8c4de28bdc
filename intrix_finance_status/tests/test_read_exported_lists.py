from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from .reader_samples import english, sample
from .table_files import ERROR, ExportedMixin, ReadMixin, csv_file

# {file: {number: (total, paid, open, date, due date, customer, type)}}; None need not be told,
# ERROR is a row that a person has to look at
DOCUMENTS = {
    'sap_s4_de.csv': {
        '1800000123': (1250, None, None, '2026-10-01', '2026-10-31', 'Müller GmbH', 'invoice'),
        '1600000007': (50, None, None, '2026-10-05', None, 'Müller GmbH', 'refund'),
        '1800000124': (2500000, None, None, None, '2026-11-01', 'Beta AG', 'invoice'),
    },
    'navision_de.csv': {
        'VR-1001': (1190, None, 190, '2026-09-01', '2026-10-01', 'Alfa GmbH', 'invoice'),
        'VG-0003': (119, None, 119, None, None, 'Alfa GmbH', 'refund'),
        'VR-1002': (200, None, 200, None, '2026-10-11', 'Beta GmbH', 'invoice'),
    },
    'bc_customer_ledger_entries.csv': {
        'PS-INV103001': (
            1000,
            None,
            1000,
            '2026-09-01',
            '2026-10-01',
            'Adatum Corporation',
            'invoice',
        ),
        'PS-CR104001': (100, None, 40, None, None, 'Adatum Corporation', 'refund'),
        'FCM-1': (5, None, 5, None, '2026-10-05', 'Trey Research', 'invoice'),
    },
    'pantheon_hr_otvorene.csv': {
        '26-300-000015': (1250, 1000, 250, '2026-09-01', '2026-10-01', 'Alfa d.o.o.', 'invoice'),
        '26-300-000018': (500, 0, 500, None, '2026-11-10', 'Alfa d.o.o.', 'invoice'),
        '26-390-000001': ERROR,
    },
    'minimax_si.csv': {
        'IR-15': (1220, None, 1220, '2026-09-01', '2026-10-01', 'Žito d.d.', 'invoice'),
        'IR-16': (610, None, 10, None, '2026-10-05', 'Žito d.d.', 'invoice'),
    },
    'eracuni_hr.csv': {
        '2026-15': (125, 25, 100, '2026-09-01', '2026-10-01', 'Alfa d.o.o.', 'invoice'),
        '2026-16': (1250, 1250, 0, None, '2026-10-02', 'Beta d.o.o.', 'invoice'),
    },
    'eracuni_si.csv': {
        '2026-15': (122, 22, 100, '2026-09-01', '2026-10-01', 'Žito d.d.', 'invoice'),
        '2026-D1': (12.2, 0, 12.2, None, None, 'Žito d.d.', 'refund'),
    },
    'sage50_uk_transactions.csv': {
        'INV-5': (120, 20, 100, '2026-01-15', None, 'ABC Design Ltd', 'invoice'),
        'CRN-1': (36, 0, 36, None, None, 'ABC Design Ltd', 'refund'),
    },
    'lexware_faktura.csv': {
        'RE-2026-001': (1190, None, 190, '2026-01-05', '2026-02-04', 'Müller GmbH', 'invoice'),
        'RE-2026-002': (119, None, 0, None, '2026-02-05', None, 'invoice'),
    },
    'datev_opos.csv': {
        'RE-1': (1190, 190, 1000, '2026-01-05', '2026-02-04', 'Müller GmbH', 'invoice'),
        'GU-2': ERROR,
        'RE-3': (59.5, 0, 59.5, None, '2026-02-06', 'Beta AG', 'invoice'),
    },
    'fakturoid_cz.csv': {
        '2026-0001': (12100, 10000, 2100, '2026-09-01', '2026-09-15', 'Alfa s.r.o.', 'invoice'),
        '2026-0002': (1210, 1210, 0, None, '2026-09-16', 'Beta a.s.', 'invoice'),
    },
    'pohoda_cz.csv': {
        '260100001': (12100, None, 2100, '2026-09-01', '2026-09-15', 'Alfa s.r.o.', 'invoice'),
        '260100002': (1210, None, 0, None, '2026-09-16', 'Beta a.s.', 'invoice'),
    },
    'zoho_invoice.csv': {
        'INV-000001': (375, None, 75, '2026-09-01', '2026-10-01', 'Alfa Ltd', 'invoice'),
        'INV-000002': (12.5, None, None, None, None, 'Beta Ltd', 'invoice'),
    },
    'exact_nl_en.csv': {
        '26700015': (1210, None, 210, '2026-09-01', '2026-10-01', 'Alfa B.V.', 'invoice'),
        '26700016': (121, None, 121, None, '2026-10-02', 'Beta B.V.', 'invoice'),
    },
    'visma_en.csv': {
        '5001': (12500, None, 2500, '2026-09-01', '2026-10-01', 'Alfa AB', 'invoice'),
        '5002': (1250, None, 1250, None, '2026-10-02', 'Beta AB', 'invoice'),
    },
    'bexio_de.csv': {
        'RE-00015': (1250, None, 250, '2026-09-01', '2026-10-01', 'Alfa AG', 'invoice'),
        'RE-00016': (500, None, 500, None, '2026-10-02', 'Beta AG', 'invoice'),
        'GS-00001': (50, None, 50, None, None, 'Beta AG', 'refund'),
    },
    'qbd_open_invoices.csv': {
        '1001': (None, None, 1284.5, '2026-09-01', '2026-10-01', 'Alfa Inc.', 'invoice'),
        '1002': (None, None, 84.5, None, None, 'Alfa Inc.', 'refund'),
        '1003': (None, None, 99, '2026-09-13', '2026-10-13', 'Beta LLC', 'invoice'),
    },
    'kartica_hr.csv': {
        '15-1-1': (1250, 1000, None, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice'),
    },
    'kartica_sl.csv': {
        'IR-15': (1220, 1000, None, '2026-09-05', '2026-10-05', 'Žito d.d.', 'invoice'),
    },
    'kartica_de.csv': {
        'RE-15': (1190, 1000, None, '2026-09-05', '2026-10-05', None, 'invoice'),
    },
    'ageing_hr.csv': {
        '15-1-1': (None, None, 250, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice'),
        '16-1-1': (None, None, 350, None, '2026-12-20', 'Beta d.o.o.', 'invoice'),
    },
    'ageing_sl.csv': {
        'IR-15': (None, None, 250, '2026-09-05', '2026-10-05', 'Žito d.d.', 'invoice'),
        'IR-16': (None, None, 350, None, '2026-12-20', 'Alpina d.o.o.', 'invoice'),
    },
    'ageing_de.csv': {
        'RE-15': (None, None, 250, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice'),
        'RE-16': (None, None, 350, None, '2026-12-20', 'Beta AG', 'invoice'),
    },
    'ageing_it.csv': {
        '15/2026': (None, None, 250, '2026-09-05', '2026-10-05', 'Rossi S.r.l.', 'invoice'),
        '16/2026': (None, None, 350, None, '2026-12-20', 'Bianchi S.p.A.', 'invoice'),
    },
    'fatture_it.csv': {
        '15/2026': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Rossi S.r.l.', 'invoice'),
        '1/NC': (122, 0, 122, None, None, 'Rossi S.r.l.', 'refund'),
    },
    'fatture_due_it.csv': {
        '15': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Rossi S.r.l.', 'invoice'),
    },
    'saldakonti_hr.csv': {
        '15-1-1': (1250, 1000, 250, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice'),
        '16-1-1': (80, 0, 80, None, '2026-10-06', 'Beta d.o.o.', 'invoice'),
    },
    'synesis_hr.csv': {
        'IF-15/26': (1250, 1000, 250, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice'),
        'IF-16/26': (80, 0, 80, None, '2026-10-06', 'Beta d.o.o.', 'invoice'),
    },
    'wave_invoices.csv': {
        '15': (1250, None, 250, '2026-09-01', '2026-10-01', 'Alfa Ltd', 'invoice'),
        '16': (80, None, 80, None, None, 'Beta Ltd', 'invoice'),
    },
    'sevdesk_de.csv': {
        'RE-1001': (1190, 190, 1000, '2026-09-01', '2026-09-15', 'Alfa GmbH', 'invoice'),
        'SR-1002': (1190, 0, 1190, None, None, 'Alfa GmbH', 'refund'),
    },
    'woocommerce_like.csv': {
        'INV-1': (125, None, None, '2026-09-01', None, 'Alfa Ltd', 'invoice'),
    },
    'vat_col_named_total.csv': {
        '1001': (125, None, None, '2026-09-01', '2026-10-01', 'Acme', 'invoice'),
    },
    'shipping_total.csv': {
        '1001': (125, 20, None, '2026-09-01', '2026-10-01', 'Acme', 'invoice'),
    },
    'paid_then_due_swapped.csv': {
        '15-1-1': (125, 25, 100, '2026-09-01', '2026-10-01', 'Alfa d.o.o.', 'invoice'),
    },
    'overdue_part.csv': {
        '15-1-1': (125, None, 100, '2026-09-01', '2026-10-01', 'Alfa d.o.o.', 'invoice'),
        '16-1-1': (50, None, 50, None, None, None, 'invoice'),
    },
    'credit_limit.csv': {
        '1001': (125, None, 100, '2026-09-01', '2026-10-01', 'Acme', 'invoice'),
    },
    'discount_due.csv': {
        'RE-1': (125, None, 100, '2026-09-01', '2026-10-01', 'Alfa GmbH', 'invoice'),
    },
    'last_payment.csv': {
        '1001': (125, 25, 100, '2026-09-01', '2026-10-01', 'Acme', 'invoice'),
    },
    'delivery_date_first.csv': {
        '15-1-1': (125, None, None, '2026-09-01', '2026-10-01', 'Alfa d.o.o.', 'invoice'),
    },
    'created_date.csv': {
        '1001': (125, None, 100, '2026-09-01', '2026-10-01', 'Acme', 'invoice'),
    },
    'two_currencies_total.csv': {
        '15-1-1': (920, None, 460, '2026-09-01', '2026-10-01', 'Harbor', 'invoice'),
    },
    'minus_at_end.csv': {
        '15-1-1': (1250, None, 250, None, None, 'Alfa', 'invoice'),
        '16-1-1': (100, None, 100, None, None, 'Alfa', 'refund'),
    },
    'storno_col.csv': {
        '15-1-1': (1250, None, None, None, None, 'Alfa', 'invoice'),
        '16-1-1': (100, None, None, None, None, 'Alfa', 'invoice'),
    },
    'salesperson_name.csv': {
        '1001': (125, 25, None, '2026-09-01', '2026-10-01', 'Acme Ltd', 'invoice'),
    },
    'customer_group.csv': {
        '1001': (125, None, 100, '2026-09-01', '2026-10-01', 'Acme Ltd', 'invoice'),
    },
    'order_and_invoice.csv': {
        '15-1-1': (125, 25, None, '2026-09-01', '2026-10-01', 'Alfa', 'invoice'),
    },
    'ios_sl.csv': {
        'IR-15': (1220, 220, 1000, '2026-09-01', '2026-10-01', 'Žito d.d.', 'invoice'),
        'IR-16': (61, 0, 61, None, '2026-10-02', 'Alpina d.o.o.', 'invoice'),
    },
    'group_de.csv': {
        'RE-1': (125, 25, 100, '2026-09-01', '2026-10-01', 'Müller GmbH', 'invoice'),
        'RE-2': (50, 0, 50, None, '2026-10-02', 'Beta AG', 'invoice'),
    },
    'names_twice.csv': {
        '15-1-1': (125, None, None, '2026-09-01', '2026-10-01', 'Alfa d.o.o.', 'invoice'),
        '16-1-1': (12.5, None, None, None, None, 'Beta d.o.o.', 'invoice'),
    },
    'us_numbers_de_headings.csv': {
        'RE-1': (1250.5, None, 1000.5, '2026-09-01', '2026-10-01', 'Alfa GmbH', 'invoice'),
    },
    'paid_flag_amount.csv': {
        '15-1-1': (125, None, None, None, None, 'Alfa', 'invoice'),
        '16-1-1': (50, None, None, None, None, 'Alfa', 'invoice'),
    },
    'percent_paid.csv': {
        '1001': (125, None, 100, None, None, 'Acme', 'invoice'),
    },
    'kompenzacija.csv': {
        '15-1-1': ERROR,
    },
    'dug_potraz_saldo_hr.csv': {
        '15-1-1': (1250, 250, 1000, '2026-09-01', '2026-10-01', 'Alfa d.o.o.', 'invoice'),
    },
    'odoo_invoices.csv': {
        'INV/2026/00001': (125, None, 100, '2026-09-01', '2026-10-01', 'Acme', 'invoice'),
        'RINV/2026/00001': (12.5, None, 12.5, None, None, 'Acme', 'refund'),
    },
    'moneybird.csv': {
        '2026-0001': (121, None, 21, '2026-09-01', '2026-10-01', 'Acme', 'invoice'),
    },
    'billbee.csv': {
        'RE-1': (119, None, 19, '2026-09-01', '2026-10-01', 'Alfa GmbH', 'invoice'),
    },
}
# {file: (amount, date) of each movement}
MOVEMENTS = {
    'bank_pbz.csv': [('100', '2026-11-01'), ('-5', '2026-11-02')],
    'bank_sparkasse_de.csv': [('1190', '2026-11-01'), ('-500', '2026-11-02')],
    'bank_nlb_si.csv': [('1220', '2026-11-01'), ('-500', '2026-11-02')],
    'bank_revolut.csv': [('100', '2026-11-01'), ('-5', '2026-11-03')],
    'bank_fio_cz.csv': [('12100', '2026-11-01'), ('-500', '2026-11-02')],
    'bank_it.csv': [('1220', '2026-11-01'), ('-500', '2026-11-02')],
    'bank_dc_last.csv': [('100', '2026-11-01'), ('-5', '2026-11-02')],
    'bank_type_payment.csv': [('100', '2026-11-01'), ('50', '2026-11-02')],
    'bank_type_direction.csv': [('100', '2026-11-01'), ('-50', '2026-11-02')],
    'bank_erste_hr.csv': [('100', '2026-11-01'), ('-50', '2026-11-02')],
    'bank_n26.csv': [('100', '2026-11-01'), ('-5.5', '2026-11-02')],
    'bank_wise.csv': [('100', '2026-11-01'), ('-5', '2026-11-02')],
    'bank_paypal.csv': [('100', '2026-11-01')],
}
REFUSED = ('sage50_uk_aged.csv', 'freshbooks_aging.csv', 'billy.csv')


class TestReadExportedLists(ExportedMixin, ReadMixin, BaseCase):
    """Lists of programs in six languages are read as they are meant, or asked about."""

    def test_documents(self):
        for filename, expected in DOCUMENTS.items():
            with self.subTest(filename):
                self._check_documents(self._list(filename), expected)

    def test_movements(self):
        for filename, expected in MOVEMENTS.items():
            with self.subTest(filename):
                self.assertEqual(
                    [(row.amount, row.date.isoformat()) for row in self._list(filename).rows],
                    [(Decimal(amount), day) for amount, day in expected],
                )

    def test_refused(self):
        for filename in REFUSED:
            with self.subTest(filename):
                self.assertTrue(self.refusal(sample(f'exported/{filename}'), filename=filename))

    def test_missing_due_dates(self):
        headings = ['Broj računa', 'Kupac', 'Datum računa', 'Dospijeće', 'Ukupno', 'Otvoreno']
        rows = [
            ['1-1-1', 'Alfa', date(2026, 9, 1), date(2026, 10, 1), 100.0, 40.0],
            ['2-1-1', 'Alfa', date(2026, 9, 1), '00.00.0000', 100.0, 40.0],
            ['3-1-1', 'Alfa', date(2026, 9, 1), None, 100.0, 0.0],
            ['4-1-1', 'Alfa', date(2026, 9, 1), None, -100.0, -100.0],
        ]
        warnings = self.reading(csv_file([headings, *rows])).warnings
        self.assertIn("Rows without a due date: 1.", ' '.join(map(english, warnings)))
        self.assertFalse(self.reading(csv_file([headings, rows[0]])).warnings)

    def test_address(self):
        content = (
            'Broj računa;Kupac;Adresa;Poštanski broj;Grad;Država;Datum;Dospijeće;Ukupno\n'
            '1-1-1;Alfa;Riva 1;51000;Rijeka;Hrvatska;1.9.2026;1.10.2026;100,00\n'
        )
        fields = [f'partner_{name}' for name in ('street', 'zip', 'city', 'country')]
        self.assertEqual(self.values(content, *fields), [('Riva 1', '51000', 'Rijeka', 'Hrvatska')])

    def test_numbers_of_totals_are_no_rows_without_a_customer(self):
        content = (
            'Broj računa;Kupac;Datum;Dospijeće;Ukupno\n1-1-1;Alfa;1.9.2026;1.10.2026;100,00\n'
            '2-1-1;;2.9.2026;2.10.2026;50,00\n3-1-1;Beta;3.9.2026;3.10.2026;50,00\n'
            'Ukupno;;;;200,00\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'partner_name'),
            [('1-1-1', 'Alfa'), ('2-1-1', 'Alfa'), ('3-1-1', 'Beta')],
        )
