from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

STATES = [
    ('new', "Unmatched"),
    ('proposed', "To confirm"),
    ('waiting', "To register in Odoo"),
    ('matched', "Matched"),
    ('reversed', "Reversed"),
    ('ignored', "Ignored"),
]
# of Odoo's invoices, what still waits for a payment
OPEN_IN_ODOO = ('not_paid', 'partial')


class FinanceStatusTransaction(models.Model):
    """A movement on a bank account that concerns what customers owe.

    ``amount`` is signed, in the account's currency: incoming plus, what is taken back minus.
    A movement is known by its identity on the account: it counts once, in however many
    messages of the bank it comes.
    """

    _name = 'finance.status.transaction'
    _description = 'Bank Transaction for the Finance Status'
    _inherit = ['finance.status.guarded.mixin', 'mail.thread']
    _order = 'date desc, id desc'
    _check_company_auto = True

    source_id = fields.Many2one(
        'finance.status.source', required=True, readonly=True, index=True, ondelete='restrict'
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    account = fields.Char(required=True, readonly=True, help="Our account, as the bank names it.")
    identity = fields.Char(required=True, readonly=True)
    bank_reference = fields.Char(readonly=True)
    fingerprint = fields.Char(readonly=True, help="The same without the bank's reference.")
    entry_identity = fields.Char(readonly=True, help="Of the line of the statement.")
    part_of_batch = fields.Boolean(readonly=True)
    without_details = fields.Boolean(readonly=True)
    date = fields.Date(string="Booked", required=True, readonly=True)
    value_date = fields.Date(readonly=True)
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    partner_name = fields.Char(string="Payer as Told", readonly=True)
    partner_account = fields.Char(string="Payer's Account", readonly=True)
    reference = fields.Char(string="References", readonly=True, help="The strongest first.")
    text = fields.Char(readonly=True)
    texts = fields.Char(readonly=True, help="All of what may name a document.")
    end_to_end_id = fields.Char(string="Payer's Reference", readonly=True)
    ultimate_name = fields.Char(string="Paid on Behalf of", readonly=True)
    remittances = fields.Json(readonly=True, help="Amounts by reference, as told by the payer.")
    reverses = fields.Boolean(
        string="Reversal", readonly=True, help="Takes an earlier movement back."
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", check_company=True, index='btree_not_null'
    )
    match_ids = fields.One2many('finance.status.transaction.match', 'transaction_id')
    reason = fields.Selection(
        [
            ('none', "Nothing fits"),
            ('payer_only', "Only the payer is known"),
            ('paid', "What it names is paid already"),
            ('reference', "By its reference"),
            ('references', "By its references"),
            ('ambiguous', "Several documents fit the reference"),
            ('payer', "By payer and amount"),
            ('payer_sum', "By payer and the sum of documents"),
            ('registered', "Registered by hand before"),
            ('reversal', "Takes back an earlier payment"),
            ('person', "Chosen by a person"),
        ],
        readonly=True,
    )
    ignored = fields.Boolean(readonly=True, copy=False)
    reversed_by_id = fields.Many2one(
        'finance.status.transaction', readonly=True, copy=False, index='btree_not_null'
    )
    reverses_id = fields.Many2one('finance.status.transaction', readonly=True, copy=False)
    amount_left = fields.Monetary(
        string="Rest",
        compute='_compute_state',
        store=True,
        help="What of the amount has not been given to any document.",
    )
    state = fields.Selection(
        STATES,
        string="Matching",
        compute='_compute_state',
        store=True,
        help="What was decided; see the status for what is left to do.",
    )
    status = fields.Selection(
        STATES,
        compute='_compute_status',
        search='_search_status',
        compute_sudo=True,
        help="As the state; what waits for Odoo's invoices is matched as soon as they are paid.",
    )
    has_choice = fields.Boolean(compute='_compute_has_choice')
    document_names = fields.Char(string="Documents", compute='_compute_document_names')

    _identity_uniq = models.UniqueIndex(
        '(company_id, account, identity)', "This bank transaction is registered already."
    )
    _date_idx = models.Index('(company_id, date)')
    _to_do_idx = models.Index("(company_id, state) WHERE state IN ('new', 'proposed', 'waiting')")
    _payer_idx = models.Index('(company_id, partner_account) WHERE partner_account IS NOT NULL')
    _fingerprint_idx = models.Index('(fingerprint) WHERE fingerprint IS NOT NULL')
    _entry_idx = models.Index('(entry_identity) WHERE entry_identity IS NOT NULL')

    @api.depends(
        'amount',
        'ignored',
        'reversed_by_id',
        'reverses_id',
        'match_ids.amount',
        'match_ids.state',
        'match_ids.move_id',
    )
    def _compute_state(self):
        for transaction in self:
            matches = transaction.match_ids
            confirmed = matches.filtered(lambda match: match.state == 'confirmed')
            left = transaction.amount - sum(confirmed.mapped('amount'))
            if transaction.reversed_by_id:
                state, left = 'reversed', 0.0
            elif transaction.ignored:
                state, left = 'ignored', 0.0
            elif len(confirmed) < len(matches):
                state = 'proposed'
            elif confirmed.move_id:
                state = 'waiting'
            elif confirmed or transaction.reverses_id:
                state = 'matched'
                left = 0.0 if transaction.reverses_id else left
            else:
                state = 'new'
            transaction.state = state
            currency = transaction.currency_id or self.env.company.currency_id
            transaction.amount_left = currency.round(left)

    @api.depends('state', 'match_ids.move_id.payment_state')
    def _compute_status(self):
        for transaction in self:
            status = transaction.state
            if status == 'waiting' and not any(
                match._waits_in_odoo() for match in transaction.match_ids
            ):
                status = 'matched'
            transaction.status = status

    def _search_status(self, operator, value):
        return Domain('status', operator, value)

    def _compute_sql_status(self, alias, query):
        """Return the status in SQL: the same as ``_compute_status`` gives."""
        Match = self.env['finance.status.transaction.match']
        Move = self.env['account.move']
        return SQL(
            """
            CASE WHEN %(state)s = 'waiting' AND NOT EXISTS (
                SELECT FROM finance_status_transaction_match AS match
                  JOIN account_move AS move ON move.id = match.move_id
                 WHERE match.transaction_id = %(id)s
                   AND move.state = 'posted'
                   AND (move.payment_state IN %(open)s) = (match.amount > 0)
            ) THEN 'matched' ELSE %(state)s END
            """,
            state=self._field_to_sql(alias, 'state', query),
            id=SQL.identifier(alias, 'id'),
            open=OPEN_IN_ODOO,
            to_flush=[
                *(Match._fields[name] for name in ('transaction_id', 'move_id', 'amount')),
                *(Move._fields[name] for name in ('state', 'payment_state')),
            ],
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == 'status':
            self._check_field_access(self._fields[field_expr], 'read')
            return self.sudo()._compute_sql_status(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends('match_ids.state')
    def _compute_has_choice(self):
        for transaction in self:
            transaction.has_choice = 'choice' in transaction.match_ids.mapped('state')

    @api.depends('match_ids.name')
    def _compute_document_names(self):
        for transaction in self:
            names = transaction.match_ids.mapped('name')
            transaction.document_names = ', '.join(filter(None, names))

    @api.depends('date', 'partner_name', 'amount')
    def _compute_display_name(self):
        for transaction in self:
            currency = transaction.currency_id or self.env.company.currency_id
            transaction.display_name = ' · '.join(
                filter(
                    None,
                    (
                        transaction.partner_name or transaction.bank_reference,
                        currency.format(transaction.amount),
                    ),
                )
            )

    def unlink(self):
        """Remove the movements with the payments that they brought."""
        self.check_access('unlink')
        movements = self.sudo()
        movements._undo_reversal()
        reversals = movements.search([('reverses_id', 'in', self.ids)]) - movements
        (movements | reversals).match_ids._take_back()
        reversals._undo_reversal()
        return super().unlink()

    # what people do

    def action_confirm(self):
        """Write what is proposed on its documents; what has to be chosen stays."""
        self.check_access('write')
        matches = self.match_ids.filtered(lambda match: match.state == 'proposed')
        if not matches:
            raise UserError(self.env._("There is no proposal to confirm: choose the documents."))
        matches._confirm()
        self._tell(matches.transaction_id, self.env._("Confirmed."))

    def action_ignore(self):
        """Leave these out: nothing is proposed for them again."""
        self.check_access('write')
        if self.match_ids.filtered(lambda match: match.state == 'confirmed'):
            raise UserError(self.env._("What is matched can't be ignored: undo it first."))
        self.match_ids.unlink()
        self.sudo().write({'ignored': True, 'reason': False})
        self._tell(self, self.env._("Ignored."))

    def action_undo(self):
        """Take back what was matched or ignored; the payments leave their documents."""
        self.check_access('write')
        if self.filtered('reversed_by_id'):
            raise UserError(self.env._("This payment was taken back by the bank."))
        names = {transaction: transaction.document_names for transaction in self}
        self.match_ids._take_back()
        self._undo_reversal()
        self.sudo().write({'ignored': False, 'reason': False})
        self._tell(
            self,
            self.env._("Taken back."),
            lambda transaction: names[transaction],
        )

    def action_match(self):
        """Look again for what these pay, as documents may have come since."""
        self.check_access('write')
        self.filtered(lambda transaction: transaction.state in ('new', 'proposed'))._rematch()

    def action_choose(self):
        """Open the choice of documents."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Choose documents"),
            'res_model': 'finance.status.transaction.choose',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_transaction_ids': self.ids},
        }

    def action_register_payment(self):
        """Open Odoo's own registration of a payment, filled in with this movement."""
        self.ensure_one()
        matches = self.match_ids.filtered(lambda match: match._waits_in_odoo())
        moves = matches.move_id
        if not moves:
            raise UserError(self.env._("Nothing of this waits for a payment in Odoo."))
        if any(match.amount < 0 for match in matches):
            return self._open_moves(moves)
        action = moves.action_register_payment()
        journal = self._bank_journal()
        action['context'] = {
            **action['context'],
            'default_amount': sum(matches.mapped('amount')),
            'default_custom_user_amount': sum(matches.mapped('amount')),
            'default_custom_user_currency_id': self.currency_id.id,
            'default_currency_id': self.currency_id.id,
            'default_payment_date': self.date,
            'default_communication': self.reference or self.text or self.identity,
            'default_group_payment': True,
            **({'default_journal_id': journal.id} if journal else {}),
        }
        return action

    def _open_moves(self, moves):
        action = self.env['ir.actions.act_window']._for_xml_id(
            'account.action_move_out_invoice_type'
        )
        action['domain'] = [('id', 'in', moves.ids)]
        return action

    def _bank_journal(self):
        """Return the journal of our account, if Odoo has one."""
        return self.env['account.journal'].search(
            [
                *self.env['account.journal']._check_company_domain(self.company_id),
                ('type', '=', 'bank'),
                ('bank_account_id.sanitized_acc_number', '=', self.account),
            ],
            limit=1,
        )

    @api.model
    def _tell(self, transactions, text, detail=None):
        """Keep in the history who did what, for all of them at once."""
        bodies = {
            transaction.id: ' '.join(
                filter(None, (text, detail(transaction) if detail else transaction.document_names))
            )
            for transaction in transactions
        }
        if bodies:
            transactions._message_log_batch(bodies)
