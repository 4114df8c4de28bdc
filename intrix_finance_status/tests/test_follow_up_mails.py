from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import day
from .common_follow_up import SendingCommon


@tagged('post_install', '-at_install')
class TestFollowUpMails(SendingCommon):
    """What is in the mails, that they are right at the moment of sending, and sending by hand."""

    def test_sent(self):
        self._late(8)
        self._run()
        mail = self._reminders()
        self._send_queue()
        self.assertEqual(mail.state, 'sent')

    def test_mail_server_fails(self):
        """It shows in the worklist, and is written anew the next day, or sent by hand before."""
        self._late(8)
        self._run()
        mail = self._reminders()
        with patch.object(
            self.env.registry['ir.mail_server'], '_connect__', side_effect=OSError("No route")
        ):
            mail.send()
        self.assertEqual(mail.state, 'exception')
        self.assertRecordValues(self._actions(), [{'state': 'failed', 'note': "No route"}])
        self.assertEqual(self.customer.finance_follow_up_state, 'failed')
        self._run()
        self.assertEqual(self._reminders(), mail)
        mail.mark_outgoing()
        self._send_queue()
        self.assertEqual(mail.state, 'sent')
        self.assertRecordValues(self._actions(), [{'state': 'done', 'note': False}])

    def test_mail_server_fails_until_the_next_day(self):
        self._late(8)
        self._run()
        mail = self._reminders()
        with patch.object(
            self.env.registry['ir.mail_server'], '_connect__', side_effect=OSError("No route")
        ):
            mail.send()
        with self._days_later(1):
            self._run()
        # the old one can't be sent any more
        self.assertEqual(self._reminders().mapped('state'), ['cancel', 'outgoing'])
        self.assertRecordValues(self._actions(), [{'state': 'done'}])

    def test_paid_before_it_is_sent(self):
        invoice = self._late(8)
        self._run()
        mail = self._reminders()
        self._pay(invoice)
        self._send_queue()
        self.assertEqual(mail.state, 'cancel')
        self.assertRecordValues(self._actions(), [{'state': 'cancelled'}])
        self._run()
        self.assertEqual(self._reminders(), mail)

    def test_partly_paid_before_it_is_sent(self):
        """The mail with the old amount is not sent, one with the new amount is."""
        paid, left = self._late(8, 300), self._late(8, 200)
        self._run()
        old = self._reminders()
        self._pay(paid)
        self._send_queue()
        self.assertEqual(old.state, 'cancel')
        self._run()
        new = self._reminders() - old
        self.assertNotIn(paid.name, new.body_html)
        self.assertIn(left.name, new.body_html)
        self._send_queue()
        self.assertEqual(new.state, 'sent')
        self.assertRecordValues(
            self._actions().sorted('name'), [{'state': 'cancelled'}, {'state': 'done'}]
        )

    def test_disputed_before_it_is_sent(self):
        invoice = self._late(8)
        self._run()
        invoice.action_toggle_block_payment()
        self._send_queue()
        self.assertEqual(self._reminders().state, 'cancel')

    def test_more_is_overdue_before_it_is_sent(self):
        self._late(8)
        self._run()
        self._late(1)
        self._send_queue()
        self.assertEqual(self._reminders().state, 'sent')

    def test_other_mails_are_left_alone(self):
        mail = self.env['mail.mail'].create(
            {'model': 'res.partner', 'res_id': self.customer.id, 'email_to': 'x@example.com'}
        )
        self._send_queue()
        self.assertEqual(mail.state, 'sent')

    def test_languages_and_currencies(self):
        self.env['res.lang']._activate_lang('hr_HR')
        template = self.first.mail_template_id
        template.with_context(lang='hr_HR').subject = "Opomena"
        croatian = self._customer("Hrvat", email='hr@example.com', lang='hr_HR')
        usd = self._usd()
        self._late(8, partner=croatian)
        self._late(8, 500, partner=croatian, currency_id=usd.id)
        self._late(8)
        self._run()
        self.assertIn("friendly reminder", self._reminders().subject)
        mail = self._reminders(croatian)
        self.assertEqual(mail.subject, "Opomena")
        body = mail.body_html.replace('\xa0', ' ')
        for amount in ('1.000,00 €', '$ 500,00'):
            self.assertIn(f'<td align="right">{amount}</td>', body)
        self.assertIn(day(-8).strftime('%d.%m.%Y'), body.replace('. ', '.'))

    def test_link(self):
        self._late(8)
        self._run()
        self.assertIn(self.customer._finance_statement_url(), self._reminders().body_html)

    def test_attachments(self):
        self.policy.attach_statement = True
        self.policy.attach_invoices = True
        invoice = self._late(8)
        self._run()
        names = self._actions().attachment_ids.mapped('name')
        self.assertEqual(len(names), 2)
        self.assertIn(invoice._get_invoice_report_filename(), names)

    def test_approval(self):
        self.policy.level_ids.manual = True
        invoice = self._late(8)
        self._run()
        self.assertRecordValues(self._actions(), [{'state': 'waiting', 'kind': 'mail'}])
        self.assertFalse(self._reminders())
        self._run()
        self.assertEqual(len(self._actions()), 1)
        wizard = self._dialog(self.customer)
        self.assertEqual(len(wizard.line_ids), 1)
        self.assertFalse(wizard.left_out)
        self.assertIn("friendly reminder", wizard.line_ids.subject)
        self.assertIn(invoice.name, wizard.line_ids.body)
        wizard.action_send()
        self.assertRecordValues(
            self._actions(), [{'state': 'done', 'user_id': self.responsible.id}]
        )
        self.assertEqual(len(self._reminders()), 1)
        self._run()
        self.assertEqual(len(self._reminders()), 1)

    def test_waiting_is_superseded(self):
        self.first.manual = True
        self._late(8)
        self._run()
        with self._days_later(7):
            self._run()
        self.assertRecordValues(
            self._actions().sorted('level_days'), [{'state': 'skipped'}, {'state': 'done'}]
        )

    def test_by_hand_again(self):
        self._late(8)
        self._run()
        self._dialog(self.customer).action_send()
        self.assertEqual(len(self._reminders()), 2)
        self.assertRecordValues(
            self._actions(),
            [
                {'level_id': self.first.id, 'state': 'done'},
                {'level_id': False, 'state': 'done'},
            ],
        )

    def test_by_hand_before_the_level(self):
        self.policy.date_start = day(1)
        self._late(2)
        self._dialog(self.customer).action_send()
        self.assertIn("friendly reminder", self._reminders().subject)
        self.assertEqual(self._actions().level_id.ids, [])

    def test_by_hand_for_many(self):
        others = self.env['res.partner'].union(
            *(self._customer(f"Other {n}", email=f'{n}@example.com') for n in range(3))
        )
        for partner in others[:2]:
            self._late(8, partner=partner)
        wizard = self._dialog(others)
        self.assertEqual(len(wizard.line_ids), 2)
        self.assertIn("Other 2", wizard.left_out)
        wizard.action_send()
        self.assertTrue(self._reminders(others[0]))
        self.assertTrue(self._reminders(others[1]))
        self.assertFalse(self._reminders(others[2]))

    def test_by_hand_without_policy(self):
        self.policy.active = False
        self._late(8)
        with self.assertRaisesRegex(UserError, "no default policy"):
            self._dialog(self.customer)

    def test_salesperson_may_not(self):
        self._late(8)
        with self.assertRaises(AccessError):
            self._dialog(self.customer, user=self.salesperson)
