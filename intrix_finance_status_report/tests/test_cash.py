from datetime import date, timedelta

from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, new_test_user, tagged

from ..forecast import Piece, backtest, expected_payment_date, missed_by


@tagged('post_install', '-at_install')
class TestBacktest(BaseCase):
    """The forecasts of past weeks: worked by hand."""

    MONDAY = date(2026, 3, 2)

    def _day(self, offset):
        return self.MONDAY + timedelta(days=offset)

    def _paid(self, days_ago, delay, amount=10):
        paid = self._day(-days_ago)
        due = paid - timedelta(days=delay)
        return Piece('Slow', due - timedelta(days=30), due, amount, paid)

    def test_by_what_was_known_that_morning(self):
        history = [self._paid(10 + number, delay) for number, delay in enumerate((9, 10, 11))]
        # three days late on the first Monday, paid ten days late as ever: in the second week
        late = Piece('Slow', self._day(-40), self._day(-3), 100, self._day(8))
        # known on no Monday of these
        later = Piece('Slow', self._day(9), self._day(9), 1000, self._day(10))
        never = Piece('Slow', self._day(-90), self._day(20), 500)
        pieces = [*history, late, later, never]
        weeks = [self.MONDAY, self._day(7)]
        self.assertEqual(backtest(pieces, weeks), [(0, 0, 0), (0, 100, 100)])
        self.assertEqual(backtest(pieces, weeks[1:], 7), [(0, 100, 100)])

    def test_what_is_paid_later_is_not_known(self):
        """A delay of tomorrow does not make a better forecast of today."""
        known = [self._paid(10, 0), self._paid(11, 0), self._paid(12, 0)]
        unknown = [Piece('Slow', self._day(-60), self._day(-30), 1, self._day(5))] * 9
        item = Piece('Slow', self._day(-30), self._day(2), 100, self._day(40))
        with_them = backtest([*known, *unknown, item], [self.MONDAY])
        self.assertEqual(with_them[0][1], 100 + 9)

    def test_missed(self):
        self.assertEqual(missed_by([100, 50], [80, 80]), 0.3125)
        self.assertIsNone(missed_by([100], [0]))

    def test_scenarios(self):
        delays = [0, 1, 2, 3, 10, 20, 30, 40]
        days = [
            (expected_payment_date(self.MONDAY, self.MONDAY, delays, [], share) - self.MONDAY).days
            for share in (0.25, 0.5, 0.75)
        ]
        self.assertEqual(days, [1, 3, 20])


@tagged('post_install', '-at_install')
class TestCash(FinanceStatusCommon):
    """Cash forecast: invoices, promises, orders and opportunities by week, in three scenarios."""

    def _rows(self, *domain):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env['finance.status.cash'].search(list(domain))

    def _by_scenario(self, customer, **more):
        rows = self._rows(('partner_id', '=', customer.id))
        return {row.scenario: (row.kind, row.amount, row.date) for row in rows}

    def _pay_late(self, customer, *delays):
        for number, delay in enumerate(delays):
            due = day(-60 - number)
            invoice = self._invoice(
                self._order(10, partner=customer), due=due, date=fields.Date.subtract(due, days=20)
            )
            self._pay(invoice, date=fields.Date.add(due, days=delay))

    def test_open_invoices(self):
        customer = self._customer("Payer")
        self._pay_late(customer, 1, 5, 9, 13)
        self._invoice(self._order(partner=customer), due=day(2))
        self.assertEqual(
            self._by_scenario(customer),
            {'3': ('1', 1000, day(3)), '2': ('1', 1000, day(7)), '1': ('1', 1000, day(11))},
        )
        self.env['finance.status.promise'].create(
            {'partner_id': customer.id, 'amount': 1000, 'date': day(12)}
        )
        self.assertEqual(
            self._by_scenario(customer), {key: ('2', 1000, day(12)) for key in ('1', '2', '3')}
        )

    def test_weeks(self):
        """Monday, 16 March: 13 weeks one by one, and the rest."""
        customer = self._customer("Weekly")
        for offset in (6, 7, 90, 91, 400):
            self._invoice(self._order(partner=customer), due=day(offset))
            self.env['finance.status.promise'].create(
                {
                    'partner_id': customer.id,
                    'amount': 1000,
                    'date': day(offset),
                    'document_id': self.env['account.move'].search([], limit=1, order='id desc').id,
                    'source': 'account.move',
                }
            )
        rows = self._rows(('partner_id', '=', customer.id), ('scenario', '=', '2'))
        periods = {(row.date - day(0)).days: row.period for row in rows}
        self.assertEqual(periods, {6: '00', 7: '01', 90: '12', 91: '13', 400: '13'})
        groups = self.env['finance.status.cash']._read_group(
            [('partner_id', '=', customer.id), ('scenario', '=', '2')], ['period'], ['amount:sum']
        )
        self.assertEqual(groups, [('00', 1000), ('01', 1000), ('12', 1000), ('13', 2000)])

    def test_orders_to_invoice(self):
        """Invoiced and paid as the customer's orders were; what is paid in advance is there."""
        customer = self._customer("Buyer")
        for number in range(3):
            order = self._order(10, partner=customer)
            order.date_order = fields.Datetime.to_datetime(day(-100 + number))
            invoice = self._invoice(order, date=day(-96 + number), due=day(-80))
            self._pay(invoice, date=day(-76 + number))
        order = self._order(partner=customer)
        payment = self._unmatched_payment(300, partner=customer)
        payment.finance_order_ids = order
        rows = self._rows(
            ('partner_id', '=', customer.id), ('kind', '=', '3'), ('scenario', '=', '2')
        )
        self.assertEqual((rows.amount, rows.date), (700, day(4 + 20)))
        self.assertEqual(rows.action_open_document()['res_id'], order.id)

    def test_opportunities(self):
        customer = self._customer("Prospect")
        lead = self._lead(
            partner_id=customer.id, expected_revenue=800, date_deadline=day(10), probability=60
        )
        lead.probability = 60
        expected = {'2': ('4', 480, day(40)), '3': ('4', 800, day(40))}
        self.assertEqual(self._by_scenario(customer), expected)
        lead.probability = 25
        self.assertEqual(self._by_scenario(customer)['3'], ('4', 200, day(40)))
        lead.date_deadline = False
        self.assertEqual(self._rows(('partner_id', '=', customer.id)).mapped('period')[0], '13')
        # an order is more than an opportunity
        self._order(partner=customer, opportunity_id=lead.id)
        rows = self._rows(('partner_id', '=', customer.id))
        self.assertEqual(set(rows.mapped('kind')), {'3'})

    def test_lost_and_won_opportunities_bring_nothing(self):
        customer = self._customer("Decided")
        lost = self._lead(partner_id=customer.id, expected_revenue=800, probability=50)
        lost.action_set_lost()
        won = self._lead(partner_id=customer.id, expected_revenue=800, probability=50)
        won.action_set_won()
        self.assertFalse(self._rows(('partner_id', '=', customer.id)))

    def test_how_good_it_would_have_been(self):
        customer = self._customer("Steady")
        for number in range(30):
            due = day(-150 + 5 * number)
            invoice = self._invoice(
                self._order(100, partner=customer),
                due=due,
                date=fields.Date.subtract(due, days=30),
            )
            paid_on = fields.Date.add(due, days=14)
            if paid_on <= day(0):
                self._pay(invoice, date=paid_on)
        self.env.flush_all()
        test = self.env['finance.cash.backtest'].create({})
        action = test.action_run()
        self.assertEqual((action['res_model'], action['res_id']), (test._name, test.id))
        self.assertEqual(len(test.line_ids), 13)
        self.assertEqual(test.line_ids[-1].date, day(-7))
        # who always pays 14 days late is forecast to the day; what is due every fifth day is due
        # once in some weeks and twice in others, and paid in others than those
        self.assertEqual(test.missed, 0)
        self.assertAlmostEqual(test.missed_by_due_date, self._missed_by_due_date(test), 1)
        self.assertGreater(test.missed_by_due_date, 20)
        self.assertGreater(sum(test.line_ids.mapped('amount_came')), 1000)
        test.weeks_ahead = '4'
        test.action_run()
        self.assertEqual(len(test.line_ids), 13)

    def _missed_by_due_date(self, test):
        due_days = [day(-150 + 5 * number) for number in range(30)]
        paid_days = [date + timedelta(days=14) for date in due_days]
        missed = came = 0
        for week in test.line_ids.mapped('date'):
            due, paid = (
                sum(0 <= (date - week).days < 7 for date in days) for days in (due_days, paid_days)
            )
            missed += abs(due - paid)
            came += paid
        return 100 * missed / came

    # rights

    def _user(self, login, groups, company=None):
        company = company or self.env.company
        return new_test_user(
            self.env, f'cash_{login}', groups, company_id=company.id, company_ids=[company.id]
        )

    def test_rights(self):
        mine, theirs = (
            self._user(login, 'sales_team.group_sale_salesman') for login in ('mine', 'theirs')
        )
        for user in (mine, theirs):
            invoice = self._invoice(self._order(user_id=user.id), due=day(3))
            invoice.invoice_user_id = user
            self._lead(user_id=user.id, expected_revenue=50, probability=50)
        self.env.flush_all()
        Cash = self.env['finance.status.cash'].with_user(mine)
        self.assertEqual(Cash.search([]).user_id, mine)
        [(total,)] = Cash._read_group([('user_id', '=', theirs.id)], [], ['amount:sum'])
        self.assertFalse(total)
        manager = self._user('manager', 'sales_team.group_sale_manager')
        self.assertLessEqual(mine + theirs, Cash.with_user(manager).search([]).user_id)
        with self.assertRaises(AccessError):
            Cash.with_user(self._user('employee', 'base.group_user')).search([])
        with self.assertRaises(AccessError):
            self.env['finance.cash.backtest'].with_user(mine).create({})

    def test_no_figures_of_another_company(self):
        invoice = self._invoice(self._order(), due=day(-20), date=day(-40))
        self._pay(invoice, date=day(-9))
        other = self.env['res.company'].create({'name': "Other"})
        stranger = self._user('stranger', 'account.group_account_invoice', other)
        self.env.flush_all()
        self.assertFalse(self.env['finance.status.cash'].with_user(stranger).search([]))
        Backtest = self.env['finance.cash.backtest'].with_user(stranger)
        with self.assertRaises(AccessError):
            Backtest.create({'company_id': self.env.company.id}).action_run()
        test = Backtest.create({})
        test.action_run()
        self.assertFalse(sum(test.line_ids.mapped('amount_came')))
