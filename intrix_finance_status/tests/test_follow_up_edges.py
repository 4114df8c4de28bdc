from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import day
from .common_follow_up import SendingCommon


@tagged('post_install', '-at_install')
class TestFollowUpEdges(SendingCommon):
    """What happens between writing a reminder and sending it, and where two ways meet."""

    def _fail(self, mail):
        with patch.object(
            self.env.registry['ir.mail_server'], '_connect__', side_effect=OSError("No route")
        ):
            mail.send()
        self.env.invalidate_all()

    def _branch(self, **values):
        branch = self.env['res.company'].create(
            {'name': "Branch", 'parent_id': self.env.company.id, **values}
        )
        self.env.cr.precommit.run()
        self.env.user.company_ids += branch
        self.responsible.company_ids += branch
        return branch

    def _late_in(self, company, days=8, amount=100):
        invoice = (
            self.env['account.move']
            .with_company(company)
            .create(
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'invoice_date': day(-30 - days),
                    'invoice_date_due': day(-days),
                    'invoice_payment_term_id': False,
                    'invoice_line_ids': [
                        Command.create({'name': "Line", 'price_unit': amount, 'tax_ids': []})
                    ],
                }
            )
        )
        invoice.action_post()
        return invoice

    def test_personal_mail_server(self):
        """Odoo refuses to send nothing by a user's own server: the queue would stop there."""
        self.env['ir.mail_server'].create(
            {
                'name': "Own",
                'smtp_host': 'localhost',
                'smtp_user': self.responsible.email,
                'from_filter': self.responsible.email,
                'owner_user_id': self.responsible.id,
            }
        )
        self._late(8)
        self._dialog(self.customer).action_send()
        mail = self._reminders()
        self.assertIn(self.responsible.email, mail.email_from)
        with self.mock_mail_gateway():
            mail.send(raise_exception=True)
        self.assertEqual(mail.state, 'sent')

    def test_failed_and_paid(self):
        """Who tries a failed mail again does not remind of what was paid."""
        invoice = self._late(8)
        self._run()
        mail = self._reminders()
        self._fail(mail)
        self._pay(invoice)
        self.engine._close_settled()
        self.assertEqual(self._actions().state, 'cancelled')
        mail.mark_outgoing()
        self._send_queue()
        self.assertEqual(mail.state, 'cancel')

    def test_only_the_mail_is_tried_again(self):
        """Salespeople are told once, however often the mail fails."""
        self.first.notify_salesperson = 'activity'
        order = self._order(user_id=self.salesperson.id)
        self._invoice(order, due=day(-8), date=day(-38))
        self._run()
        notes = order.message_ids
        self._fail(self._reminders())
        with self._days_later(1):
            self._run()
        self.assertEqual(self._reminders().mapped('state'), ['cancel', 'outgoing'])
        self.assertEqual(order.message_ids, notes)
        activities = self.env['mail.activity'].search([('user_id', '=', self.salesperson.id)])
        self.assertEqual(len(activities), 1)

    def test_document_deleted_before_it_is_sent(self):
        first, _second = self._late(9), self._late(8)
        self._run()
        self.assertTrue(self._actions().filtered('items_told').name, first.name)
        first.button_draft()
        first.name = '/'
        first.unlink()
        self._send_queue()
        self.assertEqual(self._reminders().state, 'cancel')

    def test_two_colleagues(self):
        """Who sends what another one has sent meanwhile is told so, and sends nothing."""
        self.first.manual = True
        self._late(8)
        self._run()
        dialogs = [self._dialog(self.customer), self._dialog(self.customer)]
        dialogs[0].action_send()
        told = dialogs[1].action_send()
        self.assertEqual(len(self._reminders()), 1)
        self.assertIn(self.customer.name, told['params']['message'])
        # a reminder of what is known to be sent is sent once more
        self._dialog(self.customer).action_send()
        self.assertEqual(len(self._reminders()), 2)

    def test_branch_with_its_own_policy(self):
        """A reminder by hand lists what the policy is for, and is sent."""
        branch = self._branch()
        self.policy.copy({'company_id': branch.id, 'is_default': True})
        own, foreign = self._late(8), self._late_in(branch)
        self._dialog(self.customer).action_send()
        self.assertIn(own.name, self._reminders().body_html)
        self.assertNotIn(foreign.name, self._reminders().body_html)
        self._send_queue()
        self.assertEqual(self._reminders().state, 'sent')

    def test_by_hand_in_a_branch(self):
        """Payments to the parent company have nothing to do with it."""
        branch = self._branch()
        self._late_in(branch)
        self._unmatched_payment(40)
        self._dialog(self.customer.with_company(branch)).action_send()
        self.assertEqual(len(self._reminders()), 1)
        self._send_queue()
        self.assertEqual(self._reminders().state, 'sent')

    def test_entry_in_two_currencies(self):
        """One due date with open items in two currencies is listed in that of the company."""
        usd = self._usd()
        self._opening_entry(
            *(
                {
                    'partner_id': self.customer.id,
                    'currency_id': currency.id,
                    'amount_currency': amount,
                    'debit': 100,
                }
                for currency, amount in ((self.env.company.currency_id, 100), (usd, 50))
            )
        )
        self._run()
        action = self._actions()
        self.assertEqual(action.currency_id, self.env.company.currency_id)
        self.assertEqual(action.amount_due, 200)
        self.assertIn("200.00", self._reminders().body_html)

    def test_promised_while_it_waits(self):
        """What is promised is no more to approve; it is again once the promise is broken."""
        self.first.manual = True
        self._late(8)
        self._run()
        self.assertEqual(self.customer.finance_follow_up_state, 'waiting')
        self.env['finance.status.promise'].create(
            {'partner_id': self.customer.id, 'amount': 1000, 'date': day(2)}
        )
        self.engine._close_settled()
        self.env.invalidate_all()
        self.assertEqual(self.customer.finance_follow_up_state, 'promised')
        with self._days_later(3):
            self._run()
            self.assertEqual(self.customer.finance_follow_up_state, 'waiting')

    def test_customer_with_a_promise_joins_a_company(self):
        self._late(8)
        parent = self._customer("Parent", email='parent@example.com', is_company=True)
        promise = self.env['finance.status.promise'].create(
            {'partner_id': self.customer.id, 'amount': 1000, 'date': day(2)}
        )
        self.customer.parent_id = parent
        self.env.invalidate_all()
        self.assertEqual(parent.finance_follow_up_state, 'promised')
        self._run()
        self.assertFalse(self._reminders(parent))
        self._unmatched_payment(1000)
        self.env.invalidate_all()
        self.assertEqual(promise.state, 'kept')

    def test_customer_with_a_reminder_to_approve_joins_a_company(self):
        self.first.manual = True
        self._late(8)
        self._run()
        parent = self._customer("Parent", email='parent@example.com', is_company=True)
        self.customer.parent_id = parent
        self.env.invalidate_all()
        self.assertEqual(parent.finance_follow_up_state, 'waiting')

    def test_broken_promise_of_the_past(self):
        """It says nothing about what became overdue since."""
        paid = self._late(40)
        self.env['finance.status.promise'].create(
            {
                'partner_id': self.customer.id,
                'amount': 1000,
                'date': day(-20),
                'date_made': day(-30),
            }
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.finance_follow_up_state, 'broken')
        self._pay(paid)
        self._late(1)
        self.env.invalidate_all()
        self.assertEqual(self.customer.finance_promise_state, 'broken')
        self.assertFalse(self.customer.finance_promise_broken)
        self.assertEqual(self.customer.finance_follow_up_state, 'overdue')

    def test_promise_for_a_document_of_another_company(self):
        other = self.setup_other_company(name="Other")['company']
        self.responsible.company_ids += other
        invoice = self._late_in(other)
        companies = (self.env.company + other).ids
        action = invoice.with_context(allowed_company_ids=companies).action_finance_promise()
        dialog = self.env[action['res_model']].with_context(
            **action['context'], allowed_company_ids=companies
        )
        form = Form(dialog)
        self.assertEqual(form.currency_id, other.currency_id)
        form.save().action_register()
        promise = self.env['finance.status.promise'].search([('document_id', '=', invoice.id)])
        self.assertEqual(promise.company_id, other)
