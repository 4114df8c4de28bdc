from odoo import models
from odoo.fields import Command

from .sale_order_hold import CustomerOnHoldError

# ways of paying that Odoo takes as an order at once, though nothing is paid yet
CONFIRMED_WHILE_PENDING = ('cash_on_delivery', 'on_site')


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    def _create_payment(self, **extra_create_values):
        """Tell the payment which orders it is for; captures and refunds are for the same."""
        orders = self.sale_order_ids or self.source_transaction_id.sale_order_ids
        if orders:
            extra_create_values = {
                'finance_order_ids': [Command.set(orders.ids)],
                **extra_create_values,
            }
        return super()._create_payment(**extra_create_values)

    def _set_pending(self, **kwargs):
        """Keep what a customer on hold orders to pay when it comes, as what he accepts online.

        It stays a quotation that was sent, as with every other payment still to come, so Odoo does
        not confirm it when it looks at the payment next.
        """
        pending = super()._set_pending(**kwargs)
        promised = pending._finance_confirmed_while_pending().sale_order_ids
        offers = promised.filtered(lambda order: order.state == 'draft')
        if offers and (stopped := offers._finance_stopped()):
            waiting = offers.browse().union(*stopped)
            waiting.with_context(tracking_disable=True).action_quotation_sent()
            offers._finance_wait(stopped)
        return pending

    def _finance_confirmed_while_pending(self):
        """Return those of these transactions whose orders Odoo confirms before they are paid.

        Override to add a way of paying.
        """
        # the field of Odoo's addon for such ways of paying
        if 'custom_mode' not in self.env['payment.provider']._fields:
            return self.browse()
        return self.filtered(lambda tx: tx.provider_id.custom_mode in CONFIRMED_WHILE_PENDING)

    def _check_amount_and_confirm_order(self):
        """Keep the payment of a customer on hold, and leave the confirmation to the salesperson."""
        confirmed = self.env['sale.order']
        for transaction in self.with_context(finance_hold_quiet=True):
            try:
                with self.env.cr.savepoint():
                    confirmed |= super(
                        PaymentTransaction, transaction
                    )._check_amount_and_confirm_order()
            except CustomerOnHoldError as error:
                self.sale_order_ids._finance_wait(error.stopped)
        return confirmed.with_env(self.env)
