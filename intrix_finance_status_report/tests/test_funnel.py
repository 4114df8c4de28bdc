from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.tests import new_test_user, tagged

from .test_report import made_on


@tagged('post_install', '-at_install')
class TestFunnel(FinanceStatusCommon):
    """What became of the offers of a period: worked by hand."""

    def _offer(self, offered, ordered=None, invoiced=None, paid=None, amount=1000, **values):
        order = self._order(amount, confirm=False, **values)
        made_on(order, day(offered))
        if ordered is not None:
            order.action_confirm()
            order.date_order = fields.Datetime.to_datetime(day(ordered))
        if invoiced is not None:
            invoice = self._invoice(order, date=day(invoiced))
            if paid is not None:
                self._pay(invoice, date=day(paid))
        return order

    def _steps(self, *domain, by=('step',)):
        self.env.flush_all()
        self.env.invalidate_all()
        aggregates = ['reached:sum', 'amount:sum', 'conversion:avg', 'conversion_amount:avg']
        rows = self.env['finance.status.funnel']._read_group(
            list(domain), list(by), [*aggregates, 'days:avg']
        )
        return [tuple(float(v) if hasattr(v, 'quantize') else v for v in row) for row in rows]

    def test_steps(self):
        orders = (
            self._offer(-50, -46, -40, -20)
            + self._offer(-50, -40, -30)
            + self._offer(-50, -49, amount=2000)
            + self._offer(-50, amount=4000)
        )
        self.assertEqual(
            self._steps(('order_id', 'in', orders.ids)),
            [
                ('1', 4, 8000, 100, 100, False),
                # 1, 4 and 10 days
                ('2', 3, 4000, 75, 50, 4),
                ('3', 0, 0, 0, 0, False),
                # not delivered, so the days since then are not known
                ('4', 2, 2000, 50, 25, False),
                ('5', 1, 1000, 25, 12.5, 20),
            ],
        )

    def test_a_period_beside_the_one_before(self):
        orders = self._offer(-50, -49) + self._offer(-10) + self._offer(-10, -7)
        rows = self._steps(
            ('order_id', 'in', orders.ids), ('step', '=', '2'), by=('date_offered:month',)
        )
        self.assertEqual([row[3] for row in rows], [100, 50])

    def test_of_a_salesperson(self):
        values = {'company_id': self.env.company.id, 'company_ids': [self.env.company.id]}
        mine, theirs = (
            new_test_user(self.env, f'funnel_{login}', 'sales_team.group_sale_salesman', **values)
            for login in ('mine', 'theirs')
        )
        order = self._offer(-5, user_id=mine.id)
        self._offer(-5, -3, user_id=theirs.id)
        self.env.flush_all()
        Funnel = self.env['finance.status.funnel'].with_user(mine)
        self.assertEqual(Funnel.search([]).order_id.ids, order.ids)
        [(conversion,)] = Funnel._read_group([('step', '=', '2')], [], ['conversion:avg'])
        self.assertEqual(conversion, 0)
        row = Funnel.search([('step', '=', '1')])
        self.assertEqual(row.action_open_order()['res_id'], order.id)
