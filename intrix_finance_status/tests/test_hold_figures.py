from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import new_test_user

from .common import day
from .test_document_sync import SyncCommon


@tagged('post_install', '-at_install')
class TestHoldFigures(SyncCommon):
    """What counts when it is judged whether a customer is on hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._hold_policy()
        cls.salesperson = new_test_user(
            cls.env, 'figures_sales', 'sales_team.group_sale_salesman_all_leads'
        )

    def _late(self, days=40, amount=1000, **values):
        return self._plain_invoice(amount, due=day(-days), date=day(-days - 30), **values)

    # net of what is not matched

    def test_unmatched_payment(self):
        self._late()
        self.assertFinance(self.customer, hold=True)
        self._unmatched_payment(600)
        # less than the 500 of the policy is owed
        self.assertFinance(self.customer, hold=False, overdue=1000, due=400)
        self._late(31, 200)
        self.assertFinance(self.customer, hold=True)
        self.assertIn("600.00\N{NO-BREAK SPACE}€ overdue", self.customer.finance_hold_reason)

    def test_unmatched_payment_settles_the_oldest(self):
        """Who has paid what was late for long owes only what is late for two days."""
        self._late(90, 1000)
        self._late(2, 800)
        self.assertFinance(self.customer, hold=True, hold_since=day(-59))
        self._unmatched_payment(1000)
        self.assertFinance(self.customer, hold=False, hold_since=False)
        self._late(45, 100)
        # of the 1,000 paid, all went to the oldest item
        self.assertFinance(self.customer, hold=True, hold_since=day(-14))
        self.assertIn(
            "900.00\N{NO-BREAK SPACE}€ overdue, the oldest for 45 days",
            self.customer.finance_hold_reason,
        )

    def test_open_credit_note(self):
        self._late()
        self._plain_invoice(1000, move_type='out_refund')
        self.assertFinance(self.customer, hold=False, overdue=1000, due=0)
        order = self._order(confirm=False)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_credit_note_kept_elsewhere(self):
        self._late()
        row = self._row(1, document_type='refund', amount_total=700)
        self.Document._sync(self.source, [row])
        self.assertFinance(self.customer, hold=False, overdue=1000, due=300)

    # disputed and excluded

    def test_disputed(self):
        invoice = self._late()
        invoice.action_toggle_block_payment()
        self.assertEqual(invoice.payment_state, 'blocked')
        self.assertFinance(self.customer, hold=False, overdue=1000)
        self.policy.hold_disputed = True
        self.assertFinance(self.customer, hold=True, hold_since=day(-9))
        self.assertIn("1,000.00\N{NO-BREAK SPACE}€ overdue", self.customer.finance_hold_reason)
        lenient = self.policy.copy({'name': "Lenient", 'is_default': False})
        lenient.hold_disputed = False
        self.customer.finance_policy_id = lenient
        self.assertFinance(self.customer, hold=False)
        self._late(35, 500)
        self.assertFinance(self.customer, hold=True, hold_since=day(-4))
        self.assertIn("500.00\N{NO-BREAK SPACE}€ overdue", self.customer.finance_hold_reason)

    def test_excluded(self):
        invoice = self._late()
        invoice.no_followup = True
        self.assertFinance(self.customer, hold=False)
        invoice.no_followup = False
        self.assertFinance(self.customer, hold=True)
        self.customer.finance_no_followup = True
        self.assertFinance(self.customer, hold=False)
        self.policy.hold_disputed = True
        self.assertFinance(self.customer, hold=True)

    def test_disputed_elsewhere(self):
        row = self._row(1, date=str(day(-70)), date_due=str(day(-40)))
        self.Document._sync(self.source, [row])
        self.assertFinance(self.customer, hold=True)
        document = self.Document.search([('source_id', '=', self.source.id)])
        document.disputed = True
        self.assertFinance(self.customer, hold=False)
        document.write({'disputed': False, 'no_followup': True})
        self.assertFinance(self.customer, hold=False)

    def test_no_due_date(self):
        """An item without a due date is due on its document's date."""
        receivable = self.company_data['default_account_receivable']
        revenue = self.company_data['default_account_revenue']
        entry = self.env['account.move'].create(
            {
                'move_type': 'entry',
                'date': day(-31),
                'line_ids': [
                    Command.create(
                        {
                            'account_id': receivable.id,
                            'partner_id': self.customer.id,
                            'debit': 800,
                            'date_maturity': False,
                        }
                    ),
                    Command.create({'account_id': revenue.id, 'credit': 800}),
                ],
            }
        )
        entry.action_post()
        line = self._receivable(entry)
        # as Odoo does with all entries of general journals
        self.assertTrue(line.no_followup)
        self.assertFinance(self.customer, hold=False)
        line.no_followup = False
        line.date_maturity = False
        self.assertFinance(self.customer, hold=True, hold_since=day(0))

    # the credit limit

    def _limit(self, amount):
        self.env.company.account_use_credit_limit = True
        self.customer.credit_limit = amount

    def test_credit_limit_warns_at_first(self):
        policy = self.env['finance.status.policy'].create({'name': "New"})
        self.assertEqual(policy.hold_credit_limit, 'warn')
        self._limit(500)
        self._plain_invoice(400)
        order = self._order(300, confirm=False)
        self.assertFalse(order.finance_hold)
        self.assertIn("700.00", order.partner_credit_warning)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertFinance(self.customer, hold=False, amount_exposure=700)

    def test_warned_of_what_is_kept_elsewhere(self):
        self._limit(900)
        self.Document._sync(self.source, [self._row(1, amount_total=800)])
        order = self._order(200, confirm=False)
        self.assertIn("1,000.00", order.partner_credit_warning)
        self.assertFalse(self._order(100, confirm=False).partner_credit_warning)
        order.with_user(self.salesperson).action_confirm()
        self.assertFalse(order.partner_credit_warning)

    def test_credit_limit_by_policy(self):
        """The policy of the customer says whether its limit stops."""
        self._limit(500)
        self._plain_invoice(400)
        strict = self.policy.copy(
            {'name': "Strict", 'is_default': False, 'hold_credit_limit': 'stop'}
        )
        self.customer.finance_policy_id = strict
        order = self._order(300, confirm=False)
        with self.assertRaisesRegex(UserError, "700.00"):
            order.with_user(self.salesperson).action_confirm()
        self.customer.credit_limit = 300
        self.assertFinance(self.customer, hold=True, hold_cause='credit_limit')
        strict.hold_credit_limit = 'warn'
        self.assertFinance(self.customer, hold=False)

    def test_release_lifts_the_limit(self):
        self.policy.hold_credit_limit = 'stop'
        self._limit(500)
        self._plain_invoice(400)
        orders = self._order(300, confirm=False) + self._order(200, confirm=False)
        with self.assertRaises(UserError):
            orders[0].with_user(self.salesperson).action_confirm()
        release = self.env['finance.status.hold'].create(
            {
                'partner_id': self.customer.id,
                'kind': 'release',
                'reason': "Guarantee",
                'date_end': day(1),
            }
        )
        self.assertFinance(self.customer, hold=False)
        orders[0].with_user(self.salesperson).action_confirm()
        self.assertEqual(orders[0].state, 'sale')
        release.action_end()
        with self.assertRaises(UserError):
            orders[1].with_user(self.salesperson).action_confirm()
