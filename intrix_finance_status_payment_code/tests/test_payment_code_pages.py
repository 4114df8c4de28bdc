import io
from unittest.mock import patch

from odoo.addons.intrix_finance_status.tests.common import day
from odoo.addons.intrix_finance_status.tests.statement_common import StatementCommon
from odoo.addons.intrix_finance_status.tests.test_statement_portal import TestStatementPortal
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfFileReader
from PIL import Image

from ..codes import images
from ..codes.references import HR, of_customer, of_number
from ..models.finance_status_payment_code import PRINT_FACTOR
from .payment_code_common import PaymentCodeMixin
from .pictures import payloads, pictures, read


@tagged('post_install', '-at_install')
class TestPaymentCodePages(PaymentCodeMixin, StatementCommon):
    """Codes on statements and invoices, read from the pages."""

    def _invoice_html(self, invoice):
        html, _type = self.env['ir.actions.report']._render_qweb_html(
            'account.account_invoices', invoice.ids
        )
        return html.decode()

    def test_statement(self):
        invoices = [self._plain_invoice(amount, due=day(-4)) for amount in (100, 30.45)]
        html = self._html(self.customer)
        for kind, start in (('hub3', b'HRVHUB30'), ('upn', b'UPNQR'), ('epc', b'BCD')):
            self._pays_by(kind)
            html = self._html(self.customer)
            found = payloads(html)
            self.assertEqual([text.split(b'\n')[0] for text in found], [start] * 3)
            self.assertIn('Pay by scanning', html)
            for invoice in invoices:
                self.assertIn(invoice.name, html)
        self._pays_by('hub3')
        whole, first, second = payloads(self._html(self.customer))
        self.assertEqual(
            whole.decode().split('\n'),
            [
                *('HRVHUB30', 'EUR', '000000000013045'),
                *("Skrinjar d.o.o.", "Cucerska cesta 4", "51000 Rijeka"),
                *("Moja tvrtka d.o.o.", "Vukovarska 2", "10000 Zagreb"),
                *('HR1210010051863000160', 'HR01'),
                *(of_customer(self.customer.id, HR)[5:], '', "Open items", ''),
            ],
        )
        for invoice, text in zip(invoices, (first, second), strict=True):
            self.assertIn(of_number(invoice.name, HR)[5:], text.decode())

    def test_letters(self):
        self._plain_invoice(100)
        self.company.finance_payment_code_diacritics = True
        [text] = payloads(self._html(self.customer))
        self.assertIn("Škrinjar d.o.o.\nČučerska cesta 4".encode(), text)

    def test_sizes(self):
        """The picture has the size of the rules, black and white, whole dots of a printer."""
        self._plain_invoice(100)
        self._pays_by('upn')
        html = self._html(self.customer)
        size = f'{35.98 * PRINT_FACTOR:.1f}'
        self.assertRegex(html, f'width: {size}[0-9]mm; height: {size}[0-9]mm')
        [picture] = pictures(html)
        picture = Image.open(io.BytesIO(picture))
        self.assertEqual((picture.mode, picture.size), ('1', (425, 425)))

    def test_missing(self):
        invoice = self._plain_invoice(100)
        self.account.sudo().allow_out_payment = False
        html = self._html(self.customer)
        self.assertIn("Our company has no bank account in euros", html)
        self.assertFalse(pictures(html))
        self.assertIn(invoice.name, html)

    def test_without_libraries(self):
        invoice = self._plain_invoice(100)
        with patch.object(images, 'pdf417gen', None):
            html = self._html(self.customer)
        self.assertFalse(pictures(html))
        self.assertNotIn("Scan a code", html)
        self.assertIn('HR12 1001 0051 8630 0016 0', html)
        self.assertIn(of_number(invoice.name, HR), html)

    def test_as_finance(self):
        """Who prints statements needs no right to the company's accounts or to accounting."""
        self._plain_invoice(100)
        user = new_test_user(
            self.env,
            'code_finance',
            'intrix_finance_status.group_finance_status_user',
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.assertEqual(len(payloads(self._html(self.customer.with_user(user)))), 1)

    def test_other_companies(self):
        """What a customer owes another company stands in no code, nor does its account."""
        self._plain_invoice(100)
        data = self.setup_other_company()
        other = data['company']
        theirs = self.env['res.partner.bank'].create(
            {'acc_number': 'HR1723600001101234565', 'partner_id': other.partner_id.id}
        )
        theirs.sudo().allow_out_payment = True
        html = self._html(self.customer)
        self.assertNotIn('HR17', html)
        [text] = payloads(html)
        self.assertIn(b'HR1210010051863000160', text)

    def test_invoice(self):
        invoice = self._plain_invoice(100)
        self.assertFalse(pictures(self._invoice_html(invoice)))
        self.company.finance_payment_code_invoices = True
        [text] = payloads(self._invoice_html(invoice))
        self.assertIn(of_number(invoice.name, HR)[5:].encode(), text)
        self.assertIn(b'000000000010000', text)
        self._pay(invoice, 40)
        [text] = payloads(self._invoice_html(invoice))
        self.assertIn(b'000000000006000', text)
        self._pay(invoice)
        self.assertFalse(pictures(self._invoice_html(invoice)))
        refund = self._credit(self._plain_invoice(100))
        self.assertFalse(pictures(self._invoice_html(refund)))

    def test_account_of_the_invoice(self):
        """The invoice names the account to pay to; not trusted, it gets no code."""
        self.company.finance_payment_code_invoices = True
        second = self._account('HR1723600001101234565')
        invoice = self._plain_invoice(100)
        invoice.partner_bank_id = second
        [text] = payloads(self._invoice_html(invoice))
        self.assertIn(b'HR1723600001101234565', text)
        second.sudo().allow_out_payment = False
        html = self._invoice_html(invoice)
        self.assertFalse(pictures(html))
        self.assertIn("trusted", html)

    def test_odoos_own_code_stays(self):
        self.company.finance_payment_code_invoices = True
        self.company.qr_code = True
        invoice = self._plain_invoice(100)
        with patch.object(
            self.env.registry['account.move'],
            '_generate_qr_code',
            lambda move, silent_errors=False: 'data:image/png;base64,b2Rvbw==',
        ):
            html = self._invoice_html(invoice)
        self.assertEqual(len(pictures(html)), 1)
        self.assertIn('src="data:image/png;base64,b2Rvbw=="', html)

    def test_queries(self):
        """More customers with codes take no more queries."""
        customers = self.env['res.partner'].create(
            [{'name': f'C{n}', 'country_id': self.croatia.id} for n in range(12)]
        )
        for customer in customers:
            self._plain_invoice(10, partner=customer)
            self._plain_invoice(20, partner=customer)
        self._html(customers)
        counts = []
        for part in (customers[:2], customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            html = self._html(part)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(pictures(html)), 3 * len(part))
        self.assertLessEqual(counts[1], counts[0] + 3)


@tagged('post_install', '-at_install')
class TestPaymentCodePdf(PaymentCodeMixin, StatementCommon, HttpCase):
    """The PDF has the pictures."""

    def test_pdf(self):
        """Each of them is read, and none is missing."""
        self._plain_invoice(100, due=day(-4))
        self._plain_invoice(30.45, due=day(10))
        for kind in ('hub3', 'upn', 'epc'):
            self._pays_by(kind)
            Report = self.env['ir.actions.report'].with_context(force_report_rendering=True)
            content, report_type = Report._render_qweb_pdf(
                'intrix_finance_status.finance_statement_report', self.customer.ids
            )
            self.assertEqual(report_type, 'pdf')
            found = [
                code.bytes
                for page in PdfFileReader(io.BytesIO(content)).pages
                for picture in page.images
                for code in read(Image.open(io.BytesIO(picture.data)))
            ]
            self.assertEqual(sorted(found), sorted(payloads(self._html(self.customer))), kind)


@tagged('post_install', '-at_install')
class TestPaymentCodePortal(PaymentCodeMixin, TestStatementPortal):
    """The page of the portal has them, all else stays as it is without."""

    def test_codes(self):
        response = self._open(self._link(self.customer))
        [text] = payloads(response.text)
        self.assertIn(of_number(self.invoice.name, HR)[5:].encode(), text)
        self.assertIn(b'000000000123450', text)
        # of nobody else
        self.assertNotIn(of_number(self.strange_invoice.name, HR), response.text)
