from odoo import api, fields, models
from odoo.fields import Domain

USER_GROUP = 'intrix_finance_status.group_finance_status_user'


class FinanceStatusFollowedUpMixin(models.AbstractModel):
    """Records with documents, and so with a log of what was done to have them paid."""

    _name = 'finance.status.followed.up.mixin'
    _description = 'Followed up by the Finance Status'

    finance_action_count = fields.Integer(
        string="Follow-up Actions",
        compute='_compute_finance_action_count',
        groups=USER_GROUP,
    )

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_finance_action_count(self):
        documents = self._finance_documents_followed_up()
        counts = {
            (source, document_id): count
            for source, document_id, count in self.env['finance.status.action']._read_group(
                self._finance_action_domain(documents), ['source', 'document_id'], ['__count']
            )
        }
        for record in self:
            record.finance_action_count = sum(
                counts.get(document, 0) for document in documents.get(record._origin, ())
            )

    def unlink(self):
        """Delete the log with its documents, as this can't be cascaded."""
        ids = self.ids
        res = super().unlink()
        self.env['finance.status.action'].sudo()._unlink_of_documents(self._name, ids)
        return res

    def _finance_documents_followed_up(self):
        """Return the documents of each of these records: lists of (source, id)."""
        return {record: [(record._name, record.id)] for record in self._origin}

    @api.model
    def _finance_action_domain(self, documents):
        """Return the domain of what was done about ``documents``, a dict as above."""
        by_source = {}
        for keys in documents.values():
            for source, document_id in keys:
                by_source.setdefault(source, []).append(document_id)
        return Domain.OR(
            Domain('source', '=', source) & Domain('document_id', 'in', document_ids)
            for source, document_ids in by_source.items()
        )

    @api.readonly
    def action_view_finance_actions(self):
        """Open the log of what was done about the documents of these records."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.finance_status_action_action'
        )
        domain = self._finance_action_domain(self._finance_documents_followed_up())
        return {**action, 'domain': list(domain)}
