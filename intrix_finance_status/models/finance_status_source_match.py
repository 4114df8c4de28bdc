from odoo import api, fields, models


class FinanceStatusSource(models.Model):
    """The documents of a source, and what people decided on its customers."""

    _inherit = 'finance.status.source'

    choice_ids = fields.One2many(
        'finance.status.source.partner', 'source_id', string="Remembered Customers"
    )
    document_count = fields.Integer(compute='_compute_document_counts')
    to_match_count = fields.Integer(compute='_compute_document_counts')

    def _compute_document_counts(self):
        counts = {}
        for source, state, count in self.env['finance.status.document']._read_group(
            [('source_id', 'in', self.ids)], ['source_id', 'match_state'], ['__count']
        ):
            counts.setdefault(source.id, {})[state] = count
        for source in self:
            of_source = counts.get(source.id, {})
            source.document_count = sum(of_source.values())
            source.to_match_count = of_source.get('to_match', 0)

    @api.readonly
    def action_view_documents(self):
        """Open the documents of this source."""
        return self._action_of('finance_status_document_action')

    @api.readonly
    def action_view_to_match(self):
        """Open the documents of this source that wait for a person."""
        return self._action_of('finance_status_document_action_to_match')

    def _action_of(self, name):
        action = self.env['ir.actions.act_window']._for_xml_id(f'intrix_finance_status.{name}')
        action['domain'] = [('source_id', 'in', self.ids)]
        if name.endswith('to_match'):
            action['domain'].append(('match_state', '=', 'to_match'))
        action['context'] = {}
        return action
