"""Progress on the terminal, and programs run with their output in a log."""

import contextlib
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

TAIL = 25
# date, time, process and level of a line of Odoo's log
COMPLAINT = re.compile(r'\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ')


class DevError(Exception):
    """Something the user can act on: the message says what and how."""


def say(text):
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


@contextlib.contextmanager
def step(text):
    """Show that ``text`` is going on, and for how long."""
    start = time.monotonic()
    done = threading.Event()
    live = sys.stdout.isatty()

    def tick():
        while not done.wait(1 if live else 30):
            seconds = time.monotonic() - start
            end = '\r' if live else '\n'
            print(f"  … {text} ({seconds:.0f} s)", end=end, flush=True)

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()
        if live:
            print('\033[2K', end='')
    say(f"  ✓ {text} ({time.monotonic() - start:.1f} s)")


def run_logged(command, log, what, **kwargs):
    """Run ``command`` with its output in the file ``log``.

    :raise DevError: it failed; the message ends with the last lines of its output
    """
    log = Path(log)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open('wb') as output:
        try:
            code = subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **kwargs,
            ).returncode
        except OSError as error:
            raise DevError(f"{what}: {command[0]} can't be run: {error}") from error
    if code:
        raise DevError(f"{what} failed (exit code {code}).\n{tail(log)}\nAll of it: {log}")


def require_quiet(log, what):
    """Make sure that Odoo has nothing to complain of.

    :raise DevError: there are warnings or errors in its log; the message gives them
    """
    lines = Path(log).read_text(errors='replace').splitlines()
    complaints = [line for line in lines if COMPLAINT.match(line)]
    if complaints:
        shown = '\n'.join(f'    {line}' for line in complaints)
        raise DevError(f"{what}: not without warnings.\n{shown}\nAll of it: {log}")


def tail(log):
    """Return the last lines of a log, indented."""
    lines = Path(log).read_text(errors='replace').splitlines()[-TAIL:]
    return '\n'.join(f'    {line}' for line in lines)
