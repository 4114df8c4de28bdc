from .rights_common import NOTHING, SYSTEM_FIELDS, RightsCommon


class TryModels(RightsCommon):
    """Everything a client does with the records of our own models."""

    def _try_models(self, client):
        for model, Model in sorted(self._ours().items()):
            if Model._abstract:
                continue
            self._try_reading(client, model, self._cell(client, 'model', model))
            self._try_changing(client, model, self._cell(client, 'model', model))

    def _try_reading(self, client, model, cell):
        may = 'r' in cell
        own, foreign = self._ids(client, model)
        names = self._readable(client, model)
        spec = {name: {} for name in names}
        call = client.call
        if own:
            self._expect(client, may, call('read', model, 'read', own, names), f'{model} read')
            self._expect(
                client, may, call('export', model, 'export_data', own, ['.id', *names]), model
            )
        for world in client.foreign:
            ids = world.ids.get(model, [])[-1:]
            self._expect(client, False, call('read', model, 'read', ids, names), f'{model} {ids}')
        if foreign:
            self._expect(
                client, False, call('read', model, 'web_read', foreign, spec), f'{model} foreign'
            )
            self._expect(
                client,
                False,
                call('export', model, 'export_data', foreign, ['.id', *names]),
                f'{model} foreign export',
            )
        call('read', model, 'read', [NOTHING], names)
        answer = call('search', model, 'search_read', [], names)
        self._expect(client, may, answer, f'{model} search_read')
        if answer.outcome == 'ok' and {row['id'] for row in answer.value} & set(foreign):
            client.problem(f'{model}: foreign records found')
        self._expect(client, may, call('search', model, 'search', []), f'{model} search')
        self._expect(
            client,
            False,
            call('search', model, 'search_count', [('id', 'in', foreign)]),
            f'{model} count',
        )
        self._expect(client, may, call('search', model, 'name_search', ''), f'{model} name_search')
        self._try_grouping(client, model, names)
        call('default_get', model, 'default_get', names)
        for world in client.own[:1] + client.foreign[:1]:
            values = self._values(model, world)
            call('onchange', model, 'onchange', [], values, list(values), spec)
            context = {f'default_{name}': value for name, value in values.items()}
            context |= {
                'active_model': 'res.partner',
                'active_id': world.ids['res.partner'][0],
                'active_ids': world.ids['res.partner'],
            }
            call('default_get', model, 'default_get', names, context=context)
            call('onchange', model, 'onchange', [], {}, [], spec, context=context)
        if 'c' in cell or 'w' in cell:
            self._try_naming(client, model, spec, client.foreign[0])

    def _try_naming(self, client, model, spec, world):
        """Name what others have in a form that is not saved, and as a default of an action."""
        guarded = getattr(self.env[model], '_guarded_names', lambda names: ())
        values = self._values(model, world, only_relations=True)
        for name in sorted(values.keys() - guarded(values)):
            if self.env[model]._fields[name].comodel_name in ('res.currency', 'res.users'):
                continue  # which Odoo shows to everybody inside
            one = {name: values[name]}
            for label, args, context in (
                ('form', ([], one, [name], spec), {}),
                ('default', ([], {}, [], {**spec, name: {}}), {f'default_{name}': values[name]}),
            ):
                answer = client.call('onchange', model, 'onchange', *args, context=context)
                self._expect(client, False, answer, f'{model} {label} {one}')

    def _try_grouping(self, client, model, names):
        Model = self.env[model].with_user(client.user)
        described = Model.fields_get() if Model.has_access('read') else {}
        groupable = [name for name in names if described.get(name, {}).get('groupable')]
        sums = [
            f'{name}:sum'
            for name in names
            if described.get(name, {}).get('type') in ('monetary', 'float', 'integer')
            and described[name].get('aggregator') == 'sum'
        ]
        sortable = [name for name in names if described.get(name, {}).get('sortable')]
        client.call('group', model, 'formatted_read_group', [], [], ['__count', *sums])
        simple = [
            name
            for name in groupable
            if described[name]['type']
            not in ('date', 'datetime', 'properties', 'many2many', 'one2many')
        ]
        if simple:
            client.call('group', model, 'formatted_read_group', [], simple, sums)
        if sortable:
            client.call('sort', model, 'search', [], order=','.join(sortable))

    def _try_changing(self, client, model, cell):
        """Change, copy, create, load and delete: own records as far as the role may, no others."""
        own, foreign = self._ids(client, model)
        spec = {name: {} for name in self._readable(client, model)}
        call = client.call
        with self._unchanged(client, model):
            for ids, mine in ((own[:1], True), (foreign, False)):
                if ids:
                    label = f'{model} {"own" if mine else "foreign"}'
                    answer = call('write', model, 'write', ids, self._same_values(model, own))
                    self._expect(client, mine and 'w' in cell, answer, f'{label} write')
                    answer = call('copy', model, 'copy', ids[:1])
                    if not (mine and 'c' in cell):
                        self._expect(client, False, answer, f'{label} copy')
            answer = call('create', model, 'create', [{}])
            self._expect(client, 'c' in cell, answer, f'{model} create empty')
            values = self._values(model, client.own[0], names=self._written(client, model))
            answer = call('create', model, 'web_save', [], values, spec)
            self._expect(client, 'c' in cell, answer, f'{model} create')
            call('load', model, 'load', ['id', 'display_name'], [['x', 'x']])
            if foreign:
                call('load', model, 'load', ['.id'], [[str(foreign[0])]])
        with self._unchanged(client, f'{model} foreign'):
            if 'c' in cell:
                self._try_foreign_values(client, model, spec, client.foreign[0])
            if foreign:
                self._try_foreign_write(client, model, foreign)
                answer = call('unlink', model, 'unlink', foreign)
                self._expect(client, False, answer, f'{model} foreign unlink')
            call('unlink', model, 'unlink', [NOTHING])
        if own:
            with self._unchanged(client, f'{model} unlink'):
                answer = call('unlink', model, 'unlink', own[:1])
                self._expect(client, 'd' in cell, answer, f'{model} own unlink')

    def _try_foreign_values(self, client, model, spec, world):
        """Create with IDs of another company, and go on with what came of it."""
        written = self._written(client, model)
        values = self._values(model, world, names=written)
        answer = client.call('create', model, 'web_save', [], values, spec)
        if answer.outcome == 'ok' and answer.value:
            for method in self._methods(model):
                client.call('wizard', model, method, [answer.value[0]['id']])
        mine = self._values(model, client.own[0], names=written)
        mine |= self._values(model, world, only_relations=True)
        client.call('create', model, 'web_save', [], mine, spec)

    def _written(self, client, model):
        """Return the fields that the role may write."""
        return {
            name
            for kind, of, name in self.table
            if kind == 'field' and of == model and 'w' in self._cell(client, kind, of, name)
        }

    def _same_values(self, model, own):
        """Return a value of a field that somebody may write, as it is."""
        record = self.env[model].browse(own[:1]).sudo()
        for kind, of, name in self.table:
            cells = self.table[kind, of, name].values()
            if kind == 'field' and of == model and any('w' in cell for cell in cells):
                field = record._fields[name]
                if field.type in ('char', 'text', 'selection', 'boolean', 'integer', 'monetary'):
                    return {name: record[name] if record else False}
        return {}

    def _try_foreign_write(self, client, model, foreign):
        values = {
            name: self._value(model, name, field, client.own[0]) or False
            for name, field in self.env[model]._fields.items()
            if field.store and field.column_type and name not in SYSTEM_FIELDS
        }
        relations = {name for name in values if self.env[model]._fields[name].relational}
        for names in (relations, values.keys() - relations):
            if names:
                part = {name: values[name] for name in sorted(names)}
                answer = client.call('write', model, 'write', foreign[:1], part)
                self._expect(client, False, answer, f'{model} foreign write {part}')
