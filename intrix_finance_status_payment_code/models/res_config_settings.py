from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    finance_payment_codes = fields.Selection(
        related='company_id.finance_payment_codes', readonly=False, required=True
    )
    finance_payment_code_invoices = fields.Boolean(
        related='company_id.finance_payment_code_invoices', readonly=False
    )
    finance_payment_code_diacritics = fields.Boolean(
        related='company_id.finance_payment_code_diacritics', readonly=False
    )
