from odoo import models


class AccountPayment(models.Model):
    _inherit = 'account.payment'

    # mostly empty: tells at once whether there are payments without a journal entry
    _finance_unposted_idx = models.Index(
        "(id) WHERE move_id IS NULL AND state IN ('in_process', 'paid')"
    )

    def _finance_amount_left(self):
        """Return what of this payment is matched with nothing, in its currency; refunds minus."""
        self.ensure_one()
        if self.move_id:
            _liquidity, counterpart, _writeoff = self._seek_for_lines()
            return -sum(counterpart.mapped('amount_residual_currency'))
        if self.invoice_ids:
            return 0.0
        return self.amount if self.payment_type == 'inbound' else -self.amount
