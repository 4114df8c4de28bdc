import logging
from contextlib import contextmanager
from pathlib import Path

from odoo.addons.intrix_finance_status.tests.common import FinanceStatusBase, day
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL

from .. import rights
from .client import Client
from .world import World

_logger = logging.getLogger(__name__)

# all of this repository
ADDONS = {
    path.parent.name
    for path in Path(__file__).parents[2].glob('intrix_finance_status*/__manifest__.py')
}
SYSTEM_FIELDS = {'id', 'display_name', 'create_uid', 'create_date', 'write_uid', 'write_date'}
NOTHING = 2**31 - 7  # an ID that no record has
ALL_RIGHTS = (
    'base.group_system,account.group_account_manager,sales_team.group_sale_manager,'
    'stock.group_stock_manager,project.group_project_manager,'
    'hr_timesheet.group_timesheet_manager,intrix_finance_status.group_finance_hold_override'
)
# (groups, whose companies are selected)
USERS = {
    'portal': ('base.group_portal', 'A'),
    'employee': ('base.group_user', 'A'),
    'own': ('sales_team.group_sale_salesman', 'A'),
    'all': ('sales_team.group_sale_salesman_all_leads', 'A'),
    'delivery': ('stock.group_stock_user', 'A'),
    'project': ('project.group_project_user,hr_timesheet.group_hr_timesheet_user', 'A'),
    'invoicing': ('account.group_account_invoice', 'A'),
    'readonly': ('account.group_account_readonly', 'A'),
    'manager': ('account.group_account_manager', 'A'),
    'stranger': (ALL_RIGHTS, 'B'),
    'both': ('account.group_account_manager', 'AB'),
}


def _is_nothing(value):
    """Tell whether an answer hands on nothing: an action to open says what the client named."""
    return not value or (
        isinstance(value, dict)
        and value.get('type') in ('ir.actions.act_window', 'ir.actions.report')
    )


class RightsCommon(FinanceStatusBase, HttpCase):
    """Three companies with the same customer, and a user of each role.

    All amounts of company A are whole, those of the others have cents: so a sum that has
    anything of them can be seen.
    """

    CENTS = {'A': 0, 'B': 0.37, 'C': 0.59}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = rights.by_thing()
        cls.companies = companies = {
            tag: cls.setup_other_company(name=f'Company {tag}')['company']
            if cents
            else cls.env.company
            for tag, cents in cls.CENTS.items()
        }
        cls.worlds = {
            tag: World(cls, companies[tag], tag, cents, cls.customer)
            for tag, cents in cls.CENTS.items()
        }
        for world in cls.worlds.values():
            world.ids.update(cls._dialogs(world))
        cls.colleague = cls.worlds['A'].add_colleague(cls._user('colleague', 'own'))
        cls.users = {role: cls._user(f'rights_{role}', role) for role in USERS}
        cls.users['portal'].partner_id.parent_id = cls.worlds['A'].partner
        cls.env.flush_all()

    @classmethod
    def _dialogs(cls, world):
        """Return IDs by model of dialogs that this company's finance has open."""
        found = {}
        for model, Model in cls._ours().items():
            if Model._transient and not model.endswith('.line'):
                values = cls._values(model, world)
                records = Model.with_env(world.env).create(values)
                found[model] = records.ids
                if 'line_ids' in Model._fields:
                    found[records.line_ids._name] = records.line_ids.ids
        return {model: ids for model, ids in found.items() if ids}

    @classmethod
    def _user(cls, login, role):
        groups, tags = USERS[role]
        known = [cls.companies[tag] for tag in tags if tag in cls.companies]
        companies = cls.env['res.company'].union(*known) or cls.env.company
        return new_test_user(
            cls.env, login, groups, company_id=companies[0].id, company_ids=companies.ids
        )

    def _client(self, role):
        """Log in as this role; return its session, and the worlds that are its own or foreign."""
        tags = USERS[role][1] if role in USERS else 'A'
        own = [world for tag, world in self.worlds.items() if tag in tags]
        foreign = [world for tag, world in self.worlds.items() if tag not in tags]
        words = {word for world in foreign for word in world.words}
        amounts = {amount for world in foreign for amount in world.amounts}
        if role == 'own':
            words |= self.colleague.words
            amounts |= self.colleague.amounts
        companies = [self.companies[tag].id for tag in tags]
        client = Client(self, role, companies, words, amounts, tags == 'A')
        client.own, client.foreign = own, foreign
        client.user = self.users.get(role, self.env.ref('base.public_user').sudo())
        self.authenticate(client.user.login if role in USERS else None, 'x')
        return client

    @classmethod
    def _ours(cls):
        """Return our models, by name."""
        return {
            name: cls.env[name]
            for name, Model in cls.registry.items()
            if Model._original_module in ADDONS
        }

    @contextmanager
    def _undone(self):
        """Take back what is done within."""
        self.env.flush_all()
        with self.env.cr.savepoint(flush=False) as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    @contextmanager
    def _unchanged(self, client, label):
        """Note whatever changes of what is foreign to the role; take everything back."""
        answered = client.answered
        with self._undone():
            before = self._snapshot(client.foreign)
            yield
            # the request of a call that is refused takes back what it did
            after = before if client.answered == answered else self._snapshot(client.foreign)
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                client.problem(
                    f'{label} changed {key}: {str(before.get(key))[:300]} '
                    f'-> {str(after.get(key))[:300]}'
                )

    def _snapshot(self, worlds):
        """Return all that other companies have, as text by (table, ID)."""
        found = {}
        companies = tuple(world.company.id for world in worlds)
        parts = []
        for name in sorted({name for world in worlds for name in world.ids}):
            Model = self.env[name]
            ids = tuple(id_ for world in worlds for id_ in world.ids.get(name, ()))
            condition = SQL("t.id IN %s", ids)
            company = Model._fields.get('company_id')
            if company and company.store and not Model._transient:
                condition = SQL("(%s OR t.company_id IN %s)", condition, companies)
            parts.append(
                SQL(
                    "SELECT %s, t.id, md5(t::text) FROM %s t WHERE %s",
                    name,
                    SQL.identifier(Model._table),
                    condition,
                )
            )
        for name, model, id_ in (
            ('mail_message', 'model', 'res_id'),
            ('mail_activity', 'res_model', 'res_id'),
            ('ir_attachment', 'res_model', 'res_id'),
        ):
            for world in worlds:
                for record_model, ids in world.ids.items():
                    if 'message_ids' in self.env[record_model]._fields and ids:
                        parts.append(
                            SQL(
                                "SELECT %s, t.id, md5(t::text) FROM %s t "
                                "WHERE %s = %s AND %s IN %s",
                                name,
                                SQL.identifier(name),
                                SQL.identifier(model),
                                record_model,
                                SQL.identifier(id_),
                                tuple(ids),
                            )
                        )
        self.env.cr.execute(SQL(" UNION ALL ").join(parts))
        for table, id_, text in self.env.cr.fetchall():
            found[table, id_] = text
        return found

    def _report(self, client):
        """Log how many operations were tried, and fail with all that went wrong."""
        _logger.info(
            "%s: %s operations tried, %s of them refused or empty (%s)",
            client.role,
            client.tried.total(),
            client.refused.total(),
            ', '.join(f'{name} {count}' for name, count in sorted(client.tried.items())),
        )
        problems = list(dict.fromkeys(client.problems))
        if problems:
            shown = '\n'.join(problems[:60])
            self.fail(f"{len(problems)} problems:\n{shown}")

    # what the table says

    def _cell(self, client, kind, of, name=''):
        return self.table.get((kind, of, name), {}).get(client.role, '')

    def _expect(self, client, allowed, answer, label):
        """Note an answer that is not what the table says."""
        if allowed and answer.outcome == 'refused':
            client.problem(f'{label}: refused, {answer.error}')
        elif not allowed and answer.outcome == 'ok' and not _is_nothing(answer.value):
            client.problem(f'{label}: not refused, {str(answer.value)[:200]}')

    def _ids(self, client, model):
        """Return IDs of what is the role's own, and of what is others'."""
        if self.env[model]._transient:
            return [], [id_ for world in self.worlds.values() for id_ in world.ids.get(model, ())]
        return tuple(
            [id_ for world in worlds for id_ in world.ids.get(model, ())]
            for worlds in (client.own, client.foreign)
        )

    def _readable(self, client, model):
        Model = self.env[model].with_user(client.user)
        return [
            name for name, field in Model._fields.items() if Model._has_field_access(field, 'read')
        ]

    # values that a client may make up

    @classmethod
    def _values(cls, model, world, only_relations=False, names=None):
        """Return values for all that a client may name in a new record, pointing into a world."""
        values = {}
        for name, field in cls.env[model]._fields.items():
            if names is not None and name not in names:
                continue
            value = cls._value(model, name, field, world)
            if value is not None and (not only_relations or field.relational):
                values[name] = value
        if names is None and 'source' in values and 'document_id' in cls.env[model]._fields:
            values.update(source='account.move', document_id=world.ids['account.move'][0])
        return values

    @classmethod
    def _value(cls, model, name, field, world):
        if name in SYSTEM_FIELDS:
            return None
        if field.related or (field.compute and field.readonly and not field.store):
            return None
        if field.type in ('many2one', 'many2many'):
            ids = world.ids.get(field.comodel_name)
            if field.comodel_name == 'res.company':
                ids = [world.company.id]
            elif field.comodel_name == 'res.users':
                ids = [world.user.id]
            elif field.comodel_name == 'res.currency':
                ids = [world.company.currency_id.id]
            if not ids:
                return None
            return ids[0] if field.type == 'many2one' else [[6, 0, ids]]
        if field.required and not field.default:
            return {
                'char': 'x',
                'text': 'x',
                'date': str(day(0)),
                'monetary': 1,
                'float': 1,
                'integer': 1,
            }.get(field.type) or (
                field.get_values(cls.env)[0] if field.type == 'selection' else None
            )
        return None
