"""The commands of ./dev."""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from . import bench, check_security, lint
from .console import DevError, say
from .database import Workplace
from .odoo_source import ensure_odoo
from .postgres import server
from .python_env import PYTHON, ensure_venv
from .settings import DATABASE, ROOT, addon_folders, exclusive, product_folders
from .system import require_packages, require_python

MOST_WORKERS = 4  # each is an Odoo, with a browser at times
# a browser that leaves a page at that moment never answers, nor does one on a busy machine in time:
# what says nothing about the page is asked once more
TRY_AGAIN = ['--reruns', '1', '--only-rerun', '^TimeoutError: Runtime|code was always falsy']
LOGINS = ('salesperson', 'finance', 'delivery', 'manager', 'admin')
# they hold whichever addons are there
VIEW_TESTS = ('intrix_finance_status/tests/test_view_access.py',)
USAGE = """usage: ./dev COMMAND [ARGUMENTS]

  run [--port N] [--host H]   serve a database with demo data; prints address and logins
  test [PYTEST ARGUMENTS]     run the tests in a fresh database
  alone [--views] [ADDONS]    install and test each addon without the others
  odoo ARGUMENTS              Odoo's own command line in this environment
  bench [--orders N | --quick]  build a large database once, measure, print a table
  lint                        check style, XML and translations
  pot                         update the translation templates and catalogues
  security                    update the tables of docs/security.md

Each sets up what it needs. Environment: ODOO_SOURCE, PGHOST and the other PG variables,
ADDONS_PATH, ODOO_DB, DEV_CACHE; see README.md.
"""


@contextlib.contextmanager
def workplace(for_tests=False):
    """Set everything up, and give a place to run Odoo in."""
    with exclusive():
        require_python()
        require_packages(for_tests)
        ensure_venv()
        odoo = ensure_odoo()
    with server() as running:
        yield Workplace(odoo, running)


def run(arguments):
    """Serve the demo database until interrupted."""
    parser = argparse.ArgumentParser(prog='./dev run')
    parser.add_argument('--port', type=int, default=8069)
    parser.add_argument('--host', default='127.0.0.1')
    options = parser.parse_args(arguments)
    _require_port(options.host, options.port)
    with workplace() as place:
        with exclusive():
            place.ensure_demo(DATABASE)
        config = place.write_config(
            DATABASE, http_interface=options.host, http_port=options.port, list_db=False
        )
        shown_host = 'localhost' if options.host == '127.0.0.1' else options.host
        say(f"\nhttp://{shown_host}:{options.port}")
        for login in LOGINS:
            say(f"    login {login}, password {login}")
        say("Ctrl-C stops it.\n")
        return _wait_for(
            place.command('server', '-c', config, '-d', DATABASE, '--log-level=warn'),
            place.environment(),
        )


def test(arguments):
    """Run pytest on the addons, or on what the arguments name."""
    with workplace(for_tests=True) as place:
        with exclusive():
            place.drop_stale_tests()
            place.ensure_base()
        with place.test_database() as database:
            named = any(
                Path(argument.split('::')[0]).exists()
                for argument in arguments
                if not argument.startswith('-')
            )
            folders = [] if named else [folder / 'tests' for folder in addon_folders().values()]
            # all of them: side by side, each worker with its own copy of the database
            workers = [] if arguments else side_by_side(place)
            return _pytest(place, database, *workers, *folders, *arguments)


def _pytest(place, database, *arguments):
    """Run pytest in a database with the addons; return its exit code."""
    config = place.write_config(database, max_cron_threads=0)
    return _wait_for(
        [
            PYTHON, '-m', 'pytest', f'--odoo-config={config}', f'--odoo-database={database}',
            '--odoo-http', *TRY_AGAIN, *arguments,
        ],
        place.environment(),
    )  # fmt: skip


def side_by_side(place):
    """Return the arguments with which pytest uses several processors, where that is possible."""
    processors = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    has_programs = all(
        shutil.which(name, path=place.environment()['PATH']) for name in ('createdb', 'dropdb')
    )
    if processors < 2 or not has_programs:
        return []
    # the tests of a file build on the same records, made once
    return ['--numprocesses', str(processors), '--dist', 'loadfile']


def alone(arguments):
    """Install each addon without its siblings; look at all views there, and run its tests."""
    parser = argparse.ArgumentParser(prog='./dev alone')
    parser.add_argument('--views', action='store_true', help="look at the views only")
    parser.add_argument('addons', nargs='*', help="these instead of all")
    options = parser.parse_args(arguments)
    folders = product_folders()
    unknown = [name for name in options.addons if name not in folders]
    if unknown:
        raise DevError(f"No addons: {', '.join(unknown)}")
    failed = []
    with workplace(for_tests=True) as place:
        with exclusive():
            place.drop_stale_tests()
        with place.lone_base() as base:
            for name in options.addons or folders:
                tests = [] if options.views else [folders[name] / 'tests']
                if not _works_alone(place, base, name, tests):
                    failed.append(name)
    say(f"\nFailed alone: {', '.join(failed)}" if failed else "\nEach works alone.")
    return 1 if failed else 0


def _works_alone(place, base, name, tests):
    """Tell whether an addon can be installed without its siblings, and these tests pass there."""
    try:
        with place.lone_database(base, name) as database:
            return not _pytest(place, database, *VIEW_TESTS, *tests)
    except DevError as error:
        say(str(error))
        return False


def measure(arguments):
    """Build a large database once, and measure on it."""
    options = bench.options(arguments)
    with workplace() as place:
        return bench.run(place, options)


def odoo(arguments):
    """Run Odoo's own command line with addons path and database filled in."""
    with workplace() as place:
        config = place.write_config(DATABASE)
        environment = {**place.environment(), 'ODOO_RC': str(config)}
        return _wait_for(place.command(*arguments), environment)


def check(arguments):
    """Run the linters."""
    with exclusive():
        require_python()
        require_packages(for_tests=False)
        ensure_venv()
        source = ensure_odoo()
    return lint.run_all(source)


def pot(arguments):
    """Export the terms of the addons and merge them into the catalogues."""
    with workplace() as place:
        with exclusive():
            place.ensure_base()
        with place.test_database() as database:
            config = place.write_config(database)
            for name, folder in product_folders().items():
                target = folder / 'i18n' / f'{name}.pot'
                target.parent.mkdir(exist_ok=True)
                code = _wait_for(
                    place.command(
                        'i18n', 'export', '-c', config, '-d', database, '-o', target, name
                    ),
                    place.environment(),
                )
                if code:
                    return code
            return _wait_for(
                [PYTHON, ROOT / 'devtools' / 'catalogues.py', *product_folders().values()],
                place.environment(),
            )


def security(arguments):
    """Write the rights, and the files to be read, into docs/security.md."""
    return check_security.main(write=True)


def _require_port(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise DevError(
                f"Port {port} on {host} can't be used: {error.strerror}. "
                f"Choose another: ./dev run --port {port + 1}"
            ) from error


def _wait_for(command, environment):
    """Run a program in the foreground; Ctrl-C goes to it, and we wait for it to end."""
    process = subprocess.Popen([str(part) for part in command], env=environment, cwd=ROOT)
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


COMMANDS = {
    'run': run,
    'test': test,
    'alone': alone,
    'bench': measure,
    'odoo': odoo,
    'lint': check,
    'pot': pot,
    'security': security,
}


def main(arguments):
    """Run a command; return its exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        say(USAGE)
        return 0 if arguments and arguments[0] in ('-h', '--help', 'help') else 2
    # a terminated ./dev leaves no server and no test database behind
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.umask(0o022)
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except DevError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
