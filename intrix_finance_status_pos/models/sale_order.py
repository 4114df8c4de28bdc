from odoo import models
from odoo.addons.intrix_finance_status.models.sale_order_hold import CustomerOnHoldError

# in the context of orders paid at the till; an object, as no client can send one
SOLD_AT_TILL = object()


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def action_confirm(self):
        """Keep what a customer on hold paid at the till, and leave it to the salesperson."""
        if self.env.context.get('finance_sold_at_till') is not SOLD_AT_TILL:
            return super().action_confirm()
        quiet = self.with_context(finance_hold_quiet=True)
        try:
            with self.env.cr.savepoint():
                return super(SaleOrder, quiet).action_confirm()
        except CustomerOnHoldError as error:
            # who sells at the till need not look after the order
            self.sudo()._finance_wait({o.sudo(): text for o, text in error.stopped.items()})
            return False
