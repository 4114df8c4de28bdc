import os
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from odoo.tests import BaseCase, tagged

from ..readers import recognise
from ..readers.base import ReadError
from .made_lists import made_lists
from .reader_samples import english

# the same ones each time; more of them by the variable
EXAMPLES = int(os.environ.get('FINANCE_STATUS_EXAMPLES') or 60)
MADE = settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == 60,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def figures(values):
    """Return (total, paid, open) of a row, as far as it tells them, with their sign."""
    sign = -1 if values.get('document_type') == 'refund' else 1
    told = {
        name: Decimal(values[key]) * sign
        for name, key in (
            ('total', 'amount_total'),
            ('paid', 'amount_paid'),
            ('open', 'amount_due'),
        )
        if values.get(key) is not None
    }
    if values.get('state') == 'paid' and 'total' in told:
        told.setdefault('open', Decimal())
    return told


@tagged('post_install', '-at_install')
class TestReadMadeLists(BaseCase):
    """Lists whose right reading is known: a wrong figure without a warning fails."""

    def _wrong(self, made, reading, names=True):
        """Return what was read otherwise than it is, as texts, and the numbers that are missing.

        :param bool names: whether to compare the customers, too
        """
        known = {document.number: document for document in made.documents}
        found = []
        for row in reading.rows:
            if row.problems:
                continue
            document = known.pop(row.values.get('name'), None)
            if not document:
                found.append(f"{row.values.get('name')} is no document")
                continue
            for name, amount in figures(row.values).items():
                if amount != getattr(document, name):
                    found.append(f'{document.number}: {name} {amount}')
            for name in ('date', 'date_due'):
                if row.values.get(name) != getattr(document, name):
                    found.append(f'{document.number}: {name} {row.values.get(name)}')
            if names and row.values.get('partner_name') != document.customer:
                found.append(f'{document.number}: {row.values.get("partner_name")}')
            if made.has_vat and row.values.get('partner_vat') != document.vat:
                found.append(f'{document.number}: {row.values.get("partner_vat")}')
        return found, set(known)

    @MADE
    @given(made_lists())
    def test_lists(self, made):
        """Every list of this kind is read, and right."""
        reading = recognise.read(made.content)
        self.assertEqual(reading.kind, 'documents')
        self.assertEqual([english(text) for _key, text, _choices in reading.questions], [])
        wrong, missing = self._wrong(made, reading)
        self.assertEqual(wrong, [])
        self.assertEqual(missing, set())
        for row in reading.rows:
            self.assertTrue({'total', 'open'} & figures(row.values).keys())

    @MADE
    @given(made_lists(damage=True))
    def test_damaged_lists(self, made):
        """What can't be read is an error of its row alone, or the file is refused."""
        try:
            reading = recognise.read(made.content)
        except ReadError:
            return
        if reading.questions:
            return
        wrong, missing = self._wrong(made, reading)
        if not reading.warnings:
            self.assertEqual(wrong, [])
        # with an error in its row, or told
        self.assertLessEqual(missing, made.damaged)
        errors = {row.values.get('name') for row in reading.rows if row.problems}
        if missing and not reading.warnings:
            self.assertEqual(errors, made.damaged)

    @MADE
    @given(made_lists())
    def test_cut_off_lists(self, made):
        """Of a file that lost its end, nothing is read wrongly without a word."""
        content = made.content[: len(made.content) * 2 // 3]
        try:
            reading = recognise.read(content)
        except ReadError:
            return
        if not reading.questions and not reading.warnings:
            # the end of a name that is cut off can't be told from a shorter name
            wrong, _missing = self._wrong(made, reading, names=False)
            self.assertEqual(wrong, [])
