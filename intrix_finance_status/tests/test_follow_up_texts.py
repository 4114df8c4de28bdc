from odoo.tests import tagged

from .common import day
from .common_follow_up import SendingCommon

CALL = 'intrix_finance_status.mail_activity_type_call_debtor'


@tagged('post_install', '-at_install')
class TestFollowUpTexts(SendingCommon):
    """What a reminder says follows what was really mailed; days late decide when it goes."""

    def assertText(self, text, mail=None):
        """Check which text the newest reminder has."""
        mail = mail or self._reminders()[-1]
        self.assertIn(
            {
                'first': "it may have escaped your attention",
                'second': "despite our reminder",
                'last': "have remained without an answer",
                'before': "what will be due soon",
            }[text],
            mail.body_html,
        )

    def _call_level(self, days=45, **values):
        return self._add_level(
            days, template=False, activity_type_id=self.env.ref(CALL).id, **values
        )

    def _calls(self):
        return self.env['mail.activity'].search(
            [
                ('res_model', '=', 'res.partner'),
                ('res_id', '=', self.customer.id),
                ('activity_type_id', '=', self.env.ref(CALL).id),
            ]
        )

    def test_first_seen_late(self):
        """A bookkeeper's list of last month: nobody has reminded of it before."""
        self._document(self._source(), days=40)
        self._run()
        self.assertText('first')
        self.assertRecordValues(
            self._actions(state='done'),
            [
                {
                    'level_id': self.last.id,
                    'mail_template_id': self.first.mail_template_id.id,
                    'mail_days': 7,
                }
            ],
        )

    def test_step_by_step(self):
        """Each mail goes one step further than the last one, however late it is by then."""
        self._late(16)
        self._run()
        self.assertText('first')
        with self._days_later(14):
            self._run()
            self.assertText('second')
        self.assertEqual(len(self._reminders()), 2)
        self.assertEqual(self._actions(state='done').mapped('mail_days'), [7, 15])
        self._add_level(40, template='last')
        with self._days_later(24):
            self._run()
            self.assertText('last')

    def test_in_time(self):
        self._late(7)
        for late, text in ((7, 'first'), (15, 'second'), (30, 'last')):
            with self._days_later(late - 7):
                self._run()
                self.assertText(text)

    def test_what_never_left_was_not_mailed(self):
        """Cancelled, failed, or a task for a colleague as there is no address."""
        invoice = self._late(8)
        self._run()
        invoice.action_toggle_block_payment()
        self._send_queue()
        self.assertEqual(self._actions().state, 'cancelled')
        invoice.action_toggle_block_payment()
        with self._days_later(8):
            self._run()
            self.assertText('first')

    def test_no_address_is_no_mail(self):
        self.customer.email = False
        self._late(8)
        self._run()
        self.assertFalse(self._reminders())
        self.customer.email = 'late@example.com'
        with self._days_later(8):
            self._run()
            self.assertText('first')

    def test_furthest_of_the_customer(self):
        """What becomes overdue beside an old debt is told of in the same mail."""
        self._late(8)
        self._run()
        self._late(0, 200)
        with self._days_later(7):
            self._run()
            self.assertText('second')
        self.assertEqual(len(self._reminders()), 2)

    def test_by_hand(self):
        """A person who sends it once more goes no further than the days allow."""
        self.policy.date_start = day(1)
        self._late(20)
        for text in ('first', 'second', 'second'):
            self._dialog(self.customer).action_send()
            self.assertText(text)

    def test_by_hand_while_due_soon_is_mailed(self):
        """What is late is not said to be due soon."""
        self._add_level(-3, template='before')
        self._late(2)
        self._dialog(self.customer).action_send()
        self.assertText('first')

    def test_due_soon_is_no_reminder(self):
        self._add_level(-3, template='before')
        self._late(-3)
        self._run()
        self.assertText('before')
        with self._days_later(18):
            self._run()
            self.assertText('first')

    def test_mail_is_no_call(self):
        """Sending by hand leaves the call, and its activity, to be done."""
        call = self._call_level()
        self._late(50)
        self._dialog(self.customer).action_send()
        self.assertText('first')
        self.assertFalse(self._calls())
        self.assertFalse(self._actions().filtered(lambda action: action.level_id == call))
        self._run()
        self.assertEqual(len(self._calls()), 1)
        self.assertEqual(
            self._actions().filtered(lambda action: action.level_id == call).state, 'done'
        )
        self.assertEqual(len(self._reminders()), 1)

    def test_mail_leaves_a_call_to_approve(self):
        call = self._call_level(manual=True)
        self._late(50)
        self._run()
        waiting = self._actions(state='waiting')
        self.assertEqual(waiting.level_id, call)
        self._dialog(self.customer).action_send()
        self.assertEqual(waiting.state, 'waiting')
        self.assertFalse(self._calls())

    def test_mail_leaves_the_activity_of_a_call(self):
        self._call_level()
        self._late(50)
        self._run()
        call = self._calls()
        self._dialog(self.customer).action_send()
        self.assertEqual(self._calls(), call)
        self.assertTrue(call.active)
