from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize, email_normalize_all, email_split


class FinanceStatusSource(models.Model):
    """Where files of a source come from, and what is usual for them."""

    _name = 'finance.status.source'
    _inherit = ['finance.status.source', 'mail.alias.mixin.optional']

    alias_id = fields.Many2one(
        help="Files mailed to this address, by those who may, are imported and answered."
    )
    sender_emails = fields.Text(
        string="Senders",
        help="Addresses whose files are imported by themselves, one to a line. Those of users "
        "who may import are allowed as well; what others send is not kept.",
    )
    sender_ids = fields.Many2many('res.partner', string="Contacts that may Send")
    open_items_only = fields.Boolean(
        string="Lists of open items only",
        tracking=True,
        help="The lists have all that is open: what is not in them any more has been paid.",
    )
    closing_percent = fields.Integer(
        string="Limit of what turns paid (%)",
        default=30,
        tracking=True,
        help="When more than this part of what is open would turn paid at once, a person has to "
        "confirm it.",
    )
    closing_amount = fields.Monetary(
        string="Limit of the amount that turns paid",
        tracking=True,
        currency_field='company_currency_id',
        help="When more than this would turn paid at once, a person has to confirm it; "
        "0: there is no such limit.",
    )
    company_currency_id = fields.Many2one(related='company_id.currency_id')
    bank_currencies = fields.Json(
        readonly=True,
        copy=False,
        help="What was answered for bank lists that name no currency, by the account.",
    )
    import_ids = fields.One2many('finance.status.import', 'source_id')
    import_count = fields.Integer(compute='_compute_import_count')

    _closing_percent = models.Constraint(
        'CHECK (closing_percent BETWEEN 0 AND 100)', "The limit is a percentage: 0 to 100."
    )

    @api.depends('import_ids')
    def _compute_import_count(self):
        counts = dict(
            self.env['finance.status.import']._read_group(
                [('source_id', 'in', self.ids)], ['source_id'], ['__count']
            )
        )
        for source in self:
            source.import_count = counts.get(source, 0)

    @api.constrains('sender_emails')
    def _check_sender_emails(self):
        for source in self:
            for line in (source.sender_emails or '').splitlines():
                if line.strip() and not email_normalize(line):
                    raise ValidationError(
                        self.env._("“%s” is no address of e-mail.", line.strip()[:100])
                    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values['alias_model_id'] = self.env['ir.model']._get_id('finance.status.import')
        if self.id:
            values['alias_defaults'] = {'source_id': self.id}
            # senders are judged by the source, so that others are not told that it exists
            values['alias_contact'] = 'everyone'
        return values

    def _allows_sender(self, email_from):
        """Tell whether what this address sends is imported without a person's word."""
        self.ensure_one()
        address = email_normalize(email_from)
        # several addresses, or none: nobody knows who it was
        if not address or len(email_split(email_from)) != 1:
            return False
        allowed = set(email_normalize_all('\n'.join((self.sender_emails or '').splitlines())))
        for line in (self.sender_emails or '').splitlines():
            allowed.update(email_normalize_all(line))
        allowed.update(filter(None, self.sender_ids.mapped('email_normalized')))
        return address in allowed or bool(self._user_of_sender(address))

    def _user_of_sender(self, address):
        """Return the user with this address who may import files of this company."""
        group = self.env.ref('intrix_finance_status.group_finance_status_user')
        users = self.env['res.users'].search(
            [
                ('email_normalized', '=', address),
                ('share', '=', False),
                ('company_ids', 'in', self.company_id.ids),
                ('all_group_ids', 'in', group.ids),
            ],
            limit=1,
        )
        return users

    @api.readonly
    def action_view_imports(self):
        """Open the imports of this source."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.finance_status_import_action'
        )
        return {
            **action,
            'domain': [('source_id', '=', self.id)],
            'context': {'default_source_id': self.id},
        }
