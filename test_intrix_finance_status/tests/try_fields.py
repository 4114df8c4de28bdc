from .rights_common import ADDONS, RightsCommon

# ways to the fields of a model from others, that a domain may go
PATHS = {
    'sale.order': [
        ('sale.order.line', 'order_id'),
        ('res.partner', 'sale_order_ids'),
        ('crm.lead', 'order_ids'),
        ('project.task', 'sale_order_id'),
        ('stock.picking', 'sale_id'),
    ],
    'res.partner': [
        ('res.partner', 'parent_id'),
        ('res.partner', 'child_ids'),
        ('sale.order', 'partner_id'),
        ('res.users', 'partner_id'),
        ('project.task', 'partner_id'),
        ('stock.picking', 'partner_id'),
        ('crm.lead', 'partner_id'),
    ],
    'crm.lead': [('sale.order', 'opportunity_id')],
    'account.move': [('account.move.line', 'move_id'), ('res.partner', 'invoice_ids')],
    'stock.picking': [('stock.move', 'picking_id'), ('sale.order', 'picking_ids')],
    'project.task': [('account.analytic.line', 'task_id'), ('project.task', 'parent_id')],
    'account.payment.term': [('sale.order', 'payment_term_id')],
}


# models that administrators see the records of whatever the company, as Odoo's own rules have it
OF_ALL_COMPANIES = {'stranger': {'res.company'}}


class TryFields(RightsCommon):
    """Every way to see something of a field that we added to models of others."""

    def _try_fields(self, client):
        """See, find, sort, group, sum and export each field of ours, or be refused each of it."""
        fields = {}
        for kind, of, name in self.table:
            if kind == 'field':
                fields.setdefault(of, []).append(name)
        for model, names in fields.items():
            if self.env[model]._original_module in ADDONS:
                continue  # as a whole, with the model
            seen = [name for name in names if 'r' in self._cell(client, 'field', model, name)]
            if seen:
                self._try_seen(client, model, seen)
            if hidden := [name for name in names if name not in seen]:
                self._try_all_hidden(client, model, hidden)
                for name in hidden:
                    self._try_hidden(client, model, name)
            if client.role != 'public':
                self._try_onchange(client, model, seen)

    def _try_seen(self, client, model, names):
        call = client.call
        own, foreign = self._ids(client, model)
        # as far as Odoo's own rules let this role see them
        own = (
            self.env[model]
            .with_user(client.user)
            .with_context(allowed_company_ids=client.companies)
            .search([('id', 'in', own)])
            .ids
        )
        if own:
            answer = call('read', model, 'read', own[:1], names)
            self._expect(client, True, answer, f'{model} read')
        if model in OF_ALL_COMPANIES.get(client.role, ()):
            foreign = []
        for world in client.foreign if foreign else ():
            answer = call('read', model, 'read', world.ids.get(model, [])[-1:], names)
            self._expect(client, False, answer, f'{model} read of another company')
        answer = call('search', model, 'search_read', [], ['id', *names], limit=200)
        self._expect(client, True, answer, f'{model} search_read')
        if answer.outcome == 'ok' and {row['id'] for row in answer.value} & set(foreign):
            client.problem(f'{model}: foreign records found')
        answer = call('export', model, 'export_data', own, names)
        self._expect(client, True, answer, f'{model} export_data')
        self._try_grouping(client, model, names)
        described = self.env[model].with_user(client.user).fields_get(names)
        conditions = [(name, '!=', False) for name in names if described[name]['searchable']]
        if conditions:
            domain = ['|'] * (len(conditions) - 1) + conditions
            answer = call('search', model, 'search_count', domain)
            self._expect(client, True, answer, f'{model} search {conditions}')

    def _try_all_hidden(self, client, model, names):
        """Ways to see several fields at once are refused."""
        own = self._ids(client, model)[0][:1] or [1]
        for operation, method, args in (
            ('read', 'web_read', (own, {name: {} for name in names})),
            ('export', 'export_data', (own, names)),
        ):
            answer = client.call(operation, model, method, *args)
            self._expect(client, False, answer, f'{model} {method} {names}')

    def _try_hidden(self, client, model, name):
        """Every way that could tell something of the field is refused."""
        field = self.env[model]._fields[name]
        own, _foreign = self._ids(client, model)
        may = self.env[model].sudo().fields_get([name])[name]
        calls = [
            ('read', 'read', (own[:1] or [1], [name]), {}),
            ('search', 'search_read', ([], [name]), {'limit': 1}),
        ]
        if may['searchable']:
            calls.append(('search', 'search_count', ([(name, '!=', False)],), {}))
        if may['sortable']:
            calls.append(('sort', 'search', ([],), {'order': name}))
        if may['groupable'] and field.type not in ('many2many', 'one2many'):
            calls.append(('group', 'formatted_read_group', ([], [name]), {}))
        if may.get('aggregator') and field.type in ('monetary', 'float', 'integer'):
            calls.append(('group', 'formatted_read_group', ([], [], [f'{name}:sum']), {}))
        for operation, method, args, kwargs in calls:
            answer = client.call(operation, model, method, *args, **kwargs)
            self._expect(client, False, answer, f'{model} {method} {name}')
        for start, path in PATHS.get(model, ()) if may['searchable'] else ():
            answer = client.call('path', start, 'search_count', [(f'{path}.{name}', '!=', False)])
            self._expect(client, False, answer, f'{start} search {path}.{name}')

    def _try_onchange(self, client, model, seen):
        """Name others' records in an unsaved form, and read what is computed of them."""
        for world in client.foreign[:1]:
            values = self._values(model, world, only_relations=True)
            spec = {name: {} for name in (*seen, *values)}
            client.call('onchange', model, 'onchange', [], values, list(values), spec)
            ids = world.ids.get(model)
            if ids:
                client.call('onchange', model, 'onchange', ids[:1], {}, [], spec)
