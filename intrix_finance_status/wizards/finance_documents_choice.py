from odoo import api, fields, models
from odoo.exceptions import UserError


class FinanceDocumentsChoice(models.AbstractModel):
    """Dialogs in which some of the open documents of customers are chosen."""

    _name = 'finance.documents.choice'
    _description = 'Choice of Open Documents'

    partner_ids = fields.Many2many('res.partner', string="Customers")
    entity_ids = fields.Many2many('res.partner', compute='_compute_choice')
    has_documents = fields.Boolean(compute='_compute_choice')
    move_ids = fields.Many2many(
        'account.move',
        string="Invoices",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted'),"
        " ('amount_residual', '>', 0), ('commercial_partner_id', 'in', entity_ids),"
        " ('company_id', 'child_of', current_company_id)]",
    )
    document_ids = fields.Many2many(
        'finance.status.document',
        string="External Documents",
        domain="[('document_type', '=', 'invoice'), ('amount_due', '>', 0),"
        " ('partner_id.commercial_partner_id', 'in', entity_ids),"
        " ('company_id', 'child_of', current_company_id)]",
    )
    reason = fields.Char(required=True)

    @api.depends('partner_ids', 'move_ids', 'document_ids')
    def _compute_choice(self):
        for dialog in self:
            customers = dialog.partner_ids | dialog._chosen_customers()
            dialog.entity_ids = customers.commercial_partner_id._origin
            dialog.has_documents = self.env.company.sudo().finance_has_documents

    def _chosen_customers(self):
        return self.move_ids.partner_id | self.document_ids.partner_id

    def _chosen(self):
        """Return the chosen documents per model.

        :raise UserError: when none is chosen
        """
        chosen = [documents for documents in (self.move_ids, self.document_ids) if documents]
        if not chosen:
            raise UserError(self.env._("Please choose a document."))
        return chosen

    def _log(self, text):
        """Write ``text(names of documents)`` into the chatter of each customer."""
        names = {}
        for documents in self._chosen():
            for document in documents:
                customer = document.partner_id.commercial_partner_id
                names.setdefault(customer, []).append(document.name)
        self.env['res.partner'].union(*names)._message_log_batch(
            {customer.id: text(", ".join(numbers)) for customer, numbers in names.items()}
        )
