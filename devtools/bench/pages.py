"""Pages as the web client loads them, over HTTP from a running Odoo."""

import contextlib
import http.client
import json
import re
import socket
import subprocess
import time
from xml.etree import ElementTree

from devtools.bench.timing import Sample, alternate
from devtools.console import DevError
from devtools.settings import LOG, ROOT

PAGE = 80
PAIRS = 15
LISTS = {
    'orders': ('sale.order', 'sale.view_order_tree', 'date_order desc, id desc', []),
    'opportunities': (
        'crm.lead',
        'crm.crm_case_tree_view_oppor',
        'priority desc, id desc',
        [('type', '=', 'opportunity')],
    ),
    'customers': ('res.partner', 'base.view_partner_tree', 'complete_name, id', []),
}
FIGURES = {
    'sale.order': (
        'amount_invoiced', 'amount_paid', 'amount_due', 'date_due', 'date_paid',
        'invoicing_status', 'payment_status', 'status', 'amount_overdue', 'days_overdue',
    ),
    'crm.lead': (
        'status', 'amount_ordered', 'amount_total', 'amount_invoiced', 'amount_paid', 'amount_due',
        'amount_overdue', 'days_overdue',
    ),
    'res.partner': (
        'status', 'amount_due', 'amount_overdue', 'amount_to_invoice', 'date_due', 'days_overdue',
        'aged_current', 'aged_30', 'aged_60', 'aged_90', 'aged_older', 'average_delay',
        'open_delay', 'on_time_rate', 'behaviour',
    ),
}  # fmt: skip
FROM_CUSTOMER = ('partner_finance_status', 'partner_finance_amount_overdue')
RISK_FIELDS = (
    'risk_total', 'risk_exception', 'risk_amount_exceeded', 'risk_invoice_draft',
    'risk_invoice_open', 'risk_invoice_unpaid', 'risk_account_amount',
    'risk_account_amount_unpaid', 'risk_sale_order', 'risk_remaining_value',
    'risk_remaining_percentage',
)  # fmt: skip
# what the progress bar on a card reads
CARD_FIELDS = ('ordered', 'invoiced', 'paid', 'due', 'overdue')


class Session:
    """A logged-in browser, as far as requests go."""

    def __init__(self, port, database, log):
        self.connection = http.client.HTTPConnection('127.0.0.1', port, timeout=600)
        self.log = log
        self.headers = {'Content-Type': 'application/json'}
        self.number = 0
        info = self._post(
            '/web/session/authenticate', {'db': database, 'login': 'admin', 'password': 'admin'}
        )
        self.context = {
            **info['user_context'],
            'allowed_company_ids': [
                int(key) for key in info['user_companies']['allowed_companies']
            ],
        }

    def _post(self, path, params):
        body = json.dumps({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': params})
        self.connection.request('POST', path, body, self.headers)
        response = self.connection.getresponse()
        if cookie := response.getheader('Set-Cookie'):
            self.headers['Cookie'] = cookie.split(';')[0]
        answer = json.loads(response.read())
        if 'error' in answer:
            raise DevError(f"Odoo: {json.dumps(answer['error'], indent=1)[:3000]}")
        return answer['result']

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does."""
        self.number += 1
        self.mark = f'{id(self)}-{self.number}'
        kwargs['context'] = {**self.context, **kwargs.get('context', {})}
        return self._post(
            f'/web/dataset/call_kw/{model}/{method}?bench={self.mark}',
            {'model': model, 'method': method, 'args': args, 'kwargs': kwargs},
        )

    def sample(self, *calls):
        """Return the sum of several calls as a ``Sample``."""
        seconds = 0
        queries = 0
        for model, method, kwargs in calls:
            start = time.perf_counter()
            self.call(model, method, **kwargs)
            seconds += time.perf_counter() - start
            queries += self._queries()
        return Sample(seconds, queries)

    def _queries(self):
        """Return the number of queries of the last call, from the server's log."""
        for _attempt in range(50):
            with self.log.open('rb') as log:
                log.seek(max(0, self.log.stat().st_size - 5000))
                tail = log.read().decode(errors='replace')
            if found := re.search(rf'bench={self.mark}\S* HTTP/1\.\d" 200 - (\d+) ', tail):
                return int(found[1])
            time.sleep(0.02)
        raise DevError(f"No request {self.mark} in {self.log}.")

    def view(self, model, xml_id, kind):
        """Return the architecture of a view, and the fields of its model."""
        module, name = xml_id.split('.')
        [[_id, view_id]] = [
            (row['id'], row['res_id'])
            for row in self.call(
                'ir.model.data',
                'search_read',
                domain=[('module', '=', module), ('name', '=', name)],
                fields=['res_id'],
            )
        ]
        views = self.call(model, 'get_views', views=[[view_id, kind]])
        arch = ElementTree.fromstring(views['views'][kind]['arch'])  # noqa: S314 - our own server
        return arch, views['models'][model]['fields']


@contextlib.contextmanager
def served(builder, databases):
    """Give the port and the log of an Odoo that serves ``databases``."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    log = LOG / 'bench-server.log'
    config = builder.config(*databases)
    with log.open('wb') as output:
        process = subprocess.Popen(
            [str(part) for part in builder.place.command(
                'server', '-c', config, '-d', ','.join(databases), f'--http-port={port}',
                '--workers=0', '--max-cron-threads=0', '--log-handler=:WARNING',
                '--log-handler=werkzeug:INFO',
            )],
            stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env=builder.place.environment(),
        )  # fmt: skip
    try:
        for _attempt in range(600):
            if process.poll() is not None:
                raise DevError(f"The server ended, see {log}")
            with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
                break
            time.sleep(0.2)
        yield port, log
    finally:
        process.terminate()
        process.wait()


def _specification(fields, names, invisible=()):
    """Return what the web client asks for: no names of records in columns never shown."""
    spec = {}
    for name in names:
        kind = fields[name]['type']
        spec[name] = {}
        if name in invisible:
            spec[name] = {'fields': {}} if kind == 'many2one' else {}
        elif kind in ('many2one', 'many2many'):
            spec[name] = {'fields': {'display_name': {}}}
        elif kind == 'one2many':
            spec[name] = {'fields': {}}
    return spec


def _invisible(arch):
    """Return the fields of a list that are read but never shown."""
    return {
        node.get('name')
        for node in arch.iter('field')
        if 'True' in (node.get('column_invisible'), node.get('invisible'))
    }


def _names(arch):
    """Return the fields that a view names itself, not those of lists inside it."""
    return list(dict.fromkeys(node.get('name') for node in arch.iter('field')))


def _row(key, operation, reference, goal, result, **more):
    return {
        'key': key,
        'operation': operation,
        'reference_name': reference,
        'goal': goal,
        **result,
        **more,
    }


def measure(builder, databases, say):
    """Yield the rows of the table that are pages."""
    names = [name for name in (databases.plain, databases.addon, databases.oca) if name]
    with served(builder, names) as (port, log):
        addon = Session(port, databases.addon, log)
        plain = Session(port, databases.plain, log)
        for what, arguments in LISTS.items():
            say(f"page of {what}")
            yield _list_page(addon, what, *arguments)
        say("pipeline")
        yield from _pipeline(addon, plain)
        say("customers with figures")
        if databases.oca:
            yield from _customers(addon, Session(port, databases.oca, log))
        else:
            yield _row(
                'customer_figures', "page of customers with figures", "OCA's financial risk", 0.2,
                {'missing': "OCA's modules could not be installed"},
            )  # fmt: skip


def _list_page(session, what, model, xml_id, order, domain):
    arch, fields = session.view(model, xml_id, 'list')
    ours = [name for name in fields if name.startswith(('finance_', 'partner_finance_'))]
    default = [name for name in _names(arch) if name not in ours]
    figures = [f'finance_{name}' for name in FIGURES[model]]
    if model == 'crm.lead':
        figures += FROM_CUSTOMER
    currencies = [name for name in _names(arch) if name.endswith('currency_id') and name in ours]
    all_fields = session.call(model, 'fields_get', allfields=[*default, *figures, *currencies])
    total = session.call(model, 'search_count', domain=domain)
    invisible = _invisible(arch)

    def read(names):
        spec = _specification(all_fields, names, invisible)

        def run(number):
            offset = PAGE * (number * 7919 % max(1, total // PAGE // 4))
            return session.sample((model, 'web_search_read', {
                'domain': domain, 'specification': spec, 'limit': PAGE, 'offset': offset,
                'order': order, 'count_limit': 10001, 'context': {'bin_size': True},
            }))  # fmt: skip

        return run

    with_ours = list(dict.fromkeys([*default, *currencies, *figures]))
    result = alternate(read(with_ours), read(default), PAIRS, warm_up=2)
    return _row(
        f'page_{what}', f"list page of {PAGE} {what} with all {len(figures)} columns, HTTP",
        "Odoo's own columns", 1.25, result, query_goal=3, growth_goal=1.3,
    )  # fmt: skip


def _kanban_calls(arch, fields, extra, domain, group_by, limit=40):
    bar = next(arch.iter('progressbar'))
    amount = bar.get('sum_field')
    currency = fields[amount].get('currency_field')
    names = [name for name in dict.fromkeys([*_names(arch), *extra]) if name in fields]
    colors = json.loads(bar.get('colors'))
    aggregates = [f'{amount}:sum', f'{currency}:array_agg_distinct', f'{amount}:sum_currency']
    return (
        ('crm.lead', 'web_read_group', {
            'domain': domain, 'groupby': [group_by], 'aggregates': aggregates, 'limit': 10,
            'offset': 0, 'order': '', 'auto_unfold': True, 'opening_info': [],
            'unfold_read_specification': _specification(fields, names),
            'unfold_read_default_limit': limit, 'groupby_read_specification': {},
            'context': {'read_group_expand': True, 'bin_size': True},
        }),
        ('crm.lead', 'read_progress_bar', {
            'domain': domain, 'group_by': group_by,
            'progress_bar': {'colors': colors, 'field': bar.get('field'), 'help': ''},
        }),
    )  # fmt: skip


def _pipeline(addon, plain):
    domain = ['&', ('type', '=', 'opportunity'), ('user_id', '=', addon.context['uid'])]
    calls = {}
    card = [f'finance_amount_{name}' for name in CARD_FIELDS]
    for session in (addon, plain):
        arch, _fields = session.view('crm.lead', 'crm.crm_case_kanban_view_leads', 'kanban')
        fields = session.call('crm.lead', 'fields_get')
        calls[session] = _kanban_calls(
            arch, fields, card if session is addon else [], domain, 'stage_id'
        )
    result = alternate(
        lambda _number: addon.sample(*calls[addon]), lambda _number: plain.sample(*calls[plain]),
        PAIRS, warm_up=2,
    )  # fmt: skip
    yield _row(
        'pipeline', "first load of the pipeline kanban, HTTP", "without the addon", 1.25, result,
        growth_goal=12,
    )  # fmt: skip
    arch, _fields = addon.view(
        'crm.lead', 'intrix_finance_status.crm_lead_view_kanban_sales_to_cash', 'kanban'
    )
    fields = addon.call('crm.lead', 'fields_get')
    sales_to_cash = _kanban_calls(
        arch, fields, card, [*domain, ('finance_status', '!=', False)], 'finance_status'
    )
    result = alternate(
        lambda _number: addon.sample(*sales_to_cash),
        lambda _number: plain.sample(*calls[plain]),
        5,
    )
    yield _row(
        'sales_to_cash', "first load of sales to cash (by finance status), HTTP",
        "Odoo's pipeline by stage", None, result, growth_goal=12,
    )  # fmt: skip


def _customers(addon, oca):
    domain = [('customer_rank', '>', 0)]
    figures = [f'finance_{name}' for name in FIGURES['res.partner']]
    total = addon.call('res.partner', 'search_count', domain=domain)

    def read(session, names, limit):
        spec = {name: {} for name in ('display_name', *names)}

        def run(number):
            offset = limit * (number * 7919 % max(1, total // limit // 2))
            return session.sample(('res.partner', 'web_search_read', {
                'domain': domain, 'specification': spec, 'limit': limit, 'offset': offset,
                'order': 'id',
            }))  # fmt: skip

        return run

    available = oca.call('res.partner', 'fields_get', allfields=RISK_FIELDS)
    risk = [name for name in RISK_FIELDS if name in available]
    for key, limit, operation, pairs in (
        ('customer_figures', PAGE, f"page of {PAGE} customers with figures, HTTP", 7),
        ('customer_form', 1, "one customer with figures, HTTP", 15),
    ):
        result = alternate(read(addon, figures, limit), read(oca, risk, limit), pairs)
        yield _row(
            key, operation, "OCA's account and sale financial risk", 0.2, result, growth_goal=1.3
        )
