from odoo import api, fields, models
from odoo.fields import Domain


class ProjectTask(models.Model):
    """Whether the work on a task is paid for, and the hold of its order or customer.

    Judged in the company of the order or, without one, of the task.
    """

    _name = 'project.task'
    _inherit = ['project.task', 'finance.status.of.order.mixin']

    _finance_order_field = 'sale_order_id'

    finance_hold = fields.Boolean(
        string="Customer on Hold", help="Who asked for this work does not pay."
    )

    @api.depends('sale_order_id', 'partner_id', 'company_id')
    def _compute_finance_hold(self):
        return super()._compute_finance_hold()

    def _finance_hold_domain(self):
        return self._finance_order_domain(Domain('finance_hold', '=', True)) | (
            Domain('sale_order_id', '=', False) & self._finance_hold_domain_of_partner('partner_id')
        )

    def _finance_hold_reasons(self):
        """Return why the work on tasks should stop, as a dict of texts; without other tasks."""
        by_order = self.sale_order_id._origin._finance_hold_reasons()
        reasons = {
            task: by_order[task.sale_order_id._origin]
            for task in self
            if task.sale_order_id._origin in by_order
        }
        without = self.filtered(lambda task: not task.sale_order_id and task.partner_id)
        return {**reasons, **without._finance_hold_reasons_of_partner()}
