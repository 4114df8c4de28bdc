from odoo import api, fields, models
from odoo.fields import Domain

from .finance_status_mixin import VIEWER_GROUP


class ResPartner(models.Model):
    """How a customer pays in words, and the ways from a customer to orders and open items."""

    _inherit = 'res.partner'

    finance_behaviour_text = fields.Char(
        string="Payment Behaviour in Words",
        compute='_compute_finance_behaviour_text',
        compute_sudo=True,
        groups=VIEWER_GROUP,
    )

    @api.depends(
        'finance_behaviour', 'finance_average_delay', 'finance_open_delay', 'finance_on_time_rate'
    )
    @api.depends_context('uid', 'company', 'tz', 'lang')
    def _compute_finance_behaviour_text(self):
        labels = dict(self._fields['finance_behaviour']._description_selection(self.env))
        for partner in self:
            facts = partner._finance_behaviour_facts()
            label = labels.get(partner.finance_behaviour, '')
            partner.finance_behaviour_text = (
                f"{label}: {', '.join(facts)}"
                if facts
                else self.env._("Nothing settled in the last 12 months, nothing overdue")
            )

    def _finance_behaviour_facts(self):
        """Return what is known of how this customer pays, as texts."""
        self.ensure_one()
        facts = []
        # zero for both means that nothing was settled: who pays on the day has a rate
        if self.finance_average_delay or self.finance_on_time_rate:
            facts.append(self._finance_average_delay_text())
            facts.append(
                self.env._("%(percent)s %% on time", percent=round(100 * self.finance_on_time_rate))
            )
        if self.finance_open_delay:
            facts.append(
                self.env._(
                    "open items %(days)s late",
                    days=self._finance_days_text(self.finance_open_delay),
                )
            )
        return facts

    def _finance_average_delay_text(self):
        days = self._finance_days_text(abs(self.finance_average_delay))
        if round(self.finance_average_delay) > 0:
            return self.env._("pays %(days)s late on average", days=days)
        if round(self.finance_average_delay) < 0:
            return self.env._("pays %(days)s early on average", days=days)
        return self.env._("pays on the day on average")

    def _finance_days_text(self, days):
        days = round(days)
        return self.env._("1 day") if days == 1 else self.env._("%(count)s days", count=days)

    @api.model
    def _finance_invalidate(self):
        res = super()._finance_invalidate()
        self.invalidate_model(['finance_behaviour_text'], flush=False)
        self.env['crm.lead'].invalidate_model(['finance_amount_overdue_elsewhere'], flush=False)
        return res

    def action_view_finance_orders(self):
        """Open the orders of the commercial entity, those with something due if there are any."""
        entity = self.commercial_partner_id
        domain = Domain('partner_id.commercial_partner_id', 'in', entity.ids) | Domain(
            'partner_invoice_id.commercial_partner_id', 'in', entity.ids
        )
        unpaid = domain & Domain('finance_amount_due', '>', 0)
        action = self.env['ir.actions.actions']._for_xml_id('sale.action_orders')
        return {
            **action,
            'domain': list(domain),
            'context': {
                'default_partner_id': self[:1].id,
                'search_default_finance_unpaid': self.env['sale.order'].search_count(
                    unpaid, limit=1
                ),
            },
        }

    def action_view_finance_open_items(self):
        """Open the receivable items that the figures of the commercial entity are made of."""
        action = self.env['ir.actions.actions']._for_xml_id(
            'intrix_finance_status.finance_open_items_action'
        )
        return {
            **action,
            'domain': [
                ('partner_id.commercial_partner_id', 'in', self.commercial_partner_id.ids),
                ('company_id', 'child_of', self.env.company.id),
                ('account_type', '=', 'asset_receivable'),
                ('parent_state', '=', 'posted'),
                ('reconciled', '=', False),
                ('amount_residual', '!=', 0),
            ],
        }
