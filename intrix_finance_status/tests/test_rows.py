from odoo.tests import BaseCase, tagged

from ..imports.rows import LONGEST, clean_values


@tagged('post_install', '-at_install')
class TestRows(BaseCase):
    """What rows hold is kept in a form that PostgreSQL can keep, and of a bounded length."""

    def test_clean_values(self):
        long = 'x' * (LONGEST + 1)
        cut = long[:LONGEST]
        self.assertEqual(
            clean_values({'name': 'A\0B', long: long, 'a\0b': None, 1: [long], 'd': {'e': long}}),
            {'name': 'AB', cut: cut, 'ab': None, '1': [cut], 'd': {'e': cut}},
        )
