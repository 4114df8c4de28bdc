from odoo import api, models
from odoo.tools import SQL


class FinanceStatusDocument(models.Model):
    """What is paid and open of many documents, in SQL: as their computed fields tell of one."""

    _inherit = 'finance.status.document'

    def _sync_settled(self):
        """Return the columns of ``_compute_settled`` in SQL.

        They are made of ``document``, its ``currency``, ``told`` (see ``_sync_told_paid``) and
        ``registered``: the sum of its payments, and the date of the last.
        """
        paid = SQL(
            'ROUND(GREATEST(told.amount, registered.amount, 0) / currency.rounding) '
            '* currency.rounding'
        )
        cancelled = SQL(
            '(document.cancelled OR document.same_as_id IS NOT NULL '
            'OR document.same_as_move_id IS NOT NULL)'
        )
        return {
            'told_amount_paid': SQL('told.amount'),
            'told_date_paid': SQL('told.date'),
            'amount_paid': paid,
            'amount_due': SQL(
                'CASE WHEN %s THEN 0 ELSE document.amount_total - %s END', cancelled, paid
            ),
            'date_paid': SQL(
                'CASE WHEN %s > 0 THEN '
                'GREATEST(registered.date, CASE WHEN told.amount > 0 THEN told.date END) END',
                paid,
            ),
            'state': SQL(
                "CASE WHEN %s THEN 'cancelled' "
                "WHEN document.amount_total > %s THEN 'open' ELSE 'paid' END",
                cancelled,
                paid,
            ),
        }

    def _sync_told_paid(self):
        """Return ``_told_paid`` of ``document`` in SQL: a SELECT of its ``amount`` and ``date``."""
        return SQL(
            """
            SELECT GREATEST(document.source_amount_paid, twin.amount_paid) AS amount,
                   CASE WHEN twin.amount_paid > document.source_amount_paid THEN twin.date_paid
                        ELSE document.source_date_paid END AS date
              FROM (VALUES (document.id)) AS one(id)
              LEFT JOIN LATERAL (
                SELECT amount_paid, date_paid
                  FROM finance_status_document
                 WHERE same_as_id = one.id
                 ORDER BY amount_paid DESC, id
                 LIMIT 1
              ) AS twin ON TRUE
            """
        )

    @api.model
    def _sync_lines(self, lines, documents=None):
        """Return ``_compute_amount_due`` of ``lines`` as a SELECT.

        :param SQL documents: what to take ``amount_paid`` from instead of the documents
        """
        return SQL(
            """
            SELECT id, document_id, date_due, amount, amount_due,
                   ROUND(amount_to * balance_rate / rounding) * rounding
                   - ROUND((amount_to - amount) * balance_rate / rounding) * rounding
                       AS balance,
                   ROUND(due_to * balance_rate / rounding) * rounding
                   - ROUND((due_to - amount_due) * balance_rate / rounding) * rounding
                       AS balance_due
              FROM (
                SELECT *, SUM(amount_due) OVER upto AS due_to
                  FROM (
                    SELECT line.id, line.document_id, line.date_due, line.amount,
                           document.balance_rate, company_currency.rounding,
                           SUM(line.amount) OVER upto AS amount_to,
                           CASE WHEN document.state = 'cancelled' THEN 0
                                -- an overpayment stays on the last one
                                WHEN LEAD(line.id) OVER upto IS NULL
                                THEN line.amount - GREATEST(0, document.amount_paid
                                     - SUM(line.amount) OVER upto + line.amount)
                                ELSE line.amount - LEAST(line.amount, GREATEST(0,
                                     document.amount_paid
                                     - SUM(line.amount) OVER upto + line.amount))
                           END AS amount_due
                      FROM %(lines)s AS line
                      JOIN %(documents)s AS document ON document.id = line.document_id
                      JOIN res_company AS company ON company.id = document.company_id
                      JOIN res_currency AS company_currency
                        ON company_currency.id = company.currency_id
                    WINDOW upto AS (PARTITION BY line.document_id ORDER BY line.date_due, line.id)
                  ) AS open_line
                WINDOW upto AS (PARTITION BY document_id ORDER BY date_due, id)
              ) AS cut
            """,
            lines=lines,
            documents=documents or SQL('finance_status_document'),
        )

    @api.model
    def _sync_stand_for(self, document_ids):
        """Return the ids of the documents that these, told by other sources, are the same as."""
        rows = self.env.execute_query(
            SQL(
                'SELECT DISTINCT same_as_id FROM finance_status_document '
                'WHERE id = ANY(%s) AND same_as_id IS NOT NULL',
                document_ids,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _sync_settle(self, document_ids):
        """Take again what is paid and open of these documents and their instalments."""
        if not document_ids:
            return
        settled = self._sync_settled()
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_document AS written
                   SET (%(columns)s) = (
                        SELECT %(settled)s
                          FROM finance_status_document AS document
                          JOIN res_currency AS currency ON currency.id = document.currency_id
                          CROSS JOIN LATERAL (%(told)s) AS told
                          LEFT JOIN (
                            SELECT SUM(amount) AS amount,
                                   MAX(date) FILTER (WHERE amount > 0) AS date
                              FROM finance_status_document_payment
                             WHERE document_id = written.id
                          ) AS registered ON TRUE
                         WHERE document.id = written.id)
                 WHERE id = ANY(%(ids)s)
                """,
                columns=SQL(', ').join(map(SQL.identifier, settled)),
                settled=SQL(', ').join(settled.values()),
                told=self._sync_told_paid(),
                ids=document_ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_document_line AS written
                   SET amount_due = line.amount_due, balance = line.balance,
                       balance_due = line.balance_due
                  FROM (%s) AS line
                 WHERE written.id = line.id
                   AND (written.amount_due, written.balance, written.balance_due)
                       IS DISTINCT FROM (line.amount_due, line.balance, line.balance_due)
                """,
                self._sync_lines(
                    SQL(
                        '(SELECT * FROM finance_status_document_line WHERE document_id = ANY(%s))',
                        document_ids,
                    )
                ),
            )
        )
        self._sync_settle(self._sync_stand_for(document_ids))

    @api.model
    def _sync_rescale_shares(self, totals):
        """Let the orders' shares follow a total: where they had all of it, or have too much.

        :param dict totals: (before, after) by id of the document
        """
        if not totals:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_document_order AS written
                   SET amount = ROUND(upto * factor / rounding) * rounding
                                - ROUND((upto - share.amount) * factor / rounding) * rounding
                  FROM (
                    SELECT share.id, share.amount, currency.rounding,
                           SUM(share.amount) OVER upto AS upto,
                           SUM(share.amount) OVER whole AS shared,
                           total.before, total.after,
                           total.after / NULLIF(SUM(share.amount) OVER whole, 0) AS factor
                      FROM UNNEST(%(ids)s, %(before)s::numeric[], %(after)s::numeric[])
                           AS total(document_id, before, after)
                      JOIN finance_status_document_order AS share USING (document_id)
                      JOIN finance_status_document AS document ON document.id = document_id
                      JOIN res_currency AS currency ON currency.id = document.currency_id
                    WINDOW whole AS (PARTITION BY document_id),
                           upto AS (PARTITION BY document_id ORDER BY order_id)
                  ) AS share
                 WHERE written.id = share.id AND factor IS NOT NULL
                   AND (shared = before OR shared > after)
                """,
                ids=list(totals),
                before=[before for before, _after in totals.values()],
                after=[after for _before, after in totals.values()],
            )
        )
