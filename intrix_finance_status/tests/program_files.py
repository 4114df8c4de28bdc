"""Lists as accounting programs export them, made here after their manuals, with what they say.

Each program has a file name, a content, and the values that must be read, by number of the
document; a file without any of them must be refused.
"""

from dataclasses import dataclass, field
from datetime import date

from .reader_samples import text, workbook


@dataclass
class Program:
    filename: str
    content: bytes
    #: {number: (total, paid, open, date, due date, customer)}, what is not told is None
    expected: dict = field(default_factory=dict)


def wand():
    """4D Wand: windows-1250, decimal comma, columns not used hold 0."""
    return Program(
        '4D-FIN.csv',
        text(
            'Broj računa;Datum računa;Datum dospijeća;Šifra partnera;Naziv partnera;OIB;Rabat;'
            'Iznos računa;Uplaćeno;Saldo',
            '17-1-1;05.10.2026;04.11.2026;1001;Šećerana Županja d.d.;11111111119;0;1250,00;'
            '0,00;1250,00',
            '18-1-1;06.10.2026;05.11.2026;1002;Đuro Čizmić obrt;22222222226;0;12400,50;'
            '2400,50;10000,00',
            encoding='cp1250',
        ),
        {
            '17-1-1': (1250, 0, 1250, (2026, 10, 5), (2026, 11, 4), 'Šećerana Županja d.d.'),
            '18-1-1': (12400.5, 2400.5, 10000, (2026, 10, 6), (2026, 11, 5), 'Đuro Čizmić obrt'),
        },
    )


def minimax():
    """Minimax, open items: dates without zeros, a title above, a total below."""
    return Program(
        'Otvorene stavke.csv',
        text(
            'Otvorene stavke na dan 25.11.2026;;;;;',
            ';;;;;',
            'Stranka;Dokument;Datum dokumenta;Dospijeće;Iznos;Otvoreno',
            'Alfa d.o.o.;IR-2026-15;1.9.2026;1.10.2026;1.000,00;250,00',
            'Beta d.o.o.;IR-2026-16;12.9.2026;12.10.2026;20.500,75;20.500,75',
            'Ukupno;;;;21.500,75;20.750,75',
        ),
        {
            'IR-2026-15': (1000, 750, 250, (2026, 9, 1), (2026, 10, 1), 'Alfa d.o.o.'),
            'IR-2026-16': (20500.75, 0, 20500.75, (2026, 9, 12), (2026, 10, 12), 'Beta d.o.o.'),
        },
    )


def minimax_slovenia():
    return Program(
        'Odprte postavke.csv',
        text(
            'Odprte postavke - kupci',
            'Stranka;Št. dokumenta;Datum dokumenta;Datum zapadlosti;Znesek;Odprto',
            'Žito d.d.;IR 26-15;1.9.2026;1.10.2026;1.000,00;250,00',
            'Čebelarstvo Novak s.p.;IR 26-16;2.9.2026;2.10.2026;80,10;80,10',
            'Skupaj;;;;1.080,10;330,10',
            encoding='cp1250',
        ),
        {
            'IR 26-15': (1000, 750, 250, (2026, 9, 1), (2026, 10, 1), 'Žito d.d.'),
            'IR 26-16': (80.1, 0, 80.1, (2026, 9, 2), (2026, 10, 2), 'Čebelarstvo Novak s.p.'),
        },
    )


def pantheon():
    """PANTHEON, a journal in Excel: debit and credit rows, the payment names its invoice."""
    header = [
        'Konto', 'Subjekt', 'Duguje', 'Potražuje', 'Dokument', 'Vezni dokument',
        'Datum dokumenta', 'Datum valute',
    ]  # fmt: skip
    return Program(
        'temeljnica.xlsx',
        workbook(
            (
                'Dnevnik',
                [
                    header,
                    ['1200', 'Alfa d.o.o.', 1250.0, 0, '26-300-000001', '', date(2026, 9, 1),
                     date(2026, 10, 1)],
                    ['1200', 'Beta d.o.o.', 800.4, 0, '26-300-000002', '', date(2026, 9, 3),
                     date(2026, 10, 3)],
                    ['1200', 'Alfa d.o.o.', 0, 1000.0, '', '26-300-000001', date(2026, 10, 2),
                     None],
                ],
            )
        ),
        {
            '26-300-000001': (1250, 1000, None, (2026, 9, 1), (2026, 10, 1), 'Alfa d.o.o.'),
            '26-300-000002': (800.4, 0, None, (2026, 9, 3), (2026, 10, 3), 'Beta d.o.o.'),
        },
    )  # fmt: skip


def pantheon_slovenia():
    return Program(
        'racuni.csv',
        text(
            'Datum;Številka računa;Stranka;Bruto znesek;DDV znesek;Neto znesek;Način plačila;ZOI;'
            'EOR;Status',
            '3.2.2026;2026-00012;Žito d.d.;1.220,00;220,00;1.000,00;Nakazilo;a1;b1;Plačano',
            '4.2.2026;2026-00013;Alpina d.o.o.;61,00;11,00;50,00;Nakazilo;a2;b2;Odprto',
        ),
        {
            '2026-00012': (1220, 1220, None, (2026, 2, 3), None, 'Žito d.d.'),
            '2026-00013': (61, 0, None, (2026, 2, 4), None, 'Alpina d.o.o.'),
        },
    )


def saop():
    """Saop iCenter, open items by document."""
    return Program(
        'odprte_postavke.xlsx',
        workbook(
            (
                'Izpis',
                [
                    ['Odprte postavke zapadle in nezapadle'],
                    ['Stanje na dan 25.11.2026'],
                    [],
                    ['Šifra stranke', 'Stranka', 'Dokument', 'Datum dokumenta', 'Datum zapadlosti',
                     'Breme', 'Dobro', 'Saldo', 'Zamuda'],
                    [1001, 'Žito d.d.', 'IR-101', date(2026, 9, 1), date(2026, 10, 1), 500, 100,
                     400, 55],
                    [1002, 'Alpina d.o.o.', 'IR-102', date(2026, 11, 1), date(2026, 12, 1), 99.9,
                     0, 99.9, 0],
                    ['Skupaj', None, None, None, None, 599.9, 100, 499.9, None],
                ],
            )
        ),
        {
            'IR-101': (500, 100, 400, (2026, 9, 1), (2026, 10, 1), 'Žito d.d.'),
            'IR-102': (99.9, 0, 99.9, (2026, 11, 1), (2026, 12, 1), 'Alpina d.o.o.'),
        },
    )  # fmt: skip


def saop_by_customer():
    """Saop iCenter, one row per customer: says nothing of any document."""
    return Program(
        'zbirno.xlsx',
        workbook(
            (
                'Izpis',
                [
                    ['Odprte postavke zbirno po strankah'],
                    ['Šifra stranke', 'Stranka', 'Zapadlo', 'Nezapadlo', 'Saldo'],
                    [1001, 'Žito d.d.', 400, 0, 400],
                    [1002, 'Alpina d.o.o.', 0, 99.9, 99.9],
                ],
            )
        ),
    )


def fluentis():
    """Fluentis, account cards: one sheet per customer."""
    title = ['Konto kartica (otvorene stavke)']
    header = [
        'Broj dokumenta', 'Datum dokumenta', 'Datum dospijeća', 'Partner', 'Iznos', 'Otvoreno',
    ]  # fmt: skip
    alfa = ['15/1/1', date(2026, 9, 1), date(2026, 10, 1), 'Alfa d.o.o.', 100.5, 100.5]
    beta = ['16/1/1', date(2026, 9, 2), date(2026, 10, 2), 'Beta d.o.o.', 200, 50]
    return Program(
        'konto_kartica.xlsx',
        workbook(('Alfa', [title, header, alfa]), ('Beta', [title, header, beta])),
        {
            '15/1/1': (100.5, 0, 100.5, (2026, 9, 1), (2026, 10, 1), 'Alfa d.o.o.'),
            '16/1/1': (200, 150, 50, (2026, 9, 2), (2026, 10, 2), 'Beta d.o.o.'),
        },
    )


def croatian_tax_office():
    """The fiscal invoices of the tax office: three title rows, the number in three columns."""
    return Program(
        'racuni.csv',
        text(
            'Naziv poreznog obveznika: Tvrtka d.o.o.',
            'OIB poreznog obveznika: 11111111119',
            'Razdoblje: 01.05.2026. - 31.05.2026.',
            'Broj računa;Oznaka poslovnog prostora;Oznaka naplatnog uređaja;JIR;'
            'OIB izdavatelja računa;Datum i vrijeme izdavanja računa;Ukupni iznos računa;'
            'Način plaćanja',
            '20965;BB12;1;f4a1;11111111119;30.05.2026. 08:19:26;4,00;K',
            '20966;BB12;1;f4a2;11111111119;30.05.2026. 09:02:11;1.250,75;T',
        ),
        {
            '20965/BB12/1': (4, None, None, (2026, 5, 30), None, None),
            '20966/BB12/1': (1250.75, None, None, (2026, 5, 30), None, None),
        },
    )


def slovenian_vat_rows():
    """One row per rate of tax."""
    return Program(
        'izdani_racuni.csv',
        text(
            'Številka;Vrsta;Datum izdaje;Kupec;ID za DDV;Država;Stopnja DDV;Osnova;DDV;Skupaj;'
            'Plačano;Plačano na',
            '2026-7;Račun;3.2.2026;Žito d.d.;SI12345679;SI;22;1.000,00;220,00;1.220,00;;',
            '2026-7;Račun;3.2.2026;Žito d.d.;SI12345679;SI;9,5;100,00;9,50;109,50;;',
            '2026-8;Račun;4.2.2026;Alpina;SI22345678;SI;22;50,00;11,00;61,00;61,00;10.2.2026',
        ),
        {
            '2026-7': (1329.5, 0, None, (2026, 2, 3), None, 'Žito d.d.'),
            '2026-8': (61, 61, None, (2026, 2, 4), None, 'Alpina'),
        },
    )


def datev():
    """DATEV, list of open items: windows-1252."""
    return Program(
        'OPOS-Liste.csv',
        text(
            'Konto;Kundenname;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo',
            '10001;Müller GmbH;RE-1001;01.09.2026;01.10.2026;1.190,00;190,00;1.000,00',
            '10002;Groß & Söhne;RE-1002;15.09.2026;15.10.2026;59,50;0,00;59,50',
            'Summe;;;;;1.249,50;190,00;1.059,50',
            encoding='cp1252',
        ),
        {
            'RE-1001': (1190, 190, 1000, (2026, 9, 1), (2026, 10, 1), 'Müller GmbH'),
            'RE-1002': (59.5, 0, 59.5, (2026, 9, 15), (2026, 10, 15), 'Groß & Söhne'),
        },
    )


def cgm():
    """CGM: six rows of information above the header."""
    return Program(
        'rechnungen.csv',
        text(
            'CGM', 'Liste: Rechnungen', 'Mandant: 1', 'Von: 01.09.2026', 'Bis: 30.09.2026', '',
            'Rechnungsnummer;Rechnungsdatum;Kundenname;Rechnungsbetrag Brutto;Rechnungsstatus;'
            'Tage Offen',
            'R-1;01.09.2026;Müller GmbH;1.190,00;offen;55',
            'R-2;02.09.2026;Groß & Söhne;59,50;bezahlt;0',
            'R-3;03.09.2026;Groß & Söhne;10,00;storniert;0',
        ),
        {
            'R-1': (1190, 0, None, (2026, 9, 1), None, 'Müller GmbH'),
            'R-2': (59.5, 59.5, None, (2026, 9, 2), None, 'Groß & Söhne'),
            'R-3': (10, None, None, (2026, 9, 3), None, 'Groß & Söhne'),
        },
    )  # fmt: skip


def xero():
    """Xero, invoices."""
    return Program(
        'SalesInvoices.csv',
        text(
            'InvoiceNumber,Contact,Date,DueDate,Type,Status,Total,AmountPaid,AmountCredited,'
            'AmountDue,CurrencyCode,FullyPaidOnDate',
            'INV-0001,"Acme, Ltd",2026-09-01,2026-10-01,ACCREC,AUTHORISED,1284.50,284.50,0.00,'
            '1000.00,EUR,',
            'INV-0002,Brown & Co,2026-09-02,2026-10-02,ACCREC,PAID,99.00,99.00,0.00,0.00,EUR,'
            '2026-09-20',
            'INV-0003,Brown & Co,2026-09-03,2026-10-03,ACCREC,VOIDED,50.00,0.00,0.00,0.00,EUR,',
        ),
        {
            'INV-0001': (1284.5, 284.5, 1000, (2026, 9, 1), (2026, 10, 1), 'Acme, Ltd'),
            'INV-0002': (99, 99, 0, (2026, 9, 2), (2026, 10, 2), 'Brown & Co'),
            'INV-0003': (50, None, None, (2026, 9, 3), (2026, 10, 3), 'Brown & Co'),
        },
    )


def quickbooks():
    """QuickBooks, A/R ageing detail: titles, dates of the United States, subtotals."""
    return Program(
        'A_R Aging Detail.csv',
        text(
            'Our Company',
            'A/R Aging Detail',
            'As of November 25, 2026',
            '',
            'Num,Customer,Date,Due Date,Amount,Open Balance,P.O. #',
            '1001,Acme,09/25/2026,10/25/2026,"1,284.50","1,284.50",S00012',
            'Total for Acme,,,,"1,284.50","1,284.50",',
            '1002,Brown,10/03/2026,11/02/2026,99.00,49.00,',
            'Total for Brown,,,,99.00,49.00,',
            'TOTAL,,,,"1,383.50","1,333.50",',
        ),
        {
            '1001': (1284.5, 0, 1284.5, (2026, 9, 25), (2026, 10, 25), 'Acme'),
            '1002': (99, 50, 49, (2026, 10, 3), (2026, 11, 2), 'Brown'),
        },
    )


def sage():
    """Sage 50, aged debtors: the customer stands only in the title of its group."""
    return Program(
        'aged_debtors.csv',
        text(
            'Aged Debtors Analysis (Detailed)',
            'No,Type,Date,Ref,Details,Amount,Balance',
            'A/C: ACM001  Name: Acme Ltd,,,,,,',
            '55,SI,01/09/2026,INV-55,Goods,"1,284.50",284.50',
            '56,SI,25/09/2026,INV-56,Goods,100.00,100.00',
            'Totals:,,,,,"1,384.50",384.50',
            'A/C: BRO001  Name: Brown & Co,,,,,,',
            '57,SI,26/09/2026,INV-57,Goods,9.00,9.00',
            'Totals:,,,,,9.00,9.00',
        ),
        {
            'INV-55': (1284.5, 1000, 284.5, (2026, 9, 1), None, None),
            'INV-57': (9, 0, 9, (2026, 9, 26), None, None),
        },
    )


def sap():
    """SAP Business One, ageing: several rows per invoice, brackets are negative."""
    return Program(
        'Customer Receivables Aging.csv',
        text(
            'Customer Code,Customer Name,Type,Document No.,BP Ref. No.,Installment No.,Date,'
            'Due Date,Original Amount,Balance Due',
            'C1,Acme Ltd,IN,700,PO-9,1,2026-09-01,2026-10-01,"1,000.00",500.00',
            'C1,Acme Ltd,IN,700,PO-9,2,2026-09-01,2026-11-01,"2,000.00","2,000.00"',
            'C2,Brown & Co,CN,701,,1,2026-09-05,2026-09-05,(150.00),(150.00)',
        ),
        {
            '700': (3000, 500, 2500, (2026, 9, 1), None, 'Acme Ltd'),
            '701': (-150, 0, -150, (2026, 9, 5), None, 'Brown & Co'),
        },
    )


def wings():
    """wings.rs: headings without accents."""
    return Program(
        'ios.csv',
        text(
            'KONTO;PARTNER;DOKUMENT;DATUM;VALUTA;DUGUJE;POTRAZUJE;SALDO',
            '2040;Čačak d.o.o.;R-1;01.09.2026;01.10.2026;1.000,00;0,00;1.000,00',
            '2040;Niš a.d.;R-2;02.09.2026;02.10.2026;500,00;200,00;300,00',
        ),
        {
            'R-1': (1000, 0, 1000, (2026, 9, 1), (2026, 10, 1), 'Čačak d.o.o.'),
            'R-2': (500, 200, 300, (2026, 9, 2), (2026, 10, 2), 'Niš a.d.'),
        },
    )


def web_page():
    """A bank's or program's page saved as .xls."""
    return Program('izvod.xls', b'<html><body><table><tr><td>1</td></tr></table></body></html>')


PROGRAMS = (
    wand,
    minimax,
    minimax_slovenia,
    pantheon,
    pantheon_slovenia,
    saop,
    saop_by_customer,
    fluentis,
    croatian_tax_office,
    slovenian_vat_rows,
    datev,
    cgm,
    xero,
    quickbooks,
    sage,
    sap,
    wings,
    web_page,
)
