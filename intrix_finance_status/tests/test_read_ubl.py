import re
from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import ubl
from ..readers.base import ReadError
from .reader_samples import damaged, english, refusal, sample

FULL = 'ubl/fiskalizacija2_ubl-invoice-full.xml'


def amount(text):
    return Decimal(text)


ADDRESS = ('partner_street', 'partner_zip', 'partner_city', 'partner_country')


class TestReadUbl(BaseCase):
    """Invoices in UBL: what is read from real ones, and from bad ones."""

    def assertReads(self, file, /, **expected):
        reading = ubl.read(sample(file))
        self.assertEqual((reading.kind, reading.format), ('documents', 'UBL'))
        [row] = reading.rows
        self.assertEqual(row.problems, [])
        self.assertEqual(row.position, '1')
        # the address has a test of its own
        told = {name: value for name, value in row.values.items() if name not in ADDRESS}
        self.assertEqual(told, expected)
        return reading

    def _read(self, content):
        [row] = ubl.read(content).rows
        return row

    def _changed(self, *changes, name=FULL):
        content = sample(name).decode()
        for old, new in changes:
            self.assertIn(old, content)
            content = content.replace(old, new)
        return content.encode()

    def assertProblem(self, content, field, text):
        row = self._read(content)
        found = [(problem.field, english(problem.message)) for problem in row.problems]
        self.assertIn((field, text), found)

    def test_croatian_invoice(self):
        reading = self.assertReads(
            FULL,
            name='5-P1-1',
            document_type='invoice',
            date=date(2026, 5, 1),
            date_due=date(2026, 5, 31),
            currency='EUR',
            partner_name="Tvrtka B d.o.o.",
            partner_vat='11111111119',
            payment_reference='HR00 123456',
            issuer_vat='00000000001',
            issuer_name="FINANCIJSKA AGENCIJA",
            preceding=['PREV-001', 'PREV-002'],
            amount_total=amount('350.00'),
            payments=[
                {
                    'identity': 'prepaid',
                    'date': date(2026, 5, 1),
                    'amount': amount('30.00'),
                    'reference': '5-P1-1',
                }
            ],
        )
        # the advance may have been invoiced, and that invoice imported too
        [warning] = reading.warnings
        self.assertIn('5-P1-1', english(warning))

    def test_minimal_invoice(self):
        self.assertReads(
            'ubl/fiskalizacija2_ubl-invoice-minimal.xml',
            name='MINIMAL-001',
            document_type='invoice',
            date=date(2026, 1, 15),
            date_due=date(2026, 5, 31),
            currency='EUR',
            partner_name="Minimal Customer",
            partner_vat='22222222226',
            issuer_vat='11111111119',
            issuer_name="Minimal Supplier",
            amount_total=amount('50.00'),
        )

    def test_invoice_of_odoo(self):
        self.assertReads(
            'ubl/odoo_l10n_hr_edi_test_invoice.xml',
            name='1/1/1',
            document_type='invoice',
            date=date(2025, 1, 2),
            date_due=date(2025, 1, 1),
            currency='EUR',
            partner_name='partner_a',
            partner_vat='08971065561',
            order_reference='INV-2025-0001/1/1',
            payment_reference='HR00 111',
            issuer_vat='68139364755',
            issuer_name='company_1_data',
            amount_total=amount('125.00'),
        )

    def test_invoice_with_attachment(self):
        """An invoice of 463 kB, with its PDF inside."""
        if sample('ubl/odoo_l10n_hr_edi_flow_in_invoice.xml') is None:
            self.skipTest("The file is too large to copy; FINANCE_STATUS_SAMPLES names its folder.")
        self.assertReads(
            'ubl/odoo_l10n_hr_edi_flow_in_invoice.xml',
            name='2/1/1',
            document_type='invoice',
            date=date(2025, 12, 24),
            date_due=date(2025, 12, 24),
            currency='EUR',
            partner_name="HR Customer",
            partner_vat='BE0477472701',
            order_reference='INV-2025-0002/1/1',
            payment_reference='HR00 211',
            issuer_vat='18724543544',
            issuer_name="HR Company",
            amount_total=amount('53.11'),
        )

    def test_peppol_invoice_with_allowance(self):
        reading = self.assertReads(
            'ubl/odoo_peppol_bis3_allowance.xml',
            name='Snippet1',
            document_type='invoice',
            date=date(2017, 11, 13),
            date_due=date(2017, 12, 1),
            currency='EUR',
            partner_name="Buyer Official Name",
            partner_vat='SE4598375937',
            customer_reference='0150abc',
            payment_reference='Snippet1',
            issuer_vat='GB1232434',
            issuer_name="SupplierOfficialName Ltd",
            amount_total=amount('7125'),
            payments=[
                {
                    'identity': 'prepaid',
                    'date': date(2017, 11, 13),
                    'amount': amount('1000'),
                    'reference': 'Snippet1',
                }
            ],
        )
        self.assertEqual(reading.warnings, [])

    def test_address(self):
        [row] = ubl.read(sample('ubl/odoo_peppol_bis3_credit_note.xml')).rows
        self.assertEqual(
            [row.values[name] for name in ADDRESS], ['Hovedgatan 32', '456 34', 'Stockholm', 'SE']
        )

    def test_peppol_credit_note(self):
        self.assertReads(
            'ubl/odoo_peppol_bis3_credit_note.xml',
            name='Snippet1',
            document_type='refund',
            date=date(2017, 11, 13),
            currency='EUR',
            partner_name="Buyer Official Name",
            partner_vat='SE4598375937',
            customer_reference='0150abc',
            payment_reference='Snippet1',
            issuer_vat='GB1232434',
            issuer_name="SupplierOfficialName Ltd",
            preceding=['Snippet1'],
            amount_total=amount('1656.25'),
        )

    def test_european_examples(self):
        self.assertReads(
            'ubl/cen_ubl-tc434-example1.xml',
            name='12115118',
            document_type='invoice',
            date=date(2015, 1, 9),
            date_due=date(2015, 1, 9),
            currency='EUR',
            partner_name="ODIN 59",
            partner_reference='10202',
            payment_reference='Deb. 10202 / Fact. 12115118',
            issuer_vat='NL820098395B01',
            issuer_name="De Koksmaat",
            amount_total=amount('250.33'),
        )
        self.assertReads(
            'ubl/cen_ubl-tc434-example5.xml',
            name='TOSL110',
            document_type='invoice',
            date=date(2013, 4, 10),
            date_due=date(2013, 5, 10),
            # the tax is told in euros too
            currency='DKK',
            partner_name="Buyercompany ltd",
            partner_vat='DK16356607',
            order_reference='123 PO4711',
            customer_reference='qwerty',
            payment_reference='Payref1',
            issuer_vat='NL16356706',
            issuer_name="SellerCompany",
            preceding=['TOSL109'],
            amount_total=amount('4675.00'),
            payments=[
                {
                    'identity': 'prepaid',
                    'date': date(2013, 4, 10),
                    'amount': amount('2337.50'),
                    'reference': 'TOSL110',
                }
            ],
        )
        self.assertReads(
            'ubl/cen_ubl-tc434-creditnote1.xml',
            name='018304 / 28865',
            document_type='refund',
            date=date(2019, 9, 23),
            currency='EUR',
            partner_name="My Customer Company",
            partner_vat='BE0000000295',
            customer_reference='018304 / 28865',
            payment_reference='010676609538',
            issuer_vat='BE0000000196',
            issuer_name="My Supplier Company",
            amount_total=amount('100.11'),
        )

    def test_due_date_of_a_credit_note(self):
        """Credit notes have no due date of their own, but their means of payment have."""
        row = self._read(
            self._changed(
                (
                    '<cbc:PaymentID>010676609538</cbc:PaymentID>',
                    '<cbc:PaymentDueDate>2019-10-23+02:00</cbc:PaymentDueDate>'
                    '<cbc:PaymentID>010676609538</cbc:PaymentID>',
                ),
                name='ubl/cen_ubl-tc434-creditnote1.xml',
            )
        )
        self.assertEqual(row.values['date_due'], date(2019, 10, 23))

    def test_due_date_of_the_terms(self):
        row = self._read(
            self._changed(
                ('<cbc:DueDate>2026-05-31</cbc:DueDate>', ''),
                (
                    '<cac:AllowanceCharge>',
                    '<cac:PaymentTerms><cbc:PaymentDueDate>2026-06-07</cbc:PaymentDueDate>'
                    '</cac:PaymentTerms><cac:AllowanceCharge>',
                ),
            )
        )
        self.assertEqual(row.values['date_due'], date(2026, 6, 7))

    def _instalments(self, *terms):
        text = ''.join(
            '<cac:PaymentTerms>'
            f'<cbc:Amount currencyID="EUR">{claimed}</cbc:Amount>'
            f'<cbc:InstallmentDueDate>{due}</cbc:InstallmentDueDate>'
            '</cac:PaymentTerms>'
            for due, claimed in terms
        )
        row = self._read(self._changed(('<cac:AllowanceCharge>', text + '<cac:AllowanceCharge>')))
        lines = row.values.get('lines')
        return lines and [(line['date_due'].isoformat(), str(line['amount'])) for line in lines]

    def test_instalments(self):
        # they may split the total, or what is left to pay
        self.assertEqual(
            self._instalments(('2026-05-31', '150.00'), ('2026-06-30', '200.00')),
            [('2026-05-31', '150.00'), ('2026-06-30', '200.00')],
        )
        self.assertEqual(
            self._instalments(('2026-05-31', '120.00'), ('2026-06-30', '200.00')),
            [('2026-05-01', '30.00'), ('2026-05-31', '120.00'), ('2026-06-30', '200.00')],
        )
        # others would say nothing certain
        self.assertIsNone(self._instalments(('2026-05-31', '1.00'), ('2026-06-30', '2.00')))

    def test_negative_invoice_is_a_refund(self):
        row = self._read(
            self._changed(
                ('"EUR">350.00', '"EUR">-350.00'),
                ('"EUR">30.00', '"EUR">0.00'),
                ('"EUR">320.00', '"EUR">-350.00'),
                ('>380<', '>384<'),
            )
        )
        self.assertEqual(row.problems, [])
        self.assertEqual(row.values['document_type'], 'refund')
        self.assertEqual(row.values['amount_total'], amount('350.00'))

    def test_negative_credit_note_is_an_invoice(self):
        row = self._read(
            self._changed(
                ('100.11</cbc:TaxInclusiveAmount>', '-100.11</cbc:TaxInclusiveAmount>'),
                ('>100.11</cbc:PayableAmount>', '>-100.11</cbc:PayableAmount>'),
                name='ubl/cen_ubl-tc434-creditnote1.xml',
            )
        )
        self.assertEqual(row.values['document_type'], 'invoice')
        self.assertEqual(row.values['amount_total'], amount('100.11'))

    def test_type_codes(self):
        for code, expected in (
            ('380', 'invoice'),
            ('381', 'refund'),
            ('383', 'invoice'),
            ('384', 'invoice'),
            ('386', 'invoice'),
            ('396', 'refund'),
        ):
            with self.subTest(code=code):
                row = self._read(self._changed(('>380<', f'>{code}<')))
                self.assertEqual(row.values['document_type'], expected)

    def test_pro_forma_claims_nothing(self):
        reading = ubl.read(self._changed(('>380<', '>325<')))
        self.assertEqual(reading.rows, [])
        [skipped] = reading.skipped
        self.assertEqual(english(skipped.reason), "A pro forma invoice claims nothing.")

    def test_rounding_belongs_to_the_total(self):
        reading = ubl.read(
            self._changed(
                (
                    '<cbc:PayableAmount currencyID="EUR">320.00',
                    '<cbc:PayableRoundingAmount currencyID="EUR">0.02'
                    '</cbc:PayableRoundingAmount><cbc:PayableAmount currencyID="EUR">320.02',
                )
            )
        )
        [row] = reading.rows
        self.assertEqual(row.values['amount_total'], amount('350.02'))
        self.assertEqual(len(reading.warnings), 1)

    def test_only_what_is_to_be_paid(self):
        """UBL itself demands no total with tax."""
        row = self._read(
            self._changed(
                ('<cbc:TaxInclusiveAmount currencyID="EUR">350.00</cbc:TaxInclusiveAmount>', '')
            )
        )
        self.assertEqual(row.values['amount_total'], amount('350.00'))

    def test_totals_that_disagree(self):
        reading = ubl.read(self._changed(('"EUR">320.00', '"EUR">300.00')))
        self.assertIn(
            "Invoice 5-P1-1: total 350.00 less paid 30.00 is not what is to be paid, 300.00. "
            "The total is taken.",
            [english(warning) for warning in reading.warnings],
        )

    def test_order_references(self):
        def read(text):
            row = self._read(
                self._changed(
                    ('<cac:ContractDocumentReference>', text + '<cac:ContractDocumentReference>')
                )
            )
            return row.values.get('order_reference')

        self.assertEqual(
            read(
                '<cac:OrderReference><cbc:ID>NA</cbc:ID>'
                '<cbc:SalesOrderID>S00042</cbc:SalesOrderID></cac:OrderReference>'
            ),
            'S00042',
        )
        self.assertIsNone(read('<cac:OrderReference><cbc:ID>-</cbc:ID></cac:OrderReference>'))

    def test_orders_of_the_lines(self):
        row = self._read(
            self._changed(
                (
                    '<cac:Item>\n      <cbc:Name>Proizvod</cbc:Name>',
                    '<cac:OrderLineReference><cbc:LineID>1</cbc:LineID><cac:OrderReference>'
                    '<cbc:ID>S00007</cbc:ID></cac:OrderReference></cac:OrderLineReference>'
                    '<cac:Item>\n      <cbc:Name>Proizvod</cbc:Name>',
                )
            )
        )
        self.assertEqual(row.values['order_reference'], 'S00007')

    def test_vat_of_the_electronic_address(self):
        """A party that is no taxpayer is known by its address, where that is a VAT number."""
        without = ('<cbc:CompanyID>HR11111111119</cbc:CompanyID>', '')
        row = self._read(self._changed(without))
        self.assertEqual(row.values['partner_vat'], '11111111119')
        row = self._read(self._changed(without, ('schemeID="9934">11111', 'schemeID="0088">11111')))
        self.assertNotIn('partner_vat', row.values)

    def test_several_in_a_wrapper(self):
        """A delivery envelope may hold several documents, in the order that they stand in."""
        bodies = [
            re.sub(rb'^<\?xml.*?\?>', b'', sample(name)).strip()
            for name in (FULL, 'ubl/odoo_peppol_bis3_credit_note.xml')
        ]
        envelope = b'<Envelope xmlns="urn:x"><Body>' + b''.join(bodies) + b'</Body></Envelope>'
        reading = ubl.read(envelope)
        self.assertEqual(
            [
                (row.position, row.values['name'], row.values['document_type'])
                for row in reading.rows
            ],
            [('1', '5-P1-1', 'invoice'), ('2', 'Snippet1', 'refund')],
        )

    def test_one_bad_document_of_two(self):
        body = sample(FULL)
        bad = body.replace(b'>350.00</cbc:TaxI', b'>350,00</cbc:TaxI')
        reading = ubl.read(b'<e>' + bad + body + b'</e>')
        [first, second] = reading.rows
        self.assertEqual(english(first.problems[0].message), "“350,00” is not an amount.")
        self.assertEqual(second.problems, [])

    def test_problems(self):
        for old, new, field, text in (
            ('<cbc:ID>5-P1-1</cbc:ID>', '<cbc:ID> </cbc:ID>', 'name', "The invoice has no number."),
            ('>2026-05-01<', '>2026-13-01<', 'date', "“2026-13-01” is not a date."),
            ('>2026-05-01<', '><', 'date', "The invoice has no date."),
            ('>2026-05-31<', '>31.5.2026<', 'date_due', "“31.5.2026” is not a date."),
            ('"EUR">350.00', '"EUR">1e3', 'amount_total', "“1e3” is not an amount."),
            ('"EUR">350.00', '"EUR">NaN', 'amount_total', "“NaN” is not an amount."),
            (
                '"EUR">350.00',
                '"EUR">99999999999999.00',
                'amount_total',
                "The amount 99999999999999.00 is too large.",
            ),
            (
                '"EUR">350.00',
                '"USD">350.00',
                'amount_total',
                "TaxInclusiveAmount is in USD, but the invoice in EUR.",
            ),
        ):
            with self.subTest(new=new):
                self.assertProblem(self._changed((old, new)), field, text)

    def test_no_total(self):
        content = re.sub(
            rb'<cac:LegalMonetaryTotal>.*</cac:LegalMonetaryTotal>', b'', sample(FULL), flags=re.S
        )
        self.assertProblem(content, 'amount_total', "The invoice has no total.")

    def test_other_formats_are_refused(self):
        for content, expected in (
            (
                b'<IzdaniRacunEnostavni/>',
                "This is an e-invoice in the format e-SLOG 1, which has been out of use since "
                "2020. Export it as e-SLOG 2.0 or UBL 2.1.",
            ),
            (b'<Invoice xmlns="urn:eslog:2.00"/>', "This Invoice is not in the UBL 2.1 format."),
            (b'<Invoice/>', "This Invoice is not in the UBL 2.1 format."),
            (
                b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>',
                "This is a UBL Order, not an invoice or credit note.",
            ),
            (b'<html/>', "There is no UBL 2.1 invoice or credit note in the file."),
        ):
            with self.subTest(content=content):
                self.assertEqual(refusal(ubl.read, content), expected)

    def test_truncated(self):
        """A file cut off anywhere is refused, never read in part."""
        for name in (FULL, 'ubl/cen_ubl-tc434-creditnote1.xml'):
            content = sample(name).rstrip()
            for end in range(0, len(content), 25):
                self.assertIsNotNone(refusal(ubl.read, content[:end]), end)

    def test_hostile(self):
        for prologue in (
            b'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            b'<!DOCTYPE Invoice [<!ENTITY a "aaaa"><!ENTITY x "&a;&a;&a;&a;">]>',
            b'<!DOCTYPE Invoice SYSTEM "http://127.0.0.1/x.dtd">',
        ):
            content = prologue + sample(FULL).replace(b'5-P1-1', b'&x;')
            self.assertIsNotNone(refusal(ubl.read, content))
        self.assertIsNotNone(refusal(ubl.read, b'<a>' * 100_000))

    def test_damaged(self):
        """Whatever happens to the bytes: documents, or an error in words."""
        read = 0
        for name in (FULL, 'ubl/cen_ubl-tc434-creditnote1.xml'):
            for content in damaged(sample(name), 20261125, 1500):
                try:
                    rows = ubl.read(content).rows
                except ReadError:
                    continue
                read += 1
                for row in rows:
                    if not row.problems:
                        self.assertGreaterEqual(row.values['amount_total'], 0)
                        self.assertIsInstance(row.values['date'], date)
                        self.assertTrue(row.values['name'])
        self.assertGreater(read, 100)
