import subprocess
import sys
import threading
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

ROWS = 40
# a worker of its own: in the middle of its third batch it waits to be killed
WORKER = """
import sys, time
from odoo.tools import config
config.parse_config(sys.argv[2:])
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
registry = Registry(sys.argv[1])
from odoo.addons.intrix_finance_status.models import finance_status_import_run as run
run.BATCH = 5
Import = registry['finance.status.import']
write_rows, calls = Import._write_rows, []

def write_and_wait(self, rows, planned):
    write_rows(self, rows, planned)
    calls.append(rows)
    if len(calls) == 3:
        self.env.flush_all()
        print('in the middle', flush=True)
        time.sleep(120)

Import._write_rows = write_and_wait
with registry.cursor() as cr:
    api.Environment(cr, SUPERUSER_ID, {})['finance.status.import']._cron_run()
"""


@tagged('post_install', '-at_install')
class TestImportKill(BaseCase):
    """A worker is killed in the middle of a batch, two others go on: all is there, and once.

    This needs transactions of its own, that are seen by other processes.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
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

    def _env(self):
        """Return a context manager for an environment whose changes are committed."""

        class Committed:
            def __enter__(committed):
                committed.cr = self.registry.cursor()
                return api.Environment(committed.cr, SUPERUSER_ID, {})

            def __exit__(committed, error, *_rest):
                if not error:
                    committed.cr.commit()
                committed.cr.close()

        return Committed()

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
        options = ['-c', config['config'], '--max-cron-threads=0', '--no-http']
        worker = subprocess.Popen(
            [sys.executable, '-c', WORKER, get_db_name(), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        try:
            told = worker.stdout.readline()
            self.assertEqual(told.strip(), 'in the middle')
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
        finally:
            worker.kill()
            worker.wait()
            worker.stdout.close()
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
        failures, steps = [], []

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
                failures.append("never done")
            except Exception as error:  # pylint: disable=broad-exception-caught
                # a conflict is tried again, as the scheduled action does
                if not isinstance(error, self._conflicts()):
                    failures.append(error)
                    raise
                work()

        threads = [threading.Thread(target=work) for _worker in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(failures, [])
        self.assertTrue(steps)

    def _conflicts(self):
        return self.registry['finance.status.import']._database_errors(None)
