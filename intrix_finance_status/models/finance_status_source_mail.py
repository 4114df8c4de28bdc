from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import email_normalize

ACTIVITY = 'intrix_finance_status.mail_activity_type_stranger'
MOST_STRANGERS = 20


class FinanceStatusSource(models.Model):
    """Whom a source believes about who sent a mail, and what is told of strangers."""

    _inherit = 'finance.status.source'

    authserv_ids = fields.Text(
        string="Mail servers trusted",
        tracking=True,
        help="Names by which your receiving mail servers sign the header Authentication-Results, "
        "one to a line, such as mx.google.com. “unnamed” stands for servers that don't say their "
        "name (Microsoft 365). Files are imported by themselves when the topmost of their "
        "results confirms the sender.",
    )
    takes_unconfirmed = fields.Boolean(
        string="Import mails without results",
        tracking=True,
        help="Files are imported by themselves as well when none of these servers says anything "
        "about the sender. Anybody can write a sender's address into a mail: tick it only when "
        "nobody else can send mails to the address.",
    )

    _alias_uniq = models.UniqueIndex(
        '(alias_id) WHERE alias_id IS NOT NULL', "The address belongs to another source already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_alias_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_alias_values(vals)
        return super().write(vals)

    @api.model
    def _check_alias_values(self, vals):
        """Refuse what would have the alias bring mails elsewhere."""
        if not self.env.su and 'alias_defaults' in vals:
            raise AccessError(self.env._("What mails to a source become can't be changed."))

    @api.constrains('alias_id')
    def _check_alias(self):
        """Take the address of no other model."""
        model = self.env['ir.model']._get('finance.status.import')
        for source in self.sudo():
            if source.alias_id and source.alias_id.alias_model_id != model:
                raise ValidationError(self.env._("The address belongs to something else."))

    def _tell_stranger(self, email_from, names):
        """Give the responsible an activity about files that were not kept, one for all.

        :param email_from: who sent them; the address may be anybody's
        :param list names: of the files; without any there is nothing to tell
        """
        self.ensure_one()
        if not names:
            return
        address = email_normalize(email_from) or email_from[:100]
        known = self.activity_search([ACTIVITY], only_automated=False)
        note = known[:1].note or ''
        if address in note or note.count('<li>') >= MOST_STRANGERS:
            return
        user = self._responsible() or self.env.ref('base.user_admin')
        source = self.with_context(lang=user.lang)
        line = Markup('<li>%s: %s</li>') % (address, ', '.join(names)[:300])
        if known:
            known[:1].note = Markup(note.removesuffix('</ul>')) + line + Markup('</ul>')
            return
        source.activity_schedule(
            ACTIVITY,
            user_id=user.id,
            summary=source.env._("Files of unknown senders were not kept"),
            note=Markup('<p>%s</p><ul>%s</ul>')
            % (
                source.env._(
                    "If one of them may send files to %s, add the address to its senders, and "
                    "have the mail sent again.",
                    source.name,
                ),
                line,
            ),
        )
