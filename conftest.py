"""What all tests run with, whichever addon they are of."""

import os
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
from odoo.tests.common import get_db_name
from odoo.tools import config


@pytest.fixture(scope='session', autouse=True)
def own_filestore(load_registry):
    """Give each worker files of its own.

    pytest-odoo has all of them share those of the database that theirs are copies of, and Odoo
    deletes after each class of tests what the worker's database knows nothing of: attachments and
    assets of the others, whose browsers then wait for a page in vain.
    """
    if 'PYTEST_XDIST_WORKER' not in os.environ:
        yield
        return
    shared = Path(config.filestore(get_db_name()))
    own = shared.with_name(get_db_name())
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(shared, own)
    with patch.object(config, 'filestore', return_value=str(own)):
        yield
    shutil.rmtree(own, ignore_errors=True)
