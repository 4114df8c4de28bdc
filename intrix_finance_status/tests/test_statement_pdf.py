import io

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common import FinanceStatusBase, day


@tagged('post_install', '-at_install')
class TestStatementPdf(FinanceStatusBase, HttpCase):
    """The PDF itself: all of it is in the body, one set of pages for each customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({'vat': 'HR57912004138', 'street': "Vukovarska 2"})
        cls.env['res.partner.bank'].create(
            {'acc_number': 'HR1723600001101234565', 'partner_id': cls.env.company.partner_id.id}
        )
        cls.env['res.lang']._activate_lang('hr_HR')
        cls.customer.write(
            {'lang': 'hr_HR', 'vat': 'HR33392005961', 'street': "Ilica 1", 'name': "Šećer d.o.o."}
        )
        cls.invoice = cls._plain_invoice(1234.5, due=day(-4), date=day(-20))
        cls.second = cls._customer("Second")
        # more than a page
        for number in range(60):
            cls._plain_invoice(10 + number, due=day(-number), date=day(-90), partner=cls.second)

        # wkhtmltopdf without patches draws web fonts as shapes, in which no text can be found
        cls.env['ir.ui.view'].create(
            {
                'name': "Font for tests",
                'type': 'qweb',
                'mode': 'extension',
                'inherit_id': cls.env.ref('intrix_finance_status.report_statement_document').id,
                'arch': """
                    <xpath expr="//div[hasclass('page')]" position="inside">
                        <style>body * { font-family: "DejaVu Sans" !important; }</style>
                    </xpath>
                """,
            }
        )

    def _pages(self, partners):
        """Return the text of each page."""
        Report = self.env['ir.actions.report'].with_context(force_report_rendering=True)
        content, report_type = Report._render_qweb_pdf(
            'intrix_finance_status.finance_statement_report', partners.ids
        )
        self.assertEqual(report_type, 'pdf')
        pages = PdfFileReader(io.BytesIO(content)).pages
        return [' '.join(page.extract_text().split()) for page in pages]

    def test_one(self):
        [page] = self._pages(self.customer)
        for text in (
            "Šećer d.o.o.",
            "Ilica 1",
            'HR33392005961',
            self.env.company.name,
            "Vukovarska 2",
            'HR57912004138',
            'HR1723600001101234565',
            self.invoice.name,
            "1.234,50",  # as written in Croatian
        ):
            self.assertIn(text, page)

    def test_bulk(self):
        """Each customer begins a page, and nothing of one is on a page of another."""
        first, *others = self._pages(self.customer + self.second)
        self.assertGreater(len(others), 1)
        self.assertIn(self.invoice.name, first)
        self.assertNotIn("Second", first)
        for page in others:
            self.assertNotIn(self.invoice.name, page)
        self.assertIn("Second", others[0])
