"""Import the same documents in several ways, each on a fresh copy of the database."""

import json

from devtools.bench.build import FOLDER, PREFIX
from devtools.bench.timing import Sample, compared

ROWS = {True: 100_000, False: 5_000}
PREVIEWED = {True: 200_000, False: 10_000}
# of so many rows it is said what follows
FOLLOWED = {True: 20_000, False: 2_000}
PAIRS = {True: 1, False: 3}
GROWTH = 10
WAYS = ('file', 'sync', 'load', 'ids')
OPERATIONS = {
    'file': "import a file of {:,} invoices, matched with customers and orders",
    'sync': "push {:,} invoices, matched with customers and orders",
}


class Ways:
    """Runs one way after the other, and keeps what each run measured."""

    def __init__(self, builder, database, say):
        self.builder = builder
        self.say = say
        self.copy = f'{PREFIX}_imports'
        self.database = f'{PREFIX}_imports_empty'
        say("take the invoices out of a copy")
        builder.copy(database, self.database)
        builder.python('imports', [self.database], "Taking invoices out", '-', 'empty', '0')

    def run(self, way, count):
        """Import ``count`` documents one way; return what was measured."""
        self.say(f"import {count:,} documents: {way}")
        output = FOLDER / f'imports-{way}.json'
        self.builder.copy(self.database, self.copy)
        try:
            self.builder.python('imports', [self.copy], f"Importing by {way}", output, way, count)
        finally:
            self.builder.place.drop(self.copy)
        return json.loads(output.read_text())

    def close(self):
        """Drop what was made for all runs."""
        self.builder.place.drop(self.database)

    def alternate(self, count, pairs):
        """Run all ways in turn, each round in the other direction; return the runs of each."""
        runs = {way: [] for way in WAYS}
        for number in range(pairs):
            for way in reversed(WAYS) if number % 2 else WAYS:
                runs[way].append(self.run(way, count))
        self._compare(runs, count)
        return runs

    def _compare(self, runs, count):
        """Refuse to compare ways that did not make the same documents."""
        made = {
            (run['documents'], run['shares'], round(run['due'], 2))
            for way in runs
            for run in runs[way]
        }
        if len(made) > 1 or next(iter(made))[0] != count:
            raise AssertionError(f"The ways made different documents: {made}")


def figures(builder, databases, say):
    """Return the rows about figures with half of the documents kept elsewhere."""
    half = f'{PREFIX}_external'
    output = FOLDER / 'external.json'
    say("turn half of the invoices into documents of another program")
    builder.copy(databases.addon, half)
    try:
        builder.python('external', [half], "Turning invoices into documents", output, 'prepare')
        say("measure external")
        builder.python('external', [half, databases.addon], "Measuring external", output)
    finally:
        builder.place.drop(half)
    return json.loads(output.read_text())


def measure(builder, databases, say, full):
    """Return the rows about importing.

    :param bool full: a hundred thousand documents, not a quick try
    """
    ways = Ways(builder, databases.addon, say)
    try:
        return [
            *_rows(ways, ROWS[full], PAIRS[full]),
            *_preview(ways, PREVIEWED[full]),
            *_follows(ways, FOLLOWED[full]),
        ]
    finally:
        ways.close()


def _preview(ways, count):
    run = ways.run('preview', count)
    if run['documents'] != count:
        raise AssertionError(f"The preview has other rows: {run['documents']}")
    operation = f"read and preview a file of {count:,} invoices"
    yield {
        'key': 'preview_file',
        'operation': f"processor time: {operation}",
        'reference_name': '',
        'goal': None,
        'ours': run['cpu'],
    }
    yield {
        'key': 'preview_file_memory',
        'operation': f"peak memory of the process: {operation}",
        'reference_name': '',
        'unit': 'MiB',
        'ours': run['memory'] / 2**20,
        'goal': 250,
    }


def _follows(ways, count):
    run = ways.run('preview', count)
    yield {
        'key': 'preview_follows',
        'operation': f"processor time: the same of {count:,} invoices, and say what follows",
        'reference_name': '',
        'goal': None,
        'ours': run['cpu'],
    }


def _rows(ways, count, pairs):
    runs = ways.alternate(count, pairs)
    samples = {
        way: [Sample(run['seconds'], run['queries'], run['cpu']) for run in runs[way]]
        for way in WAYS
    }
    for way, operation in OPERATIONS.items():
        operation = operation.format(count)  # noqa: PLW2901 - only here
        yield {
            'key': f'import_{way}',
            'operation': operation,
            'reference_name': "Odoo's load() of the same names",
            'goal': 0.2,
            **compared(samples[way], samples['load']),
        }
        yield {
            'key': f'import_{way}_ids',
            'operation': operation,
            'reference_name': "Odoo's load(), told database ids instead of names",
            'goal': None,
            **compared(samples[way], samples['ids']),
        }
        few = ways.run(way, count // GROWTH)
        many = min(run['cpu'] for run in runs[way])
        yield {
            'key': f'import_{way}_growth',
            'operation': f"growth, processor time: {operation}",
            'reference_name': f"{count // GROWTH:,} invoices",
            'goal': 12,
            'ours': many,
            'reference': few['cpu'],
            'ratio': many / few['cpu'],
        }
        yield {
            'key': f'import_{way}_memory',
            'operation': f"peak memory of the process: {operation}",
            'reference_name': '',
            'unit': 'MiB',
            'ours': max(run['memory'] for run in runs[way]) / 2**20,
            'goal': 500,
        }
