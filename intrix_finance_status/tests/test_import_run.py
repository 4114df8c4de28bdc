import tracemalloc
from unittest.mock import patch

from odoo.addons.base.models import ir_cron
from odoo.exceptions import UserError
from odoo.tests import tagged
from psycopg2.errors import SerializationFailure

from ..models import finance_status_import_preview as preview
from ..models import finance_status_import_run as run
from ..readers.base import Row
from .common import day
from .common_import import ImportCommon, csv


@tagged('post_install', '-at_install')
class TestImportRun(ImportCommon):
    """Working through the rows in batches of three, whatever comes between."""

    def _queued(self, count=8):
        record = self._upload(csv(*((str(n), 100) for n in range(count))))
        record.action_import()
        return record

    def _step(self, record):
        """Do one step as the job would."""
        record.with_user(self.env.ref('base.user_root'))._work()
        record.invalidate_recordset()

    def test_progress(self):
        record = self._queued()
        expected = {'state': 'queued', 'total': 8, 'done': 0, 'error': 0, 'waiting': False}
        self.assertEqual(record.get_progress(), expected)
        for done in (3, 6, 8):
            self._step(record)
            self.assertEqual(
                record.get_progress(),
                {**expected, 'state': 'running', 'done': done},
            )
            self.assertEqual(len(self._documents()), done)
        self._step(record)
        self._step(record)
        self.assertEqual(record.state, 'done')
        self.assertEqual(record.message_ids[0].preview or 'New: 8', 'New: 8')
        self.assertTrue(record.date_start <= record.date_end)
        self.assertEqual(self.source.date_data.date(), day(0))

    def test_slow_machine(self):
        """The job goes on when its time is over after a step that is not about rows.

        Odoo takes a run without progress for the last one for now: on a busy machine an import
        stayed *running* before its last step, and an undo that followed did nothing.
        """
        self.startPatcher(patch.object(ir_cron, 'MIN_TIME_PER_JOB', 0))
        record = self._queued(3)
        self._cron()
        self.assertEqual(record.state, 'done')
        record.action_undo()
        self._cron()
        self.assertEqual(record.state, 'undone')

    def test_stop_and_continue(self):
        record = self._queued()
        self._step(record)
        record.action_stop()
        self.assertEqual(record.state, 'stopped')
        self._cron()
        self.assertEqual(len(self._documents()), 3)
        record.action_continue()
        self._cron()
        self.assertEqual(record.state, 'done')
        self.assertRows(record, *((str(n), 'new') for n in range(8)))
        self.assertEqual(len(self._documents()), 8)

    def test_undo_what_was_stopped(self):
        record = self._queued()
        self._step(record)
        record.action_stop()
        record.action_undo()
        self._cron()
        self.assertEqual(record.state, 'undone')
        self.assertRows(record, *((str(n), 'undone' if n < 3 else 'skipped') for n in range(8)))
        self.assertFalse(self._documents())

    def test_crash_in_a_batch(self):
        """What a step wrote before it crashed is gone, and the next step does it once."""
        record = self._queued()
        self._step(record)
        Import = self.env.registry['finance.status.import']
        with (
            patch.object(Import, '_write_rows', side_effect=SerializationFailure),
            self.assertRaises(SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self._step(record)
        record.invalidate_recordset()
        self.assertEqual(len(self._documents()), 3)
        self.assertEqual((record.count_left, record.count_new), (5, 8))
        self._cron()
        self.assertEqual(record.state, 'done')
        self.assertRows(record, *((str(n), 'new') for n in range(8)))

    def test_conflicts_are_tried_again(self):
        record = self._queued()
        Import = self.env.registry['finance.status.import']
        original, calls = Import._write_rows, []

        def conflicting(self, rows, planned):
            calls.append(len(rows))
            if len(calls) in (2, 3):
                raise SerializationFailure
            return original(self, rows, planned)

        with (
            patch.object(Import, '_write_rows', conflicting),
            self.enter_registry_test_mode(),
            self.env.registry.cursor() as cr,
        ):
            self.env(cr=cr, user=1)['finance.status.import']._cron_run()
        self.assertEqual(record.state, 'done')
        self.assertEqual(calls, [3, 3, 3, 3, 2])
        self.assertEqual(len(self._documents()), 8)

    def test_batch_falls_back_to_rows(self):
        """A row that breaks its batch is an error; the others of the batch come in."""
        record = self._queued()
        Document = self.env.registry['finance.status.document']
        original = Document._sync_apply

        def failing(self, source, plan, date_data=None):
            if any(wanted.columns['name'] == '4' for _index, wanted in plan.created):
                raise ValueError("some bug")
            return original(self, source, plan, date_data)

        with (
            patch.object(Document, '_sync_apply', failing),
            self.assertLogs('odoo.addons.intrix_finance_status', 'WARNING'),
        ):
            self._cron()
        self.assertEqual(record.state, 'done')
        self.assertRows(record, *((str(n), 'error' if n == 4 else 'new') for n in range(8)))
        self.assertNotIn('4', self._documents())

    def test_unexpected_failure(self):
        record = self._queued()
        Import = self.env.registry['finance.status.import']
        with (
            patch.object(Import, '_write_rows', side_effect=ValueError("a bug")),
            self.assertLogs('odoo.addons.intrix_finance_status', 'ERROR'),
        ):
            self._cron()
        self.assertEqual(record.state, 'failed')
        self.assertFalse(self._documents())
        self.assertEqual(len(record.activity_ids), 1)
        record.action_continue()
        self._cron()
        self.assertEqual(record.state, 'done')
        self.assertEqual(len(self._documents()), 8)

    def test_changed_since_the_preview(self):
        """What a row does is decided when it is imported."""
        record = self._queued(3)
        self.env['finance.status.document']._sync(
            self.source,
            [
                {'name': '0', 'date': day(-20), 'date_due': day(10), 'amount_total': 50},
                {'name': '1', 'date': day(-20), 'date_due': day(10), 'amount_total': 100},
            ],
        )
        self._cron()
        self.assertEqual(record.line_ids.sorted('id').mapped('outcome')[0], 'changed')
        self.assertEqual(record.line_ids.sorted('id').mapped('outcome')[2], 'new')
        record.action_undo()
        self._cron()
        self.assertEqual(self._documents()['0'].amount_total, 50)
        self.assertNotIn('2', self._documents())

    def test_large_file_is_read_by_the_job(self):
        content = csv(*((str(n), 100) for n in range(30)))
        with patch.object(preview, 'QUICK_ROWS', 20):
            record = self._upload(content)
        self.assertEqual((record.state, record.count_total), ('new', 0))
        self.assertFalse(record.line_ids)
        self._cron()
        self.assertEqual((record.state, record.count_total), ('preview', 30))
        with patch.object(preview, 'QUICK_BYTES', 20):
            record = self._upload(content + b'\n')
        self.assertEqual((record.state, record.count_total), ('new', 0))
        self._cron()
        self.assertEqual((record.state, record.count_total), ('preview', 30))

    def test_reading_that_kills_the_server(self):
        """A file is read three times, and then no more."""
        with patch.object(preview, 'QUICK_BYTES', 0):
            record = self._upload(csv(('1', 5)))
        record.sudo().progress_id.attempts = 3
        self._cron()
        self.assertEqual(record.state, 'failed')
        with self.assertRaises(UserError):
            record.action_import()

    def test_reader_fails(self):
        """Whatever a reader raises, also in the middle of the rows, ends in a message."""

        def rows():
            yield Row('1', {'name': '1', 'date': day(0), 'amount_total': 5})
            raise KeyError("a bug of the reader")

        with (
            self._read_as(rows()),
            self.assertLogs('odoo.addons.intrix_finance_status', 'ERROR'),
        ):
            record = self._upload(b'rows')
        self.assertEqual(record.state, 'failed')
        self.assertTrue(record.message)
        self.assertFalse(record.line_ids)
        self.assertEqual(record.count_total, 0)
        record.unlink()

    def test_memory(self):
        """Reading and importing keep no more than a batch, however many rows there are."""

        def rows(count):
            for n in range(count):
                yield Row(
                    str(n), {'name': f'{n}', 'date': day(-3), 'amount_total': 5, 'text': 'x' * 500}
                )

        def peak(count, filename):
            with self._read_as(rows(count)):
                tracemalloc.start()
                record = self._upload(filename.encode(), filename)
                record.action_import()
                self._cron()
                _size, highest = tracemalloc.get_traced_memory()
                tracemalloc.stop()
            self.assertEqual(record.state, 'done')
            return highest

        with patch.object(run, 'BATCH', 100), patch.object(preview, 'BATCH', 100):
            peak(100, 'warm')
            small, large = peak(400, 'small'), peak(2000, 'large')
        # five times the rows; only their identities are kept
        self.assertLess(large, small + 3_000_000)
