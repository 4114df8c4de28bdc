from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    finance_portal_promise_days = fields.Integer(
        related='company_id.finance_portal_promise_days', readonly=False
    )
    finance_portal_objections = fields.Boolean(
        related='company_id.finance_portal_objections', readonly=False
    )
