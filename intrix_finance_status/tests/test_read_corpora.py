import logging
import os
import unittest
from collections import Counter
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..readers import recognise
from ..readers.base import ReadError
from .reader_samples import english

_logger = logging.getLogger(__name__)

#: folders of files to read through, e.g. checkouts of public collections; several with ``:``
FOLDERS = 'FINANCE_STATUS_CORPORA'
LARGEST = 20 * 1024 * 1024


def files():
    """Yield the files of the folders that the environment names, in order."""
    named = os.environ.get(FOLDERS) or os.environ.get('FINANCE_STATUS_SAMPLES') or ''
    for folder in filter(None, named.split(os.pathsep)):
        for path in sorted(Path(folder).rglob('*')):
            if path.is_file() and '.git' not in path.parts and path.stat().st_size <= LARGEST:
                yield path


@tagged('post_install', '-at_install')
class TestReadCorpora(BaseCase):
    """Public collections of files: whatever is in them is read, or refused with a reason."""

    def test_files(self):
        found = Counter()
        for path in files():
            with self.subTest(file=str(path)):
                outcome = self._read_through(path)
                found[outcome] += 1
                _logger.info("%s: %s", path, outcome)
        if not found:
            raise unittest.SkipTest(f"name folders of files in {FOLDERS} to read them through")
        _logger.info("Read through: %s", dict(found.most_common()))

    def _read_through(self, path):
        try:
            reading = recognise.read(path.read_bytes(), path.name)
        except ReadError as error:
            self.assertTrue(english(error.args[0]))
            return 'refused'
        if reading.questions:
            return 'asks'
        for row in reading.rows:
            if reading.kind == 'transactions':
                self.assertTrue(row.date)
                self.assertTrue(row.identity)
            elif not row.problems:
                self.assertTrue(row.values.get('name'))
                amounts = ('amount_total', 'amount_due', 'amount_paid', 'amount')
                if row.values.get('state') not in ('cancelled', 'paid'):
                    self.assertTrue(set(amounts) & row.values.keys())
            else:
                for problem in row.problems:
                    self.assertTrue(english(problem.message))
        return reading.kind
