from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.tests import tagged
from odoo.tests.common import new_test_user


@tagged('post_install', '-at_install')
class TestTaskHold(FinanceStatusCommon):
    """Tasks of a customer who doesn't pay say so, to people without any right to the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_policy()
        cls.worker = new_test_user(cls.env, 'hold_worker', 'project.group_project_user')
        cls.project = (
            cls.env['project.project']
            .sudo()
            .create({'name': "Support", 'allow_billable': True, 'privacy_visibility': 'employees'})
        )

    def _late(self, **values):
        return self._plain_invoice(1000, due=day(-40), date=day(-70), **values)

    def _task(self, **values):
        return (
            self.env['project.task']
            .sudo()
            .create({'name': "Help", 'project_id': self.project.id, **values})
            .with_user(self.worker)
            .sudo(False)
        )

    def test_of_customer(self):
        task = self._task(partner_id=self.customer.id)
        other = self._task(partner_id=self._customer("Other").id)
        internal = self._task(partner_id=False)
        self.assertFalse(task.finance_hold)
        invoice = self._late()
        tasks = task + other + internal
        tasks.invalidate_recordset()
        self.assertEqual(tasks.mapped('finance_hold'), [True, False, False])
        self.assertIn("1,000.00", task.finance_hold_reason)
        these = [('id', 'in', tasks.ids)]
        self.assertEqual(tasks.search([*these, ('finance_hold', '=', True)]), task)
        self.assertEqual(
            tasks.search([*these, ('finance_hold', '=', False)], order='id'), other + internal
        )
        self._pay(invoice)
        tasks.invalidate_recordset()
        self.assertFalse(task.finance_hold)

    def test_of_order(self):
        order = self._order()
        task = self._task(sale_line_id=order.order_line.id)
        self.assertEqual(task.finance_status, 'ordered')
        self._late()
        task.invalidate_recordset()
        self.assertTrue(task.finance_hold)
        self.assertEqual(task.search([('id', '=', task.id), ('finance_hold', '=', True)]), task)
        groups = task._read_group([('id', '=', task.id)], ['finance_status'], ['__count'])
        self.assertEqual(groups, [('ordered', 1)])

    def test_other_company(self):
        company = self.env['res.company'].create({'name': "Second"})
        self._late()
        task = self._task(partner_id=self.customer.id)
        task.sudo().project_id.company_id = company
        task.sudo().company_id = company
        self.assertFalse(task.sudo().finance_hold)

    def test_queries(self):
        tasks = self.env['project.task']
        for number in range(80):
            tasks += self._task(partner_id=self._customer(f"Customer {number}").id)
        self._late(partner=tasks[3].partner_id)
        counts = []
        for some in (tasks[:1], tasks):
            for _twice in range(2):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.mapped('finance_hold')
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[3] - counts[1], 6)
