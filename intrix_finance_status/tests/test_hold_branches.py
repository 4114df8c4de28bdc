from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import new_test_user

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestHoldBranches(FinanceStatusCommon):
    """Holds and limits are judged for the legal entity: a company and all its branches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main = cls.env.company
        cls.policy = cls._hold_policy(hold_credit_limit='stop')
        Company = cls.env['res.company']
        cls.branch = Company.create({'name': "Branch", 'parent_id': cls.main.id})
        cls.sister = Company.create({'name': "Sister", 'parent_id': cls.main.id})
        cls.foreign = cls.setup_other_company(name="Foreign")['company']
        cls.env.cr.precommit.run()  # gives them the chart of accounts
        cls.env.user.company_ids += cls.branch + cls.sister + cls.foreign
        cls.seller = cls._seller('branch_seller', cls.branch)

    @classmethod
    def _seller(cls, login, companies):
        return new_test_user(
            cls.env,
            login,
            'sales_team.group_sale_salesman_all_leads',
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def _owe(self, company, amount, late=40):
        invoice = (
            self.env['account.move']
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    'move_type': 'out_invoice',
                    'company_id': company.id,
                    'partner_id': self.customer.id,
                    'invoice_date': day(-late - 30),
                    'invoice_date_due': day(-late),
                    'invoice_line_ids': [
                        Command.create({'name': 'x', 'price_unit': amount, 'tax_ids': []})
                    ],
                }
            )
        )
        invoice.action_post()
        return invoice

    def _in(self, company, record=None):
        record = self.customer if record is None else record
        return record.with_context(allowed_company_ids=company.ids)

    def _order_in(self, company, amount=100):
        return self._in(company, self.env['sale.order']).create(
            {
                'partner_id': self.customer.id,
                'company_id': company.id,
                'order_line': [
                    Command.create(
                        {'product_id': self.service.id, 'price_unit': amount, 'tax_ids': False}
                    )
                ],
            }
        )

    def test_overdue_adds_up(self):
        """What is owed to a sister branch holds here; figures shown stay those of the branch."""
        self._owe(self.branch, 300)
        self.assertFinance(self._in(self.branch), hold=False, overdue=300)
        self._owe(self.sister, 200)
        for company in (self.main, self.branch, self.sister):
            self.assertFinance(self._in(company), hold=True, hold_cause='overdue')
        self.assertFinance(self._in(self.branch), hold=True, overdue=300)
        self.assertFinance(self._in(self.main), overdue=500)
        self.assertFinance(self._in(self.foreign), hold=False, overdue=0)
        order = self._order_in(self.branch)
        self.assertTrue(order.finance_hold)
        self.assertIn(order, order.search([('finance_hold', '=', True)]))
        with self.assertRaises(UserError):
            order.with_user(self.seller).action_confirm()

    def test_money_for_another_branch(self):
        self._owe(self.branch, 600)
        self.assertFinance(self._in(self.branch), hold=True)
        self._plain_invoice(600, move_type='out_refund')
        self.assertFinance(self._in(self.branch), hold=False, overdue=600)

    def test_no_amount_of_another_branch(self):
        """The reason names no amount of a company that the user may not see."""
        self._owe(self.branch, 300)
        self._owe(self.sister, 277)
        order = self._order_in(self.branch)
        both = self._seller('both', self.branch + self.sister + self.main)
        as_seller = self._in(self.branch, order.with_user(self.seller))
        self.assertTrue(as_seller.finance_hold)
        for text in ("577", "277", "300"):
            self.assertNotIn(text, as_seller.finance_hold_reason)
        self.assertIn("Overdue", as_seller.finance_hold_reason)
        with self.assertRaises(UserError) as refused:
            as_seller.action_confirm()
        self.assertNotIn("577", str(refused.exception))
        as_both = self._in(self.branch, order.with_user(both))
        self.assertIn("577.00", as_both.finance_hold_reason)

    def test_own_amount_is_shown(self):
        """What is owed to the branch alone is no secret of another one."""
        self._owe(self.branch, 640)
        order = self._in(self.branch, self._order_in(self.branch).with_user(self.seller))
        self.assertIn("640.00", order.finance_hold_reason)

    def test_credit_limit(self):
        companies = self.main + self.branch + self.sister
        companies.account_use_credit_limit = True
        for company in companies:
            self._in(company).credit_limit = 1000
        self._owe(self.main, 700, late=-5)
        order = self._order_in(self.branch, 290)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, 'sale')
        more = self._order_in(self.sister, 20)
        with self.assertRaisesRegex(UserError, "1,010.00"):
            more.action_confirm()
        more = self._in(self.branch, self._order_in(self.branch, 20).with_user(self.seller))
        with self.assertRaises(UserError) as refused:
            more.action_confirm()
        self.assertNotIn("1,010", str(refused.exception))
        self.assertIn("1,000.00", str(refused.exception))
        self._in(self.branch).credit_limit = 900
        self.assertFinance(
            self._in(self.branch), hold=True, hold_cause='credit_limit', amount_exposure=290
        )
        self.assertFinance(self._in(self.main), hold=False, amount_exposure=990)
        reason = more.finance_hold_reason
        self.assertIn("900.00", reason)
        self.assertNotIn("990", reason)

    def test_orders_of_two_branches_at_once(self):
        companies = self.main + self.branch + self.sister
        companies.account_use_credit_limit = True
        for company in companies:
            self._in(company).credit_limit = 1000
        orders = self._order_in(self.branch, 600) + self._order_in(self.sister, 600)
        with self.assertRaisesRegex(UserError, "1,200.00"):
            orders.with_context(allowed_company_ids=companies.ids).action_confirm()

    def test_branches_wait_for_each_other(self):
        """Who confirms in one branch writes the row that those in the others write."""
        companies = self.branch + self.sister
        companies.account_use_credit_limit = True
        for company in companies:
            self._in(company).credit_limit = 1000
            self._order_in(company).action_confirm()
        lock = self.env['finance.status.exposure'].search([('partner_id', '=', self.customer.id)])
        self.assertRecordValues(lock, [{'company_id': self.main.id, 'checks': 2}])

    def test_set_by_hand(self):
        """A hold or release counts in the whole legal entity, whoever set it."""
        hold = self.env['finance.status.hold'].create(
            {
                'partner_id': self.customer.id,
                'reason': "Cheque of 4,321",
                'company_id': self.sister.id,
            }
        )
        for company in (self.main, self.branch, self.sister):
            self.assertFinance(self._in(company), hold=True, hold_cause='manual')
        self.assertFinance(self._in(self.foreign), hold=False)
        order = self._in(self.branch, self._order_in(self.branch))
        self.assertIn("4,321", order.finance_hold_reason)
        self.assertNotIn("4,321", order.with_user(self.seller).finance_hold_reason)
        self._in(self.sister).action_finance_end_hold()
        self.assertFalse(hold.active)
        self._owe(self.main, 800)
        self.env['finance.status.hold'].create(
            {
                'partner_id': self.customer.id,
                'kind': 'release',
                'reason': "Promised",
                'date_end': day(3),
                'company_id': self.main.id,
            }
        )
        for company in (self.main, self.branch, self.sister):
            self.assertFinance(self._in(company), hold=False)
