from odoo import api, models

PAID = {'amount', 'payment_date', 'payment_method_id', 'pos_order_id'}


class PosPayment(models.Model):
    _inherit = 'pos.payment'

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments._finance_paid()._finance_till_changed()
        return payments

    def write(self, vals):
        res = super().write(vals)
        if not PAID.isdisjoint(vals):
            self._finance_paid()._finance_till_changed()
        return res

    def unlink(self):
        paid = self._finance_paid()
        res = super().unlink()
        paid._finance_till_changed()
        return res

    def _finance_paid(self):
        """Return the orders of these payments that are no longer drafts."""
        return self.pos_order_id.filtered(lambda order: order.state != 'draft')
