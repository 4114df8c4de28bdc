"""Importing documents of another program, by this addon and by Odoo's own ``load``.

Runs inside Odoo, one way per process and copy of a database: what is imported is committed. The
ways get the same documents, with names of customers and numbers of orders; ``ids`` is ``load`` with
database ids instead, so that it has nothing to find.

The database is one of a company that keeps its books elsewhere: ``empty`` takes the invoices out.
"""

import contextlib
import csv
import json
import os
import resource
import time
from datetime import timedelta
from pathlib import Path

from odoo.tools import SQL

from devtools.bench.odoo_process import environment, run, say
from devtools.bench.timing import timed

ADMIN = 2
TICKS = os.sysconf('SC_CLK_TCK')
CHUNK = 10_000
CODE = 'bench'
HEADER = (
    "Invoice number", "Customer", "Order no.", "Invoice date", "Due date", "Currency", "Total",
    "Amount paid", "Paid on",
)  # fmt: skip
LOADED = (
    'source_id/.id', 'external_id', 'name', 'document_type', 'partner_id/.id', 'partner_name',
    'order_reference', 'date', 'date_due', 'currency_id/.id', 'amount_total',
    'source_amount_paid', 'source_date_paid', 'match_state', 'order_ids/order_id/.id',
    'order_ids/amount',
)  # fmt: skip


def documents(env, count):
    """Return so many invoices for orders of one company, half of them paid.

    :return: list of (values as the source tells them, ids of customer, currency and order)
    """
    orders = env.execute_query(
        SQL(
            """
            SELECT sale.id, sale.name, sale.amount_total, sale.date_order::date,
                   partner.commercial_partner_id, entity.name, sale.currency_id, currency.name
              FROM sale_order AS sale
              JOIN res_partner AS partner ON partner.id = sale.partner_id
              JOIN res_partner AS entity ON entity.id = partner.commercial_partner_id
              JOIN res_currency AS currency ON currency.id = sale.currency_id
             WHERE sale.company_id = %s AND sale.state = 'sale' AND sale.amount_total > 0
             ORDER BY sale.id
            """,
            env.company.id,
        )
    )
    found = []
    for number in range(count):
        order, name, total, date, partner, customer, currency, code = orders[number % len(orders)]
        due = date + timedelta(days=30)
        # several invoices of an order share its total
        amount = round(float(total) / (count // len(orders) + 1), 2)
        values = {
            'name': f'B-{number:06}',
            'partner_name': customer,
            'order_reference': name,
            'date': date.isoformat(),
            'date_due': due.isoformat(),
            'currency': code,
            'amount_total': f'{amount:.2f}',
        }
        if number % 2:
            values.update(amount_paid=values['amount_total'], date_paid=values['date_due'])
        found.append((values, partner, currency, order))
    return found


# as fast as it goes: nothing here is about how invoices are cancelled
EMPTIED = (
    """
    UPDATE account_move SET state = 'cancel', payment_state = 'not_paid'
     WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')
    """,
    """
    UPDATE account_move_line AS line SET parent_state = 'cancel'
      FROM account_move AS move
     WHERE move.id = line.move_id AND move.state = 'cancel'
    """,
    'TRUNCATE finance_status_order',
)


def empty(env):
    """Leave no invoice to a customer in Odoo's books."""
    for statement in EMPTIED:
        env.cr.execute(statement)
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute('VACUUM ANALYZE')
    env.cr._cnx.autocommit = False


def processor_time(cr):
    """Return the processor time of Odoo and of PostgreSQL, where that runs here, in seconds."""
    backend = 0
    with contextlib.suppress(OSError):
        stat = Path(f'/proc/{cr._cnx.get_backend_pid()}/stat').read_text().rsplit(')', 1)[1].split()
        backend = (int(stat[11]) + int(stat[12])) / TICKS
    return time.process_time() + backend


class Importer:
    """The ways to import, each returning how many documents there are then."""

    def __init__(self, env):
        self.env = env
        self.Document = env['finance.status.document']
        self.source = env['finance.status.source'].create({'name': "Bench", 'code': CODE})

    def prepare(self, count, name=''):
        """Make what the way needs: neither its file nor its table is part of the time."""
        self.told = documents(self.env, count)

    def count(self):
        """Return how many documents the source has, and shares of orders they have."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT COUNT(DISTINCT document.id), COUNT(share.id), SUM(document.amount_due)
                  FROM finance_status_document AS document
                  LEFT JOIN finance_status_document_order AS share
                    ON share.document_id = document.id
                 WHERE document.source_id = %s
                """,
                self.source.id,
            )
        )[0]


class Sync(Importer):
    """Push, ten thousand documents a call as over RPC."""

    def run(self):
        for start in range(0, len(self.told), CHUNK):
            part = [dict(told) for told, *_ids in self.told[start : start + CHUNK]]
            results = self.Document._sync(self.source, part)
            problems = [result.problems for result in results if result.outcome != 'created']
            if problems:
                raise AssertionError(problems[:3])
            self.env.cr.commit()


class Load(Importer):
    """Odoo's own import of the same documents."""

    columns = tuple(name.removesuffix('/.id') for name in LOADED)

    def references(self, told, partner, currency, order):
        """Return what names source, customer, currency and order."""
        return self.source.name, told['partner_name'], told['currency'], told['order_reference']

    def prepare(self, count, name=''):
        super().prepare(count)
        self.table = []
        for told, *ids in self.told:
            source, partner, currency, order = self.references(told, *ids)
            self.table.append(
                [
                    source, told['name'], told['name'], 'invoice', partner,
                    told['partner_name'], told['order_reference'], told['date'], told['date_due'],
                    currency, told['amount_total'], told.get('amount_paid', '0'),
                    told.get('date_paid', ''), 'matched', order, told['amount_total'],
                ]
            )  # fmt: skip

    def run(self):
        # as the import wizard does
        model = self.Document.with_context(import_file=True, tracking_disable=True)
        result = model.load(list(self.columns), self.table)
        if not result['ids']:
            raise AssertionError(result['messages'][:3])
        self.env.cr.commit()


class LoadIds(Load):
    """The same, told the database ids of what the documents refer to."""

    columns = LOADED

    def references(self, told, partner, currency, order):
        return self.source.id, partner, currency, order


class File(Importer):
    """A CSV file, read, recognised and imported as a person's upload is."""

    def prepare(self, count, name=''):
        self.path = Path(f'{name}.csv')
        told = documents(self.env, count)
        with self.path.open('w', newline='') as target:
            writer = csv.writer(target, delimiter=';')
            writer.writerow(HEADER)
            for values, *_ids in told:
                writer.writerow(
                    [
                        values['name'], values['partner_name'], values['order_reference'],
                        values['date'], values['date_due'], values['currency'],
                        values['amount_total'], values.get('amount_paid', '0.00'),
                        values.get('date_paid', ''),
                    ]
                )  # fmt: skip

    def read(self):
        """Return the import in preview."""
        env = self.env
        attachment = env['ir.attachment'].create(
            {'name': self.path.name, 'raw': self.path.read_bytes()}
        )
        record = env['finance.status.import']._from_attachments(self.source, attachment)
        self._work(record)
        if record.state != 'preview':
            raise AssertionError(f'{record.state}: {record.message}')
        return record

    def run(self):
        record = self.read()
        record.action_import()
        self._work(record)
        if record.state != 'done' or record.count_error:
            raise AssertionError(f'{record.state}: {record.message} {record.count_error} errors')

    def _work(self, record):
        """Do what the scheduled action does, each step a transaction."""
        self.env.cr.commit()
        while waiting := record._next_import():
            waiting._work()
            self.env.cr.commit()
            self.env.invalidate_all()
        record.invalidate_recordset()


class Preview(File):
    """The same file, read and previewed only."""

    def run(self):
        self.record = self.read()

    def count(self):
        return self.record.count_new, 0, 0


WAYS = {'sync': Sync, 'load': Load, 'ids': LoadIds, 'file': File, 'preview': Preview}


def main(database, output, way, count):
    """Import ``count`` documents the one way; write seconds, queries and the peak of memory."""
    with environment(database, ADMIN) as env:
        if way == 'empty':
            empty(env)
            return
        importer = WAYS[way](env)
        importer.prepare(int(count), output)
        env.cr.commit()
        env.invalidate_all()
        before = env.cr.sql_log_count
        cpu = processor_time(env.cr)
        seconds, _result = timed(importer.run)
        cpu = processor_time(env.cr) - cpu
        queries = env.cr.sql_log_count - before
        imported, shares, due = importer.count()
        say(
            f"{way}: {imported} documents, {shares} shares of orders in {seconds:.1f} s, "
            f"{cpu:.1f} s of the processor"
        )
        result = {
            'seconds': seconds,
            'cpu': cpu,
            'queries': queries,
            'memory': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            'documents': imported,
            'shares': shares,
            'due': float(due or 0),
        }
        Path(output).write_text(json.dumps(result))


if __name__ == '__main__':
    run(main)
