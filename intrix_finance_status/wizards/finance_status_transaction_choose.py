from odoo import api, fields, models
from odoo.exceptions import UserError


class FinanceStatusTransactionChoose(models.TransientModel):
    """A person says which documents some bank transactions pay."""

    _name = 'finance.status.transaction.choose'
    _inherit = ['finance.status.named.mixin']
    _description = 'Choose What a Bank Transaction Pays'

    transaction_ids = fields.Many2many(
        'finance.status.transaction', 'finance_status_transaction_choose_rel', required=True
    )
    company_id = fields.Many2one('res.company', compute='_compute_transactions')
    currency_id = fields.Many2one('res.currency', compute='_compute_transactions')
    amount = fields.Monetary(string="To Assign", compute='_compute_transactions')
    summary = fields.Char(compute='_compute_transactions')
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        compute='_compute_partner_id',
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Shows only the documents of this customer.",
    )
    document_ids = fields.Many2many(
        'finance.status.document',
        'finance_status_transaction_choose_document_rel',
        string="Documents",
        compute='_compute_document_ids',
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    move_ids = fields.Many2many(
        'account.move',
        'finance_status_transaction_choose_move_rel',
        string="Odoo Invoices",
        groups='account.group_account_invoice,account.group_account_readonly',
    )

    @api.depends('transaction_ids')
    def _compute_transactions(self):
        for wizard in self:
            transactions = wizard.transaction_ids
            wizard.company_id = transactions.company_id[:1]
            wizard.currency_id = transactions.currency_id[:1]
            wizard.amount = sum(transactions.mapped('amount_left'))
            wizard.summary = ' · '.join(
                filter(None, transactions[:1].mapped('reference') + transactions[:1].mapped('text'))
            )

    @api.depends('transaction_ids')
    def _compute_partner_id(self):
        for wizard in self:
            partners = wizard.transaction_ids.partner_id
            wizard.partner_id = partners if len(partners) == 1 else False

    @api.depends('transaction_ids')
    def _compute_document_ids(self):
        """Offer what was proposed, where it is clear."""
        for wizard in self:
            matches = wizard.transaction_ids.match_ids
            wizard.document_ids = matches.filtered(
                lambda match: match.state == 'proposed'
            ).document_id

    def action_choose(self):
        """Split the transactions over the chosen documents, the earliest due first."""
        self.ensure_one()
        transactions = self.transaction_ids
        if len(transactions.company_id) > 1 or len(transactions.currency_id) > 1:
            raise UserError(
                self.env._("Choose transactions of one company and one currency at a time.")
            )
        if transactions.filtered(lambda transaction: transaction.amount_left <= 0):
            raise UserError(self.env._("Nothing is left to assign of some of these transactions."))
        moves = self.move_ids if self._has_move_access() else self.env['account.move']
        if not self.document_ids and not moves:
            raise UserError(self.env._("Choose at least one document."))
        transactions._assign(self.document_ids, moves)
        return {'type': 'ir.actions.act_window_close'}

    def _has_move_access(self):
        return self.env.user.has_groups(self._fields['move_ids'].groups)
