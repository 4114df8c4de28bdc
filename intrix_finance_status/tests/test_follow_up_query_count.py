from collections import Counter
from unittest.mock import patch

from lxml import etree
from odoo.tests import tagged

from .common import day
from .common_follow_up import FollowUpCommon
from .queries import watched_queries

BATCH = 80


@tagged('post_install', '-at_install')
class TestFollowUpQueryCount(FollowUpCommon):
    """What the daily run costs for a customer and for a batch of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.write({'notify_salesperson': 'activity'})
        cls.customers = cls.env['res.partner'].create(
            [
                {'name': f"Customer {number}", 'email': f'customer{number}@example.com'}
                for number in range(BATCH)
            ]
        )
        orders = cls.env['sale.order'].union(
            *(cls._order(partner=customer) for customer in cls.customers)
        )
        orders.user_id = cls.salesperson
        cls.invoices = orders._create_invoices()
        cls.invoices.write({'invoice_date': day(-30), 'invoice_date_due': day(-8)})

    def _queries_of_run(self, count):
        """Return what the run asks the database to follow up ``count`` customers."""
        self.env.flush_all()
        self.env.invalidate_all()
        with watched_queries() as queries:
            self.engine._for_policy(self.policy)._follow_up_customers(
                self.policy, self.env.company, self.customers[:count].ids
            )
            self.env.flush_all()
        return Counter(query.text for query in queries)

    def _undo(self):
        self.env['mail.mail'].search([('model', '=', 'res.partner')]).unlink()
        self.Action.sudo().search([]).unlink()
        self.customers.activity_ids.unlink()

    def _assert_flat(self):
        """Check that many customers cost no more, but for the mails: Odoo makes 50 at a time."""
        self.invoices.action_post()
        # fills the caches of the registry
        self._queries_of_run(1)
        self._undo()
        one = self._queries_of_run(1)
        self.assertEqual(self.Action.search_count([('state', '=', 'done')]), 1)
        self._undo()
        many = self._queries_of_run(BATCH)
        self.assertEqual(self.Action.search_count([('state', '=', 'done')]), BATCH)
        self.assertLessEqual(many.total() - one.total(), 10, (many - one).most_common(3))

    def test_mails_and_salespeople(self):
        self._assert_flat()
        activities = self.env['mail.activity'].search([('user_id', '=', self.salesperson.id)])
        self.assertEqual(activities.mapped('res_id'), self.customers.ids)

    def test_without_address(self):
        self.customers.email = False
        self._assert_flat()
        self.assertFalse(self.Action.search([('mail_message_id', '!=', False)]))

    def test_text_is_compiled_once(self):
        """The text of a mail is compiled once per language, and each customer reads its own."""
        self.env['res.lang']._activate_lang('hr_HR')
        template = self.first.mail_template_id
        croatian = template.with_context(lang='hr_HR')
        croatian.body_html = croatian.body_html.replace("Dear", "Dragi")
        self.customers[40:].lang = 'hr_HR'
        self.invoices.action_post()
        Qweb = self.registry['ir.qweb']
        generate_code, compiled = Qweb._generate_code, []

        def watched(qweb, source):
            if isinstance(source, etree._Element):
                compiled.append(source)
            return generate_code(qweb, source)

        counts = []
        for part in (self.customers[38:42], self.customers):
            with patch.object(Qweb, '_generate_code', watched):
                self.engine._for_policy(self.policy)._follow_up_customers(
                    self.policy, self.env.company, part.ids
                )
            counts.append(len(compiled))
            compiled.clear()
        # beside that, Odoo looks for unsafe expressions in each fifty
        self.assertLessEqual(counts[1], counts[0] + 4)
        for number, customer in enumerate(self.customers):
            body = self._reminders(customer).body_html
            self.assertIn(f"{'Dear' if number < 40 else 'Dragi'} Customer {number},", body)

    def test_looking_for_them(self):
        """A statement says who is to be followed up, another what they owe, beside bank dates."""
        self.invoices.action_post()
        self.env.flush_all()
        companies = self.env.company
        engine = self.engine._for_policy(self.policy)
        engine._customers_to_follow_up(self.policy, companies)
        with self.assertQueryCount(4):
            found = engine._customers_to_follow_up(self.policy, companies)
        self.assertEqual(found, self.customers.ids)
        for count in (1, BATCH):
            with self.assertQueryCount(4):
                items = engine._items(self.policy, companies, self.customers[:count].ids)
            self.assertEqual(len(items), count)
