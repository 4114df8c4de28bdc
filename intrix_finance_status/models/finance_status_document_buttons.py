from odoo import api, fields, models


class FinanceStatusDocument(models.Model):
    """Ways from a document kept elsewhere to what it is linked to."""

    _inherit = 'finance.status.document'

    order_count = fields.Integer(string="Orders", compute='_compute_order_count')

    @api.depends('order_ids')
    def _compute_order_count(self):
        for document in self:
            document.order_count = len(document.order_ids)

    @api.readonly
    def action_view_orders(self):
        """Open the orders that have a share of these documents."""
        orders = self.order_ids.order_id
        action = {
            'type': 'ir.actions.act_window',
            'name': self.env._("Orders"),
            'res_model': 'sale.order',
            'view_mode': 'list,form',
            'domain': [('id', 'in', orders.ids)],
            'context': {'create': False},
        }
        if len(orders) == 1:
            action |= {'view_mode': 'form', 'views': [(False, 'form')], 'res_id': orders.id}
        return action

    @api.readonly
    def action_view_partner(self):
        """Open the customer."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'res.partner',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'res_id': self.partner_id.id,
        }

    def action_open_match(self):
        """Open the choice of customer and orders for these documents."""
        Wizard = self.env['finance.status.match']
        wizard = Wizard.create(Wizard._values_of(self))
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Choose Customer and Orders"),
            'res_model': Wizard._name,
            'view_mode': 'form',
            'views': [(False, 'form')],
            'res_id': wizard.id,
            'target': 'new',
        }
