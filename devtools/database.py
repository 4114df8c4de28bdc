"""Databases of Odoo, built under a temporary name and renamed when they are complete."""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from .console import DevError, require_quiet, run_logged, step
from .odoo_source import Odoo
from .postgres import Server
from .python_env import PYTHON, environment
from .settings import (
    CACHE,
    LOCK,
    LOG,
    ROOT,
    addon_folders,
    addons_fingerprint,
    base_modules,
    extra_addons_path,
    fingerprint,
    product_folders,
)

DATA = CACHE / 'odoo-data'
MARK = 'made by ./dev: '
KEPT_BASES = 3
# the last one is the chart of accounts that the tests build on
LONE_MODULES = ('sale_crm', 'l10n_generic_coa')


@dataclass(frozen=True)
class Workplace:
    """An Odoo, a server, and the configuration that joins them."""

    odoo: Odoo
    server: Server

    def environment(self):
        """Return the environment variables for Odoo."""
        return {
            **environment(self.odoo.path, *self.server.programs),
            **self.server.environment(),
        }

    def command(self, *arguments):
        """Return Odoo's own command line."""
        return [PYTHON, '-m', 'odoo', *arguments]

    def write_config(self, database, **options):
        """Write Odoo's configuration file; return its path."""
        addons = [*self.odoo.addons, ROOT, *extra_addons_path()]
        values = {
            'addons_path': ','.join(map(str, addons)),
            'data_dir': DATA,
            'db_name': database,
            'db_host': self.server.host or False,
            'db_port': self.server.port or False,
            'db_user': self.server.user,
            'db_password': self.server.password or False,
            'http_interface': '127.0.0.1',
            **options,
        }
        path = CACHE / f'odoo-{database}.conf'
        path.touch(0o600)
        path.write_text(
            '[options]\n' + ''.join(f'{name} = {value}\n' for name, value in values.items())
        )
        return path

    def odoo_logged(self, database, what, *arguments):
        """Run Odoo on ``database`` until it is done, with its output in a log."""
        config = self.write_config(database)
        run_logged(
            self.command(
                'server', '-c', config, '-d', database, '--no-http', '--stop-after-init',
                '--max-cron-threads=0', *arguments,
            ),
            LOG / f'{database}.log',
            what,
            cwd=ROOT,
            env=self.environment(),
        )  # fmt: skip

    # databases

    def exists(self, database):
        """Tell whether there is such a database."""
        return bool(self.server.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))

    def mark(self, database):
        """Return what ./dev noted about a database when it was complete, or ``None``."""
        [(comment,)] = self.server.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = '{database}'"
        )
        return comment[len(MARK) :] if comment and comment.startswith(MARK) else None

    def set_mark(self, database, text):
        """Note that a database is complete, and for what."""
        self.server.query(f"""COMMENT ON DATABASE "{database}" IS '{MARK}{text}'""")

    def drop(self, database):
        """Drop a database and its files, whoever is connected to it."""
        self.server.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{database}' AND pid <> pg_backend_pid()"
        )
        self.server.query(f'DROP DATABASE IF EXISTS "{database}"')
        shutil.rmtree(DATA / 'filestore' / database, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            (CACHE / f'odoo-{database}.conf').unlink()

    def copy(self, source, target):
        """Copy a database with its files; what is there under that name is dropped."""
        self.drop(target)
        self.server.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        if (DATA / 'filestore' / source).exists():
            shutil.copytree(DATA / 'filestore' / source, DATA / 'filestore' / target)

    def rename(self, source, target):
        """Rename a database and its files."""
        with contextlib.suppress(FileNotFoundError):
            (DATA / 'filestore' / source).rename(DATA / 'filestore' / target)
        self.server.query(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        with contextlib.suppress(FileNotFoundError):
            (CACHE / f'odoo-{source}.conf').unlink()

    def create(self, database):
        """Create an empty database, whatever the encoding of the server's own."""
        self.server.query(f"""CREATE DATABASE "{database}" TEMPLATE template0 ENCODING 'UTF8'""")

    def ensure_base(self):
        """Return a database with the modules of Odoo that the addons need, without demo data."""
        modules = base_modules()
        database = f'finance_base_{fingerprint(self.odoo.version, LOCK.read_text(), *modules)}'
        if self.exists(database):
            if self.mark(database):
                return database
            self.drop(database)
        # checkouts of several branches may share the cache
        for (stale,) in self.server.query(
            "SELECT datname FROM pg_database WHERE datname LIKE 'finance\\_base\\_%' "
            f"ORDER BY oid DESC OFFSET {KEPT_BASES}"
        ):
            self.drop(stale)
        partial = f'{database}_part'
        self.create(partial)
        with step("install Odoo's own modules"):
            self.odoo_logged(partial, "Installing Odoo's own modules", '-i', ','.join(modules))
        self.rename(partial, database)
        self.set_mark(database, 'base')
        return database

    def ensure_demo(self, database):
        """Make sure that ``database`` has the addons of now, with demo data."""
        wanted = addons_fingerprint()
        if self.exists(database):
            found = self.mark(database)
            if found is None:
                raise DevError(
                    f"There is a database {database} that ./dev did not make. Choose another "
                    f"name with ODOO_DB, or drop it:\n    dropdb {database}"
                )
            if found != wanted:
                with step(f"update the addons in {database}"):
                    self.odoo_logged(
                        database, "Updating the addons", '-u', ','.join(product_folders())
                    )
                self.set_mark(database, wanted)
            return
        partial = f'{database}_part'
        self.copy(self.ensure_base(), partial)
        # Odoo loads an addon's demo data only where what it depends on has demo data
        self.server.query(
            "UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'", partial
        )
        with step("install the addons with demo data"):
            self.odoo_logged(
                partial,
                "Installing the addons",
                '-i',
                ','.join(product_folders()),
                '--load-language=hr_HR,sl_SI',
            )
        self.rename(partial, database)
        self.set_mark(database, wanted)

    @contextlib.contextmanager
    def test_database(self):
        """Give a fresh database with the addons installed; drop it afterwards."""
        database = f'finance_test_{os.getpid()}'
        self.copy(self.ensure_base(), database)
        try:
            with step("install the addons for the tests"):
                self.odoo_logged(database, "Installing the addons", '-i', ','.join(addon_folders()))
            require_quiet(LOG / f'{database}.log', "Installing the addons")
            yield database
        finally:
            self.drop(database)
            # those of workers that were killed
            for (copy,) in self.server.query(
                f"SELECT datname FROM pg_database WHERE datname LIKE '{database}-%'"
            ):
                self.drop(copy)

    @contextlib.contextmanager
    def lone_base(self):
        """Give a database with what all addons need of Odoo; drop it afterwards."""
        database = f'finance_test_{os.getpid()}'
        self.drop(database)
        self.create(database)
        try:
            with step("install what all addons need"):
                self.odoo_logged(
                    database, "Installing Odoo's own modules", '-i', ','.join(LONE_MODULES)
                )
            yield database
        finally:
            self.drop(database)

    @contextlib.contextmanager
    def lone_database(self, base, addon):
        """Give a copy of ``base`` with one addon and what it needs; drop it afterwards."""
        database = f'{base}-alone'
        self.copy(base, database)
        try:
            with step(f"install {addon} alone"):
                # not those that install themselves beside it
                self.odoo_logged(
                    database, f"Installing {addon} alone", '-i', addon, '--skip-auto-install'
                )
            require_quiet(LOG / f'{database}.log', f"Installing {addon} alone")
            yield database
        finally:
            self.drop(database)

    def drop_stale_tests(self):
        """Drop test databases whose ./dev was killed."""
        for (database,) in self.server.query(
            "SELECT datname FROM pg_database WHERE datname LIKE 'finance\\_test\\_%'"
        ):
            # the copy of a worker is named after the database that it was copied from
            process = database.removeprefix('finance_test_').partition('-')[0]
            if not Path('/proc', process).exists():
                self.drop(database)
