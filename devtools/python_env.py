"""The Python environment that Odoo runs in."""

import os
import shutil
import sys

from .console import run_logged, step
from .settings import CACHE, LOCK, LOG, ROOT, fingerprint

VENV = CACHE / 'venv'
PYTHON = VENV / 'bin' / 'python'
MARK = VENV / 'complete'


def ensure_venv():
    """Install the locked packages, unless this very set is there."""
    # of the Python behind an activated environment, which may be the very one to be replaced
    python = os.path.realpath(getattr(sys, '_base_executable', None) or sys.executable)
    wanted = fingerprint(sys.version, python, LOCK.read_text())
    if MARK.exists() and MARK.read_text() == wanted:
        return
    # built where it stays, since scripts name their folder; complete only with its mark
    shutil.rmtree(VENV, ignore_errors=True)
    with step("create the Python environment"):
        run_logged([python, '-m', 'venv', VENV], LOG / 'venv.log', "Creating it")
    with step("install the Python packages"):
        run_logged(
            [PYTHON, '-m', 'pip', 'install', '--progress-bar=off', '--no-deps', '-r', LOCK],
            LOG / 'pip.log',
            "Installing the Python packages",
            cwd=ROOT,
        )
    MARK.write_text(wanted)


def environment(odoo_path, *folders):
    """Return the environment variables for programs of the Python environment.

    :param folders: of further programs, searched last
    """
    path = [VENV / 'bin', os.environ['PATH'], *folders]
    return {
        **os.environ,
        'PYTHONPATH': str(odoo_path),
        'PYTHONDONTWRITEBYTECODE': os.environ.get('PYTHONDONTWRITEBYTECODE', ''),
        'PATH': os.pathsep.join(map(str, path)),
    }
