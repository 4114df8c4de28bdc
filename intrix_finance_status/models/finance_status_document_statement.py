from odoo import api, models
from odoo.tools import SQL


class FinanceStatusDocument(models.Model):
    """The open items of documents kept elsewhere, as of a day: see ``finance.status.ledger``."""

    _inherit = 'finance.status.document'

    @api.model
    def _finance_statement_query(self, partners, date):
        lines = SQL('finance_status_document_line')
        if date:
            lines = SQL('(%s)', self._finance_lines_as_of(partners, date))
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, document.company_id,
                   document.id AS document_id, line.id AS instalment_id, document.name,
                   document.document_type, document.date, line.date_due, document.currency_id,
                   %(amount)s AS amount, %(amount_due)s AS amount_due,
                   %(balance_due)s AS balance_due, document.payment_reference AS reference,
                   %(is_claim)s AS is_claim, seller.user_id, seller.team_id
              FROM finance_status_document AS document
              JOIN %(lines)s AS line ON line.document_id = document.id
              JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
              %(seller)s
             WHERE %(documents)s
               AND line.balance_due <> 0
               AND %(partners)s
            """,
            **{
                column: self._finance_signed(column)
                for column in ('amount', 'amount_due', 'balance_due')
            },
            is_claim=self._finance_is_claim(),
            seller=self._finance_seller_join(),
            lines=lines,
            # the condition of the index
            documents=SQL('TRUE') if date else SQL('document.amount_due <> 0'),
            partners=self._finance_partner_condition(partners),
            to_flush=[*self._finance_flush_fields(), self._fields['payment_reference']],
        )

    @api.model
    def _finance_lines_as_of(self, partners, date):
        """Return the instalments with what was open of them at the end of ``date``.

        What the source tells as paid counts since the date that it tells; without one, nobody
        knows when it was paid, so it is taken as not paid yet on any day before today.
        """
        documents = SQL(
            """
            (SELECT document.id, document.state, document.company_id, document.balance_rate,
                    ROUND(GREATEST(
                        CASE WHEN document.told_date_paid <= %(date)s
                             THEN document.told_amount_paid END,
                        (SELECT SUM(payment.amount)
                           FROM finance_status_document_payment AS payment
                          WHERE payment.document_id = document.id AND payment.date <= %(date)s),
                        0) / currency.rounding) * currency.rounding AS amount_paid
               FROM finance_status_document AS document
               JOIN res_currency AS currency ON currency.id = document.currency_id
              WHERE document.date <= %(date)s
                AND document.state <> 'cancelled'
                AND %(partners)s)
            """,
            date=date,
            partners=self._finance_partner_condition(partners),
        )
        return self._sync_lines(SQL('finance_status_document_line'), documents)
