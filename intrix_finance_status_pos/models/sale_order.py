from odoo import models

# in the context of orders paid at the till; an object, as no client can send one
SOLD_AT_TILL = object()


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def action_confirm(self):
        """Keep what a customer on hold paid at the till, and leave it to the salesperson."""
        if self.env.context.get('finance_sold_at_till') is not SOLD_AT_TILL:
            return super().action_confirm()
        return self._finance_confirm_or_wait(super().action_confirm)
