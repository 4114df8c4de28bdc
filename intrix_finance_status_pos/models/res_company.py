from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    finance_has_till_sales = fields.Boolean(
        default=lambda self: self.env.company.finance_has_till_sales,
        help="Of any company: an order has been sold at the till, or something on account.",
    )
