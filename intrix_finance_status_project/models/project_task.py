from odoo import api, fields, models
from odoo.addons.intrix_finance_status.models.finance_status_mixin import VIEWER_GROUP
from odoo.fields import Domain


class ProjectTask(models.Model):
    """Whether the work on a task is paid for, and the hold of its order or customer.

    Judged in the company of the order or, without one, of the task.
    """

    _inherit = 'project.task'

    finance_status = fields.Selection(related='sale_order_id.finance_status', groups=VIEWER_GROUP)
    finance_hold = fields.Boolean(
        string="Customer on Hold",
        compute='_compute_finance_hold',
        search='_search_finance_hold',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="Who asked for this work does not pay.",
    )
    finance_hold_reason = fields.Char(
        string="Reason of the Hold",
        compute='_compute_finance_hold',
        compute_sudo=True,
        groups=VIEWER_GROUP,
    )

    @api.depends('sale_order_id', 'partner_id', 'company_id')
    @api.depends_context('uid', 'company', 'tz', 'lang')
    def _compute_finance_hold(self):
        reasons = self._finance_hold_reasons()
        for task in self:
            reason = reasons.get(task)
            task.finance_hold = bool(reason)
            task.finance_hold_reason = reason

    def _search_finance_hold(self, operator, value):
        if operator != 'in':
            return NotImplemented
        held = Domain('sale_order_id.finance_hold', '=', True) | (
            Domain('sale_order_id', '=', False) & Domain('partner_id.finance_hold', '=', True)
        )
        return held if True in value else ~held

    def _finance_hold_reasons(self):
        """Return why the work on tasks should stop, as a dict of texts; without other tasks."""
        by_order = self.sale_order_id._origin._finance_hold_reasons()
        reasons = {
            task: by_order[task.sale_order_id._origin]
            for task in self
            if task.sale_order_id._origin in by_order
        }
        without = self.filtered(lambda task: not task.sale_order_id and task.partner_id)
        by_company = without.grouped(lambda task: task.company_id._origin or self.env.company)
        for company, tasks in by_company.items():
            held = tasks.partner_id._origin.sudo().with_company(company)._finance_held()
            texts = {partner.id: partner.finance_hold_reason for partner in held}
            for task in tasks:
                if task.partner_id._origin.id in texts:
                    reasons[task] = texts[task.partner_id._origin.id]
        return reasons
