from odoo import api, models
from odoo.tools import SQL


class AccountMoveStatement(models.Model):
    """The open items of Odoo's own books, as of a day: see ``finance.status.ledger``."""

    _inherit = 'account.move'

    @api.model
    def _finance_lines(self, date=None):
        """Return the journal items to select from, with their residuals as of a day.

        What was matched later is open again: both sides of it, in either currency. A match has
        the date of its later side; an exchange difference, which Odoo may book later, that of
        the match that it comes from.

        :param date: the end of that day; ``None``: as known now
        """
        if not date:
            return SQL('account_move_line')
        Partial = self.env['account.partial.reconcile']

        def later(side, other_side, column):
            return SQL(
                """
                COALESCE((
                    SELECT SUM(%(column)s)
                      FROM account_partial_reconcile AS part
                      JOIN account_move_line AS other ON other.id = %(other_side)s
                     WHERE %(side)s = item.id
                       AND part.max_date > %(date)s
                       AND NOT EXISTS (
                           SELECT FROM account_partial_reconcile AS cause
                            WHERE cause.exchange_move_id = other.move_id
                              AND cause.max_date <= %(date)s)), 0)
                """,
                column=SQL.identifier('part', column),
                side=SQL.identifier('part', side),
                other_side=SQL.identifier('part', other_side),
                date=date,
            )

        debit, credit = ('debit_move_id', 'credit_move_id'), ('credit_move_id', 'debit_move_id')

        return SQL(
            """
            (SELECT item.id, item.move_id, item.name, item.account_id, item.partner_id,
                    item.company_id, item.company_currency_id, item.currency_id, item.date,
                    item.date_maturity, item.display_type, item.parent_state, item.journal_id,
                    item.balance,
                    item.amount_currency, FALSE AS reconciled,
                    item.amount_residual + %(debit)s - %(credit)s AS amount_residual,
                    item.amount_residual_currency + %(debit_currency)s - %(credit_currency)s
                        AS amount_residual_currency
               FROM account_move_line AS item
              WHERE item.date <= %(date)s)
            """,
            debit=later(*debit, 'amount'),
            credit=later(*credit, 'amount'),
            debit_currency=later(*debit, 'debit_amount_currency'),
            credit_currency=later(*credit, 'credit_amount_currency'),
            date=date,
            to_flush=[Partial._fields[n] for n in ('credit_amount_currency', 'exchange_move_id')],
        )

    @api.model
    def _finance_statement_query(self, partners, date):
        def still_open(column, currency):
            return SQL(
                'ROUND(%(residual)s * open_part.ratio / %(rounding)s) * %(rounding)s',
                residual=SQL.identifier('line', column),
                rounding=SQL.identifier(currency, 'rounding'),
            )

        balance_due = still_open('amount_residual', 'company_currency')
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   move.id AS document_id, line.id AS instalment_id, move.name,
                   CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                        WHEN move.move_type = 'out_refund' THEN 'refund'
                        WHEN line.balance < 0 OR %(is_money)s THEN 'payment'
                        ELSE 'invoice' END AS document_type,
                   COALESCE(move.invoice_date, line.date) AS date,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   line.currency_id, line.amount_currency AS amount,
                   %(amount_due)s AS amount_due, %(balance_due)s AS balance_due,
                   COALESCE(NULLIF(move.payment_reference, ''), NULLIF(move.ref, ''), line.name)
                       AS reference,
                   %(is_claim)s AS is_claim,
                   move.invoice_user_id AS user_id, move.team_id
              FROM %(lines)s AS line
              JOIN account_account AS account ON account.id = line.account_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_currency AS currency ON currency.id = line.currency_id
              JOIN res_currency AS company_currency
                ON company_currency.id = line.company_currency_id
              %(unposted)s
             WHERE %(receivable)s
               AND line.reconciled IS NOT TRUE
               AND line.amount_residual <> 0
               AND %(balance_due)s <> 0
               AND %(partners)s
            """,
            lines=self._finance_lines(date),
            amount_due=still_open('amount_residual_currency', 'currency'),
            balance_due=balance_due,
            is_claim=self._finance_is_claim(),
            is_money=self._finance_is_money('line'),
            receivable=self._finance_receivable_condition(),
            unposted=self._finance_unposted_payments(date),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_statement_flush_fields(),
        )

    @api.model
    def _finance_statement_flush_fields(self):
        names = ('date', 'payment_reference', 'ref', 'invoice_user_id', 'team_id')
        return [
            *self._finance_flush_fields(),
            *(self._fields[name] for name in names),
            self.env['account.move.line']._fields['name'],
        ]
