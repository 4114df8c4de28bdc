from odoo import api, models
from odoo.tools import SQL

from .finance_status_document_known import MODELS

# what people and banks did to a document since is no part of what a source told
KEPT_KINDS = ('manual', 'bank')
CHILDREN = {
    'line_ids': 'finance_status_document_line',
    'payment_ids': 'finance_status_document_payment',
    'order_ids': 'finance_status_document_order',
}


class FinanceStatusDocument(models.Model):
    """Documents as they were before something was told of them: what the undo of a file needs."""

    _inherit = 'finance.status.document'

    @api.model
    def _snapshot(self, documents):
        """Return all that is known of ``documents``, to be given to ``_restore``.

        :return: JSON values by id
        """
        if not documents:
            return {}
        self._sync_flush()
        parts = [
            SQL(
                """
                COALESCE((SELECT JSONB_AGG(TO_JSONB(part) ORDER BY part.id)
                            FROM %s AS part WHERE part.document_id = document.id), '[]')
                """,
                SQL.identifier(table),
            )
            for table in CHILDREN.values()
        ]
        return {
            document_id: {**columns, **dict(zip(CHILDREN, children, strict=True))}
            for document_id, columns, *children in self.env.execute_query(
                SQL(
                    'SELECT id, TO_JSONB(document), %s FROM finance_status_document AS document '
                    'WHERE id = ANY(%s)',
                    SQL(', ').join(parts),
                    documents.ids,
                )
            )
        }

    @api.model
    def _restore(self, source, snapshots):
        """Bring documents of ``source`` back exactly as they were, and nothing of others.

        Payments that people or banks have registered since stay; so a document that did not
        exist before, and has such a payment, stays as well.

        :param dict snapshots: what ``_snapshot`` gave, by id (also as text, as JSON has it);
            ``None`` for a document that did not exist: it is deleted
        :return: the documents that were not brought back
        """
        self = self.sudo()  # noqa: PLW0642 - whether the user may is up to the caller
        self._sync_flush()
        snapshots = {int(document_id): values for document_id, values in snapshots.items()}
        own = self._restorable(source, list(snapshots))
        before = self._sync_orders(own)
        kept = self._with_later_payments(
            [document_id for document_id in own if snapshots[document_id] is None]
        )
        gone = [i for i in own if snapshots[i] is None and i not in kept]
        self.browse(gone).unlink()
        rows = [
            values for i, values in snapshots.items() if values and values['source_id'] == source.id
        ]
        if rows:
            self._restore_rows(rows)
        back = [values['id'] for values in rows]
        for name in MODELS:
            self.env[name].invalidate_model(flush=False)
        orders = before | self._sync_orders(back)
        self.env['finance.status.order']._documents_changed(orders.exists())
        return self.browse(kept)

    @api.model
    def _restorable(self, source, document_ids):
        """Return which of these ids are documents of the source."""
        rows = self.env.execute_query(
            SQL(
                'SELECT id FROM finance_status_document WHERE source_id = %s AND id = ANY(%s)',
                source.id,
                document_ids,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _with_later_payments(self, document_ids):
        """Return which of these documents people or banks have registered payments of."""
        rows = self.env.execute_query(
            SQL(
                'SELECT DISTINCT document_id FROM finance_status_document_payment '
                'WHERE document_id = ANY(%s) AND kind IN %s',
                document_ids,
                KEPT_KINDS,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _restore_rows(self, rows):
        """Write these rows with their ids, and what belongs to them."""
        self._restore_table('finance_status_document', self._sync_json(rows))
        ids = [values['id'] for values in rows]
        for fname, table in CHILDREN.items():
            parts = [part for values in rows for part in values[fname]]
            part_ids = [part['id'] for part in parts]
            later = SQL('TRUE')
            if fname == 'payment_ids':
                later = SQL('kind NOT IN %s', KEPT_KINDS)
            self.env.cr.execute(
                SQL(
                    'DELETE FROM %s WHERE document_id = ANY(%s) AND id <> ALL(%s) AND %s',
                    SQL.identifier(table),
                    ids,
                    part_ids,
                    later,
                )
            )
            self._restore_table(table, self._sync_json(parts))
        # a payment that stayed counts
        self._sync_settle(ids)

    @api.model
    def _restore_table(self, table, rows):
        columns = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    'SELECT column_name FROM information_schema.columns '
                    'WHERE table_schema = current_schema AND table_name = %s',
                    table,
                )
            )
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (%(columns)s)
                SELECT %(columns)s FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s)
                ON CONFLICT (id) DO UPDATE SET %(excluded)s
                """,
                table=SQL.identifier(table),
                columns=SQL(', ').join(map(SQL.identifier, columns)),
                rows=rows,
                excluded=SQL(', ').join(
                    SQL('%s = %s', SQL.identifier(name), SQL.identifier('excluded', name))
                    for name in columns
                    if name != 'id'
                ),
            )
        )
