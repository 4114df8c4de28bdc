from odoo.addons.intrix_finance_status.tests.shown_common import SECRET, ShownCommon
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestTimesheetShown(ShownCommon):
    """Time sheets show the hold of their tasks to those who may know of the task."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user_here('shown_worker', 'hr_timesheet.group_hr_timesheet_user')
        cls.env['hr.employee'].sudo().create({'name': "Worker", 'user_id': cls.worker.id})
        cls._hold(cls.env, cls.customer)
        cls.task = cls._task('employees')
        cls.private_task = cls._task('followers')

    @classmethod
    def _task(cls, visibility):
        project = (
            cls.env['project.project']
            .sudo()
            .create(
                {
                    'name': visibility,
                    'allow_billable': True,
                    'allow_timesheets': True,
                    'privacy_visibility': visibility,
                }
            )
        )
        return (
            cls.env['project.task']
            .sudo()
            .create(
                {
                    'name': "Help",
                    'project_id': project.id,
                    'partner_id': cls.customer.id,
                    'user_ids': False,
                }
            )
        )

    def _line(self, task):
        line = (
            self.env['account.analytic.line']
            .sudo()
            .create(
                {
                    'name': "Work",
                    'project_id': task.project_id.id,
                    'task_id': task.id,
                    'unit_amount': 1,
                    'employee_id': self.worker.employee_id.id,
                }
            )
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return line.with_user(self.worker).sudo(False)

    def test_saved(self):
        line = self._line(self.task)
        self.assertTrue(line.finance_hold)
        self.assertIn(SECRET, line.finance_hold_reason)
        self.assertEqual(line.search([('id', '=', line.id), ('finance_hold', '=', True)]), line)
        hidden = self._line(self.private_task)
        self.assertFalse(hidden.finance_hold)
        self.assertFalse(hidden.search([('id', '=', hidden.id), ('finance_hold', '=', True)]))

    def test_form(self):
        """Seen as soon as the task is chosen; a task that one may not see tells nothing."""
        values = {'project_id': self.task.project_id.id, 'task_id': self.task.id}
        answer = self._onchange(self.worker, 'account.analytic.line', values)
        self.assertTrue(answer['finance_hold'])
        for named in (
            {'task_id': self.private_task.id},
            {'task_id': self.private_task.id, 'project_id': self.private_task.project_id.id},
        ):
            self.assertTellsNothing(self.worker, 'account.analytic.line', named)
