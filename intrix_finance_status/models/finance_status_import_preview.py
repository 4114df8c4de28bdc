import io
import logging
from itertools import islice

from odoo import models
from odoo.tools import SQL
from odoo.tools.translate import LazyGettext

from ..imports.rows import ImportRow, clean_text, clean_values, copied, day_of, encode, shown
from ..readers import recognise
from ..readers.base import EmptyError, IncompleteError, ReadError

_logger = logging.getLogger(__name__)

# files up to this size are read while the user waits, if they have not more rows than that
QUICK_BYTES = 400_000
QUICK_ROWS = 5_000
BATCH = 1_000
MOST_SKIPPED = 1_000
# keys of what a reading knows about all its rows
DISTINCT = ('distinct',)
LINE_COLUMNS = (
    'import_id', 'position', 'name', 'partner_name', 'date', 'amount', 'currency',
    'values', 'outcome', 'message', 'done', 'document_id', 'partner_id', 'date_due', 'amount_due',
)  # fmt: skip


COPY = 'COPY finance_status_import_line ({}) FROM STDIN'.format(
    ', '.join(f'"{name}"' for name in LINE_COLUMNS)
)


class TooManyRowsError(Exception):
    """The file has more rows than can be read while the user waits."""


class FinanceStatusImport(models.Model):
    """Reading a file into rows, with what will happen to each."""

    _inherit = 'finance.status.import'

    def _read(self, corrected=False):
        """Read the file now if that is quick, else have the job read it.

        :param bool corrected: take the layout as a person corrected it
        """
        self.ensure_one()
        self.check_access('write')
        record = self.sudo()
        record.progress_id._reset(attempts=0)
        record._set_state('new', date_start=False, date_end=False)
        if not corrected:
            record.layout_ids.unlink()
            record.question_ids.unlink()
        if record.attachment_id.file_size <= QUICK_BYTES:
            try:
                with self.env.cr.savepoint():
                    record._read_now(limit=QUICK_ROWS)
            except TooManyRowsError:
                record.invalidate_recordset()
        if record.state == 'new':
            record._trigger()

    def _read_now(self, limit=None):
        """Read the file into rows; what can't be read makes it ``failed``, with a reason.

        :raise TooManyRowsError: when there are more than ``limit``
        """
        self = self._as_user()  # noqa: PLW0642 - all that follows
        self._delete_lines()
        self.progress_id._reset()
        try:
            with self.env.cr.savepoint():
                reading = self._reading()
                self._keep_reading(reading)
                if not reading.questions:
                    self._keep_rows(reading, limit)
                    self._count_unknown()
                    self._find_closing()
        except ReadError as error:
            self.invalidate_recordset()
            self.incomplete = isinstance(error, IncompleteError)
            self.lists_nothing = isinstance(error, EmptyError)
            self._read_failed(self._text(error.args[0] if error.args else error))
            # so that a person can correct how it was understood
            self._keep_layouts(getattr(error, 'layouts', ()))
            return
        except (TooManyRowsError, *self._database_errors()):
            raise
        except Exception:  # pylint: disable=broad-exception-caught
            # one file must not stop the job for all others
            _logger.exception("Reading %s of import %s failed", self.filename, self.id)
            self.invalidate_recordset()
            self._read_failed(
                self.env._("The file could not be read: its content is not as expected.")
            )
            return
        self._set_state('preview')
        self._was_read()
        if self.state == 'preview':
            self._expect_consequences()

    def _read_failed(self, message):
        self.layout_ids.unlink()
        self.progress_id._reset()
        self._set_state('failed', message)
        self._was_read()

    def _as_user(self):
        """Return the import as whoever brought it: in that name, language and company."""
        user = self.user_id
        context = {'lang': user.lang, 'tz': user.tz, 'allowed_company_ids': self.company_id.ids}
        return self.with_user(user).with_context(**context).sudo()

    def _text(self, text):
        """Return a reader's message in the language of the environment."""
        return self.env._(text) if isinstance(text, LazyGettext) else str(text)

    def _reading(self):
        """Read the file, by the layout corrected or remembered."""
        answers = {question.key: question.answer for question in self.question_ids}
        reading = recognise.read(
            self.attachment_id.raw or b'',
            self.filename,
            layouts=self._layouts_to_read(),
            language=(self.company_id.partner_id.lang or self.env.lang or '')[:2],
            numbers=answers.get('decimal_mark'),
            incomplete=self.take_incomplete,
        )
        self._keep_layouts(reading.layouts)
        return reading

    def _keep_reading(self, reading):
        self.question_ids.unlink()
        self.question_ids.create(
            [
                {
                    'import_id': self.id,
                    'key': key,
                    'text': self._text(text),
                    'choices': [self._choice(choice) for choice in choices],
                }
                for key, text, choices in reading.questions
            ]
        )
        self._keep_totals(reading)
        self.write(
            {
                'kind': reading.kind,
                'format': reading.format,
                'open_items_title': self._text(reading.open_items) or False,
                'warnings': '\n'.join(self._text(text) for text in reading.warnings) or False,
            }
        )

    def _choice(self, choice):
        value, label = choice if isinstance(choice, list | tuple) else (choice, choice)
        return [str(value), self._text(label)]

    def _keep_rows(self, reading, limit=None):
        """Write the rows of a reading, with what will happen to them, batch by batch."""
        preview = getattr(self, f'_preview_{reading.kind}')
        # what the rows of the file have in common, and what earlier ones were
        seen = {DISTINCT: getattr(reading.rows, 'is_distinct', False)}
        count = 0
        rows = enumerate(reading.rows, 1)
        while batch := list(islice(rows, BATCH)):
            count += len(batch)
            if limit and count > limit:
                raise TooManyRowsError
            kept = [self._row(number, row) for number, row in batch]
            preview([row for row in kept if not row.done], seen)
            self._insert_lines(kept)
        self._insert_lines(
            [
                ImportRow(skipped.position, {}, 'skipped', self._text(skipped.reason), done=True)
                for skipped in reading.skipped[:MOST_SKIPPED]
            ]
        )
        more = len(reading.skipped) - MOST_SKIPPED
        if more > 0:
            self.progress_id._add(skipped=more, total=more)

    def _row(self, number, row):
        """Return a row of a reader as ``ImportRow``; one with problems is an error, and done."""
        if not hasattr(row, 'values'):
            position = clean_text(row.position) or str(number)
            return ImportRow(position, clean_values(self._transaction_values(row)))
        kept = ImportRow(clean_text(row.position), clean_values(row.values))
        kept.date_due = day_of(kept.values, 'date_due')
        for problem in row.problems:
            kept.refuse(self._problem_text(problem.field, problem.message))
            kept.done = True
        return kept

    def _problem_text(self, field, message):
        label = self.env['finance.status.import.column']._field_label(field)
        message = self._text(message)
        return f'{label}: {message}' if label else message

    def _insert_lines(self, rows):
        """Write rows, and count them."""
        if not rows:
            return
        lines = [
            copied(
                (
                    self.id,
                    row.position[:100],
                    *shown(row.values),
                    encode(row.values),
                    row.outcome,
                    clean_text(row.message) or None,
                    row.done,
                    row.document_id,
                    row.partner_id,
                    row.date_due,
                    row.amount_due,
                )
            )
            for row in rows
        ]
        # four times as fast as INSERT, of which there may be hundreds of thousands
        self.env.cr.copy_expert(COPY, io.StringIO(''.join(lines)))
        self._count(rows)

    def _count(self, rows):
        steps = {'total': len(rows), 'left': sum(not row.done for row in rows)}
        for row in rows:
            steps[row.outcome] = steps.get(row.outcome, 0) + 1
        self.progress_id._add(**steps)
        self.env['finance.status.import.line'].invalidate_model(flush=False)
        self.invalidate_recordset(['line_ids'], flush=False)

    def _delete_lines(self, condition=None):
        self.env.cr.execute(
            SQL(
                'DELETE FROM finance_status_import_line WHERE import_id = %s AND %s',
                self.id,
                condition or SQL('TRUE'),
            )
        )
        self.env['finance.status.import.line'].invalidate_model(flush=False)
        self.invalidate_recordset(['line_ids'], flush=False)
