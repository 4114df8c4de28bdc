from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OVERRIDE_GROUP = 'intrix_finance_status.group_finance_hold_override'


class SaleOrder(models.Model):
    """The hold of the customer on its quotations and orders, and the stop of their confirmation.

    Judged in the company of the order, for the customer and for who gets the invoice. In code,
    ``with_context(finance_hold_override=reason)`` goes on for those who may.
    """

    _name = 'sale.order'
    _inherit = ['sale.order', 'finance.status.hold.mixin']

    finance_hold = fields.Boolean(string="Customer on Hold")

    @api.depends('partner_id', 'partner_invoice_id', 'company_id')
    def _compute_finance_hold(self):
        return super()._compute_finance_hold()

    def _finance_hold_domain(self):
        return Domain('partner_id.finance_hold', '=', True) | Domain(
            'partner_invoice_id.finance_hold', '=', True
        )

    def _finance_hold_reasons(self):
        """Return why orders must not be confirmed, as a dict of texts; without those that may.

        Override to add a reason.
        """
        by_company = self.grouped(lambda order: order.company_id._origin or self.env.company)
        reasons = {}
        for company, orders in by_company.items():
            debtors = {order: order._finance_debtors() for order in orders}
            partners = self.env['res.partner'].union(*debtors.values())
            held = partners.sudo().with_company(company)._finance_held()
            texts = {partner.id: partner.finance_hold_reason for partner in held}
            for order, of_order in debtors.items():
                found = [texts[partner_id] for partner_id in of_order.ids if partner_id in texts]
                if found:
                    reasons[order] = found[0]
        return reasons

    def _finance_delivery_hold_reasons(self):
        """Return why orders must not be delivered, as a dict of texts; without those that may.

        Override to add a reason.
        """
        return {**self._finance_prepayment_reasons(), **self._finance_hold_reasons()}

    def _finance_prepayment_reasons(self):
        """Return which orders wait for the payment that their terms ask for before delivery."""
        reasons = {}
        for order in self:
            wanted = order._finance_prepayment()
            paid = order.finance_amount_paid + order._finance_online_payments() if wanted else 0
            if order.currency_id.compare_amounts(paid, wanted) < 0:
                reasons[order] = self.env._(
                    "%(wanted)s to be paid before delivery, %(paid)s are paid",
                    wanted=order.currency_id.format(wanted),
                    paid=order.currency_id.format(paid),
                )
        return reasons

    def _finance_prepayment(self):
        """Return what has to be paid before delivery; order currency, tax included."""
        self.ensure_one()
        return self.currency_id.round(
            self.amount_total * self.payment_term_id.finance_prepayment_percent / 100
        )

    def _finance_online_payments(self):
        """Return what was paid online for this order and is on no invoice yet, in its currency."""
        self.ensure_one()
        payments = self.transaction_ids.payment_id.filtered(
            lambda payment: (
                payment.state in ('in_process', 'paid')
                and not payment.is_reconciled
                and not payment.reconciled_invoice_ids
                and not payment.invoice_ids
            )
        )
        return sum(
            payment.currency_id._convert(
                payment.amount, self.currency_id, self.company_id, payment.date
            )
            for payment in payments
        )

    def _finance_debtors(self):
        """Return whose payment behaviour counts for this order."""
        self.ensure_one()
        return (self.partner_invoice_id | self.partner_id)._origin

    def action_confirm(self):
        """Confirm, unless the customer is on hold.

        :raise UserError: for those who may not go on despite a hold
        :return: the dialog that asks for a reason, for those who may
        """
        stopped = self._finance_stopped()
        if not stopped:
            return super().action_confirm()
        if self.env.context.get('finance_hold_quiet'):
            going_on = self - self.env['sale.order'].union(*stopped)
            self._finance_wait(stopped)
            return super(SaleOrder, going_on).action_confirm() if going_on else True
        if not self.env.user.has_group(OVERRIDE_GROUP):
            raise UserError(
                self.env._("These orders can't be confirmed now:\n%s", self._hold_text(stopped))
            )
        if reason := self.env.context.get('finance_hold_override'):
            self._finance_log_override(stopped, reason)
            return super().action_confirm()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Confirm despite the hold"),
            'res_model': 'finance.hold.override',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_order_ids': self.ids,
                'default_hold_text': self._hold_text(stopped),
            },
        }

    def _finance_stopped(self):
        """Return why which of these orders must not be confirmed, as a dict of texts."""
        self.env['finance.status.exposure']._lock(self)
        stopped = self.sudo()._finance_hold_reasons()
        limits = self.env['finance.status.exposure']._exceeded_by(
            self.filtered(lambda order: order.sudo() not in stopped)
        )
        return {
            order: stopped.get(order.sudo()) or limits[order]
            for order in self
            if order.sudo() in stopped or order in limits
        }

    def _finance_wait(self, stopped):
        """Have the salesperson look at orders that their customers accepted while on hold."""
        orders = self.env['sale.order'].union(*stopped)
        for order in orders:
            order.activity_schedule(
                'mail.mail_activity_data_todo',
                summary=self.env._("Accepted by the customer, who is on hold"),
                note=stopped[order],
                user_id=order.user_id.id or order.team_id.user_id.id or self.env.uid,
            )

    def _finance_log_override(self, stopped, reason):
        """Say in the chatter of orders and customers who went on, and why."""
        bodies = {
            order: self.env._(
                "%(order)s confirmed despite the hold (%(hold)s): %(reason)s",
                order=order.name,
                hold=text,
                reason=reason,
            )
            for order, text in stopped.items()
        }
        orders = self.env['sale.order'].union(*stopped)
        orders._message_log_batch({order.id: body for order, body in bodies.items()})
        by_customer = defaultdict(list)
        for order, body in bodies.items():
            by_customer[order.partner_id.commercial_partner_id.id].append(body)
        self.env['res.partner'].browse(by_customer).sudo()._message_log_batch(
            {key: "\n".join(texts) for key, texts in by_customer.items()}
        )

    def _validate_order(self):
        # what the customer did is kept; nobody tells him why it isn't confirmed yet
        quiet = self.with_context(finance_hold_quiet=True)
        return super(SaleOrder, quiet)._validate_order()
