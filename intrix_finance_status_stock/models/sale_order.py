from odoo import models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Orders that must not be delivered also count who gets the goods."""

    _inherit = 'sale.order'

    def _finance_delivery_hold_reasons(self):
        reasons = super()._finance_delivery_hold_reasons()
        for company, orders in self.grouped(lambda order: order.company_id).items():
            held = orders.partner_shipping_id.sudo().with_company(company)._finance_held()
            texts = {partner.id: partner.finance_hold_reason for partner in held}
            for order in orders:
                if order not in reasons and order.partner_shipping_id.id in texts:
                    reasons[order] = texts[order.partner_shipping_id.id]
        return reasons

    def _finance_undeliverable(self):
        """Return the orders that must not be delivered and have something to deliver."""
        to_come = Domain('state', 'not in', ('done', 'cancel'))
        waiting = (
            Domain('picking_ids', 'any!', to_come)
            | Domain('order_line', 'any!', Domain('move_ids', 'any!', to_come))
            | Domain('stock_reference_ids', 'any!', Domain('move_ids', 'any!', to_come))
        )
        asked = self.search(waiting & self._finance_prepayment_domain())
        of_partner = self._finance_hold_domain_of_partner('partner_shipping_id')
        held = self.search(waiting & (Domain('finance_hold', '=', True) | of_partner))
        return held.union(*asked._finance_prepayment_reasons())

    def _finance_date_delivered_to_sql(self, alias, query):
        return self._field_to_sql(alias, 'effective_date', query)
