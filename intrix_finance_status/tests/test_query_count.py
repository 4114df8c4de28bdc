from odoo.tests import tagged

from .common import FinanceStatusCommon, day
from .queries import watched_queries

BATCH = 80

APART = ('_compute_finance_worklist', '_compute_finance_unpaid')


@tagged('post_install', '-at_install')
class TestQueryCount(FinanceStatusCommon):
    """Figures cost the same number of queries for one record and for a page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env['res.partner'].create(
            [{'name': f'Customer {number}'} for number in range(BATCH)]
        )
        cls.leads = cls.env['crm.lead'].create(
            [
                {'name': customer.name, 'type': 'opportunity', 'partner_id': customer.id}
                for customer in cls.customers
            ]
        )
        cls.orders = cls.env['sale.order'].union(
            *(
                cls._order(confirm=False, partner=lead.partner_id, opportunity_id=lead.id)
                for lead in cls.leads
            )
        )
        cls.orders.action_confirm()
        cls.invoices = cls.orders._create_invoices()
        cls.invoices.write({'invoice_date': day(-10), 'invoice_date_due': day(-3)})
        cls.invoices[:40].action_post()
        cls.env.flush_all()

    def _shown_together(self, records):
        """Return our fields without those that have a query of their own when they are asked for.

        The worklist has a page of its own; our money in a deal is a hidden column of lists.
        """
        return [
            fname
            for fname in records._finance_derived_fields
            if records._fields[fname].compute not in APART
        ]

    def _queries_of_reading(self, records, fnames):
        self.env.flush_all()
        self.env.invalidate_all()
        # what every request has at hand: user, company, currency, and the records' own columns
        self.env.user.mapped('partner_id.lang')
        self.env.company.currency_id.mapped('rounding')
        self.env.company.mapped('parent_path')
        records.mapped('create_date')
        before = self.env.cr.sql_log_count
        for fname in fnames:
            records.mapped(fname)
        return self.env.cr.sql_log_count - before

    def test_reading(self):
        """One query for the figures; another one finds the commercial entities of customers."""
        expected = {'sale.order': 1, 'crm.lead': 3, 'res.partner': 2}
        for records in (self.orders, self.leads, self.customers):
            fnames = self._shown_together(records)
            self._queries_of_reading(records, fnames)  # fills the caches of the registry
            counts = [self._queries_of_reading(part, fnames) for part in (records[:1], records)]
            self.assertEqual(len(records), BATCH)
            self.assertEqual(counts, [expected[records._name]] * 2, records._name)

    def test_page_over_rpc(self):
        """A page with all our columns takes at most three queries more than without."""
        for records in (self.orders, self.leads, self.customers):
            plain = {'display_name': {}, 'create_date': {}}
            ours = {fname: {} for fname in self._shown_together(records)}
            counts = []
            for specification in (plain, {**plain, **ours}):
                for _warm in range(2):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    before = self.env.cr.sql_log_count
                    records.web_search_read([('id', 'in', records.ids)], specification, limit=BATCH)
                    count = self.env.cr.sql_log_count - before
                counts.append(count)
            self.assertLessEqual(counts[1] - counts[0], 3, records._name)

    def _our_queries(self, action):
        """Return how many queries ``action`` makes because of us, notes at commit included."""
        self._commit()
        with watched_queries() as queries:
            action()
            self._commit()
        return sum(query.ours for query in queries)

    def _commit(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()

    def test_posting(self):
        drafts = self.invoices[40:]
        self._our_queries(drafts[:1].action_post)
        one = self._our_queries(drafts[1:2].action_post)
        many = self._our_queries(drafts[2:22].action_post)
        self.assertGreater(one, 2)  # the facts are taken and a note is written
        self.assertEqual(many, one)

    def test_paying(self):
        """Each payment finds the facts to take again by one query; nothing else grows.

        Odoo reconciles payment by payment, with some ninety queries each.
        """

        def pay(invoices):
            wizard = self.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=invoices.ids
            )
            return wizard.create({'group_payment': False})._create_payments

        posted = self.invoices[:40]
        self._our_queries(pay(posted[:1]))
        one = self._our_queries(pay(posted[1:2]))
        many = self._our_queries(pay(posted[2:22]))
        self.assertGreater(one, 2)
        self.assertLessEqual(many - one, 19)

    def test_confirming(self):
        """An order without documents has no facts to touch."""
        drafts = self.env['sale.order'].union(*(self._order(confirm=False) for _n in range(22)))
        self._our_queries(drafts[:1].action_confirm)
        one = self._our_queries(drafts[1:2].action_confirm)
        many = self._our_queries(drafts[2:].action_confirm)
        self.assertLessEqual(one, 1)
        self.assertEqual(many, one)
