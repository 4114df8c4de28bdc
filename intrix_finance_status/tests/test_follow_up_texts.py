from odoo.tests import tagged
from odoo.tools import mute_logger

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

    def _runs(self, *days):
        """Run so many days from now, each with what was mailed by then."""
        mailed = []
        for later in days:
            with self._days_later(later):
                self._run()
                mailed.append(len(self._reminders()))
        return mailed

    def test_next_after_the_friendly_one(self):
        """First seen late, the next texts follow as many days apart as their levels are."""
        self._document(self._source(), days=40)
        self.assertEqual(self._runs(0, 7, 8), [1, 1, 2])
        self.assertText('second')
        self.assertEqual(self._runs(8, 22, 23), [2, 2, 3])
        self.assertText('last')
        self.assertEqual(self._runs(24, 60, 100), [3, 3, 3])
        mailed = self._actions(state='done')
        self.assertEqual(mailed.mapped('mail_days'), [7, 15, 30])
        # the newest is the level's own
        self.assertEqual(mailed.level_id, self.second | self.last)
        self.assertEqual(self._actions(level_id=self.last.id).mail_days, 30)
        self.assertEqual(
            self._actions().mapped('mail_template_id'),
            (self.first | self.second | self.last).mail_template_id,
        )

    def test_next_text_is_all_that_follows(self):
        """The level whose text it is has nothing else to do any more, but the others have."""
        call = self._call_level(45)
        self.second.write(
            {'activity_type_id': self.env.ref(CALL).id, 'notify_salesperson': 'activity'}
        )
        self._document(self._source(), days=40)
        self._runs(0)
        self.assertFalse(self._calls())
        self.assertEqual(self._runs(5), [1])
        self.assertEqual(len(self._calls()), 1)
        self.assertEqual(self._calls().summary, call.name)
        self.assertEqual(self._runs(8), [2])
        self.assertText('second')
        self.assertEqual(len(self._calls()), 1)
        self.assertEqual(self._calls().summary, call.name)

    def test_next_text_needs_approval(self):
        self.policy.level_ids.manual = True
        self._document(self._source(), days=40)
        self._run()
        self._dialog(self.customer).action_send()
        self.assertText('first')
        with self._days_later(8):
            self._run()
            self.assertEqual(len(self._reminders()), 1)
            waiting = self._actions(state='waiting')
            self.assertEqual(waiting.level_id, self.second)
            self._run()
            self.assertEqual(self._actions(state='waiting'), waiting)
            self._dialog(self.customer).action_send()
            self.assertText('second')
            self.assertEqual(waiting.state, 'done')
            self.assertEqual(waiting.mail_days, 15)
            self.assertFalse(self._actions(state='waiting'))

    def test_next_text_in_one_mail(self):
        """With what has reached a level the same day."""
        self._document(self._source(), days=40)
        self._document(
            self.env['finance.status.source'].search([('code', '=', 'bookkeeper')]),
            days=-1,
            name='EXT-2',
        )
        self.assertEqual(self._runs(0, 8), [1, 2])
        self.assertText('second')
        self.assertIn('EXT-2', self._reminders()[-1].body_html)

    def test_next_text_once_paid(self):
        document = self._document(self._source(), days=40)
        self._run()
        document.source_amount_paid = document.amount_total
        self.assertEqual(self._runs(8, 30), [1, 1])

    def test_next_text_fails(self):
        """It is tried the next day, and nothing goes twice."""
        self._document(self._source(), days=40)
        self._run()
        body = self.second.mail_template_id.body_html
        self.second.mail_template_id.body_html = (
            '<p t-out="1 / (0 if object.name == \'Customer\' else 1)"/>'
        )
        with mute_logger('odoo.addons.intrix_finance_status.models.finance_status_follow_up_step'):
            self.assertEqual(self._runs(8, 8), [1, 1])
        self.assertEqual(self._actions(state='failed').level_id, self.second)
        self.second.mail_template_id.body_html = body
        self.assertEqual(self._runs(8, 9, 10), [1, 2, 2])
        self.assertText('second')

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
