from odoo import api, models
from odoo.tools import SQL


class AccountMoveSettled(models.Model):
    """What money settled in Odoo's own books, and when: see ``finance.status.ledger``."""

    _inherit = 'account.move'

    @api.model
    def _finance_settlement_query(self, partners):
        """Return what money settled: credit notes and write-offs are no payments."""
        by_entries = SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   part.max_date AS date_paid,
                   part.amount AS balance
              FROM account_partial_reconcile AS part
              JOIN account_move_line AS line ON line.id = part.debit_move_id
              JOIN account_move_line AS paid ON paid.id = part.credit_move_id
              JOIN account_move AS move ON move.id = line.move_id
              JOIN account_account AS account ON account.id = line.account_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
             WHERE %(receivable)s
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND %(is_money)s
               AND %(partners)s
            """,
            is_money=self._finance_is_money('paid'),
            receivable=self._finance_receivable_condition(),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )
        if not self._finance_has_unposted_payments():
            return by_entries
        return SQL(
            """
            %s
             UNION ALL
            SELECT partner_id, company_id, date_due, date_paid, balance FROM (%s) AS unposted
            """,
            by_entries,
            self._finance_unposted_settlement_query(partners),
        )

    @api.model
    def _finance_unposted_settlement_query(self, partners):
        """Return what payments without a journal entry have settled, per receivable line."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   line.move_id AS document_id,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   unposted.date AS date_paid,
                   line.amount_residual * (1 - open_part.ratio) AS balance
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              %(unposted)s
             WHERE %(receivable)s
               AND line.reconciled IS NOT TRUE
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND open_part.ratio < 1
               AND %(partners)s
            """,
            receivable=self._finance_receivable_condition(),
            unposted=self._finance_unposted_payments(),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )
