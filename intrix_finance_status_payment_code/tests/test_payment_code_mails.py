from odoo.addons.intrix_finance_status.tests.common_follow_up import SendingCommon
from odoo.tests import tagged

from ..codes.references import HR, of_customer, of_number
from .payment_code_common import PaymentCodeMixin
from .pictures import payloads, pictures, read


@tagged('post_install', '-at_install')
class TestPaymentCodeMails(PaymentCodeMixin, SendingCommon):
    """Reminders have the codes of what they list."""

    def test_in_the_queue(self):
        first, second = self._late(8, 100), self._late(9, 50.5)
        self._late(-20, 999)
        self._run()
        [mail] = self._reminders()
        whole, *others = payloads(mail.body_html)
        self.assertIn(b'000000000015050', whole)
        self.assertIn(of_customer(self.customer.id, HR)[5:].encode(), whole)
        for invoice in (first, second):
            self.assertIn(of_number(invoice.name, HR), mail.body_html)
            number = of_number(invoice.name, HR)[5:].encode()
            self.assertEqual(len([text for text in others if number in text]), 1)
        self.assertEqual(len(others), 2)
        # the customer's history has what to type, and no files
        self.assertNotIn('<img', mail.mail_message_id.body)
        self.assertIn(of_number(first.name, HR), mail.mail_message_id.body)
        self.assertFalse(mail.attachment_ids)

    def test_as_it_leaves(self):
        """Pictures are parts of the mail; the plain text has none."""
        invoice = self._late(8)
        self._run()
        [mail] = self._reminders()
        [email] = mail._prepare_outgoing_list()
        message = self.env['ir.mail_server']._build_email__(
            email_from='a@example.com',
            email_to=['b@example.com'],
            subject="x",
            body=email['body'],
            body_alternative=email['body_alternative'],
            subtype='html',
            subtype_alternative='plain',
            attachments=[('x.pdf', b'%PDF', 'application/pdf')],
        )
        html = message.get_body(('html',))
        self.assertNotIn('data:', html.get_content())
        [picture] = [part for part in message.walk() if part.get_content_type() == 'image/png']
        self.assertIn(f'src="cid:{picture["Content-ID"][1:-1]}"', html.get_content())
        [code] = read(picture.get_content())
        self.assertIn(of_number(invoice.name, HR)[5:].encode(), code.bytes)
        text = message.get_body(('plain',)).get_content()
        self.assertIn(of_number(invoice.name, HR), text)
        self.assertNotIn('base64', text)
        self.assertEqual([part.get_filename() for part in message.iter_attachments()], ['x.pdf'])

    def test_sent(self):
        self._late(8)
        self._run()
        self._send_queue()
        self.assertEqual(self._reminders().state, 'sent')

    def test_credits(self):
        self._late(8, 100)
        self._late(8, 70)
        self._unmatched_payment(30)
        self._run()
        [mail] = self._reminders()
        self.assertIn(b'000000000014000', payloads(mail.body_html)[0])

    def test_none(self):
        self.company.finance_payment_codes = 'none'
        self._late(8)
        self._run()
        self.assertFalse(pictures(self._reminders().body_html))

    def test_written_by_hand(self):
        """A person who changes the text sends the codes all the same."""
        self._late(8)
        dialog = self._dialog(self.customer)
        line = dialog.line_ids
        line.subject = "Please pay"
        self.assertEqual(len(payloads(line.body)), 1)
        dialog.action_send()
        self.assertEqual(len(payloads(self._reminders().body_html)), 1)
