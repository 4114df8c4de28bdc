"""Multiply the seed by SQL: whole histories with their relations and reconciliations.

Copy ``k`` of a row gets ``id + k * off``, and so does each reference to another row of the seed;
its dates lie ``k`` steps further back, so that all copies spread over three years.
"""

import re
import time

from devtools.bench.odoo_process import environment, run, say
from devtools.bench.seed import ORDERS, TABLES

SPREAD_DAYS = 1095
RELATIONS = {
    'sale_order_line_invoice_rel': {
        'order_line_id': 'sale_order_line',
        'invoice_line_id': 'account_move_line',
    },
    'account_move__account_payment': {
        'invoice_id': 'account_move',
        'payment_id': 'account_payment',
    },
    'account_move_line_account_tax_rel': {'account_move_line_id': 'account_move_line'},
    'account_tax_sale_order_line_rel': {'sale_order_line_id': 'sale_order_line'},
}
KEPT = {'create_date', 'write_date'}


class Multiplier:
    """Multiplies the rows above the marks of the seed, one table per transaction."""

    def __init__(self, database, factor):
        self.database = database
        self.factor = factor

    def run(self):
        """Multiply what is not multiplied yet."""
        self._transaction('offsets', self._note_offsets)
        for table in TABLES:
            self._transaction(table, lambda cr, table=table: self._table(cr, table))
        for table, columns in RELATIONS.items():
            self._transaction(table, lambda cr, t=table, c=columns: self._relation(cr, t, c))
        self._transaction('circular', self._circular)
        self._transaction('sequences', self._sequences)
        with environment(self.database) as env:
            env.cr.commit()
            env.cr._cnx.autocommit = True
            env.cr.execute('VACUUM ANALYZE')
            env.cr._cnx.autocommit = False

    def _transaction(self, name, work):
        step = f'multiply {name}'
        with environment(self.database) as env:
            cr = env.cr
            cr.execute('SELECT 1 FROM bench_progress WHERE step = %s', [step])
            if cr.rowcount:
                return
            start = time.monotonic()
            cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            [self.superuser] = cr.fetchone()
            if self.superuser:
                # the references are right by construction
                cr.execute("SET LOCAL session_replication_role = replica")
            cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
            if name != 'offsets':
                self._read_offsets(cr)
            work(cr)
            cr.execute('INSERT INTO bench_progress (step) VALUES (%s)', [step])
            cr.commit()
            say(f"{step}: {time.monotonic() - start:.1f} s")

    def _note_offsets(self, cr):
        """Remember the highest ids of the seed, before a copy changes them."""
        for table in TABLES:
            cr.execute(
                f'UPDATE bench_mark SET last_id = (SELECT MAX(id) FROM {table}) WHERE name = %s',
                [table],
            )
        cr.execute(
            "INSERT INTO bench_mark "
            "SELECT 'sequence_number', 0, MAX(sequence_number) FROM account_move"
        )

    def _read_offsets(self, cr):
        cr.execute('SELECT name, first_id, last_id FROM bench_mark')
        self.marks = {name: (first, last) for name, first, last in cr.fetchall()}

    def _columns(self, cr, table):
        cr.execute(
            """
            SELECT attname, format_type(atttypid, atttypmod)
              FROM pg_attribute
             WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
               AND attgenerated = ''
             ORDER BY attnum
            """,
            [table],
        )
        return dict(cr.fetchall())

    def _references(self, cr, table):
        """Return the multiplied tables that the columns of ``table`` refer to."""
        cr.execute(
            """
            SELECT att.attname, con.confrelid::regclass::text
              FROM pg_constraint AS con
              JOIN pg_attribute AS att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
             WHERE con.contype = 'f' AND con.conrelid = %s::regclass
            """,
            [table],
        )
        return {column: target for column, target in cr.fetchall() if target in TABLES}

    def _shifted(self, column, target):
        first, last = self.marks[target]
        return (
            f'CASE WHEN s."{column}" > {first} THEN s."{column}" + k * {last} ELSE s."{column}" END'
        )

    def _back(self, column):
        days = f'ROUND(k * {SPREAD_DAYS / self.factor})::int'
        return f's."{column}" - {days}', f"s.\"{column}\" - MAKE_INTERVAL(days => {days})"

    def _table(self, cr, table):
        columns = self._columns(cr, table)
        references = self._references(cr, table)
        values = {}
        for column, kind in columns.items():
            values[column] = f's."{column}"'
            if column == 'id':
                values[column] = f's.id + k * {self.marks[table][1]}'
            elif column in references:
                target = references[column]
                later = TABLES.index(target) > TABLES.index(table)
                values[column] = (
                    'NULL' if later and not self.superuser else self._shifted(column, target)
                )
            elif column not in KEPT and kind == 'date':
                values[column] = self._back(column)[0]
            elif column not in KEPT and kind.startswith('timestamp'):
                values[column] = self._back(column)[1]
        values.update(self._special(table))
        self._insert(cr, table, values, f's.id > {self.marks[table][0]}')

    def _special(self, table):
        """Return the columns that are neither copied as they are nor shifted."""
        number = self.marks['sequence_number'][1]
        date = self._back('date')[0]
        # the year in a number is that of its date
        prefix = "REGEXP_REPLACE({prefix}, '/\\d{{4}}/', '/' || TO_CHAR({date}, 'YYYY') || '/')"
        if table == 'res_partner':
            renamed = "REGEXP_REPLACE(s.{0}, 'Customer (\\d+)', 'Customer \\1-' || k, 'g')"
            return {name: renamed.format(name) for name in ('name', 'complete_name')}
        if table == 'sale_order':
            return {'name': f"'S' || (s.id + k * {self.marks[table][1]})"}
        if table == 'account_move':
            own = prefix.format(prefix='s.sequence_prefix', date=date)
            digits = f'(s.sequence_number + k * {number})::text'
            return {
                'sequence_number': f's.sequence_number + k * {number}',
                'sequence_prefix': own,
                # LPAD alone would cut longer numbers
                'name': f"{own} || LPAD({digits}, GREATEST(5, LENGTH({digits})), '0')",
            }
        if table == 'account_move_line':
            full = self.marks['account_full_reconcile'][1]
            partial = self.marks['account_partial_reconcile'][1]
            return {
                'move_name': '(SELECT m.name FROM account_move m WHERE m.id = '
                f's.move_id + k * {self.marks["account_move"][1]})',
                'matching_number': "CASE WHEN s.full_reconcile_id IS NOT NULL "
                f"THEN (s.full_reconcile_id + k * {full})::text "
                "WHEN s.matching_number ~ '^P[0-9]+$' "
                f"THEN 'P' || (SUBSTR(s.matching_number, 2)::bigint + k * {partial}) "
                "ELSE s.matching_number END",
            }
        if table == 'account_payment':
            return {
                'name': "s.name || '-' || k",
            }
        return {}

    def _insert(self, cr, table, values, condition):
        """Insert all copies; the indexes are made anew afterwards, which is much faster."""
        cr.execute(
            """
            SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
              FROM pg_index AS index
             WHERE index.indrelid = %s::regclass
               AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = index.indexrelid)
            """,
            [table],
        )
        indexes = cr.fetchall()
        for name, _definition in indexes:
            cr.execute(f'DROP INDEX {name}')
        names = ', '.join(f'"{name}"' for name in values)
        cr.execute(
            f"""
            INSERT INTO {table} ({names})
            SELECT {', '.join(values.values())}
              FROM GENERATE_SERIES(1, {self.factor - 1}) AS k, {table} AS s
             WHERE {condition}
             ORDER BY k DESC, s.ctid
            """
        )
        for _name, definition in indexes:
            cr.execute(definition)

    def _relation(self, cr, table, columns):
        references = {**columns}
        values = {
            name: self._shifted(name, references[name]) if name in references else f's."{name}"'
            for name in self._columns(cr, table)
        }
        conditions = [
            f's."{name}" > {self.marks[target][0]}' for name, target in references.items()
        ]
        self._insert(cr, table, values, ' AND '.join(conditions))

    def _circular(self, cr):
        """Fill in the references that had to wait for a later table."""
        if self.superuser:
            return
        for table in TABLES:
            for column, target in self._references(cr, table).items():
                if TABLES.index(target) <= TABLES.index(table):
                    continue
                off = self.marks[table][1]
                cr.execute(
                    f"""
                    UPDATE {table} AS t SET "{column}" = {self._shifted(column, target)}
                      FROM {table} AS s, GENERATE_SERIES(1, {self.factor - 1}) AS k
                     WHERE s.id > {self.marks[table][0]} AND s.id <= {off}
                       AND s."{column}" IS NOT NULL AND t.id = s.id + k * {off}
                    """
                )

    def _sequences(self, cr):
        for table in TABLES:
            cr.execute(
                f"SELECT SETVAL(PG_GET_SERIAL_SEQUENCE(%s, 'id'), (SELECT MAX(id) FROM {table}))",
                [table],
            )
        cr.execute("SELECT id FROM ir_sequence WHERE code = 'sale.order'")
        for (sequence,) in cr.fetchall():
            cr.execute(
                f"SELECT SETVAL('ir_sequence_{sequence:03}', (SELECT MAX(id) FROM sale_order))"
            )


def main(database, orders):
    """Multiply the seed to so many orders."""
    assert re.fullmatch(r'\d+', orders)
    Multiplier(database, int(orders) // ORDERS).run()


if __name__ == '__main__':
    run(main)
