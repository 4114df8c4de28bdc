from datetime import datetime

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestMidnight(FinanceStatusCommon):
    """With no scheduled action and no write, everything changes at midnight (R4)."""

    def setUp(self):
        super().setUp()
        self.env.user.tz = 'UTC'
        self.lead = self._lead()
        self.order = self._order(opportunity_id=self.lead.id)
        self.invoice = self._invoice(self.order, due=day(0))
        self.env.flush_all()

    def _facts(self):
        # a new version of the row would have another place and transaction
        return self.env.execute_query(
            SQL('SELECT ctid::text, xmin::text, * FROM finance_status_order ORDER BY id')
        )

    def _assert_status(self, status, partner_status, days):
        self.env.invalidate_all()
        amount = 1000 if days else 0
        expected = {'overdue': amount, 'days': days}
        self.assertFinance(self.order, status=status, **expected)
        self.assertFinance(self.lead, status=status, **expected)
        self.assertFinance(self.customer, status=partner_status, **expected)
        self.assertEqual(self.lead.partner_finance_status, partner_status)
        [row] = self.order.export_data(['finance_days_overdue', 'finance_amount_overdue'])['datas']
        self.assertEqual([float(value) for value in row], [days, amount])

    def test_due_today_is_not_overdue(self):
        with freeze_time('2026-03-16 23:59:00'):
            self._assert_status('invoiced', 'due', 0)

    def test_next_day(self):
        before = self._facts()
        for moment, days in (('2026-03-17 00:00:00', 1), ('2026-03-26 12:00:00', 10)):
            with freeze_time(moment):
                self._assert_status('overdue', 'overdue', days)
        self.assertEqual(self._facts(), before, "reading wrote")

    def test_group_and_sort(self):
        other = self._order()
        self._invoice(other, due=day(5))
        both = self.order + other
        these = [('id', 'in', both.ids)]
        self.assertEqual(
            both._read_group(these, ['finance_status'], ['__count']), [('invoiced', 2)]
        )
        with freeze_time('2026-03-18 10:00:00'):
            self.assertEqual(
                both._read_group(these, ['finance_status'], ['finance_amount_overdue:sum']),
                [('invoiced', 0), ('overdue', 1000)],
            )
            self.assertEqual(
                both.search(these, order='finance_days_overdue desc'), self.order + other
            )

    def test_today_is_the_users(self):
        """At one instant it is still the 16th in Los Angeles and already the 17th in Auckland."""
        with freeze_time('2026-03-16 12:00:00'):
            for tz, status in (
                ('America/Los_Angeles', 'invoiced'),
                ('Pacific/Auckland', 'overdue'),
            ):
                self.env.user.tz = tz
                self.env.invalidate_all()
                self.assertFinance(self.order.with_env(self.env(context={'tz': tz})), status=status)

    def test_offer_expires(self):
        offer = self._order(confirm=False, validity_date=day(0))
        offer.state = 'sent'
        self.assertFinance(offer, status='sent')
        self.env.flush_all()
        with freeze_time('2026-03-17 00:00:00'):
            self.env.invalidate_all()
            self.assertFinance(offer, status='expired')

    def test_ageing_moves_on(self):
        for moment, bucket in (
            ('2026-03-16', 'current'),
            ('2026-03-17', '30'),
            ('2026-04-15', '30'),
            ('2026-04-16', '60'),
            ('2026-05-16', '90'),
            ('2026-06-15', 'older'),
        ):
            with freeze_time(datetime.fromisoformat(moment)):
                self.env.invalidate_all()
                aged = {
                    name: self.customer[f'finance_aged_{name}']
                    for name in ('current', '30', '60', '90', 'older')
                }
                self.assertEqual({name for name, amount in aged.items() if amount}, {bucket})

    def test_behaviour_forgets_after_a_year(self):
        self._pay(self.invoice, 1000, date=day(0))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFinance(self.customer, behaviour='prompt', on_time_rate=1)
        for moment, behaviour in (('2027-03-15', 'prompt'), ('2027-03-16', 'new')):
            with freeze_time(datetime.fromisoformat(moment)):
                self.env.invalidate_all()
                self.assertFinance(self.customer, behaviour=behaviour)
