from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    finance_slow_days = fields.Integer(related='company_id.finance_slow_days', readonly=False)
    finance_bad_days = fields.Integer(related='company_id.finance_bad_days', readonly=False)
    finance_link_days = fields.Integer(related='company_id.finance_link_days', readonly=False)
    finance_move_stages = fields.Boolean(related='company_id.finance_move_stages', readonly=False)
    finance_manual_documents = fields.Boolean(
        related='company_id.finance_manual_documents', readonly=False
    )
