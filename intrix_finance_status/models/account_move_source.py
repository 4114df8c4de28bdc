from odoo import api, models
from odoo.tools import SQL

from .account_move import CUSTOMER_DOCUMENTS


class AccountMoveSource(models.Model):
    """Odoo's own books as a source of documents: see ``finance.status.ledger``."""

    _inherit = 'account.move'

    @api.model
    def _finance_flush_fields(self):
        """Return the fields that the SQL of this source reads."""
        fnames = {
            'account.move': [
                'amount_total',
                'commercial_partner_id',
                'company_id',
                'currency_id',
                'invoice_date',
                'move_type',
                'name',
                'payment_state',
                'state',
                'matched_payment_ids',
            ],
            'account.move.line': [
                'account_id',
                'amount_currency',
                'amount_residual',
                'amount_residual_currency',
                'balance',
                'company_id',
                'date',
                'date_maturity',
                'display_type',
                'parent_state',
                'journal_id',
                'partner_id',
                'price_total',
                'reconciled',
                'sale_line_ids',
            ],
            'account.account': ['account_type', 'non_trade'],
            'account.journal': ['type'],
            'account.partial.reconcile': [
                'amount',
                'debit_amount_currency',
                'exchange_move_id',
                'max_date',
            ],
            'account.payment': ['amount', 'currency_id', 'date', 'move_id', 'state'],
            'res.partner': ['commercial_partner_id'],
            'sale.order.line': ['price_total', 'order_id'],
        }
        return [
            self.env[model_name]._fields[fname]
            for model_name, names in fnames.items()
            for fname in names
        ]

    @api.model
    def _finance_share_query(self, orders):
        parts = SQL(
            """
            WITH document AS (
                SELECT DISTINCT line.move_id
                  FROM sale_order_line AS order_line
                  JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = order_line.id
                  JOIN account_move_line AS line ON line.id = rel.invoice_line_id
                  JOIN account_move AS move ON move.id = line.move_id
                 WHERE order_line.order_id IN %(orders)s
                   AND move.state = 'posted'
                   AND move.move_type IN %(types)s
            ), line AS MATERIALIZED (
                SELECT line.id, line.move_id, line.price_total
                  FROM document
                  JOIN account_move_line AS line ON line.move_id = document.move_id
                 WHERE line.display_type = 'product'
            ), linked AS (
                SELECT line.id, line.move_id, order_line.order_id, line.price_total,
                       SUM(order_line.price_total) AS weight,
                       SUM(SUM(order_line.price_total)) OVER of_line AS total_weight,
                       COUNT(*) OVER of_line AS order_count
                  FROM line
                  JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = line.id
                  JOIN sale_order_line AS order_line ON order_line.id = rel.order_line_id
                 GROUP BY line.id, line.move_id, line.price_total, order_line.order_id
                WINDOW of_line AS (PARTITION BY line.id)
            ), share AS (
                SELECT move_id, order_id,
                       SUM(CASE WHEN order_count = 1 THEN price_total
                                WHEN total_weight = 0 THEN price_total / order_count
                                ELSE price_total * weight / total_weight END) AS amount
                  FROM linked
                 GROUP BY move_id, order_id
            ), of_no_order AS (
                -- a negative line of no order is no part: it lowers all parts in proportion
                SELECT move_id, SUM(price_total) AS amount
                  FROM line
                 WHERE price_total > 0
                   AND NOT EXISTS (SELECT FROM linked WHERE linked.id = line.id)
                 GROUP BY move_id
            )
            SELECT move_id AS document_id, order_id, amount FROM share
             UNION ALL
            SELECT move_id, NULL, amount FROM of_no_order
            """,
            orders=orders,
            types=CUSTOMER_DOCUMENTS,
            to_flush=self._finance_flush_fields(),
        )
        return self.env['finance.status.ledger']._in_proportion(parts)

    @api.model
    def _finance_instalment_query(self, documents):
        return SQL(
            """
            SELECT move.id AS document_id, line.id AS instalment_id, move.name,
                   CASE move.move_type WHEN 'out_refund' THEN 'refund' ELSE 'invoice' END
                       AS document_type,
                   move.company_id, move.currency_id,
                   COALESCE(move.invoice_date, move.date) AS date,
                   COALESCE(line.date_maturity, move.invoice_date, move.date) AS date_due,
                   COALESCE(line.amount_currency, 0) AS amount,
                   COALESCE(line.amount_residual_currency * open_part.ratio, 0) AS amount_due,
                   COALESCE(line.balance, 0) AS balance,
                   COALESCE(line.amount_residual * open_part.ratio, 0) AS balance_due,
                   GREATEST(settled.date, unposted.date) AS date_paid,
                   (move.payment_state = 'in_payment' OR unposted.in_process IS TRUE)
                       AS in_payment,
                   move.payment_state = 'reversed' AS reversed
              FROM account_move AS move
              -- a document over zero may have none
              LEFT JOIN account_move_line AS line
                ON line.move_id = move.id AND line.display_type = 'payment_term'
              %(unposted)s
              LEFT JOIN LATERAL (
                SELECT GREATEST(
                    (SELECT MAX(part.max_date) FROM account_partial_reconcile AS part
                       JOIN account_move_line AS other ON other.id = part.credit_move_id
                      WHERE part.debit_move_id = line.id AND NOT %(is_exchange)s),
                    (SELECT MAX(part.max_date) FROM account_partial_reconcile AS part
                       JOIN account_move_line AS other ON other.id = part.debit_move_id
                      WHERE part.credit_move_id = line.id AND NOT %(is_exchange)s)) AS date
              ) AS settled ON TRUE
             WHERE move.id IN %(documents)s
            """,
            documents=documents,
            is_exchange=self._finance_is_exchange('other'),
            unposted=self._finance_unposted_payments(),
            to_flush=self._finance_flush_fields(),
        )

    def _finance_is_exchange(self, line):
        """Return the SQL condition that a journal item is an exchange difference of a match.

        :param str line: alias of the journal item
        """
        return SQL(
            """
            EXISTS (SELECT FROM account_partial_reconcile AS cause
                     WHERE cause.exchange_move_id = %s)
            """,
            SQL.identifier(line, 'move_id'),
        )

    def _finance_is_money(self, line):
        """Return the SQL condition that a journal item is of money that came or went.

        :param str line: alias of the journal item
        """
        return SQL(
            "%s IN (SELECT id FROM account_journal WHERE type IN ('bank', 'cash', 'credit'))",
            SQL.identifier(line, 'journal_id'),
        )

    def _finance_receivable_condition(self):
        """Return the SQL condition that ``line`` is a posted item of a trade receivable account."""
        return SQL(
            """
            account.account_type = 'asset_receivable'
               AND account.non_trade IS NOT TRUE
               AND line.parent_state = 'posted'
            """
        )

    def _finance_is_claim(self):
        """Tell whether what is open of the receivable ``line`` is owed by the customer.

        Money paid back is open until it is matched, but nobody was asked for it by a due date.
        """
        return SQL('(line.amount_residual > 0 AND NOT %s)', self._finance_is_money('line'))

    @api.model
    def _finance_unposted_payments(self, date=None):
        """Join what payments without a journal entry have settled of a receivable ``line``.

        ``open_part.ratio`` is the part of the line's residual that is still open. A payment
        settles the earliest due date first; one for several invoices the oldest invoice first.

        :param date: as of the end of that day: ``line`` has to be a row of
            ``_finance_lines(date)``
        """
        if not self._finance_has_unposted_payments():
            # planning the joins would take longer than the rest of the statement
            return SQL(
                """
                CROSS JOIN (VALUES (NULL::date, FALSE)) AS unposted(date, in_process)
                CROSS JOIN (VALUES (1.0)) AS open_part(ratio)
                """
            )
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT COALESCE(SUM(available.amount) FILTER (
                           WHERE payment.state = 'in_process'), 0)
                       + GREATEST(0, COALESCE(SUM(available.amount) FILTER (
                           WHERE payment.state = 'paid'), 0)
                           - %(confirmed)s) AS amount,
                       BOOL_OR(payment.state = 'in_process') AS in_process,
                       MAX(payment.date) AS date
                  FROM account_move__account_payment AS link
                  JOIN account_payment AS payment ON payment.id = link.payment_id
                  JOIN res_company AS company ON company.id = move.company_id
                  JOIN LATERAL (
                    SELECT CASE WHEN payment.currency_id = line.currency_id
                                THEN payment.amount
                                ELSE payment.amount * %(document_rate)s / %(payment_rate)s
                            END AS amount
                  ) AS in_document_currency ON TRUE
                  JOIN LATERAL (
                    SELECT GREATEST(0, in_document_currency.amount - COALESCE((
                           SELECT SUM(ABS(other.amount_residual_currency))
                             FROM account_move__account_payment AS other_link
                             JOIN %(lines)s AS other ON other.move_id = other_link.invoice_id
                            WHERE other_link.payment_id = payment.id
                              AND other_link.invoice_id < move.id
                              AND other.display_type = 'payment_term'), 0)) AS amount
                  ) AS available ON TRUE
                 WHERE link.invoice_id = move.id
                   -- Odoo marks an invoice as soon as it has such a payment
                   AND move.payment_state <> 'not_paid'
                   AND line.amount_residual_currency <> 0
                   AND payment.move_id IS NULL
                   AND payment.state IN ('in_process', 'paid')
                   AND %(dated)s
                HAVING COUNT(*) > 0
            ) AS unposted ON TRUE
            LEFT JOIN LATERAL (
                SELECT CASE WHEN unposted.amount IS NULL THEN 1.0 ELSE 1 - LEAST(1, GREATEST(0,
                    (unposted.amount - COALESCE((
                        SELECT SUM(ABS(earlier.amount_residual_currency))
                          FROM %(lines)s AS earlier
                         WHERE earlier.move_id = move.id
                           AND earlier.display_type = 'payment_term'
                           AND (earlier.date_maturity, earlier.id)
                               < (line.date_maturity, line.id)), 0))
                    / ABS(line.amount_residual_currency))) END AS ratio
            ) AS open_part ON TRUE
            """,
            lines=self._finance_lines(date),
            dated=SQL('payment.date <= %s', date) if date else SQL('TRUE'),
            confirmed=self._finance_confirmed_payments(date),
            document_rate=self._finance_payment_rate('line'),
            payment_rate=self._finance_payment_rate('payment'),
        )

    @api.model
    def _finance_has_unposted_payments(self):
        """Tell whether there is any payment without a journal entry."""
        known = self.env.context.get('finance_has_unposted_payments')
        if known is not None:
            return known
        return self.env.execute_query(SQL('SELECT %s', self._finance_any_unposted_payment()))[0][0]

    @api.model
    def _finance_any_unposted_payment(self):
        """Return the SQL condition that there is any payment without a journal entry."""
        Payment = self.env['account.payment']
        return SQL(
            """
            EXISTS (SELECT FROM account_payment
                     WHERE move_id IS NULL AND state IN ('in_process', 'paid'))
            """,
            to_flush=[Payment._fields['move_id'], Payment._fields['state']],
        )

    def _finance_confirmed_payments(self, date=None):
        """Return what bank transactions have settled of ``move`` instead of its payments.

        Odoo takes a payment as confirmed when a bank transaction of the same amount is
        reconciled with the invoice: then the residual is lower already.
        """
        return SQL(
            """
            COALESCE((
                SELECT SUM(part.debit_amount_currency)
                  FROM account_move_line AS receivable
                  JOIN account_partial_reconcile AS part ON part.debit_move_id = receivable.id
                  JOIN account_move_line AS credit ON credit.id = part.credit_move_id
                  JOIN account_move AS bank ON bank.id = credit.move_id
                 WHERE receivable.move_id = move.id
                   AND bank.statement_line_id IS NOT NULL
                   AND %(dated)s
                   AND part.debit_amount_currency IN (
                       SELECT paid.amount
                         FROM account_move__account_payment AS paid_link
                         JOIN account_payment AS paid ON paid.id = paid_link.payment_id
                        WHERE paid_link.invoice_id = move.id
                          AND paid.move_id IS NULL AND paid.state = 'paid')), 0)
            """,
            dated=SQL('part.max_date <= %s', date) if date else SQL('TRUE'),
        )

    def _finance_payment_rate(self, table):
        return self.env['finance.status.ledger']._currency_rate(
            SQL.identifier(table, 'currency_id'),
            SQL("split_part(company.parent_path, '/', 1)::int"),
            SQL('payment.date'),
        )

    @api.model
    def _finance_partner_condition(self, partners):
        """Restrict the items of ``line`` to commercial entities, by an index of its partner."""
        if partners is None:
            return SQL('TRUE')
        return SQL(
            'line.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id IN %s)',
            partners,
        )

    @api.model
    def _finance_open_item_query(self, partners):
        balance = SQL('line.amount_residual')
        unposted = SQL('')
        if self._finance_has_unposted_payments():
            balance = SQL(
                'ROUND(line.amount_residual * open_part.ratio / currency.rounding)'
                ' * currency.rounding'
            )
            unposted = SQL(
                """
                JOIN account_move AS move ON move.id = line.move_id
                JOIN res_currency AS currency ON currency.id = line.company_currency_id
                %s
                """,
                self._finance_unposted_payments(),
            )
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   %(balance)s AS balance_due,
                   %(is_claim)s AS is_claim
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              %(unposted)s
             WHERE %(receivable)s
               AND line.reconciled IS NOT TRUE
               -- the condition of the index
               AND line.amount_residual <> 0
               AND %(balance)s <> 0
               AND %(partners)s
            """,
            balance=balance,
            is_claim=self._finance_is_claim(),
            receivable=self._finance_receivable_condition(),
            unposted=unposted,
            partners=self._finance_partner_condition(partners),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_customer_query(self, partners):
        """Return who was invoiced at that time, or the entity that has taken it over since."""
        condition = SQL('TRUE')
        if partners is not None:
            condition = SQL(
                'move.commercial_partner_id IN'
                ' (SELECT id FROM res_partner WHERE commercial_partner_id IN %s)',
                partners,
            )
        return SQL(
            """
            SELECT DISTINCT partner.commercial_partner_id AS partner_id, move.company_id
              FROM account_move AS move
              JOIN res_partner AS partner ON partner.id = move.commercial_partner_id
             WHERE move.state = 'posted' AND move.move_type IN %(types)s AND %(condition)s
               AND move.id NOT IN (
                   SELECT line.move_id
                     FROM account_account AS account
                     JOIN account_move_line AS line ON line.account_id = account.id
                    WHERE account.non_trade
                      AND account.account_type = 'asset_receivable'
                      AND line.display_type = 'payment_term')
            """,
            types=CUSTOMER_DOCUMENTS,
            condition=condition,
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_converted_order_query(self):
        return SQL(
            """
            SELECT order_line.order_id
              FROM sale_order_line AS order_line
              JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = order_line.id
              JOIN account_move_line AS line ON line.id = rel.invoice_line_id
              JOIN sale_order AS sale ON sale.id = order_line.order_id
             WHERE line.currency_id <> sale.currency_id
            """,
            to_flush=[
                *self._finance_flush_fields(),
                self.env['account.move.line']._fields['currency_id'],
                self.env['sale.order']._fields['currency_id'],
            ],
        )

    @api.model
    def _finance_order_query(self):
        return SQL(
            """
            SELECT order_line.order_id
              FROM sale_order_line AS order_line
              JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = order_line.id
            """,
            to_flush=self._finance_flush_fields(),
        )
