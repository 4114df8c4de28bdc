from odoo import models

from .finance_status_matcher import NAME_SQL, VAT_SQL


class ResPartner(models.Model):
    """Indexes by which documents kept elsewhere find their customer."""

    _inherit = 'res.partner'

    _finance_vat_idx = models.Index(f'(({VAT_SQL})) WHERE vat IS NOT NULL')
    _finance_name_idx = models.Index(f'(({NAME_SQL}) text_pattern_ops) WHERE name IS NOT NULL')
