from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Payments in advance lower what a customer is trusted with, once.

    Those with a journal entry are among the open items already.
    """

    _inherit = 'res.partner'

    def _compute_sql_finance_amount_exposure(self, alias, query):
        exposure = super()._compute_sql_finance_amount_exposure(alias, query)
        if not self.env['account.move'].sudo()._finance_has_unposted_payments():
            return exposure
        joined = self._finance_join(
            alias, query, 'finance_prepaid', self._finance_prepaid_without_entry_table
        )
        return SQL('(%s - COALESCE(%s, 0))', exposure, SQL.identifier(joined, 'amount'))

    def _finance_prepaid_without_entry_table(self):
        """Return what was paid in advance without a journal entry per commercial entity."""
        entities = self._finance_page_entities()
        Payment = self.env['account.payment']
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id, SUM(left_over.balance) AS amount
              FROM account_payment AS payment
              JOIN res_partner AS customer ON customer.id = payment.partner_id
             CROSS JOIN LATERAL (%(left_over)s) AS left_over
             WHERE payment.move_id IS NULL
               AND payment.state IN ('in_process', 'paid')
               AND payment.company_id IN %(companies)s
               AND %(partners)s
               AND EXISTS (SELECT FROM finance_status_payment_order_rel AS link
                            WHERE link.payment_id = payment.id)
             GROUP BY customer.commercial_partner_id
            """,
            left_over=self.env['finance.status.order']._left_over_query(),
            companies=self.env['finance.status.ledger']._company_tree(),
            partners=SQL('customer.commercial_partner_id IN %s', entities)
            if entities
            else SQL('TRUE'),
            to_flush=[
                Payment._fields[name]
                for name in (
                    'amount_company_currency_signed',
                    'company_id',
                    'finance_order_ids',
                    'move_id',
                    'partner_id',
                    'state',
                )
            ],
        )
