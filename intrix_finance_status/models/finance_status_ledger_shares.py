from odoo import api, models
from odoo.tools import SQL


class FinanceStatusLedgerShares(models.AbstractModel):
    """How documents of several orders are split between them, the same for all sources."""

    _inherit = 'finance.status.ledger'

    @api.model
    def _in_proportion(self, parts):
        """Return how documents are split between orders in proportion to their parts (R1).

        :param SQL parts: a SELECT of ``document_id, order_id, amount``, once for each order of a
            document; what is of no order has none
        :return: a SELECT of ``document_id, order_id, amount, total``: the share of an order is
            ``amount / total`` of whatever the document amounts to
        """
        return SQL(
            """
            SELECT document_id, order_id,
                   -- parts that outweigh each other: what the document rounds is split all the same
                   CASE WHEN total <> 0 THEN amount
                        WHEN absolute <> 0 THEN ABS(amount)
                        ELSE 1 END AS amount,
                   CASE WHEN total <> 0 THEN total
                        WHEN absolute <> 0 THEN absolute
                        ELSE order_count END AS total
              FROM (
                SELECT document_id, order_id, amount,
                       SUM(amount) OVER document AS total,
                       SUM(ABS(amount)) OVER document AS absolute,
                       COUNT(order_id) OVER document AS order_count
                  FROM (%s) AS part
                WINDOW document AS (PARTITION BY document_id)
              ) AS weighed
             WHERE order_id IS NOT NULL
            """,
            parts,
        )
