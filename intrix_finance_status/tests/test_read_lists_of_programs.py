from odoo.tests import BaseCase

from .reader_samples import english, sample
from .table_files import ExportedMixin, ReadMixin

# {file: {number: (total, paid, open, date, due date, customer, type, currency)}}; None need not
# be told, and an empty currency is the company's
DOCUMENTS = {
    'd365_open_en.csv': {
        'CIV-000123': (920, 0, 920, '2026-09-01', '2026-10-01', 'Contoso Retail', 'invoice', ''),
        'CIV-000124': (250, 150, 100, '2026-09-13', '2026-10-13', 'Litware GmbH', 'invoice', ''),
    },
    'd365_transactions_en.csv': {
        'CIV-000123': (920, 460, 460, '2026-09-01', '2026-10-01', 'Contoso Retail', 'invoice', ''),
    },
    'd365_de.csv': {
        'CIV-000123': (920, 0, 920, '2026-09-01', '2026-10-01', 'Contoso GmbH', 'invoice', ''),
        'CIV-000124': (250, 150, 100, '2026-09-02', '2026-10-02', 'Litware GmbH', 'invoice', ''),
    },
    'bc_de_mw.csv': {
        'PSI-1001': (1000, 500, 500, '2026-09-01', '2026-10-01', 'Adatum GmbH', 'invoice', 'USD'),
        'PSC-1001': (100, 60, 40, '2026-09-02', '2026-10-02', 'Adatum GmbH', 'refund', ''),
    },
    'bc_hr_lv.csv': {
        'PR-1001': (1000, 500, 500, '2026-09-01', '2026-10-01', 'Adatum d.o.o.', 'invoice', 'USD'),
        'PO-1001': (100, 60, 40, '2026-09-02', '2026-10-02', 'Adatum d.o.o.', 'refund', ''),
    },
    'bc_fr.csv': {
        'FV-1001': (1000, 500, 500, '2026-09-01', '2026-10-01', 'Adatum SARL', 'invoice', 'USD'),
        'AV-1001': (100, 60, 40, '2026-09-13', '2026-09-13', 'Adatum SARL', 'refund', ''),
    },
    'netsuite_open.csv': {
        'INV1001': (1000, 500, 500, '2026-09-01', '2026-10-01', 'Contoso Ltd', 'invoice', 'USD'),
        'INV1002': (250, 0, 250, '2026-09-13', '2026-10-13', 'Litware', 'invoice', 'EUR'),
    },
    'intacct.csv': {
        'INV-1': (1000, 500, 500, '2026-09-01', '2026-10-01', 'Contoso Ltd', 'invoice', 'USD'),
    },
    'sap_b1_fc.csv': {
        '1001': (1000, 500, 500, '2026-09-01', '2026-10-01', 'Contoso Ltd', 'invoice', 'USD'),
    },
    'sap_fbl5n_lc_de.csv': {
        '1800000015': (
            1000,
            None,
            None,
            '2026-09-05',
            '2026-10-05',
            'Müller GmbH',
            'invoice',
            'USD',
        ),
        '1800000016': (119, None, None, '2026-09-13', '2026-10-13', 'Beta AG', 'invoice', 'EUR'),
    },
    'qbo_home_amount.csv': {
        '1001': (1000, 500, 500, '2026-09-01', '2026-10-01', 'Contoso Ltd', 'invoice', 'USD'),
        '1002': (60, 0, 60, '2026-09-13', '2026-09-13', 'Contoso Ltd', 'refund', 'EUR'),
    },
    'valuta_protuvrijednost_hr.csv': {
        '15-1-1': (None, None, 460, '2026-09-05', '2026-10-05', 'Harbor Ltd', 'invoice', 'EUR'),
        '16-1-1': (None, None, 125, '2026-09-13', '2026-10-13', 'Alfa d.o.o.', 'invoice', 'EUR'),
    },
    'devizno_si.csv': {
        'IR-15': (1000, 500, 500, '2026-09-05', '2026-10-05', 'Harbor Ltd', 'invoice', 'USD'),
        'IR-16': (122, 0, 122, '2026-09-13', '2026-10-13', 'Žito d.d.', 'invoice', 'EUR'),
    },
    'sage100_fr.csv': {
        'FA00015': (1200, 0, 1200, '2026-09-05', '2026-10-05', 'Dupont SARL', 'invoice', ''),
        'FA00016': (60, 0, 60, '2026-09-20', '2026-10-20', 'Dupont SARL', 'invoice', ''),
    },
    'ebp_fr.csv': {
        'FA00000015': (1200, 500, 700, '2026-09-05', '2026-10-05', 'Dupont SARL', 'invoice', ''),
        'AV00000002': (60, 0, 60, '2026-09-13', '2026-09-13', 'Dupont SARL', 'refund', ''),
    },
    'pennylane_fr.csv': {
        'F-2026-015': (1200, 500, 700, '2026-09-05', '2026-10-05', 'Dupont SARL', 'invoice', 'EUR'),
        'F-2026-016': (60, 60, 0, '2026-09-13', '2026-10-13', 'Martin SAS', 'invoice', 'EUR'),
    },
    'henrri_fr.csv': {
        'F15': (1200, 500, 700, '2026-09-05', '2026-10-05', 'Dupont SARL', 'invoice', 'EUR'),
        'F16': (60, 0, 60, '2026-09-13', '2026-10-13', 'Martin SAS', 'invoice', 'EUR'),
    },
    'balance_agee_fr.csv': {
        'F15': (None, None, 700, '2026-09-05', '2026-10-05', 'Dupont SARL', 'invoice', ''),
        'F16': (None, None, 60, '2026-11-20', '2026-12-20', 'Martin SAS', 'invoice', ''),
    },
    'odoo_fr.csv': {
        'FAC/2026/00015': (
            1200,
            500,
            700,
            '2026-09-05',
            '2026-10-05',
            'Dupont SARL',
            'invoice',
            '',
        ),
        'RFAC/2026/00001': (60, 0, 60, '2026-09-13', '2026-09-13', 'Martin SAS', 'refund', ''),
    },
    'optima_pl.csv': {
        'FS/15/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            'PLN',
        ),
        'FS/16/2026': (123, 0, 123, '2026-09-13', '2026-10-13', 'Nowak S.A.', 'invoice', 'PLN'),
    },
    'subiekt_pl.csv': {
        'FS 15/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            '',
        ),
        'KFS 1/2026': (
            123,
            0,
            123,
            '2026-09-13',
            '2026-09-13',
            'Kowalski Sp. z o.o.',
            'refund',
            '',
        ),
    },
    'fakturownia_pl.csv': {
        '15/09/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            'PLN',
        ),
        '16/09/2026': (123, 123, 0, '2026-09-13', '2026-10-13', 'Nowak S.A.', 'invoice', 'PLN'),
    },
    'wfirma_pl.csv': {
        'FV 15/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            'PLN',
        ),
    },
    'rozrachunki_pl.csv': {
        'FS 15/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            '',
        ),
        'FS 16/2026': (123, 0, 123, '2026-09-13', '2026-10-13', 'Nowak S.A.', 'invoice', ''),
    },
    'wiekowanie_pl.csv': {
        'FS 15/2026': (
            None,
            None,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            '',
        ),
    },
    'money_s3_cz.csv': {
        'F260015': (12100, 10000, 2100, '2026-09-05', '2026-10-05', 'Alfa s.r.o.', 'invoice', ''),
        'D260001': (121, 0, 121, '2026-09-13', '2026-09-13', 'Alfa s.r.o.', 'refund', ''),
    },
    'idoklad_cz.csv': {
        '20260015': (
            12100,
            10000,
            2100,
            '2026-09-05',
            '2026-10-05',
            'Alfa s.r.o.',
            'invoice',
            'CZK',
        ),
    },
    'abra_cz.csv': {
        'FV-15/2026': (
            12100,
            10000,
            2100,
            '2026-09-05',
            '2026-10-05',
            'Alfa s.r.o.',
            'invoice',
            'CZK',
        ),
    },
    'danea_it.csv': {
        '15': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Rossi S.r.l.', 'invoice', ''),
        '16': (61, 61, 0, '2026-09-13', '2026-10-13', 'Bianchi S.p.A.', 'invoice', ''),
    },
    'teamsystem_it.csv': {
        '15/A': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Rossi S.r.l.', 'invoice', ''),
    },
    'zucchetti_it.csv': {
        '15/2026': (1220, 0, 1220, '2026-09-05', '2026-11-05', 'Rossi S.r.l.', 'invoice', ''),
    },
    'estratto_conto_it.csv': {
        '15/2026': (1220, 220, 1000, '2026-09-05', '2026-10-05', None, 'invoice', ''),
    },
    'vasco_si.csv': {
        'IR-15': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Žito d.d.', 'invoice', ''),
        'IR-16': (61, 0, 61, '2026-09-13', '2026-10-13', 'Alpina d.o.o.', 'invoice', ''),
    },
    'birokrat_si.csv': {
        '15': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Žito d.d.', 'invoice', ''),
    },
    'cebelca_si.csv': {
        '26-15': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Žito d.d.', 'invoice', ''),
        '26-16': (61, 61, 0, '2026-09-13', '2026-10-13', 'Alpina d.o.o.', 'invoice', ''),
    },
    'luceed_hr.csv': {
        '15-1-1': (1250, 250, 1000, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice', 'EUR'),
    },
    'solo_hr.csv': {
        '15-1-1': (1250, None, None, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice', 'EUR'),
        '16-1-1': (125, None, None, '2026-09-13', '2026-10-13', 'Beta d.o.o.', 'invoice', 'EUR'),
    },
    'infokom_hr.csv': {
        '15-1-1': (1250, 250, 1000, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice', ''),
    },
    'lexware_op_de.csv': {
        'RE-15': (1190, 190, 1000, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice', ''),
        'RE-16': (119, 0, 119, '2026-09-13', '2026-10-13', 'Beta AG', 'invoice', ''),
    },
    'collmex_de.csv': {
        '15': (1190, 190, 1000, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice', 'EUR'),
    },
    'bmd_at.csv': {
        '15': (1200, 200, 1000, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice', ''),
    },
    'buero_plus_de.csv': {
        'RE-15': (1190, 190, 1000, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice', ''),
    },
    'accounts_en_gb.csv': {
        'SI-15': (1200, 200, 1000, '2026-09-05', '2026-10-05', 'ABC Design Ltd', 'invoice', ''),
        'SC-2': (60, 0, 60, '2026-09-13', '2026-09-13', 'ABC Design Ltd', 'refund', ''),
    },
    'cicero_it.csv': {
        '15': (1220, 220, 1000, '2026-09-05', None, None, 'invoice', ''),
    },
    'ciel_fr.csv': {
        'FA0015': (1200, 500, 700, '2026-09-05', '2026-10-05', 'Dupont SARL', 'invoice', ''),
    },
    'enova_pl.csv': {
        'FV/15/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            'PLN',
        ),
    },
    'faellig_seit_de.csv': {
        'RE-15': (1190, 190, 1000, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice', 'EUR'),
    },
    'gestionale_it.csv': {
        '15/2026': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Rossi S.r.l.', 'invoice', ''),
        '16/2026': (61, 61, 0, '2026-09-13', '2026-10-13', 'Bianchi S.p.A.', 'invoice', ''),
    },
    'gutschrift_getrennt_de.csv': {
        'RE-15': (1190, 190, 1000, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice', ''),
    },
    'helios_cz.csv': {
        'FV26015': (12100, 10000, 2100, '2026-09-05', '2026-10-05', 'Alfa s.r.o.', 'invoice', ''),
    },
    'hubspot_like.csv': {
        '1001': (1200, 500, 700, '2026-09-05', '2026-10-05', 'Alfa Ltd', 'invoice', 'EUR'),
    },
    'ifirma_pl.csv': {
        '15/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            '',
        ),
        '1/K/2026': (123, 0, 123, '2026-09-13', '2026-09-13', 'Kowalski Sp. z o.o.', 'refund', ''),
    },
    'lexoffice_de.csv': {
        'RE-15': (1190, 190, 1000, '2026-09-05', '2026-10-05', 'Müller GmbH', 'invoice', 'EUR'),
        'RK-1': (119, 0, 119, '2026-09-13', '2026-09-13', 'Müller GmbH', 'refund', 'EUR'),
    },
    'otvoreno_zatvoreno_hr.csv': {
        '15-1-1': (1250, 1000, 250, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice', ''),
    },
    'payment_date_only_hr.csv': {
        '15-1-1': (1250, None, None, '2026-09-05', '2026-10-05', 'Alfa d.o.o.', 'invoice', ''),
        '16-1-1': (125, None, None, '2026-09-13', '2026-10-13', 'Beta d.o.o.', 'invoice', ''),
    },
    'saop_sl.csv': {
        'IR-15': (1220, 220, 1000, '2026-09-05', '2026-10-05', 'Žito d.d.', 'invoice', ''),
    },
    'sellsy_fr.csv': {
        'F-2026-15': (1200, 500, 700, '2026-09-05', '2026-10-05', 'Dupont SARL', 'invoice', 'EUR'),
        'A-2026-01': (60, 0, 60, '2026-09-13', None, 'Martin SAS', 'refund', 'EUR'),
    },
    'superfaktura_sk.csv': {
        '2026015': (1230, 230, 1000, '2026-09-05', '2026-10-05', 'Alfa s.r.o.', 'invoice', 'EUR'),
    },
    'symfonia_pl.csv': {
        'FVS 15/2026': (
            1230,
            230,
            1000,
            '2026-09-05',
            '2026-10-05',
            'Kowalski Sp. z o.o.',
            'invoice',
            '',
        ),
    },
}
# {file: (amount, date, text) of each movement}
MOVEMENTS = {
    'bank_fr.csv': [
        ('1200', '2026-11-01', 'VIR DUPONT SARL F15'),
        ('-500', '2026-11-13', 'LOYER'),
    ],
    'bank_pl.csv': [
        ('1230', '2026-11-01', 'PRZELEW PRZYCHODZĄCY FS 15/2026'),
        ('-500', '2026-11-02', 'PRZELEW WYCHODZĄCY CZYNSZ'),
    ],
}
# what is not told by the amounts that are read has to be said
SAID = {
    'd365_open_en.csv': "“Amount” is not in the currency of the row",
    'd365_transactions_en.csv': "“Amount” is not in the currency of the row",
    'd365_de.csv': "“Betrag” is not in the currency of the row",
    'nedospjelo_dospjelo_hr.csv': "left out: Dospjelo",
    'konto_hr_promet.csv': "left out: Zatvoreno",
}
REFUSED = {
    'oracle_fusion.csv': "No column has the numbers of invoices",
    'myob.csv': "No column has the numbers of invoices",
    'quadra_fr.csv': "No column has the numbers of invoices",
}


class TestReadListsOfPrograms(ExportedMixin, ReadMixin, BaseCase):
    """Lists of programs in eight languages, with the currency that each amount is in."""

    def test_documents(self):
        for filename, expected in DOCUMENTS.items():
            with self.subTest(filename):
                reading = self._list(filename)
                self.assertEqual(reading.kind, 'documents')
                self._check_documents(
                    reading, {number: told[:-1] for number, told in expected.items()}
                )
                self.assertEqual(
                    {row.values['name']: row.values.get('currency', '') for row in reading.rows},
                    {number: told[-1] for number, told in expected.items()},
                )

    def test_remembered(self):
        """The next file, read by the layout that is remembered, is read alike."""
        for filename in DOCUMENTS:
            with self.subTest(filename):
                first = self._list(filename)
                layouts = [layout.to_dict() for layout in first.layouts]
                again = self.reading(
                    sample(f'exported/{filename}'), filename=filename, layouts=layouts
                )
                self.assertEqual(
                    [row.values for row in again.rows], [row.values for row in first.rows]
                )

    def test_movements(self):
        for filename, expected in MOVEMENTS.items():
            with self.subTest(filename):
                self.assertEqual(
                    [
                        (f'{row.amount:.0f}', row.date.isoformat(), row.text)
                        for row in self._list(filename).rows
                    ],
                    expected,
                )

    def test_said(self):
        for filename, text in SAID.items():
            with self.subTest(filename):
                self.assertIn(text, ' '.join(map(english, self._list(filename).warnings)))

    def test_refused(self):
        """Whoever opens it can choose the columns."""
        for filename, text in REFUSED.items():
            with self.subTest(filename):
                self.assertIn(text, self.refusal(sample(f'exported/{filename}')))

    def test_paid_when_booked(self):
        """The row of a payment has the date of the invoice, and when it was booked."""
        [row] = self._list('estratto_conto_it.csv').rows
        self.assertEqual(row.values['date_paid'].isoformat(), '2026-10-20')

    def test_states(self):
        """Partly paid is not paid, in whatever language."""
        rows = {
            'Částečně uhrazeno': None,
            'Partiellement payée': None,
            'Częściowo opłacona': None,
            'Parzialmente pagata': None,
            'Nieopłacona': 'open',
            'Non payé': 'open',
            'Payée': 'paid',
            'Opłacona': 'paid',
            'Annulée': 'cancelled',
            'Anulowana': 'cancelled',
        }
        lines = (
            f'{number};Alfa;2026-09-01;2026-10-01;100,00;{state}'
            for number, state in enumerate(rows, 1)
        )
        content = '\n'.join(('Numéro;Client;Date;Échéance;Montant TTC;Statut', *lines, ''))
        reading = self.reading(content)
        self.assertEqual([row.values.get('state') for row in reading.rows], list(rows.values()))
        self.assertEqual(
            [bool(row.problems) for row in reading.rows], [not state for state in rows.values()]
        )

    def test_sides_without_a_currency(self):
        """Amounts of a currency that nobody tells are not the company's."""
        content = (
            'Invoice no.;Customer;Date;Due date;Total (FC);Total (LC)\n'
            '1;Alfa;2026-09-01;2026-10-01;1000,00;920,00\n'
        )
        self.assertEqual(self.values(content, 'amount_total', 'currency'), [(920, None)])
