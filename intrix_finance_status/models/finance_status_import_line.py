from odoo import api, fields, models

from .finance_status_import_progress import OUTCOMES


class FinanceStatusImportLine(models.Model):
    """A row of a file: what will happen to it, then what happened, and what undoes that.

    There may be hundreds of thousands; they are written by SQL in batches only.
    """

    _name = 'finance.status.import.line'
    _inherit = ['finance.status.named.mixin']
    _description = 'Row of an Import for the Finance Status'
    _order = 'import_id desc, id'
    _rec_name = 'position'
    _log_access = False

    import_id = fields.Many2one(
        'finance.status.import', required=True, ondelete='cascade', readonly=True
    )
    company_id = fields.Many2one(related='import_id.company_id')
    position = fields.Char(string="Row", readonly=True, help="Where it stands in the file.")
    name = fields.Char(string="Number", readonly=True)
    partner_name = fields.Char(string="Customer", readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(
        string="Due Date", readonly=True, help="Of the last instalment, as it will be."
    )
    amount = fields.Float(digits=(16, 2), readonly=True)
    amount_due = fields.Float(
        string="Open",
        digits=(16, 2),
        readonly=True,
        help="What will be open, credit notes with minus.",
    )
    currency = fields.Char(readonly=True)
    values = fields.Json(readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    message = fields.Char(string="Why", readonly=True)
    done = fields.Boolean(readonly=True, help="Nothing is left to do with this row.")
    document_id = fields.Many2one(
        'finance.status.document', string="Document", ondelete='set null', readonly=True
    )
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer Found",
        ondelete='set null',
        index='btree_not_null',
        readonly=True,
        help="Empty: nobody knows yet whose row this is.",
    )
    payment_id = fields.Many2one(
        'finance.status.document.payment', ondelete='set null', readonly=True
    )
    transaction_ref = fields.Integer(
        string="Bank Transaction", readonly=True, help="ID of the bank transaction registered."
    )
    before = fields.Json(readonly=True, help="The document before; empty where it is new.")
    after = fields.Char(readonly=True, help="Fingerprint of the document as it was left.")

    _left_idx = models.Index('(import_id, id) WHERE NOT done')
    _outcome_idx = models.Index('(import_id, outcome, id)')
    _document_idx = models.Index('(document_id) WHERE document_id IS NOT NULL')
    _payment_idx = models.Index('(payment_id) WHERE payment_id IS NOT NULL')

    def action_create_customer(self):
        """Open the dialog in which the customer of this row is created or chosen."""
        self.ensure_one()
        key = self.import_id._told_key(self.values or {})
        return self.env['finance.customer.create']._open(self.import_id, key)

    @api.readonly
    def action_open_document(self):
        """Open the document of this row."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'finance.status.document',
            'res_id': self.document_id.id,
            'view_mode': 'form',
        }
