import re
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from .common import day
from .common_follow_up import SendingCommon

TOKEN = re.compile(r'/my/open-items/\d+\?access_token=[\w-]+')


@tagged('post_install', '-at_install')
class TestStatementLinks(SendingCommon, HttpCase):
    """A link that needs no login is in the mail that leaves, and can't be found anywhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._plain_invoice(1234.5, due=day(-8), date=day(-20))
        cls.Link = cls.env['finance.status.statement.link']
        cls.employee = cls._user('links_employee', 'base.group_user,base.group_partner_manager')

    def _links(self, text):
        return sorted(set(TOKEN.findall(text)))

    def _link_of_reminder(self):
        self._run()
        self._send_queue()
        [email] = self._mails
        [link] = self._links(email['body'])
        return link

    def assertNowhere(self, mail):
        """Check that neither the customer's history nor the queue or the log has a link."""
        message = mail.mail_message_id
        for text in (
            mail.body_html,
            message.body,
            message.preview,
            mail.references,
            mail.headers,
            self._actions()[:1].body,
        ):
            self.assertNotIn('access_token', text or '')
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM finance_status_statement_link WHERE partner_id = %s", self.customer.ids
        )
        for row in self.env.cr.fetchall():
            for token in self._tokens:
                self.assertNotIn(token, str(row))

    def assertEnded(self, link):
        response = self.url_open(link)
        self.assertEqual(response.status_code, 403)
        self.assertIn('o_finance_link_ended', response.text)
        self.assertNotIn("1,234.50", response.text)

    def assertOpens(self, link):
        response = self.url_open(link)
        self.assertEqual(response.status_code, 200)
        self.assertIn("1,234.50", response.text)
        return response

    def test_reminder(self):
        """The employee who reads the customer's history finds no way to the invoices there."""
        link = self._link_of_reminder()
        self._tokens = [link.partition('=')[2]]
        mail = self._reminders()
        self.assertIn(f'/my/open-items/{self.customer.id}"', mail.body_html)
        message = mail.mail_message_id.with_user(self.employee)
        self.assertIn(self.invoice.name, message.body)
        self.assertNotIn('access_token', message.body)
        self.assertNowhere(mail)
        self.assertOpens(link)
        record = self.customer.finance_link_ids
        self.assertRecordValues(
            record,
            [
                {
                    'company_id': self.env.company.id,
                    'email': self.customer.email_formatted,
                    'mail_message_id': mail.mail_message_id.id,
                    'date_end': day(90),
                    'state': 'valid',
                }
            ],
        )

    def test_both_parts_of_a_mail(self):
        link = self._link_of_reminder()
        [email] = self._mails
        self.assertEqual(self._links(email['body_alternative']), [link])

    def test_invoice(self):
        """What opens an invoice from there ends with the link, and can be revoked with it."""
        page = self.assertOpens(self._link_of_reminder())
        [path] = re.findall(rf'/my/open-items/\d+/invoices/{self.invoice.id}\?[^"]+', page.text)
        self.assertFalse(self.invoice.access_token)
        response = self.url_open(path)
        self.assertEqual(response.headers['Content-Type'], 'application/pdf')
        self.customer.finance_link_ids.with_user(self.responsible).action_revoke()
        self.assertEnded(path)

    def test_invoice_of_somebody_else(self):
        strange = self._plain_invoice(777.7, due=day(-4), partner=self._customer("Stranger"))
        link = self._link_of_reminder()
        path = link.replace('?', f'/invoices/{strange.id}?')
        response = self.url_open(path)
        self.assertNotEqual(response.headers['Content-Type'], 'application/pdf')
        self.assertNotIn("777.70", response.text)

    def test_revoke_one(self):
        first = self._link_of_reminder()
        self._dialog(self.customer).action_send()
        self._send_queue()
        [second] = self._links(self._mails[-1]['body'])
        self.assertNotEqual(first, second)
        old = self.customer.finance_link_ids[-1]
        old.with_user(self.responsible).action_revoke()
        self.assertEqual((old.state, old.revoked_by_id), ('revoked', self.responsible))
        self.assertEnded(first)
        self.assertOpens(second)

    def test_revoke_all_of_a_customer(self):
        other = self._customer("Other", email='other@example.com')
        self._late(8, partner=other)
        self._run()
        self._send_queue()
        self.customer.with_user(self.responsible).action_finance_revoke_links()
        self.assertEqual(self.customer.finance_link_ids.state, 'revoked')
        self.assertEqual(other.finance_link_ids.state, 'valid')
        for email in self._mails:
            [link] = self._links(email['body'])
            if f'/{self.customer.id}?' in link:
                self.assertEnded(link)
            else:
                self.assertEqual(self.url_open(link).status_code, 200)

    def test_period_of_the_company(self):
        self.env.company.finance_link_days = 10
        link = self._link_of_reminder()
        with freeze_time(datetime.now() + timedelta(days=10)):
            self.assertOpens(link)
        with freeze_time(datetime.now() + timedelta(days=11)):
            self.env.invalidate_all()
            self.assertEqual(self.customer.finance_link_ids.state, 'expired')
            self.assertEnded(link)

    def test_search(self):
        for end, revoked in ((1, False), (0, False), (-1, False), (1, True)):
            self.Link._issue(self.customer, self.env.company)
            link = self.Link.search([], limit=1)
            link.sudo().date_end = day(end)
            if revoked:
                link.action_revoke()
        links = self.customer.finance_link_ids
        for state, count in (('valid', 2), ('expired', 1), ('revoked', 1)):
            found = self.Link.search([('state', '=', state), ('partner_id', '=', self.customer.id)])
            self.assertEqual(found, links.filtered(lambda link, state=state: link.state == state))
            self.assertEqual(len(found), count)

    def test_who_may(self):
        self._link_of_reminder()
        link = self.customer.finance_link_ids
        stranger = new_test_user(
            self.env,
            'links_stranger',
            'account.group_account_invoice',
            company_id=self.setup_other_company(name="Other")['company'].id,
            company_ids=[(6, 0, self.env['res.company'].search([('name', '=', "Other")]).ids)],
        )
        for user in (self.employee, self.salesperson, stranger):
            with self.assertRaises(AccessError):
                link.with_user(user).read(['email'])
            with self.assertRaises(AccessError):
                link.with_user(user).action_revoke()
        for user in (self.employee, self.salesperson):
            with self.assertRaises(AccessError):
                self.customer.with_user(user).action_finance_revoke_links()
            with self.assertRaises(AccessError):
                self.customer.with_user(user).read(['finance_link_ids'])
        self.customer.with_user(stranger).action_finance_revoke_links()
        self.assertEqual(link.state, 'valid')
        # not even who administers everything reads what a link is known by, or prolongs one
        for user in (self.responsible, self.env.ref('base.user_admin')):
            with self.assertRaises(AccessError):
                link.with_user(user).read(['token_hash'])
            with self.assertRaises(AccessError):
                link.with_user(user).write({'date_end': day(900)})
            with self.assertRaises(AccessError):
                self.Link.with_user(user).create({'partner_id': self.customer.id})
            with self.assertRaises(AccessError):
                self.Link.with_user(user).search([('token_hash', 'like', 'a')])

    def test_statement_to_many(self):
        other = self._customer("Other", email='other@example.com')
        self._late(8, partner=other)
        dialog = self.env['finance.statement.print'].with_user(self.responsible)
        dialog.create({'partner_ids': (self.customer + other).ids}).action_send()
        self.assertNotIn('access_token', self._reminders().mail_message_id.body)
        self._send_queue()
        links = [self._links(email['body']) for email in self._mails]
        self.assertEqual([len(of_mail) for of_mail in links], [1, 1])

    def _compose(self, user, followers=()):
        """Mail the statement from the composer as a user; return the mails that leave."""
        self.customer.message_subscribe([partner.id for partner in followers])
        composer = Form(
            self.env['mail.compose.message']
            .with_user(user)
            .with_context(
                default_model='res.partner',
                default_res_ids=self.customer.ids,
                default_composition_mode='comment',
                default_partner_ids=self.customer.ids,
                force_email=True,
            )
        )
        composer.subject = "Open items"
        composer.body = f'<p><a href="{self.customer._finance_statement_url()}">Open</a></p>'
        with self.mock_mail_gateway():
            composer.save()._action_send_mail()
            self.env['mail.mail'].process_email_queue()
        return {email['email_to'][0]: email for email in self._mails}

    def test_composer(self):
        """The customer gets the link, colleagues who follow the customer don't."""
        self.responsible.group_ids += self.env.ref('base.group_partner_manager')
        self.employee.notification_type = 'email'
        follower = self._customer("Somebody", email='somebody@example.com')
        partners = self.employee.partner_id + follower
        emails = self._compose(self.responsible, partners)
        self.assertEqual(len(self._links(emails[self.customer.email_formatted]['body'])), 1)
        for partner in partners:
            self.assertFalse(self._links(emails[partner.email_formatted]['body']))
        message = self.customer.message_ids[0]
        self.assertIn('/my/open-items/', message.body)
        self.assertNotIn('access_token', message.body)

    def test_composer_of_who_is_not_finance(self):
        """Typing the address does not make a link, whoever it is mailed to."""
        for user in (self.employee, self.salesperson):
            emails = self._compose(user)
            self.assertIn(self.customer.email_formatted, emails)
            for email in emails.values():
                self.assertFalse(self._links(email['body']))
        self.assertFalse(self.customer.finance_link_ids)

    def test_templates_of_who_is_not_finance(self):
        """The mails of finance list items of all books: nobody else can render them."""
        with self.assertRaises(AccessError):
            self.customer.with_user(self.employee)._finance_reminder_table()
