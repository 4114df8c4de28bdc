from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestCompanies(FinanceStatusCommon):
    """Figures of one company never contain another's, nor reveal it (R6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main = cls.env.company
        cls.other = cls.setup_other_company(name="Other")['company']
        cls.env.user.company_ids += cls.other

    def _owe(self, company, amount, due=-5):
        """Have the customer owe ``amount`` to ``company``."""
        env = self.env(context={'allowed_company_ids': company.ids})
        invoice = (
            env['account.move']
            .with_company(company)
            .create(
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'invoice_date': day(-30),
                    'invoice_date_due': day(due),
                    'invoice_line_ids': [
                        (0, 0, {'name': 'x', 'quantity': 1, 'price_unit': amount, 'tax_ids': []})
                    ],
                }
            )
        )
        invoice.action_post()
        return invoice

    def _customer_in(self, company):
        return self.customer.with_context(allowed_company_ids=company.ids)

    def test_customer(self):
        self._owe(self.main, 100)
        self._owe(self.other, 30, due=10)
        self.assertFinance(self._customer_in(self.main), due=100, overdue=100, status='overdue')
        self.assertFinance(self._customer_in(self.other), due=30, overdue=0, status='due')

    def test_currency(self):
        for company in self.main + self.other:
            customer = self._customer_in(company)
            self.assertEqual(customer.finance_currency_id, company.currency_id)

    def test_both_companies_selected(self):
        """The current company counts, however many are selected beside it."""
        self._owe(self.main, 100)
        self._owe(self.other, 30)
        both = self.customer.with_context(allowed_company_ids=(self.other + self.main).ids)
        self.assertFinance(both, due=30)

    def test_branch(self):
        """A company's figures include its branches'; a branch does not see its parent's."""
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.main.id})
        self.env.cr.precommit.run()  # gives it the chart of accounts
        self.env.user.company_ids += branch
        self._owe(self.main, 100)
        self._owe(branch, 7)
        self.assertFinance(self._customer_in(self.main), due=107)
        self.assertFinance(self._customer_in(branch), due=7)

    def test_user_of_one_company(self):
        self._owe(self.main, 100)
        self._owe(self.other, 30, due=10)
        user = new_test_user(
            self.env,
            'other_finance',
            'account.group_account_invoice',
            company_id=self.other.id,
            company_ids=[self.other.id],
        )
        Partner = self.env['res.partner'].with_user(user).with_context(allowed_company_ids=None)
        self.assertFinance(Partner.browse(self.customer.id), due=30, overdue=0)
        these = [('id', '=', self.customer.id)]
        self.assertFalse(Partner.search([*these, ('finance_amount_overdue', '>', 0)]))
        self.assertEqual(
            Partner._read_group(these, ['finance_status'], ['finance_amount_due:sum']),
            [('due', 30)],
        )

    def test_opportunity(self):
        """An opportunity counts its company's orders; without a company, the current one's."""
        lead = self._lead(company_id=False)
        order = self._order(opportunity_id=lead.id)
        self._invoice(order, due=day(-2))
        elsewhere = lead.with_context(allowed_company_ids=self.other.ids)
        self.assertFinance(lead, due=1000, overdue=1000, status='overdue')
        self.assertFinance(elsewhere, due=0, overdue=0, status=False)
        lead.company_id = self.main
        self.env.invalidate_all()
        self.assertFinance(lead, due=1000)

    def test_order_in_another_current_company(self):
        """An order's figures are its own, whichever company is current."""
        order = self._order()
        self._invoice(order, due=day(-2))
        both = order.with_context(allowed_company_ids=(self.other + self.main).ids)
        self.assertFinance(both, due=1000, status='overdue')
