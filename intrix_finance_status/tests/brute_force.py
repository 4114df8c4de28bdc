"""What the addon must answer, worked out again in plain Python and without its SQL."""

from collections import defaultdict

from odoo.fields import Domain

AMOUNT_TYPES = ('monetary', 'float', 'integer')


def holds(value, operator, operand):
    """Tell whether ``value`` of a record meets a condition, as Odoo's domains mean it."""
    if operator == '=':
        return value == operand or (not value and operand is False)
    if operator == 'in':
        return any(holds(value, '=', item) for item in operand)
    if operator in ('!=', 'not in'):
        return not holds(value, {'!=': '=', 'not in': 'in'}[operator], operand)
    if value is False:
        return False
    return value < operand if operator == '<' else value >= operand


def sort_key(field, value):
    """Return a key that sorts as PostgreSQL does: what is empty comes last."""
    return (value is False and field.type in ('date', 'selection'), value or 0)


def group_key(field, value):
    return value.replace(day=1) if value and field.type == 'date' else value


class Agreement:
    """Compare every way to a field with reading it. To be mixed into a test case."""

    def assertWaysAgree(self, records, fnames):
        for fname in fnames:
            with self.subTest(field=f'{records._name}.{fname}'):
                records.invalidate_model([fname])
                values = {record: record[fname] for record in records}
                self._assert_search(records, fname, values)
                self._assert_sorted(records, fname, values)
                self._assert_grouped(records, fname, values)

    def _conditions(self, field, values):
        """Yield conditions that find something, nothing and all of ``values``."""
        known = sorted({value for value in values if value is not False})
        some = known[:1] + known[len(known) // 2 :][:1] + known[-1:]
        for value in some:
            yield from (('=', value), ('!=', value))
            if field.type != 'selection':
                yield '>=', value
                # Odoo itself does not compare an empty customer's amount as zero
                if not field.related:
                    yield '<', value
        yield from (('in', some), ('not in', some), ('in', [*some, False]))
        yield from (('not in', [*some, False]), ('=', False), ('!=', False))

    def _assert_search(self, records, fname, values):
        Model = records.browse()
        these = Domain('id', 'in', records.ids)
        for operator, operand in self._conditions(records._fields[fname], values.values()):
            expected = records.filtered(
                lambda record: holds(values[record], operator, operand)  # noqa: B023
            )
            condition = Domain(fname, operator, operand)
            found = Model.search(these & condition)
            label = f"{fname} {operator} {operand}"
            self.assertEqual(found.sorted('id'), expected.sorted('id'), f"search {label}")
            self.assertEqual(records.filtered_domain(condition), expected, f"filter {label}")
            left = Model.search(these & ~condition)
            if operator not in ('<', '>='):
                rest = (records - expected).sorted('id')
                self.assertEqual(left.sorted('id'), rest, f"search not ({label})")

    def _assert_sorted(self, records, fname, values):
        field = records._fields[fname]
        for direction in ('asc', 'desc'):
            found = records.browse().search(
                [('id', 'in', records.ids)], order=f'{fname} {direction}, id'
            )
            expected = records.sorted('id').sorted(
                lambda record: sort_key(field, values[record]), reverse=direction == 'desc'
            )
            # Python's reverse keeps the order of equals, as ``, id`` does
            self.assertEqual(found, expected, f"sorted by {fname} {direction}")

    def _assert_grouped(self, records, fname, values):
        field = records._fields[fname]
        groups = defaultdict(records.browse)
        for record in records.sorted('id'):
            groups[group_key(field, values[record])] |= record
        aggregates = ['__count', 'id:recordset']
        if field.type in AMOUNT_TYPES:
            aggregates += [f'{fname}:sum', f'{fname}:max', f'{fname}:avg']
        by = f'{fname}:month' if field.type == 'date' else fname
        rows = records._read_group([('id', 'in', records.ids)], [by], aggregates)
        self.assertEqual(len(rows), len(groups), f"grouped by {fname}")
        for key, count, members, *amounts in rows:
            self.assertEqual(members.sorted('id'), groups[key], f"{fname} = {key}")
            self.assertEqual(count, len(groups[key]))
            if amounts:
                total = sum(values[record] for record in members)
                for amount, expected in zip(amounts, (total, key, total / count), strict=True):
                    self.assertAlmostEqual(amount, expected, 6)
        if field.type in AMOUNT_TYPES:
            [(total,)] = records._read_group([('id', 'in', records.ids)], [], [f'{fname}:sum'])
            self.assertAlmostEqual(total, sum(values.values()), 6, f"sum of {fname}")
