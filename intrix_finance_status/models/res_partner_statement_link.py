from odoo import fields, models

from .res_partner_documents import USER_GROUP


class ResPartner(models.Model):
    """The links by which a customer sees its open items without a login."""

    _inherit = 'res.partner'

    finance_link_ids = fields.One2many(
        'finance.status.statement.link',
        'partner_id',
        string="Links to Open Items",
        groups=USER_GROUP,
    )

    def action_finance_revoke_links(self):
        """Revoke all links of these customers that are still valid."""
        self.check_access('read')
        self.env['finance.status.statement.link'].search(
            [('partner_id', 'in', self.commercial_partner_id.ids), ('state', '=', 'valid')]
        ).action_revoke()

    def _notify_by_email_get_base_mail_values(self, message, *args, **kwargs):
        """Let the link in a statement that finance mails by the composer open without login."""
        values = super()._notify_by_email_get_base_mail_values(message, *args, **kwargs)
        if len(self) == 1 and not self.env.su and self.env.user.has_group(USER_GROUP):
            values['finance_link_company_id'] = self.env.company.id
        return values
