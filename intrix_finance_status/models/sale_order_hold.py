from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

OVERRIDE_GROUP = 'intrix_finance_status.group_finance_hold_override'
ACCEPTED_ACTIVITY = 'intrix_finance_status.mail_activity_type_accepted_on_hold'


class CustomerOnHoldError(Exception):
    """Orders that a customer on hold accepted, for whoever handles it without a word to him."""

    def __init__(self, stopped):
        super().__init__()
        self.stopped = stopped


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
        return self._finance_hold_domain_of_partner('partner_id', 'partner_invoice_id')

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
        transactions = self.transaction_ids
        # captures in parts and refunds are payments of their own
        payments = (transactions | transactions.child_transaction_ids).payment_id.filtered(
            lambda payment: payment.state in ('in_process', 'paid')
        )
        return sum(
            payment.currency_id._convert(
                payment._finance_amount_left(), self.currency_id, self.company_id, payment.date
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
        :raise RedirectWarning: with a dialog that asks for a reason, for those who may
        """
        if stopped := self._finance_stopped():
            self._finance_check_hold(stopped)
        return super().action_confirm()

    def _finance_check_hold(self, stopped):
        """Refuse to confirm, or note why it goes on.

        Nothing is returned to be shown instead: whoever extends confirming must not go on with
        orders that were not confirmed.
        """
        if self.env.context.get('finance_hold_quiet'):
            raise CustomerOnHoldError(stopped)
        text = self.env._("These orders can't be confirmed now:\n%s", self._hold_text(stopped))
        if not self.env.user.has_group(OVERRIDE_GROUP):
            raise UserError(text)
        reason = self.env.context.get('finance_hold_override')
        if not reason:
            raise RedirectWarning(
                text, self._finance_override_action(stopped), self.env._("Confirm with a Reason")
            )
        self._finance_log_override(stopped, reason)

    def _finance_override_action(self, stopped):
        """Return the dialog that asks why to confirm despite the hold."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Confirm despite the hold"),
            'res_model': 'finance.hold.override',
            'views': [(False, 'form')],
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
        """Have the salesperson look at orders that their customers accepted while on hold, once."""
        told = self.activity_search([ACCEPTED_ACTIVITY]).mapped('res_id')
        for order, text in stopped.items():
            if order.id not in told:
                user = order._finance_responsible()
                # in the language of the salesperson, not of the customer who is at it
                translated = order.with_context(lang=user.lang)._finance_stopped()
                order.activity_schedule(
                    ACCEPTED_ACTIVITY, note=translated.get(order, text), user_id=user.id
                )

    def _finance_responsible(self):
        """Return the employee who looks after this order, if there is one."""
        self.ensure_one()
        users = self.user_id | self.team_id.user_id | self.create_uid
        return users.filtered(lambda user: user.active and not user.share)[:1]

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
        quiet = self.with_context(finance_hold_quiet=True)
        try:
            with self.env.cr.savepoint():
                return super(SaleOrder, quiet)._validate_order()
        except CustomerOnHoldError as error:
            # what the customer did is kept; nobody tells him why it isn't confirmed yet
            return self._finance_wait(error.stopped)
