from odoo import api, models
from odoo.tools import SQL

from .account_move import CUSTOMER_DOCUMENTS


class AccountMoveCovered(models.Model):
    """What of an order Odoo's own books have invoiced: see ``finance.status.ledger``."""

    _inherit = 'account.move'

    @api.model
    def _finance_covered_query(self, orders):
        """Return invoiced quantities at the order's prices, and down payments by their amount.

        Odoo itself takes every quantity on a credit note as given back. One at a lower price
        than was invoiced only lowers the price, unless nothing is left of what was invoiced.
        The order's prices are scaled to its total, which cash discounts and the rounding of
        taxes make another one than the sum of its lines.
        """
        OrderLine = self.env['sale.order.line']
        return SQL(
            """
            WITH line AS (
                SELECT order_line.id, order_line.order_id,
                       order_line.is_downpayment IS TRUE AS is_downpayment,
                       move.move_type = 'out_refund' AS is_refund,
                       line.currency_id, line.price_total,
                       line.quantity * CASE
                           WHEN line.product_uom_id = order_line.product_uom_id THEN 1
                           ELSE COALESCE(uom.factor / NULLIF(order_uom.factor, 0), 1)
                       END AS quantity,
                       ABS(line.price_total / NULLIF(line.quantity, 0)) AS price,
                       -- half of it is as much as rounding can have lowered a credited price
                       currency.rounding,
                       %(rate)s AS rate
                  FROM sale_order_line AS order_line
                  JOIN sale_order ON sale_order.id = order_line.order_id
                  JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = order_line.id
                  JOIN account_move_line AS line ON line.id = rel.invoice_line_id
                  JOIN account_move AS move ON move.id = line.move_id
                  JOIN res_company AS company ON company.id = move.company_id
                  JOIN res_currency AS currency ON currency.id = line.currency_id
                  LEFT JOIN uom_uom AS uom ON uom.id = line.product_uom_id
                  LEFT JOIN uom_uom AS order_uom ON order_uom.id = order_line.product_uom_id
                 WHERE order_line.order_id IN %(orders)s
                   AND line.display_type = 'product'
                   AND move.state = 'posted'
                   AND move.move_type IN %(types)s
            ), compared AS (
                SELECT *, MIN(price) FILTER (WHERE NOT is_refund) OVER (
                            PARTITION BY id, currency_id) AS invoiced_price
                  FROM line
            ), per_line AS (
                SELECT id, order_id,
                       CASE WHEN SUM(price_total) FILTER (WHERE NOT is_refund) <> 0
                             AND ABS(SUM(price_total * rate) FILTER (WHERE is_refund))
                                 >= ABS(SUM(price_total * rate) FILTER (WHERE NOT is_refund))
                            THEN 0
                            ELSE COALESCE(SUM(quantity) FILTER (WHERE NOT is_refund), 0)
                                 - COALESCE(SUM(quantity) FILTER (WHERE is_refund AND
                                       (invoiced_price IS NULL
                                        OR ABS(price_total) + rounding
                                           > ABS(quantity) * invoiced_price)), 0)
                       END AS quantity,
                       SUM(CASE WHEN is_refund THEN -price_total ELSE price_total END * rate)
                           FILTER (WHERE is_downpayment) AS down_payment
                  FROM compared
                 GROUP BY id, order_id
            ), lines_total AS (
                SELECT order_id, SUM(price_total) AS amount
                  FROM sale_order_line
                 WHERE order_id IN %(orders)s
                 GROUP BY order_id
            )
            SELECT per_line.order_id,
                   SUM(CASE WHEN order_line.is_downpayment THEN 0 ELSE %(value)s END)
                       * COALESCE(MIN(sale_order.amount_total / NULLIF(lines_total.amount, 0)), 1)
                       AS by_quantity,
                   COALESCE(SUM(per_line.down_payment), 0) AS by_amount
              FROM per_line
              JOIN sale_order_line AS order_line ON order_line.id = per_line.id
              JOIN sale_order ON sale_order.id = per_line.order_id
              JOIN lines_total ON lines_total.order_id = per_line.order_id
             GROUP BY per_line.order_id
            """,
            orders=orders,
            types=CUSTOMER_DOCUMENTS,
            value=OrderLine._finance_value('order_line', SQL('per_line.quantity')),
            rate=self.env['finance.status.ledger']._conversion_rate(
                SQL('line.currency_id'),
                SQL('sale_order.currency_id'),
                SQL("split_part(company.parent_path, '/', 1)::int"),
                SQL('COALESCE(move.invoice_date, move.date)'),
            ),
            to_flush=[
                *self._finance_flush_fields(),
                *(
                    self.env['account.move.line']._fields[fname]
                    for fname in ('product_uom_id', 'quantity')
                ),
                *(OrderLine._fields[fname] for fname in ('is_downpayment', 'product_uom_id')),
                *(
                    self.env['sale.order']._fields[fname]
                    for fname in ('amount_total', 'currency_id')
                ),
                self._fields['date'],
            ],
        )
