from .try_methods import TryMethods

# what needs no arguments but the records
READS = {'search_read': {'fields': ['id', 'display_name'], 'limit': 50}, 'search_count': {}}
# the numbers of its rows are longer than XML-RPC's; its groups can be read
NOT_READ = {('xmlrpc', 'finance.status.month', 'search_read')}


class TryDoors(TryMethods):
    """The other doors to the same code, with keys: ``/xmlrpc/2/object`` and ``/json/2``.

    Both call the methods that the web client calls; what each may do is tried there in full. Here
    the roles that have the least and the most try that no door leads past it.
    """

    def _try_doors(self, client):
        key = self.env['res.users.apikeys'].with_user(client.user).sudo()
        key = key._generate('rpc', 'tests', None)
        self.authenticate(None, None)

        def xmlrpc(model, method, ids=None, **values):
            args = [[] if ids is None else ids]
            if 'fields' in values:
                args.append(values['fields'])
            return client.xmlrpc('xmlrpc', client.user, key, model, method, *args)

        def json2(model, method, ids=None, **values):
            if ids is None:
                values = {'domain': [], **values}
            return client.json2('json/2', key, model, method, ids or (), **values)

        for door in (xmlrpc, json2):
            for model, Model in sorted(self._ours().items()):
                if not Model._abstract:
                    self._try_reads(client, door, model)
            # one look at what is foreign for all of them: what is refused takes itself back
            with self._unchanged(client, door.__name__):
                self._try_changes(client, door)

    def _try_reads(self, client, door, model):
        may = 'r' in self._cell(client, 'model', model)
        own, foreign = self._ids(client, model)
        label = f'{door.__name__} {model}'
        for method, values in READS.items():
            if (door.__name__, model, method) in NOT_READ:
                continue
            answer = door(model, method, **values)
            self._expect(client, may, answer, f'{label} {method}')
            rows = answer.value if answer.outcome == 'ok' and 'fields' in values else ()
            if {row['id'] for row in rows} & set(foreign):
                client.problem(f'{label}: foreign records found')
        names = self._readable(client, model) or ['display_name']
        if own:
            answer = door(model, 'read', own[:1], fields=names)
            self._expect(client, may, answer, f'{label} read')
        if foreign:
            answer = door(model, 'read', foreign[:1], fields=names)
            self._expect(client, False, answer, f'{label} read foreign')

    def _try_changes(self, client, door):
        for model, Model in sorted(self._ours().items()):
            foreign = self._ids(client, model)[1]
            if not Model._abstract and foreign:
                answer = door(model, 'unlink', foreign[:1])
                self._expect(client, False, answer, f'{door.__name__} {model} unlink foreign')
        for kind, model, name in sorted(self.table):
            foreign = self._ids(client, model)[1] if kind == 'method' else ()
            method = getattr(type(self.env[model]), name) if foreign else None
            if (
                foreign
                and not getattr(method, '_api_model', False)
                and not self._arguments(method, client.foreign[0])
            ):
                answer = door(model, name, foreign[:1])
                self._expect(client, False, answer, f'{door.__name__} {model}.{name} foreign')
