"""Programs of the operating system that can't come from Python packages."""

import ctypes.util
import os
import shutil
import subprocess
import sys

from .console import DevError, run_logged, step
from .settings import LOG

CHROMIUM = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')


def _has_program(*names):
    return any(shutil.which(name) for name in names)


def _has_venv():
    return not subprocess.run(
        [sys.executable, '-c', 'import venv, ensurepip'], capture_output=True, check=False
    ).returncode


# package of Debian: (is it there, what for)
NEEDED = {
    f'python3.{sys.version_info[1]}-venv': (_has_venv, "Python environments"),
    'libmagic1': (lambda: ctypes.util.find_library('magic'), "file types in Odoo"),
    'wkhtmltopdf': (lambda: _has_program('wkhtmltopdf'), "PDF documents"),
}
NEEDED_FOR_TESTS = {'chromium': (lambda: _has_program(*CHROMIUM), "tests in a browser")}


def require_python():
    """Check that Odoo 19 runs on this Python."""
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        raise DevError(
            f"Odoo 19 needs Python 3.10 to 3.13, this is {sys.version.split()[0]}. "
            "Start with another one: python3.11 ./dev …"
        )


def require_packages(for_tests):
    """Install what is missing as root; otherwise say how."""
    needed = {**NEEDED, **(NEEDED_FOR_TESTS if for_tests else {})}
    missing = {name: why for name, (present, why) in needed.items() if not present()}
    if not missing:
        return
    names = sorted(missing)
    command = f"apt-get install -y {' '.join(names)}"
    reasons = '\n'.join(f'    {name}: {missing[name]}' for name in names)
    if os.geteuid() or not shutil.which('apt-get'):
        raise DevError(
            f"These packages of the operating system are missing:\n{reasons}\n"
            f"Install them and start again:\n    sudo {command}"
        )
    environment = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
    with step(f"install {', '.join(names)}"):
        run_logged(['apt-get', 'update'], LOG / 'apt-update.log', "apt-get update")
        run_logged(
            ['apt-get', 'install', '-y', '--no-install-recommends', *names],
            LOG / 'apt-install.log',
            f"Installing {', '.join(names)}",
            env=environment,
        )
