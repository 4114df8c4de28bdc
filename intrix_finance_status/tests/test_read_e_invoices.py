from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from .reader_samples import english, sample
from .table_files import ReadMixin

ESLOG = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:eslog:2.00"><M_INVOIC Id="data">
<S_UNH><D_0062>26-00015</D_0062><C_S009><D_0065>INVOIC</D_0065><D_0052>D</D_0052>
<D_0054>01B</D_0054><D_0051>UN</D_0051></C_S009></S_UNH>
<S_BGM><C_C002><D_1001>%(code)s</D_1001></C_C002><C_C106><D_1004>26-00015</D_1004></C_C106></S_BGM>
<S_DTM><C_C507><D_2005>137</D_2005><D_2380>2026-11-05</D_2380></C_C507></S_DTM>
<S_DTM><C_C507><D_2005>35</D_2005><D_2380>2026-10-31</D_2380></C_C507></S_DTM>
<G_SG1><S_RFF><C_C506><D_1153>PQ</D_1153><D_1154>SI00 26-00015</D_1154></C_C506></S_RFF></G_SG1>
<G_SG1><S_RFF><C_C506><D_1153>ON</D_1153><D_1154>N-77</D_1154></C_C506></S_RFF></G_SG1>
<G_SG1><S_RFF><C_C506><D_1153>OI</D_1153><D_1154>26-00001</D_1154></C_C506></S_RFF></G_SG1>
<G_SG2><S_NAD><D_3035>SE</D_3035><C_C080><D_3036>Prodajalec d.d.</D_3036></C_C080></S_NAD>
<G_SG3><S_RFF><C_C506><D_1153>VA</D_1153><D_1154>SI87654321</D_1154></C_C506></S_RFF></G_SG3></G_SG2>
<G_SG2><S_NAD><D_3035>BY</D_3035><C_C080><D_3036>Kupec</D_3036><D_3036>d.o.o.</D_3036></C_C080>
<C_C059><D_3042>Cesta 1</D_3042></C_C059>
<D_3164>Kranj</D_3164><D_3251>4000</D_3251><D_3207>SI</D_3207></S_NAD>
<G_SG3><S_RFF><C_C506><D_1153>VA</D_1153><D_1154>SI12345678</D_1154></C_C506></S_RFF></G_SG3></G_SG2>
<G_SG7><S_CUX><C_C504><D_6347>2</D_6347><D_6345>EUR</D_6345></C_C504></S_CUX></G_SG7>
<G_SG8><S_PAT><D_4279>1</D_4279></S_PAT>
<S_DTM><C_C507><D_2005>13</D_2005><D_2380>%(due)s</D_2380></C_C507></S_DTM></G_SG8>
<G_SG26><S_MOA><C_C516><D_5025>388</D_5025><D_5004>1.00</D_5004></C_C516></S_MOA></G_SG26>
<G_SG50><S_MOA><C_C516><D_5025>389</D_5025><D_5004>100.00</D_5004></C_C516></S_MOA></G_SG50>
<G_SG50><S_MOA><C_C516><D_5025>388</D_5025><D_5004>%(total)s</D_5004></C_C516></S_MOA></G_SG50>
<G_SG50><S_MOA><C_C516><D_5025>113</D_5025><D_5004>22.00</D_5004></C_C516></S_MOA></G_SG50>
<G_SG50><S_MOA><C_C516><D_5025>9</D_5025><D_5004>100.00</D_5004></C_C516></S_MOA></G_SG50>
</M_INVOIC></Invoice>
"""


@tagged('-at_install', 'post_install')
class TestReadEInvoices(ReadMixin, BaseCase):
    """E-invoices of EN 16931 beside UBL: Slovenia's e-SLOG and CII, as of Factur-X."""

    def _eslog(self, code='380', due='2026-12-05', total='122.00'):
        return ESLOG % {'code': code, 'due': due, 'total': total}

    def test_eslog(self):
        reading = self.reading(self._eslog())
        [row] = reading.rows
        self.assertEqual(self.problems(row), [])
        payment = {
            'identity': 'prepaid',
            'date': date(2026, 11, 5),
            'amount': Decimal('22.00'),
            'reference': '26-00015',
        }
        self.assertEqual(
            row.values,
            {
                'name': '26-00015',
                'date': date(2026, 11, 5),
                'date_due': date(2026, 12, 5),
                'currency': 'EUR',
                'partner_name': 'Kupec d.o.o.',
                'partner_vat': 'SI12345678',
                'partner_street': 'Cesta 1',
                'partner_zip': '4000',
                'partner_city': 'Kranj',
                'partner_country': 'SI',
                'order_reference': 'N-77',
                'payment_reference': 'SI00 26-00015',
                'issuer_vat': 'SI87654321',
                'issuer_name': 'Prodajalec d.d.',
                'preceding': ['26-00001'],
                'document_type': 'invoice',
                # that of the invoice, not of a line
                'amount_total': Decimal('122.00'),
                'payments': [payment],
            },
        )
        self.assertIn("deducts what was paid before", english(reading.warnings[0]))

    def test_eslog_credit_note(self):
        [row] = self.rows(self._eslog(code='381'))
        self.assertEqual(row.values['document_type'], 'refund')
        self.assertEqual(row.values['amount_total'], 122)

    def test_eslog_proforma(self):
        reading = self.reading(self._eslog(code='325'))
        self.assertFalse(reading.rows)
        self.assertEqual(len(reading.skipped), 1)

    def test_eslog_errors(self):
        for values, field in (
            ({'due': '5.12.2026'}, 'date_due'),
            ({'total': '1,22'}, 'amount_total'),
        ):
            [row] = self.reading(self._eslog(**values)).rows
            self.assertEqual([name for name, _text in self.problems(row)], [field])

    def test_eslog_declared_entities(self):
        content = self._eslog().replace(
            '<Invoice ', '<!DOCTYPE Invoice [<!ENTITY a "1">]><Invoice '
        )
        self.assertIn("DOCTYPE", self.refusal(content))

    def test_cii(self):
        [row] = self.rows(sample('ubl/cen_CII_example1.xml'))
        values = row.values
        self.assertEqual(values['name'], '12115118')
        self.assertEqual((values['date'], values['date_due']), (date(2015, 1, 9),) * 2)
        self.assertEqual((values['amount_total'], values['currency']), (Decimal('250.33'), 'EUR'))
        self.assertEqual(
            (values['partner_name'], values['partner_reference']), ('ODIN 59', '10202')
        )
        self.assertEqual(values['issuer_vat'], 'NL820098395B01')

    def test_cii_credit_note_and_other_currency(self):
        content = sample('ubl/cen_CII_example1.xml').decode()
        credit = content.replace('TypeCode>380<', 'TypeCode>381<')
        self.assertNotEqual(credit, content)
        [row] = self.rows(credit)
        self.assertEqual(row.values['document_type'], 'refund')
        [row] = self.reading(
            content.replace('<ram:GrandTotalAmount>', '<ram:GrandTotalAmount currencyID="USD">')
        ).rows
        self.assertIn("is in USD", self.problems(row)[0][1])

    def test_credit_note_with_a_negative_total(self):
        """It may be a credit or take one back: which, nobody can tell from the file."""
        reading = self.reading(sample('lists/ubl_creditnote_negative.xml'))
        self.assertEqual(reading.negative_credits, [reading.rows[0].values['name']])
