from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import collection_report
from ..readers.base import ReadError
from ..readers.xml_values import number_key
from .reader_samples import damaged, english, refusal, sample

REPORT = 'hr/fiskalizacija2_EvidentirajNaplatuZahtjev.xml'
NAMESPACE = 'http://www.porezna-uprava.gov.hr/fin/2024/types/eIzvjestavanje'


def collected(**changes):
    told = {
        'brojDokumenta': '17-1-1',
        'datumIzdavanja': '2026-05-04',
        'oibPorezniBrojIzdavatelja': '02994650199',
        'oibPorezniBrojPrimatelja': '11111111119',
        'datumNaplate': '2026-06-17',
        'naplaceniIznos': '110.00',
        'nacinPlacanja': 'T',
        **changes,
    }
    inner = ''.join(
        f'<e:{name}>{text}</e:{name}>' for name, text in told.items() if text is not None
    )
    return f'<e:Naplata>{inner}</e:Naplata>'


def request(*collections):
    return (
        f'<e:EvidentirajNaplatuZahtjev xmlns:e="{NAMESPACE}" e:id="1">'
        '<e:Zaglavlje><e:datumVrijemeSlanja>2026-07-10T10:00:00.0000</e:datumVrijemeSlanja>'
        f'</e:Zaglavlje>{"".join(collections)}</e:EvidentirajNaplatuZahtjev>'
    )


class TestReadCollectionReport(BaseCase):
    """The Croatian report of what was collected."""

    def _rows(self, *texts):
        return collection_report.read(''.join(texts).encode()).rows

    def _identities(self, *texts):
        return [row.values['external_id'] for row in self._rows(*texts)]

    def test_sample(self):
        reading = collection_report.read(sample(REPORT))
        self.assertEqual(reading.kind, 'payments')
        [row] = reading.rows
        self.assertEqual(row.problems, [])
        self.assertEqual(
            row.values,
            {
                'name': '1234-2026-06',
                'date': date(2026, 6, 17),
                'amount': Decimal('110.00'),
                'partner_vat': '00000000001',
                'issuer_vat': '02994650199',
                'date_document': date(2026, 2, 27),
                'text': "eIzvještavanje T",
                'external_id': '02994650199|1234/2026/06|2026-02-27|2026-06-17|110|1',
            },
        )

    def test_same_file_again_is_the_same(self):
        first, second = (
            [row.values for row in collection_report.read(sample(REPORT)).rows] for _ in range(2)
        )
        self.assertEqual(first, second)

    def test_sent_again_is_the_same(self):
        """A correction is a new message with the old payments in it."""
        before = self._identities(request(collected()))
        again = request(collected(brojDokumenta='16-1-1'), collected())
        again = again.replace('e:id="1"', 'e:id="2"').replace('2026-07-10', '2026-07-12')
        self.assertEqual(self._identities(again)[1:], before)

    def test_form_of_the_number(self):
        self.assertEqual(
            self._identities(request(collected(brojDokumenta='17/1/1'))),
            self._identities(request(collected(brojDokumenta='17-1-1'))),
        )
        self.assertEqual(number_key(' 1234 / 2026-06'), '1234/2026/06')
        self.assertNotEqual(number_key('12-34'), number_key('1-234'))

    def test_equal_payments_of_one_day(self):
        identities = self._identities(request(collected(), collected()))
        self.assertEqual(len(set(identities)), 2)
        self.assertEqual(identities, self._identities(request(collected(), collected())))

    def test_same_number_of_two_years(self):
        last_year = collected(datumIzdavanja='2025-05-04')
        self.assertEqual(
            set(self._identities(request(collected(), last_year))),
            set(self._identities(request(last_year, collected()))),
        )

    def test_hundred(self):
        many = [collected(brojDokumenta=f'{number}-1-1') for number in range(100)]
        rows = self._rows(request(*many))
        self.assertEqual(len(rows), 100)
        self.assertEqual(rows[-1].position, '100')

    def test_negative_takes_back(self):
        [row] = self._rows(request(collected(naplaceniIznos='-110.00')))
        self.assertEqual(row.values['amount'], Decimal('-110.00'))

    def test_nothing_collected(self):
        reading = collection_report.read(request(collected(naplaceniIznos='0.00')).encode())
        self.assertEqual(reading.rows, [])
        self.assertEqual(english(reading.skipped[0].reason), "Nothing was collected.")

    def test_vat_number_of_the_union(self):
        [row] = self._rows(
            request(
                collected(
                    oibPorezniBrojPrimatelja='SI 12345678',
                    oibPorezniBrojIzdavatelja='HR02994650199',
                )
            )
        )
        self.assertEqual(row.values['partner_vat'], 'SI12345678')
        self.assertEqual(row.values['issuer_vat'], '02994650199')

    def test_signed_in_soap(self):
        signature = (
            '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/>'
            '<ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>'
        )
        signed = request(collected(), signature)
        envelope = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/>'
            f'<s:Body>{signed}</s:Body></s:Envelope>'
        )
        [row] = self._rows(envelope)
        self.assertEqual(row.values['name'], '17-1-1')

    def test_several_requests_in_a_file(self):
        """A month of more than a hundred payments takes several requests."""
        text = request(collected(), collected(brojDokumenta='18-1-1'))
        identities = self._identities('<reports>', text, request(collected()), '</reports>')
        self.assertEqual(len(set(identities)), 3)

    def test_one_bad_row(self):
        rows = self._rows(
            request(
                collected(naplaceniIznos='110,00'),
                collected(datumNaplate='17.06.2026'),
                collected(datumNaplate=None),
                collected(brojDokumenta=' '),
                collected(naplaceniIznos=None),
                collected(),
            )
        )
        self.assertEqual(
            [[(p.field, english(p.message)) for p in row.problems] for row in rows],
            [
                [('amount', "“110,00” is not an amount.")],
                [('date', "“17.06.2026” is not a date.")],
                [('date', "The date of the payment is missing.")],
                [('name', "The number of the invoice is missing.")],
                [('amount', "The amount is missing.")],
                [],
            ],
        )

    def test_other_messages_are_refused(self):
        for content, expected in (
            (
                f'<e:EvidentirajNaplatuOdgovor xmlns:e="{NAMESPACE}"/>',
                "EvidentirajNaplatuOdgovor is the tax office's answer; import the report that was "
                "sent to it.",
            ),
            (
                f'<e:EvidentirajOdbijanjeZahtjev xmlns:e="{NAMESPACE}"/>',
                "EvidentirajOdbijanjeZahtjev says nothing about payments; import "
                "EvidentirajNaplatuZahtjev.",
            ),
            (request(), "The report has no collected payment (Naplata)."),
            (
                '<EvidentirajNaplatuZahtjev/>',
                "This is not a Croatian collection report (EvidentirajNaplatuZahtjev).",
            ),
        ):
            with self.subTest(content=content):
                self.assertEqual(refusal(collection_report.read, content.encode()), expected)

    def test_recognises(self):
        def recognises(text):
            return collection_report.recognises(collection_report.parse(text.encode()))

        self.assertTrue(recognises(request(collected())))
        self.assertTrue(recognises(f'<a>{request()}</a>'))
        self.assertFalse(recognises('<Naplata/>'))

    def test_truncated(self):
        content = sample(REPORT).rstrip()
        for end in range(0, len(content), 5):
            self.assertIsNotNone(refusal(collection_report.read, content[:end]), end)

    def test_hostile(self):
        content = sample(REPORT).replace(b'1234-2026-06', b'&x;')
        for prologue in (
            b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            b'<!DOCTYPE x [<!ENTITY x "1">]>',
        ):
            self.assertIn('DOCTYPE', refusal(collection_report.read, prologue + content))

    def test_damaged(self):
        content = request(collected(), collected(brojDokumenta='18-1-1')).encode()
        read = 0
        for copy in damaged(content, 20261125, 3000):
            try:
                rows = collection_report.read(copy).rows
            except ReadError:
                continue
            read += 1
            for row in rows:
                if not row.problems:
                    self.assertTrue(row.values['external_id'] and row.values['name'])
                    self.assertIsInstance(row.values['amount'], Decimal)
                    self.assertIsInstance(row.values['date'], date)
        self.assertGreater(read, 100)
