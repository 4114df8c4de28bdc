from odoo import fields, models
from odoo.fields import NO_ACCESS


class MailActivity(models.Model):
    """Activities about what one company is owed, on customers that several companies share."""

    _inherit = 'mail.activity'

    finance_company_id = fields.Many2one(
        'res.company',
        ondelete='cascade',
        groups=NO_ACCESS,
        help="The activity tells figures of this company: only who works in it may read it.",
    )
