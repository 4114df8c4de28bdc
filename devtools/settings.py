"""Where things are, and what environment variables say about it."""

import ast
import fcntl
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

from .console import DevError, say

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get('DEV_CACHE') or ROOT / '.dev').resolve()
LOG = CACHE / 'log'
LOCK = ROOT / 'devtools' / 'requirements.lock'
DATABASE = os.environ.get('ODOO_DB') or 'finance_status'
# apps that make the demo complete, the chart of accounts that the tests of Odoo's accounting
# build on, and other ways to deliver that the tests of the hold try
BASE_MODULES = {
    'sale_management',
    'contacts',
    'l10n_generic_coa',
    'stock_dropshipping',
    'stock_picking_batch',
}


def addon_folders():
    """Return the folders of this repository's addons by name."""
    return {path.parent.name: path.parent for path in sorted(ROOT.glob('*/__manifest__.py'))}


def product_folders():
    """Return the folders of the addons that users install: not those that have only tests."""
    return {
        name: folder for name, folder in addon_folders().items() if not name.startswith('test_')
    }


def manifest(folder):
    """Return the manifest of an addon."""
    return ast.literal_eval((folder / '__manifest__.py').read_text())


def base_modules():
    """Return the modules of Odoo that this repository's addons need."""
    addons = addon_folders()
    needed = {name for folder in addons.values() for name in manifest(folder)['depends']}
    return sorted((needed | BASE_MODULES) - set(addons))


def extra_addons_path():
    """Return the further addon folders named by ``ADDONS_PATH``."""
    folders = [
        Path(part).resolve() for part in os.environ.get('ADDONS_PATH', '').split(',') if part
    ]
    for folder in folders:
        if not folder.is_dir():
            raise DevError(f"ADDONS_PATH names {folder}, which is not a folder.")
    return folders


def fingerprint(*parts):
    """Return a short text that changes when one of ``parts`` does."""
    return hashlib.sha256('\0'.join(map(str, parts)).encode()).hexdigest()[:12]


def addons_fingerprint():
    """Return a fingerprint of every file of the addons that an installed database depends on."""
    parts = []
    for folder in product_folders().values():
        for path in sorted(folder.rglob('*')):
            if path.is_file() and path.suffix in ('.py', '.xml', '.csv', '.po', '.js', '.scss'):
                parts += [path.relative_to(ROOT), path.read_text(errors='replace')]
    return fingerprint(*parts)


@contextmanager
def exclusive():
    """Keep a second ./dev from setting up the same cache at the same time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / 'lock').open('w') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./dev is setting up; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
