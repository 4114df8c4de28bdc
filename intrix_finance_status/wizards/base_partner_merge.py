from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Join what the database allows once per customer, before Odoo moves it to one of them."""

    _inherit = 'base.partner.merge.automatic.wizard'

    @api.model
    def _finance_merged_models(self):
        """Return the names of the models that have an own way to be merged."""
        return ['finance.status.action', 'finance.status.exposure', 'finance.status.hold']

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        models_to_merge = [self.env[name].sudo() for name in self._finance_merged_models()]
        for model in models_to_merge:
            model._finance_merge(src_partners, dst_partner)
        # Odoo goes on in SQL
        self.env.flush_all()
        res = super()._update_foreign_keys(src_partners, dst_partner)
        holds = self.env['finance.status.hold'].sudo().with_context(active_test=False)
        moved = holds.search([('partner_id', '=', dst_partner.id)])
        # of a contact, holds belong to its company
        self.env.add_to_compute(holds._fields['commercial_partner_id'], moved)
        return res
