"""Odoo 19: a checkout named by ``ODOO_SOURCE``, else the package of Debian's sid suite."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import DevError, run_logged, step
from .settings import CACHE, LOG

KEYRING = Path('/usr/share/keyrings/debian-archive-keyring.gpg')
# the package's links point into these
COMPANIONS = (
    'fonts-roboto-unhinted',
    'fonts-font-awesome',
    'fonts-inconsolata',
    'fonts-ocr-b',
    'libjs-jquery',
    'libjs-underscore',
    'libjs-jquery-form',
)
# left out of the package for its licence; without the file every page logs an error
MISSING_SCRIPT = 'odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js'
PACKAGE = CACHE / 'odoo'
PYTHON_FOLDER = Path('usr', 'lib', 'python3', 'dist-packages')
MARK = PACKAGE / 'complete'


@dataclass(frozen=True)
class Odoo:
    """An Odoo to run: the folder for the Python path, those of its addons, its version."""

    path: Path
    addons: tuple
    version: str


def ensure_odoo():
    """Return the Odoo to use, fetched if need be."""
    if source := os.environ.get('ODOO_SOURCE'):
        return _from_checkout(Path(source).resolve())
    if not MARK.exists():
        _fetch_package()
    path = PACKAGE / PYTHON_FOLDER
    return Odoo(path, (path / 'odoo' / 'addons',), MARK.read_text())


def _from_checkout(source):
    release = source / 'odoo' / 'release.py'
    if not release.exists():
        raise DevError(f"ODOO_SOURCE is {source}, which is no checkout of Odoo.")
    text = release.read_text()
    if not re.search(r'version_info = \(19,', text):
        raise DevError(f"ODOO_SOURCE is {source}, which is not Odoo 19.")
    revision = subprocess.run(
        ['git', '-C', source, 'rev-parse', 'HEAD'], capture_output=True, text=True, check=False
    ).stdout.strip()
    addons = [source / 'addons', source / 'odoo' / 'addons']
    return Odoo(
        source, tuple(path for path in addons if path.is_dir()), f'{source} {revision or text}'
    )


def _mirror():
    """Return the Debian mirror named by ``DEBIAN_MIRROR``, else that of the machine's own apt."""
    if mirror := os.environ.get('DEBIAN_MIRROR'):
        return mirror
    lines = []
    for path in [Path('/etc/apt/sources.list'), *sorted(Path('/etc/apt/sources.list.d').glob('*'))]:
        if path.is_file():
            lines += path.read_text(errors='replace').splitlines()
    for line in lines:
        found = re.match(r'\s*(?:URIs:|deb\s(?:\[[^]]*\])?)\s*(\S+://\S*/debian)/?(?:\s|$)', line)
        if found:
            return found[1]
    raise DevError(
        "The apt sources of this machine name no Debian mirror to fetch Odoo from. "
        "Set DEBIAN_MIRROR to the address of one, or ODOO_SOURCE to an Odoo 19 checkout."
    )


def _fetch_package():
    for program in ('apt-get', 'dpkg-deb'):
        if not shutil.which(program):
            raise DevError(
                f"{program} is missing, so Odoo can't be fetched as a Debian package. "
                "Check Odoo 19 out yourself and set ODOO_SOURCE to its folder."
            )
    if not KEYRING.exists():
        raise DevError(
            f"{KEYRING} is missing, so Odoo's signature can't be checked: "
            "install debian-archive-keyring."
        )
    apt = CACHE / 'apt'
    unpacked = CACHE / 'odoo.part'
    shutil.rmtree(apt, ignore_errors=True)
    shutil.rmtree(unpacked, ignore_errors=True)
    for folder in ('lists/partial', 'cache/archives/partial', 'packages'):
        (apt / folder).mkdir(parents=True)
    (apt / 'sid.list').write_text(f'deb [signed-by={KEYRING}] {_mirror()} sid main\n')
    options = {
        'Dir::Etc::sourcelist': apt / 'sid.list',
        'Dir::Etc::sourceparts': '/dev/null',
        'Dir::Etc::preferences': '/dev/null',
        'Dir::Etc::preferencesparts': '/dev/null',
        'Dir::State::Lists': apt / 'lists',
        'Dir::Cache': apt / 'cache',
        'APT::Sandbox::User': 'root',
        'APT::Update::Error-Mode': 'any',
        'Acquire::Retries': '3',
    }
    command = [
        'apt-get',
        *(part for item in options.items() for part in ('-o', '{}={}'.format(*item))),
    ]
    with step("read the package list of Debian sid"):
        run_logged([*command, 'update'], LOG / 'odoo-update.log', "Reading the package list")
    with step("download Odoo 19 (123 MB)"):
        run_logged(
            [*command, 'download', 'odoo-19', *COMPANIONS],
            LOG / 'odoo-download.log',
            "Downloading Odoo",
            cwd=apt / 'packages',
        )
    packages = sorted((apt / 'packages').glob('*.deb'))
    with step("unpack Odoo"):
        for package in packages:
            run_logged(
                ['dpkg-deb', '-x', package, unpacked],
                LOG / 'odoo-unpack.log',
                f"Unpacking {package.name}",
            )
    script = unpacked / PYTHON_FOLDER / MISSING_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.unlink(missing_ok=True)
        script.write_text('// blurring the background of video calls is not in this package\n')
    version = next(path.name for path in packages if path.name.startswith('odoo-19'))
    (unpacked / 'complete').write_text(version)
    shutil.rmtree(PACKAGE, ignore_errors=True)
    unpacked.rename(PACKAGE)
    shutil.rmtree(apt)
