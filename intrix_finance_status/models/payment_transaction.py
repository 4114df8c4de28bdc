from odoo import models


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    def _check_amount_and_confirm_order(self):
        """Keep the payment of a customer on hold, and leave the confirmation to the salesperson."""
        quiet = self.with_context(finance_hold_quiet=True)
        orders = super(PaymentTransaction, quiet)._check_amount_and_confirm_order()
        return orders.with_env(self.env).filtered(lambda order: order.state == 'sale')
