from odoo.exceptions import AccessError
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

    def _branch(self):
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.main.id})
        self.env.cr.precommit.run()  # gives it the chart of accounts
        self.env.user.company_ids += branch
        return branch

    def _user_of(self, company, group):
        return new_test_user(
            self.env, 'other_user', group, company_id=company.id, company_ids=company.ids
        )

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
        branch = self._branch()
        self._owe(self.main, 100)
        self._owe(branch, 7)
        self.assertFinance(self._customer_in(self.main), due=107)
        self.assertFinance(self._customer_in(branch), due=7)

    def test_user_of_one_company(self):
        self._owe(self.main, 100)
        self._owe(self.other, 30, due=10)
        user = self._user_of(self.other, 'account.group_account_invoice')
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

    def test_opportunity_moved_to_another_company(self):
        """Odoo lets it go and leaves its orders behind: they are not the new company's."""
        lead = self._lead(company_id=False)
        self._invoice(self._order(opportunity_id=lead.id), due=day(-2))
        self.env.flush_all()
        self.assertFinance(lead, status='overdue', due=1000)
        lead.company_id = self.other  # not written to the database yet
        for companies in (self.other, self.other + self.main, self.main + self.other):
            with self.subTest(companies=companies.mapped('name')):
                seen = lead.with_context(allowed_company_ids=companies.ids)
                self.assertFinance(seen, status=False, ordered=0, due=0, overdue=0, days=0)

    def test_opportunity_of_a_company_with_branch(self):
        """A company's opportunity counts its branches' orders, one without a company does too."""
        branch = self._branch()
        lead = self._lead(company_id=False)
        order = self._order(opportunity_id=lead.id)
        self._invoice(order, due=day(-2))
        main_only = {'ordered': 1000, 'due': 1000, 'status': 'overdue'}
        self.assertFinance(lead, **main_only)
        elsewhere = lead.with_context(allowed_company_ids=branch.ids)
        self.assertFinance(elsewhere, ordered=0, due=0, status=False)
        there = self._order(300, opportunity_id=lead.id, company_id=branch.id, confirm=False)
        there.with_company(branch).action_confirm()
        self.env.invalidate_all()
        self.assertFinance(elsewhere, ordered=300, due=0, status='ordered')
        self.assertFinance(lead, ordered=1300, due=1000, status='overdue')
        lead.company_id = self.main
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFinance(lead, ordered=1300, due=1000, status='overdue')

    def test_behaviour(self):
        """How a customer pays one company says nothing about another."""
        self._pay(self._plain_invoice(500, date=day(-60), due=day(-50)), date=day(-10))
        here = {'status': 'paid', 'average_delay': 40, 'behaviour': 'bad'}
        elsewhere = {
            'status': 'no',
            'average_delay': 0,
            'on_time_rate': 0,
            'behaviour': 'new',
            'due': 0,
        }
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFinance(self._customer_in(self.main), **here)
        self.assertFinance(self._customer_in(self.other), **elsewhere)

    def test_to_invoice(self):
        self._order(250)
        self.assertFinance(self._customer_in(self.main), to_invoice=250)
        self.assertFinance(self._customer_in(self.other), to_invoice=0)
        self.assertFinance(self._customer_in(self._branch()), to_invoice=0)

    def test_customer_of_an_opportunity(self):
        """The customer's figures on it are those of the current company."""
        self._owe(self.main, 100)
        self._owe(self.other, 30, due=10)
        lead = self._lead(company_id=False)
        for company, status, overdue in ((self.main, 'overdue', 100), (self.other, 'due', 0)):
            seen = lead.with_context(allowed_company_ids=company.ids)
            self.assertEqual(seen.partner_finance_status, status)
            self.assertEqual(seen.partner_finance_amount_overdue, overdue)
            these = [('id', '=', lead.id), ('partner_finance_status', '=', status)]
            self.assertEqual(seen.search(these), lead)
            self.assertEqual(
                seen._read_group([('id', '=', lead.id)], ['partner_finance_status'], ['__count']),
                [(status, 1)],
            )

    def test_orders_of_another_company(self):
        """Who has one company only finds, groups and sums the orders of it."""
        order = self._order()
        self._invoice(order, due=day(-2))
        user = self._user_of(self.other, 'sales_team.group_sale_manager')
        orders = self.env['sale.order'].with_user(user).with_context(allowed_company_ids=None)
        self.assertEqual(orders.search([('finance_status', '=', 'overdue')]) & order, orders)
        [(count, due)] = orders._read_group([], [], ['__count', 'finance_amount_due:sum'])
        self.assertFalse(count or due)
        with self.assertRaises(AccessError):
            order.with_env(orders.env).read(['finance_status'])

    def test_order_in_another_current_company(self):
        """An order's figures are its own, whichever company is current."""
        order = self._order()
        self._invoice(order, due=day(-2))
        both = order.with_context(allowed_company_ids=(self.other + self.main).ids)
        self.assertFinance(both, due=1000, status='overdue')
