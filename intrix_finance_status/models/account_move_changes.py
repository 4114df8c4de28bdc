from odoo import api, models
from odoo.tools import SQL


class AccountMoveChanges(models.Model):
    """What changed the receivables of Odoo's own books, and when: see ``finance.status.ledger``."""

    _inherit = 'account.move'

    @api.model
    def _finance_change_query(self, partners):
        """Return the items as they came, and each match on both of its sides.

        A match with an exchange difference counts with the match that it comes from, as in the
        open items of a past day.
        """
        queries = [self._finance_item_change_query(partners)]
        queries.append(self._finance_match_change_query(partners))
        if self._finance_has_unposted_payments():
            queries.append(self._finance_unposted_change_query(partners))
        return SQL(' UNION ALL ').join(queries)

    def _finance_item_change_query(self, partners):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   move.invoice_user_id AS user_id, move.team_id,
                   CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                        WHEN move.move_type = 'out_refund' THEN 'refund'
                        ELSE 'other' END AS change_type,
                   line.date, COALESCE(move.invoice_date, line.date) AS date_document,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   line.balance, (line.balance > 0 AND NOT %(is_money)s) AS is_claim
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
             WHERE %(receivable)s AND %(partners)s
            """,
            is_money=self._finance_is_money('line'),
            receivable=self._finance_receivable_condition(),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_statement_flush_fields(),
        )

    def _finance_match_change_query(self, partners):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   move.invoice_user_id AS user_id, move.team_id,
                   CASE WHEN side.sign < 0 AND %(is_money)s
                         AND move.move_type IN ('out_invoice', 'out_receipt') THEN 'payment'
                        ELSE 'other' END AS change_type,
                   LEAST(part.max_date, exchange.date) AS date,
                   COALESCE(move.invoice_date, line.date) AS date_document,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   side.sign * part.amount AS balance,
                   (line.balance > 0 AND NOT %(was_money)s) AS is_claim
              FROM account_partial_reconcile AS part
              CROSS JOIN LATERAL (
                VALUES (part.debit_move_id, part.credit_move_id, -1),
                       (part.credit_move_id, part.debit_move_id, 1)
              ) AS side(line_id, other_id, sign)
              JOIN account_move_line AS line ON line.id = side.line_id
              JOIN account_move_line AS other ON other.id = side.other_id
              JOIN account_account AS account ON account.id = line.account_id
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              LEFT JOIN (
                SELECT exchange_move_id AS move_id, MIN(max_date) AS date
                  FROM account_partial_reconcile
                 WHERE exchange_move_id IS NOT NULL
                 GROUP BY exchange_move_id
              ) AS exchange ON exchange.move_id = other.move_id
             WHERE %(receivable)s AND %(partners)s
            """,
            is_money=self._finance_is_money('other'),
            was_money=self._finance_is_money('line'),
            receivable=self._finance_receivable_condition(),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_statement_flush_fields(),
        )

    def _finance_unposted_change_query(self, partners):
        return SQL(
            """
            SELECT unposted.partner_id, unposted.company_id, move.invoice_user_id AS user_id,
                   move.team_id, 'payment' AS change_type, unposted.date_paid AS date,
                   COALESCE(move.invoice_date, move.date) AS date_document, unposted.date_due,
                   -unposted.balance AS balance, TRUE AS is_claim
              FROM (%s) AS unposted
              JOIN account_move AS move ON move.id = unposted.document_id
            """,
            self._finance_unposted_settlement_query(partners),
        )
