from odoo import api, fields, models
from odoo.exceptions import ValidationError


class FinanceStatusDocumentOrder(models.Model):
    """The part of a document kept elsewhere that belongs to a sales order.

    The amount is in the document's currency and positive, as the document's total.
    """

    _name = 'finance.status.document.order'
    _inherit = ['finance.status.guarded.mixin']
    _description = "Order's Share of a Finance Status Document"
    _order = 'document_id, order_id'
    _rec_name = 'order_id'

    # the unique index serves the document alone as well
    document_id = fields.Many2one('finance.status.document', required=True, ondelete='cascade')
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='document_id.company_id')
    currency_id = fields.Many2one(related='document_id.currency_id')
    amount = fields.Monetary(required=True)

    _order_uniq = models.UniqueIndex(
        '(document_id, order_id)', "An order has one share of a document."
    )

    @api.constrains('document_id', 'order_id')
    def _check_company_of_order(self):
        for share in self.sudo():
            company = share.document_id.company_id
            if not share.order_id.company_id.parent_path.startswith(company.parent_path):
                raise ValidationError(
                    self.env._(
                        "Order %(order)s belongs to another company than document %(document)s.",
                        order=share.order_id.display_name,
                        document=share.document_id.display_name,
                    )
                )

    @api.constrains('document_id', 'amount')
    def _check_amount(self):
        if not self.env.context.get('finance_status_whole_document'):
            self.document_id._check_shares()

    @api.model_create_multi
    def create(self, vals_list):
        shares = super().create(vals_list)
        shares.document_id._figures_changed()
        return shares

    def write(self, vals):
        orders = self.sudo().order_id
        documents = self.document_id
        res = super().write(vals)
        (documents | self.document_id)._figures_changed(orders)
        return res

    def unlink(self):
        orders = self.sudo().order_id
        documents = self.document_id
        res = super().unlink()
        documents.exists()._figures_changed(orders)
        return res
