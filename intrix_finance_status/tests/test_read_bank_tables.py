import unittest
from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import recognise
from .reader_samples import sample
from .table_files import ReadMixin

# read off the files; those of the accounts' own language are dmy
OCA = {
    'oca_balance.csv': [
        (date(2018, 12, 15), '-33.50', 'John Doe', 'Your best supplier'),
        (date(2018, 12, 15), '1533.50', 'Azure Interior', 'Your payment'),
    ],
    'oca_debit_credit.csv': [
        (date(2018, 12, 15), '-33.50', 'John Doe', 'Your best supplier'),
        (date(2018, 12, 15), '1533.50', 'Azure Interior', 'Your payment'),
    ],
    'oca_empty_lines_statement.csv': [
        (date(2018, 2, 25), '-33.50', 'John Doe', 'AAAOOO 1'),
        (date(2018, 2, 26), '1525.00', 'Azure Interior', 'AAAOOO 2'),
        (date(2018, 2, 27), '800.00', 'Azure Interior', 'AAAOOO 3'),
    ],
    'oca_meta_data_separated_credit_debit.csv': [
        (date(2020, 4, 1), '-50.00', '', 'LABEL 1 DETAILS 1'),
        (date(2020, 4, 1), '-100.00', '', 'LABEL 2 CLIENTS X'),
        (date(2020, 4, 2), '-80.68', '', 'LABEL 3 DETAILS 2'),
        (date(2020, 4, 2), '1300.00', '', 'LABEL 4 DETAILS 3'),
    ],
    'oca_multi_currency.csv': [
        (date(2018, 12, 15), '-33.50', 'John Doe', 'Your best supplier'),
        (date(2018, 12, 15), '1525.00', 'Azure Interior', 'Your payment'),
    ],
    'oca_sample_statement_en.xls': [
        (date(2018, 12, 15), '-33.50', 'John Doe', 'Your best supplier on 12/15/2018'),
        (date(2018, 12, 15), '1525.00', 'Azure Interior', 'Your payment on 12/15/2018'),
    ],
}
for ending in ('xls', 'xlsx'):
    OCA[f'oca_meta_data_separated_credit_debit.{ending}'] = OCA[
        'oca_meta_data_separated_credit_debit.csv'
    ]
OCA['oca_sample_statement_offsets.xlsx'] = OCA['oca_sample_statement_en.xls']


class TestReadBankTables(ReadMixin, BaseCase):
    """Lists of a bank's movements, as tables."""

    def _movements(self, content, **options):
        reading = self.reading(content, **options)
        self.assertEqual(reading.kind, 'transactions')
        return reading

    def test_samples_of_oca(self):
        missing = [name for name in OCA if not sample(f'sheets/{name}')]
        for name in OCA.keys() - missing:
            with self.subTest(name=name):
                reading = self._movements(sample(f'sheets/{name}'))
                self.assertEqual(
                    [(row.date, row.amount, row.partner_name, row.text) for row in reading.rows],
                    [(day, Decimal(amount), *texts) for day, amount, *texts in OCA[name]],
                )
        if missing:
            raise unittest.SkipTest(
                f"AGPL-3 samples are not kept here: name their folder in "
                f"FINANCE_STATUS_SAMPLES to test {', '.join(missing)}"
            )

    def test_two_columns_of_amounts(self):
        content = (
            'IBAN: SI56 0201 0001 2345 678\n\n'
            'Datum knjiženja;Naziv prejemnika;V breme;V dobro;Valuta;Namen;Referenca prejemnika\n'
            '1.2.2026;Novak;;1.100,00;EUR;Placilo 2026-1;SI00 2026-1\n'
            '2.2.2026;Telekom;50,00;;EUR;Račun;\n'
        )
        first, second = self._movements(content).rows
        self.assertEqual((first.amount, second.amount), (1100, -50))
        self.assertEqual((first.currency, first.references), ('EUR', ('SI00 2026-1',)))
        self.assertEqual(first.account, 'SI56020100012345678')
        self.assertEqual((first.partner_name, first.text), ('Novak', 'Placilo 2026-1'))
        self.assertEqual((first.texts, second.position), (('Placilo 2026-1',), '5'))

    def test_debits_that_are_negative(self):
        content = 'Date,Label,Debit,Credit\n1.2.2026,a,"-50,00",\n2.2.2026,b,,"20,00"\n'
        self.assertEqual([row.amount for row in self._movements(content).rows], [-50, 20])

    def test_column_of_the_account(self):
        """What is called number or account holds IBANs: it is no invoice's number."""
        content = (
            'Datum;Račun;Naziv platitelja;Iznos;Opis\n'
            '1.2.2026;HR1210010051863000160;Kupac;5,00;1-1-1\n'
            '2.2.2026;HR6523400091110098765;Drugi;6,00;2-1-1\n'
        )
        first, _second = self._movements(content).rows
        self.assertEqual(first.partner_account, 'HR1210010051863000160')

    def test_rows_that_a_bank_numbers(self):
        """A bank's own numbers are none of invoices, nor its value dates due dates."""
        for content in (
            'Broj;Datum knjiženja;Datum valute;Opis;Isplata;Uplata;Stanje\n'
            '17;1.2.2026;2.2.2026;račun 1-1-1;;100,00;500,00\n'
            '18;1.2.2026;2.2.2026;naknada;5,00;;495,00\n',
            'Datum;Dokument;Naziv platitelja;IBAN platitelja;Iznos;Opis\n'
            '1.2.2026;17;Kupac;HR1210010051863000160;100,00;račun 1-1-1\n'
            '1.2.2026;18;Banka;HR6523400091110098765;-5,00;naknada\n',
        ):
            with self.subTest(content=content):
                first, second = self._movements(content).rows
                self.assertEqual((first.amount, second.amount), (100, -5))
                self.assertEqual(first.bank_reference, '17')
                self.assertEqual(first.text, 'račun 1-1-1')

    def test_identity(self):
        """The same movement in whatever file; twice on one day are two."""
        heading = 'Datum;Opis;Iznos;Valuta\n'
        line = '1.2.2026;Uplata;5,00;EUR\n'
        first, again, other = self._movements(heading + line * 2 + '2.2.2026;x;5,00;EUR\n').rows
        self.assertEqual(len({first.identity, again.identity, other.identity}), 3)
        later = self._movements('Naslov\n\n' + heading + '2.2.2026;x;5,00;EUR\n' + line * 2).rows
        self.assertEqual(
            {row.identity for row in later}, {first.identity, again.identity, other.identity}
        )

    def test_unreadable_movement(self):
        content = 'Datum;Opis;Iznos;Valuta\n31.2.2026;a;5,00;EUR\n1.2.2026;b;5,00;EUR\n'
        reading = self._movements(content)
        self.assertEqual(len(reading.rows), 1)
        self.assertEqual(self.skipped(reading), [('2', "A2 (Datum): “31.2.2026” is not a date.")])
        self.assertEqual(
            self.warnings(reading), ["Rows that can't be read: 1. See what was left out."]
        )

    def test_statement_in_the_old_text_format(self):
        line = (' ' * 997 + '900\r\n').encode()
        self.assertIn("camt.053", self.refusal(line.replace(b' ', b'x', 1) * 3))

    def test_card_statements(self):
        """What a card was used for is no payment that came in, and no invoice."""
        rows = self._movements(
            'Kartennummer;Buchungsdatum;Buchungstext;Betrag;Währung;Belastung;Gutschrift\n'
            'XX12;02.10.2026;Hotel;120.00;CHF;115.30;\n'
            'XX12;06.10.2026;Zahlung;;CHF;;500.00\n'
        ).rows
        self.assertEqual(
            [(row.amount, row.currency) for row in rows],
            [(Decimal('-115.30'), 'CHF'), (Decimal('500.00'), 'CHF')],
        )
        rows = self._movements(
            'Transaktionsdatum;Buchungstext;Betrag CHF;Belastung/Gutschrift\n'
            '01.10.2026;Hotel;115.30;Belastung\n'
            '05.10.2026;Hotel;20.00;Gutschrift\n'
        ).rows
        self.assertEqual([row.amount for row in rows], [Decimal('-115.30'), Decimal('20.00')])
        refusal = self.refusal(
            'Rechnungsnummer;Datum;Karte;Soll;Gutschrift\n'
            '2026-10;01.10.2026;X1;115,30;\n'
            '2026-10;05.10.2026;X1;;20,00\n'
        )
        self.assertIn("credit card", refusal)

    def test_currency_of_titles_and_name(self):
        """It is told apart: whose account it is may be known better."""
        rows = 'Datum;Platitelj;Opis;Uplata;Isplata\n01.11.2026;Alfa;Racun;10,00;\n'
        for title, name, currency in (
            ('Valuta: EUR', '', 'EUR'),
            ('Konto in CHF', 'EUR.csv', 'CHF'),
            ('Promet', 'izvod_USD_11.csv', 'USD'),
            ('Promet', 'europa.csv', ''),
            ('EUR i USD', '', ''),
            ('ALL accounts', 'TRY.csv', ''),
        ):
            with self.subTest(title=title, name=name):
                reading = recognise.read(f'{title}\n{rows}'.encode(), name)
                self.assertEqual(reading.currency, currency)
                self.assertEqual(reading.rows[0].currency, '')
