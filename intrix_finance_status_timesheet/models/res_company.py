from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    finance_hold_timesheets = fields.Selection(
        [('warn', "Warn only"), ('stop', "Stop")],
        string="Timesheets on Hold",
        required=True,
        default='warn',
        help="What happens when time is logged for a customer on hold.",
    )
