from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.tests import tagged

from .common_follow_up import SendingCommon

NO_ADDRESS = 'intrix_finance_status.mail_activity_type_no_address'


@tagged('post_install', '-at_install')
class TestFollowUpAddresses(SendingCommon):
    """An address that never works becomes a task for a colleague, once."""

    def _refuse(self, error="550 no such user"):
        """Send the queue to a server that refuses every recipient."""
        with (
            self.mock_mail_gateway(),
            patch.object(
                self.env.registry['ir.mail_server'],
                'send_email',
                side_effect=MailDeliveryException("Mail Delivery Failed", error),
            ),
        ):
            self.env['mail.mail'].process_email_queue()
        self.env.invalidate_all()

    def _run_on(self, *days):
        for number in days:
            with self._days_later(number):
                self._run()
                self._refuse()

    def _tasks(self):
        return (
            self.env['mail.activity']
            .with_context(active_test=False)
            .search(
                [
                    ('res_model', '=', 'res.partner'),
                    ('res_id', '=', self.customer.id),
                    ('activity_type_id', '=', self.env.ref(NO_ADDRESS).id),
                ]
            )
        )

    def test_never_works(self):
        self._late(7)
        self._run_on(0, 1)
        self.assertFalse(self._tasks())
        self.assertEqual(self._actions().state, 'failed')
        self._run_on(2)
        task = self._tasks()
        self.assertEqual(task.user_id, self.responsible)
        self.assertIn("customer@example.com", task.summary)
        self.assertIn("1,000.00", task.note)
        self.assertRecordValues(
            self._actions(),
            [
                {
                    'state': 'done',
                    'kind': 'activity',
                    'email_refused': 'customer@example.com',
                    'activity_ids': task.ids,
                }
            ],
        )
        self.assertIn("550", self._actions().note)
        mails = self._reminders()
        self._run_on(3, 4, 5)
        self.assertEqual(self._reminders(), mails)
        self.assertEqual(self._tasks(), task)
        # the next level does not try it again either
        self._run_on(8, 9)
        self.assertEqual(self._reminders(), mails)
        self.assertEqual(self._tasks(), task)

    def test_corrected(self):
        """Mails go to the new address from the next level on; nothing was mailed before."""
        self._late(7)
        self._run_on(0, 1, 2)
        self.customer.email = 'right@example.com'
        with self._days_later(8):
            self._run()
            self._send_queue()
        mail = self._reminders()[-1]
        self.assertEqual(mail.state, 'sent')
        self.assertIn("it may have escaped", mail.body_html)

    def test_works_after_all(self):
        """Who sends it by hand finds out that the address works: levels mail to it again."""
        self._late(7)
        self._run_on(0, 1, 2)
        with self._days_later(3):
            self._dialog(self.customer).action_send()
            self._send_queue()
        self.assertFalse(self._actions().filtered('email_refused'))
        with self._days_later(8):
            self._run()
            self._send_queue()
            self.assertEqual(self._reminders()[-1].state, 'sent')

    def test_no_address_at_all(self):
        """What is no address is not tried on three days."""
        self.customer.email = 'nonsense'
        self._late(7)
        self._run()
        self._send_queue()
        self.assertEqual(len(self._tasks()), 1)
        self.assertEqual(self._actions().kind, 'activity')
        self._run()
        self.assertEqual(len(self._reminders()), 1)

    def _bounce(self, email='customer@example.com'):
        message = self._reminders()[-1].mail_message_id
        self.env['mail.thread']._routing_handle_bounce(
            None,
            {
                'bounced_email': email,
                'bounced_partner': self.env['res.partner'],
                'bounced_msg_ids': [message.message_id],
                'bounced_message': message,
                'body': "550 no such user",
                'email_from': 'mailer-daemon@example.com',
                'to': 'bounce@example.com',
                'message_id': '<x>',
            },
        )
        self.env.invalidate_all()

    def test_comes_back(self):
        """What a mail server takes and sends back later was not read."""
        self._late(7)
        for number in range(3):
            with self._days_later(number):
                self._run()
                self._send_queue()
                self._bounce('somebody@example.com')
                self.assertEqual(self._actions().state, 'done')
                self._bounce()
            if number < 2:
                self.assertEqual(self._actions().state, 'failed')
                self.assertFalse(self._tasks())
        self.assertEqual(len(self._reminders()), 3)
        self.assertEqual(len(self._tasks()), 1)
        self._run_on(3, 8)
        self.assertEqual(len(self._reminders()), 3)

    def test_server_is_down(self):
        """That is nobody's address."""
        self._late(7)
        for number in range(5):
            with self._days_later(number):
                self._run()
                with patch.object(
                    self.env.registry['ir.mail_server'], '_connect__', side_effect=OSError("Down")
                ):
                    self._reminders()[-1].send()
                self.env.invalidate_all()
        self.assertFalse(self._tasks())
        self.assertEqual(self._actions().state, 'failed')
