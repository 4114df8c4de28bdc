from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import day
from .test_document_sync import SyncCommon


@tagged('post_install', '-at_install')
class TestHoldRules(SyncCommon):
    """Whose hold counts where, on which data, and the form of the rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._hold_policy()

    def _hold(self, partner, **values):
        return self.env['finance.status.hold'].create(
            {'partner_id': partner.id, 'reason': "Bounced cheque", **values}
        )

    # fresh data only

    def test_credit_limit_on_fresh_data(self):
        """What a source that is out of date calls due stops nobody; what Odoo knows does."""
        self.env.company.account_use_credit_limit = True
        self.policy.hold_credit_limit = 'stop'
        self.source.max_age_days = 7
        self.customer.credit_limit = 900
        noon = datetime(2026, 3, 16, 12)
        self.Document._sync(self.source, [self._row(1)], date_data=noon - timedelta(days=7))
        order = self._order(500, confirm=False)
        self.assertFinance(
            self.customer, hold=True, hold_cause='credit_limit', amount_exposure=1000
        )
        with self.assertRaises(UserError):
            order.action_confirm()
        with freeze_time('2026-03-17'):
            self.env.invalidate_all()
            self.assertFinance(self.customer, hold=False, amount_exposure=0, due=1000)
            order.action_confirm()
            self.assertEqual(order.state, 'sale')
            self._plain_invoice(450)
            self.assertFinance(self.customer, hold=True, amount_exposure=950, due=1450)
            self.assertIn("950.00", self.customer.finance_hold_reason)

    def test_since_on_fresh_data(self):
        """The item that a hold began with is not one of a source that is out of date."""
        self.source.max_age_days = 7
        noon = datetime(2026, 3, 16, 12)
        row = self._row(1, date=str(day(-90)), date_due=str(day(-80)))
        self.Document._sync(self.source, [row], date_data=noon - timedelta(days=7))
        self._plain_invoice(600, due=day(-40), date=day(-70))
        self.assertFinance(self.customer, hold_since=day(-49))
        with freeze_time('2026-03-17'):
            self.env.invalidate_all()
            self.assertFinance(self.customer, hold_since=day(-10))

    # whose hold

    def test_customer_joins_a_company(self):
        """A hold goes along: nobody gets rid of it by becoming a contact of somebody."""
        self._hold(self.customer)
        company = self._customer("Company", is_company=True)
        colleague = self._customer("Colleague", parent_id=company.id)
        self.assertFinance(company + colleague, hold=False)
        self.customer.parent_id = company
        self.assertFinance(company + colleague + self.customer, hold=True, hold_cause='manual')
        self.assertIn("Bounced cheque", colleague.finance_hold_reason)
        company.action_finance_end_hold()
        self.assertFinance(company + colleague + self.customer, hold=False)

    def test_hold_and_release_meet(self):
        """A hold that finance set counts more than a release of somebody else."""
        company = self._customer("Company", is_company=True)
        self._hold(self.customer)
        self._hold(company, kind='release', date_end=day(9))
        self.customer.parent_id = company
        self.assertFinance(company, hold=True, hold_cause='manual')
        self._hold(company, kind='release', date_end=day(9))
        self.assertFinance(company, hold=False)

    def test_merged_customers(self):
        self._hold(self.customer)
        other = self._customer("Other")
        self._order(partner=other)
        self.env['base.partner.merge.automatic.wizard']._merge((self.customer + other).ids, other)
        self.env.invalidate_all()
        self.assertFinance(other, hold=True, hold_cause='manual')

    def test_changes_are_logged(self):
        hold = self._hold(self.customer)
        hold.date_end = day(5)
        self.assertIn("until 03/21/2026", self.customer.message_ids[0].body)
        hold.action_end()
        self.assertIn("Hold ended", self.customer.message_ids[0].body)
        said = self.customer.message_ids.filtered(lambda note: "Put on hold" in note.body)
        self.assertEqual(len(said), 2)

    def test_end_several(self):
        customers = self.customer + self._customer("Other")
        for customer in customers:
            self._hold(customer)
        customers.action_finance_end_hold()
        self.assertFinance(customers, hold=False)

    # which company's

    def test_search_by_company(self):
        """Orders are found by the hold in their own company, whichever is selected."""
        second = self.env['res.company'].create({'name': "Second"})
        self.env.user.company_ids += second
        self._hold(self.customer)
        Order = self.env['sale.order']
        first_order = self._order(confirm=False)
        second_order = Order.with_company(second).create(
            {'partner_id': self.customer.id, 'company_id': second.id}
        )
        both = first_order + second_order
        for companies in (self.env.company + second, second + self.env.company):
            orders = Order.with_context(allowed_company_ids=companies.ids)
            for value, found in ((True, first_order), (False, second_order)):
                domain = [('id', 'in', both.ids), ('finance_hold', '=', value)]
                self.assertEqual(orders.search(domain), found)
            for order in both.with_env(orders.env):
                self.assertEqual(order.finance_hold, order == first_order)

    def test_branch(self):
        """A hold counts in the whole legal entity, whichever company of it set it."""
        branch = self.env['res.company'].create(
            {'name': "Branch", 'parent_id': self.env.company.id}
        )
        self.env.user.company_ids += branch
        self._hold(self.customer)
        self.assertTrue(self.customer.with_company(branch).finance_hold)
        self.customer.action_finance_end_hold()
        self._hold(self.customer, company_id=branch.id)
        self.assertTrue(self.customer.with_company(branch).finance_hold)
        self.assertTrue(self.customer.finance_hold)

    # who

    def test_own_documents_only(self):
        """A salesperson who reads no invoice is told why, and stopped."""
        salesperson = new_test_user(self.env, 'own_only', 'sales_team.group_sale_salesman')
        self._plain_invoice(1000, due=day(-40), date=day(-70), invoice_user_id=self.env.user.id)
        order = self._order(confirm=False, user_id=salesperson.id).with_user(salesperson)
        self.assertIn("1,000.00", order.finance_hold_reason)
        with self.assertRaisesRegex(UserError, "1,000.00"):
            order.action_confirm()
        with self.assertRaises(AccessError):
            order.partner_id.action_finance_end_hold()

    def test_scheduled_jobs(self):
        """Who confirms by code without the group is refused, the superuser as well."""
        self._hold(self.customer)
        order = self._order(confirm=False)
        robot = order.with_user(self.env.ref('base.user_root'))
        for way in (robot.action_confirm, order.sudo().action_confirm):
            with self.assertRaises(UserError):
                way()
        self.assertEqual(order.state, 'draft')

    def test_copies(self):
        """A duplicate and a new version are judged anew."""
        order = self._order(confirm=False)
        self._hold(self.customer)
        copy = order.copy()
        self.assertTrue(copy.finance_hold)
        with self.assertRaises(UserError):
            copy.action_confirm()
        self.customer.action_finance_end_hold()
        copy.action_confirm()
        self.assertEqual(copy.state, 'sale')

    def test_merged_opportunities(self):
        """Quotations of opportunities that were merged are stopped as before."""
        leads = self._lead() + self._lead(partner_id=self._customer("Free").id)
        orders = self.env['sale.order'].union(
            *(
                self._order(confirm=False, partner=lead.partner_id, opportunity_id=lead.id)
                for lead in leads
            )
        )
        self._hold(self.customer)
        merged = leads.merge_opportunity()
        self.assertEqual(merged.order_ids, orders)
        held = orders.filtered(lambda order: order.partner_id == self.customer)
        with self.assertRaisesRegex(UserError, held.name):
            orders.action_confirm()
        (orders - held).action_confirm()
        self.assertEqual(held.state, 'draft')

    # the form of the rules

    @mute_logger('odoo.sql_db')
    def test_policy_form(self):
        manager = new_test_user(
            self.env,
            'policies',
            'intrix_finance_status.group_finance_status_manager,base.group_partner_manager',
        )
        Policy = self.env['finance.status.policy'].with_user(manager)
        with Form(Policy) as form:
            form.name = "Key accounts"
            with self.assertRaises(AssertionError):
                # no limits without a hold
                form.hold_days = 5
            form.hold = True
            self.assertEqual(form.hold_days, 30)
            form.hold_days = 60
            form.hold_amount = 200
        policy = form.record
        self.assertRecordValues(
            policy,
            [{'hold': True, 'hold_days': 60, 'hold_amount': 200, 'is_default': False}],
        )
        for values in ({'hold_days': -1}, {'hold_amount': -1}, {'is_default': True}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                policy.write(values)
                policy.flush_recordset()
        self._plain_invoice(1000, due=day(-50), date=day(-70))
        self.assertFinance(self.customer, hold=True)
        with Form(self.customer.with_user(manager)) as form:
            form.finance_policy_id = policy
        self.assertFinance(self.customer, hold=False)
