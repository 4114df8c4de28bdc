from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    finance_portal_promise_days = fields.Integer(
        string="Customers promise payment within",
        default=14,
        help="So many days ahead customers may promise to pay an item in the portal; reminders "
        "wait until then. 0: they can't.",
    )
    finance_portal_objections = fields.Boolean(
        string="Customers object in the portal",
        default=True,
        help="Customers may object to an item in the portal, with a reason and files; reminders "
        "of it wait until somebody has decided.",
    )

    _finance_portal_promise_days_positive = models.Constraint(
        'CHECK (finance_portal_promise_days >= 0)',
        "Customers can't promise payment for a day that has passed.",
    )
