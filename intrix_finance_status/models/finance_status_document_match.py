from odoo import models
from odoo.tools import SQL


class FinanceStatusDocument(models.Model):
    """Find the customer and the orders of documents, where there is no doubt."""

    _inherit = 'finance.status.document'

    def _match(self):
        """Give these documents the customer and the orders that they name, in batch."""
        self.env.execute_query(
            SQL(
                """
                UPDATE finance_status_document AS document
                   SET partner_id = found.ids[1], match_state = 'matched'
                  FROM (
                    SELECT document.id, ARRAY_AGG(DISTINCT partner.id) AS ids
                      FROM (
                        SELECT id, company_id, partner_id, UNNEST(ARRAY[
                               'vat:' || partner_vat, 'ref:' || partner_reference,
                               'name:' || LOWER(partner_name)]) AS key
                          FROM finance_status_document
                      ) AS document
                      JOIN (
                        SELECT id, company_id, 'vat:' || vat AS key FROM res_partner
                         WHERE id = commercial_partner_id AND active
                         UNION ALL
                        SELECT id, company_id, 'ref:' || ref FROM res_partner
                         WHERE id = commercial_partner_id AND active
                         UNION ALL
                        SELECT id, company_id, 'name:' || LOWER(name) FROM res_partner
                         WHERE id = commercial_partner_id AND active
                      ) AS partner
                        ON partner.key = document.key
                       AND (partner.company_id IS NULL
                            OR partner.company_id = document.company_id)
                     WHERE document.id = ANY(%s) AND document.partner_id IS NULL
                     GROUP BY document.id
                  ) AS found
                 WHERE document.id = found.id AND CARDINALITY(found.ids) = 1
                RETURNING document.id
                """,
                self.ids,
            )
        )
        self.env.execute_query(
            SQL(
                """
                INSERT INTO finance_status_document_order (document_id, order_id, amount)
                SELECT document.id, found.id, COALESCE(told.amount, document.amount_total)
                  FROM finance_status_document AS document
                  JOIN LATERAL (
                    SELECT told->>'reference' AS reference, (told->>'amount')::numeric AS amount
                      FROM JSONB_ARRAY_ELEMENTS(
                           CASE JSONB_TYPEOF(document.told_orders) WHEN 'array'
                           THEN document.told_orders ELSE '[]'::jsonb END) AS told
                     UNION ALL
                    SELECT document.order_reference, NULL
                     WHERE JSONB_TYPEOF(document.told_orders) IS DISTINCT FROM 'array'
                  ) AS told ON TRUE
                  JOIN sale_order AS found
                    ON found.name = told.reference AND found.company_id = document.company_id
                 WHERE document.id = ANY(%s)
                   AND NOT EXISTS (SELECT FROM finance_status_document_order
                                    WHERE document_id = document.id)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                self.ids,
            )
        )
        self.invalidate_model(['partner_id', 'match_state', 'order_ids'], flush=False)
