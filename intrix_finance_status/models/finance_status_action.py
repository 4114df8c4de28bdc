from odoo import api, fields, models
from odoo.tools import email_normalize

KINDS = [
    ('mail', "Mail"),
    ('activity', "Activity"),
    ('notification', "Salesperson told"),
    ('call', "Call"),
]
STATES = [
    ('waiting', "To approve"),
    ('done', "Done"),
    ('skipped', "Skipped"),
    ('failed', "Failed"),
    ('cancelled', "Cancelled"),
]

# a mail that the server refuses on so many days will not get there
TRIES = 3
# failures of mails that have nothing to do with who gets them
OUR_FAULT = ('mail_smtp', 'mail_from_invalid', 'mail_from_missing', 'mail_spam')
WRONG_ADDRESS = ('mail_email_invalid', 'mail_email_missing')


class FinanceStatusAction(models.Model):
    """The log of what was done about an instalment at a level of a policy.

    An instalment is a due date of a document: ``source`` names the model that keeps the document
    (see ``finance.status.ledger``), ``document_id`` the document, ``date_due`` the due date. The
    database allows one row per instalment and level: nothing can be sent twice. An entry of several
    customers, such as an opening entry, has an instalment of each. What a person did beyond the
    levels has no level; a call has no document either.
    """

    _name = 'finance.status.action'
    _inherit = ['finance.status.named.mixin']
    _description = 'Follow-up Action'
    _order = 'date desc, id desc'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one('res.company', required=True, ondelete='cascade')
    level_id = fields.Many2one('finance.status.policy.level', index=True, ondelete='set null')
    level_name = fields.Char(string="Level Name", help="As it was called then.")
    level_days = fields.Integer(
        help="Days of the level then: a level of so many days or less does not act again, "
        "whatever becomes of policies and levels."
    )
    source = fields.Char(string="Document Model")
    document_id = fields.Many2oneReference(string="Document ID", model_field='source')
    name = fields.Char(string="Document")
    date_due = fields.Date(string="Due Date")
    currency_id = fields.Many2one('res.currency')
    amount_due = fields.Monetary(string="Open", help="What was open then.")
    kind = fields.Selection(KINDS)
    state = fields.Selection(STATES, required=True, default='done')
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one('res.users', string="By", default=lambda self: self.env.user)
    mail_message_id = fields.Many2one(
        'mail.message', string="Message", index='btree_not_null', ondelete='set null'
    )
    mail_template_id = fields.Many2one('mail.template', string="Mail", ondelete='set null')
    mail_days = fields.Integer(
        help="Days of the level whose text was mailed: the next mail goes at most one step "
        "further, however late the document is by then."
    )
    # not monetary, which would look for the currency of each row: nobody sees it
    amount_told = fields.Float(
        string="Owed in the Mail",
        digits=0,
        help="The sum of everything that the mail lists, less payments that are not matched, in "
        "company currency; on the first row of a mail.",
    )
    # [model, id, due date] of each, on the first row of a mail
    items_told = fields.Json(string="Listed in the Mail")
    told_company_id = fields.Many2one(
        'res.company',
        string="Reminding Company",
        ondelete='cascade',
        help="What it and its branches are owed is in the mail; on the first row of a mail.",
    )
    email = fields.Char(string="Sent To")
    tries = fields.Integer(help="How often the mail server has refused the mail.")
    email_refused = fields.Char(
        string="Refused Address",
        help="An address that never works: a colleague was told, and no level mails to it again.",
    )
    attachment_ids = fields.Many2many(
        'ir.attachment',
        string="Attachments",
        # invoice documents are kept in a field of the invoice, which a search leaves out
        bypass_search_access=True,
        help="Sent with the mail. The message has none: who may read it may not open all of them.",
    )
    activity_ids = fields.Many2many('mail.activity', string="Activities")
    note = fields.Char(help="Why it failed, was skipped or cancelled, or what was said.")

    body = fields.Html(related='mail_message_id.body', string="Message Sent")

    _instalment_level_uniq = models.UniqueIndex(
        '(source, document_id, date_due, level_id, partner_id) WHERE level_id IS NOT NULL',
        "This was done about this instalment already.",
    )
    _document_idx = models.Index('(source, document_id) WHERE document_id IS NOT NULL')
    _email_refused_idx = models.Index('(partner_id) WHERE email_refused IS NOT NULL')
    _unfinished_idx = models.Index("(partner_id) WHERE state IN ('waiting', 'failed')")

    @api.depends('name', 'level_name', 'kind')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for action in self:
            parts = (action.name, action.level_name or kinds.get(action.kind))
            action.display_name = ", ".join(part for part in parts if part)

    @api.model
    def _unlink_of_documents(self, source, document_ids):
        """Delete what was recorded about documents, with activities that are about nothing else."""
        actions = self.search([('source', '=', source), ('document_id', 'in', document_ids)])
        if not actions:
            return
        activities = actions.activity_ids
        actions.unlink()
        others = self.search([('activity_ids', 'in', activities.ids)])
        (activities - others.activity_ids).unlink()

    @api.model
    def _finance_merge(self, sources, destination):
        """Join the logs of customers who are merged.

        Where both were followed up about the same entry at the same level, the row that says most
        keeps the level, by which nothing is done twice; the others stay as history.
        """
        rank = ('done', 'waiting', 'skipped', 'failed', 'cancelled')
        actions = self.search(
            [('partner_id', 'in', (sources + destination).ids), ('level_id', '!=', False)]
        ).sorted(lambda action: (rank.index(action.state), action.id))
        kept = {}
        for action in actions:
            key = action.source, action.document_id, action.date_due, action.level_id
            if kept.setdefault(key, action) == action:
                continue
            action.level_id = False
            if action.state in ('waiting', 'failed'):
                action.write(
                    {'state': 'cancelled', 'note': self.env._("The customers were merged.")}
                )

    @api.readonly
    def action_open_document(self):
        """Open the document that this is about, in the model that keeps it."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': self.source,
            'res_id': self.document_id,
            'views': [(False, 'form')],
        }

    def action_send(self):
        """Open the reminders of the customers of these actions, to be sent by hand."""
        return self.partner_id.action_finance_send_reminder()

    def _item_key(self):
        """Return the instalment that this is about: ``Item.key`` of the follow-up."""
        self.ensure_one()
        entity = self.partner_id.commercial_partner_id
        return self.source, self.document_id, self.date_due, entity.id

    def _own_attachments(self):
        """Make new attachments those of these actions: who may read one may open them."""
        for action in self:
            new = action.attachment_ids.filtered(lambda file: not file.res_id)
            new.filtered(lambda file: file.res_model == self._name).res_id = action.id

    def _mail_failed(self, reason, failure_type):
        """Record that the mail of these actions could not be sent.

        It is tried again the next day. Where an address never works, a colleague is told instead.

        :param failure_type: of ``mail.mail``
        """
        self.write({'state': 'failed', 'note': reason or self.env._("The mail could not be sent.")})
        if failure_type in OUR_FAULT:
            return
        for action in self:
            action.tries += 1
        hopeless = self.filtered(
            lambda action: action.tries >= TRIES or failure_type in WRONG_ADDRESS
        )
        if hopeless:
            self.env['finance.status.follow.up'].sudo()._give_up_address(hopeless)

    @api.model
    def _mail_bounced(self, message, email):
        """Record that the reminder ``message`` came back from an address, and was not read."""
        self.search(
            [
                ('mail_message_id', '=', message.id),
                ('kind', '=', 'mail'),
                ('state', '=', 'done'),
            ]
        ).filtered(lambda action: email_normalize(action.email) == email)._mail_failed(
            self.env._("The mail came back: %s", email), 'mail_bounce'
        )

    def _mail_sent(self):
        """Record that the mail of these actions was sent, maybe after all: the address works."""
        self.filtered(lambda action: action.state == 'failed').write(
            {'state': 'done', 'note': False, 'tries': 0}
        )
        refused = self.search(
            [('partner_id', 'in', self.partner_id.ids), ('email_refused', '!=', False)]
        )
        addresses = set(self.mapped('email'))
        refused.filtered(lambda action: action.email_refused in addresses).email_refused = False
