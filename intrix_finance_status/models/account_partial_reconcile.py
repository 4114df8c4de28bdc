from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self.env['res.partner']._finance_invalidate()
        return partials

    def unlink(self):
        res = super().unlink()
        self.env['res.partner']._finance_invalidate()
        return res
