from odoo import api, fields, models

from .finance_status_mixin import VIEWER_GROUP, derived


class SaleOrder(models.Model):
    """What was paid for an order or quotation before there is an invoice to match it with."""

    _inherit = 'sale.order'

    finance_amount_prepaid = derived(
        fields.Monetary,
        'finance_amount_prepaid',
        string="Paid in Advance",
        help="Payments of this order that are not matched with an invoice yet.",
    )
    finance_can_register_payment = fields.Boolean(
        compute='_compute_finance_can_register_payment', groups=VIEWER_GROUP
    )

    @property
    def _finance_derived_fields(self):
        return (*super()._finance_derived_fields, 'finance_amount_prepaid')

    @api.depends('finance_fact_ids.amount_prepaid')
    def _compute_finance(self):
        return super()._compute_finance()

    def _compute_sql_finance_amount_prepaid(self, alias, query):
        return self._finance_amount_to_sql(alias, query, 'amount_prepaid')

    @api.depends('state')
    @api.depends_context('uid')
    def _compute_finance_can_register_payment(self):
        allowed = self.env['account.payment'].has_access('create')
        for order in self:
            order.finance_can_register_payment = allowed and order.state != 'cancel'

    def action_finance_register_prepayment(self):
        """Open a new payment for this order, over what is not paid yet."""
        self.ensure_one()
        customer = self.partner_invoice_id.commercial_partner_id
        missing = self.amount_total - self.finance_amount_paid - self.finance_amount_prepaid
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Payment in Advance"),
            'res_model': 'account.payment',
            'views': [(False, 'form')],
            'context': {
                'default_payment_type': 'inbound',
                'default_partner_type': 'customer',
                'default_partner_id': customer.id,
                'default_amount': max(0, self.currency_id.round(missing)),
                'default_currency_id': self.currency_id.id,
                'default_company_id': self.company_id.id,
                'default_memo': self.name,
                'default_finance_order_ids': self.ids,
            },
        }
