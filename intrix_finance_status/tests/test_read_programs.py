from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from .table_files import ReadMixin, xls_file, xlsx_file


class TestReadPrograms(ReadMixin, BaseCase):
    """Lists as accounting programs of Croatia, Slovenia and elsewhere export them."""

    def test_croatian_fiscal_list(self):
        """Number in three columns, a dot after the year, three rows above the headings."""
        content = (
            'Naziv poreznog obveznika: Trgovina d.o.o.\n'
            'OIB poreznog obveznika: 12345678901\n'
            'Razdoblje: 01.05.2026. - 31.05.2026.\n'
            'Broj računa;Oznaka poslovnog prostora;Oznaka naplatnog uređaja;JIR;'
            'OIB izdavatelja računa;Datum i vrijeme izdavanja računa;Ukupni iznos računa;'
            'Način plaćanja\n'
            '20965;BB12;1;aa-bb;12345678901;30.05.2026. 08:19:26;4,00;K\n'
            '20966;BB12;1;aa-bb;12345678901;30.05.2026. 08:20:26;1.004,00;T\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'date', 'amount_total', 'state', 'partner_vat'),
            [
                ('20965/BB12/1', date(2026, 5, 30), 4, 'paid', None),
                ('20966/BB12/1', date(2026, 5, 30), 1004, None, None),
            ],
        )

    def test_4d_wand(self):
        """Text called xls, windows-1250, unused columns 0."""
        content = (
            'Broj dokumenta;Datum dokumenta;Dospijeće;Kupac;OIB;Iznos;Plaćeno;Datum uplate\r\n'
            '000123;05.01.2026;04.02.2026;Čačić;00000000001;1234,50;0;0\r\n'
            '000124;06.01.2026;05.02.2026;Šarić;;10,00;10,00;07.02.2026\r\n'
        ).encode('cp1250')
        reading = self.reading(content, filename='izvoz.xls')
        self.assertEqual(reading.layouts[0].encoding, 'cp1250')
        self.assertEqual(
            self.values(
                content, 'name', 'partner_name', 'amount_total', 'amount_paid', 'date_paid'
            ),
            [
                ('000123', 'Čačić', Decimal('1234.5'), 0, None),
                ('000124', 'Šarić', 10, 10, date(2026, 2, 7)),
            ],
        )

    def test_minimax(self):
        content = (
            'Odprte postavke\n\nStranka;Dokument;Datum dokumenta;Zapadlost;Znesek;Odprti znesek\n'
            'Novak d.o.o.;IR-1;1.1.2026;15.1.2026;1.220,00;1.220,00\nSkupaj Novak;;;;1.220,00;\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'partner_name', 'date_due', 'amount_due'),
            [('IR-1', 'Novak d.o.o.', date(2026, 1, 15), 1220)],
        )

    def test_pantheon(self):
        rows = [
            ['Konto', 'Subjekt', 'Duguje', 'Potražuje', 'Dokument', 'Vezni dokument',
             'Datum dokumenta', 'Datum valute', 'Valuta', 'Tečaj', 'Odjel', 'Napomena'],
            [1200, 'Kupac d.o.o.', 125.0, None, '26-010-000001', None, date(2026, 1, 2),
             date(2026, 2, 1), 'EUR', 1, None, 'SO042'],
            [1200, 'Kupac d.o.o.', None, 125.0, '26-080-000009', '26-010-000001',
             date(2026, 1, 30), None, 'EUR', 1, None, None],
        ]  # fmt: skip
        for content in (xls_file(rows), xlsx_file(rows)):
            self.assertEqual(
                self.values(
                    content, 'name', 'amount_total', 'amount_paid', 'date_paid', 'date_due',
                    'currency', 'order_reference',
                ),
                [('26-010-000001', 125, 125, date(2026, 1, 30), date(2026, 2, 1), 'EUR', 'SO042')],
            )  # fmt: skip

    def test_pantheon_csv(self):
        content = (
            'Datum;Številka računa;Stranka;Bruto znesek;DDV znesek;Neto znesek;Način plačila;ZOI;'
            'EOR;Status\n5.1.2026;P1-E1-7;Novak;122,00;22,00;100,00;Nakazilo;x;y;Plačano\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'date', 'amount_total', 'state'),
            [('P1-E1-7', date(2026, 1, 5), 122, 'paid')],
        )

    def test_card_of_each_customer_on_a_sheet(self):
        """As of Fluentis: the customer stands above the headings."""
        heading = ['Datum', 'Dokument', 'Opis', 'Duguje', 'Potražuje', 'Saldo']
        content = xlsx_file(
            {
                '1': [['Konto kartica (otvorene stavke)'], ['Partner:', 'Alfa d.o.o.'], heading,
                      [date(2026, 1, 1), 'R-1', 'usluga', 100.0, None, 100.0],
                      [date(2026, 1, 9), 'R-1', 'uplata', None, 40.0, 60.0],
                      ['Ukupno', None, None, 100.0, 40.0, 60.0]],
                '2': [['Konto kartica (otvorene stavke)'], ['Partner: Beta d.o.o.'], heading,
                      [date(2026, 1, 2), 'R-2', 'usluga', 50.0, None, 50.0]],
            }
        )  # fmt: skip
        self.assertEqual(
            self.values(content, 'name', 'partner_name', 'amount_total', 'amount_paid'),
            [('R-1', 'Alfa d.o.o.', 100, 40), ('R-2', 'Beta d.o.o.', 50, 0)],
        )

    def test_datev(self):
        content = (
            'Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;Gegenkonto;'
            'Buchungstext\n10001;RE-1;05.01.2026;04.02.2026;1.190,00;;1.190,00;8400;Müller GmbH\n'
            '10001;RE-1;20.01.2026;;;190,00;1.000,00;1200;Zahlung\n'
        ).encode('cp1252')
        self.assertEqual(
            self.values(
                content, 'name', 'partner_reference', 'amount_total', 'amount_paid', 'date_paid'
            ),
            [('RE-1', '10001', 1190, 190, date(2026, 1, 20))],
        )

    def test_cgm(self):
        content = (
            'Praxis\nDr. X\nListe\nvon\nbis\nam\n'
            'Rechnungsnummer,Kunde,Rechnungsdatum,Rechnungsbetrag Brutto,Rechnungsstatus,'
            'Tage Offen,Storno-Datum\n'
            '1,A,05.01.2026,"1.190,00",offen,12,\n2,B,05.01.2026,"90,00",bezahlt,,\n'
            '3,C,05.01.2026,"70,00",storniert,,06.01.2026\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'amount_total', 'state'),
            [('1', 1190, 'open'), ('2', 90, 'paid'), ('3', 70, 'cancelled')],
        )

    def test_xero(self):
        content = (
            'Contact,InvoiceNumber,Date,DueDate,Total,AmountPaid,AmountCredited,AmountDue,'
            'CurrencyCode,FullyPaidOnDate,Type,Status\n'
            'A,INV-1,2026-01-01,2026-02-01,100.00,20.00,30.00,50.00,EUR,,ACCREC,AUTHORISED\n'
            'A,INV-2,2026-01-01,2026-02-01,100.00,100.00,0,0,EUR,2026-01-15,ACCREC,PAID\n'
            'A,INV-3,2026-01-01,2026-02-01,100.00,0,0,0,EUR,,ACCREC,VOIDED\n'
            'A,INV-4,2026-01-01,2026-02-01,100.00,0,0,100.00,EUR,,ACCREC,DRAFT\n'
            'B,BILL-1,2026-01-01,2026-02-01,100.00,0,0,100.00,EUR,,ACCPAY,AUTHORISED\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'amount_paid', 'amount_due', 'date_paid', 'state'),
            [
                ('INV-1', 50, 50, None, None),
                ('INV-2', 100, 0, date(2026, 1, 15), 'paid'),
                ('INV-3', None, None, None, 'cancelled'),
            ],
        )
        self.assertEqual(
            [reason for _position, reason in self.skipped(self.reading(content))],
            [
                "A draft or quotation claims nothing.",
                "A bill to pay, not an invoice to a customer.",
            ],
        )

    def test_xero_aged_receivables(self):
        content = (
            'Aged Receivables By Contact\nContact: Alpha Ltd\n\n'
            'Date,Reference,DueDate,Overdue,Currency,Total,Paid,Credited,Due,DueLocal\n'
            '2026-01-01,INV-1,2026-02-01,0,EUR,100.00,20.00,30.00,50.00,50.00\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'partner_name', 'amount_paid', 'amount_due', 'currency'),
            [('INV-1', 'Alpha Ltd', 50, 50, 'EUR')],
        )

    def test_saop_ageing(self):
        content = (
            'Šifra stranke;Stranka;Dokument;Datum zapadlosti;Zamuda;Zapadli znesek;'
            'Nezapadli znesek;Saldo\n7;Novak;IR-1;1.2.2026;12;1.220,00;0,00;1.220,00\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'partner_reference', 'date_due', 'amount_due'),
            [('IR-1', '7', date(2026, 2, 1), 1220)],
        )

    def test_quickbooks(self):
        content = (
            'Company\nA/R Aging Detail\n"As of March 1, 2026"\n\n'
            'Num,Customer,Date,Due Date,Amount,Open Balance,P.O. #\n1 - 30 days past due,,,,,,\n'
            '1001,Smith & Co,01/15/2026,02/14/2026,"1,284.50","1,284.50",PO-7\n'
            '1002,Jones,01/20/2026,02/03/2026,500.00,250.00,\n'
            'Total for 1 - 30 days past due,,,,"1,784.50","1,534.50",\n'
            'TOTAL,,,,"1,784.50","1,534.50",\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'date_due', 'amount_total', 'amount_due',
                        'customer_reference'),
            [
                ('1001', date(2026, 2, 14), Decimal('1284.5'), Decimal('1284.5'), 'PO-7'),
                ('1002', date(2026, 2, 3), 500, 250, None),
            ],
        )  # fmt: skip

    def test_sage(self):
        """The customer stands only in the title of a group."""
        content = (
            'No,Type,Date,Ref,Details,Balance,Future,Current,Period 1,Period 2,Period 3,Older\n'
            'A1D001,,,ABC Design Ltd,,,,,,,,\n'
            '12,SI,15/01/2026,INV-5,Goods,100.00,,100.00,,,,\n'
            '13,SC,16/01/2026,CRN-1,Credit,-30.00,,-30.00,,,,\n'
            '14,SR,17/01/2026,CHQ,Receipt,-20.00,,-20.00,,,,\n'
            ',,,,Totals:,50.00,,50.00,,,,\n'
        )
        self.assertEqual(
            self.values(content, 'name', 'partner_name', 'partner_reference', 'document_type',
                        'amount_due'),
            [
                ('INV-5', 'ABC Design Ltd', 'A1D001', None, 100),
                ('CRN-1', 'ABC Design Ltd', 'A1D001', 'refund', 30),
            ],
        )  # fmt: skip

    def test_sap(self):
        """Brackets are negative, instalments are rows."""
        content = (
            'Customer Code,Customer Name,Type,Doc. No.,BP Ref. No.,Installment No.,Due Date,'
            'Original Amount,Balance Due,Future Remit\n'
            'C1,Alpha,IN,501,PO-1,1 of 2,2026-02-01,"1,000.00",0.00,\n'
            'C1,Alpha,IN,501,PO-1,2 of 2,2026-03-01,"1,500.00","1,500.00",\n'
            'C1,Alpha,CN,502,,1 of 1,2026-02-01,(200.00),(200.00),\n'
            'C1,Alpha,RC,77,,,2026-02-01,(50.00),(50.00),\n'
        )
        first, refund = self.rows(content)
        self.assertEqual(first.values['amount_total'], 2500)
        self.assertEqual(first.values['amount_due'], 1500)
        self.assertEqual(len(first.values['lines']), 2)
        self.assertEqual(refund.values['document_type'], 'refund')
        self.assertEqual(refund.values['amount_due'], 200)

    def test_payments(self):
        content = (
            'Broj računa;Datum uplate;Iznos uplate;OIB kupca\n1/1/1;1.2.2026;100,00;00000000001\n'
            '1/1/1;1.2.2026;100,00;00000000001\n;2.2.2026;5,00;\n2/1/1;;5,00;\n'
        )
        reading = self.reading(content)
        self.assertEqual(reading.kind, 'payments')
        first, again, unnamed, undated = reading.rows
        self.assertEqual(
            (first.values['name'], first.values['date'], first.values['amount']),
            ('1/1/1', date(2026, 2, 1), 100),
        )
        self.assertEqual(first.values['partner_vat'], '00000000001')
        # both are payments, and the same ones when the file comes again
        self.assertNotEqual(first.values['external_id'], again.values['external_id'])
        self.assertEqual(
            self.reading(content).rows[1].values['external_id'], again.values['external_id']
        )
        self.assertEqual([field for field, _text in self.problems(unnamed)], ['name'])
        self.assertEqual([field for field, _text in self.problems(undated)], ['date'])
