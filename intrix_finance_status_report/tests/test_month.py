import calendar
import random
from collections import Counter, defaultdict

from odoo import fields
from odoo.addons.intrix_finance_status.tests.brute_force import CENT, decimal
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.addons.intrix_finance_status.tests.random_common import RandomCommon
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .. import figures
from ..models.finance_status_month import MONTHS, MONTHS_BACK


def month_ends():
    """Return the first day and the last one that counts of each month shown, oldest first."""
    today = day(0)
    for back in reversed(range(MONTHS)):
        first = fields.Date.subtract(today.replace(day=1), months=back)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield first, min(last, today)


@tagged('post_install', '-at_install')
class TestMonthRandom(RandomCommon):
    """Whatever is done: a month's end is what was open then."""

    def test_ends_of_months(self):
        self.random = random.Random(8)
        self.policy.hold = False
        for _step in range(60):
            self._step()
        self.env.flush_all()
        rows = defaultdict(self.env['finance.status.month'].browse)
        for row in self.env['finance.status.month'].search([]):
            rows[row.date] |= row
        ledger = self.env['finance.status.ledger']
        seen = 0
        for first, last in month_ends():
            items = self.env.execute_query_dict(
                ledger._statement_items(date=None if last == day(0) else last)
            )
            receivable, overdue = Counter(), Counter()
            for item in items:
                due = decimal(float(item['balance_due']))
                receivable[item['partner_id']] += due
                if item['is_claim'] and item['date_due'] < last:
                    overdue[item['partner_id']] += due
            got, got_overdue = Counter(), Counter()
            for row in rows[first]:
                got[row.partner_id.id] += decimal(row.amount_receivable)
                got_overdue[row.partner_id.id] += decimal(row.amount_overdue)
            seen += len(items)
            for partner_id in {*receivable, *got}:
                # each part of a document kept elsewhere is rounded in the open items
                for wanted, found in ((receivable, got), (overdue, got_overdue)):
                    difference = abs(wanted[partner_id] - found[partner_id])
                    self.assertLessEqual(difference, CENT * 5, (first, partner_id))
        self.assertGreater(seen, 20)


@tagged('post_install', '-at_install')
class TestMonth(FinanceStatusCommon):
    """Key figures by month: as ``figures.py`` has them, in a row and in a group."""

    def setUp(self):
        super().setUp()
        self.Month = self.env['finance.status.month']
        self.documents = []
        self.payments = []

    def _sale(self, customer, amount, date, due, *paid):
        """Invoice ``amount``; have parts of it ``paid``: (amount, date)."""
        order = self._order(amount, partner=customer)
        invoice = self._invoice(order, date=date, due=due)
        self.documents.append((date, amount))
        for part, paid_on in paid:
            self._pay(invoice, part, date=paid_on)
            # what was paid in advance settles the invoice when that comes: in 0 days
            self.payments.append((part, date, due, max(paid_on, date)))
        return invoice

    def _story(self):
        rng = random.Random(5)
        customers = [self._customer(f"Customer {number}") for number in range(2)]
        for number in range(14):
            date = day(-rng.randrange(5, 420))
            due = fields.Date.add(date, days=rng.choice((0, 15, 30)))
            amount = rng.choice((300, 700, 1200))
            paid_on = fields.Date.add(due, days=rng.randrange(-10, 60))
            paid = [(rng.choice((amount, amount / 2)), paid_on)] if paid_on <= day(0) else []
            self._sale(customers[number % 2], amount, date, due, *paid)
        self.env.flush_all()
        return customers

    def _expected(self, first, last):
        """Return the figures of a month from what ``_sale`` noted."""

        def sales_of(first):
            end = fields.Date.add(first, months=1)
            return sum(amount for date, amount in self.documents if first <= date < end)

        def open_at(date):
            paid = sum(part for part, _date, _due, paid_on in self.payments if paid_on <= date)
            return sum(amount for made, amount in self.documents if made <= date) - paid

        starts = [fields.Date.subtract(first, months=back) for back in range(MONTHS_BACK)]
        months = []
        for start in starts:
            days = calendar.monthrange(start.year, start.month)[1]
            if start == first:
                days = (last - first).days + 1
            months.append((sales_of(start), days))
        paid = [
            (part, date, due, paid_on)
            for part, date, due, paid_on in self.payments
            if first <= paid_on <= last
        ]
        closing, opening = open_at(last), open_at(fields.Date.subtract(first, days=1))
        sales, days = (sum(month[number] for month in months[:3]) for number in (0, 1))
        overdue = self._overdue_at(last)
        return {
            'amount_receivable': closing,
            'amount_overdue': overdue,
            'amount_sales': months[0][0],
            'amount_collected': sum(payment[0] for payment in paid),
            'dso': figures.days_sales_outstanding(closing, sales, days),
            'dso_count_back': figures.days_sales_outstanding_by_count_back(closing, months),
            'dso_best': figures.best_possible_dso(closing, overdue, sales, days),
            'days_delinquent': figures.average_days_delinquent(overdue, sales, days),
            'collection_effectiveness': figures.collection_effectiveness_index(
                opening, months[0][0], closing, overdue
            ),
            'on_time_rate': paid
            and 100 * figures.on_time_rate([(part, due, on) for part, _date, due, on in paid]),
            'days_to_pay': figures.average_days_to_pay(
                [(part, date, on) for part, date, _due, on in paid]
            ),
        }

    def _overdue_at(self, date):
        invoices = self.env['account.move'].search(
            [('move_type', '=', 'out_invoice'), ('state', '=', 'posted')]
        )
        total = 0
        for line in self._receivable(invoices):
            if line.date <= date and line.date_maturity < date:
                parts = line.matched_credit_ids.filtered(lambda part: part.max_date <= date)
                total += line.balance - sum(parts.mapped('amount'))
        return total

    def test_figures_of_all_months(self):
        self._story()
        fnames = list(self._expected(day(0).replace(day=1), day(0)))
        aggregates = [
            f'{fname}:{"sum" if fname.startswith("amount") else "avg"}' for fname in fnames
        ]
        groups = {row[0]: row[1:] for row in self.Month._read_group([], ['date:month'], aggregates)}
        compared = 0
        for first, last in month_ends():
            expected = self._expected(first, last)
            got = dict(zip(fnames, groups.get(first, [0] * len(fnames)), strict=True))
            for fname, value in expected.items():
                with self.subTest(month=first, figure=fname):
                    self.assertAlmostEqual(float(got[fname] or 0), float(value or 0), 3)
            compared += first in groups
        self.assertGreater(compared, 12)

    def test_figures_of_a_row(self):
        """What a row says of itself is what it says as a group of one."""
        self._story()
        for row in self.Month.search([], limit=12):
            for fname in ('dso', 'dso_count_back', 'collection_effectiveness', 'days_to_pay'):
                domain = [('id', '=', row.id)]
                [(value,)] = self.Month._read_group(domain, [], [f'{fname}:avg'])
                self.assertAlmostEqual(float(value or 0), row[fname], 0, fname)

    def test_several_months_are_an_average_one(self):
        self._sale(self.customer, 1000, day(-70), day(-60))
        domain = [('partner_id', '=', self.customer.id)]
        [(total, months)] = self.Month._read_group(
            domain, [], ['amount_receivable:sum', 'date:count_distinct']
        )
        self.assertEqual((total, months), (1000, 3))

    def test_looking_back_is_what_was_seen_then(self):
        self._sale(self.customer, 1000, day(-50), day(-40))
        with freeze_time('2026-02-28'):
            self.env.flush_all()
            [then] = self.Month.search([('date', '=', '2026-02-01')])
            then = then.read(['amount_receivable', 'amount_overdue', 'dso', 'dso_count_back'])[0]
        self._pay(self.env['account.move'].search([], limit=1, order='id desc'), 600, date=day(0))
        self.env.flush_all()
        self.env.invalidate_all()
        [now] = self.Month.search([('date', '=', '2026-02-01')])
        now = now.read(['amount_receivable', 'amount_overdue', 'dso', 'dso_count_back'])[0]
        then.pop('id')
        now.pop('id')
        self.assertEqual(now, then)
        self.assertEqual(then['amount_overdue'], 1000)

    def test_opens_what_was_open_then(self):
        self._sale(self.customer, 1000, day(-50), day(-40))
        self.env.flush_all()
        [row] = self.Month.search([('date', '=', '2026-02-01')])
        action = row.action_open_receivables()
        found = self.env['finance.status.receivable'].with_context(**action['context'])
        self.assertEqual(sum(found.search(action['domain']).mapped('amount')), 1000)

    def test_rights(self):
        mine, theirs = (
            new_test_user(
                self.env,
                f'month_{login}',
                'sales_team.group_sale_salesman',
                company_id=self.env.company.id,
                company_ids=[self.env.company.id],
            )
            for login in ('mine', 'theirs')
        )
        for user in (mine, theirs):
            self._sale(self.customer, 1000, day(-50), day(-40)).invoice_user_id = user
        self.env.flush_all()
        Month = self.Month.with_user(mine)
        self.assertEqual(Month.search([]).user_id, mine)
        domain = [('date', '=', '2026-03-01')]
        groups = Month._read_group(domain, ['user_id'], ['amount_receivable:sum', 'dso:avg'])
        self.assertEqual([group[:2] for group in groups], [(mine, 1000)])
        self.assertEqual(len(self.Month.search(domain)), 2)
        employee = new_test_user(self.env, 'month_employee', 'base.group_user')
        with self.assertRaises(AccessError):
            self.Month.with_user(employee).search([])
        other = self.env['res.company'].create({'name': "Other"})
        stranger = new_test_user(
            self.env,
            'month_stranger',
            'account.group_account_invoice',
            company_id=other.id,
            company_ids=[other.id],
        )
        self.assertFalse(self.Month.with_user(stranger).search([]))
