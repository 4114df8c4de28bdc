from odoo import api, fields, models
from odoo.fields import Domain

USER_GROUP = 'intrix_finance_status.group_finance_status_user'


class ResPartner(models.Model):
    """The documents kept elsewhere of a customer."""

    _inherit = 'res.partner'

    finance_document_count = fields.Integer(
        string="Documents", compute='_compute_finance_document_count', groups=USER_GROUP
    )

    @api.depends('commercial_partner_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_finance_document_count(self):
        counts = {}
        # until there is such a document, nothing is asked
        if self.env.company.sudo().finance_has_documents:
            for partner, count in self.env['finance.status.document']._read_group(
                Domain(
                    'commercial_partner_id.commercial_partner_id',
                    'in',
                    self.commercial_partner_id.ids,
                ),
                ['commercial_partner_id'],
                ['__count'],
            ):
                entity = partner.commercial_partner_id
                counts[entity] = counts.get(entity, 0) + count
        for partner in self:
            partner.finance_document_count = counts.get(partner.commercial_partner_id, 0)

    @api.readonly
    def action_view_finance_documents(self):
        """Open the documents kept elsewhere of these customers."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.finance_status_document_action'
        )
        entities = self.commercial_partner_id
        action['domain'] = [('commercial_partner_id.commercial_partner_id', 'in', entities.ids)]
        action['context'] = {}
        return action
