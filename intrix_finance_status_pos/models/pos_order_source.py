from odoo import api, models
from odoo.tools import SQL


class PosOrderSource(models.Model):
    """What was sold at the till as a source of documents: see ``finance.status.ledger``.

    A sale of which there is no invoice is a document by itself, settled by what was paid at the
    till. What was sold on account is open; once the session is closed, it is so in Odoo's books,
    and settled by what is matched with them. A sale with an invoice is Odoo's document.
    """

    _inherit = 'pos.order'

    @api.model
    def _finance_flush_fields(self):
        """Return the fields that the SQL of this source reads."""
        fnames = {
            'pos.order': [
                'account_move',
                'amount_total',
                'company_id',
                'crm_team_id',
                'currency_rate',
                'date_order',
                'name',
                'partner_id',
                'pos_reference',
                'sale_journal',
                'session_id',
                'state',
                'user_id',
            ],
            'pos.order.line': [
                'order_id',
                'price_subtotal_incl',
                'qty',
                'refunded_orderline_id',
                'sale_order_line_id',
                'sale_order_origin_id',
            ],
            'pos.payment': ['amount', 'payment_date', 'payment_method_id', 'pos_order_id'],
            'pos.payment.method': ['journal_id'],
            'pos.session': ['move_id', 'state'],
            'account.journal': ['currency_id'],
            'account.move': ['state'],
            'account.move.line': ['amount_residual_currency', 'balance', 'partner_id'],
            'res.partner': ['commercial_partner_id', 'tz'],
        }
        return [
            self.env[model_name]._fields[fname]
            for model_name, names in fnames.items()
            for fname in names
        ]

    @api.model
    def _finance_sold_query(self, orders):
        """Return the orders of the till that sell or take back something of sales orders.

        :param SQL orders: ids of sales orders, to be put behind ``IN``
        :return: SQL to be put behind ``IN``
        """
        return SQL(
            """
            (SELECT order_id FROM pos_order_line WHERE sale_order_origin_id IN %(orders)s
              UNION ALL
             -- what the till takes back refers to what it sold
             SELECT refund.order_id
               FROM pos_order_line AS line
               JOIN pos_order_line AS refund ON refund.refunded_orderline_id = line.id
              WHERE line.sale_order_origin_id IN %(orders)s)
            """,
            orders=orders,
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_split(self, links):
        """Return how documents of sales at the till are split as a SELECT: the shares (R1).

        :param SQL links: a SELECT of ``document_id, pos_order_id``
        """
        parts = SQL(
            """
            SELECT link.document_id, sale.id AS order_id, SUM(line.price_subtotal_incl) AS amount
              FROM (%(links)s) AS link
              JOIN pos_order AS sold ON sold.id = link.pos_order_id
              JOIN pos_order_line AS line ON line.order_id = sold.id
              LEFT JOIN pos_order_line AS refunded ON refunded.id = line.refunded_orderline_id
              LEFT JOIN sale_order AS sale
                ON sale.id = COALESCE(line.sale_order_origin_id, refunded.sale_order_origin_id)
               AND %(is_of_company)s
             -- a rebate of no order is no part: it lowers all parts in proportion
             WHERE sale.id IS NOT NULL
                OR line.price_subtotal_incl
                       * CASE WHEN sold.amount_total < 0 THEN -1 ELSE 1 END > 0
             GROUP BY 1, 2
            """,
            links=links,
            is_of_company=self._finance_is_of_company('sale'),
            to_flush=[
                *self._finance_flush_fields(),
                self.env['sale.order']._fields['company_id'],
            ],
        )
        return self.env['finance.status.ledger']._in_proportion(parts)

    @api.model
    def _finance_is_of_company(self, sale):
        """Return the SQL condition that a sales order is of the company that ``sold`` it.

        Or of another branch: tills may name any order, and no figure contains another company's.

        :param str sale: alias of the sales order
        """

        def root(alias):
            return SQL(
                "split_part((SELECT parent_path FROM res_company WHERE id = %s), '/', 1)",
                SQL.identifier(alias, 'company_id'),
            )

        return SQL('%s = %s', root(sale), root('sold'))

    @api.model
    def _finance_is_document(self, sold):
        """Return the SQL condition that a sale at the till is a document by itself.

        :param str sold: alias of the order of the till
        """
        return SQL(
            """
            (%(state)s IN ('paid', 'done')
             AND NOT EXISTS (SELECT FROM account_move AS invoice
                              WHERE invoice.id = %(invoice)s AND invoice.state = 'posted'))
            """,
            state=SQL.identifier(sold, 'state'),
            invoice=SQL.identifier(sold, 'account_move'),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_share_query(self, orders):
        return self._finance_split(
            SQL(
                'SELECT id AS document_id, id AS pos_order_id FROM pos_order AS sold'
                ' WHERE id IN %s AND %s',
                self._finance_sold_query(orders),
                self._finance_is_document('sold'),
            )
        )

    @api.model
    def _finance_order_query(self):
        return SQL(
            'SELECT sale_order_origin_id AS order_id FROM pos_order_line'
            ' WHERE sale_order_origin_id IS NOT NULL',
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _finance_converted_order_query(self):
        """Return the orders that were sold at a till with another currency."""
        return SQL(
            """
            SELECT line.sale_order_origin_id AS order_id
              FROM pos_order_line AS line
              JOIN pos_order AS sold ON sold.id = line.order_id
              JOIN sale_order AS sale ON sale.id = line.sale_order_origin_id
              JOIN res_company AS company ON company.id = sold.company_id
              LEFT JOIN account_journal AS journal ON journal.id = sold.sale_journal
             WHERE COALESCE(journal.currency_id, company.currency_id) <> sale.currency_id
            """,
            to_flush=[
                *self._finance_flush_fields(),
                self.env['sale.order']._fields['currency_id'],
            ],
        )

    @api.model
    def _finance_document_order_query(self, documents):
        return SQL(
            'SELECT document_id, order_id FROM (%s) AS share',
            self._finance_split(
                SQL(
                    'SELECT id AS document_id, id AS pos_order_id FROM pos_order WHERE id IN %s',
                    documents,
                )
            ),
        )

    @api.model
    def _finance_covered_query(self, orders):
        """Return the quantities sold at the till and not taken back, and down payments by amount.

        With or without an invoice, which has no lines of the order.
        """
        OrderLine, Ledger = self.env['sale.order.line'], self.env['finance.status.ledger']
        return SQL(
            """
            SELECT order_line.order_id,
                   SUM(CASE WHEN order_line.is_downpayment THEN 0 ELSE %(value)s END)
                       * COALESCE(MIN(sale_order.amount_total / NULLIF(lines.amount, 0)), 1)
                       AS by_quantity,
                   COALESCE(SUM(sold.amount) FILTER (WHERE order_line.is_downpayment), 0)
                       AS by_amount
              FROM (
                SELECT COALESCE(line.sale_order_line_id, refunded.sale_order_line_id) AS line_id,
                       SUM(line.qty * CASE
                           WHEN template.uom_id = order_line.product_uom_id THEN 1
                           ELSE COALESCE(uom.factor / NULLIF(order_uom.factor, 0), 1)
                       END) AS quantity,
                       SUM(line.price_subtotal_incl * %(rate)s) AS amount
                  FROM pos_order AS sold
                  JOIN pos_order_line AS line ON line.order_id = sold.id
                  LEFT JOIN pos_order_line AS refunded ON refunded.id = line.refunded_orderline_id
                  JOIN sale_order_line AS order_line
                    ON order_line.id
                       = COALESCE(line.sale_order_line_id, refunded.sale_order_line_id)
                  JOIN sale_order ON sale_order.id = order_line.order_id
                  JOIN res_company AS company ON company.id = sold.company_id
                  LEFT JOIN account_journal AS journal ON journal.id = sold.sale_journal
                  JOIN product_product AS product ON product.id = line.product_id
                  JOIN product_template AS template ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom AS uom ON uom.id = template.uom_id
                  LEFT JOIN uom_uom AS order_uom ON order_uom.id = order_line.product_uom_id
                 WHERE sold.id IN %(sold)s AND sold.state IN ('paid', 'done')
                   AND order_line.order_id IN %(orders)s
                   AND %(is_of_company)s
                 GROUP BY 1
              ) AS sold
              JOIN sale_order_line AS order_line ON order_line.id = sold.line_id
              JOIN sale_order ON sale_order.id = order_line.order_id
              JOIN LATERAL (
                SELECT SUM(price_total) AS amount FROM sale_order_line
                 WHERE order_id = order_line.order_id
              ) AS lines ON TRUE
             GROUP BY order_line.order_id
            """,
            sold=self._finance_sold_query(orders),
            orders=orders,
            is_of_company=self._finance_is_of_company('sale_order'),
            value=OrderLine._finance_value('order_line', SQL('sold.quantity')),
            rate=Ledger._conversion_rate(
                SQL('COALESCE(journal.currency_id, company.currency_id)'),
                SQL('sale_order.currency_id'),
                SQL("split_part(company.parent_path, '/', 1)::int"),
                SQL('sold.date_order::date'),
            ),
            to_flush=[
                *self._finance_flush_fields(),
                OrderLine._fields['is_downpayment'],
                OrderLine._fields['product_uom_id'],
                *(
                    self.env['sale.order']._fields[n]
                    for n in ('amount_total', 'company_id', 'currency_id')
                ),
            ],
        )

    @api.model
    def _finance_receipts(self, condition):
        """Return sales at the till with what of them is open as a SELECT.

        ``document_id, partner_id`` (commercial entity), ``company_id, name, currency_id, date,
        amount, amount_due, balance, balance_due, date_paid, reference, user_id, team_id,
        is_booked``. What is matched with the closing entry settles what was sold on account
        first to the same customer in that session first.

        :param SQL condition: which of ``sold``
        """
        return SQL(
            """
            SELECT sold.id AS document_id, customer.commercial_partner_id AS partner_id,
                   sold.company_id, COALESCE(NULLIF(sold.name, '/'), sold.pos_reference) AS name,
                   currency.id AS currency_id, %(date)s AS date,
                   sold.amount_total AS amount, still_open.amount AS amount_due,
                   %(balance)s AS balance, %(balance_due)s AS balance_due,
                   CASE WHEN still_open.amount <> sold.amount_total
                        THEN COALESCE(GREATEST(paid.date, matched.date), %(date)s)
                   END AS date_paid,
                   sold.pos_reference AS reference, sold.user_id, sold.crm_team_id AS team_id,
                   closing.id IS NOT NULL AS is_booked
              FROM pos_order AS sold
              JOIN pos_session AS session ON session.id = sold.session_id
              JOIN res_company AS company ON company.id = sold.company_id
              JOIN res_currency AS company_currency ON company_currency.id = company.currency_id
              JOIN res_partner AS own ON own.id = company.partner_id
              LEFT JOIN account_journal AS journal ON journal.id = sold.sale_journal
              JOIN res_currency AS currency
                ON currency.id = COALESCE(journal.currency_id, company.currency_id)
              LEFT JOIN res_partner AS customer ON customer.id = sold.partner_id
              LEFT JOIN account_move AS closing
                ON closing.id = session.move_id AND closing.state = 'posted'
              JOIN LATERAL (
                SELECT COALESCE(SUM(payment.amount) FILTER (WHERE method.journal_id IS NULL), 0)
                           AS on_account,
                       MAX(%(payment_date)s) FILTER (WHERE method.journal_id IS NOT NULL) AS date
                  FROM pos_payment AS payment
                  JOIN pos_payment_method AS method ON method.id = payment.payment_method_id
                 WHERE payment.pos_order_id = sold.id
              ) AS paid ON TRUE
              LEFT JOIN LATERAL (
                SELECT COALESCE(SUM(ABS(line.amount_residual_currency)), 0) AS residual,
                       MAX((SELECT MAX(part.max_date) FROM account_partial_reconcile AS part
                             WHERE line.id IN (part.debit_move_id, part.credit_move_id))) AS date
                  FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id
                 WHERE line.move_id = closing.id
                   AND line.partner_id = customer.commercial_partner_id
                   AND account.account_type = 'asset_receivable'
                   AND SIGN(line.balance) = SIGN(paid.on_account)
              ) AS matched ON paid.on_account <> 0
              LEFT JOIN LATERAL (
                SELECT COALESCE(SUM(ABS(payment.amount)), 0) AS amount
                  FROM pos_order AS other
                  JOIN res_partner AS other_customer ON other_customer.id = other.partner_id
                  JOIN pos_payment AS payment ON payment.pos_order_id = other.id
                  JOIN pos_payment_method AS method ON method.id = payment.payment_method_id
                 WHERE other.session_id = sold.session_id AND other.id > sold.id
                   AND other_customer.commercial_partner_id = customer.commercial_partner_id
                   AND method.journal_id IS NULL
                   AND SIGN(payment.amount) = SIGN(paid.on_account)
                   AND %(other_is_document)s
              ) AS later ON paid.on_account <> 0
              JOIN LATERAL (
                SELECT CASE WHEN paid.on_account = 0 THEN 0
                            WHEN closing.id IS NULL THEN paid.on_account
                            ELSE SIGN(paid.on_account) * GREATEST(0, LEAST(
                                ABS(paid.on_account), matched.residual - later.amount))
                       END AS amount
              ) AS still_open ON TRUE
             WHERE %(is_document)s AND %(condition)s
            """,
            balance=self._finance_balance(SQL('sold.amount_total')),
            balance_due=self._finance_balance(SQL('still_open.amount')),
            date=self._finance_day(SQL('sold.date_order')),
            payment_date=self._finance_day(SQL('payment.payment_date')),
            is_document=self._finance_is_document('sold'),
            other_is_document=self._finance_is_document('other'),
            condition=condition,
            to_flush=[
                *self._finance_flush_fields(),
                self.env['account.account']._fields['account_type'],
                self.env['account.partial.reconcile']._fields['max_date'],
            ],
        )

    def _finance_balance(self, amount):
        return SQL(
            'ROUND(%s / COALESCE(NULLIF(sold.currency_rate, 0), 1) / company_currency.rounding)'
            ' * company_currency.rounding',
            amount,
        )

    def _finance_day(self, moment):
        """Return the day of a moment for the company, as SQL: facts know no user."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(own.tz, 'UTC'))::date", moment)

    @api.model
    def _finance_instalment_query(self, documents):
        return SQL(
            """
            SELECT document_id, document_id AS instalment_id, name,
                   CASE WHEN amount < 0 THEN 'refund' ELSE 'invoice' END AS document_type,
                   company_id, currency_id, date, date AS date_due,
                   amount, amount_due, balance, balance_due, date_paid,
                   FALSE AS in_payment, FALSE AS reversed
              FROM (%s) AS receipt
            """,
            self._finance_receipts(SQL('sold.id IN %s', documents)),
        )
