import inspect
from contextlib import contextmanager

from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.tests import tagged

OPENS = ('action_view_', 'action_open')
# what opens something that it writes first
WRITES = {'action_open_match', 'action_open_items_only'}


@tagged('post_install', '-at_install')
class TestReadOnly(FinanceStatusCommon):
    """What only opens something may be asked of a replica of the database, as in Odoo."""

    def _openers(self):
        """Return (model, name) of our methods that open something; not of dialogs.

        A dialog was saved a moment ago, and a replica may not know it yet.
        """
        found = set()
        for model in self.env.registry.values():
            for cls in model.mro():
                if '.intrix_finance_status' not in cls.__module__ or model._transient:
                    continue
                names = [name for name, _function in inspect.getmembers(cls, inspect.isfunction)]
                found |= {
                    (model._name, name)
                    for name in names
                    if name in vars(cls) and name.startswith(OPENS) and name not in WRITES
                }
        return sorted(found)

    @contextmanager
    def _read_only(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute('SAVEPOINT read_only')
        self.env.cr.execute('SET LOCAL transaction_read_only = on')
        yield
        self.env.cr.execute('ROLLBACK TO SAVEPOINT read_only')

    def test_openers(self):
        openers = self._openers()
        self.assertGreater(len(openers), 20)
        missing = [
            f'{model}.{name}'
            for model, name in openers
            if not getattr(getattr(self.env.registry[model], name), '_readonly', False)
        ]
        self.assertFalse(missing, "to be decorated with api.readonly")

    def test_they_do_not_write(self):
        lead = self._lead()
        order = self._order(opportunity_id=lead.id)
        self._invoice(order, due=day(-5))
        for record in (lead, order, self.customer):
            names = [name for model, name in self._openers() if model == record._name]
            for name in names:
                with self.subTest(model=record._name, method=name), self._read_only():
                    self.assertEqual(getattr(record, name)()['type'], 'ir.actions.act_window')
        for model in ('finance.status.report', 'finance.status.receivable', 'finance.status.month'):
            row = self.env[model].search([], limit=1)
            self.assertTrue(row, model)
            names = [name for of_model, name in self._openers() if of_model == model]
            for name in names:
                with self.subTest(model=model, method=name), self._read_only():
                    self.assertEqual(getattr(row, name)()['type'], 'ir.actions.act_window')
