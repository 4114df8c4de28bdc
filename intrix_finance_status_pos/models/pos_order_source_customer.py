from odoo import api, models
from odoo.tools import SQL


class PosOrderSourceCustomer(models.Model):
    """What customers owe and paid at the till, of what Odoo's books don't have: see the ledger."""

    _inherit = 'pos.order'

    @api.model
    def _finance_partner_condition(self, partners):
        """Restrict ``sold`` to commercial entities, by an index of its own."""
        if partners is None:
            return SQL('sold.partner_id IS NOT NULL')
        return SQL(
            'sold.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id IN %s)',
            partners,
        )

    @api.model
    def _finance_on_account(self, partners):
        """Return what was sold on account in sessions that are not booked yet as a SELECT."""
        return SQL(
            'SELECT * FROM (%s) AS receipt WHERE amount_due <> 0 AND NOT is_booked',
            self._finance_receipts(
                SQL(
                    "sold.session_id IN (SELECT id FROM pos_session WHERE state <> 'closed')"
                    ' AND %s',
                    self._finance_partner_condition(partners),
                )
            ),
        )

    @api.model
    def _finance_open_item_query(self, partners):
        return SQL(
            """
            SELECT partner_id, company_id, date AS date_due, balance_due,
                   balance_due > 0 AS is_claim
              FROM (%s) AS on_account
            """,
            self._finance_on_account(partners),
        )

    @api.model
    def _finance_statement_query(self, partners, date):
        return SQL(
            """
            SELECT partner_id, company_id, document_id, document_id AS instalment_id, name,
                   CASE WHEN amount < 0 THEN 'refund' ELSE 'invoice' END AS document_type,
                   date, date AS date_due, currency_id, amount, amount_due, balance_due,
                   reference, balance_due > 0 AS is_claim, user_id, team_id
              FROM (%s) AS on_account
             WHERE %s
            """,
            self._finance_on_account(partners),
            SQL('date <= %s', date) if date else SQL('TRUE'),
        )

    @api.model
    def _finance_change_query(self, partners):
        """Return what is on account as it came: once it is booked, it is Odoo's books that tell."""
        return SQL(
            """
            SELECT partner_id, company_id, user_id, team_id,
                   CASE WHEN amount < 0 THEN 'refund' ELSE 'invoice' END AS change_type,
                   date, date AS date_document, date AS date_due, balance_due AS balance,
                   balance_due > 0 AS is_claim
              FROM (%s) AS on_account
            """,
            self._finance_on_account(partners),
        )

    @api.model
    def _finance_of_orders(self, partners):
        """Return the sales of sales orders that are documents by themselves as a SELECT."""
        return self._finance_receipts(
            SQL(
                """
                %s AND EXISTS (
                    SELECT FROM pos_order_line AS line
                     WHERE line.order_id = sold.id AND line.sale_order_origin_id IS NOT NULL)
                """,
                self._finance_partner_condition(partners),
            )
        )

    @api.model
    def _finance_customer_query(self, partners):
        return SQL(
            'SELECT DISTINCT partner_id, company_id FROM (%s) AS receipt',
            self._finance_of_orders(partners),
        )

    @api.model
    def _finance_settlement_query(self, partners):
        """Return what was paid at the till; what was sold on account, Odoo's books settle."""
        return SQL(
            """
            SELECT partner_id, company_id, date AS date_due, date_paid, balance - balance_due
                       AS balance
              FROM (%s) AS receipt
             WHERE amount > 0 AND amount_due < amount
            """,
            self._finance_of_orders(partners),
        )

    @api.model
    def _finance_received_query(self, _partners):
        """Return nothing: who pays at the till pays for what is bought there, no older debt."""
        return SQL(
            """
            SELECT NULL::int AS partner_id, NULL::int AS company_id, NULL::date AS date,
                   NULL::numeric AS balance
             WHERE FALSE
            """
        )

    @api.model
    def _finance_document_received_query(self, documents):
        return SQL(
            'SELECT document_id, date_paid AS date, balance - balance_due AS balance'
            ' FROM (%s) AS receipt WHERE balance <> balance_due',
            self._finance_receipts(SQL('sold.id IN %s', documents)),
        )

    @api.model
    def _finance_follow_up_query(self, _partners):
        """Return nothing: what is on account is followed up once the session is booked."""
        return SQL(
            """
            SELECT NULL::int AS partner_id, NULL::int AS company_id, NULL::int AS document_id,
                   NULL::varchar AS name, NULL::date AS date, NULL::date AS date_due,
                   NULL::varchar AS payment_reference, NULL::int AS currency_id,
                   NULL::numeric AS amount, NULL::numeric AS amount_due,
                   NULL::numeric AS balance_due, FALSE AS disputed, FALSE AS excluded,
                   FALSE AS outdated, NULL::int AS user_id, NULL::int AS team_id
             WHERE FALSE
            """
        )
