from odoo import api, models
from odoo.fields import Domain


class FinanceStatusOverview(models.AbstractModel):
    """What waits for finance."""

    _inherit = 'finance.status.overview'

    @api.model
    def _sections(self, spans, sold_by):
        sections = super()._sections(spans, sold_by)
        sections['tasks'] = self._tasks()
        return sections

    @api.model
    def _tasks(self):
        """Return how much of each kind of work waits, for who does it."""
        if not self.env.user.has_group('intrix_finance_status.group_finance_status_user'):
            return []
        worklist = Domain('finance_worklist', '=', True) & Domain('active', 'in', (True, False))
        to_do = [
            ('to_approve', self.env._("Reminders to approve"), 'res.partner',
             worklist & Domain('finance_follow_up_state', '=', 'waiting')),
            ('broken', self.env._("Broken promises"), 'res.partner',
             worklist & Domain('finance_promise_broken', '=', True)),
            ('to_match', self.env._("Documents to match"), 'finance.status.document',
             Domain('match_state', '=', 'to_match')),
            ('bank', self.env._("Bank transactions to match"), 'finance.status.transaction',
             Domain('status', 'in', ('new', 'proposed', 'waiting'))),
            ('stale', self.env._("Sources out of date"), 'finance.status.source',
             Domain('outdated', '=', True)),
        ]  # fmt: skip
        return [
            self._figure(
                key,
                label,
                self.env[model].search_count(domain),
                'integer',
                action=self._records(label, model, domain, '__count', views=self._views(model)),
            )
            for key, label, model, domain in to_do
        ]

    @api.model
    def _views(self, model):
        """Return the lists in which finance does this work."""
        lists = {
            'res.partner': 'res_partner_worklist_view_list',
            'finance.status.document': 'finance_status_document_view_list_to_match',
        }
        view_id = (
            self.env.ref(f'intrix_finance_status.{lists[model]}').id if model in lists else False
        )
        return [[view_id, 'list'], [False, 'form']]
