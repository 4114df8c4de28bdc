import psycopg2
from markupsafe import Markup
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

KINDS = [('promise', "Promise to pay"), ('objection', "Objection")]
STATES = [('open', "To decide"), ('accepted', "Accepted"), ('refused', "Refused")]
USER_GROUP = 'intrix_finance_status.group_finance_status_user'
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

    # in the portal

    @api.model
    def _of_documents(self, company, documents):
        """Return the answers about documents by (model, id, kind).

        :param documents: list of (model, id)
        """
        by_model = {}
        for model_name, document_id in documents:
            by_model.setdefault(model_name, []).append(document_id)
        answers = self.sudo().union(
            *(
                self.sudo().search(
                    [
                        ('company_id', 'child_of', company.id),
                        ('res_model', '=', model_name),
                        ('res_id', 'in', ids),
                    ]
                )
                for model_name, ids in by_model.items()
            )
        )
        return {(answer.res_model, answer.res_id, answer.kind): answer for answer in answers}

    @api.model
    def _promise(self, entity, item, date, author):
        """Take the promise of a customer to pay what is open of a document.

        :param entity: the commercial entity, in the company that is owed
        :param dict item: of ``_finance_statement_items``
        :param date: until when, today until the company's limit of days
        :param str author: who promised, for the log
        :return: the answer
        :raise UserError: when the day can't be taken, one was promised before, or the company
            takes no promises in the portal
        """
        answer = self._answer(entity, item, {'kind': 'promise', 'author': author})
        self._check_promised(answer.company_id, date)
        document = self.env[item['source']].sudo().browse(item['document_id'])
        # not by whoever has the link of a mail: they have no user
        promise = answer.env['finance.status.promise'].create(
            {
                'partner_id': entity.id,
                'company_id': answer.company_id.id,
                'amount': document._finance_amount_open(),
                'date': date,
                'source': item['source'],
                'document_id': item['document_id'],
                'note': self.env._("In the portal, by %s", author),
            }
        )
        answer.write(
            {'promise_id': promise.id, 'state': 'accepted', 'date_decided': fields.Datetime.now()}
        )
        answer._note(
            answer.env._(
                "%(customer)s promised in the portal to pay by %(date)s.",
                customer=author,
                date=format_date(answer.env, date),
            )
        )
        return answer

    @api.model
    def _object(self, entity, item, reason, author, files=()):
        """Take the objection of a customer to a document; whoever decides is told.

        :param entity: the commercial entity, in the company that is owed
        :param dict item: of ``_finance_statement_items``
        :param str reason: in the customer's words
        :param str author: who objects, for the log
        :param files: pairs of name and content
        :return: the answer
        :raise UserError: without a reason, when the document was objected to before, or when the
            company takes no objections in the portal
        """
        if not (reason or '').strip():
            raise UserError(self.env._("Please say what is not right."))
        answer = self._answer(
            entity, item, {'kind': 'objection', 'author': author, 'reason': reason.strip()}
        )
        if not answer.company_id.finance_portal_objections:
            raise UserError(self.env._("Please write to us instead."))
        # pages and pictures with scripts, as superuser the only ones who may keep them, become text
        answer.env['ir.attachment'].with_context(attachments_mime_plainxml=True).create(
            [
                {'name': name, 'raw': content, 'res_model': self._name, 'res_id': answer.id}
                for name, content in files
            ]
        )
        # what is covered is looked up only once there is something that may cover it
        answer.env['res.company']._finance_set_has_promises()
        answer._note(
            Markup("{}<br/>{}").format(
                answer.env._("%s objects in the portal:", author), answer.reason
            )
        )
        answer._tell()
        answer._changed()
        return answer

    @api.model
    def _answer(self, entity, item, values):
        """Create an answer, which the database does once per document and kind."""
        company = self.env['res.company'].sudo().browse(item['company_id'])
        try:
            with self.env.cr.savepoint():
                return (
                    self.with_user(SUPERUSER_ID)
                    .with_company(company)
                    .create(
                        {
                            **values,
                            'name': item['name'],
                            'partner_id': entity.id,
                            'company_id': company.id,
                            'res_model': item['source'],
                            'res_id': item['document_id'],
                        }
                    )
                )
        except psycopg2.errors.UniqueViolation as error:
            raise UserError(
                self.env._("You have answered this before. Please write to us instead.")
            ) from error

    def _check_promised(self, company, date):
        if not company.finance_portal_promise_days:
            raise UserError(self.env._("Please write to us instead."))
        today = self.env['finance.status.ledger']._today()
        last = fields.Date.add(today, days=company.finance_portal_promise_days)
        if not today <= date <= last:
            raise UserError(
                self.env._(
                    "Please choose a day until %s, or write to us.", format_date(self.env, last)
                )
            )

    def _note(self, body):
        """Log an answer on its document and its customer, for who works in the company."""
        self.ensure_one()
        self.env[self.res_model].browse(self.res_id)._finance_log(
            self.company_id, {self.res_id: body}
        )
        on_customer = Markup("{}: {}").format(self.name, body)
        self.partner_id._finance_log(self.company_id, {self.partner_id.id: on_customer})

    def _tell(self):
        """Give who decides about this objection an activity."""
        self.ensure_one()
        user = self._decider()
        self.activity_schedule(
            OBJECTION_ACTIVITY,
            summary=self.with_context(lang=user.lang).env._(
                "%(customer)s objects to %(document)s",
                customer=self.partner_id.name,
                document=self.name,
            ),
            user_id=user.id,
        )

    def _decider(self):
        """Return who decides: the customer's responsible, else the policy's, else a manager.

        Only one who may see objections of the company; the first one found.
        """
        default, _policies = self.env['finance.status.policy']._in_force(self.company_id)
        policy = self.partner_id.finance_policy_id or default
        users = self.env['res.users']
        for user in (
            self.partner_id.finance_responsible_id,
            policy._responsible() if policy else users,
            users.browse(policy._manager_ids(self.company_id.id)),
        ):
            if user.active and self.company_id in user.company_ids and user.has_group(USER_GROUP):
                return user
        return users

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
