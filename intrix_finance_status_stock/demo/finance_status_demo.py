from odoo import Command, api, models


class FinanceStatusDemo(models.AbstractModel):
    """A delivery of a customer who pays and one of a customer who does not."""

    _inherit = 'finance.status.demo'

    @api.model
    def _load_deliveries(self):
        """Create two deliveries, then let the default policy hold; a second call does nothing."""
        if self._ref('demo_delivery_order_held'):
            return
        demo = self.sudo().with_context(tracking_disable=True)
        policy = self._ref('finance_status_policy_default')
        customers = demo.env['res.partner'].search(
            [('id', 'in', demo._demo_customers().ids), ('finance_days_overdue', '>', 30)],
            order='finance_amount_overdue DESC',
        )
        good = demo.env['res.partner'].search(
            [('id', 'in', demo._demo_customers().ids), ('finance_status', '=', 'paid')], limit=1
        )
        for name, customer in (('held', customers[:1]), ('free', good)):
            if customer:
                order = demo.env['sale.order'].create(
                    {
                        'partner_id': customer.id,
                        'order_line': [
                            Command.create({'product_id': self._ref('product_gateway').id})
                        ],
                    }
                )
                order.action_confirm()
                self._give_xmlid(order, f'demo_delivery_order_{name}')
        policy.sudo().write({'hold': True, 'hold_days': 30, 'hold_amount': 500})

    def _demo_customers(self):
        names = self.env['ir.model.data'].search(
            [
                ('module', '=', 'intrix_finance_status'),
                ('model', '=', 'res.partner'),
            ]
        )
        return self.env['res.partner'].browse(names.mapped('res_id')).exists()
