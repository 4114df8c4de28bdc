from odoo import fields, models
from odoo.fields import NO_ACCESS


class MailMessage(models.Model):
    """Messages about what one company is owed, on records that several companies share."""

    _inherit = 'mail.message'

    finance_company_id = fields.Many2one(
        'res.company',
        ondelete='cascade',
        groups=NO_ACCESS,
        help="The message tells figures of this company: only who works in it may read it.",
    )

    def _finance_keep_to(self, company):
        """Show these messages only to those who work in ``company``."""
        self.sudo().finance_company_id = company
        return self
