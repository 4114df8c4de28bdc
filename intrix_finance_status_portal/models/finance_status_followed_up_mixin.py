from odoo import models


class FinanceStatusFollowedUpMixin(models.AbstractModel):
    _inherit = 'finance.status.followed.up.mixin'

    def unlink(self):
        """Delete the answers about documents with them, as this can't be cascaded."""
        ids = self.ids
        res = super().unlink()
        # nobody may delete answers but with their documents
        self.env['finance.status.answer'].sudo().search(
            [('res_model', '=', self._name), ('res_id', 'in', ids)]
        ).unlink()
        return res
