import json
import re
from urllib.parse import quote

from odoo import fields, http

from .rights_common import ADDONS, NOTHING, RightsCommon

STATEMENT = 'intrix_finance_status.report_statement'
AGEING = 'intrix_finance_status_report.action_report_ageing'
OVERVIEW = 'intrix_finance_status_report.action_report_overview'
DIAGNOSIS = 'intrix_finance_status_report.action_report_diagnosis'
DIALOGS = (1, 2, 3)


class TryPages(RightsCommon):
    """Web pages, reports, files, exports and server actions, with guessed IDs."""

    @classmethod
    def _routes(cls):
        """Return (class, address) of each route of ours."""
        found = set()
        todo = list(http.Controller.__subclasses__())
        while todo:
            controller = todo.pop()
            todo += controller.__subclasses__()
            parts = controller.__module__.split('.')
            if parts[:2] != ['odoo', 'addons'] or parts[2] not in ADDONS:
                continue
            for method in vars(controller).values():
                for url in getattr(method, 'original_routing', {}).get('routes', ()):
                    found.add((controller.__name__, url))
        return found

    def _try_without_login(self, client):
        """No call of a method without a session, whatever it is."""
        for model in self._ours():
            answer = client.call('read', model, 'search_read', [], ['id'])
            self._expect(client, False, answer, model)
        for kind, model, name in self.table:
            if kind == 'method':
                answer = client.call('method', model, name, [1])
                self._expect(client, False, answer, f'{model}.{name}')
        for action in self._actions():
            answer = client.post('action', '/web/action/run', {'action_id': action.id})
            self._expect(client, False, answer, action.name)

    def _try_pages(self, client):
        """Open pages with IDs of the role's own, of others and of nothing."""
        for kind, of, url in sorted(self.table):
            if kind == 'route' and of == 'FinanceAnswerPortal':
                self._try_answer(client, url)
            elif kind == 'route':
                self._try_route(client, url, 'x' in self._cell(client, kind, of, url))
            elif url == AGEING:
                self._try_dialog_report(client, url)
            elif url == DIAGNOSIS:
                self._try_report_of_customer(client, url, 'x' in self._cell(client, kind, of, url))
            elif url == OVERVIEW:
                self._try_own_report(client, url, 'x' in self._cell(client, kind, of, url))
            elif kind == 'report':
                self._try_report(client, 'x' in self._cell(client, kind, of, url))
        for world in client.foreign:
            self._try_files(client, world)

    def _try_route(self, client, url, allowed):
        partner = client.user.partner_id.commercial_partner_id
        moves = self.env['account.move'].browse(client.own[0].ids['account.move'])
        mine = moves.filtered(lambda move: move.commercial_partner_id == partner)
        address = self._address(url, partner.id, (mine or moves).ids[0])
        answer = client.open('page', address)
        # an invoice is shown to whom it was sent alone
        allowed = allowed and bool(mine or 'move_id' not in url)
        if allowed != (answer.outcome == 'ok'):
            client.problem(f'{address}: {answer.outcome} {answer.error}')
        client.open('page', f'{address}?report_type=html&access_token=guessed')
        if '<' in url:
            for world in client.own + client.foreign:
                self._try_foreign_route(client, url, world, partner)

    def _try_foreign_route(self, client, url, world, partner):
        move_id = world.ids['account.move'][-1]
        customers = [*world.ids['res.partner'], world.shared.id, NOTHING]
        tokens = ('', '?access_token=guessed', '?access_token=%00')
        addresses = [
            self._address(url, id_, move_id) + token
            for id_ in customers
            if id_ != partner.id
            for token in tokens
        ]
        if 'move_id' in url and world in client.foreign:
            addresses.append(self._address(url, partner.id, move_id))
        for address in addresses:
            if client.open('page', address).outcome == 'ok':
                client.problem(f'{address}: opened')

    def _try_answer(self, client, url):
        """Send answers about any document for any customer: only about the own ones is taken."""
        Answer = self.env['finance.status.answer']
        before = Answer.search([])
        entity = client.user.partner_id.commercial_partner_id
        page = client.open('page', '/my/open-items')
        found = re.search(r'csrf_token: "(\w+)"', page.value or '')
        for world in client.own + client.foreign:
            for customer_id in (entity.id, *world.ids['res.partner'], world.shared.id, NOTHING):
                for token in ('', 'guessed'):
                    client.open(
                        'page',
                        self._address(url, customer_id, NOTHING),
                        csrf_token=found[1] if found else '',
                        access_token=token,
                        item=f'account.move-{world.ids["account.move"][-1]}',
                        reason="guessed",
                        date=fields.Date.to_string(fields.Date.today()),
                    )
        for answer in Answer.search([]) - before:
            if answer.partner_id != entity:
                client.problem(f'{url}: answered for {answer.partner_id.id}')

    def _address(self, url, partner_id, move_id):
        known = {'partner_id': partner_id, 'move_id': move_id}
        return re.sub(r'<int:(\w+)>', lambda found: str(known[found[1]]), url)

    def _try_report(self, client, allowed):
        own, shared = client.own[0].ids['res.partner'][0], client.own[0].shared.id
        for id_ in (own, shared):
            answer = client.open('report', f'/report/html/{STATEMENT}/{id_}')
            self._expect(client, allowed, answer, f'statement of {id_}')
            if not allowed and answer.outcome == 'ok':
                client.problem(f'statement of {id_}: printed')
        for world in client.foreign:
            id_ = world.ids['res.partner'][0]
            if client.open('report', f'/report/html/{STATEMENT}/{id_}').outcome == 'ok':
                client.problem(f'statement of {id_} of another company: printed')
            data = quote(json.dumps({'date': '2026-01-01', 'partner_ids': [id_]}))
            client.open('report', f'/report/html/{STATEMENT}?options={data}')
        for options in ({'date': 'yesterday', 'partner_ids': [own]}, {'partner_ids': 'x'}, []):
            data = quote(json.dumps(options))
            client.open('report', f'/report/html/{STATEMENT}/{own}?options={data}')

    def _try_report_of_customer(self, client, report, allowed):
        name = self.env.ref(report).report_name
        answer = client.open('report', f'/report/html/{name}/{client.own[0].ids["res.partner"][0]}')
        self._expect(client, allowed, answer, name)
        if not allowed and answer.outcome == 'ok':
            client.problem(f'{name}: printed')
        for world in client.foreign:
            id_ = world.ids['res.partner'][0]
            if client.open('report', f'/report/html/{name}/{id_}').outcome == 'ok':
                client.problem(f'{name} of {id_} of another company: printed')
            # what all companies share tells of the own one alone
            client.open('report', f'/report/html/{name}/{world.shared.id}')

    def _try_own_report(self, client, report, allowed):
        """Print what is always of who prints it, whatever the request names."""
        name = self.env.ref(report).report_name
        answer = client.open('report', f'/report/html/{name}/{client.user.id}')
        self._expect(client, allowed, answer, name)
        if not allowed and answer.outcome == 'ok':
            client.problem(f'{name}: printed')
        user_ids = [world.ids['sale.order'][0] for world in client.foreign]
        for options in ({'user_id': 'x'}, {'team_id': [1]}, {'period': {}}, {'user_id': user_ids}):
            client.open('report', f'/report/html/{name}?options={quote(json.dumps(options))}')

    def _try_dialog_report(self, client, report):
        """Print the dialog of somebody else: everybody has the own ones alone."""
        name = self.env.ref(report).report_name
        for id_ in (*DIALOGS, NOTHING):
            if client.open('report', f'/report/html/{name}/{id_}').outcome == 'ok':
                client.problem(f'{name} of dialog {id_}: printed')

    def _try_files(self, client, world):
        """Download what others have, by guessed IDs."""
        for id_ in world.ids['ir.attachment']:
            answer = client.open('file', f'/web/content/{id_}')
            if answer.outcome == 'ok' and answer.value:
                client.problem(f'attachment {id_} of another company: opened')
        # what is told of this company on a customer that all companies share
        params = {'thread_model': 'res.partner', 'thread_id': world.shared.id}
        client.post('messages', '/mail/thread/messages', params)
        for model in ('finance.status.import', 'finance.status.document'):
            id_ = world.ids[model][0]
            client.open('file', f'/web/content/{model}/{id_}/display_name')
            client.open('file', f'/web/image/{model}/{id_}/display_name')
            client.open('file', f'/mail/view?model={model}&res_id={id_}')
            params = {'thread_model': model, 'thread_id': id_}
            answer = client.post('messages', '/mail/thread/messages', params)
            # of a thread that may not be read, Odoo answers with all messages that may
            messages = (answer.value or {}).get('data', {}).get('mail.message', [])
            found = [row for row in messages if row.get('model') == model and row['res_id'] == id_]
            if found:
                client.problem(f'messages of {model} {id_}: {found}')
            data = {
                'model': model,
                'fields': [{'name': 'display_name', 'label': 'Name'}],
                'ids': [id_],
                'domain': [],
                'import_compat': False,
            }
            for values in (data, {**data, 'ids': False}):
                client.open('export', f'/web/export/csv?data={quote(json.dumps(values))}')

    # server actions

    def _actions(self):
        """Return the server actions of ours, those of the jobs included."""
        data = (
            self.env['ir.model.data']
            .sudo()
            .search([('module', 'in', list(ADDONS)), ('model', '=', 'ir.actions.server')])
        )
        return self.env['ir.actions.server'].sudo().browse(data.mapped('res_id'))

    def _try_actions(self, client):
        """Run server actions on own and on others' records, and jobs."""
        for action in self._actions():
            name = action.get_external_id()[action.id]
            job = bool(action.ir_cron_ids)
            allowed = 'x' in self._cell(client, 'action', action.model_name, name)
            if job and allowed:
                continue  # it works for all companies, as the scheduler has it do
            with self._unchanged(client, name):
                own, foreign = self._ids(client, action.model_name)
                for ids in (own[:1], foreign[:1]):
                    context = {
                        'active_model': action.model_name,
                        'active_id': ids[0] if ids else False,
                        'active_ids': ids,
                        'allowed_company_ids': client.companies,
                    }
                    answer = client.post(
                        'action', '/web/action/run', {'action_id': action.id, 'context': context}
                    )
                    if ids is not foreign or not allowed:
                        self._expect(client, allowed and ids == own[:1], answer, name)
                    if not allowed and job and answer.outcome != 'refused':
                        client.problem(f'{name}: {answer.outcome}')
