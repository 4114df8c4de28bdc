from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusLedger(models.AbstractModel):
    """The documents behind every figure, whatever books they are kept in.

    **The seam for further sources.** ``_get_source_models`` names the models that keep
    documents. Each of them gives SELECT statements with the same columns:

    ``_finance_share_query(orders)``
        ``document_id, order_id, amount, total``: how each document of ``orders`` is split: an
        order (a row for *every* order of such a document) has ``amount / total`` of it. They are
        signed alike; what ``total`` has beyond the amounts belongs to no order. Where ``total``
        is zero there is nothing to split: the orders have the document all the same.
    ``_finance_covered_query(orders)``
        ``order_id, by_quantity, by_amount``: what of each of ``orders`` needs no further invoice,
        tax included, order currency, in any number of rows: ``by_quantity`` what was invoiced and
        not given back, at the prices of the order; ``by_amount`` what stands for no quantities:
        down payments in force, documents without lines.
    ``_finance_instalment_query(documents)``
        ``document_id, instalment_id, name, document_type, company_id, currency_id, date,
        date_due, amount, amount_due, balance, balance_due, date_paid, in_payment, reversed``: a
        row for each due date of the documents in ``documents``, and one of a document that has
        none because its total is zero. ``amount…`` in document currency,
        ``balance…`` in company currency, credit notes negative; ``reversed``: an invoice that
        was credited in full.
    ``_finance_open_item_query(partners)``
        ``partner_id, company_id, date_due, balance_due, is_claim``: every open receivable item
        of the commercial entities in ``partners`` (``None``: of all), unmatched payments included,
        negative. ``is_claim``: the customer owes it and can be late with it; money paid back
        counts in what is open, but is no claim, nor are payments and credit notes.
    ``_finance_settlement_query(partners)``
        ``partner_id, company_id, date_due, date_paid, balance``: what was paid, and when;
        credit notes, write-offs, set-offs and exchange differences are no payments.
    ``_finance_received_query(partners)``
        ``partner_id, company_id, date, balance``: what customers paid, matched or not; credit
        notes are no payments.
    ``_finance_document_received_query(documents)``
        ``document_id, date, balance``: what payments settled of ``documents``.
    ``_finance_customer_query(partners)``
        ``partner_id, company_id``: commercial entities that were ever invoiced: those of that
        time, wherever the contact is today.
    ``_finance_statement_query(partners, date)``
        ``partner_id, company_id, document_id, instalment_id, name, document_type, date, date_due,
        currency_id, amount, amount_due, balance_due, reference, is_claim, user_id,
        team_id``: the open items as of
        the end of ``date`` (``None``: as known now), one by one. ``document_type`` is ``invoice``,
        ``refund`` or ``payment``; amounts are signed as above.
    ``_finance_change_query(partners)``
        ``partner_id, company_id, user_id, team_id, change_type, date, date_document, date_due,
        balance, is_claim``: everything that ever changed what is open, on its day: those until a
        day add up to what was open at its end. ``change_type``: ``invoice`` or ``refund`` as it
        came, ``payment`` of an invoice by money, else ``other``; ``is_claim`` and the other dates
        are those of the item that changed.
    ``_finance_order_query()``
        ``order_id``: orders that have a document, posted or not.
    ``_finance_converted_order_query()``
        ``order_id``: orders that have a document in another currency, posted or not.
    ``_finance_follow_up_query(partners)``
        ``partner_id, company_id, document_id, name, date, date_due, payment_reference,
        currency_id, amount, amount_due, balance_due, disputed, excluded, outdated, user_id,
        team_id``: every open instalment that a customer could be reminded of; ``outdated``: the
        data is too old to act on, ``user_id`` and ``team_id``: who sold it.
    ``_finance_document_order_query(documents)``
        ``document_id, order_id``: the orders behind documents.

    A source calls ``finance.status.order._documents_changed(orders)`` when documents of
    ``orders`` come, change or go.

    ``orders``, ``documents`` and ``partners`` are ``SQL`` to be put behind ``IN``.
    """

    _name = 'finance.status.ledger'
    _description = 'Documents behind the Finance Status'

    @api.model
    def _get_source_models(self):
        """Return the names of the models that keep documents. Override to add one."""
        return ['account.move']

    def _union_of_sources(self, method, *args, numbered=False):
        """Return what ``method`` of all sources returns as one SELECT, with ``source``.

        :param bool numbered: with ``source_number``, too, to make ids of
        """
        queries = [
            SQL(
                'SELECT %s AS source, %s source_rows.* FROM (%s) AS source_rows',
                name,
                SQL('%s AS source_number,', number) if numbered else SQL(),
                getattr(self.env[name], method)(*args),
            )
            for number, name in enumerate(self._get_source_models())
        ]
        return SQL(' UNION ALL ').join(queries)

    @api.model
    def _open_items(self, partners=None):
        """Return the open receivable items of all sources as a SELECT."""
        return self._union_of_sources('_finance_open_item_query', partners)

    @api.model
    def _settlements(self, partners=None):
        """Return what was settled in all sources as a SELECT."""
        return self._union_of_sources('_finance_settlement_query', partners)

    @api.model
    def _received(self, partners=None):
        """Return what customers paid in all sources as a SELECT."""
        return self._union_of_sources('_finance_received_query', partners)

    @api.model
    def _document_received(self, documents):
        """Return what payments settled of the documents with these ids, per source."""
        return self._union_of_sources('_finance_document_received_query', documents)

    @api.model
    def _statement(self, partners, date=None):
        """Return the open items of the current company and its branches, as of a day.

        As of today or later, everything known counts, as it does in all other figures.

        :param SQL partners: ids of commercial entities, to be put behind ``IN``
        :param date: the end of that day; today by default
        """
        if date and date >= self._today():
            date = None
        return SQL(
            'SELECT * FROM (%s) AS item WHERE company_id IN %s '
            'ORDER BY partner_id, date_due, date, name, instalment_id',
            self._union_of_sources('_finance_statement_query', partners, date),
            self._company_tree(),
        )

    @api.model
    def _statement_items(self, partners=None, date=None):
        """Return the open items of all companies as a SELECT, with ``source_number``.

        :param SQL partners: ids of commercial entities, to be put behind ``IN``; all by default
        :param date: as of the end of that day; ``None``: as known now
        """
        return self._union_of_sources('_finance_statement_query', partners, date, numbered=True)

    @api.model
    def _customers(self, partners=None):
        """Return the commercial entities ever invoiced, with the company, as a SELECT."""
        return self._union_of_sources('_finance_customer_query', partners)

    @api.model
    def _changes(self, partners=None):
        """Return everything that ever changed what is open in all sources as a SELECT."""
        return self._union_of_sources('_finance_change_query', partners)

    @api.model
    def _follow_up_items(self, partners=None):
        """Return the open instalments that customers can be reminded of as a SELECT."""
        return self._union_of_sources('_finance_follow_up_query', partners)

    @api.model
    def _orders_of_documents(self, documents):
        """Return the orders behind documents as a dict: ids of orders by (source, document id).

        :param documents: pairs of source and document id
        """
        by_source = {}
        for source, document_id in documents:
            by_source.setdefault(source, []).append(document_id)
        orders = {}
        for source, document_ids in by_source.items():
            query = self.env[source]._finance_document_order_query(SQL('%s', tuple(document_ids)))
            for document_id, order_id in self.env.execute_query(query):
                orders.setdefault((source, document_id), []).append(order_id)
        return orders

    @api.model
    def _orders(self):
        """Return the orders that have a document as a SELECT."""
        return self._union_of_sources('_finance_order_query')

    @api.model
    def _order_instalments(self, orders):
        """Return the part of each instalment that belongs to each of ``orders`` as a SELECT.

        Columns: ``order_id, source, document_id, instalment_id, name, document_type, date,
        date_due, date_paid, in_payment, reversed, document_currency_id, document_amount`` (of the
        instalment), ``document_due``; ``amount, amount_due`` in order currency and ``balance,
        balance_due`` in company currency: the order's share.

        The share of a document is cut at cumulated amounts: with shares laid end to end and
        instalments laid end to end, each order gets what lies between two rounded cuts. So
        the parts of all orders and of no order add up to the last cent, in both directions.

        :param SQL orders: ids of sale orders, to be put behind ``IN``
        """
        return SQL(
            """
            WITH share AS MATERIALIZED (
                SELECT source, document_id, order_id,
                       COALESCE(SUM(amount) OVER upto / NULLIF(total, 0), 0) AS share_to,
                       COALESCE((SUM(amount) OVER upto - amount) / NULLIF(total, 0), 0)
                           AS share_from
                  FROM (%(shares)s) AS linked
                WINDOW upto AS (PARTITION BY source, document_id ORDER BY order_id)
            ), instalment AS MATERIALIZED (
                SELECT *,
                       SUM(amount) OVER upto AS amount_to,
                       SUM(amount_due) OVER upto AS amount_due_to,
                       SUM(balance) OVER upto AS balance_to,
                       SUM(balance_due) OVER upto AS balance_due_to
                  FROM (%(instalments)s) AS item
                WINDOW upto AS (
                    PARTITION BY source, document_id ORDER BY date_due, instalment_id
                )
            ), cut AS (
                SELECT s.order_id, i.*,
                       so.currency_id AS order_currency_id,
                       company.parent_path AS company_path,
                       company.currency_id AS company_currency_id,
                       order_currency.rounding AS order_rounding,
                       %(cut_amount)s AS share_amount,
                       %(cut_amount_due)s AS share_amount_due,
                       %(cut_balance)s AS share_balance,
                       %(cut_balance_due)s AS share_balance_due
                  FROM share AS s
                  JOIN instalment AS i USING (source, document_id)
                  JOIN sale_order AS so ON so.id = s.order_id
                  JOIN res_company AS company ON company.id = i.company_id
                  JOIN res_currency AS c ON c.id = i.currency_id
                  JOIN res_currency AS cc ON cc.id = company.currency_id
                  JOIN res_currency AS order_currency ON order_currency.id = so.currency_id
                 WHERE s.order_id IN %(orders)s
            )
            SELECT order_id, source, document_id, instalment_id, name, document_type,
                   date, date_due, date_paid, in_payment, reversed,
                   currency_id AS document_currency_id,
                   amount AS document_amount, amount_due AS document_due,
                   CASE WHEN order_currency_id = currency_id THEN share_amount
                        ELSE %(converted)s END AS amount,
                   CASE WHEN order_currency_id = currency_id THEN share_amount_due
                        ELSE %(converted_due)s END AS amount_due,
                   share_balance AS balance,
                   share_balance_due AS balance_due
              FROM cut
            """,
            shares=self._union_of_sources('_finance_share_query', orders),
            instalments=self._union_of_sources(
                '_finance_instalment_query', SQL('(SELECT document_id FROM share)')
            ),
            orders=orders,
            cut_amount=self._cut('amount', 'c'),
            cut_amount_due=self._cut('amount_due', 'c'),
            cut_balance=self._cut('balance', 'cc'),
            cut_balance_due=self._cut('balance_due', 'cc'),
            converted=self._to_order_currency('share_balance'),
            converted_due=self._to_order_currency('share_balance_due'),
            to_flush=self.env['sale.order']._fields['currency_id'],
        )

    def _cut(self, column, currency):
        """Return the part of ``column`` between the rounded cuts of share and instalment."""

        def cut(amount, share):
            return SQL(
                'ROUND(%(amount)s * %(share)s / %(rounding)s) * %(rounding)s',
                amount=amount,
                share=SQL.identifier('s', share),
                rounding=SQL.identifier(currency, 'rounding'),
            )

        upto = SQL.identifier('i', f'{column}_to')
        before = SQL('(%s - %s)', upto, SQL.identifier('i', column))
        return SQL(
            '(%s - %s) - (%s - %s)',
            cut(upto, 'share_to'),
            cut(upto, 'share_from'),
            cut(before, 'share_to'),
            cut(before, 'share_from'),
        )

    def _to_order_currency(self, balance):
        """Convert ``balance`` (company currency) at the document's date."""
        company = SQL("split_part(company_path, '/', 1)::int")
        return SQL(
            'ROUND(%(balance)s * %(to)s / %(from)s / order_rounding) * order_rounding',
            **{
                'balance': SQL.identifier(balance),
                'to': self._currency_rate(
                    SQL.identifier('order_currency_id'), company, SQL.identifier('date')
                ),
                'from': self._currency_rate(
                    SQL.identifier('company_currency_id'), company, SQL.identifier('date')
                ),
            },
        )

    @api.model
    def _covered(self, orders):
        """Return what of ``orders`` needs no further invoice as a SELECT, a row per order."""
        return SQL(
            """
            SELECT order_id, SUM(by_quantity) AS by_quantity, SUM(by_amount) AS by_amount
              FROM (%s) AS covered
             GROUP BY order_id
            """,
            self._union_of_sources('_finance_covered_query', orders),
        )

    @api.model
    def _conversion_rate(self, from_currency, to_currency, company, date):
        """Return what one unit of a currency is worth in another one on ``date``, as SQL.

        :param SQL from_currency: id of the currency
        :param SQL to_currency: id of the currency
        :param SQL company: id of the root company
        :param SQL date: the day
        """
        return SQL(
            'CASE WHEN %(from)s = %(to)s THEN 1 ELSE %(to_rate)s / %(from_rate)s END',
            **{'from': from_currency, 'to': to_currency},
            to_rate=self._currency_rate(to_currency, company, date),
            from_rate=self._currency_rate(from_currency, company, date),
        )

    @api.model
    def _currency_rate(self, currency, company, date):
        """Return the rate of ``currency`` on ``date``, found as ``res.currency._get_rates`` does.

        :param SQL currency: id of the currency
        :param SQL company: id of the root company
        :param SQL date: the day
        """
        Rate = self.env['res.currency.rate']
        return SQL(
            """
            COALESCE(
                (SELECT r.rate FROM res_currency_rate r
                  WHERE r.currency_id = %(currency)s AND r.name <= %(date)s
                    AND (r.company_id IS NULL OR r.company_id = %(company)s)
                  ORDER BY r.company_id, r.name DESC LIMIT 1),
                (SELECT r.rate FROM res_currency_rate r
                  WHERE r.currency_id = %(currency)s
                    AND (r.company_id IS NULL OR r.company_id = %(company)s)
                  ORDER BY r.company_id, r.name LIMIT 1),
                1.0)
            """,
            currency=currency,
            company=company,
            date=date,
            to_flush=[Rate._fields[name] for name in ('rate', 'name', 'currency_id')],
        )

    @api.model
    def _company_tree(self, company=None):
        """Return the ids of ``company`` (default: the current one) and its branches as SQL."""
        company = company or self.env.company
        return SQL(
            '(SELECT id FROM res_company WHERE parent_path LIKE %s)',
            f'{company.sudo().parent_path}%',
        )

    @api.model
    def _today(self):
        """Return today in the time zone of the user: the one clock of all figures."""
        return fields.Date.context_today(self)
