from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common_follow_up import SendingCommon


@tagged('post_install', '-at_install')
class TestFollowUpSending(SendingCommon):
    """What leaves the queue is owed, is what was shown, and shows nothing else."""

    def test_paid_without_being_matched(self):
        self._late(8)
        self._run()
        self._unmatched_payment(1000)
        self._send_queue()
        self.assertEqual(self._reminders().state, 'cancel')
        self._run()
        self.assertEqual(len(self._reminders()), 1)

    def test_unmatched_payment_is_matched(self):
        """The sum is what it was: the customer is reminded of it."""
        payment = self._unmatched_payment(300)
        self._run()
        invoice = self._late(8)
        self._run()
        self._receivable(payment.move_id + invoice).reconcile()
        self._send_queue()
        self.assertEqual(self._reminders().state, 'sent')

    def test_paid_while_something_else_became_overdue(self):
        """What was paid is not made up for by a dispute that ended."""
        disputed = self._late(9)
        disputed.action_toggle_block_payment()
        paid = self._late(8)
        self._run()
        self.assertEqual(self._actions().name, paid.name)
        disputed.action_toggle_block_payment()
        self._pay(paid)
        self._send_queue()
        self.assertEqual(self._reminders().state, 'cancel')

    def test_soon_after_midnight(self):
        """What became overdue at midnight here, where it is still yesterday in UTC."""
        self.responsible.tz = 'Europe/Zagreb'
        self._late(8)
        self._late(0, 100)
        with freeze_time('2026-03-16 23:30:00'):
            self._run()
            self.assertIn("1,100.00", self._reminders().body_html)
            self._send_queue()
            self.assertEqual(self._reminders().state, 'sent')

    def test_preview_of_what_is_due_soon(self):
        self._add_level(-3, template='before', manual=True)
        invoice = self._late(-3)
        self._run()
        dialog = self._dialog(self.customer)
        self.assertIn(invoice.name, dialog.line_ids.body)
        dialog.action_send()
        self.assertIn(invoice.name, self._reminders().body_html)

    def test_preview_of_nobody_else(self):
        """The preview is rendered as superuser: whom it is of is not for the client to say."""
        self._late(8)
        partner = self.env.ref('base.user_admin').partner_id
        values = {'partner_id': partner.id}
        Dialog = self.env['finance.reminder.send'].with_user(self.responsible)
        with self.assertRaises(AccessError):
            Dialog.create(
                {
                    'partner_ids': [Command.set(self.customer.ids)],
                    'line_ids': [Command.create(values)],
                }
            )
        dialog = self._dialog(self.customer)
        for line in (dialog.line_ids, dialog.line_ids.browse()):
            with self.assertRaises(AccessError):
                (line.write if line else line.create)({**values, 'send_id': dialog.id})
        for values in ({'shown': []}, {'edited': {}}, {'is_pending': False}, {'amount': 1}):
            with self.assertRaises(AccessError):
                dialog.line_ids.write(values)

    def test_customer_of_another_company(self):
        self._late(8)
        company = self.setup_other_company(name="Other")['company']
        self.customer.company_id = self.env.company
        stranger = new_test_user(
            self.env,
            'sending_other',
            'account.group_account_invoice',
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        with self.assertRaises(AccessError):
            self.env['finance.reminder.send'].with_user(stranger).create(
                {'partner_ids': [Command.set(self.customer.ids)]}
            ).line_ids.mapped('body')

    def test_customer_who_joined_a_company(self):
        self._late(8)
        self._run()
        self.customer.parent_id = self._customer("Parent")
        self.assertNotEqual(self.customer.commercial_partner_id, self.customer)
        self._send_queue()
        self.assertEqual(self._reminders().state, 'sent')

    def test_attachments_can_be_opened(self):
        """By whoever may see the log, not by everybody who may read the customer's messages."""
        employee = self._user('follow_up_employee', 'base.group_user')
        self.policy.attach_statement = True
        self.policy.attach_invoices = True
        self._late(8)
        self._late(9)
        self._run()
        self.assertFalse(self._reminders().attachment_ids)
        attachments = self._actions().attachment_ids
        self.assertEqual(len(attachments), 3)
        for attachment in attachments:
            self.assertTrue(attachment.with_user(self.responsible).raw)
            for user in (self.salesperson, employee):
                with self.assertRaises(AccessError):
                    attachment.with_user(user).check_access('read')

    def test_documents_sent_before_are_attached(self):
        self.policy.attach_invoices = True
        invoice = self._late(8)
        self.env['account.move.send']._generate_and_send_invoices(invoice, sending_methods=[])
        self.assertTrue(invoice.invoice_pdf_report_id)
        self._run()
        self.assertEqual(self._actions().attachment_ids, invoice.invoice_pdf_report_id)
        self._send_queue()
        [email] = self._mails
        self.assertEqual(email['attachments'][0][0], invoice.invoice_pdf_report_id.name)
        self.assertEqual(invoice.invoice_pdf_report_id.res_id, invoice.id)

    def test_attachments_are_sent(self):
        self.policy.attach_statement = True
        self._late(8)
        self._run()
        self._send_queue()
        [email] = self._mails
        [(name, content, mimetype)] = email['attachments']
        self.assertEqual(name, self._actions().attachment_ids.name)
        self.assertIn(self.customer.name.encode(), content)
        self.assertEqual(mimetype, self._actions().attachment_ids.mimetype)

    def test_large_attachments_are_linked(self):
        self.env['ir.config_parameter'].sudo().set_param('base.default_max_email_size', '0.01')
        self.policy.attach_statement = True
        self._late(8)
        self._run()
        self._send_queue()
        [email] = self._mails
        self.assertFalse(email['attachments'])
        self.assertIn(self._actions().attachment_ids.access_token, email['body'])

    def test_sender_who_left(self):
        leaver = self._user('follow_up_leaver', 'account.group_account_invoice')
        self.customer.finance_responsible_id = leaver
        leaver.active = False
        self._late(8)
        self._run()
        self.assertEqual(self._reminders().email_from, self.responsible.email_formatted)

    def test_name_is_no_html(self):
        """Names of documents kept elsewhere, and of customers, come from outside."""
        self.customer.name = '<b class="evil">Customer</b>'
        self._add_level(1, template=False, notify_salesperson='activity')
        self.first.unlink()
        order = self._order(user_id=self.salesperson.id)
        source = self._source()
        document = self._document(source, days=8, name='<b class="evil">E1</b>')
        document.order_ids = [Command.create({'order_id': order.id, 'amount': 1000})]
        self._run()
        self.assertIn('E1', order.message_ids[0].body)
        self.assertNotIn('<b', order.message_ids[0].body)
        self.assertNotIn('<b', self._actions().activity_ids.note)
        self._dialog(self.customer).action_send()
        self.assertNotIn('<b class="evil">', self._reminders().body_html)
