import threading

from odoo.tests import tagged

from .workers_common import WorkersCase

ROWS = 40
# in the middle of its third batch
WORKER = """
from odoo.addons.intrix_finance_status.models import finance_status_import_run as run
run.BATCH = 5
Import = registry['finance.status.import']
write_rows, calls = Import._write_rows, []

def write_and_wait(self, rows, planned):
    write_rows(self, rows, planned)
    calls.append(rows)
    if len(calls) == 3:
        wait(self.env)

Import._write_rows = write_and_wait
with registry.cursor() as cr:
    api.Environment(cr, SUPERUSER_ID, {})['finance.status.import']._cron_run()
"""


@tagged('post_install', '-at_install')
class TestImportKill(WorkersCase):
    """A worker is killed in the middle of a batch, two others go on: all is there, and once."""

    def setUp(self):
        super().setUp()
        with self._env() as env:
            self.source_id = env['finance.status.source'].create({'name': "K", 'code': 'killed'}).id
            self.import_id = None
        self.addCleanup(self._remove)
        with self._env() as env:
            rows = ''.join(f'{n};Killed;01.03.2026;31.03.2026;10,00\n' for n in range(ROWS))
            content = f'Broj računa;Kupac;Datum;Dospijeće;Ukupno\n{rows}'.encode()
            record = env['finance.status.import']._from_attachments(
                env['finance.status.source'].browse(self.source_id),
                env['ir.attachment'].create({'name': 'k.csv', 'raw': content}),
            )
            self.import_id = record.id
            record.action_import()

    def _remove(self):
        with self._env() as env:
            source = env['finance.status.source'].browse(self.source_id)
            source.document_ids.unlink()
            imports = source.import_ids
            imports.state = 'undone'
            imports.unlink()
            source.unlink()
            env['ir.cron.trigger'].search(
                [('cron_id', '=', env.ref('intrix_finance_status.cron_import').id)]
            ).unlink()

    def _state(self):
        with self._env() as env:
            record = env['finance.status.import'].browse(self.import_id)
            return record.state, len(record.source_id.document_ids), record.count_left

    def test_killed(self):
        with self._killed_in_the_middle(WORKER):
            # two batches are in, of the third nothing is seen
            self.assertEqual(self._state(), ('running', 10, ROWS - 10))
            # nobody else works on it meanwhile
            with self._env() as env:
                self.assertFalse(env['finance.status.import']._next_import())
            # and stopping it, or asking how far it is, does not wait for the worker
            with self._env() as env:
                record = env['finance.status.import'].browse(self.import_id)
                record.action_stop()
                self.assertEqual(record.get_progress()['done'], 10)
        self.assertEqual(self._state(), ('stopped', 10, ROWS - 10))
        with self._env() as env:
            env['finance.status.import'].browse(self.import_id).action_continue()
        self._two_workers()
        self.assertEqual(self._state(), ('done', ROWS, 0))
        with self._env() as env:
            record = env['finance.status.import'].browse(self.import_id)
            self.assertEqual(record.count_new, ROWS)
            names = record.source_id.document_ids.mapped('name')
            self.assertEqual(sorted(names, key=int), [str(n) for n in range(ROWS)])
            self.assertEqual(len(record.line_ids.document_id), ROWS)

    def _two_workers(self):
        """Let two workers do step by step what they get hold of, until nothing is left."""
        steps = []

        def work():
            try:
                for _turn in range(200):
                    with self._env() as env:
                        record = env['finance.status.import']._next_import()
                        if record:
                            record._work()
                            steps.append(threading.get_ident())
                    if self._state()[0] == 'done':
                        return
                self.fail("never done")
            except self._conflicts():
                # tried again, as the scheduled action does
                work()

        self.assertEqual(self._at_once(work, work), [])
        self.assertTrue(steps)

    def _conflicts(self):
        return self.registry['finance.status.import']._database_errors(None)
