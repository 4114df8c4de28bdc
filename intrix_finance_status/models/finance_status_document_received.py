from odoo import api, models
from odoo.tools import SQL


class FinanceStatusDocument(models.Model):
    """What customers paid, elsewhere: see ``finance.status.ledger``."""

    _inherit = 'finance.status.document'

    @api.model
    def _finance_received_query(self, partners):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, document.company_id,
                   piece.date, piece.amount * document.balance_rate AS balance
              FROM finance_status_document AS document
              JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
              %(pieces)s
             WHERE %(partners)s
            """,
            pieces=self._finance_received_pieces(),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_document_received_query(self, documents):
        return SQL(
            """
            SELECT document.id AS document_id, piece.date,
                   piece.amount * document.balance_rate AS balance
              FROM finance_status_document AS document
              %(pieces)s
             WHERE document.id IN %(documents)s
            """,
            pieces=self._finance_received_pieces(),
            documents=documents,
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_received_pieces(self):
        """Join payments, and what the source tells beyond them, as ``piece(date, amount)``.

        A source does not tell what was settled by a credit note.
        """
        return SQL(
            """
            JOIN LATERAL (
                SELECT date, amount FROM finance_status_document_payment
                 WHERE document_id = document.id
                 UNION ALL
                SELECT document.told_date_paid,
                       GREATEST(0, document.told_amount_paid - GREATEST(0, COALESCE(
                           SUM(amount), 0)))
                  FROM finance_status_document_payment
                 WHERE document_id = document.id
            ) AS piece ON document.document_type = 'invoice'
                      AND document.state <> 'cancelled'
                      AND piece.date IS NOT NULL
                      AND piece.amount <> 0
            """
        )
