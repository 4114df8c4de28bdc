from odoo import models

from ..bank.number_keys import OPEN_INVOICE, number_keys_sql


class AccountMove(models.Model):
    """Invoices of Odoo that bank transactions may pay."""

    _inherit = 'account.move'

    # only what is open: the index stays small, whatever was invoiced over the years
    _finance_number_keys_idx = models.Index(
        f'USING gin (({number_keys_sql()})) WHERE {OPEN_INVOICE.format(alias="")}'
    )
