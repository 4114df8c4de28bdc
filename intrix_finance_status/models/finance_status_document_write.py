import json

from odoo import api, fields, models
from odoo.tools import SQL

from .finance_status_document_known import MODELS, TOLD_COLUMNS

# another value of these may lead to another customer or order
MATCH_COLUMNS = {
    'partner_name',
    'partner_vat',
    'partner_reference',
    'order_reference',
    'customer_reference',
    'payment_reference',
    'told_orders',
    'amount_total',
}

# documents at once from which on statistics matter
MANY = 200


class FinanceStatusDocument(models.Model):
    """Read and write many documents with a few statements: what ``_sync`` is made of.

    The ORM inserts a hundred rows at a time and computes row by row. Whoever adds stored fields
    to the document, and wants them on what sources tell, extends ``_sync_written``.
    """

    _inherit = 'finance.status.document'

    @api.model
    def _sync_apply(self, source, plan, date_data=None):
        """Write what was planned, and have the figures taken again."""
        self, source = self.sudo(), source.sudo()  # noqa: PLW0642 - rights are up to the caller
        if any(result.outcome != 'error' for result in plan.results):
            source._data_came(date_data or fields.Datetime.now())
        known = [known.id for known, _wanted in [*plan.updated, *plan.relined, *plan.paid]]
        before = self._sync_orders(known)
        ids = self._sync_insert(source, plan)
        for (index, _wanted), document_id in zip(plan.created, ids, strict=True):
            plan.results[index].document_id = document_id
        for index, first in plan.same.items():
            plan.results[index].document_id = plan.results[first].document_id
        touched = list(dict.fromkeys([*ids, *known]))
        if not touched:
            return
        self._sync_update(source, plan)
        totals = {
            known.id: (known.columns['amount_total'], wanted.columns['amount_total'])
            for known, wanted in plan.updated
            if known.columns['amount_total'] != wanted.columns['amount_total']
        }
        self._sync_rescale_shares(totals)
        matchable = ids + [
            known.id
            for known, wanted in plan.updated
            if any(known.columns[name] != wanted.columns[name] for name in MATCH_COLUMNS)
        ]
        self._sync_written(self.browse(touched), self.browse(matchable), before)

    @api.model
    def _sync_written(self, documents, matchable, orders_before):
        """Follow up on documents that were written by SQL.

        :param documents: all of them
        :param matchable: those whose customer and orders may be others now
        :param orders_before: the orders that had a share of them
        """
        self.env['res.company']._finance_set_has_documents()
        for name in MODELS:
            self.env[name].invalidate_model(flush=False)
        if matchable:
            matchable._match()
            self._sync_flush()
        self._sync_analyze(len(documents))
        orders = orders_before | self._sync_orders(documents.ids)
        self.env['finance.status.order']._documents_changed(orders)
        self.env['finance.status.follow.up'].sudo()._trigger_closing()

    @api.model
    def _sync_analyze(self, count):
        """Tell PostgreSQL how many documents there are, where it knows of fewer than came now.

        It takes a table that was empty when it last looked for empty, and so goes through all
        rows of it for each row of another one: the thousandth batch takes hours.

        :param int count: how many were written now
        """
        if count < MANY:
            return
        tables = [self.env[name]._table for name in MODELS]
        [(known,)] = self.env.execute_query(
            SQL('SELECT reltuples FROM pg_class WHERE oid = %s::regclass', tables[0])
        )
        if known < 2 * count:
            self.env.cr.execute(
                # who else analyzes or vacuums them does it for us
                SQL('ANALYZE (SKIP_LOCKED) %s', SQL(', ').join(map(SQL.identifier, tables)))
            )

    @api.model
    def _sync_orders(self, document_ids):
        rows = self.env.execute_query(
            SQL(
                'SELECT DISTINCT order_id FROM finance_status_document_order '
                'WHERE document_id = ANY(%s)',
                document_ids,
            )
        )
        return self.env['sale.order'].browse(row[0] for row in rows)

    def _sync_json(self, rows):
        return json.dumps(rows, default=str)

    @api.model
    def _sync_rates(self, source, wanted):
        """Return what one unit of a currency was in the company's, by currency and date."""
        company = source.company_id
        keys = {
            (document.columns['currency_id'], company.id, document.columns['date'])
            for document in wanted
            if document.columns['currency_id'] != company.currency_id.id
        }
        rows = self._balance_rates(keys) if keys else ()
        return {(currency, date): rate for currency, _company, date, rate in rows}

    @api.model
    def _sync_rows(self, source, documents):
        """Return the columns of (id, wanted) pairs."""
        rates = self._sync_rates(source, [wanted for _id, wanted in documents])
        return [
            {
                **wanted.columns,
                'id': document_id,
                'balance_rate': rates.get(
                    (wanted.columns['currency_id'], wanted.columns['date']), 1
                ),
            }
            for document_id, wanted in documents
        ]

    @api.model
    def _sync_insert(self, source, plan):
        """Insert the new documents with what belongs to them; return their ids.

        A row of a concurrent transaction is left alone: then PostgreSQL reports a serialization
        failure, which Odoo retries, where a constraint would reach the user.
        """
        if not plan.created:
            return []
        ids = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT nextval('finance_status_document_id_seq') FROM generate_series(1, %s)",
                    len(plan.created),
                )
            )
        ]
        created = [
            (document_id, wanted)
            for document_id, (_index, wanted) in zip(ids, plan.created, strict=True)
        ]
        registered = [
            {
                'document_id': document_id,
                'amount': sum(payment[1] for payment in wanted.payments.values()),
                'date': max(
                    (payment[0] for payment in wanted.payments.values() if payment[1] > 0),
                    default=None,
                ),
            }
            for document_id, wanted in created
            if wanted.payments
        ]
        columns = [*TOLD_COLUMNS, 'balance_rate']
        settled = self._sync_settled()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO finance_status_document (
                    id, source_id, company_id, match_state, %(columns)s,
                    %(settled_columns)s,
                    create_uid, create_date, write_uid, write_date)
                SELECT document.id, %(source)s, %(company)s, 'to_match', %(values)s, %(settled)s,
                       %(log)s, %(log)s
                  FROM jsonb_populate_recordset(NULL::finance_status_document, %(rows)s)
                       AS document
                  JOIN res_currency AS currency ON currency.id = document.currency_id
                  CROSS JOIN LATERAL (%(told)s) AS told
                  LEFT JOIN jsonb_to_recordset(%(registered)s)
                       AS registered(document_id int, amount numeric, date date)
                       ON registered.document_id = document.id
                ON CONFLICT DO NOTHING
                """,
                columns=SQL(', ').join(map(SQL.identifier, columns)),
                values=SQL(', ').join(SQL.identifier('document', name) for name in columns),
                settled_columns=SQL(', ').join(map(SQL.identifier, settled)),
                settled=SQL(', ').join(settled.values()),
                told=self._sync_told_paid(),
                source=source.id,
                company=source.company_id.id,
                log=self._sync_log(),
                rows=self._sync_json(self._sync_rows(source, created)),
                registered=self._sync_json(registered),
            )
        )
        self._sync_insert_payments(created)
        self._sync_insert_lines(created)
        return ids

    def _sync_log(self):
        return SQL('%s, %s', self.env.uid, fields.Datetime.now())

    @api.model
    def _sync_insert_payments(self, documents):
        """Insert the payments of (id, wanted) pairs; one with the same identity is changed."""
        rows = [
            {
                'document_id': document_id,
                'identity': identity,
                'date': date,
                'amount': amount,
                'reference': reference,
                'kind': kind,
            }
            for document_id, wanted in documents
            for identity, (date, amount, reference, kind) in wanted.payments.items()
        ]
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO finance_status_document_payment (
                    document_id, identity, date, amount, reference, kind,
                    create_uid, create_date, write_uid, write_date)
                SELECT document_id, identity, date, amount, reference, kind, %(log)s, %(log)s
                  FROM jsonb_populate_recordset(NULL::finance_status_document_payment, %(rows)s)
                ON CONFLICT (document_id, identity) WHERE identity IS NOT NULL
                DO UPDATE SET date = EXCLUDED.date, amount = EXCLUDED.amount,
                              reference = EXCLUDED.reference, kind = EXCLUDED.kind,
                              write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                """,
                log=self._sync_log(),
                rows=self._sync_json(rows),
            )
        )

    @api.model
    def _sync_insert_lines(self, documents):
        """Insert the instalments of (id, wanted) pairs, whose documents are written."""
        rows = [
            {'document_id': document_id, 'id': position, 'date_due': date_due, 'amount': amount}
            for document_id, wanted in documents
            for position, (date_due, amount) in enumerate(wanted.lines)
        ]
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO finance_status_document_line (
                    document_id, date_due, amount, amount_due, balance, balance_due,
                    create_uid, create_date, write_uid, write_date)
                SELECT document_id, date_due, amount, amount_due, balance, balance_due,
                       %(log)s, %(log)s
                  FROM (%(lines)s) AS line
                 ORDER BY document_id, date_due, id
                """,
                log=self._sync_log(),
                lines=self._sync_lines(
                    SQL(
                        'jsonb_populate_recordset(NULL::finance_status_document_line, %s)',
                        self._sync_json(rows),
                    )
                ),
            )
        )

    @api.model
    def _sync_update(self, source, plan):
        """Write the documents that differ, and what belongs to them."""
        updated = [(known.id, wanted) for known, wanted in plan.updated]
        if updated:
            columns = [*TOLD_COLUMNS, 'balance_rate']
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE finance_status_document AS document
                       SET %(columns)s, write_uid = %(uid)s, write_date = %(now)s
                      FROM jsonb_populate_recordset(NULL::finance_status_document, %(rows)s)
                           AS told
                     WHERE document.id = told.id
                    """,
                    columns=SQL(', ').join(
                        SQL('%s = %s', SQL.identifier(name), SQL.identifier('told', name))
                        for name in columns
                    ),
                    uid=self.env.uid,
                    now=fields.Datetime.now(),
                    rows=self._sync_json(self._sync_rows(source, updated)),
                )
            )
        self._sync_insert_payments([(known.id, wanted) for known, wanted in plan.paid])
        relined = [(known.id, wanted) for known, wanted in plan.relined]
        if relined:
            self.env.cr.execute(
                SQL(
                    'DELETE FROM finance_status_document_line WHERE document_id = ANY(%s)',
                    [document_id for document_id, _wanted in relined],
                )
            )
        touched = {known.id for known, _wanted in [*plan.updated, *plan.paid, *plan.relined]}
        self._sync_settle(list(touched))
        self._sync_insert_lines(relined)
