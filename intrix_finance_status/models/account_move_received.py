from odoo import api, models
from odoo.tools import SQL

from .account_move import CUSTOMER_DOCUMENTS


class AccountMoveReceived(models.Model):
    """What customers paid, in Odoo's own books: see ``finance.status.ledger``."""

    _inherit = 'account.move'

    @api.model
    def _finance_received_query(self, partners):
        """Return what entries take off what a customer owes, other than credit notes.

        So a payment counts on its own date, matched or not, and one that is taken back counts
        no more; money paid back for something else is not taken off. An exchange difference
        counts with the match that it comes from: who paid what was owed has paid all of it.
        """
        by_entries = SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   COALESCE(exchange.date, line.date) AS date,
                   CASE WHEN line.balance > 0 AND %(is_money)s THEN -taken_back.balance
                        ELSE -line.balance END AS balance
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN account_account AS account ON account.id = line.account_id
              JOIN res_company AS company ON company.id = line.company_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              LEFT JOIN LATERAL (
                SELECT MAX(cause.max_date) AS date
                  FROM account_partial_reconcile AS cause
                 WHERE cause.exchange_move_id = move.id
              ) AS exchange ON TRUE
              LEFT JOIN LATERAL (
                SELECT COALESCE(SUM(part.amount), 0) AS balance
                  FROM account_partial_reconcile AS part
                  JOIN account_move_line AS paid ON paid.id = part.credit_move_id
                 WHERE part.debit_move_id = line.id AND %(was_money)s
              ) AS taken_back ON line.balance > 0
             WHERE %(receivable)s
               AND move.move_type NOT IN %(documents)s
               -- those of matches that were undone
               AND (exchange.date IS NOT NULL
                    OR move.journal_id IS DISTINCT FROM company.currency_exchange_journal_id)
               AND %(partners)s
            """,
            documents=CUSTOMER_DOCUMENTS,
            is_money=self._finance_is_money('line'),
            was_money=self._finance_is_money('paid'),
            receivable=self._finance_receivable_condition(),
            partners=self._finance_partner_condition(partners),
            to_flush=[
                *self._finance_flush_fields(),
                self._fields['journal_id'],
                self.env['account.move.line']._fields['date'],
            ],
        )
        if not self._finance_has_unposted_payments():
            return by_entries
        return SQL(
            """
            %s
             UNION ALL
            SELECT partner_id, company_id, date_paid, balance FROM (%s) AS unposted
            """,
            by_entries,
            self._finance_unposted_settlement_query(partners),
        )

    @api.model
    def _finance_document_received_query(self, documents):
        by_entries = SQL(
            """
            SELECT line.move_id AS document_id,
                   COALESCE((SELECT MAX(cause.max_date)
                               FROM account_partial_reconcile AS cause
                              WHERE cause.exchange_move_id = settling.id), part.max_date) AS date,
                   part.amount AS balance
              FROM account_move_line AS line
              JOIN account_partial_reconcile AS part ON part.debit_move_id = line.id
              JOIN account_move_line AS credit ON credit.id = part.credit_move_id
              JOIN account_move AS settling ON settling.id = credit.move_id
             WHERE line.move_id IN %(documents)s
               AND line.display_type = 'payment_term'
               AND settling.move_type NOT IN %(types)s
            """,
            documents=documents,
            types=CUSTOMER_DOCUMENTS,
            to_flush=self._finance_flush_fields(),
        )
        if not self._finance_has_unposted_payments():
            return by_entries
        return SQL(
            """
            %(by_entries)s
             UNION ALL
            SELECT document_id, date_paid, balance FROM (%(unposted)s) AS unposted
             WHERE document_id IN %(documents)s
            """,
            by_entries=by_entries,
            unposted=self._finance_unposted_settlement_query(None),
            documents=documents,
        )
