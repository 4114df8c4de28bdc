from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import new_test_user


@tagged('post_install', '-at_install')
class TestTimesheetHold(FinanceStatusCommon):
    """Time for a customer who doesn't pay is shown or stopped, as the company wants it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_policy()
        groups = 'hr_timesheet.group_hr_timesheet_user'
        cls.worker = new_test_user(cls.env, 'hold_worker', groups)
        cls.overrider = new_test_user(
            cls.env,
            'hold_worker_override',
            f'{groups},intrix_finance_status.group_finance_hold_override',
        )
        for user in (cls.worker, cls.overrider):
            cls.env['hr.employee'].sudo().create({'name': user.name, 'user_id': user.id})
        cls.project = (
            cls.env['project.project']
            .sudo()
            .create(
                {
                    'name': "Support",
                    'allow_billable': True,
                    'allow_timesheets': True,
                    'privacy_visibility': 'employees',
                }
            )
        )
        cls.task = (
            cls.env['project.task']
            .sudo()
            .create({'name': "Help", 'project_id': cls.project.id, 'partner_id': cls.customer.id})
        )

    def _log_time(self, user):
        return (
            self.env['account.analytic.line']
            .with_user(user)
            .create(
                {
                    'name': "Work",
                    'project_id': self.project.id,
                    'task_id': self.task.id,
                    'unit_amount': 1,
                }
            )
        )

    def _late(self):
        return self._plain_invoice(1000, due=day(-40), date=day(-70))

    def test_warn(self):
        self._late()
        line = self._log_time(self.worker)
        self.assertTrue(line.finance_hold)
        self.assertIn("1,000.00", line.finance_hold_reason)

    def test_found(self):
        """By people who may not open any order."""
        line = self._log_time(self.worker)
        found = [('id', '=', line.id), ('finance_hold', '=', True)]
        self.assertFalse(line.search(found))
        self.task.sale_line_id = self._order().order_line
        self._late()
        self.assertEqual(line.search(found), line)

    def test_stop(self):
        self.env.company.finance_hold_timesheets = 'stop'
        line = self._log_time(self.worker)
        invoice = self._late()
        with self.assertRaisesRegex(UserError, self.task.name), self.env.cr.savepoint():
            self._log_time(self.worker)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.unit_amount = 2
        line.name = "Better words"
        self._pay(invoice)
        self.assertFalse(self._log_time(self.worker).finance_hold)

    def test_override(self):
        self.env.company.finance_hold_timesheets = 'stop'
        self._late()
        self._log_time(self.overrider)
        notes = self.task.message_ids.filtered(lambda note: "1,000.00" in note.body)
        self.assertEqual(len(notes), 1)
