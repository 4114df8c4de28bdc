from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import day
from .common_follow_up import FollowUpCommon


@tagged('post_install', '-at_install')
class TestFollowUp(FollowUpCommon):
    """Each instalment is followed up once per level, and only by the highest reached."""

    def test_one_mail_once(self):
        invoices = self._late(8, 100) + self._late(16, 200) + self._late(3, 400)
        self._run()
        mail = self._reminders()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, 'outgoing')
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertEqual(mail.email_from, self.responsible.email_formatted)
        self.assertIn("friendly reminder", mail.subject, "Nobody has reminded of these before.")
        for invoice in invoices:
            self.assertIn(invoice.name, mail.body_html)
        self.assertIn("700.00", mail.body_html)
        self.assertRecordValues(
            self._actions().sorted(lambda action: (action.date_due, action.level_days)),
            [
                {'name': invoices[1].name, 'level_id': self.first.id, 'state': 'skipped'},
                {'name': invoices[1].name, 'level_id': self.second.id, 'state': 'done'},
                {'name': invoices[0].name, 'level_id': self.first.id, 'state': 'done'},
            ],
        )
        done = self._actions(state='done')
        self.assertEqual(done.mail_message_id, mail.mail_message_id)
        self.assertEqual(set(done.mapped('kind')), {'mail'})
        self._run()
        self.assertEqual(self._reminders(), mail)
        self.assertEqual(len(self._actions()), 3)

    def test_next_level(self):
        invoice = self._late(14)
        self._run()
        self.assertEqual(self._actions(state='done').level_id, self.first)
        invoice.line_ids.filtered('date_maturity').date_maturity = day(-14)
        self._run()
        self.assertEqual(len(self._reminders()), 1)
        with self._days_later(1):
            self._run()
        self.assertEqual(len(self._reminders()), 2)
        self.assertEqual(self._actions(state='done').level_id, self.first + self.second)

    def test_instalments(self):
        invoice = self._plain_invoice(1000, date=day(-20), term=self.term_30_70)
        self._run()
        action = self._actions(state='done')
        self.assertRecordValues(
            action, [{'date_due': day(-20), 'amount_due': 300, 'level_id': self.second.id}]
        )
        self.assertNotIn("1,000.00", self._reminders().body_html.replace(invoice.name, ''))
        with self._days_later(18):
            self._run()
        self.assertEqual(
            self._actions(state='done', date_due=day(10)).mapped('level_id'), self.first
        )

    def test_due_soon(self):
        level = self._add_level(-3, template='before')
        self._late(-4)
        self._run()
        self.assertFalse(self._actions())
        self._late(-3, 250)
        self._run()
        self.assertRecordValues(self._actions(), [{'level_id': level.id, 'state': 'done'}])
        self.assertIn("due soon", self._reminders().subject)
        self.assertIn("250.00", self._reminders().body_html)
        self.assertNotIn("1,000.00", self._reminders().body_html)

    def test_policy_start(self):
        self.policy.date_start = day(-10)
        self._late(20, 100)
        self._run()
        self.assertFalse(self._actions())
        self._late(8, 100)
        self._run()
        self.assertEqual(self._actions().level_id, self.first)
        # what is older is listed all the same: it is owed
        self.assertIn("200.00", self._reminders().body_html)

    def test_switched_off(self):
        self.policy.follow_up = False
        self._late(20)
        self._run()
        self.assertFalse(self._actions())

    def test_minimum(self):
        self.policy.minimum_amount = 500
        self._late(8, 300)
        self._run()
        self.assertFalse(self._actions())
        self._late(1, 200)
        self._run()
        self.assertEqual(self._actions().level_id, self.first)

    def test_unmatched_payment(self):
        self._late(8, 300)
        payment = self._unmatched_payment(300)
        self._run()
        self.assertFalse(self._actions())
        payment.action_draft()
        payment.amount = 100
        payment.action_post()
        self._run()
        self.assertEqual(self._actions().state, 'done')
        self.assertIn("have not matched yet", self._reminders().body_html)
        self.assertIn("-100.00", self._reminders().body_html.replace('\ufeff', ''))

    def test_left_alone(self):
        disputed = self._late(8, 100)
        disputed.action_toggle_block_payment()
        self._late(8, 100).no_followup = True
        self._run()
        self.assertFalse(self._actions())
        disputed.action_toggle_block_payment()
        self._run()
        self.assertEqual(self._actions().name, disputed.name)
        self.assertNotIn("200.00", self._reminders().body_html)

    def test_customer_excluded(self):
        self._late(8)
        self.customer.finance_no_followup = True
        self._run()
        self.assertFalse(self._actions())
        self.customer.finance_no_followup = False
        self._run()
        self.assertTrue(self._actions())

    def test_promise(self):
        self._late(8)
        promise = self.env['finance.status.promise'].create(
            {'partner_id': self.customer.id, 'amount': 1000, 'date': day(2)}
        )
        self._run()
        self.assertFalse(self._actions())
        with self._days_later(2):
            self._run()
            self.assertFalse(self._actions())
        with self._days_later(3):
            self._run()
            self.assertEqual(promise.state, 'broken')
        self.assertEqual(self._actions().state, 'done')

    def test_source_out_of_date(self):
        source = self._source(max_age_days=5)
        source.sudo().date_data = day(-6)
        self._document(source, days=8)
        self._run()
        self.assertFalse(self._actions())
        source.sudo().date_data = day(-1)
        self._run()
        self.assertRecordValues(
            self._actions(), [{'source': 'finance.status.document', 'name': 'EXT-1'}]
        )
        self.assertIn('EXT-1', self._reminders().body_html)

    def test_bank_out_of_date(self):
        self.policy.bank_max_age_days = 5
        self._late(8)
        self._run()
        self.assertFalse(self._actions())
        self.assertEqual(self.policy.activity_ids.user_id, self.responsible)
        self._run()
        self.assertEqual(len(self.policy.activity_ids), 1)
        self._unmatched_payment(1, partner=self._customer("Other"), date=day(-5))
        self._run()
        self.assertEqual(self._actions().state, 'done')
        self.assertFalse(self.policy.activity_ids)

    def test_policy_of_the_customer(self):
        own = self.policy.copy({'is_default': False, 'name': "Key accounts"})
        own.level_ids.unlink()
        level = self._add_level(10, policy=own)
        self.customer.finance_policy_id = own
        self._late(9)
        other = self._customer("Other", email='other@example.com')
        self._late(9, partner=other)
        self._run()
        self.assertFalse(self._actions())
        self.assertEqual(self._actions(other).level_id, self.first)
        with self._days_later(1):
            self._run()
        self.assertEqual(self._actions().level_id, level)

    def test_other_policy_does_not_repeat(self):
        self._late(8)
        self._run()
        own = self.policy.copy({'is_default': False})
        self.customer.finance_policy_id = own
        self._run()
        self.assertEqual(len(self._reminders()), 1)

    def test_due_date_moved(self):
        invoice = self._late(8)
        self._run()
        self._receivable(invoice).date_maturity = day(2)
        with self._days_later(9):
            self._run()
        self.assertEqual(self._actions(state='done').mapped('date_due'), [day(-8), day(2)])

    @mute_logger('odoo.addons.mail.models.mail_render_mixin')
    def test_mail_that_cannot_be_rendered(self):
        template = self.first.mail_template_id
        template.body_html = '<p t-out="1 / (0 if object.name == \'Customer\' else 1)"/>'
        others = [
            self._customer(f"Other {number}", email=f'o{number}@example.com') for number in range(3)
        ]
        for partner in (*others, self.customer):
            self._late(8, partner=partner)
        self._run()
        for partner in others:
            self.assertEqual(self._actions(partner).state, 'done')
            self.assertTrue(self._reminders(partner))
        self.assertRecordValues(self._actions(), [{'state': 'failed', 'kind': 'mail'}])
        self.assertIn("division by zero", self._actions().note)
        self.assertFalse(self._reminders())
        template.body_html = '<p>Please pay.</p>'
        self._run()
        self.assertEqual(self._actions().state, 'failed', "It is tried again the next day.")
        with self._days_later(1):
            self._run()
        self.assertRecordValues(self._actions(), [{'state': 'done', 'note': False}])
        self.assertEqual(len(self._reminders()), 1)

    def test_other_company(self):
        self._late(8)
        company = self._create_company(name="Second")
        policies = self.env['finance.status.policy'].search([('company_id', '=', company.id)])
        self.assertTrue(policies.is_default, "A new company has a policy of its own.")
        self._run()
        self.assertEqual(self._actions().company_id, self.env.company)
        self.assertNotIn("Second", self._reminders().body_html)
