from odoo import models
from odoo.fields import Command

from .sale_order_hold import CustomerOnHoldError


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
