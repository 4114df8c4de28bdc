from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusOrder(models.Model):
    """What was paid in advance: payments of an order that are not matched with a document yet.

    It follows the payment: what is matched with an invoice is no longer paid in advance, but
    settles that invoice, and so counts in what is paid.
    """

    _inherit = 'finance.status.order'

    amount_prepaid = fields.Float(
        digits=0, compute='_compute_facts', store=True, help="Order currency."
    )
    company_amount_prepaid = fields.Float(
        digits=0, compute='_compute_facts', store=True, help="Company currency."
    )

    @api.model
    def _follows_payments(self):
        """Tell whether payments have to be looked at. Override to add a reason."""
        return self.env.company.sudo().finance_has_prepayments

    @api.model
    def _payments_changed(self, moves):
        """Have the facts taken again that follow the entries ``moves``: what is paid in advance.

        Asked for with one statement, and only once there has been such a payment: to follow
        payments by the fields of the ORM would have Odoo compute them all while it reconciles.
        """
        if moves and self._follows_payments() and (orders := self._orders_of_payments(moves)):
            self._documents_changed(orders)

    @api.model
    def _orders_of_payments(self, moves):
        """Return the orders whose facts follow the entries ``moves``. Override to add some."""
        if not self.env.company.sudo().finance_has_prepayments:
            return self.env['sale.order']
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT link.order_id
                  FROM account_payment AS payment
                  JOIN finance_status_payment_order_rel AS link ON link.payment_id = payment.id
                 WHERE payment.move_id IN %s
                """,
                tuple(moves.ids),
                to_flush=self.env['account.payment']._fields['move_id'],
            )
        )
        return self.env['sale.order'].browse(row[0] for row in rows)

    @api.model
    def _prepaid_query(self, orders):
        """Return what was paid in advance of ``orders`` as a SELECT.

        A payment for several orders is split by their totals, to the last cent; one in another
        currency is converted at its own date.

        :param SQL orders: ids of sale orders, to be put behind ``IN``
        """
        ledger = self.env['finance.status.ledger']
        Payment, Line = self.env['account.payment'], self.env['account.move.line']
        payment_names = ('amount', 'currency_id', 'date', 'move_id', 'state', 'payment_type')
        line_names = ('amount_residual', 'amount_residual_currency', 'parent_state', 'move_id')
        root = SQL("split_part(share.company_path, '/', 1)::int")

        def cut(column, rounding):
            return SQL(
                'ROUND(%(column)s * share_to / %(rounding)s) * %(rounding)s'
                ' - ROUND(%(column)s * share_from / %(rounding)s) * %(rounding)s',
                column=SQL.identifier('left_over', column),
                rounding=SQL.identifier(rounding, 'rounding'),
            )

        return SQL(
            """
            SELECT share.order_id,
                   SUM(CASE WHEN share.currency_id = payment.currency_id THEN %(amount)s
                            ELSE ROUND((%(balance)s) * %(order_rate)s / %(company_rate)s
                                       / order_currency.rounding) * order_currency.rounding
                       END) AS amount_prepaid,
                   SUM(%(balance)s) AS company_amount_prepaid
              FROM (
                SELECT link.payment_id, link.order_id, sale.currency_id,
                       company.parent_path AS company_path,
                       COALESCE(SUM(part.weight) OVER upto / NULLIF(SUM(part.weight) OVER whole, 0),
                                1.0 * COUNT(*) OVER upto / COUNT(*) OVER whole) AS share_to,
                       COALESCE((SUM(part.weight) OVER upto - part.weight)
                                / NULLIF(SUM(part.weight) OVER whole, 0),
                                (COUNT(*) OVER upto - 1.0) / COUNT(*) OVER whole) AS share_from
                  FROM finance_status_payment_order_rel AS link
                  JOIN sale_order AS sale ON sale.id = link.order_id
                  JOIN res_company AS company ON company.id = sale.company_id
                 CROSS JOIN LATERAL (SELECT GREATEST(0, sale.amount_total) AS weight) AS part
                 WHERE link.payment_id IN (
                       SELECT payment_id FROM finance_status_payment_order_rel
                        WHERE order_id IN %(orders)s)
                WINDOW whole AS (PARTITION BY link.payment_id),
                       upto AS (PARTITION BY link.payment_id ORDER BY link.order_id)
              ) AS share
              JOIN account_payment AS payment ON payment.id = share.payment_id
              JOIN res_company AS paid_to ON paid_to.id = payment.company_id
              JOIN res_currency AS currency ON currency.id = payment.currency_id
              JOIN res_currency AS company_currency ON company_currency.id = paid_to.currency_id
              JOIN res_currency AS order_currency ON order_currency.id = share.currency_id
             CROSS JOIN LATERAL (%(left_over)s) AS left_over
             WHERE share.order_id IN %(orders)s
               -- no figure of a company contains another's
               AND split_part(paid_to.parent_path, '/', 1) = split_part(share.company_path, '/', 1)
             GROUP BY share.order_id
            """,
            orders=orders,
            amount=cut('amount', 'currency'),
            balance=cut('balance', 'company_currency'),
            left_over=self._left_over_query(),
            order_rate=ledger._currency_rate(SQL('share.currency_id'), root, SQL('payment.date')),
            company_rate=ledger._currency_rate(
                SQL('paid_to.currency_id'), root, SQL('payment.date')
            ),
            to_flush=[
                *(Payment._fields[name] for name in payment_names),
                Payment._fields['amount_company_currency_signed'],
                Payment._fields['finance_order_ids'],
                *(Line._fields[name] for name in line_names),
                *(
                    self.env['sale.order']._fields[name]
                    for name in ('amount_total', 'company_id', 'currency_id')
                ),
            ],
        )

    @api.model
    def _left_over_query(self):
        """Return what of the row ``payment`` is matched with nothing; money paid back minus."""
        return SQL(
            """
            SELECT -SUM(line.amount_residual_currency) AS amount,
                   -SUM(line.amount_residual) AS balance
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
             WHERE line.move_id = payment.move_id
               AND line.parent_state = 'posted'
               AND account.account_type = 'asset_receivable'
            HAVING COUNT(*) > 0
             UNION ALL
            -- a payment without a journal entry settles the invoices that it is linked with
            SELECT CASE payment.payment_type WHEN 'inbound' THEN payment.amount
                                             ELSE -payment.amount END,
                   payment.amount_company_currency_signed
             WHERE payment.move_id IS NULL
               AND payment.state IN ('in_process', 'paid')
               AND NOT EXISTS (SELECT FROM account_move__account_payment AS settled
                                WHERE settled.payment_id = payment.id)
            """
        )

    @api.model
    def _link_payments(self):
        """Link the payments of online transactions with their orders, as new ones are."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO finance_status_payment_order_rel (payment_id, order_id)
                SELECT DISTINCT transaction.payment_id, link.sale_order_id
                  FROM payment_transaction AS transaction
                  JOIN sale_order_transaction_rel AS link
                    ON link.transaction_id IN (transaction.id, transaction.source_transaction_id)
                 WHERE transaction.payment_id IS NOT NULL
                    ON CONFLICT DO NOTHING
                """
            )
        )
        if self.env.cr.rowcount:
            self.env['res.company']._finance_set_flag('finance_has_prepayments')
        self.env['account.payment'].invalidate_model(['finance_order_ids'], flush=False)
