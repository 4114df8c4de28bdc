from odoo import api, models

# in the menus of these models
BY_HAND = {
    'finance.status.document': (
        'intrix_finance_status.action_document_register_payment',
        'intrix_finance_status.action_document_register_cancel',
    ),
    'sale.order': (
        'intrix_finance_status.action_sale_order_register_invoice',
        'intrix_finance_status.action_sale_order_register_payment',
    ),
}


class IrActionsActions(models.Model):
    _inherit = 'ir.actions.actions'

    @api.model
    def get_bindings(self, model_name):
        """Leave registering by hand out of the menu of companies that don't do so."""
        bindings = super().get_bindings(model_name)
        if model_name not in BY_HAND or any(self.env.companies.mapped('finance_manual_documents')):
            return bindings
        data = self.env['ir.model.data']
        hidden = {
            data._xmlid_to_res_id(xmlid, raise_if_not_found=False) for xmlid in BY_HAND[model_name]
        }
        return {
            kind: [action for action in actions if action['id'] not in hidden]
            for kind, actions in bindings.items()
        }
