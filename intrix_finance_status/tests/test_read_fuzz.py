import io
import random
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests.common import BaseCase

from ..readers import recognise
from ..readers.base import ReadError, Transaction
from .camt_files import addiko, erste, halcom
from .reader_samples import ELSEWHERE, FOLDER, damaged, english

PER_FILE = 60
LIST = (
    'Popis računa;;;;\r\n\r\n'
    'Broj računa;Kupac;Datum računa;Datum dospijeća;Ukupno;Plaćeno;Otvoreno\r\n'
    '1-1-1;Kupac d.o.o.;1.2.2026.;1.3.2026.;1.234,56;1.000,00;234,56\r\n'
    '2-1-1;Čvorak j.d.o.o.;2.2.2026.;2.3.2026.;-99,90;0,00;-99,90\r\n'
    'Ukupno;;;;1.134,66;1.000,00;134,66\r\n'
)


def files():
    """Return samples of every format: those kept here, elsewhere, and some of our own."""
    found = {}
    for folder in filter(None, (FOLDER, ELSEWHERE and Path(ELSEWHERE))):
        for path in sorted(folder.rglob('*')):
            kept = path.suffix in ('.xml', '.csv', '.xls', '.xlsx', '.zip', '.txt')
            if kept and path.stat().st_size < 200_000:
                found.setdefault(path.name, path.read_bytes())
    found |= {
        'erste.xml': erste(),
        'addiko.xml': addiko(),
        'halcom.xml': halcom(),
        'list.csv': LIST.encode(),
        'list cp1250.csv': LIST.encode('cp1250'),
        'list utf-16.csv': LIST.encode('utf-16'),
        'files.zip': packed({'1.xml': erste(), '2.xml': halcom()}),
    }
    return found


def packed(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def damaged_within(content, seed, count):
    """Yield copies of a zip or workbook with one of its members damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    names = random.Random(seed).choices(sorted(members), k=count)
    for number, name in enumerate(names):
        [copy] = damaged(members[name], f'{seed} {number}', 1)
        yield packed({**members, name: copy})


class TestReadFuzz(BaseCase):
    """Whatever a file holds, it is read, or refused with a message; nothing else is raised."""

    def _check(self, content, name=''):
        """Return whether a file could be read, as a whole and with all that it says."""
        try:
            reading = recognise.read(content, name)
            rows = list(reading.rows)
        except ReadError as error:
            self.assertTrue(english(error.args[0]))
            return False
        self.assertIn(reading.kind, ('documents', 'payments', 'transactions'))
        for row in rows:
            self.assertIsInstance(row.position, str)
            if isinstance(row, Transaction):
                self._check_value(row.amount)
                continue
            for problem in row.problems:
                self.assertTrue(english(problem.message))
            for value in row.values.values():
                self._check_value(value)
        for skipped in reading.skipped:
            self.assertTrue(english(skipped.reason))
        for warning in reading.warnings:
            self.assertTrue(english(warning))
        return True

    def _check_value(self, value):
        """Amounts are exact and finite, dates dates."""
        if isinstance(value, list | tuple):
            for item in value:
                self._check_value(item)
        elif isinstance(value, dict):
            for item in value.values():
                self._check_value(item)
        elif isinstance(value, Decimal):
            self.assertTrue(value.is_finite())
            self.assertLess(abs(value), 10**13)
        else:
            self.assertIsInstance(value, str | int | date | None)

    def test_samples(self):
        """The files themselves, whatever they are called, and the check of this test."""
        read = {name for name, content in files().items() if self._check(content, 'x.pdf')}
        self.assertLessEqual({'erste.xml', 'list.csv', 'list utf-16.csv', 'files.zip'}, read)

    def test_damaged(self):
        for name, content in files().items():
            for number, copy in enumerate(damaged(content, name, PER_FILE)):
                with self.subTest(name=name, number=number):
                    self._check(copy, name)

    def test_damaged_within(self):
        for name, content in files().items():
            if not zipfile.is_zipfile(io.BytesIO(content)):
                continue
            for number, copy in enumerate(damaged_within(content, name, PER_FILE)):
                with self.subTest(name=name, number=number):
                    self._check(copy, name)

    def test_cut(self):
        for name, content in files().items():
            step = max(25, len(content) // 40)
            for end in range(0, len(content), step):
                with self.subTest(name=name, end=end):
                    self._check(content[:end], name)

    def test_mixed(self):
        """The end of one file behind the beginning of another, and other bytes before it."""
        randomness = random.Random(7)
        known = sorted(files().items())
        for number in range(400):
            with self.subTest(number=number):
                (_name, first), (_name, second) = randomness.choices(known, k=2)
                start = first[: randomness.randrange(len(first))]
                self._check(start + second[randomness.randrange(len(second)) :])
                self._check(randomness.choice((b'\n', b'\xef\xbb\xbf', b'\x00', b'PK')) + second)

    def test_noise(self):
        randomness = random.Random(11)
        starts = (
            b'', b'PK\x03\x04', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', b'\x09\x08', b'<?xml ', b'<',
            b'\xff\xfe', b'\xfe\xff', b'\xff\xfe\x00\x00', b'%PDF', b'Broj;Iznos\n', b'sep=;\n',
        )  # fmt: skip
        for number in range(400):
            size = randomness.choice((0, 1, 7, 100, 3000))
            content = randomness.choice(starts) + randomness.randbytes(size)
            with self.subTest(number=number):
                self._check(content)
        for byte in range(256):
            self._check(bytes([byte]) * 1000)
