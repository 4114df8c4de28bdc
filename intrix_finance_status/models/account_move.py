from odoo import api, fields, models
from odoo.fields import Domain

CUSTOMER_DOCUMENTS = ('out_invoice', 'out_refund', 'out_receipt')


class AccountMove(models.Model):
    """The orders behind customer invoices and credit notes, and notes to them."""

    _inherit = 'account.move'

    finance_order_ids = fields.Many2many(
        'sale.order',
        string="Sales Orders",
        compute='_compute_finance_order_ids',
        search='_search_finance_order_ids',
        groups='sales_team.group_sale_salesman,account.group_account_invoice',
        help="The orders of this document that you may see.",
    )
    finance_opportunity_ids = fields.Many2many(
        'crm.lead',
        string="Opportunities",
        compute='_compute_finance_opportunity_ids',
        search='_search_finance_opportunity_ids',
        groups='sales_team.group_sale_salesman',
        help="The opportunities of this document that you may see.",
    )

    @api.depends('line_ids.sale_line_ids.order_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_finance_order_ids(self):
        readable = self._finance_origin()._filtered_access('read')
        for move in self:
            move.finance_order_ids = readable & move._finance_origin()

    @api.depends('line_ids.sale_line_ids.order_id.opportunity_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_finance_opportunity_ids(self):
        opportunities = self._finance_origin().sudo().opportunity_id.sudo(False)
        readable = opportunities._filtered_access('read')
        for move in self:
            move.finance_opportunity_ids = (
                readable & move._finance_origin().sudo().opportunity_id.sudo(False)
            )

    def _finance_origin(self):
        """Return the orders of these documents, whether or not the user may read them."""
        return self.sudo().line_ids.sale_line_ids.order_id.sudo(False)

    def _search_finance_order_ids(self, operator, value):
        return self._search_finance_path('finance_order_ids', 'order_id', operator, value)

    def _search_finance_opportunity_ids(self, operator, value):
        path = 'order_id.opportunity_id'
        return self._search_finance_path('finance_opportunity_ids', path, operator, value)

    def _search_finance_path(self, fname, path, operator, value):
        self._check_field_access(self._fields[fname], 'read')
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain('invoice_line_ids.sale_line_ids', 'any', Domain(path, operator, value))

    def write(self, vals):
        res = super().write(vals)
        if 'state' in vals:
            self.env['res.partner']._finance_invalidate()
            self.env['finance.status.order']._payments_changed(self)
        return res

    def _post(self, soft=True):
        posted = super()._post(soft)
        self.env['finance.status.note']._posted(posted._finance_documents())
        return posted

    def _invoice_paid_hook(self):
        res = super()._invoice_paid_hook()
        self.env['finance.status.note']._paid(self._finance_documents())
        return res

    def _finance_documents(self):
        """Return the customer documents among these moves."""
        return self.filtered(lambda move: move.move_type in CUSTOMER_DOCUMENTS)

    def _finance_documents_by_order(self):
        """Return the customer documents among these moves per sales order."""
        documents = {}
        for move in self._finance_documents():
            for order in move.line_ids.sale_line_ids.order_id:
                documents[order] = documents.get(order, self.browse()) | move
        return documents
