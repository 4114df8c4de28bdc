from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day

SECRET = "Secret"
FINANCE = 'account.group_account_manager,sales_team.group_sale_manager'


@tagged('post_install', '-at_install')
class TestSharedChatter(FinanceStatusCommon):
    """Customers and opportunities that companies share: each reads what is told of itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Other")['company']
        cls.here = cls._finance('shared_here', cls.env.company)
        cls.there = cls._finance('shared_there', cls.other)
        cls.both = cls._finance('shared_both', cls.env.company + cls.other)
        cls.customer.write({'company_id': False, 'email': 'shared@example.com'})
        cls.as_finance = cls.customer.with_user(cls.here)

    @classmethod
    def _finance(cls, login, companies):
        override = ',intrix_finance_status.group_finance_hold_override'
        return new_test_user(
            cls.env,
            login,
            FINANCE + override,
            company_id=companies[0].id,
            company_ids=companies.ids,
        )

    def _dialog(self, model, **values):
        values = {'partner_ids': self.customer.ids, **values}
        return self.env[model].with_user(self.here).create(values)

    def _assert_kept(self, record, number):
        """Assert that only who works in the company reads what was told since, ``number`` notes."""
        self.env.flush_all()
        domain = [('model', '=', record._name), ('res_id', '=', record.id)]
        domain.append(('id', 'not in', self.known.ids))
        ours = self.env['mail.message'].with_user(self.here).search(domain)
        self.assertEqual(len(ours), number)
        theirs = self.env['mail.message'].with_user(self.there)
        self.assertFalse(theirs.search(domain))
        for company, found in ((self.env.company, number), (self.other, 0)):
            messages = theirs.with_user(self.both).with_context(allowed_company_ids=company.ids)
            self.assertEqual(messages.search_count(domain), found)
        theirs.invalidate_model()
        with self.assertRaises(AccessError):
            theirs.browse(ours.ids).read(['body'])

    def setUp(self):
        super().setUp()
        self.known = self.env['mail.message'].search([])

    def test_hold(self):
        self._dialog('finance.hold.set', reason=SECRET).action_set()
        self.as_finance.finance_hold_ids.action_end()
        self._assert_kept(self.customer, 2)

    def test_override(self):
        self._dialog('finance.hold.set', reason=SECRET).action_set()
        order = self._order(confirm=False)
        self.env['finance.hold.override'].with_user(self.here).create(
            {'order_ids': order.ids, 'reason': SECRET}
        ).action_override()
        self.assertEqual(order.state, 'sale')
        self._assert_kept(self.customer, 2)

    def test_promise_and_call(self):
        self._plain_invoice(100, due=day(-5))
        self._dialog('finance.promise.register', amount=70).action_register()
        self._dialog('finance.call.log', note=SECRET).action_log()
        self._assert_kept(self.customer, 2)

    def test_dispute_and_exclusion(self):
        self._plain_invoice(100, due=day(-5))
        dialog = self._dialog('finance.dispute.set', reason=SECRET)
        dialog.line_ids.chosen = True
        dialog.action_set()
        self._dialog('finance.exclusion.set', reason=SECRET).action_set()
        self.as_finance.action_finance_include()
        # what Odoo itself tells of a field that was changed has no figures
        tracked = self.env['mail.message'].search([('tracking_value_ids', '!=', False)])
        self.known |= tracked
        self._assert_kept(self.customer, 3)

    def test_reminder(self):
        self._plain_invoice(100, due=day(-5))
        self._dialog('finance.reminder.send').action_send()
        self._assert_kept(self.customer, 1)

    def test_activity(self):
        """A customer without an address: a colleague gets a task that lists what is open."""
        self.customer.email = False
        self._plain_invoice(100, due=day(-5))
        self._dialog('finance.reminder.send').action_send()
        domain = [('res_model', '=', 'res.partner'), ('res_id', '=', self.customer.id)]
        ours = self.env['mail.activity'].with_user(self.here).search(domain)
        self.assertIn("100.00", ours.note)
        theirs = self.env['mail.activity'].with_user(self.there)
        self.assertFalse(theirs.search(domain))
        theirs.invalidate_model()
        with self.assertRaises(AccessError):
            theirs.browse(ours.ids).read(['note'])

    def test_opportunity(self):
        """Posted and paid documents, on an opportunity without a company."""
        lead = self._lead(company_id=False)
        order = self._order(opportunity_id=lead.id)
        self.known = self.env['mail.message'].search([])
        self._invoice(order)
        self.env.cr.precommit.run()
        self._assert_kept(lead, 1)

    def test_nobody_sets_it(self):
        message = self.customer.with_user(self.here).message_post(body="x")
        with self.assertRaises(AccessError):
            message.with_user(self.here).write({'finance_company_id': self.other.id})
        self.assertNotIn('finance_company_id', message.with_user(self.here).fields_get())
