from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged


def figures_of(value):
    """Yield every figure of the page."""
    if isinstance(value, dict):
        if 'action' in value:
            yield value
        else:
            for part in value.values():
                yield from figures_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from figures_of(part)


@tagged('post_install', '-at_install')
class TestOverview(FinanceStatusCommon):
    """The page of figures: each is the sum of the records that it opens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user('overview_manager', 'sales_team.group_sale_manager')
        cls.seller = cls._user('overview_seller', 'sales_team.group_sale_salesman')
        cls.finance = cls._user(
            'overview_finance',
            'account.group_account_manager,sales_team.group_sale_manager',
        )

    @classmethod
    def _user(cls, login, groups):
        companies = cls.env.company.ids
        return new_test_user(cls.env, login, groups, company_id=companies[0], company_ids=companies)

    def _sales(self):
        """Sell to three customers: late, paid, delivered and not invoiced."""
        late, good, held = (self._customer(name) for name in ("Late", "Good", "Held"))
        invoice = self._invoice(self._order(100, partner=late), due=day(-40))
        self._pay(invoice, 30)
        self._invoice(self._order(1000, partner=late), due=day(-70), date=day(-100))
        self._invoice(self._order(500, partner=good), due=day(10))
        self._pay(self._invoice(self._order(200, partner=good), due=day(-1)))
        self._order(70, partner=good, confirm=False)
        order = self._order(40, partner=good)
        order.order_line.qty_delivered = 1
        self._order(60, partner=held, user_id=self.seller.id)
        self.env['finance.status.hold'].create({'partner_id': held.id, 'reason': "Bankrupt"})
        self.env.flush_all()

    def _overview(self, user, **filters):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env['finance.status.overview'].with_user(user).get_overview(**filters)

    def test_names_alone(self):
        """Who sees what is owed sees who owes it, and nothing else of the customer."""
        late = self._customer("Late", street="Harbour Lane 7")
        self._invoice(self._order(100, partner=late), due=day(-40))
        self.env.flush_all()
        Overview = self.env['finance.status.overview'].with_user(self.finance)
        [debtor] = Overview.with_context(show_address=True).get_overview()['debtors']
        self.assertEqual((debtor['label'], debtor['action']['name']), ("Late", "Late"))

    def test_senseless_filters(self):
        """What a client makes up is refused in words, or is no filter."""
        Overview = self.env['finance.status.overview'].with_user(self.finance)
        for made_up in ({'user_id': 'x'}, {'user_id': [1]}, {'team_id': {'a': 1}}):
            with self.assertRaises(UserError):
                Overview.get_overview(**made_up)
        for made_up in ('x', ['x'], {'a': 1}):
            self.assertEqual(Overview.get_overview(period=made_up)['period'], 'quarter')

    def _check_sums(self, user, overview):
        """Click every figure and add up what it opens."""
        clicked = 0
        for figure in figures_of(overview):
            action = figure['action']
            if not action or not action['measure']:
                continue
            records = (
                self.env[action['res_model']]
                .with_user(user)
                .with_context(**action['context'])
                .search(action['domain'])
            )
            measure = action['measure']
            total = len(records) if measure == '__count' else sum(records.mapped(measure))
            self.assertAlmostEqual(total, figure['value'], 2, figure['label'])
            if 'number' in figure:
                self.assertEqual(len(records), figure['number'], figure['label'])
            clicked += 1
        self.assertGreater(clicked, 25)

    def _values(self, overview, section):
        return {figure['key']: figure['value'] for figure in overview[section]}

    def test_every_figure_opens_its_records(self):
        self._sales()
        overview = self._overview(self.finance, period='year')
        self._check_sums(self.finance, overview)
        self.assertFalse(overview['is_sample'])
        self.assertEqual(
            self._values(overview, 'ageing'), {'0': 500, '1': 0, '2': 70, '3': 1000, '4': 0}
        )
        key = self._values(overview, 'key')
        self.assertEqual((key['open'], key['overdue']), (1570, 1070))
        self.assertEqual(
            [(figure['label'], figure['value'], figure['days']) for figure in overview['debtors']],
            [("Late", 1070, 70)],
        )
        waiting = self._values(overview, 'waiting')
        self.assertEqual(waiting['delivered_not_invoiced'], 40)
        self.assertEqual(waiting['on_hold'], 60)
        self.assertEqual(
            {figure['key'] for figure in overview['tasks']},
            {'to_approve', 'broken', 'to_match', 'bank', 'stale'},
        )

    def test_filters(self):
        self._sales()
        overview = self._overview(self.manager, period='year', user_id=self.seller.id)
        self.assertEqual([figure['value'] for figure in overview['funnel']], [60, 60, 0, 0])
        self.assertEqual(self._values(overview, 'waiting')['on_hold'], 60)
        self.assertEqual(self._values(overview, 'key')['open'], 0)
        self.assertFalse(overview['tasks'])
        nobody = self._overview(self.manager, period='year', team_id=2**31 - 7)
        self.assertFalse(any(figure['value'] for figure in figures_of(nobody)))
        self.assertEqual(self._overview(self.manager, period='1; DROP')['period'], 'quarter')

    def test_a_salesperson_sees_the_own_sales(self):
        self._sales()
        overview = self._overview(self.seller, period='year')
        self.assertFalse(overview['may_filter'])
        self.assertEqual(self._values(overview, 'funnel')['2'], 60)
        self.assertFalse(overview['debtors'] or overview['tasks'])
        self.assertNotIn('not_sent', self._values(overview, 'waiting'))
        of_all = self._overview(self.seller, period='year', user_id=self.manager.id)
        self.assertFalse(any(figure['value'] for figure in figures_of(of_all)))

    def test_others_see_nothing(self):
        for groups in ('base.group_user', 'base.group_portal', 'base.group_public'):
            user = self._user(f'overview_{groups}', groups)
            with self.assertRaises(AccessError):
                self._overview(user)

    def test_sample_while_empty(self):
        companies = self.setup_other_company(name="New One")['company']
        user = new_test_user(
            self.env,
            'overview_new',
            'sales_team.group_sale_manager',
            company_id=companies.id,
            company_ids=companies.ids,
        )
        overview = self._overview(user)
        self.assertTrue(overview['is_sample'])
        self.assertGreater(self._values(overview, 'key')['open'], 0)
        self.assertTrue(overview['debtors'])
        self.assertFalse(any(figure['action'] for figure in figures_of(overview)))

    def test_periods(self):
        Overview = self.env['finance.status.overview']
        today = fields.Date.to_date('2026-11-30')
        expected = {
            'month': ['2026-11-01', '2026-10-01', '2025-11-01'],
            'last_month': ['2026-10-01', '2026-09-01', '2025-10-01'],
            'quarter': ['2026-10-01', '2026-07-01', '2025-10-01'],
            'last_quarter': ['2026-07-01', '2026-04-01', '2025-07-01'],
            'year': ['2026-01-01', '2025-01-01'],
        }
        with freeze_time(today):
            for period, starts in expected.items():
                spans = Overview._spans(period)
                self.assertEqual([str(first) for _name, first, _end in spans], starts)
            self.assertEqual(Overview._spans('quarter')[0][2], fields.Date.to_date('2027-01-01'))

    def test_queries_do_not_depend_on_the_number_of_records(self):
        def queries():
            self._overview(self.finance)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['finance.status.overview'].with_user(self.finance).get_overview()
            return self.env.cr.sql_log_count - before

        self._sales()
        few = queries()
        self._sales()
        self._sales()
        self.assertEqual(queries(), few)

    def test_in_the_currency_of_the_company(self):
        """Companies with other currencies are added up in that of the current one."""
        self._sales()
        usd = self._usd(rate=2.0)
        other = self.setup_other_company(name="Abroad", currency_id=usd.id)['company']
        self.finance.company_ids |= other
        both = (
            self.env['finance.status.overview']
            .with_user(self.finance)
            .with_context(allowed_company_ids=[self.env.company.id, other.id])
        )
        invoice = self._invoice_of(other, 400)
        self.env.flush_all()
        overview = both.get_overview(period='year')
        currency = self.env.company.currency_id
        abroad = usd._convert(400, currency, self.env.company, invoice.invoice_date)
        self.assertAlmostEqual(self._values(overview, 'key')['open'], 1570 + abroad, 2)

    def _invoice_of(self, company, amount):
        invoice = (
            self.env['account.move']
            .with_company(company)
            .create(
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'invoice_date': day(0),
                    'currency_id': company.currency_id.id,
                    'invoice_line_ids': [
                        Command.create(
                            {'name': "Abroad", 'price_unit': amount, 'tax_ids': [Command.clear()]}
                        )
                    ],
                }
            )
        )
        invoice.action_post()
        return invoice
