from odoo import fields, models


class AccountPaymentTerm(models.Model):
    _inherit = 'account.payment.term'

    finance_prepayment_percent = fields.Float(
        string="Paid Before Delivery",
        help="Percentage of the order, tax included, to be paid before its deliveries may go.",
    )
    _finance_prepayment_percent_range = models.Constraint(
        'CHECK (finance_prepayment_percent BETWEEN 0 AND 100)',
        "What is to be paid before delivery is a percentage from 0 to 100.",
    )
