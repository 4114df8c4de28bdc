from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    finance_hold_deliveries = fields.Selection(
        [('stop', "Stop"), ('warn', "Warn only")],
        string="Deliveries on Hold",
        required=True,
        default='stop',
        help="What happens when a delivery to a customer on hold is validated.",
    )
