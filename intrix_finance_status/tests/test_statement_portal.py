import json
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import FinanceStatusBase, day


@tagged('post_install', '-at_install')
class TestStatementPortal(FinanceStatusBase, HttpCase):
    """A customer sees its own open items: logged in, or by the link of a mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.setup_other_company(name="Other company")['company']
        cls.invoice = cls._plain_invoice(1234.5, due=day(-4), date=day(-20))
        cls.stranger = cls._customer("Stranger")
        cls.strange_invoice = cls._plain_invoice(777.7, due=day(-4), partner=cls.stranger)
        cls.contact = cls._portal_user('statement_contact', cls.customer)
        cls.strange_contact = cls._portal_user('statement_stranger', cls.stranger)

    @classmethod
    def _portal_user(cls, login, customer):
        user = new_test_user(
            cls.env,
            login,
            'base.group_portal',
            company_id=cls.env.company.id,
            company_ids=cls.env.company.ids,
        )
        user.partner_id.parent_id = customer
        return user

    def _link(self, partner, company=None):
        """Return the path of a link to the open items of a customer, as a mail has it."""
        entity = partner.commercial_partner_id
        url = self.env['finance.status.statement.link']._issue(entity, company or self.env.company)
        base = entity.get_base_url()
        self.assertTrue(url.startswith(f'{base}/my/open-items/{entity.id}?access_token='))
        return url[len(base) :]

    def _open(self, path):
        return self.url_open(path)

    def assertShown(self, response):
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.invoice.name, response.text)
        self.assertIn("1,234.50", response.text)
        self.assertNotIn("777.70", response.text)

    def assertRefused(self, response, to='/web/login'):
        self.assertIn(to, response.url)
        self.assertNothingShown(response)

    def assertEnded(self, response):
        """Check the page that tells to ask for a new link."""
        self.assertEqual(response.status_code, 403)
        self.assertIn('o_finance_link_ended', response.text)
        self.assertNotIn(self.customer.name, response.text)
        self.assertNothingShown(response)

    def assertNothingShown(self, response):
        self.assertNotIn("1,234.50", response.text)
        self.assertNotIn('o_finance_statement', response.text)

    def test_link_without_login(self):
        response = self._open(self._link(self.customer))
        self.assertShown(response)
        token = self.env['finance.status.statement.link'].search([], limit=1)
        self.assertIn(f'/invoices/{self.invoice.id}?access_token=', response.text)
        self.assertNotIn('/my/invoices/', response.text)
        self.assertEqual(response.headers['Referrer-Policy'], 'no-referrer')
        self.assertEqual(token.state, 'valid')
        contact = self.contact.partner_id
        self.assertShown(self._open(self._link(contact)))

    def test_link_in_the_browser(self):
        """It opens, and leads on to the invoice."""
        self.browser_js(
            self._link(self.customer),
            """
            const link = document.querySelector('.o_finance_statement_items a');
            if (!document.querySelector('.o_finance_statement_ageing') || !link) {
                throw new Error('no statement');
            }
            fetch(link.href).then((response) => {
                if (response.headers.get('Content-Type') !== 'application/pdf') {
                    throw new Error('no invoice');
                }
                console.log('test successful');
            });
            """,
        )

    def test_nothing_internal(self):
        """Neither how the customer pays nor that it is on hold."""
        self.env['finance.status.hold'].create(
            {'partner_id': self.customer.id, 'kind': 'hold', 'reason': "Secret reason"}
        )
        response = self._open(self._link(self.customer))
        self.assertShown(response)
        for text in ("Secret reason", "behaviour", "Slow payer", "finance_hold"):
            self.assertNotIn(text, response.text)

    def test_nothing_open(self):
        self._pay(self.invoice)
        response = self._open(self._link(self.customer))
        self.assertIn("Nothing is open", response.text)

    def test_bad_links(self):
        path = self._link(self.customer)
        strange = self._link(self.stranger)
        token = strange.partition('?')[2]
        for bad in (path.partition('?')[0], '/my/open-items'):
            with self.subTest(bad):
                self.assertRefused(self._open(bad))
        for bad in (
            path[:-4] + 'AAAA',
            path[:-20],
            f'/my/open-items/{self.customer.id}?access_token=x',
            f'/my/open-items/{self.customer.id}?access_token=%C4%8D',
            f'/my/open-items/{self.customer.id}?{token}',
            f'/my/open-items?{token}',
            f'/my/open-items/999999999?{token}',
            f'/my/open-items/{self.customer.id}/invoices/{self.invoice.id}?{token}',
        ):
            with self.subTest(bad):
                self.assertEnded(self._open(bad))

    def test_expired_link(self):
        path = self._link(self.customer)
        with freeze_time(datetime.now() + timedelta(days=89)):
            self.assertShown(self._open(path))
        with freeze_time(datetime.now() + timedelta(days=91)):
            self.assertEnded(self._open(path))

    def test_link_of_who_joined_another_customer(self):
        """The link of a former customer does not open the books of its new parent."""
        path = self._link(self.stranger)
        self.stranger.parent_id = self.customer
        self.assertEnded(self._open(path))

    def test_link_of_another_company(self):
        """It shows what is owed to that company, and nothing of the other."""
        invoice = (
            self.env['account.move']
            .with_company(self.other_company)
            .create(
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'invoice_date': day(-9),
                    'invoice_line_ids': [
                        (0, 0, {'name': "Line", 'price_unit': 56.78, 'tax_ids': []})
                    ],
                }
            )
        )
        invoice.action_post()
        path = self._link(self.customer, self.other_company)
        response = self._open(path)
        self.assertIn("56.78", response.text)
        self.assertIn("Other company", response.text)
        self.assertNotIn("1,234.50", response.text)
        self.assertNotIn("56.78", self._open(self._link(self.customer)).text)

    def test_portal_customer(self):
        self.authenticate(self.contact.login, self.contact.login)
        self.assertShown(self._open('/my/open-items'))
        self.assertShown(self._open(f'/my/open-items/{self.customer.id}'))
        self.assertRefused(self._open(f'/my/open-items/{self.stranger.id}'), to='/my')
        self.assertRefused(self._open('/my/open-items/999999999'), to='/my')
        # whoever has the link of another customer's mail may open it
        response = self._open(self._link(self.stranger))
        self.assertIn("777.70", response.text)

    def test_portal_of_another_customer(self):
        self.authenticate(self.strange_contact.login, self.strange_contact.login)
        response = self._open('/my/open-items')
        self.assertIn("777.70", response.text)
        self.assertNotIn("1,234.50", response.text)
        self.assertRefused(self._open(f'/my/open-items/{self.customer.id}'), to='/my')

    def test_entry_of_the_portal(self):
        self.authenticate(self.contact.login, self.contact.login)
        self.assertIn('href="/my/open-items"', self._open('/my').text)
        result = self.make_jsonrpc_request(
            '/my/counters', {'counters': ['finance_open_item_count']}
        )
        self.assertEqual(result, {'finance_open_item_count': 1})

    def test_pdf(self):
        path = self._link(self.customer)
        for response in (self._open(f'{path}&report_type=pdf'),):
            self.assertEqual(response.headers['Content-Type'], 'application/pdf')
            self.assertIn('.pdf', response.headers['Content-Disposition'])
            self.assertIn(self.invoice.name, response.text)
        self.authenticate(self.contact.login, self.contact.login)
        response = self._open('/my/open-items?report_type=pdf')
        self.assertIn(self.invoice.name, response.text)

    def test_name_of_the_file(self):
        """A printed statement is named after the customer and the day, as a mailed one is."""
        new_test_user(
            self.env,
            'statement_printer',
            'intrix_finance_status.group_finance_status_user',
            company_id=self.env.company.id,
            company_ids=self.env.company.ids,
        )
        self.authenticate('statement_printer', 'statement_printer')
        day_text = str(day(-1))
        for customers, name in (
            (self.customer, f"Open items of {self.customer.name}, {day_text}.pdf"),
            (self.customer + self.stranger, f"Open items, {day_text}.pdf"),
        ):
            options = {'date': day_text, 'partner_ids': customers.ids}
            url = (
                '/report/pdf/intrix_finance_status.report_statement?'
                f'{urlencode({"options": json.dumps(options), "context": "{}"})}'
            )
            response = self._open(
                f'/report/download?{urlencode({"data": json.dumps([url, "qweb-pdf"])})}'
            )
            self.assertEqual(response.status_code, 200)
            self.assertIn(
                f'filename*=UTF-8\'\'{quote(name)}', response.headers['Content-Disposition']
            )

    @mute_logger('odoo.http', 'odoo.addons.web.controllers.report')
    def test_report_address(self):
        """The report's own address is for finance."""
        path = f'/report/html/intrix_finance_status.report_statement/{self.customer.id}'
        company = {'company_id': self.env.company.id, 'company_ids': self.env.company.ids}
        new_test_user(self.env, 'statement_sales', 'sales_team.group_sale_manager', **company)
        for login in ('statement_sales', self.strange_contact.login):
            self.authenticate(login, login)
            response = self._open(path)
            self.assertGreaterEqual(response.status_code, 400)
            self.assertNotIn("1,234.50", response.text)
        new_test_user(
            self.env,
            'statement_finance',
            'intrix_finance_status.group_finance_status_user',
            **company,
        )
        self.authenticate('statement_finance', 'statement_finance')
        self.assertIn("1,234.50", self._open(path).text)
