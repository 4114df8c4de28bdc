from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .finance_status_mixin import VIEWER_GROUP
from .sale_order_hold import OVERRIDE_GROUP


class SaleOrder(models.Model):
    """What has to be paid before the deliveries of an order may go."""

    _inherit = 'sale.order'

    finance_prepayment_ids = fields.One2many(
        'finance.status.prepayment',
        'order_id',
        string="Fixed Payment before Delivery",
        groups='base.group_system',
        copy=False,
    )
    finance_prepayment_reason = fields.Char(
        string="Payment before Delivery",
        compute='_compute_finance_prepayment_reason',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="What is missing until the deliveries of the order may go.",
    )

    @api.depends('amount_total', 'payment_term_id', 'state', 'finance_prepayment_ids.percent')
    @api.depends_context('lang')
    def _compute_finance_prepayment_reason(self):
        saved = self._origin.filtered(lambda order: order.state == 'sale')
        reasons = saved._finance_prepayment_reasons()
        for order in self:
            order.finance_prepayment_reason = reasons.get(order._origin)

    @api.model
    def _finance_prepayment_domain(self):
        """Return the domain of the orders that ask for payment before delivery, paid or not."""
        # whoever looks for them need not have access to the facts
        fixed = Domain('finance_prepayment_ids', 'any!', Domain('percent', '>', 0))
        by_term = Domain('payment_term_id.finance_prepayment_percent', '>', 0)
        return fixed | (Domain('state', '!=', 'sale') & by_term)

    def _finance_prepayment_percent(self):
        """Return what has to be paid before delivery in percent: fixed once it is confirmed."""
        self.ensure_one()
        fixed = sum(self.sudo().finance_prepayment_ids.mapped('percent'))
        if self.state == 'sale':
            return fixed
        return max(fixed, self.payment_term_id.finance_prepayment_percent)

    def _finance_prepayment(self):
        """Return what has to be paid before delivery; order currency, tax included."""
        self.ensure_one()
        return self.currency_id.round(self.amount_total * self._finance_prepayment_percent() / 100)

    def _finance_prepayment_reasons(self):
        """Return which orders wait for the payment that was asked for before delivery."""
        reasons = {}
        for order in self:
            wanted = order._finance_prepayment()
            paid = order.finance_amount_paid + order.finance_amount_prepaid if wanted else 0
            if order.currency_id.compare_amounts(paid, wanted) < 0:
                reasons[order] = self.env._(
                    "%(wanted)s to be paid before delivery, %(paid)s are paid",
                    wanted=order.currency_id.format(wanted),
                    paid=order.currency_id.format(paid),
                )
        return reasons

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        self.env['finance.status.prepayment']._fix(
            orders.filtered(lambda order: order.state == 'sale')
        )
        return orders

    def write(self, vals):
        res = super().write(vals)
        if not {'state', 'payment_term_id', 'partner_id'}.isdisjoint(vals):
            confirmed = self.filtered(lambda order: order.state == 'sale')
            self.env['finance.status.prepayment']._fix(confirmed)
        return res

    def action_finance_waive_prepayment(self):
        """Open a dialog to let the deliveries of these orders go without payment in advance."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Deliver without payment in advance"),
            'res_model': 'finance.prepayment.waive',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_order_ids': self.ids},
        }

    def _finance_waive_prepayment(self, reason):
        """Let the deliveries of these orders go without payment in advance, and say who did it.

        :raise AccessError: for those who may not go on despite a hold
        """
        self.check_access('write')
        if not self.env.user.has_group(OVERRIDE_GROUP):
            raise AccessError(self.env._("You may not take off a payment before delivery."))
        if not (reason and reason.strip()):
            raise UserError(self.env._("Please say why the deliveries may go."))
        percents = {order: order._finance_prepayment_percent() for order in self}
        asked = self.filtered(lambda order: percents[order] and order.state == 'sale')
        asked.sudo().finance_prepayment_ids.percent = 0
        asked._message_log_batch(
            {
                order.id: self.env._(
                    "Payment of %(percent)s %% before delivery taken off: %(reason)s",
                    percent=f'{percents[order]:g}',
                    reason=reason,
                )
                for order in asked
            }
        )
