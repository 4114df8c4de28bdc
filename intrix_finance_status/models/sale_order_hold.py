import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

OVERRIDE_GROUP = 'intrix_finance_status.group_finance_hold_override'
# what is written when an order is confirmed, and nothing else
CONFIRMING = {'state', 'date_order', 'locked'}
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

    def _finance_debtors(self):
        """Return whose payment behaviour counts for this order."""
        self.ensure_one()
        return (self.partner_invoice_id | self.partner_id)._origin

    @api.depends('company_id', 'partner_id', 'partner_invoice_id', 'amount_total', 'state')
    def _compute_partner_credit_warning(self):
        """Warn of the credit limit where only documents kept elsewhere exceed it, too."""
        res = super()._compute_partner_credit_warning()
        offers = self.filtered(
            lambda order: (
                order.state in ('draft', 'sent')
                and not order.partner_credit_warning
                and order.company_id.finance_has_documents
                # the client may name whom it wants in a form
                and order.company_id._origin in self.env.companies
                and order.partner_invoice_id._origin.has_access('read')
            )
        )
        exceeded = self.env['finance.status.exposure']._exceeded_by(offers, warning=True)
        for order, text in exceeded.items():
            order.partner_credit_warning = f"{order.partner_id.display_name}: {text}"
        return res

    @api.model_create_multi
    def create(self, vals_list):
        """Create orders; those that are confirmed at once are judged as if they were confirmed.

        :raise UserError: see ``write``
        """
        orders = super().create(vals_list)
        confirmed = orders.filtered(lambda order: order.state == 'sale')
        confirmed._finance_check_confirming(confirmed=True)
        return orders

    def write(self, vals):
        """Write; orders of customers on hold are not confirmed, by whatever way it is tried.

        :raise UserError: for those who may not go on despite a hold
        :raise RedirectWarning: with a dialog that asks for a reason, for those who may
        """
        if vals.get('state') != 'sale':
            return super().write(vals)
        # before the refusal could tell anything of orders that the user may not read
        self.check_access('write')
        confirming = self.filtered(lambda order: order.state != 'sale')
        # what else is written could change the customer or the amount
        alone = CONFIRMING.issuperset(vals)
        if alone:
            confirming._finance_check_confirming()
        res = super().write(vals)
        if not alone:
            confirming._finance_check_confirming(confirmed=True)
        return res

    def _finance_check_confirming(self, confirmed=False):
        """Refuse to confirm orders of customers on hold.

        :param bool confirmed: they are confirmed already, in this transaction
        """
        if self and (stopped := self._finance_stopped(confirmed)):
            if self._finance_free_for_visitor():
                self._finance_wait(stopped)
                return
            self._finance_check_hold(stopped)
            logged = self.with_context(finance_hold_log=True)._finance_stopped(confirmed)
            self._finance_log_override(logged, self.env.context['finance_hold_override'])

    def _finance_free_for_visitor(self):
        """Tell whether Odoo confirms at once what costs a visitor nothing, as a free event.

        Visitors can't confirm themselves: it is the website that does, as the superuser.
        """
        free = all(order.currency_id.is_zero(order.amount_total) for order in self)
        return free and self.env.su and self.env.user.share

    def _finance_check_hold(self, stopped):
        """Refuse to confirm, but for those who may go on and say why.

        Nothing is returned to be shown instead: whoever extends confirming must not go on with
        orders that were not confirmed.
        """
        if self.env.context.get('finance_hold_quiet'):
            raise CustomerOnHoldError(stopped)
        if self.env.user.share:
            # a visitor, whom nobody tells why
            raise UserError(self.env._("This can't be confirmed online. Please contact us."))
        text = self.env._("These orders can't be confirmed now:\n%s", self._hold_text(stopped))
        if not self.env.user.has_group(OVERRIDE_GROUP):
            raise UserError(text)
        reason = self.env.context.get('finance_hold_override')
        if not reason:
            question = RedirectWarning(
                text, self._finance_override_action(stopped), self.env._("Confirm with a Reason")
            )
            # a question is no fault: without it, Odoo logs an error with a traceback
            question.loglevel = logging.INFO
            raise question

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

    def _finance_stopped(self, confirmed=False):
        """Return why which of these orders must not be confirmed, as a dict of texts.

        :param bool confirmed: they are confirmed already, and count in what is ordered
        """
        self.env['finance.status.exposure']._lock(self)
        stopped = self.sudo()._finance_hold_reasons()
        limits = self.env['finance.status.exposure']._exceeded_by(
            self.filtered(lambda order: order.sudo() not in stopped), counted=confirmed
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
                # in the words of the salesperson, not of the customer who is at it
                reader = order.with_user(user or self.env.user).with_context(
                    lang=user.lang, finance_hold_log=True
                )
                translated = reader.sudo()._finance_stopped()
                order.activity_schedule(
                    ACCEPTED_ACTIVITY, note=translated.get(order.sudo(), text), user_id=user.id
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
        by_customer = defaultdict(lambda: defaultdict(list))
        for order in stopped:
            body = self.env._(
                "%(order)s confirmed despite the hold: %(reason)s", order=order.name, reason=reason
            )
            by_customer[order.company_id][order.partner_id.commercial_partner_id.id].append(body)
        for company, texts_by_id in by_customer.items():
            self.env['res.partner'].browse(texts_by_id).sudo()._finance_log(
                company, {key: "\n".join(texts) for key, texts in texts_by_id.items()}
            )

    def _validate_order(self):
        return self._finance_confirm_or_wait(super()._validate_order)

    def _finance_confirm_or_wait(self, confirm):
        """Confirm what has already happened: accepted or paid online, sold at the till.

        It is never refused: what happened is kept, and nobody tells the customer why the order
        isn't confirmed yet. Its salesperson is told.

        :param confirm: bound method of these orders that confirms them
        """
        quiet = self.with_context(finance_hold_quiet=True)
        try:
            with self.env.cr.savepoint():
                return confirm.__func__(quiet)
        except CustomerOnHoldError as error:
            # who sells at the till need not look after the order
            stopped = {order.sudo(): text for order, text in error.stopped.items()}
            return self.sudo()._finance_wait(stopped)
