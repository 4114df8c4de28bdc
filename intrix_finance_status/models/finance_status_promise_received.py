from odoo import models
from odoo.tools import SQL


class FinanceStatusPromise(models.Model):
    """Whether a promise is kept: what was received against what was promised."""

    _inherit = 'finance.status.promise'

    def _compute_sql_state(self, alias, query):
        """Compare what was received in time with what was promised until then.

        Promises of one customer, for the same thing, made on the same day are a plan of
        payment: the amounts of its earlier days have to be there as well.
        """
        return SQL(
            """
            CASE WHEN %(received)s > %(promised)s - %(rounding)s / 2 THEN 'kept'
                 WHEN %(date)s < %(today)s THEN 'broken'
                 ELSE 'open' END
            """,
            received=self._received_sql(alias),
            promised=self._promised_sql(alias),
            rounding=SQL(
                """
                (SELECT currency.rounding FROM res_company AS company
                   JOIN res_currency AS currency ON currency.id = company.currency_id
                  WHERE company.id = %s)
                """,
                SQL.identifier(alias, 'company_id'),
            ),
            date=self._field_to_sql(alias, 'date', query),
            today=self.env['finance.status.ledger']._today(),
        )

    def _received_sql(self, alias):
        """Return what the customer paid from the day of a promise until the promised day."""
        ledger = self.env['finance.status.ledger']
        return SQL(
            """
            CASE WHEN %(source)s IS NULL THEN (
                    SELECT COALESCE(SUM(received.balance), 0)
                      FROM (%(received)s) AS received
                      JOIN res_company AS paid_to ON paid_to.id = received.company_id
                      JOIN res_company AS promised_to ON promised_to.id = %(company)s
                     WHERE received.date BETWEEN %(date_made)s AND %(date)s
                       AND paid_to.parent_path LIKE promised_to.parent_path || '%%')
                 ELSE (
                    SELECT COALESCE(SUM(received.balance), 0)
                      FROM (%(document_received)s) AS received
                     WHERE received.source = %(source)s
                       AND received.date BETWEEN %(date_made)s AND %(date)s)
            END
            """,
            **{
                name: SQL.identifier(alias, column)
                for name, column in {
                    'company': 'company_id',
                    'date_made': 'date_made',
                    'date': 'date',
                    'source': 'source',
                }.items()
            },
            received=ledger._received(SQL('(%s)', SQL.identifier(alias, 'commercial_partner_id'))),
            document_received=ledger._document_received(
                SQL('(%s)', SQL.identifier(alias, 'document_id'))
            ),
            to_flush=self._flush_fields(),
        )

    def _promised_sql(self, alias):
        """Return the amount of a promise and of those before it in the same plan."""
        return SQL(
            """
            %(amount)s + COALESCE((
                SELECT SUM(earlier.amount)
                  FROM finance_status_promise AS earlier
                 WHERE earlier.active
                   AND earlier.commercial_partner_id = %(partner)s
                   AND earlier.company_id = %(company)s
                   AND earlier.date_made = %(date_made)s
                   AND earlier.source IS NOT DISTINCT FROM %(source)s
                   AND COALESCE(earlier.document_id, 0) = COALESCE(%(document)s, 0)
                   AND earlier.date < %(date)s), 0)
            """,
            amount=SQL.identifier(alias, 'amount'),
            partner=SQL.identifier(alias, 'commercial_partner_id'),
            company=SQL.identifier(alias, 'company_id'),
            date_made=SQL.identifier(alias, 'date_made'),
            source=SQL.identifier(alias, 'source'),
            document=SQL.identifier(alias, 'document_id'),
            date=SQL.identifier(alias, 'date'),
        )
