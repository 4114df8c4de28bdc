from odoo import api, fields, models
from odoo.addons.intrix_finance_status.models.sale_order_hold import OVERRIDE_GROUP
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountAnalyticLine(models.Model):
    """Time logged for a customer on hold: shown, and stopped where the company wants it."""

    _name = 'account.analytic.line'
    _inherit = ['account.analytic.line', 'finance.status.hold.mixin']

    finance_hold = fields.Boolean(help="Who asked for this work does not pay.")

    @api.depends('task_id.finance_hold', 'task_id.finance_hold_reason')
    def _compute_finance_hold(self):
        return super()._compute_finance_hold()

    def _finance_hold_reasons(self):
        """Return why no time should be logged, as a dict of texts; without other lines."""
        return {
            line: line.task_id.finance_hold_reason for line in self if line.task_id.finance_hold
        }

    def _finance_shown_reasons(self):
        reasons = super()._finance_shown_reasons()
        tasks = self.env['project.task'].union(*(line.task_id._origin for line in reasons))
        hidden = tasks - self._finance_allowed(tasks)
        return {line: text for line, text in reasons.items() if line.task_id._origin not in hidden}

    def _finance_hold_domain(self):
        # who logs time need not have access to tasks
        held = self._finance_rules('project.task') & Domain('finance_hold', '=', True)
        return Domain('task_id', 'any!', held)

    @api.model_create_multi
    def create(self, vals_list):
        """Log time.

        :raise UserError: on a task on hold, where the company stops it, for those who may not
            go on despite a hold
        """
        lines = super().create(vals_list)
        lines._finance_check_hold()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if not {'unit_amount', 'task_id', 'project_id'}.isdisjoint(vals):
            self._finance_check_hold()
        return res

    def _finance_check_hold(self):
        """Refuse new time on tasks on hold, or note who goes on."""
        tasks = (
            self.sudo()
            .filtered(
                lambda line: line.task_id and line.company_id.finance_hold_timesheets == 'stop'
            )
            .task_id
        )
        stopped = tasks._finance_hold_reasons() if tasks else {}
        if not stopped:
            return
        texts = {task: f"{task.name}: {text}" for task, text in stopped.items()}
        if not self.env.user.has_group(OVERRIDE_GROUP):
            raise UserError(
                self.env._(
                    "No time can be logged on these tasks now:\n%s", "\n".join(texts.values())
                )
            )
        for company, lines in self.sudo().grouped('company_id').items():
            of_company = lines.task_id & self.env['project.task'].sudo().union(*stopped)
            of_company._finance_log(
                company,
                {
                    task.id: self.env._("Time logged despite the hold (%s)", stopped[task])
                    for task in of_company
                },
            )
