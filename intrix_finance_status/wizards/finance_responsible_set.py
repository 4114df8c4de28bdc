from odoo import fields, models


class FinanceResponsibleSet(models.TransientModel):
    """Dialog that tells who follows up customers in the current company."""

    _name = 'finance.responsible.set'
    _inherit = ['finance.status.named.mixin']
    _description = 'Assign the Follow-up'

    partner_ids = fields.Many2many(
        'res.partner', string="Customers", required=True, context={'active_test': False}
    )
    user_id = fields.Many2one(
        'res.users',
        string="Responsible",
        domain="[('share', '=', False), ('company_ids', 'in', current_company_id)]",
        default=lambda self: self.env.user,
        help="Empty: the responsible of the policy.",
    )

    def action_set(self):
        """Assign the customers to the user."""
        self.partner_ids.commercial_partner_id._finance_write(
            {'finance_responsible_id': self.user_id.id}
        )
