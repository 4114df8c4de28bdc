from odoo import api, models


class FinanceStatusConsequence(models.AbstractModel):
    """Deliveries that stop, or may go again."""

    _inherit = 'finance.status.consequence'

    @api.model
    def _state(self):
        return {
            **super()._state(),
            'delivery': self._found(
                'stock.picking',
                [
                    ('company_id', 'child_of', self.env.company.id),
                    ('state', 'in', ('waiting', 'confirmed', 'assigned')),
                    ('finance_hold', '=', True),
                ],
            ),
        }

    @api.model
    def _labels(self):
        customers, others = {}, {}
        for key, label in super()._labels().items():
            (customers if key.startswith('hold') else others)[key] = label
        return {
            **customers,
            'delivery': (self.env._("Deliveries that stop"), 'stock.picking'),
            'delivery_end': (self.env._("Deliveries that may go again"), 'stock.picking'),
            **others,
        }
