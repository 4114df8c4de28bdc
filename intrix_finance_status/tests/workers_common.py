import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import config

# what a worker of its own begins with: ``registry``, and ``wait`` to be killed
PROLOGUE = """
import sys, time
from odoo.tools import config
config.parse_config(sys.argv[2:])
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
registry = Registry(sys.argv[1])

def wait(env):
    env.flush_all()
    print('in the middle', flush=True)
    time.sleep(120)
"""


class WorkersCase(BaseCase):
    """Several workers, in transactions of their own that other processes see.

    They really commit: a test removes what it has made.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._env() as env:
            self.addCleanup(self._forget_documents, env.company.finance_has_documents)

    def _forget_documents(self, had_documents):
        """Let other tests find a company without documents, once those of this test are gone."""
        with self._env() as env:
            env.company.finance_has_documents = had_documents

    @contextmanager
    def _env(self):
        """Give an environment whose changes are committed, unless something fails."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @contextmanager
    def _killed_in_the_middle(self, code):
        """Give the time from when another process, that runs ``code``, waits until it is killed."""
        options = ['-c', config['config'], '--max-cron-threads=0', '--no-http']
        worker = subprocess.Popen(
            [sys.executable, '-c', PROLOGUE + code, get_db_name(), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        try:
            self.assertEqual(worker.stdout.readline().strip(), 'in the middle')
            yield
        finally:
            worker.kill()
            worker.wait()
            worker.stdout.close()

    def _at_once(self, *works):
        """Let threads do ``works`` at the same time; return what failed."""
        started, failures = Barrier(len(works)), []

        def work_when_all_are_there(work):
            started.wait(timeout=30)
            try:
                work()
            # what fails in a thread is told to the test, which would not see it otherwise
            except Exception as error:  # pylint: disable=broad-exception-caught
                failures.append(error)

        threads = [
            Thread(target=work_when_all_are_there, args=(work,), daemon=True) for work in works
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
            self.assertFalse(thread.is_alive())
        return failures
