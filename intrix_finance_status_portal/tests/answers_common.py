import re
from urllib.parse import urlencode

from odoo import Command
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusBase, day
from odoo.tests import HttpCase, new_test_user


class AnswersCase(FinanceStatusBase, HttpCase):
    """A customer with two late invoices and a login, a stranger with one, and finance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._plain_invoice(1234.5, due=day(-4), date=day(-20))
        cls.second = cls._plain_invoice(100, due=day(-2), date=day(-20))
        cls.stranger = cls._customer("Stranger")
        cls.strange_invoice = cls._plain_invoice(777.7, due=day(-4), partner=cls.stranger)
        cls.contact = cls._portal_user('answers_contact', cls.customer)
        cls.finance = new_test_user(
            cls.env,
            'answers_finance',
            'intrix_finance_status.group_finance_status_user,account.group_account_invoice',
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.customer.finance_responsible_id = cls.finance

    @classmethod
    def _portal_user(cls, login, customer):
        user = new_test_user(
            cls.env,
            login,
            'base.group_portal',
            name="Ana Kupac",
            company_id=cls.env.company.id,
            company_ids=cls.env.company.ids,
        )
        user.partner_id.parent_id = customer
        return user

    @property
    def answers(self):
        return self.env['finance.status.answer'].search([])

    def _link(self, customer=None):
        """Return the token of a link to the open items of a customer, as a mail has it."""
        customer = customer or self.customer
        links = self.env['finance.status.statement.link']
        url = links._issue(customer, self.env.company, email="buyer@example.com")
        return url.partition('access_token=')[2]

    def _page(self, token=None):
        query = f'?{urlencode({"access_token": token})}' if token else ''
        return self.url_open(f'/my/open-items/{self.customer.id}{query}')

    def _answer(self, kind, document=None, token=None, files=None, customer=None, **values):
        """Send the form of the page, as the browser does."""
        document = document or self.invoice
        # on every page, whether or not there is a form
        found = re.search(r'csrf_token: "(\w+)"', self._page(token).text)
        data = {
            'csrf_token': found and found[1],
            'item': f'{document._name}-{document.id}',
            **({'access_token': token} if token else {}),
            **values,
        }
        customer = customer or self.customer
        return self.url_open(f'/my/open-items/{customer.id}/{kind}', data=data, files=files)
