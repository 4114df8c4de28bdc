"""The benchmark: a large database, and what the addon costs and gives on it."""

import argparse
import contextlib
import datetime
import fcntl
import json
import os
import platform

from devtools.bench import follow_up_driver, imports_driver, pages, race_driver, report
from devtools.bench.build import FOLDER, Builder
from devtools.console import DevError, run_logged, say
from devtools.python_env import PYTHON, environment
from devtools.settings import LOG, ROOT

DEFAULT = 100_000
QUICK = 10_000
PARTS = (
    'pages', 'reads', 'writes', 'filling', 'external', 'imports', 'files', 'race', 'follow_up',
)  # fmt: skip


def options(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog='./dev bench', description="Build a large database once, measure on it, print a table."
    )
    parser.add_argument('--orders', type=int, default=DEFAULT, help="100,000 unless told")
    parser.add_argument('--quick', action='store_true', help="10,000 orders, to try it out")
    parser.add_argument(
        '--only', choices=PARTS, action='append', help="measure a part; the rest stays as it was"
    )
    found = parser.parse_args(arguments)
    if found.quick:
        found.orders = QUICK
    if found.orders % 500 or found.orders < 1000:
        parser.error("--orders must be a multiple of 500, and at least 1000")
    return found


@contextlib.contextmanager
def alone():
    """Keep two benchmarks from disturbing each other."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / 'lock').open('w') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DevError("Another ./dev bench is running.") from error
        yield


def run(place, found):
    """Build, measure, print; return the exit code."""
    with alone():
        builder = Builder(place, found.orders)
        parts = found.only or PARTS
        databases = builder.ensure(oca='pages' in parts)
        stored = FOLDER / f'result-{found.orders}.json'
        old = _earlier(stored, found.orders) if found.only else []
        proof = _proof(builder, databases)
        rows = _measure(builder, databases, parts)
        for row in rows:
            row['addon'] = databases.addon.rsplit('_', 1)[-1]
        new = {row['key'] for row in rows}
        smaller = FOLDER / f'result-{found.orders // report.GROWTH}.json'
        growth = [row for row in old if row['key'].startswith(report.GROWN)]
        if smaller.exists():
            grown = report.growth(rows, json.loads(smaller.read_text())['rows'])
            keys = {row['key'] for row in grown}
            growth = [*(row for row in growth if row['key'] not in keys), *grown]
        old = [row for row in old if row['key'] not in new and row['key'] in ORDER]
        rows = _sorted([*rows, *old]) + growth
        result = {
            'orders': found.orders,
            'addon': databases.addon.rsplit('_', 1)[-1],
            'date': datetime.date.today().isoformat(),
            'machine': _machine(place),
            'data': _data(place, databases),
            'proof': proof,
            'rows': rows,
        }
        stored.write_text(json.dumps(result, indent=1) + '\n')
        _publish(place, result)
        _print(result)
    return 1 if proof['problems'] else 0


def _earlier(stored, orders):
    """Return the rows of before: from the cache, else as they were published."""
    if stored.exists():
        return json.loads(stored.read_text())['rows']
    published = ROOT / 'docs' / 'bench.json'
    known = json.loads(published.read_text()) if published.exists() else {}
    return known.get(str(orders), {'rows': []})['rows']


def _proof(builder, databases):
    output = FOLDER / 'proof.json'
    builder.python('proof', [databases.addon], "Comparing facts with a recomputation", output)
    proof = json.loads(output.read_text())
    for problem in proof['problems']:
        say(f"    {problem}")
    return proof


def _measure(builder, databases, parts):
    rows = []

    def part(name, *names, arguments=()):
        if name not in parts:
            return
        say(f"  … measure {name}")
        output = FOLDER / f'{name}.json'
        builder.python(name, names, f"Measuring {name}", output, *arguments)
        rows.extend(json.loads(output.read_text()))

    if 'pages' in parts:
        rows.extend(pages.measure(builder, databases, lambda text: say(f"  … {text}")))
    part('reads', databases.addon)
    # a quick try is one with fewer documents, too
    count = '200' if builder.orders >= DEFAULT else '40'
    part('writes', databases.plain, databases.addon, arguments=[count])
    part('filling', databases.addon)
    if 'filling' in parts:
        install = databases.install
        rows.append(
            {
                'key': 'install_memory',
                'operation': f"memory of the installation, which takes {install['seconds']:.0f} s",
                'reference_name': '',
                'unit': 'MiB',
                'ours': install['memory'] / 2**20,
                'seconds': install['seconds'],
                'goal': 1024,
            }
        )
    if 'external' in parts:
        rows.extend(imports_driver.figures(builder, databases, lambda text: say(f"  … {text}")))
    if 'imports' in parts:
        say("  … measure imports")
        full = builder.orders >= DEFAULT
        rows.extend(
            imports_driver.measure(builder, databases, lambda text: say(f"  … {text}"), full)
        )
    part('files', databases.addon)
    if 'race' in parts:
        rows.append(race_driver.measure(builder, databases, lambda text: say(f"  … {text}")))
    if 'follow_up' in parts:
        full = builder.orders >= DEFAULT
        rows.extend(
            follow_up_driver.measure(builder, databases, lambda text: say(f"  … {text}"), full)
        )
    return rows


ORDER = (
    'page_orders', 'page_opportunities', 'page_customers', 'pipeline', 'sales_to_cash',
    'overdue_orders', 'overdue_opportunities', 'overdue_customers', 'group_orders',
    'customers_due', 'post', 'pay', 'confirm', 'fill', 'install_memory', 'customer_figures',
    'customer_form', 'external_page_customers', 'external_page_orders',
    'external_overdue_customers', 'external_overdue_orders', 'external_fill', 'import_file',
    'import_file_ids', 'import_file_growth', 'import_file_memory', 'import_sync',
    'import_sync_ids', 'import_sync_growth', 'import_sync_memory', 'preview_file',
    'preview_file_memory', 'preview_follows', 'read_xlsx', 'read_camt', 'race', 'follow_up',
    'follow_up_growth', 'follow_up_memory', 'follow_up_again',
)  # fmt: skip


def _sorted(rows):
    return sorted(rows, key=lambda row: ORDER.index(row['key']))


def _machine(place):
    [(version,)] = place.server.query("SELECT current_setting('server_version')")
    return {
        'processors': os.cpu_count(),
        'system': platform.platform(),
        'postgresql': version,
        'odoo': place.odoo.version,
        'python': platform.python_version(),
    }


def _data(place, databases):
    [row] = place.server.query(
        """
        SELECT (SELECT COUNT(*) FROM sale_order),
               (SELECT COUNT(*) FROM crm_lead),
               (SELECT COUNT(*) FROM res_partner WHERE customer_rank > 0 AND parent_id IS NULL),
               COUNT(*) FILTER (
                   WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')),
               COUNT(*) FILTER (
                   WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
                                  AND payment_state IN ('paid', 'in_payment', 'reversed')),
               (SELECT COUNT(*) FROM account_move_line),
               (SELECT COUNT(*) FROM account_partial_reconcile),
               pg_database_size(current_database()),
               (SELECT pg_total_relation_size('finance_status_order'))
          FROM account_move
        """,
        databases.addon,
    )
    names = (
        'orders', 'opportunities', 'customers', 'documents', 'settled', 'journal_items',
        'reconciliations', 'database_bytes', 'facts_bytes',
    )  # fmt: skip
    return dict(zip(names, row, strict=True))


def _publish(place, result):
    """Write JSON and charts, into ``docs`` when the size is one to show."""
    folder = ROOT / 'docs' if result['orders'] >= DEFAULT else FOLDER
    picture = folder / 'images' / 'bench.png'
    picture.parent.mkdir(parents=True, exist_ok=True)
    summary = folder / 'bench.json'
    known = json.loads(summary.read_text()) if summary.exists() else {}
    known[str(result['orders'])] = result
    summary.write_text(json.dumps(known, indent=1) + '\n')
    source = FOLDER / 'chart.json'
    source.write_text(json.dumps(result))
    chart = report.text_chart(result['rows'])
    (FOLDER / 'chart.txt').write_text(chart + '\n')
    if result['orders'] == DEFAULT:
        readme = ROOT / 'README.md'
        readme.write_text(report.with_chart(readme.read_text(), chart))
    run_logged(
        [PYTHON, '-m', 'devtools.bench.chart', source, picture],
        LOG / 'bench-chart.log', "Drawing the chart", cwd=ROOT, env=environment(place.odoo.path),
    )  # fmt: skip


def _print(result):
    data = result['data']
    proof = result['proof']
    say(
        f"\n{data['orders']:,} orders, {data['documents']:,} posted invoices and credit notes "
        f"({data['settled'] / data['documents']:.0%} settled), {data['opportunities']:,} "
        f"opportunities, {data['customers']:,} customers, {data['journal_items']:,} journal items; "
        f"{data['database_bytes'] / 2**20:,.0f} MiB, "
        f"of which facts {data['facts_bytes'] / 2**20:,.0f} MiB."
    )
    say(
        f"Facts of {proof['sample']} orders are what the ORM recomputes; for {proof['added_up']} "
        "of them checked by addition too."
        if not proof['problems']
        else f"FACTS DIFFER: {len(proof['problems'])}"
    )
    say('\n' + report.table(result['rows']))
    earlier = [row['key'] for row in result['rows'] if row.get('addon') != result['addon']]
    if earlier := [key for key in earlier if not key.startswith(report.GROWN)]:
        say(f"\nMeasured with other sources of the addon than those of now: {', '.join(earlier)}.")
    say('\n' + report.text_chart(result['rows']))
    missed = [row for row in result['rows'] if report.met(row) is False]
    say(f"\n{len(missed)} goals missed." if missed else "\nAll goals met.")
