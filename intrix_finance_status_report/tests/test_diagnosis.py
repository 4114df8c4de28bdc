import doctest

from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, freeze_time, new_test_user, tagged

from .. import trend


@tagged('post_install', '-at_install')
class TestTrend(BaseCase):
    """Whether somebody pays slower than before."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(trend).failed, 0)

    def test_without_a_trend(self):
        self.assertEqual(trend.delay_trend([]), (None, None))
        self.assertEqual(trend.delay_trend([('Jan', 10, 2)]), (None, None))
        # slower, but by four days
        months = [('Jan', 10, 2), ('Feb', 10, 6), ('Mar', 10, 6)]
        self.assertEqual(trend.delay_trend(months), (None, None))


@tagged('post_install', '-at_install')
@freeze_time('2026-11-15')
class TestDiagnosis(FinanceStatusCommon):
    """The diagnosis of a customer, worked by hand."""

    def _pay_in(self, date_due, delay, amount=100):
        due = fields.Date.to_date(date_due)
        # nothing is settled before it is invoiced
        invoiced = fields.Date.add(due, days=min(0, delay))
        invoice = self._plain_invoice(amount, due=due, date=invoiced)
        self._pay(invoice, date=fields.Date.add(due, days=delay))

    def _history(self):
        for month, delay in (('04', 0), ('05', 4), ('06', 14), ('07', 16), ('08', 18)):
            self._pay_in(f'2026-{month}-03', delay)
        self._plain_invoice(300, due=day(-5), date=day(-20))

    def test_in_one_sentence(self):
        self._history()
        diagnosis = self.customer._finance_diagnosis()
        # (0 + 4 + 14 + 16 + 18) / 5 = 10.4
        self.assertEqual(
            diagnosis['sentence'],
            "Customer pays 10 days late, getting slower since June, "
            "owes what has been late for 5 days.",
        )
        self.assertEqual(diagnosis['longest'], 18)
        months = {row['date'].month: row for row in diagnosis['months']}
        self.assertEqual(len(diagnosis['months']), 12)
        self.assertEqual((months[6]['invoiced'], months[6]['paid']), (100, 100))
        self.assertEqual((months[6]['delay'], months[6]['longest']), (14, 14))
        self.assertEqual((months[10]['invoiced'], months[10]['paid']), (300, 0))
        self.assertIsNone(months[10]['delay'])
        self.assertEqual(sum(row['paid'] for row in diagnosis['months']), 500)
        self.assertEqual(diagnosis['payments'].mapped('amount'), [300])

    def test_promises_and_holds(self):
        self._history()
        self.env['finance.status.hold'].create(
            {'partner_id': self.customer.id, 'reason': "Bounced cheque"}
        )
        self.env['finance.status.promise'].create(
            {'partner_id': self.customer.id, 'amount': 300, 'date': day(-1), 'date_made': day(-4)}
        )
        diagnosis = self.customer._finance_diagnosis()
        self.assertIn("kept 0 of 1 promises", diagnosis['sentence'])
        self.assertIn("is on hold", diagnosis['sentence'])
        self.assertEqual(diagnosis['hold_count'], 1)

    def test_nothing_known(self):
        customer = self._customer("New One")
        self.assertEqual(
            customer._finance_diagnosis()['sentence'],
            "New One has paid nothing in the last 12 months.",
        )

    def test_on_time_and_early(self):
        self._pay_in('2026-10-01', 0)
        self.assertIn("pays on time", self.customer._finance_diagnosis()['sentence'])
        self._pay_in('2026-10-20', -8)
        self.assertIn("pays 4 days early", self.customer._finance_diagnosis()['sentence'])

    def test_on_paper_for_who_may_see_it(self):
        self._history()
        company_ids = self.env.company.ids

        def user(groups):
            return new_test_user(
                self.env, f'diagnosis_{groups}', groups, company_id=company_ids[0],
                company_ids=company_ids,
            )  # fmt: skip

        report = self.env['ir.actions.report']
        name = 'intrix_finance_status_report.report_diagnosis'
        self.env.flush_all()
        for groups in ('sales_team.group_sale_salesman', 'account.group_account_invoice'):
            html, _kind = report.with_user(user(groups))._render_qweb_html(name, self.customer.ids)
            self.assertIn("getting slower since June", html.decode())
        employee = user('base.group_user')
        with self.assertRaises(AccessError):
            self.customer.with_user(employee).action_finance_diagnosis()
        with self.assertRaises(AccessError):
            report.with_user(employee)._render_qweb_html(name, self.customer.ids)
