import logging

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..imports.rows import ImportRow, clean_text, encode

_logger = logging.getLogger(__name__)

BATCH = 1_000
MOST_CONFLICTS = 10
MOST_ATTEMPTS = 3
READ_COLUMNS = (
    'id', 'position', 'values', 'outcome', 'message', 'document_id', 'payment_id',
    'transaction_ref', 'before', 'after',
)  # fmt: skip


class FinanceStatusImport(models.Model):
    """Working through imports in the background: a batch of rows is a transaction.

    Whoever works locks the record of the progress; a row is done in the same transaction that
    brings its document. So a crash at any moment leaves nothing half done, and nothing is done
    twice, whatever number of workers there are.
    """

    _inherit = 'finance.status.import'

    def _database_errors(self):
        """Return what means that others work on the same: the whole batch is tried again."""
        return (psycopg2.OperationalError, psycopg2.InterfaceError)

    @api.model
    def _cron_run(self):
        """Work through what waits, as long as there is time."""
        self.env['ir.cron']._finance_check_scheduled('intrix_finance_status.cron_import')
        conflicts = 0
        while True:
            try:
                record = self._next_import()
                if not record:
                    return
                processed = record._work()
            except self._database_errors():
                self.env.cr.rollback()
                conflicts += 1
                if conflicts > MOST_CONFLICTS:
                    raise
                continue
            # what a batch had to know is nothing to keep for the next
            self.env.invalidate_all()
            waiting = self.search_count(self._waiting_domain())
            # a step without rows is progress as well: Odoo ends a job that makes none
            if not self.env['ir.cron']._commit_progress(max(processed, 1), remaining=waiting):
                return

    @api.model
    def _waiting_domain(self):
        consequences = Domain('state', '=', 'preview') & Domain(
            'progress_id.consequences_waiting', '=', True
        )
        return Domain('state', 'in', ('new', 'queued', 'running')) | consequences

    @api.model
    def _next_import(self):
        """Return the first import that waits and nobody works on, locked by its progress."""
        waiting = self.sudo().search(self._waiting_domain(), order='id')
        locked = waiting.progress_id.try_lock_for_update(limit=1)
        return waiting.filtered(lambda record: record.progress_id == locked)

    def _work(self):
        """Do one step of this import; return the number of rows done.

        What goes wrong in a way that nobody thought of makes the import ``failed``.
        """
        if self.state == 'new' and not self._begin_reading():
            return 0
        if self.state == 'preview' and not self._begin_consequences():
            return 0
        try:
            with self.env.cr.savepoint():
                return self._as_user()._step()
        except self._database_errors():
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught
            _logger.exception("Import %s failed", self.id)
            self.invalidate_recordset()
            message = (
                str(error)
                if isinstance(error, UserError)
                else self._as_user().env._("An unexpected error stopped it: see the log.")
            )
            self._as_user()._set_state('failed', message, date_end=fields.Datetime.now())
            self._as_user()._tell_problem(message)
            return 0

    def _step(self):
        if self.state == 'new':
            self._read_now()
            return self.count_total
        if self.state == 'preview':
            self._work_out_consequences()
            return self.count_left
        if self.state == 'queued':
            self._set_state('running')
        rows = self._next_rows()
        if rows:
            self._work_on(rows)
            return len(rows)
        if self.undoing or self.progress_id.closing_ready:
            self._finish()
        else:
            self._begin_closing()
        return 0

    def _begin_reading(self):
        """Count an attempt to read the file: one that stops the server is not tried for ever."""
        progress = self.progress_id
        if progress.attempts >= MOST_ATTEMPTS:
            record = self._as_user()
            record._read_failed(
                record.env._("Reading the file was broken off several times: split it up.")
            )
            return False
        progress.attempts += 1
        # so that the attempt counts even if the server dies of it
        self.env['ir.cron']._commit_progress()
        return bool(progress.try_lock_for_update())

    def _next_rows(self, limit=None):
        """Return the next rows to work on as ``ImportRow``: forwards, or backwards to undo."""
        self.env['finance.status.import.line'].flush_model()
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT %(columns)s FROM finance_status_import_line
                 WHERE import_id = %(import)s AND NOT done AND %(stage)s
                 ORDER BY id %(direction)s LIMIT %(limit)s
                """,
                columns=SQL(', ').join(map(SQL.identifier, READ_COLUMNS)),
                # what turns paid is looked up again after all others
                stage=SQL('TRUE' if self.progress_id.closing_ready else "outcome <> 'paid'"),
                direction=SQL('DESC' if self.undoing else 'ASC'),
                limit=limit or BATCH,
                **{'import': self.id},
            )
        )
        return [ImportRow(**{**values, 'message': values['message'] or ''}) for values in found]

    def _work_on(self, rows):
        """Import or undo rows: together, or one by one where that fails."""
        planned = {row.id: row.outcome for row in rows}
        try:
            with self.env.cr.savepoint():
                self._work_on_all(rows)
        except self._database_errors():
            raise
        except Exception:  # pylint: disable=broad-exception-caught
            _logger.warning("Import %s: a batch failed, going row by row", self.id, exc_info=True)
            # what the failed attempt noted in the rows is not true
            rows = self._next_rows(limit=len(rows))
            for row in rows:
                self._work_on_one(row)
        self._write_rows(rows, planned)

    def _work_on_all(self, rows):
        verb = 'undo' if self.undoing else 'import'
        getattr(self, f'_{verb}_{self.kind}')(rows)
        self.env.flush_all()

    def _work_on_one(self, row):
        try:
            with self.env.cr.savepoint():
                self._work_on_all([row])
        except self._database_errors():
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught
            known = isinstance(error, UserError)
            if not known:
                _logger.exception("Import %s: row %s failed", self.id, row.position)
            row.message = ''
            row.refuse(str(error) if known else self.env._("An unexpected error: see the log."))
            if self.undoing:
                row.outcome = 'kept'

    def _write_rows(self, rows, planned):
        """Note what became of rows.

        :param dict planned: outcome of each row before, by its ID
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_import_line AS line
                   SET done = TRUE, outcome = told.outcome, message = told.message,
                       document_id = document.id, payment_id = told.payment_id,
                       transaction_ref = told.transaction_ref, before = told.before,
                       after = told.after
                  FROM jsonb_populate_recordset(NULL::finance_status_import_line, %s) AS told
                  LEFT JOIN finance_status_document AS document ON document.id = told.document_id
                 WHERE line.id = told.id
                """,
                encode(
                    [
                        {
                            'id': row.id,
                            'outcome': row.outcome,
                            'message': clean_text(row.message) or None,
                            'document_id': row.document_id,
                            'payment_id': row.payment_id,
                            'transaction_ref': row.transaction_ref,
                            'before': row.before,
                            'after': row.after,
                        }
                        for row in rows
                    ]
                ),
            )
        )
        steps = {'left': -len(rows)}
        for row in rows:
            before = planned[row.id]
            steps[before] = steps.get(before, 0) - 1
            steps[row.outcome] = steps.get(row.outcome, 0) + 1
        self.progress_id._add(**steps)
        self.env['finance.status.import.line'].invalidate_model(flush=False)

    def _begin_closing(self):
        """Look up what turns paid, now that all rows are in; wait where that is unusual."""
        self._find_closing()
        self.progress_id.closing_ready = True
        if self._closing_to_confirm() and not self._closing_is_confirmed():
            message = self._closing_text()
            self._set_state('stopped', message)
            self._tell_problem(message)

    def _finish(self):
        state = 'undone' if self.undoing else 'done'
        self._set_state(state, undoing=False, date_end=fields.Datetime.now())
        if state == 'done' and self.kind == 'documents':
            # that nothing changed is news as well
            self.source_id._data_came(self._date_data())
        self.message_post(body=self._summary(), subtype_xmlid='mail.mt_note')
        self._was_finished()

    def _summary(self):
        """Return the numbers of rows by what became of them, as a text."""
        Progress = self.env['finance.status.import.progress']
        labels = {
            name: Progress._fields[name]._description_string(self.env)
            for name in Progress._counted()
            if name not in ('count_left', 'count_total')
        }
        counts = [f'{label}: {self[name]}' for name, label in labels.items() if self[name]]
        return ', '.join(counts) or self.env._("The file has nothing to import.")

    def _tell_problem(self, message):
        """Ask the responsible user to look at the import, once."""
        user = self.source_id.user_id or self.user_id
        if not user._is_internal() or not user.active:
            user = self.env.ref('base.user_admin')
        self.activity_unlink(['mail.mail_activity_data_todo'])
        self.activity_schedule(
            'mail.mail_activity_data_todo',
            summary=self.env._("Look at the import of %s", self.filename),
            note=message,
            user_id=user.id,
        )
