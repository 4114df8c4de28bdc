import inspect

from odoo.orm.models import BaseModel
from odoo.tests import TransactionCase, tagged

from .. import rights
from .rights_common import ADDONS, SYSTEM_FIELDS
from .try_pages import TryPages

ORM_METHODS = set(dir(BaseModel))


@tagged('post_install', '-at_install')
class TestRightsComplete(TransactionCase):
    """The table has a row for everything of ours, and nothing else."""

    def _models(self):
        for name, Model in self.registry.items():
            if not Model._abstract:
                yield name, self.env[name]

    def _things(self):
        """Return all that is to have a row, as (kind, of, name)."""
        found = {('route', *route) for route in TryPages._routes()}
        for name, Model in self._models():
            if Model._original_module in ADDONS:
                found.add(('model', name, ''))
            found |= {
                ('field', name, field.name)
                for field in Model._fields.values()
                if ADDONS & set(field._modules) and field.name not in SYSTEM_FIELDS
            }
            found |= {('method', name, method) for method in self._methods(Model)}
        # what needs no record can be called without a table, too
        found |= {
            ('method', name, method)
            for name, Model in self.registry.items()
            if Model._abstract and Model._original_module in ADDONS
            for method in self._methods(self.env[name])
            if getattr(getattr(Model, method), '_api_model', False)
        }
        for kind, model, of in (
            ('report', 'ir.actions.report', 'model'),
            ('action', 'ir.actions.server', 'model_name'),
        ):
            data = self.env['ir.model.data'].search(
                [('module', 'in', list(ADDONS)), ('model', '=', model)]
            )
            for row in data:
                found.add((kind, self.env[model].browse(row.res_id)[of], row.complete_name))
        return found

    def _methods(self, Model):
        """Return the names of the methods that clients may call and that have code of ours."""
        for cls in type(Model).__mro__:
            parts = cls.__module__.split('.')
            if parts[:2] != ['odoo', 'addons'] or parts[2] not in ADDONS:
                continue
            for name, method in vars(cls).items():
                private = name.startswith('_') or getattr(method, '_api_private', False)
                if inspect.isfunction(method) and not private and name not in ORM_METHODS:
                    yield name

    def test_every_thing_has_a_row(self):
        things, rows = self._things(), set(rights.by_thing())
        self.assertFalse(sorted(things - rows), "Without a row in rights.csv")
        self.assertFalse(sorted(rows - things), "A row in rights.csv, but no such thing")

    def test_nobody_writes_what_is_guarded(self):
        """Readonly fields of guarded models are no client's to write, whoever it is."""
        for (kind, model, name), cells in rights.by_thing().items():
            Model = self.env.get(model) if kind == 'field' else None
            if hasattr(Model, '_is_guarded') and Model._is_guarded(Model._fields[name]):
                self.assertNotIn('w', ''.join(cells.values()), f'{model}.{name}')

    def test_all_addons_are_there(self):
        self.assertFalse(ADDONS - self.registry._init_modules)

    def test_one_row_each(self):
        names = [
            (row['kind'], row['of'], name)
            for row in rights.read()
            for name in row['names'].split() or ['']
        ]
        self.assertEqual(len(names), len(set(names)))

    def test_dialogs_are_their_users(self):
        """Odoo has no rule that keeps the record of a dialog to who opened it."""
        for name, Model in self._models():
            if Model._transient and Model._original_module in ADDONS:
                rules = self.env['ir.rule'].search([('model_id.model', '=', name)])
                self.assertIn("('create_uid', '=', user.id)", rules.mapped('domain_force')[:1][0])

    def test_companies_are_kept_apart(self):
        """A model that belongs to a company, or to a record of one, has a rule that says so."""
        for name, Model in self._models():
            if Model._original_module not in ADDONS or Model._transient:
                continue
            if not Model._auto:
                continue  # a query, which names the current company and its branches itself
            rules = self.env['ir.rule'].search(
                [('model_id.model', '=', name), ('groups', '=', False)]
            )
            self.assertTrue(any('company_ids' in (rule.domain_force or '') for rule in rules), name)
