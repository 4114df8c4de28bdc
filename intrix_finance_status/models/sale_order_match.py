from odoo import models


class SaleOrder(models.Model):
    """Indexes by which documents kept elsewhere find their order."""

    _inherit = 'sale.order'

    _finance_name_idx = models.Index('(UPPER(name))')
    _finance_client_ref_idx = models.Index(
        '(UPPER(client_order_ref)) WHERE client_order_ref IS NOT NULL'
    )
    _finance_reference_idx = models.Index('(UPPER(reference)) WHERE reference IS NOT NULL')
