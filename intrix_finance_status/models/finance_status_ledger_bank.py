from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class FinanceStatusLedger(models.AbstractModel):
    """Of which day the payments of Odoo's own books are (R10)."""

    _inherit = 'finance.status.ledger'

    @api.model
    def _bank_date(self, company=None):
        """Return the day of the newest bank transaction or customer payment, or ``False``.

        Of ``company`` (default: the current one) and its branches. What is dated later than
        today tells nothing about the days before.
        """
        Payment = self.env['account.payment']
        Line = self.env['account.bank.statement.line']
        today = self._today()
        [(date,)] = self.env.execute_query(
            SQL(
                """
                SELECT GREATEST(
                    -- the newest of each journal, by an index
                    (SELECT MAX(newest.date)
                       FROM res_company AS company
                      CROSS JOIN account_journal AS journal
                       JOIN LATERAL (
                        SELECT move.date
                          FROM account_bank_statement_line AS line
                          JOIN account_move AS move ON move.id = line.move_id
                         WHERE line.journal_id = journal.id
                           AND line.company_id = company.id
                           AND line.internal_index < %(tomorrow)s
                           AND move.state = 'posted'
                         ORDER BY line.internal_index DESC
                         LIMIT 1
                      ) AS newest ON TRUE
                      WHERE company.id IN %(companies)s AND journal.type = 'bank'),
                    (SELECT MAX(date)
                       FROM account_payment
                      WHERE company_id IN %(companies)s
                        AND payment_type = 'inbound'
                        AND partner_type = 'customer'
                        AND state IN ('in_process', 'paid')
                        AND date <= %(today)s))
                """,
                companies=self._company_tree(company),
                today=today,
                tomorrow=f'{today + timedelta(days=1):%Y%m%d}',
                to_flush=[
                    *(Payment._fields[name] for name in ('company_id', 'date', 'payment_type')),
                    *(Payment._fields[name] for name in ('partner_type', 'state')),
                    *(Line._fields[name] for name in ('company_id', 'internal_index', 'move_id')),
                    Line._fields['journal_id'],
                    *(self.env['account.move']._fields[name] for name in ('date', 'state')),
                ],
            )
        )
        return date or False

    @api.model
    def _bank_outdated(self, days, company=None):
        """Tell whether the newest is older than ``days``, or there is none."""
        date = self._bank_date(company)
        return not date or (self._today() - date).days > days
