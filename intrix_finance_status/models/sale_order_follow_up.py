from odoo import models


class SaleOrder(models.Model):
    """What was done to have the documents of an order paid."""

    _name = 'sale.order'
    _inherit = ['sale.order', 'finance.status.followed.up.mixin']

    def _finance_documents_followed_up(self):
        orders = self._origin
        documents = {
            order: [('account.move', invoice.id) for invoice in order.invoice_ids]
            for order in orders
        }
        if self.env.company.sudo().finance_has_documents:
            shares = self.env['finance.status.document.order'].search(
                [('order_id', 'in', orders.ids)]
            )
            for share in shares:
                key = ('finance.status.document', share.document_id.id)
                documents[share.order_id].append(key)
        return documents
