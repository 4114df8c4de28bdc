import doctest

from odoo.addons.intrix_finance_status import number_run
from odoo.tests import BaseCase, tagged

CASES = [
    # last, keyword arguments, next
    ('17/1/1', {}, '18/1/1'),
    ('26/1/1', {}, '27/1/1'),
    ('16-POS1-1', {}, '17-POS1-1'),
    ('99/1/1', {}, '100/1/1'),
    ('R-2026-009', {}, 'R-2026-010'),
    ('INV/2026/00012', {}, 'INV/2026/00013'),
    ('2026-009', {}, '2026-010'),
    ('9/2026', {}, '10/2026'),
    ('17/26', {}, '18/26'),
    ('R-26', {}, 'R-27'),
    ('99', {}, '100'),
    ('A', {}, 'A-2'),
    # what changed last time is what counts
    ('1-1-5', {'earlier': '1-1-4'}, '1-1-6'),
    ('7/2/2', {'earlier': '7/1/2'}, '7/3/2'),
    ('2026', {'earlier': '2025'}, '2027'),
    # something else came before
    ('17/1/1', {'earlier': 'R-2026-009'}, '18/1/1'),
    ('17/1/1', {'earlier': '18/1/1'}, '18/1/1'),
    # another year
    ('R-2026-009', {'year': 2027}, 'R-2027-001'),
    ('12/2026', {'year': 2027}, '01/2027'),
    ('412/1/1', {'year': 2027}, '1/1/1'),
    ('R-009', {'year': 2027}, 'R-010'),
]


@tagged('post_install', '-at_install')
class TestNumberRun(BaseCase):
    """The number after the last one, whatever way a company numbers."""

    def test_following(self):
        for last, kwargs, expected in CASES:
            with self.subTest(last=last, **kwargs):
                options = {'last_year': 2026, **kwargs}
                year = options.pop('year', 2026)
                self.assertEqual(next(number_run.following(last, year, **options)), expected)

    def test_doctests(self):
        self.assertFalse(doctest.testmod(number_run).failed)
