from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusPrepayment(models.Model):
    """What of a confirmed order has to be paid before its deliveries go: one row per such order.

    A fact, fixed when the order is confirmed. Who changes the payment term of the order, or what
    the term asks for, does not take it off.
    """

    _name = 'finance.status.prepayment'
    _inherit = ['finance.status.named.mixin']
    _description = 'Payment before Delivery'
    _log_access = False
    _rec_name = 'order_id'

    order_id = fields.Many2one('sale.order', required=True, ondelete='cascade')
    percent = fields.Float(digits=0, help="Of the order's total, tax included.")

    _order_uniq = models.UniqueIndex('(order_id)', "An order asks once for payment in advance.")
    _percent_idx = models.Index('(order_id) WHERE percent > 0')

    @api.model
    def _fix(self, orders):
        """Fix what the payment terms of confirmed orders ask for: never less than before."""
        asked = {
            order.id: order.payment_term_id.finance_prepayment_percent
            for order in orders.sudo()
            if order.payment_term_id.finance_prepayment_percent
        }
        if not asked:
            return
        self.env.execute_query(
            SQL(
                """
                INSERT INTO finance_status_prepayment (order_id, percent)
                SELECT * FROM UNNEST(%s, %s::float[])
                    ON CONFLICT (order_id) DO UPDATE
                   SET percent = GREATEST(finance_status_prepayment.percent, EXCLUDED.percent)
                RETURNING id
                """,
                list(asked),
                list(asked.values()),
            )
        )
        self.invalidate_model(['percent'], flush=False)
        orders.invalidate_recordset(['finance_prepayment_ids'], flush=False)
