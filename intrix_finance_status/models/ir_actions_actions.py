from odoo import api, models

BY_HAND = (
    'intrix_finance_status.action_sale_order_register_invoice',
    'intrix_finance_status.action_sale_order_register_payment',
)


class IrActionsActions(models.Model):
    _inherit = 'ir.actions.actions'

    @api.model
    def get_bindings(self, model_name):
        """Leave registering by hand out of the menu of companies that don't do so."""
        bindings = super().get_bindings(model_name)
        if model_name == 'sale.order' and not any(
            self.env.companies.mapped('finance_manual_documents')
        ):
            data = self.env['ir.model.data']
            hidden = {data._xmlid_to_res_id(xmlid, raise_if_not_found=False) for xmlid in BY_HAND}
            bindings = {
                kind: [action for action in actions if action['id'] not in hidden]
                for kind, actions in bindings.items()
            }
        return bindings
