from odoo import api, fields, models
from odoo.exceptions import AccessError


class FinanceDocumentsChoiceLine(models.TransientModel):
    """An open document that can be chosen in a dialog."""

    _name = 'finance.documents.choice.line'
    _inherit = ['finance.status.named.mixin']
    _description = 'Open Document to Choose'
    _order = 'partner_id, date_due, id'
    _rec_name = 'name'

    dispute_id = fields.Many2one('finance.dispute.set', ondelete='cascade', index=True)
    exclusion_id = fields.Many2one('finance.exclusion.set', ondelete='cascade', index=True)
    chosen = fields.Boolean()
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    source = fields.Char(string="Document Model", readonly=True)
    document_id = fields.Many2oneReference(model_field='source', readonly=True)
    name = fields.Char(string="Number", readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(
        string="Due Date", readonly=True, help="Of the first instalment that is open."
    )
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount_due = fields.Monetary(string="Open", readonly=True)
    disputed = fields.Boolean(readonly=True)

    def write(self, vals):
        """Let users choose, and nothing else: what a dialog does, it does to these documents."""
        if not self.env.su and set(vals) != {'chosen'}:
            raise AccessError(self.env._("Documents can only be chosen here."))
        return super().write(vals)

    @api.model
    def _open_documents(self, entities):
        """Return values of lines for the open invoices of customers in the current company.

        Those of all books, as far as the user may read them.
        """
        company = [('company_id', 'child_of', self.env.company.id)]
        moves = self.env['account.move']
        if moves.has_access('read'):
            moves = moves.search(
                [
                    ('move_type', 'in', ('out_invoice', 'out_receipt')),
                    ('state', '=', 'posted'),
                    ('amount_residual', '>', 0),
                    ('commercial_partner_id', 'in', entities.ids),
                    *company,
                ]
            )
        documents = self.env['finance.status.document']
        if self.env.company.sudo().finance_has_documents:
            documents = documents.search(
                [
                    ('document_type', '=', 'invoice'),
                    ('amount_due', '>', 0),
                    ('commercial_partner_id', 'in', entities.ids),
                    *company,
                ]
            )
        moves_due = dict(
            self.env['account.move.line']._read_group(
                [
                    ('move_id', 'in', moves.ids),
                    ('account_type', '=', 'asset_receivable'),
                    ('reconciled', '=', False),
                ],
                ['move_id'],
                ['date_maturity:min'],
            )
            if moves
            else ()
        )
        documents_due = dict(
            self.env['finance.status.document.line']._read_group(
                [('document_id', 'in', documents.ids), ('balance_due', '>', 0)],
                ['document_id'],
                ['date_due:min'],
            )
            if documents
            else ()
        )
        return [
            *(
                self._values(
                    move,
                    date=move.invoice_date,
                    date_due=moves_due.get(move) or move.invoice_date_due,
                    amount_due=move.amount_residual,
                    disputed=move.payment_state == 'blocked',
                )
                for move in moves
            ),
            *(
                self._values(
                    document,
                    date=document.date,
                    date_due=documents_due.get(document) or document.date_due,
                    amount_due=document.amount_due,
                    disputed=document.disputed,
                )
                for document in documents
            ),
        ]

    def _values(self, document, **values):
        return {
            **values,
            'source': document._name,
            'document_id': document.id,
            'name': document.name,
            'partner_id': document.commercial_partner_id.commercial_partner_id.id,
            'currency_id': document.currency_id.id,
        }
