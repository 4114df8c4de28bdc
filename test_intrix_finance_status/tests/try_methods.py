import inspect

from .rights_common import NOTHING, RightsCommon


class TryMethods(RightsCommon):
    """Every public method of ours, by its name over the web."""

    def _methods(self, model):
        return sorted(name for kind, of, name in self.table if kind == 'method' and of == model)

    def _try_methods(self, client):
        """Call each method on own and on others' records, on none, and on what is not there."""
        for kind, model, name in sorted(self.table):
            if kind == 'method':
                with self._unchanged(client, f'{model}.{name}'):
                    self._try_method(client, model, name)

    def _try_method(self, client, model, name):
        allowed = 'x' in self._cell(client, 'method', model, name)
        method = getattr(type(self.env[model]), name)
        is_model = getattr(method, '_api_model', False)
        own, foreign = self._ids(client, model)
        own = own[:1]
        if not own and self.env[model]._transient:
            answer = client.call('create', model, 'create', [self._values(model, client.own[0])])
            own = answer.value or []
        for ids, world in ((foreign[:1], client.foreign[0]), ([NOTHING], None), ([], None)):
            args = self._arguments(method, world or client.own[0])
            if is_model and not world:
                continue
            answer = client.call('method', model, name, *([] if is_model else [ids]), *args)
            if ids and not is_model:
                self._expect(client, False, answer, f'{model}.{name} of another company')
        if own or is_model:
            args = self._arguments(method, client.own[0])
            answer = client.call('method', model, name, *([] if is_model else [own]), *args)
            if allowed:
                self._expect(client, True, answer, f'{model}.{name}')
            else:
                self._expect(client, False, answer, f'{model}.{name}')

    def _arguments(self, method, world):
        """Return arguments for a method by the names of its parameters."""
        known = {
            'partner_id': world.ids['res.partner'][0],
            'order_ids': world.ids['sale.order'][:1],
            'attachment_ids': world.ids['ir.attachment'][:1],
            'source_code': f'{world.tag}_source'.lower(),
            'documents': [{'external_id': f'{world.tag}-0', 'amount_total': 5}],
            'model_name': 'sale.order',
            'orders': [],
            'msg_dict': {'email_from': 'x@example.com', 'message_id': '<x>', 'to': ''},
        }
        parameters = list(inspect.signature(method).parameters.values())[1:]
        return [
            known[parameter.name]
            for parameter in parameters
            if parameter.default is parameter.empty or parameter.name in known
        ]
