"""The daily follow-up beside OCA's credit control, each in a copy of the same database."""

import json

from devtools.bench.build import CREDIT_CONTROL, FOLDER, PREFIX
from devtools.bench.timing import Sample, compared
from devtools.console import DevError

CUSTOMERS = {True: 10_000, False: 1_000}
GROWTH = 10
# what may take longer than that is compared with fewer customers
LIMIT = 1800
ADDONS = {'ours': 'intrix_finance_status', 'oca': CREDIT_CONTROL}


class Runs:
    """Runs a way with so many customers, in a database of its own."""

    def __init__(self, builder, plain, say):
        self.builder = builder
        self.plain = plain
        self.say = say

    def prepared(self, count):
        """Return the database with ``count`` customers who are late, without either addon."""
        name = f'{PREFIX}_follow_up_{count}'
        if not self.builder.place.exists(name):
            self.say(f"make {count:,} customers with two overdue invoices each")
            partial = f'{name}_part'
            self.builder.copy(self.plain, partial)
            self.builder.python(
                'follow_up', [partial], "Making customers who are late", '-', 'prepare', str(count)
            )
            self.builder.place.rename(partial, name)
        return name

    def run(self, way, count):
        """Follow ``count`` customers up one way; return what was measured."""
        database = f'{PREFIX}_follow_up_{way}'
        output = FOLDER / f'follow_up-{way}-{count}.json'
        self.builder.copy(self.prepared(count), database)
        try:
            self.say(f"follow up {count:,} customers: {way}")
            self.builder.install(database, ADDONS[way])
            self.builder.place.server.query('VACUUM ANALYZE', database)
            self.builder.python(
                'follow_up', [database], f"Following up by {way}", output, way, str(count)
            )
        finally:
            self.builder.place.drop(database)
        found = json.loads(output.read_text())
        expected = {'mails': count, 'customers': count, 'invoices': 2 * count}
        if wrong := {name: found[name] for name in expected if found[name] != expected[name]}:
            raise DevError(f"{way}: {wrong}, expected were {expected}")
        return found

    def close(self, *counts):
        """Drop what was made for all runs."""
        for count in counts:
            for name in (f'{PREFIX}_follow_up_{count}', f'{PREFIX}_follow_up_{count}_part'):
                self.builder.place.drop(name)


def measure(builder, databases, say, full):
    """Return the rows.

    :param bool full: ten thousand customers, not a quick try
    """
    many = CUSTOMERS[full]
    few = many // GROWTH
    runs = Runs(builder, databases.plain, say)
    try:
        ours = {count: runs.run('ours', count) for count in (few, many)}
        other = {}
        if builder.fetch_oca():
            other[few] = runs.run('oca', few)
            if other[few]['seconds'] * GROWTH <= LIMIT:
                other[many] = runs.run('oca', many)
        return list(_rows(ours, other, few, many))
    finally:
        runs.close(few, many)


def _sample(run):
    return Sample(run['seconds'], run['queries'], run['cpu'])


def _rows(ours, other, few, many):
    operation = "daily follow-up of {:,} overdue customers, a mail to each into the queue"
    row = {
        'key': 'follow_up',
        'operation': operation.format(many),
        'reference_name': "OCA's credit control",
        'goal': 0.1,
    }
    if not other:
        yield {**row, 'missing': "OCA's module could not be had"}
    else:
        count = max(other)
        yield {
            **row,
            'operation': operation.format(count),
            **compared([_sample(ours[count])], [_sample(other[count])]),
            'details': {'ours': ours, 'oca': other},
        }
    yield {
        'key': 'follow_up_growth',
        'operation': f"growth, processor time: {operation.format(many)}",
        'reference_name': f"{few:,} customers",
        'goal': 12,
        'ours': ours[many]['cpu'],
        'reference': ours[few]['cpu'],
        'ratio': ours[many]['cpu'] / ours[few]['cpu'],
    }
    yield {
        'key': 'follow_up_memory',
        'operation': f"memory that it takes at its peak: {operation.format(many)}",
        'reference_name': f"{few:,} customers",
        'unit': 'MiB',
        'ours': ours[many]['memory'] / 2**20,
        'reference': ours[few]['memory'] / 2**20,
        'goal': 100,
    }
    again = ours[many]['again']
    yield {
        'key': 'follow_up_again',
        'operation': f"the same again, with nothing new: {operation.format(many)}",
        'reference_name': "the first time",
        'goal': None,
        **compared([_sample(again)], [_sample(ours[many])]),
    }
