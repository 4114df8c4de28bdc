from odoo import api, models


class SaleOrderDocuments(models.Model):
    """Sales at the till among the documents behind an order's figures."""

    _inherit = 'sale.order'

    def _finance_document_kind(self, row):
        if row['source'] != 'pos.order':
            return super()._finance_document_kind(row)
        if row['document_type'] == 'refund':
            return self.env._("Taken back at the till")
        return self.env._("Sold at the till")

    @api.model
    def _finance_document_groups(self, model_name):
        if model_name == 'pos.order':
            return 'point_of_sale.group_pos_user'
        return super()._finance_document_groups(model_name)
