from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    finance_hold_timesheets = fields.Selection(
        related='company_id.finance_hold_timesheets', readonly=False
    )
