from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = [('promise', "Promise to pay"), ('objection', "Objection")]
STATES = [('open', "To decide"), ('accepted', "Accepted"), ('refused', "Refused")]
OBJECTION_ACTIVITY = 'intrix_finance_status_portal.mail_activity_type_objection'


class FinanceStatusAnswer(models.Model):
    """What a customer answered in the portal about a document that is open.

    A promise is taken at once. An objection waits for a person: until then nobody is reminded of
    the document, but a hold of the customer stays, which a customer must not lift by itself.
    Each is possible once per document, so that answering does not put off reminders for ever.
    """

    _name = 'finance.status.answer'
    _inherit = ['finance.status.guarded.mixin', 'mail.thread', 'mail.activity.mixin']
    _description = 'Answer of a Customer'
    _order = 'id desc'

    name = fields.Char(string="Document", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete='cascade',
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field='res_model', required=True, readonly=True
    )
    author = fields.Char(string="Answered by", readonly=True)
    reason = fields.Text(readonly=True)
    attachment_ids = fields.One2many(
        'ir.attachment',
        'res_id',
        string="Files",
        domain=lambda self: [('res_model', '=', self._name)],
        readonly=True,
    )
    promise_id = fields.Many2one(
        'finance.status.promise', readonly=True, index='btree_not_null', ondelete='set null'
    )
    state = fields.Selection(STATES, required=True, default='open', readonly=True, tracking=True)
    reply = fields.Text(
        string="Reply to the Customer", help="The customer reads it with its open items."
    )
    decided_by_id = fields.Many2one('res.users', string="Decided by", readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)

    _document_uniq = models.Constraint(
        'UNIQUE (res_model, res_id, kind)', "This was answered already."
    )
    _open_idx = models.Index("(partner_id) WHERE state = 'open'")

    # in finance

    def action_accept(self):
        """Agree that these documents are in dispute: they are not followed up until it ends."""
        for answer in self._to_decide():
            document = answer._document()
            document._finance_dispute(answer.reason)
        self._decide('accepted')

    def action_refuse(self):
        """Insist on these documents: they are followed up again.

        :raise UserError: without a reply, which the customer reads in the portal
        """
        for answer in self._to_decide():
            if not (answer.reply or '').strip():
                raise UserError(
                    self.env._(
                        "%s: please write the reply that the customer reads in the portal.",
                        answer.name,
                    )
                )
        self._decide('refused')

    @api.readonly
    def action_open_document(self):
        """Open the document that this answer is about."""
        self.ensure_one()
        return self._document()._get_records_action()

    def _document(self):
        """Return the document of this answer, as the user may see it."""
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access('read')
        return document

    def _to_decide(self):
        self.check_access('write')
        decided = self.filtered(lambda answer: answer.state != 'open')
        if decided:
            raise UserError(
                self.env._("Decided already: %s", ", ".join(decided.mapped('display_name')))
            )
        return self

    def _decide(self, state):
        # the fields are guarded; that the user may write the answers was asked before
        self.sudo().write(
            {
                'state': state,
                'decided_by_id': self.env.uid,
                'date_decided': fields.Datetime.now(),
            }
        )
        self.activity_feedback([OBJECTION_ACTIVITY])
        self._changed()

    @api.model
    def _changed(self):
        self.env['res.partner']._finance_invalidate()
        self.env['finance.status.follow.up'].sudo()._trigger_closing()

    # for the follow-up

    @api.model
    def _objected(self, alias):
        """Return the SQL condition that a decision is waited for, for an open item.

        :param str alias: of a table with the columns ``source, document_id``
        """
        return SQL(
            """
            EXISTS (SELECT FROM finance_status_answer AS answer
                     WHERE answer.state = 'open' AND answer.res_model = %s
                       AND answer.res_id = %s)
            """,
            SQL.identifier(alias, 'source'),
            SQL.identifier(alias, 'document_id'),
            to_flush=[self._fields[name] for name in ('state', 'res_model', 'res_id')],
        )
