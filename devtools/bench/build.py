"""The databases of the benchmark, built once and kept."""

import ast
import os
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from devtools.console import DevError, run_logged, say, step
from devtools.database import DATA
from devtools.python_env import PYTHON
from devtools.settings import CACHE, LOG, ROOT, addons_fingerprint, fingerprint

FOLDER = CACHE / 'bench'
OCA = FOLDER / 'oca'
OCA_PACKAGES = (
    'odoo-addon-account-financial-risk',
    'odoo-addon-sale-financial-risk',
    'odoo-addon-account-credit-control',
)
OCA_MODULES = ('account_financial_risk', 'sale_financial_risk')
CREDIT_CONTROL = 'account_credit_control'
PREFIX = 'finance_bench'


@dataclass
class Databases:
    """Names of the databases; ``oca`` is empty where its modules can't be had."""

    plain: str
    addon: str
    oca: str
    install: dict


class Builder:
    """Builds what is missing, each database under a temporary name."""

    def __init__(self, place, orders):
        self.place = place
        self.orders = orders

    def config(self, *databases, **options):
        """Write the configuration for Odoo on ``databases``."""
        path = self.place.write_config(','.join(databases), **options)
        target = FOLDER / f'odoo-{fingerprint(*databases, *options)}.conf'
        path.rename(target)
        text = target.read_text()
        target.write_text(
            text.replace('\ndata_dir', f',{OCA}\ndata_dir', 1) if OCA.exists() else text
        )
        return target

    def python(self, module, databases, what, *arguments, log=None):
        """Run a module of the benchmark inside Odoo, with its output in a log."""
        run_logged(
            [PYTHON, '-m', f'devtools.bench.{module}', self.config(*databases),
             ','.join(databases), *arguments],
            log or LOG / f'bench-{module}.log', what, cwd=ROOT, env=self.place.environment(),
        )  # fmt: skip

    def ensure(self, oca=True):
        """Return all databases.

        :param bool oca: with that of OCA's financial risk, whose installation takes long
        """
        plain = self._plain()
        oca = self._oca(plain) if oca else ''
        addon, install = self._addon(plain)
        return Databases(plain, addon, oca, install)

    def copy(self, source, target):
        """Copy a database by its files, which is fastest."""
        place = self.place
        place.drop(target)
        [(version,)] = place.server.query("SELECT current_setting('server_version_num')::int")
        strategy = 'STRATEGY FILE_COPY' if version >= 150000 else ''
        place.server.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}" {strategy}')
        if (DATA / 'filestore' / source).exists():
            shutil.copytree(DATA / 'filestore' / source, DATA / 'filestore' / target)

    def _sources(self, *names):
        """Return what files say, but not how it is laid out."""
        folder = Path(__file__).parent
        return [ast.dump(ast.parse((folder / name).read_text())) for name in names]

    def _drop_others(self, prefix, keep):
        """Drop databases made from earlier sources."""
        pattern = prefix.replace('_', '\\_')
        for (name,) in self.place.server.query(
            f"SELECT datname FROM pg_database WHERE datname LIKE '{pattern}%'"
        ):
            if name not in (keep, f'{keep}_part'):
                self.place.drop(name)

    def _seed(self):
        """Return a database of five hundred orders, the same for every size."""
        place = self.place
        base = place.ensure_base()
        name = f'{PREFIX}_seed_{fingerprint(base, *self._sources("seed.py"))}'
        if place.exists(name):
            return name
        self._drop_others(f'{PREFIX}_seed_', name)
        partial = f'{name}_part'
        if not place.exists(partial) or not self._has_progress(partial):
            self.copy(base, partial)
            place.server.query(
                'CREATE TABLE bench_progress (step text PRIMARY KEY, at timestamp DEFAULT now());'
                'CREATE TABLE bench_mark (name text PRIMARY KEY, first_id bigint, last_id bigint)',
                partial,
            )
        with step("make 500 orders with invoices and payments"):
            self.python('seed', [partial], "Making the orders")
        place.rename(partial, name)
        return name

    def _plain(self):
        place = self.place
        seed = self._seed()
        name = self._name('plain', seed, *self._sources('multiply.py'))
        if place.exists(name):
            return name
        self._drop_others(self._name('plain'), name)
        partial = f'{name}_part'
        if not place.exists(partial) or not self._has_progress(partial):
            self.copy(seed, partial)
        with step(f"multiply them to {self.orders:,}"):
            self.python('multiply', [partial], "Multiplying them", str(self.orders))
        place.rename(partial, name)
        return name

    def _name(self, kind, *made_of):
        return f'{PREFIX}_{kind}_{self.orders}_{fingerprint(*made_of) if made_of else ""}'

    def _has_progress(self, database):
        [(found,)] = self.place.server.query(
            "SELECT to_regclass('bench_progress') IS NOT NULL AND "
            "to_regclass('bench_mark') IS NOT NULL", database
        )  # fmt: skip
        return found

    def _addon(self, plain):
        place = self.place
        name = self._name('addon', plain, addons_fingerprint())
        if place.exists(name):
            mark = place.mark(name)
            seconds, memory = map(float, mark.split())
            return name, {'seconds': seconds, 'memory': memory}
        self._drop_others(self._name('addon'), name)
        partial = f'{name}_part'
        with step("copy the database"):
            self.copy(plain, partial)
        with step("install the addon on it"):
            install = self.install(partial, 'intrix_finance_status')
        place.server.query('VACUUM ANALYZE finance_status_order', partial)
        place.rename(partial, name)
        place.set_mark(name, f"{install['seconds']:.3f} {install['memory']:.0f}")
        return name, install

    def install(self, database, modules):
        """Install modules; return seconds, and the peak of the memory in bytes."""
        log = LOG / f'bench-install-{database}.log'
        command = self.place.command(
            'server', '-c', self.config(database), '-d', database, '--no-http',
            '--stop-after-init', '--max-cron-threads=0', '-i', modules,
        )  # fmt: skip
        start = time.monotonic()
        with log.open('wb') as output:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=self.place.environment(),
            )
        try:
            _pid, process.returncode, usage = os.wait4(process.pid, 0)
        finally:
            if process.returncode is None:
                process.kill()
        seconds = time.monotonic() - start
        text = log.read_text(errors='replace')
        if process.returncode or re.search(r' (ERROR|CRITICAL) ', text):
            raise DevError(f"Installing {modules} failed, see {log}")
        return {'seconds': seconds, 'memory': usage.ru_maxrss * 1024}

    def _oca(self, plain):
        place = self.place
        if not self.fetch_oca():
            return ''
        name = self._name('oca', plain, *self._oca_versions())
        if place.exists(name):
            return name
        self._drop_others(self._name('oca'), name)
        partial = f'{name}_part'
        with step("copy the database for OCA's modules"):
            self.copy(plain, partial)
        try:
            with step("install OCA's modules on it"):
                install = self.install(partial, ','.join(OCA_MODULES))
        except DevError as error:
            # they take all orders into memory, and Odoo limits that
            say(f"{error}\nMeasuring without them.")
            place.drop(partial)
            return ''
        place.server.query('VACUUM ANALYZE', partial)
        place.rename(partial, name)
        place.set_mark(name, f"{install['seconds']:.3f} {install['memory']:.0f}")
        return name

    def _oca_versions(self):
        return [(OCA / name / '__manifest__.py').read_text() for name in OCA_MODULES]

    def fetch_oca(self):
        """Download OCA's modules; tell whether they are there."""
        if all((OCA / name).exists() for name in (*OCA_MODULES, CREDIT_CONTROL)):
            return True
        wheels = FOLDER / 'wheels'
        partial = OCA.with_suffix('.part')
        shutil.rmtree(partial, ignore_errors=True)
        try:
            run_logged(
                [PYTHON, '-m', 'pip', 'download', '--no-deps', '--progress-bar=off', '-d', wheels,
                 *(f'{package}==19.*' for package in OCA_PACKAGES)],
                LOG / 'bench-oca.log', "Downloading OCA's modules",
            )  # fmt: skip
        except DevError as error:
            say(str(error))
            return False
        for wheel in sorted(wheels.glob('*.whl')):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(partial)
        shutil.rmtree(OCA, ignore_errors=True)
        (partial / 'odoo' / 'addons').rename(OCA)
        shutil.rmtree(partial)
        return True
