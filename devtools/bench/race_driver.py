"""Payments and edits at once in several processes, with and without the addon."""

import json
import math
import subprocess
import time

from devtools.bench.build import FOLDER, PREFIX
from devtools.console import DevError, tail
from devtools.python_env import PYTHON
from devtools.settings import LOG, ROOT

ROUNDS = 5
PARTS = (('pay', '0'), ('pay', '1'), ('edit', '0'))


def measure(builder, databases, say):
    """Return the row; the databases are copies, dropped afterwards."""
    copies = {}
    totals = {}
    try:
        for kind in ('plain', 'addon'):
            copies[kind] = f'{PREFIX}_race_{kind}'
            builder.copy(getattr(databases, kind), copies[kind])
        for number in range(ROUNDS):
            for kind in ('plain', 'addon') if number % 2 else ('addon', 'plain'):
                say(f"payments and edits at once: {kind}, round {number + 1} of {ROUNDS}")
                for name, value in _round(builder, copies[kind]).items():
                    totals.setdefault(kind, {}).setdefault(name, []).append(value)
    finally:
        for name in copies.values():
            builder.place.drop(name)
    ours, plain = totals['addon'], totals['plain']
    return {
        'key': 'race',
        'operation': f"two processes pay and one edits the same orders: serialization failures in "
        f"{sum(ours['operations'])} transactions",
        'reference_name': "without the addon",
        'goal': None,
        'unit': 'failures',
        'ours': sum(ours['failures']),
        'reference': sum(plain['failures']),
        'met': sum(ours['failures']) <= sum(plain['failures']) + _chance(ours, plain),
        'details': totals,
    }


def _chance(ours, plain):
    """Return by how much two counts of the same thing differ by chance (two deviations)."""
    return 2 * math.sqrt(sum(ours['failures']) + sum(plain['failures']))


def _round(builder, database):
    job = FOLDER / 'race.json'
    go = job.with_suffix('.go')
    go.unlink(missing_ok=True)
    log = LOG / 'bench-race.log'
    config = builder.config(database)

    def start(output, *arguments):
        return subprocess.Popen(
            list(map(str, (PYTHON, "-m", "devtools.bench.race", config, database, *arguments))),
            stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env=builder.place.environment(),
        )  # fmt: skip

    with log.open('wb') as output:
        if start(output, 'prepare', job).wait():
            raise DevError(f"Preparing the race failed.\n{tail(log)}")
        results = [FOLDER / f'race-{number}.json' for number in range(len(PARTS))]
        ready = [path.with_name(f'{path.name}.ready') for path in results]
        for path in (*results, *ready):
            path.unlink(missing_ok=True)
        processes = [
            start(output, action, job, result, half)
            for (action, half), result in zip(PARTS, results, strict=True)
        ]
        try:
            while not all(path.exists() for path in ready):
                if any(process.poll() for process in processes):
                    raise DevError(f"The race failed.\n{tail(log)}")
                time.sleep(0.05)
            go.touch()
            codes = [process.wait() for process in processes]
            if any(codes):
                raise DevError(f"The race failed.\n{tail(log)}")
        finally:
            for process in processes:
                process.kill()
    parts = [json.loads(path.read_text()) for path in results]
    return {
        name: sum(part[name] for part in parts) for name in ('operations', 'failures', 'given_up')
    }
