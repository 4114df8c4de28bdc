from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from .common import day
from .common_follow_up import FollowUpCommon

CALL = 'intrix_finance_status.mail_activity_type_call_debtor'


@tagged('post_install', '-at_install')
class TestFollowUpOnce(FollowUpCommon):
    """Nothing is forgotten because of something else: of another instalment, customer, company."""

    def _left_when_stopped_at(self, number):
        """Return what is still to do when the time is up at the commit with this number."""
        told = []

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            left = told[-1] if told else 0
            told.append(max(left - processed, 0) if remaining is None else remaining)
            return 0 if len(told) == number else 60

        with patch.object(IrCron, '_commit_progress', commit):
            self.engine._cron_follow_up()
        return told[-1]

    def test_other_instalment_still_waits(self):
        """A level that acts on an instalment supersedes nothing of the other one."""
        self.second.manual = True
        invoice = self._plain_invoice(1000, date=day(-20), term=self.term_30_70)
        self._run()
        self.assertEqual(self._actions(state='waiting').date_due, day(-20))
        self._receivable(invoice).filtered(
            lambda line: line.date_maturity != day(-20)
        ).date_maturity = day(-8)
        self._run()
        self.assertEqual(self._actions(state='done').date_due, day(-8))
        self.assertEqual(self._actions(state='waiting').date_due, day(-20))

    def test_entry_of_two_customers(self):
        """An opening entry has receivables of many customers, due on the same day."""
        other = self._customer("Other", email='other@example.com')
        partners = self.customer + other
        self._opening_entry(*({'partner_id': partner.id, 'debit': 500} for partner in partners))
        self._run()
        for partner in partners:
            self.assertEqual(self._actions(partner).mapped('state'), ['done'])
            self.assertEqual(len(self._reminders(partner)), 1)
        self._run()
        self.assertEqual(len(self._reminders(other)), 1)

    def test_contact_that_joined_a_company(self):
        """Who follows up an invoice does not begin anew with the company of the customer."""
        self._late(8)
        self._run()
        parent = self._customer("Parent", email='parent@example.com', is_company=True)
        self.customer.parent_id = parent
        self._run()
        self.assertFalse(self._reminders(parent))
        with self._days_later(7):
            self._run()
        self.assertEqual(self._actions(parent, state='done').level_id, self.second)

    def test_other_companies_are_still_to_come(self):
        """The job does not look done while companies are left, wherever its time is up."""
        self._late(8)
        company = self._create_company(name="Second")
        policies = self.env['finance.status.policy']._companies_to_follow_up()
        self.assertGreater(len(policies), 1)
        for number in range(2):
            self.assertGreater(self._left_when_stopped_at(number + 2), 0, company.name)

    @mute_logger('odoo.addons.mail.models.mail_render_mixin')
    def test_failure_by_hand_is_over_once_sent(self):
        """What no level asked for leaves nothing behind when it is sent after all."""
        self.policy.date_start = day(1)
        self._late(8)
        dialog = self._dialog(self.customer)
        with patch.object(
            self.registry['res.partner'], '_finance_reminder_items', side_effect=ZeroDivisionError
        ):
            told = dialog.action_send()
        self.env.invalidate_all()
        self.assertEqual(self.customer.finance_follow_up_state, 'failed')
        self.assertEqual(told['params']['type'], 'danger')
        self.assertIn("Customer", told['params']['message'])
        self._dialog(self.customer).action_send()
        self.env.invalidate_all()
        self.assertEqual(len(self._reminders()), 1)
        self.assertEqual(self.customer.finance_follow_up_state, 'overdue')

    def test_level_deleted_while_it_waits(self):
        self.first.manual = True
        self._late(8)
        self._run()
        self.first.unlink()
        self._dialog(self.customer).action_send()
        self.env.invalidate_all()
        self.assertEqual(self.customer.finance_follow_up_state, 'overdue')
        self.assertEqual(len(self._reminders()), 1)

    def test_excluded_in_a_branch(self):
        """A branch shares the policy; who is excluded there is not reminded of what it sold."""
        branch = self.env['res.company'].create(
            {'name': "Branch", 'parent_id': self.env.company.id}
        )
        self.env.cr.precommit.run()
        self.env.user.company_ids += branch
        invoice = (
            self.env['account.move']
            .with_company(branch)
            .create(
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'invoice_date': day(-30),
                    'invoice_date_due': day(-8),
                    'invoice_line_ids': [
                        Command.create({'name': "Line", 'price_unit': 100, 'tax_ids': []})
                    ],
                }
            )
        )
        invoice.action_post()
        self.customer.with_company(branch).finance_no_followup = True
        self._run()
        self.assertFalse(self._actions())
        self.customer.with_company(branch).finance_no_followup = False
        self._run()
        self.assertEqual(self._actions().company_id, branch)

    def test_log_goes_with_its_document(self):
        """A draft may be deleted: neither its log nor an activity about it alone stays."""
        self._add_level(8, template=False, activity_type_id=self.env.ref(CALL).id)
        invoice = self._late(9)
        self._run()
        activity = self._actions().activity_ids
        self.assertTrue(activity)
        invoice.button_draft()
        invoice.name = '/'
        invoice.unlink()
        self.assertFalse(self._actions())
        self.assertFalse(activity.exists())

    @mute_logger('odoo.addons.intrix_finance_status.models.finance_status_follow_up_run')
    def test_failure_of_a_company(self):
        """What goes wrong in one company keeps no other one from its run."""
        self._late(8)
        broken = self._create_company(name="Broken")
        self.env.cr.precommit.run()
        Engine = self.registry['finance.status.follow.up']
        customers_to_follow_up = Engine._customers_to_follow_up

        def fail_in_one(engine, policy, companies):
            if policy.company_id == broken:
                raise ZeroDivisionError
            return customers_to_follow_up(engine, policy, companies)

        with patch.object(Engine, '_customers_to_follow_up', fail_in_one):
            self._run()
        self.assertEqual(self._actions().state, 'done')

    def test_starts_over_after_a_conflict(self):
        """Another transaction was faster: the batch is done anew, once."""
        self._late(8)
        Engine = self.registry['finance.status.follow.up']
        execute = Engine._execute
        conflicts = [SerializationFailure, SerializationFailure]

        def conflict_first(engine, steps):
            execute(engine, steps)
            if conflicts:
                raise conflicts.pop()

        with patch.object(Engine, '_execute', conflict_first):
            self._run()
        self.assertFalse(conflicts)
        self.assertEqual(len(self._reminders()), 1)
        self.assertEqual(len(self._actions()), 1)
