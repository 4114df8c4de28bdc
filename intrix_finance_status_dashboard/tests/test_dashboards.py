import json
import re

from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.tests import HttpCase, new_test_user, tagged

NAMES = ('sales_to_cash', 'receivables', 'cash_forecast', 'my_customers')


@tagged('post_install', '-at_install')
class TestDashboards(FinanceStatusCommon, HttpCase):
    """The dashboards: their figures are those of the reports, and they open in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboards = {
            name: cls.env.ref(f'intrix_finance_status_dashboard.dashboard_{name}') for name in NAMES
        }
        cls.manager = cls._user('dashboard_manager', 'sales_team.group_sale_manager')
        late = cls._customer("Late")
        cls._invoice(cls._order(1000, partner=late, user_id=cls.manager.id), due=day(-40))
        cls._pay(cls._invoice(cls._order(300, partner=late), due=day(-5)), 100)

    @classmethod
    def _user(cls, login, groups):
        companies = cls.env.company.ids
        return new_test_user(cls.env, login, groups, company_id=companies[0], company_ids=companies)

    def _json(self, name):
        return json.loads(self.dashboards[name].spreadsheet_data)

    def _read(self, pivot):
        """Return the rows of a pivot as its spreadsheet asks for them."""
        groupby = [row['fieldName'] for row in pivot['rows'] + pivot['columns']]
        measures = [
            f'{measure["fieldName"]}:{measure.get("aggregator") or "sum"}'
            for measure in pivot['measures']
        ]
        Model = self.env[pivot['model']].with_user(self.manager)
        return Model._read_group(pivot['domain'], groupby, measures)

    def _pivots(self, name):
        return {pivot['name']: self._read(pivot) for pivot in self._json(name)['pivots'].values()}

    def test_figures_are_those_of_the_reports(self):
        self.env.flush_all()
        overview = self.env['finance.status.overview'].with_user(self.manager).get_overview('year')
        key = {figure['key']: figure['value'] for figure in overview['key']}
        self.assertEqual((key['open'], key['overdue']), (1200, 1200))
        receivables = self._pivots('receivables')
        self.assertEqual(receivables['Open'], [(1200, 1200)])
        self.assertEqual([row[1:] for row in receivables['Debtors']], [(1200, 40)])
        self.assertEqual(round(receivables['This month'][0][0]), round(key['dso']))
        cash = self._pivots('cash_forecast')
        self.assertEqual(sum(amount for *_key, amount in cash['All']), 1200)
        steps = {step: amount for step, amount, *_more in self._pivots('sales_to_cash')['Funnel']}
        self.assertEqual(
            {figure['key']: figure['value'] for figure in overview['funnel']},
            {step: amount for step, amount in steps.items() if step != '3'},
        )
        self.assertEqual(self._pivots('my_customers')['Open'], [(1200, 1200)])

    def test_what_they_name_exists(self):
        for name in NAMES:
            dashboard = self._json(name)
            self.assertTrue(self.dashboards[name]._get_sample_dashboard()['sheets'])
            menus = dashboard['chartOdooMenusReferences'].values()
            for xml_id in menus:
                self.assertEqual(self.env.ref(xml_id)._name, 'ir.ui.menu')
            sources = [*dashboard['pivots'].values(), *dashboard['lists'].values()]
            for source in sources:
                Model = self.env[source['model']]
                columns = [*source.get('columns', []), *source.get('rows', [])]
                names = {
                    column if isinstance(column, str) else column['fieldName'] for column in columns
                }
                names |= {measure['fieldName'] for measure in source.get('measures', [])}
                names |= {match['chain'] for match in source['fieldMatching'].values()}
                self.assertFalse(names - Model._fields.keys(), name)
            for figure in dashboard['sheets'][0]['figures']:
                meta = figure['data'].get('metaData')
                if meta:
                    names = {meta['measure'], *(spec.split(':')[0] for spec in meta['groupBy'])}
                    self.assertFalse(names - self.env[meta['resModel']]._fields.keys(), name)
            # each figure is of a pivot that is there
            cells = {**dashboard['sheets'][0]['cells'], **dashboard['sheets'][1]['cells']}
            used = set(re.findall(r'PIVOT(?:\.VALUE)?\((\d+)', ' '.join(cells.values())))
            self.assertEqual(used, set(dashboard['pivots']), name)

    def test_who_sees_which(self):
        def seen(groups):
            user = self._user(f'dashboard_{groups}', groups)
            found = self.env['spreadsheet.dashboard'].with_user(user).search([])
            return {name for name, dashboard in self.dashboards.items() if dashboard in found}

        self.assertEqual(seen('base.group_user'), set())
        self.assertEqual(seen('sales_team.group_sale_salesman'), {'my_customers'})
        self.assertEqual(seen('sales_team.group_sale_manager'), set(NAMES))
        self.assertEqual(seen('account.group_account_invoice'), set(NAMES) - {'my_customers'})

    def test_sample_while_empty(self):
        company = self.setup_other_company(name="New One")['company']
        self.manager.write({'company_ids': company.ids, 'company_id': company.id})
        for dashboard in self.dashboards.values():
            shown = dashboard.with_user(self.manager).with_context(allowed_company_ids=company.ids)
            self.assertTrue(shown._dashboard_is_empty())

    def test_in_the_browser(self):
        """Any error in the console fails it."""
        action = 'spreadsheet_dashboard.ir_actions_dashboard_action'
        self.start_tour(f'/odoo/action-{action}', 'finance_dashboards', login=self.manager.login)
