from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Keep finding customers by the references that they were given before they were merged."""

    _inherit = 'base.partner.merge.automatic.wizard'

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        res = super()._update_foreign_keys(src_partners, dst_partner)
        self.env['finance.status.customer.number'].sudo()._keep(src_partners, dst_partner)
        return res
