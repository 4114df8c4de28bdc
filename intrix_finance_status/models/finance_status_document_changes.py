from odoo import api, models
from odoo.tools import SQL


class FinanceStatusDocument(models.Model):
    """What changed what documents kept elsewhere leave open: see ``finance.status.ledger``."""

    _inherit = 'finance.status.document'

    @api.model
    def _finance_change_query(self, partners):
        """Return the instalments as they came, and what was paid of each on each day.

        What is paid on a day is the larger of the payments until then and of what the source has
        told until then, as in the open items of a past day. What it told without a day counts
        from today, and as no payment: nobody knows when it was made.
        """
        return SQL(
            """
            SELECT partner_id, company_id, user_id, team_id, change_type, date, date_document,
                   date_due, balance, is_claim
              FROM (
                SELECT partner.commercial_partner_id AS partner_id, document.company_id,
                       seller.user_id, seller.team_id, change.change_type, change.date,
                       document.date AS date_document, line.date_due,
                       CASE document.document_type WHEN 'refund' THEN -change.balance
                            ELSE change.balance END AS balance,
                       (document.document_type = 'invoice' AND line.amount > 0) AS is_claim
                  FROM finance_status_document AS document
                  JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
                  %(seller)s
                  JOIN LATERAL (
                    SELECT date_due, amount, balance, SUM(amount) OVER before - amount AS since,
                           -- an overpayment stays on the last one
                           CASE WHEN LEAD(id) OVER before IS NOT NULL
                                THEN SUM(amount) OVER before END AS upto
                      FROM finance_status_document_line
                     WHERE document_id = document.id
                    WINDOW before AS (ORDER BY date_due, id)
                  ) AS line ON TRUE
                  JOIN LATERAL (
                    SELECT document.document_type AS change_type, document.date, line.balance
                     UNION ALL
                    SELECT CASE WHEN document.document_type = 'invoice' AND is_dated
                                THEN 'payment' ELSE 'other' END,
                           date,
                           (GREATEST(0, LEAST(line.upto, paid_before) - line.since)
                            - GREATEST(0, LEAST(line.upto, paid) - line.since))
                               * document.balance_rate
                      FROM (%(paid)s) AS moment
                     WHERE paid <> paid_before
                  ) AS change ON change.balance <> 0
                 WHERE document.state <> 'cancelled' AND %(partners)s
              ) AS of_document
            """,
            seller=self._finance_seller_join(),
            paid=self._finance_paid_until(),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_paid_until(self):
        """Return the days on which ``document`` was paid, with what was paid until then."""
        today = self.env['finance.status.ledger']._today()
        return SQL(
            """
            SELECT date, is_dated, paid, LAG(paid, 1, 0.0) OVER (ORDER BY date) AS paid_before
              FROM (
                SELECT day.date, day.is_dated,
                       GREATEST(0.0,
                           CASE WHEN COALESCE(document.told_date_paid, %(today)s) <= day.date
                                THEN document.told_amount_paid END,
                           (SELECT SUM(payment.amount)
                              FROM finance_status_document_payment AS payment
                             WHERE payment.document_id = document.id
                               AND payment.date <= day.date)) AS paid
                  FROM (
                    SELECT date, BOOL_OR(is_dated) AS is_dated
                      FROM (
                        SELECT date, TRUE AS is_dated
                          FROM finance_status_document_payment
                         WHERE document_id = document.id
                         UNION ALL
                        SELECT COALESCE(document.told_date_paid, %(today)s),
                               document.told_date_paid IS NOT NULL
                         WHERE document.told_amount_paid <> 0
                      ) AS known
                     GROUP BY date
                  ) AS day
              ) AS until
            """,
            today=today,
        )
