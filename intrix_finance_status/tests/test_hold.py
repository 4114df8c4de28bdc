from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tests.common import new_test_user
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestHold(FinanceStatusCommon):
    """Customers who don't pay are on hold, and their orders can't be confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._hold_policy()
        cls.salesperson = new_test_user(
            cls.env, 'hold_sales', 'sales_team.group_sale_salesman_all_leads'
        )
        cls.overrider = new_test_user(
            cls.env,
            'hold_override',
            'sales_team.group_sale_salesman_all_leads,'
            'intrix_finance_status.group_finance_hold_override',
        )
        cls.finance = new_test_user(cls.env, 'hold_finance', 'account.group_account_invoice')

    def _late(self, days=31, amount=1000, **values):
        return self._plain_invoice(amount, due=day(-days), date=day(-days - 30), **values)

    def test_by_policy(self):
        self.assertFinance(self.customer, hold=False, hold_cause=False, hold_since=False)
        invoice = self._late(days=30)
        self.assertFinance(self.customer, hold=False)
        other = self._late(days=31, amount=200)
        self.assertFinance(self.customer, hold=True, hold_cause='overdue', hold_since=day(0))
        self.assertIn("1,200.00", self.customer.finance_hold_reason)
        self.assertIn("31", self.customer.finance_hold_reason)
        self._pay(invoice)
        self.assertFinance(self.customer, hold=False)
        self.assertFalse(self.customer.finance_hold_reason)
        self._late(days=2, amount=300)
        self.assertFinance(self.customer, hold=True)
        self._pay(other)
        self.assertFinance(self.customer, hold=False)

    def test_own_policy(self):
        self._late()
        lax = self.policy.copy({'name': "Lax", 'is_default': False, 'hold_days': 60})
        contact = self._customer("Contact", parent_id=self.customer.id, type='contact')
        self.assertFinance(contact, hold=True)
        self.customer.finance_policy_id = lax
        self.assertFinance(self.customer + contact, hold=False)
        lax.hold_days = 20
        self.assertFinance(self.customer + contact, hold=True, hold_since=day(-10))
        lax.active = False
        self.assertFinance(self.customer + contact, hold=True, hold_since=day(0))
        self.policy.hold = False
        self.assertFinance(self.customer + contact, hold=False)

    def test_by_hand(self):
        self.env['finance.status.hold'].with_user(self.finance).create(
            {'partner_id': self.customer.id, 'reason': "Bounced cheque", 'date_end': day(3)}
        )
        self.assertFinance(self.customer, hold=True, hold_cause='manual', hold_since=day(0))
        self.assertIn("Bounced cheque", self.customer.finance_hold_reason)
        self.assertIn("Bounced cheque", self.customer.message_ids[0].body)
        self.customer.with_user(self.finance).action_finance_end_hold()
        self.assertFinance(self.customer, hold=False)
        self.assertEqual(len(self.customer.finance_hold_ids), 1)

    def test_by_hand_ends_by_itself(self):
        self.env['finance.status.hold'].create(
            {
                'partner_id': self.customer.id,
                'reason': "x",
                'date_start': day(-9),
                'date_end': day(-1),
            }
        )
        self.assertFinance(self.customer, hold=False)

    def test_release(self):
        self._late()
        contact = self._customer("Contact", parent_id=self.customer.id, type='contact')
        dialog = (
            self.env['finance.hold.set']
            .with_user(self.finance)
            .with_context(**contact.with_user(self.finance).action_finance_release()['context'])
            .create({'reason': "Promised"})
        )
        dialog.action_set()
        self.assertFinance(self.customer + contact, hold=False)
        self.customer.finance_hold_ids.date_start = day(-9)
        self.customer.finance_hold_ids.date_end = day(-1)
        self.assertFinance(self.customer + contact, hold=True)

    def test_credit_limit(self):
        self.env.company.account_use_credit_limit = True
        self.policy.hold_credit_limit = 'stop'
        self.customer.credit_limit = 1500
        self._plain_invoice(1000)
        self.assertFinance(self.customer, hold=False)
        order = self._order(400, confirm=False)
        order.with_user(self.salesperson).action_confirm()
        self.assertFinance(self.customer, hold=False)
        too_much = self._order(200, confirm=False)
        self.assertFalse(too_much.finance_hold)
        with self.assertRaisesRegex(UserError, "1,600.00"):
            too_much.with_user(self.salesperson).action_confirm()
        self.customer.credit_limit = 1200
        self.assertFinance(self.customer, hold=True, hold_cause='credit_limit', hold_since=False)
        self.assertIn("1,400.00", self.customer.finance_hold_reason)

    def test_two_orders_exceed_the_limit_together(self):
        self.env.company.account_use_credit_limit = True
        self.policy.hold_credit_limit = 'stop'
        self.customer.credit_limit = 1500
        orders = self._order(1000, confirm=False) + self._order(900, confirm=False)
        with self.assertRaisesRegex(UserError, orders[1].name):
            orders.with_user(self.salesperson).action_confirm()
        self.assertEqual(orders.mapped('state'), ['draft', 'draft'])
        orders[0].action_confirm()
        with self.assertRaises(UserError):
            orders[1].with_user(self.salesperson).action_confirm()

    # confirming

    def test_refused(self):
        self._late()
        order = self._order(confirm=False)
        self.assertTrue(order.with_user(self.salesperson).finance_hold)
        self.assertIn("1,000.00", order.with_user(self.salesperson).finance_hold_reason)
        with self.assertRaisesRegex(UserError, order.name):
            order.with_user(self.salesperson).action_confirm()
        with self.assertRaises(UserError):
            order.with_user(self.salesperson).with_context(
                finance_hold_override="me too"
            ).action_confirm()
        self.assertEqual(order.state, 'draft')

    def test_released_by_payment(self):
        invoice = self._late()
        order = self._order(confirm=False)
        with self.assertRaises(UserError):
            order.with_user(self.salesperson).action_confirm()
        self._pay(invoice)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_override(self):
        self._late()
        order = self._order(confirm=False).with_user(self.overrider)
        with self.assertRaises(RedirectWarning) as caught:
            order.action_confirm()
        self.assertEqual(order.state, 'draft')
        _text, action, _button = caught.exception.args[:3]
        dialog = (
            self.env[action['res_model']]
            .with_user(self.overrider)
            .with_context(**action['context'])
            .create({'reason': "Key account"})
        )
        self.assertIn(order.name, dialog.hold_text)
        dialog.action_override()
        self.assertEqual(order.state, 'sale')
        for record in (order, order.partner_id):
            self.assertTrue(
                record.sudo().message_ids.filtered(lambda message: "Key account" in message.body)
            )

    def test_mass_action_names_all(self):
        self._late()
        free = self._order(partner=self._customer("Free"), confirm=False)
        held = self._order(confirm=False) + self._order(confirm=False)
        with self.assertRaises(UserError) as caught:
            (free + held).with_user(self.salesperson).action_confirm()
        for order in held:
            self.assertIn(order.name, str(caught.exception))
        self.assertNotIn(free.name, str(caught.exception))

    def test_invoice_address_counts(self):
        payer = self._customer("Payer")
        self._late(partner=payer)
        order = self._order(confirm=False, partner_invoice_id=payer.id)
        self.assertTrue(order.finance_hold)
        with self.assertRaises(UserError):
            order.with_user(self.salesperson).action_confirm()

    def test_company_of_the_order(self):
        """The hold of one company stops nothing in another, whichever is selected."""
        self._late()
        company = self.env['res.company'].create({'name': "Second"})
        self.env.user.company_ids += company
        order = self._order(confirm=False)
        foreign = (
            self.env['sale.order']
            .with_company(company)
            .create(
                {
                    'partner_id': self.customer.id,
                    'company_id': company.id,
                    'order_line': [Command.create({'product_id': self.service.id})],
                }
            )
        )
        self.assertFalse(foreign.with_company(self.env.company).finance_hold)
        self.assertTrue(order.with_company(company).finance_hold)
        self.salesperson.company_ids += company
        as_user = order.with_user(self.salesperson).with_company(company)
        with self.assertRaises(UserError):
            as_user.with_context(
                allowed_company_ids=[company.id, order.company_id.id]
            ).action_confirm()

    def test_customer_accepts_online(self):
        self._late()
        order = self._order(confirm=False, user_id=self.salesperson.id)
        order.action_quotation_sent()
        public = order.with_user(self.env.ref('base.public_user')).sudo()
        public._validate_order()
        self.assertEqual(order.state, 'sent')
        self.assertEqual(order.activity_ids.user_id, self.salesperson)
        self.assertIn("1,000.00", order.activity_ids.note)

    def test_quotation_in_the_making(self):
        self._late()
        order = self.env['sale.order'].new({'partner_id': self.customer.id})
        self.assertTrue(order.finance_hold)

    def test_duplicate(self):
        self._late()
        with self.assertRaises(UserError):
            self._order(confirm=False).copy().with_user(self.salesperson).action_confirm()

    def test_search(self):
        self._late()
        lead = self._lead(partner_id=self.customer.id)
        held, free = (
            self._order(confirm=False),
            self._order(partner=self._customer("Free"), confirm=False),
        )
        Order = self.env['sale.order']
        both = [('id', 'in', (held + free).ids)]
        self.assertEqual(Order.search([*both, ('finance_hold', '=', True)]), held)
        self.assertEqual(Order.search([*both, ('finance_hold', '=', False)]), free)
        self.assertTrue(lead.partner_finance_hold)
        self.assertIn(lead, lead.search([('partner_finance_hold', '=', True)]))

    def test_invoicing_goes_on(self):
        order = self._order(1000)
        self._late()
        self.assertTrue(order.finance_hold)
        invoice = order.with_user(self.finance)._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.state, 'posted')

    # access

    def test_access(self):
        with self.assertRaises(AccessError):
            self.env['finance.status.hold'].with_user(self.salesperson).create(
                {'partner_id': self.customer.id, 'reason': "x"}
            )
        with self.assertRaises(AccessError):
            self.policy.with_user(self.finance).hold = False
        portal = new_test_user(self.env, 'hold_portal', 'base.group_portal')
        order = self._order(confirm=False)
        with self.assertRaises(AccessError):
            order.with_user(portal).read(['finance_hold'])

    @mute_logger('odoo.sql_db')
    def test_one_at_a_time(self):
        Hold = self.env['finance.status.hold']
        values = {'partner_id': self.customer.id, 'reason': "x"}
        first = Hold.create(values)
        Hold.create(values)
        self.assertFalse(first.active)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            first.active = True
            self.env.flush_all()

    def test_queries(self):
        """Confirming asks once, however many orders."""
        customers = self.env['res.partner']
        for number in range(80):
            customers += self._customer(f"Customer {number}")
        orders = self.env['sale.order'].union(
            *(self._order(partner=partner, confirm=False) for partner in customers)
        )
        self._late(partner=customers[3])
        self.env.flush_all()
        for some in (orders[:1], orders):
            self.env.invalidate_all()
            some.with_user(self.salesperson)._finance_stopped()
            self.env.invalidate_all()
            with self.assertQueryCount(12):
                some.with_user(self.salesperson)._finance_stopped()
