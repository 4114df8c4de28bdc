from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self.env['res.partner']._finance_invalidate()
        self.env['finance.status.order']._payments_changed(partials._finance_moves())
        return partials

    def unlink(self):
        moves = self._finance_moves()
        res = super().unlink()
        self.env['res.partner']._finance_invalidate()
        # entries of exchange differences may be gone
        self.env['finance.status.order']._payments_changed(moves.exists())
        return res

    def _finance_moves(self):
        """Return the entries matched, where the facts of orders may follow one of them."""
        if not self.env['finance.status.order']._follows_payments():
            return self.env['account.move']
        return (self.debit_move_id | self.credit_move_id).move_id
