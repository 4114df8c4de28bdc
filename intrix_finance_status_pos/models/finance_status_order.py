from odoo import api, models
from odoo.tools import SQL


class FinanceStatusOrder(models.Model):
    """The facts of orders that are sold at the till follow what is matched with those sales."""

    _inherit = 'finance.status.order'

    # invoices of the till are not linked with the lines of the order
    @api.depends(
        'order_id.pos_order_line_ids.order_id.account_move.payment_state',
        'order_id.pos_order_line_ids.order_id.account_move.line_ids.date_maturity',
    )
    def _compute_facts(self):
        return super()._compute_facts()

    @api.model
    def _follows_payments(self):
        return super()._follows_payments() or self.env.company.finance_has_till_sales

    @api.model
    def _orders_of_payments(self, moves):
        """Add the orders whose sales at the till are booked, or credited, by ``moves``."""
        orders = super()._orders_of_payments(moves)
        if not self.env.company.finance_has_till_sales:
            return orders
        Order, Session = self.env['pos.order'], self.env['pos.session']
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM pos_order
                 WHERE account_move IN %(moves)s
                    OR session_id IN (SELECT id FROM pos_session WHERE move_id IN %(moves)s)
                    OR account_move IN (SELECT reversed_entry_id FROM account_move
                                         WHERE id IN %(moves)s)
                """,
                moves=tuple(moves.ids),
                to_flush=[
                    Order._fields['account_move'],
                    Order._fields['session_id'],
                    Session._fields['move_id'],
                    self.env['account.move']._fields['reversed_entry_id'],
                ],
            )
        )
        sold = Order.sudo().browse(row[0] for row in rows)
        return orders | sold._finance_sale_orders().with_env(self.env)
