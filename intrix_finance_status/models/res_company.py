from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    finance_slow_days = fields.Integer(
        string="Slow payer after",
        default=5,
        help="A customer whose average or open delay is longer than so many days is a slow payer.",
    )
    finance_bad_days = fields.Integer(
        string="Bad payer after",
        default=30,
        help="A customer whose average or open delay is longer than so many days is a bad payer.",
    )
    finance_move_stages = fields.Boolean(
        string="Move opportunities with the money",
        help="Opportunities move forward to the stage that belongs to their finance status.",
    )
    _finance_days_order = models.Constraint(
        'CHECK (finance_slow_days <= finance_bad_days)',
        "A bad payer must be later than a slow payer.",
    )
