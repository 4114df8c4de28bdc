from odoo import fields, models


class FinanceOverviewMailSent(models.Model):
    """Who got which overview by mail: nobody gets the same one twice."""

    _name = 'finance.overview.mail.sent'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Overview Sent by Mail'
    _order = 'date desc, id desc'

    mailing_id = fields.Many2one(
        'finance.overview.mail', required=True, readonly=True, ondelete='cascade'
    )
    user_id = fields.Many2one(
        'res.users', string="Recipient", required=True, readonly=True, ondelete='cascade'
    )
    date = fields.Date(string="Overview of", required=True, readonly=True)
    email = fields.Char(readonly=True)

    _once_uniq = models.UniqueIndex(
        '(mailing_id, user_id, date)', "This user has got this overview already."
    )
