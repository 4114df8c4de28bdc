from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class FinanceDocumentsChoice(models.AbstractModel):
    """Dialogs in which some of the open documents of customers are chosen from a table.

    A dialog has ``line_ids``, of ``finance.documents.choice.line``.
    """

    _name = 'finance.documents.choice'
    _inherit = ['finance.status.named.mixin']
    _description = 'Choice of Open Documents'

    partner_ids = fields.Many2many(
        'res.partner', string="Customers", context={'active_test': False}
    )
    # views require it; a dialog is there before a person gives it
    reason = fields.Char()

    @api.depends('partner_ids')
    def _compute_line_ids(self):
        Line = self.env['finance.documents.choice.line']
        for dialog in self:
            entities = dialog.partner_ids._origin.commercial_partner_id
            # stored fields are computed as superuser: no more than the user may see
            entities.sudo(False).check_access('read')
            dialog.line_ids = [
                Command.clear(),
                *(Command.create(values) for values in Line.sudo(False)._open_documents(entities)),
            ]

    @api.model
    def _open_dialog(self, customers, name, documents=None):
        """Return the action that opens this dialog for customers.

        :param documents: what it is opened from, to be chosen at first
        """
        dialog = self.create({'partner_ids': [Command.set(customers.commercial_partner_id.ids)]})
        lines = dialog.line_ids
        if documents is None:
            # the only one that it can be about
            chosen = lines if len(lines) == 1 else lines.browse()
        else:
            chosen = lines.filtered(
                lambda line: line.source == documents._name and line.document_id in documents.ids
            )
        chosen.chosen = True
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': dialog._name,
            'res_id': dialog.id,
            'view_mode': 'form',
            'target': 'new',
        }

    def _chosen(self):
        """Return the chosen documents per model.

        :raise UserError: when none is chosen, or no reason is given
        """
        if not self.reason:
            raise UserError(self.env._("Please give a reason."))
        by_source = self.line_ids.filtered('chosen').grouped('source')
        if not by_source:
            raise UserError(self.env._("Please choose a document."))
        return [
            self.env[source].browse(lines.mapped('document_id'))
            for source, lines in by_source.items()
        ]

    def _log(self, text):
        """Write ``text(names of documents)`` into the chatter of each customer."""
        names = {}
        for documents in self._chosen():
            for document in documents:
                customer = document.commercial_partner_id.commercial_partner_id
                of_company = names.setdefault(document.company_id, {})
                of_company.setdefault(customer, []).append(document.name)
        for company, by_customer in names.items():
            self.env['res.partner'].union(*by_customer)._finance_log(
                company,
                {
                    customer.id: text(", ".join(numbers))
                    for customer, numbers in by_customer.items()
                },
            )
