from datetime import datetime, timedelta

from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import day
from .queries import watched_queries
from .test_document_sync import SyncCommon

NOON = datetime(2026, 3, 16, 12)


@tagged('post_install', '-at_install')
class TestFreshness(SyncCommon):
    """Every figure fed from elsewhere tells how old its data is (R10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source.write({'name': "Bookkeeper", 'max_age_days': 7})
        cls.responsible = new_test_user(
            cls.env, 'responsible', 'intrix_finance_status.group_finance_status_user'
        )
        cls.source.user_id = cls.responsible

    def _data(self, source, days_ago, *rows):
        self.Document._sync(source, list(rows), date_data=NOON - timedelta(days=days_ago))

    def test_date_of_the_data(self):
        self._data(self.source, 3, self._row(1))
        self.assertEqual(self.source.date_data, NOON - timedelta(days=3))
        self._data(self.source, 5, self._row(2))
        self.assertEqual(self.source.date_data, NOON - timedelta(days=3), "older data came later")
        self._sync(self._row(1))
        self.assertEqual(self.source.date_data, datetime(2026, 3, 16, 10), "nothing has changed")
        self._data(self.source, 0, self._row(3, date='x'))
        self.assertEqual(self.source.date_data, datetime(2026, 3, 16, 10), "nothing was taken")

    def test_beside_the_figures(self):
        """The oldest of the sources that feed the figures is shown."""
        order, other = self._order(3000), self._order(partner=self._customer("Other"))
        contact = self._customer("Contact", parent_id=self.customer.id)
        self._data(self.source, 4, self._row(1, orders=[order.name]))
        fresher = self.source.copy({'name': "Shop", 'code': 'shop'})
        self._data(fresher, 1, self._row(2, orders=[order.name]))
        text = "Bookkeeper, data of 12 Mar"
        for record in (order, self.customer, contact):
            self.assertEqual(record.finance_freshness, text, record)
            self.assertEqual(record.finance_freshness_date, NOON - timedelta(days=4))
            self.assertFalse(record.finance_outdated)
        for record in (other, other.partner_id):
            self.assertFalse(record.finance_freshness)
            self.assertFalse(record.finance_freshness_date)
        self._sync({'external_id': 'E1', 'state': 'cancelled'})
        self.assertEqual(order.finance_freshness, "Shop, data of 15 Mar")
        fresher.active = False
        self.env.invalidate_all()
        self.assertFalse(order.finance_freshness)
        self._data(self.source, 300, self._row(3, orders=[other.name]))

    def test_by_hand(self):
        """What people register is as fresh as they are."""
        order = self._order()
        manual = self.env['finance.status.source']._manual_source(self.env.company)
        self._document(order, source_id=manual.id)
        self.assertFalse(order.finance_freshness)
        self.assertFalse(manual.outdated)

    def test_outdated(self):
        """Derived by the date: no job has to run for it."""
        order, other = self._order(), self._order(partner=self._customer("Other"))
        self._data(self.source, 7, self._row(1, orders=[order.name]))
        records = (
            (self.source, 'outdated', self.source.copy({'code': 'copy'})),
            (order, 'finance_outdated', other),
            (self.customer, 'finance_outdated', other.partner_id),
        )
        for today, outdated in (('2026-03-16', False), ('2026-03-17', True)):
            for record, fname, never in records:
                with self.subTest(today=today, model=record._name), freeze_time(today):
                    self.env.invalidate_all()
                    self.assertEqual(record[fname], outdated)
                    self.assertFalse(never[fname])
                    both = record | never
                    for operator, value in (('=', True), ('!=', False)):
                        found = both.search([('id', 'in', both.ids), (fname, operator, value)])
                        self.assertEqual(found, record if outdated else record.browse())
                    found = both.search([('id', 'in', both.ids), (fname, '=', False)])
                    self.assertEqual(found, never if outdated else both.sorted())
        with freeze_time('2026-03-17'):
            self.env.invalidate_all()
            self.assertEqual(order.finance_freshness, "Bookkeeper, data of 9 Mar (out of date)")

    def test_time_zone(self):
        """The day is that of the user."""
        self._data(self.source, 0, self._row())
        self.source.sudo().date_data = '2026-03-08 23:30:00'
        for tz, outdated in (('UTC', True), ('Europe/Zagreb', False)):
            source = self.source.with_context(tz=tz)
            self.assertEqual(source.outdated, outdated)
            self.assertEqual(bool(source.search([('outdated', '=', True)]) & source), outdated)

    def test_no_limit(self):
        self._data(self.source, 300, self._row())
        self.assertTrue(self.source.outdated)
        self.source.max_age_days = 0
        self.assertFalse(self.source.outdated)
        self.assertNotIn(self.source, self.source.search([('outdated', '=', True)]))

    def _activities(self):
        return self.source.activity_ids

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref('intrix_finance_status.cron_tell_outdated').method_direct_trigger()
        self.env.invalidate_all()

    def test_activity(self):
        """The responsible is told once, until fresh data comes."""
        self._data(self.source, 3, self._row())
        self._run_cron()
        self.assertFalse(self._activities())
        with freeze_time('2026-03-21'):
            self._run_cron()
            self.assertRecordValues(
                self._activities(), [{'user_id': self.responsible.id, 'res_id': self.source.id}]
            )
            self.assertIn("Bookkeeper", self._activities().summary)
            self._run_cron()
            self.assertEqual(len(self._activities()), 1)
            self._sync(self._row())
            self.env.invalidate_all()
            self.assertFalse(self._activities())
            self._run_cron()
            self.assertFalse(self._activities())
        with freeze_time('2026-04-21'):
            self._run_cron()
            self.assertEqual(len(self._activities()), 1)
            self.source.max_age_days = 0
            self.assertFalse(self._activities())

    def test_nobody_responsible(self):
        """Without somebody who may see the source, nothing fails."""
        self.source.user_id = new_test_user(self.env, 'stranger', 'base.group_user')
        self._data(self.source, 30, self._row())
        self.assertEqual(self.source._responsible(), self.source.create_uid)
        self._run_cron()
        self.assertEqual(self._activities().user_id, self.source.create_uid)

    def test_hold(self):
        """No hold by what a source that is out of date says, but by the rest."""
        self._hold_policy(hold_days=5, hold_amount=100)
        old = {'date': str(day(-60)), 'date_due': str(day(-30))}
        self._data(self.source, 7, self._row(1, **old))
        self.assertTrue(self.customer.finance_hold)
        with freeze_time('2026-03-17'):
            self.env.invalidate_all()
            self.assertFalse(self.customer.finance_hold)
            self.assertFinance(self.customer, due=1000, status='overdue')
            self._plain_invoice(150, due=day(-20))
            self.assertTrue(self.customer.finance_hold)

    def test_queries(self):
        """None without documents, two for any number of records with them."""
        orders = self.env['sale.order'].union(*(self._order(confirm=False) for _n in range(80)))
        partners = self.env['res.partner'].create([{'name': f"C{n}"} for n in range(80)])
        company = self.env.company
        expected = 0
        for rows in ((), [self._row(n, order_reference=o.name) for n, o in enumerate(orders)]):
            if rows:
                self._sync(*rows)
                expected = 2
            for records in (orders[:1], orders, partners[:1], partners):
                self.env.flush_all()
                self.env.invalidate_all()
                # what every request has at hand
                self.env.user.mapped('partner_id.lang')
                company.mapped('partner_id.lang')
                records.mapped('create_date')
                with watched_queries() as queries:
                    records.mapped('finance_freshness')
                self.assertLessEqual(len(queries), expected, queries)

    def test_views(self):
        self._data(self.source, 4, self._row(1, orders=[self._order().name]))
        user = new_test_user(self.env, 'seller', 'sales_team.group_sale_manager')
        order = self._order().with_user(user)
        with Form(order) as form:
            self.assertFalse(form.finance_freshness)
        arch = order.get_view(view_type='form')['arch']
        self.assertIn('finance_freshness', arch)
        arch = self.customer.with_user(user).get_view(view_type='form')['arch']
        self.assertIn('finance_freshness', arch)
