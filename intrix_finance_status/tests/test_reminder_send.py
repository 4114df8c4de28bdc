from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import day
from .common_follow_up import SendingCommon


@tagged('post_install', '-at_install')
class TestReminderSend(SendingCommon):
    """The dialog shows the mail that each customer gets; a person may take another, or edit it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.date_start = day(1)
        cls.other = cls._customer("Other", email='other@example.com')

    def test_shows_the_mail(self):
        invoice = self._late(8)
        action = self.customer.with_user(self.responsible).action_finance_send_reminder()
        self.assertEqual(action['res_model'], 'finance.reminder.send.line')
        with Form(
            self.env[action['res_model']].with_user(self.responsible).browse(action['res_id'])
        ) as form:
            self.assertEqual(form.email, self.customer.email_formatted)
            self.assertEqual(form.template_id, self.first.mail_template_id)
            self.assertIn(invoice.name, form.body)
            self.assertNotIn('access_token', form.body)
            form.template_id = self.last.mail_template_id
            self.assertIn("last reminder", form.subject)
            self.assertIn("without an answer", form.body)
        form.record.action_send()
        mail = self._reminders()
        self.assertIn("last reminder", mail.subject)
        self.assertRecordValues(
            self._actions(),
            [{'mail_template_id': self.last.mail_template_id.id, 'mail_days': 30}],
        )

    def test_edited(self):
        """What was edited is sent as it stands, with the link; the template stays as it is."""
        self._late(8)
        line = self._dialog(self.customer).line_ids
        with Form(line) as form:
            form.is_edited = True
            form.subject = "About our call"
            form.body = form.body.replace("it may have escaped", "as we said,")
        line.action_send()
        self._send_queue()
        [email] = self._mails
        self.assertEqual(email['subject'], "About our call")
        self.assertIn("as we said,", email['body'])
        self.assertIn('access_token', email['body'])
        self.assertIn("as we said,", self._reminders().mail_message_id.body)
        self.assertNotIn('access_token', self._reminders().mail_message_id.body)
        self.assertNotIn("as we said", self.first.mail_template_id.body_html)

    def test_editing_taken_back(self):
        self._late(8)
        line = self._dialog(self.customer).line_ids
        with Form(line) as form:
            form.is_edited = True
            form.subject = "About our call"
        with Form(line) as form:
            form.is_edited = False
            self.assertIn("friendly reminder", form.subject)
        line.action_send()
        self.assertIn("friendly reminder", self._reminders().subject)

    def test_edited_and_another_mail(self):
        """Another mail is that one, not the edited text of the first."""
        self._late(8)
        line = self._dialog(self.customer).line_ids
        with Form(line) as form:
            form.is_edited = True
            form.subject = "About our call"
        with Form(line) as form:
            form.template_id = self.second.mail_template_id
            self.assertIn("second reminder", form.subject)
        line.action_send()
        self.assertIn("second reminder", self._reminders().subject)

    def test_paid_after_it_was_edited(self):
        """An edited mail tells of what was owed then: it is not sent when that has changed."""
        paid = self._late(8, 300)
        self._late(8, 200)
        line = self._dialog(self.customer).line_ids
        with Form(line) as form:
            form.is_edited = True
            form.subject = "About our call"
        self._pay(paid)
        told = line.action_send()
        self.assertFalse(self._reminders())
        self.assertIn("Paid, changed or reminded meanwhile: Customer", told['params']['message'])

    def test_many(self):
        """Each customer gets its own mail; who was removed gets none."""
        third = self._customer("Third", email='third@example.com')
        for partner in (self.customer, self.other, third):
            self._late(40, partner=partner)
        dialog = self._dialog(self.customer + self.other + third)
        lines = {line.partner_id: line for line in dialog.line_ids}
        with Form(dialog) as form:
            index = dialog.line_ids.ids.index(lines[self.other].id)
            with form.line_ids.edit(index) as line:
                line.template_id = self.last.mail_template_id
            form.line_ids.remove(dialog.line_ids.ids.index(lines[third].id))
        told = dialog.action_send()
        self.assertIn("Customers reminded: 2", told['params']['message'])
        self.assertIn("friendly reminder", self._reminders().subject)
        self.assertIn("last reminder", self._reminders(self.other).subject)
        self.assertFalse(self._reminders(third))

    @mute_logger(
        'odoo.addons.mail.models.mail_render_mixin',
        'odoo.addons.intrix_finance_status.models.finance_status_follow_up_step',
    )
    def test_what_failed_and_what_was_sent(self):
        """The message tells of all: sent, failed, without an address, paid meanwhile."""
        broken = self._customer("Broken", email='broken@example.com')
        paid = self._customer("Paid", email='paid@example.com')
        silent = self._customer("Silent")
        customers = self.customer + self.other + broken + paid + silent
        invoices = {partner: self._late(8, partner=partner) for partner in customers}
        dialog = self._dialog(customers)
        self._pay(invoices[paid])
        items = self.registry['res.partner']._finance_reminder_items

        def fail_for_one(partner):
            if partner == broken:
                raise ZeroDivisionError
            return items(partner)

        with patch.object(self.registry['res.partner'], '_finance_reminder_items', fail_for_one):
            told = dialog.action_send()['params']
        self.assertEqual(told['type'], 'danger')
        for text in (
            "Customers reminded: 2",
            "Without an e-mail address, a colleague gets a task: Silent",
            "Paid, changed or reminded meanwhile: Paid",
            "Could not be sent, see the worklist: Broken",
        ):
            self.assertIn(text, told['message'])

    def test_mails_of_the_policy_only(self):
        """A mail is rendered as superuser: what anybody may write is none of them."""
        self._late(8)
        foreign = self.env['mail.template'].create(
            {
                'name': "Foreign",
                'model_id': self.env.ref('base.model_res_partner').id,
                'body_html': '<p t-out="object.name"/>',
            }
        )
        line = self._dialog(self.customer).line_ids
        with self.assertRaises(AccessError):
            line.template_id = foreign
        with self.assertRaises(AccessError):
            line.onchange(
                {'template_id': foreign.id}, ['template_id'], {'template_id': {}, 'body': {}}
            )

    def test_body_is_safe(self):
        self._late(8)
        line = self._dialog(self.customer).line_ids
        line.write({'is_edited': True, 'body': '<p onclick="x()">Pay<script>alert(1)</script></p>'})
        line.action_send()
        for text in (self._reminders().body_html, self._reminders().mail_message_id.body):
            self.assertIn("Pay", text)
            self.assertNotIn('script', text)
            self.assertNotIn('onclick', text)
