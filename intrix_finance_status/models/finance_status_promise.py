from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from .finance_status_mixin import derived

STATES = [('open', "Open"), ('kept', "Kept"), ('broken', "Broken")]


class FinanceStatusPromise(models.Model):
    """A promise of a customer to pay an amount until a day.

    It is for one document, or without one for everything that was due when it was made. Whether
    it is kept is derived from what the customer has paid and today's date: see ``state``. A
    cancelled promise is archived and counts nowhere.
    """

    _name = 'finance.status.promise'
    _inherit = ['finance.status.guarded.mixin', 'finance.status.mixin']
    _description = 'Promise to Pay'
    _order = 'date_made desc, id desc'
    _rec_name = 'date'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='cascade'
    )
    commercial_partner_id = fields.Many2one(
        related='partner_id.commercial_partner_id', string="Commercial Entity", store=True
    )
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company, ondelete='cascade'
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    amount = fields.Monetary(required=True, help="Company currency, tax included.")
    date = fields.Date(
        string="Promised for", required=True, help="The last day on which paying keeps it."
    )
    date_made = fields.Date(string="Made on", required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        'res.users', string="Taken by", required=True, default=lambda self: self.env.user
    )
    source = fields.Char(string="Document Model")
    document_id = fields.Many2oneReference(
        string="Document ID",
        model_field='source',
        help="Empty: for everything that was due when it was made.",
    )
    name = fields.Char(string="Document", compute='_compute_name', store=True)
    note = fields.Char()
    active = fields.Boolean(default=True, help="What was cancelled is kept as history.")
    state = derived(
        fields.Selection,
        'state',
        compute='_compute_state',
        selection=STATES,
        help="Kept: what was paid from the day it was made until the promised day reaches the "
        "amount. Broken: the day has passed, and it does not.",
    )

    _finance_derived_fields = ('state',)

    _customer_idx = models.Index('(commercial_partner_id, date) WHERE active')
    _amount_positive = models.Constraint(
        'CHECK (amount > 0)', "The amount of a promise must be positive."
    )

    @api.constrains('date', 'date_made')
    def _check_dates(self):
        for promise in self:
            if promise.date < promise.date_made:
                raise ValidationError(
                    self.env._("A promise can't be for a day before it was made.")
                )

    @api.depends('partner_id.name', 'amount', 'date')
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(amount)s by %(date)s",
                amount=(promise.currency_id or self.env.company.currency_id).format(promise.amount),
                date=format_date(self.env, promise.date),
            )

    @api.depends('amount', 'date', 'date_made', 'partner_id', 'company_id', 'document_id', 'active')
    @api.depends_context('tz')
    def _compute_state(self):
        self._finance_read_derived(['state'])

    @api.model_create_multi
    def create(self, vals_list):
        """Register promises of the commercial entities of the customers."""
        self.browse().check_access('create')
        Partner = self.env['res.partner']
        partners = [Partner.browse(vals.get('partner_id')) for vals in vals_list]
        if not all(partners):
            raise UserError(self.env._("Please choose a customer."))
        promises = super().create(
            [
                {**vals, 'partner_id': partner.commercial_partner_id.id}
                for vals, partner in zip(vals_list, partners, strict=True)
            ]
        )
        self.env['res.company']._finance_set_has_promises()
        promises._log(promises._made_text)
        self._changed()
        self.env['finance.status.follow.up'].sudo()._trigger_closing()
        return promises

    @api.depends('source', 'document_id')
    def _compute_name(self):
        """Keep the number that the document had: it was checked that the user may see it."""
        for promise in self:
            # as the user, also of a form that is not saved
            document = promise.sudo(False)._document(promise.source, promise.document_id)
            promise.name = document.name if document else False

    @api.constrains('source', 'document_id')
    def _check_document(self):
        for promise in self:
            promise.sudo(False)._document(promise.source, promise.document_id)

    @api.model
    def _document(self, source, document_id):
        """Return the document that ``source``, the name of a model, and an id mean, if any.

        :raise AccessError: when the user may not read it
        :raise UserError: when it is not there, or the model is not one of documents
        """
        if not document_id:
            return None
        if source not in self.env['finance.status.ledger']._get_source_models():
            raise UserError(self.env._("“%s” has no documents that can be paid.", source or ''))
        document = self.env[source].browse(document_id)
        document.check_access('read')
        if not document.exists():
            raise UserError(self.env._("The document is not there any more."))
        return document

    def write(self, vals):
        res = super().write(vals)
        self._changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._changed()
        return res

    def action_cancel(self):
        """Cancel these promises: as if they had never been made."""
        self.active = False
        self._log(self._cancelled_text)

    def _log(self, text):
        """Write ``text(promise)`` into the chatter of the customers."""
        for company, promises in self.grouped('company_id').items():
            texts = {}
            for promise in promises:
                texts.setdefault(promise.partner_id.id, []).append(text(promise))
            promises.partner_id._finance_log(
                company, {partner_id: "\n".join(lines) for partner_id, lines in texts.items()}
            )

    @api.model
    def _made_text(self, promise):
        """Return what the chatter of the customer says about a new promise."""
        text = self.env._("Promised to pay %s", promise.display_name)
        if promise.name:
            text = self.env._(
                "Promised to pay %(promise)s for %(document)s",
                promise=promise.display_name,
                document=promise.name,
            )
        return f"{text}: {promise.note}" if promise.note else text

    @api.model
    def _cancelled_text(self, promise):
        return self.env._("Promise cancelled: %s", promise.display_name)

    @api.model
    def _changed(self):
        self.env['res.partner']._finance_invalidate()

    @api.model
    def _covers(self, alias):
        """Return the SQL condition that a promise is waited for, for an open item.

        :param str alias: of a table with the columns ``source, document_id, partner_id,
            company_id, date_due``
        """
        return SQL(
            """
            EXISTS (
                SELECT FROM finance_status_promise AS promise
                  JOIN res_company AS promised_to ON promised_to.id = promise.company_id
                  JOIN res_company AS owed_to ON owed_to.id = %(company)s
                 WHERE promise.active
                   AND promise.date >= %(today)s
                   AND promise.commercial_partner_id = %(partner)s
                   AND owed_to.parent_path LIKE promised_to.parent_path || '%%'
                   AND %(about)s)
            """,
            company=SQL.identifier(alias, 'company_id'),
            partner=SQL.identifier(alias, 'partner_id'),
            about=self._is_about('promise', alias),
            today=self.env['finance.status.ledger']._today(),
            to_flush=self._flush_fields(),
        )

    @api.model
    def _is_about(self, promise, alias):
        """Return the SQL condition that ``promise`` of a customer is about its open item ``alias``.

        :param str promise: alias of a table with the columns ``source, document_id, date_made``
        :param str alias: of a table with the columns ``source, document_id, date_due``
        """
        return SQL(
            """
            CASE WHEN %(source)s IS NULL THEN %(date_due)s <= %(date_made)s
                 ELSE %(source)s = %(item_source)s AND %(document)s = %(item_document)s END
            """,
            source=SQL.identifier(promise, 'source'),
            document=SQL.identifier(promise, 'document_id'),
            date_made=SQL.identifier(promise, 'date_made'),
            item_source=SQL.identifier(alias, 'source'),
            item_document=SQL.identifier(alias, 'document_id'),
            date_due=SQL.identifier(alias, 'date_due'),
        )

    @api.model
    def _flush_fields(self):
        """Return the fields that the SQL of promises reads."""
        names = ('commercial_partner_id', 'company_id', 'amount', 'date', 'date_made', 'source')
        return [self._fields[name] for name in (*names, 'document_id', 'active')]
