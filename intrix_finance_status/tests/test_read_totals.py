from decimal import Decimal

from odoo.tests import BaseCase

from ..readers import recognise
from ..readers.words import is_of_open_items

HEADINGS = 'Broj računa;Kupac;Datum;Dospijeće;Iznos;Otvoreno'


class TestReadTotals(BaseCase):
    """What was read is compared with the totals that the file has itself."""

    def _totals(self, *lines, headings=HEADINGS):
        reading = recognise.read('\r\n'.join([headings, *lines]).encode() + b'\r\n')
        return [(total.title, total.told, total.read, total.left_out) for total in reading.totals]

    def test_agree(self):
        self.assertEqual(
            self._totals(
                '1;Alfa d.o.o.;1.3.2026;1.4.2026;100,00;60,00',
                '2;Alfa d.o.o.;1.3.2026;1.4.2026;50,00;50,00',
                'Alfa d.o.o. ukupno;;;;150,00;110,00',
                '3;Beta d.o.o.;1.3.2026;1.4.2026;10,00;10,00',
                'Beta d.o.o. ukupno;;;;10,00;10,00',
                'Sveukupno;;;;160,00;120,00',
            ),
            [
                ('Alfa d.o.o. ukupno', 110, 110, 0),
                ('Beta d.o.o. ukupno', 10, 10, 0),
                ('Sveukupno', 120, 120, 0),
            ],
        )

    def test_differ(self):
        """The customer's own total tells where it is, the last one how much it is in all."""
        self.assertEqual(
            self._totals(
                '1;Alfa d.o.o.;1.3.2026;1.4.2026;100,00;60,00',
                'Alfa d.o.o. ukupno;;;;150,00;110,00',
                '3;Beta d.o.o.;1.3.2026;1.4.2026;10,00;10,00',
                'Beta d.o.o. ukupno;;;;10,00;10,00',
                'Sveukupno;;;;160,00;120,00',
            ),
            [
                ('Alfa d.o.o. ukupno', 110, 60, 0),
                ('Alfa d.o.o. ukupno', 150, 100, 0),
                ('Beta d.o.o. ukupno', 10, 10, 0),
                ('Sveukupno', 120, 70, 0),
                ('Sveukupno', 160, 110, 0),
            ],
        )

    def test_left_out(self):
        """Payments without an invoice are in the file's total, and named as left out."""
        self.assertEqual(
            self._totals(
                'Invoice;1;Alfa;2026-03-01;2026-04-01;100.00',
                'Payment;2;Alfa;2026-03-05;;-30.00',
                'Total;;;;;70.00',
                headings='Type;Invoice number;Customer;Date;Due date;Open balance',
            ),
            [('Total', 70, 100, -30)],
        )

    def test_unreadable_amount(self):
        self.assertEqual(
            self._totals(
                '1;Alfa;1.3.2026;1.4.2026;100,00;100,00',
                '2;Alfa;1.3.2026;1.4.2026;50,00;#REF!',
                'Ukupno;;;;150,00;150,00',
            ),
            [('Ukupno', 150, 100, 0)],
        )

    def test_row_without_anything_is_no_silent_total(self):
        """Amounts without number, date and customer are taken for a total: one that differs."""
        totals = self._totals(
            '1;Alfa;1.3.2026;1.4.2026;100,00;100,00',
            ';;;;77,00;77,00',
            'Ukupno;;;;177,00;177,00',
        )
        self.assertIn((77, 100), [total[1:3] for total in totals])
        self.assertIn(('Ukupno', 177, 100, 0), totals)

    def test_page_totals_and_carried_forward(self):
        self.assertEqual(
            self._totals(
                '1;Alfa;1.3.2026;1.4.2026;100,00;100,00',
                '2;Alfa;1.3.2026;1.4.2026;10,00;10,00',
                'Ukupno stranica 1;;;;110,00;110,00',
                '3;Alfa;1.3.2026;1.4.2026;1,00;1,00',
                'Ukupno stranica 2;;;;1,00;1,00',
                '4;Alfa;1.3.2026;1.4.2026;2,00;2,00',
                'Ukupno do sada;;;;113,00;113,00',
            ),
            [
                ('Ukupno stranica 1', 110, 110, 0),
                ('Ukupno stranica 2', 1, 1, 0),
                ('Ukupno do sada', 113, 113, 0),
            ],
        )

    def test_currencies(self):
        headings = 'Broj računa;Kupac;Datum;Dospijeće;Iznos;Valuta'
        rows = [
            '1;Alfa;1.3.2026;1.4.2026;100,00;EUR',
            '2;Alfa;1.3.2026;1.4.2026;10,00;USD',
            '3;Alfa;1.3.2026;1.4.2026;5,00;EUR',
        ]
        self.assertEqual(
            self._totals(*rows, 'Ukupno;;;;105,00;EUR', 'Ukupno;;;;10,00;USD', headings=headings),
            [('Ukupno', 105, 105, 0), ('Ukupno', 10, 10, 0)],
        )

    def test_credit_notes(self):
        """A total of amounts without signs, and one of what they count, are both right."""
        headings = 'Broj računa;Vrsta;Kupac;Datum;Dospijeće;Iznos'
        rows = [
            '1;Račun;Alfa;1.3.2026;1.4.2026;100,00',
            '2;Odobrenje;Alfa;1.3.2026;1.4.2026;30,00',
        ]
        for told in ('130,00', '70,00'):
            [(_title, amount, read, _left)] = self._totals(
                *rows, f'Ukupno;;;;;{told}', headings=headings
            )
            self.assertEqual((amount, read), (Decimal(told.replace(',', '.')),) * 2)

    def test_cents(self):
        [(_title, told, read, _left)] = self._totals(
            '1;Alfa;1.3.2026;1.4.2026;0,10;0,10',
            '2;Alfa;1.3.2026;1.4.2026;0,20;0,20',
            'Ukupno;;;;0,33;0,33',
        )[:1]
        self.assertEqual((told, read), (Decimal('0.33'), Decimal('0.30')))

    def test_no_totals(self):
        self.assertEqual(self._totals('1;Alfa;1.3.2026;1.4.2026;1,00;1,00'), [])

    def test_title_of_open_items(self):
        for title in (
            "Otvorene stavke kupaca na dan 30.11.2026.",
            "PREGLED OTVORENIH STAVKI",
            "Odprte postavke kupcev",
            "A/R Aging Detail",
            "Aged Receivables Detail",
            "Open items as of 2026-11-30",
            "OPOS-Liste Debitoren",
            "Offene Posten",
        ):
            with self.subTest(title):
                self.assertTrue(is_of_open_items(title))
                reading = recognise.read(
                    '\r\n'.join(
                        [title, '', HEADINGS, '1;Alfa;1.3.2026;1.4.2026;1,00;1,00', '']
                    ).encode()
                )
                self.assertEqual(reading.open_items, title)
        for title in ("Knjiga izlaznih računa", "Invoices", "Kartica kupca", "Opening balance"):
            with self.subTest(title):
                self.assertFalse(is_of_open_items(title))
