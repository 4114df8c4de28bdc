from odoo import api, models
from odoo.tools import SQL


class FinanceStatusLedger(models.AbstractModel):
    _inherit = 'finance.status.ledger'

    @api.model
    def _get_source_models(self):
        """Add the documents kept elsewhere, as soon as there has ever been one.

        The company's row says so: it is at hand in every request, and as part of the
        transaction it can't be older than what else is read.
        """
        names = super()._get_source_models()
        if self.env.company.finance_has_documents:
            names = [*names, 'finance.status.document']
        return names


class FinanceStatusDocument(models.Model):
    """Documents kept elsewhere as a source of figures: see ``finance.status.ledger``."""

    _inherit = 'finance.status.document'

    @api.model
    def _finance_flush_fields(self):
        """Return the fields that the SQL of this source reads."""
        fnames = {
            'finance.status.document': [
                'amount_due',
                'amount_paid',
                'amount_total',
                'balance_rate',
                'commercial_partner_id',
                'company_id',
                'currency_id',
                'date',
                'date_paid',
                'document_type',
                'name',
                'preceding',
                'told_amount_paid',
                'source_id',
                'told_date_paid',
                'state',
            ],
            'finance.status.document.line': [
                'amount',
                'amount_due',
                'balance',
                'balance_due',
                'date_due',
                'document_id',
            ],
            'finance.status.document.order': ['amount', 'document_id', 'order_id'],
            'finance.status.document.payment': ['amount', 'date', 'document_id'],
            'sale.order': ['amount_total', 'currency_id'],
            'res.partner': ['commercial_partner_id'],
        }
        return [
            self.env[model_name]._fields[fname]
            for model_name, names in fnames.items()
            for fname in names
        ]

    @api.model
    def _finance_share_query(self, orders):
        return SQL(
            """
            SELECT share.document_id, share.order_id, share.amount, document.amount_total AS total
              FROM finance_status_document AS document
              JOIN finance_status_document_order AS share ON share.document_id = document.id
             WHERE document.state <> 'cancelled'
               AND document.id IN (
                   SELECT document_id FROM finance_status_document_order
                    WHERE order_id IN %s)
            """,
            orders,
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_covered_query(self, orders):
        """Return the orders' shares: there are no lines, so no quantities.

        A credit note gives back what was invoiced where it names or equals an invoice of the
        order, or where it leaves nothing of what was invoiced; else it is about a lower price. Of
        an order that is a credit itself it is the other way round.
        """
        ledger = self.env['finance.status.ledger']
        return SQL(
            """
            SELECT order_id, 0.0 AS by_quantity,
                   CASE WHEN COALESCE(SUM(amount) FILTER (WHERE is_back), 0)
                             >= COALESCE(SUM(amount) FILTER (WHERE NOT is_back), 0) THEN 0
                        ELSE COALESCE(SUM(amount) FILTER (WHERE NOT is_back), 0)
                             - COALESCE(SUM(amount) FILTER (WHERE is_of_one), 0)
                   END * sign AS by_amount
              FROM (
                SELECT share.order_id, direction.is_back, direction.sign,
                       share.amount * %(rate)s AS amount,
                       direction.is_back AND EXISTS (
                           SELECT FROM finance_status_document_order AS other_share
                             JOIN finance_status_document AS other
                               ON other.id = other_share.document_id
                            WHERE other_share.order_id = share.order_id
                              AND (other_share.amount = share.amount
                                   AND other.currency_id = document.currency_id
                                   OR other.source_id = document.source_id
                                   AND LOWER(other.name) = ANY(STRING_TO_ARRAY(
                                       REPLACE(LOWER(document.preceding), ', ', ','), ',')))
                              AND other.document_type <> document.document_type
                              AND other.state <> 'cancelled') AS is_of_one
                  FROM finance_status_document_order AS share
                  JOIN finance_status_document AS document ON document.id = share.document_id
                  JOIN sale_order ON sale_order.id = share.order_id
                  JOIN res_company AS company ON company.id = document.company_id
                 CROSS JOIN LATERAL (
                    SELECT (document.document_type = 'refund') <> (sale_order.amount_total < 0)
                               AS is_back,
                           CASE WHEN sale_order.amount_total < 0 THEN -1 ELSE 1 END AS sign
                 ) AS direction
                 WHERE share.order_id IN %(orders)s AND document.state <> 'cancelled'
              ) AS part
             GROUP BY order_id, sign
            """,
            orders=orders,
            rate=ledger._conversion_rate(
                SQL('document.currency_id'),
                SQL('sale_order.currency_id'),
                SQL("split_part(company.parent_path, '/', 1)::int"),
                SQL('document.date'),
            ),
            to_flush=self._finance_flush_fields(),
        )

    def _finance_signed(self, column):
        return SQL(
            "CASE document.document_type WHEN 'refund' THEN -%(column)s ELSE %(column)s END",
            column=SQL.identifier('line', column),
        )

    def _finance_is_claim(self):
        """Tell whether what is open of ``line`` is owed by the customer.

        A credit note that was paid back by more than its amount is money to be returned, but
        no customer was ever asked for it by a due date.
        """
        return SQL("(document.document_type = 'invoice' AND line.amount_due > 0)")

    @api.model
    def _finance_instalment_query(self, documents):
        return SQL(
            """
            SELECT document.id AS document_id, line.id AS instalment_id, document.name,
                   document.document_type, document.company_id, document.currency_id,
                   document.date, line.date_due,
                   %(amount)s AS amount, %(amount_due)s AS amount_due,
                   %(balance)s AS balance, %(balance_due)s AS balance_due,
                   CASE WHEN line.amount_due <> line.amount THEN document.date_paid END
                       AS date_paid,
                   FALSE AS in_payment, FALSE AS reversed
              FROM finance_status_document AS document
              JOIN finance_status_document_line AS line ON line.document_id = document.id
             WHERE document.id IN %(documents)s
            """,
            **{
                column: self._finance_signed(column)
                for column in ('amount', 'amount_due', 'balance', 'balance_due')
            },
            documents=documents,
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_partner_condition(self, partners):
        """Restrict ``document`` to commercial entities, by an index of its own."""
        if partners is None:
            return SQL('TRUE')
        return SQL(
            'document.commercial_partner_id IN'
            ' (SELECT id FROM res_partner WHERE commercial_partner_id IN %s)',
            partners,
        )

    @api.model
    def _finance_open_item_query(self, partners):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, document.company_id,
                   line.date_due, %(balance_due)s AS balance_due, %(is_claim)s AS is_claim
              FROM finance_status_document AS document
              JOIN finance_status_document_line AS line ON line.document_id = document.id
              JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
             WHERE document.amount_due <> 0
               AND line.balance_due <> 0
               AND %(partners)s
               AND %(fresh)s
            """,
            fresh=self._finance_fresh_condition(),
            is_claim=self._finance_is_claim(),
            balance_due=self._finance_signed('balance_due'),
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_fresh_condition(self):
        """Leave out what nothing automatic may act on, with ``finance_fresh_only`` in context."""
        if not self.env.context.get('finance_fresh_only'):
            return SQL('TRUE')
        outdated = self.env['finance.status.source']._outdated_ids()
        return SQL('document.source_id NOT IN (%s)', outdated)

    @api.model
    def _finance_settlement_query(self, partners):
        """Lay payments and instalments end to end: what overlaps was settled on that date.

        What was taken back is cut off at the end. What the source tells beyond the payments
        has the date that it tells; without one nobody knows when it was settled.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, document.company_id,
                   line.date_due, piece.date AS date_paid,
                   (LEAST(piece.upto, line.upto) - GREATEST(piece.since, line.since))
                       * document.balance_rate AS balance
              FROM finance_status_document AS document
              JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
              JOIN LATERAL (
                SELECT COALESCE(SUM(amount), 0) AS amount
                  FROM finance_status_document_payment
                 WHERE document_id = document.id
              ) AS registered ON TRUE
              JOIN LATERAL (
                SELECT payment.date,
                       SUM(payment.amount) OVER before - payment.amount AS since,
                       LEAST(SUM(payment.amount) OVER before, registered.amount) AS upto
                  FROM finance_status_document_payment AS payment
                 WHERE payment.document_id = document.id AND payment.amount > 0
                WINDOW before AS (ORDER BY payment.date, payment.id)
                 UNION ALL
                SELECT document.told_date_paid, GREATEST(registered.amount, 0),
                       document.told_amount_paid
              ) AS piece ON piece.upto > piece.since
              JOIN LATERAL (
                SELECT date_due, SUM(amount) OVER before - amount AS since,
                       SUM(amount) OVER before AS upto
                  FROM finance_status_document_line
                 WHERE document_id = document.id
                WINDOW before AS (ORDER BY date_due, id)
              ) AS line ON line.upto > piece.since AND line.since < piece.upto
             WHERE document.document_type = 'invoice'
               AND document.state <> 'cancelled'
               AND document.date_paid IS NOT NULL
               AND piece.date IS NOT NULL
               AND %(partners)s
            """,
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_customer_query(self, partners):
        return SQL(
            """
            SELECT DISTINCT partner.commercial_partner_id AS partner_id, document.company_id
              FROM finance_status_document AS document
              JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
             WHERE document.state <> 'cancelled' AND %s
            """,
            self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_order_query(self):
        return SQL(
            'SELECT order_id FROM finance_status_document_order',
            to_flush=self._finance_flush_fields(),
        )
