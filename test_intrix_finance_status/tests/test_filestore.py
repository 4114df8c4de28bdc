from pathlib import Path

from odoo.tests import TransactionCase, get_db_name, tagged
from odoo.tools import config


@tagged('post_install', '-at_install')
class TestFilestore(TransactionCase):
    """Tests side by side don't delete each other's files."""

    def test_own_files(self):
        self.assertEqual(Path(config.filestore(get_db_name())).name, get_db_name())
