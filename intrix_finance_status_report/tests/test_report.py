import random
from collections import defaultdict
from datetime import datetime, timedelta

from odoo import fields
from odoo.addons.intrix_finance_status.tests import brute_force
from odoo.addons.intrix_finance_status.tests.brute_force import CENT, decimal
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.addons.intrix_finance_status.tests.random_common import RandomCommon
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL

STATUSES = [
    'quotation',
    'sent',
    'expired',
    'ordered',
    'partially_invoiced',
    'invoiced',
    'partially_paid',
    'overdue',
    'in_payment',
    'paid',
    'reversed',
    'cancelled',
]


def made_on(order, date):
    """Have an order be made on ``date``: PostgreSQL's clock doesn't stand still."""
    order.flush_recordset()
    order.env.cr.execute('UPDATE sale_order SET create_date = %s WHERE id = %s', (date, order.id))
    order.invalidate_recordset()


def rows_of(env, orders):
    env.flush_all()
    env.invalidate_all()
    return env['finance.status.report'].browse(orders.ids)


@tagged('post_install', '-at_install')
class TestReportRandom(RandomCommon):
    """Whatever is done, each row is what plain Python makes of the documents."""

    def test_rows(self):
        self.random = random.Random(6)
        self.policy.hold = False
        for _step in range(90):
            self._step()
        rows = rows_of(self.env, self.orders)
        facts = brute_force.facts_by_order(self.env)
        self.assertGreater(len(facts), 3)
        for row in rows:
            order = self.env['sale.order'].browse(row.id)
            expected = facts.get(order, brute_force.Facts())
            with self.subTest(order=order.name):
                self._check_row(row, order, expected)
        self._check_groups(rows)

    def _check_row(self, row, order, expected):
        is_sold = order.state == 'sale'
        total = decimal(brute_force.in_company_currency(order, order.amount_total))
        delivered = sum(
            brute_force.value(line, line.qty_delivered) for line in brute_force.products(order)
        )
        left = max(decimal(order.amount_total) - decimal(order.finance_amount_invoiced), 0)
        if not is_sold or order.finance_invoicing_status == 'invoiced':
            left = 0
        for name, amount, tolerance in (
            ('quoted', total, 0),
            ('ordered', total if is_sold else 0, 0),
            ('delivered', is_sold and self._converted(order, delivered), CENT),
            ('to_invoice', self._converted(order, left), CENT),
            ('prepaid', expected.prepaid_balance, expected.prepaid_tolerance),
            ('invoiced', expected.balance, expected.tolerance),
            ('paid', expected.balance - expected.balance_due, 2 * expected.tolerance),
            ('due', expected.balance_due, expected.tolerance),
        ):
            got = decimal(row[f'amount_{name}'])
            self.assertLessEqual(abs(got - amount), tolerance or CENT / 1000, name)
        if expected.is_clear:
            overdue = expected.overdue(day(0), 'balance_due')
            got = decimal(row.amount_overdue)
            self.assertLessEqual(abs(got - overdue), expected.tolerance or CENT / 1000)
        self.assertEqual(row.finance_status, order.finance_status)
        self.assertEqual(row.date_invoiced, expected.date_invoiced)
        paid = order.finance_payment_status in ('paid', 'in_payment') and expected.date_paid
        self.assertEqual(row.date_paid, paid)
        self.assertEqual(row.date_ordered, is_sold and order.date_order.date())

    def _converted(self, order, amount):
        return decimal(brute_force.in_company_currency(order, float(amount)))

    def _check_groups(self, rows):
        """The groups are in the order of the way, and add up to the rows."""
        wanted = defaultdict(float)
        for row in rows:
            wanted[row.finance_status] += row.amount_ordered
        groups = rows._read_group(
            [('id', 'in', rows.ids)], ['finance_status'], ['amount_ordered:sum']
        )
        statuses = [status for status, _amount in groups]
        self.assertEqual(statuses, sorted(wanted, key=STATUSES.index))
        for status, amount in groups:
            self.assertAlmostEqual(amount, wanted[status], 2, status)


@tagged('post_install', '-at_install')
class TestReport(FinanceStatusCommon):
    """Offer to cash: the days between the steps, the dimensions, and who sees which row."""

    def test_days_between_the_steps(self):
        with freeze_time(day(-60)):
            order = self._order(confirm=False)
        with freeze_time(day(-50)):
            order.action_quotation_sent()
        with freeze_time(day(-40)):
            order.action_confirm()
        invoice = self._invoice(order, date=day(-30), due=day(-10))
        self._pay(invoice, 400, date=day(-12))
        [row] = rows_of(self.env, order)
        self.assertFalse(row.date_paid)
        self._pay(invoice, date=day(-9))
        [row] = rows_of(self.env, order)
        self.assertEqual(
            (row.date_offered, row.date_ordered, row.date_invoiced, row.date_paid),
            (day(-50), day(-40), day(-30), day(-9)),
        )
        self.assertEqual((row.days_to_order, row.days_to_cash), (10, 21))

    def test_average_days_leave_out_what_has_not_come_so_far(self):
        orders = self._order() + self._order() + self._order(confirm=False)
        for order, days in zip(orders, (4, 8, 0), strict=True):
            made_on(order, day(0))
            order.date_order = fields.Datetime.now() + timedelta(days=days)
        rows = rows_of(self.env, orders)
        domain = [('id', 'in', rows.ids)]
        [(average, cash)] = rows._read_group(domain, [], ['days_to_order:avg', 'days_to_cash:avg'])
        self.assertEqual((average, cash), (6, False))

    def test_offer_that_never_was_sent(self):
        order = self._order(confirm=False)
        made_on(order, day(-7))
        [row] = rows_of(self.env, order)
        self.assertEqual(row.date_offered, day(-7))

    def test_brought_in_later_than_it_was_ordered(self):
        """Orders of another system, made here today: no offer is younger than its order."""
        orders = self._order() + self._order(confirm=False)
        orders.date_order = fields.Datetime.to_datetime(day(-90))
        sold, offer = rows_of(self.env, orders)
        self.assertEqual((sold.date_offered, sold.days_to_order), (day(-90), 0))
        self.assertEqual(offer.date_offered, day(-90))

    def test_sent_twice_counts_the_first_time(self):
        order = self._order(confirm=False)
        with freeze_time(day(1)):
            order.action_quotation_sent()
        with freeze_time(day(5)):
            order.action_draft()
            order.action_quotation_sent()
        [row] = rows_of(self.env, order)
        self.assertEqual(row.date_offered, day(1))
        self.assertEqual(row.finance_status, 'sent')
        self.assertEqual((row.amount_quoted, row.amount_ordered), (1000, 0))

    def test_day_of_the_one_who_looks(self):
        order = self._order()
        order.date_order = datetime(2026, 3, 10, 23, 30)
        self.env.flush_all()
        Report = self.env['finance.status.report'].browse(order.id)
        self.assertEqual(Report.date_ordered, fields.Date.to_date('2026-03-10'))
        there = self.env['finance.status.report'].with_context(tz='Europe/Zagreb')
        there.invalidate_model()
        self.assertEqual(there.browse(order.id).date_ordered, fields.Date.to_date('2026-03-11'))

    def test_dimensions(self):
        industry = self.env['res.partner.industry'].create({'name': "Shipping"})
        self.customer.write({'country_id': self.env.ref('base.si').id, 'industry_id': industry.id})
        contact = self._customer("Buyer", parent_id=self.customer.id, country_id=False)
        source = self.env['utm.source'].create({'name': "Fair"})
        reason = self.env['crm.lost.reason'].create({'name': "Too dear"})
        lead = self._lead(source_id=source.id, lost_reason_id=reason.id)
        order = self._order(partner=contact, opportunity_id=lead.id, source_id=False)
        [row] = rows_of(self.env, order)
        self.assertEqual(row.partner_id, self.customer)
        self.assertEqual((row.country_id, row.industry_id), (self.env.ref('base.si'), industry))
        self.assertEqual((row.source_id, row.lost_reason_id), (source, reason))
        self.assertEqual(row.stage_id, lead.stage_id)
        self.assertEqual(row.action_open_order()['res_id'], order.id)

    def test_amounts_in_company_currency(self):
        usd = self._usd()
        order = self._order(currency=usd)
        [row] = rows_of(self.env, order)
        self.assertEqual((row.currency_id, row.order_currency_id), (self.eur, usd))
        self.assertEqual((row.amount_ordered, row.amount_to_invoice), (500, 500))

    # rights

    def _user(self, login, groups, company=None):
        company = company or self.env.company
        return new_test_user(
            self.env,
            f'report_{login}',
            groups,
            company_id=company.id,
            company_ids=[company.id],
        )

    def test_a_salesperson_sees_the_own_ones(self):
        """Not a word of a colleague's order, by no search, group or sum."""
        mine, theirs = (
            self._user(login, 'sales_team.group_sale_salesman') for login in ('mine', 'theirs')
        )
        order, other = (self._order(user_id=user.id) for user in (mine, theirs))
        rows = rows_of(self.env, order + other)
        Report = rows.browse().with_user(mine)
        self.assertEqual(Report.search([('id', 'in', rows.ids)]).ids, order.ids)
        for domain in ([], [('partner_id', '=', self.customer.id)], [('id', '=', other.id)]):
            groups = Report._read_group(domain, ['user_id'], ['amount_quoted:sum', '__count'])
            seen = [] if ('id', '=', other.id) in domain else [(mine, 1000, 1)]
            self.assertEqual(groups, seen)
        self.assertEqual(Report.search_count([('amount_quoted', '>', 0)]), 1)
        with self.assertRaises(AccessError):
            Report.browse(other.id).read(['amount_quoted'])
        manager = self._user('manager', 'sales_team.group_sale_manager')
        finance = self._user('finance', 'account.group_account_invoice')
        auditor = self._user('auditor', 'account.group_account_readonly')
        for user in (manager, finance, auditor):
            found = rows.with_user(user).search([('id', 'in', rows.ids)])
            self.assertEqual(set(found.ids), set(rows.ids), user.login)

    def test_not_for_others(self):
        for group in ('base.group_user', 'base.group_portal', 'base.group_public'):
            user = self._user(group.rpartition('_')[2], group)
            with self.assertRaises(AccessError):
                self.env['finance.status.report'].with_user(user).search([])

    def test_no_row_of_another_company(self):
        order = self._order()
        other = self.env['res.company'].create({'name': "Other"})
        user = self._user('other', 'account.group_account_invoice', other)
        found = rows_of(self.env, order).with_user(user).search([])
        self.assertFalse(found.filtered(lambda row: row.company_id != other))

    def test_rows_of_one_salesperson_are_not_taken_from_all_of_them(self):
        """The rule comes down to the orders: nothing is read of those of others."""
        user = self._user('planned', 'sales_team.group_sale_salesman')
        Report = self.env['finance.status.report'].with_user(user)
        query = Report._search([])
        sql = query.select(f'"{query.table}"."amount_due"')
        self.env.flush_all()
        plan = '\n'.join(row[0] for row in self.env.execute_query(SQL('EXPLAIN %s', sql)))
        self.assertRegex(plan, r'on sale_order .*\n +(Filter|Index Cond): .*user_id = ')
        self.assertNotIn('sale_order_line', plan)
