from odoo import models


class AccountPayment(models.Model):
    _inherit = 'account.payment'

    # mostly empty: tells at once whether there are payments without a journal entry
    _finance_unposted_idx = models.Index(
        "(id) WHERE move_id IS NULL AND state IN ('in_process', 'paid')"
    )
