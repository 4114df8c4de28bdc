from odoo import api, fields, models

from .finance_status_mixin import VIEWER_GROUP


class AccountPayment(models.Model):
    _inherit = 'account.payment'

    finance_order_ids = fields.Many2many(
        'sale.order',
        'finance_status_payment_order_rel',
        'payment_id',
        'order_id',
        string="Paid in Advance for",
        domain="[('company_id', '=', company_id), ('state', '!=', 'cancel')]",
        copy=False,
        groups=VIEWER_GROUP,
        help="The orders that this is paid for, as long as it is not matched with an invoice.",
    )

    # mostly empty: tells at once whether there are payments without a journal entry
    _finance_unposted_idx = models.Index(
        "(id) WHERE move_id IS NULL AND state IN ('in_process', 'paid')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        linked = payments.browse(
            payment.id
            for payment, vals in zip(payments, vals_list, strict=True)
            if vals.get('finance_order_ids')
        )
        if linked:
            self.env['res.company']._finance_set_flag('finance_has_prepayments')
            linked._finance_prepaid_changed(self.env['sale.order'])
        return payments

    def write(self, vals):
        orders = self.env['sale.order']
        if vals.get('finance_order_ids'):
            self.env['res.company']._finance_set_flag('finance_has_prepayments')
        if 'finance_order_ids' in vals:
            orders = self._finance_paid_orders()
        res = super().write(vals)
        if not {'finance_order_ids', 'invoice_ids', 'state'}.isdisjoint(vals):
            self._finance_prepaid_changed(orders)
        return res

    def unlink(self):
        orders = self._finance_paid_orders()
        res = super().unlink()
        self.browse()._finance_prepaid_changed(orders)
        return res

    def _finance_paid_orders(self):
        """Return the orders that these payments are for, whoever may see them."""
        if not self.env.company.sudo().finance_has_prepayments:
            return self.env['sale.order']
        return self.sudo().finance_order_ids.sudo(False)

    def _finance_prepaid_changed(self, orders):
        """Have taken again what was paid in advance.

        :param orders: those that the payments were for before
        """
        if orders := orders | self._finance_paid_orders():
            self.env['finance.status.order']._documents_changed(orders)
