from datetime import datetime

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL

from .common import FinanceStatusCommon, day
from .queries import watched_queries


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
        self.assertTrue(before)
        with watched_queries() as queries:
            for moment, days in (('2026-03-17 00:00:00', 1), ('2026-03-26 12:00:00', 10)):
                with freeze_time(moment):
                    self._assert_status('overdue', 'overdue', days)
            self.env.flush_all()
        self.assertTrue(queries)
        self.assertFalse([query.text for query in queries if query.writes], "reading wrote")
        self.assertEqual(self._facts(), before, "reading wrote")

    def test_group_and_sort(self):
        customer = self._customer("Pays later")
        lead = self._lead(partner_id=customer.id)
        other = self._order(partner=customer, opportunity_id=lead.id)
        self._invoice(other, due=day(5))
        pairs = (
            (self.order + other, 'invoiced', 'finance_status'),
            (self.lead + lead, 'invoiced', 'finance_status'),
            (self.customer + customer, 'due', 'finance_status'),
            (self.lead + lead, 'due', 'partner_finance_status'),
        )
        for records, open_status, fname in pairs:
            prefix = fname.removesuffix('finance_status')
            amount, late = f'{prefix}finance_amount_overdue', records[:1]
            these = [('id', 'in', records.ids)]
            with self.subTest(field=f'{records._name}.{fname}'):
                self.assertEqual(
                    records._read_group(these, [fname], ['__count']), [(open_status, 2)]
                )
                self.assertFalse(records.search([*these, (fname, '=', 'overdue')]))
                with freeze_time('2026-03-18 10:00:00'):
                    self.assertEqual(
                        records._read_group(these, [fname], ['__count', f'{amount}:sum']),
                        [(open_status, 1, 0), ('overdue', 1, 1000)],
                    )
                    self.assertEqual(records.search([*these, (fname, '=', 'overdue')]), late)
                    self.assertEqual(
                        records.search(these, order=f'{amount} desc'), late + (records - late)
                    )
                    self.assertEqual(
                        records.search(these, order=f'{amount}'), (records - late) + late
                    )

    def test_today_is_the_users(self):
        """At one instant it is still the 16th in Los Angeles and already the 17th in Auckland."""
        with freeze_time('2026-03-16 12:00:00'):
            for tz, status in (
                ('America/Los_Angeles', 'invoiced'),
                ('Pacific/Auckland', 'overdue'),
            ):
                self.env.user.tz = tz
                self.env.flush_all()
                self.env.invalidate_all()
                days = int(status == 'overdue')
                env = self.env(context={'tz': tz})
                for record in (self.order, self.lead):
                    self.assertFinance(record.with_env(env), status=status, days=days)
                customer = self.customer.with_env(env)
                self.assertFinance(customer, status='overdue' if days else 'due', days=days)

    def test_two_users_in_one_transaction(self):
        """What one user has read is not shown to the other, whose today is another day.

        With the time zone in the context, as in a request, and without, as in a scheduled action.
        """
        users = [
            new_test_user(self.env, f'finance_{days}', 'sales_team.group_sale_manager', tz=tz)
            for days, tz in enumerate(('America/Los_Angeles', 'Pacific/Auckland'))
        ]
        self.env.flush_all()
        with freeze_time('2026-03-16 12:00:00'):
            for in_context in (True, False):
                self.env.invalidate_all()
                for days, user in enumerate(users):
                    context = {'tz': user.tz} if in_context else {}
                    env = self.env(user=user.id, context=context)
                    status = 'overdue' if days else 'due'
                    with self.subTest(tz=user.tz, in_context=in_context):
                        lead = self.lead.with_env(env)
                        for record in (self.order.with_env(env), lead):
                            self.assertFinance(record, days=days, overdue=1000 * days)
                        customer = self.customer.with_env(env)
                        self.assertFinance(customer, days=days, status=status)
                        self.assertEqual(lead.partner_finance_status, status)
                        self.assertEqual(lead.partner_finance_amount_overdue, 1000 * days)

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
