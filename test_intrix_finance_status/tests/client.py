"""Calls of a role over the web, and what is checked on every answer."""

import json
import re
from collections import Counter
from typing import Any, NamedTuple

REFUSED = {
    'odoo.exceptions.AccessDenied',
    'odoo.exceptions.AccessError',
    'odoo.exceptions.MissingError',
    'odoo.http.SessionExpiredException',
    'werkzeug.exceptions.Forbidden',
    'werkzeug.exceptions.NotFound',
}
# the request is understood, and the answer is no
REJECTED = {
    'odoo.exceptions.RedirectWarning',
    'odoo.exceptions.UserError',
    'odoo.exceptions.ValidationError',
    'odoo.addons.web.controllers.action.MissingActionError',
}
# what Odoo itself answers with where a button of one record gets none or several
ONE_RECORD = re.compile(
    r'builtins.ValueError: Expected singleton: (?:finance|account|crm|res.partner|sale|stock)'
)
# Odoo's own refusal of records of several companies names them, on every model
COMPANIES_MIXED = "got some company inconsistencies here"
FORMATTED = re.compile(r'(?<![\d.,])\d{1,3}(?:,\d{3})+\.(\d\d)(?!\d)')
NUMBER = re.compile(r'(?<![\d.\w])\d{3,}\.(\d+)(?![\d\w])')
# percentages and days are no amounts
RATIO = re.compile(
    r"""["'](?:conversion\w*|collection_effectiveness|on_time_rate|dso\w*|days\w*)(?::\w+)?["']"""
    r"""(?::|, ["']=["'],) -?[\d.]+"""
)
# what is open at the end of several months is averaged: halves of whole amounts
AVERAGED = 'group finance.status.month.'


class Answer(NamedTuple):
    """What came back: ``outcome`` is ok, refused, rejected or broken."""

    outcome: str
    value: Any
    error: str


class Client:
    """A role's session.

    :ivar Counter tried: number of calls by kind of operation
    :ivar Counter refused: how many of them were refused, or came back empty
    :ivar int answered: number of calls that were neither refused nor rejected
    :ivar list problems: what went wrong, a line each
    """

    def __init__(self, case, role, companies, words, amounts, whole_amounts):
        """Begin.

        :param words: texts that must be in no answer
        :param amounts: amounts that must be in no answer, as ``1234.56``
        :param whole_amounts: whether all that this role may see are whole amounts
        """
        self.case = case
        self.role = role
        self.companies = companies
        words = sorted(words) + [f'{float(amount):,.2f}' for amount in amounts] + sorted(amounts)
        self.forbidden = re.compile('|'.join(map(re.escape, words)))
        self.whole_amounts = whole_amounts
        self.tried, self.refused, self.answered = Counter(), Counter(), 0
        self.problems = []

    # ways in

    def call(self, operation, model, method, *args, **kwargs):
        """Call a method as the web client does; return the answer."""
        context = {'allowed_company_ids': self.companies, **kwargs.pop('context', {})}
        return self.post(
            operation,
            '/web/dataset/call_kw',
            {
                'model': model,
                'method': method,
                'args': args,
                'kwargs': {**kwargs, 'context': context},
            },
        )

    def post(self, operation, url, params):
        """Call a JSON-RPC route; return the answer."""
        response = self.case.url_open(
            url,
            data=json.dumps({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': params}),
            headers={'Content-Type': 'application/json'},
            timeout=60,
        )
        label = f'{operation} {params.get("model", url)}.{params.get("method", "")}'
        self.check(label, response.text)
        answer = self._json_answer(response)
        detail = [params.get('args', params), params.get('kwargs')]
        return self._count(operation, answer, f'{label} {str(detail)[:400]}')

    def open(self, operation, url, **data):
        """Open a page; return the answer, with the text of the page."""
        response = self.case.url_open(url, data=data or None, timeout=60, allow_redirects=False)
        self.check(f'{operation} {url}', response.text)
        outcome = 'ok'
        error = ''
        if response.status_code == 500:
            error = self._error_of_export(response)
            outcome = _outcome(error)
        elif response.status_code >= 300:
            outcome, error = 'refused', str(response.status_code)
        return self._count(operation, Answer(outcome, response.text, error), url)

    def json2(self, operation, key, model, method, ids=(), **kwargs):
        """Call a method over ``/json/2`` with an API key; return the answer."""
        response = self.case.url_open(
            f'/json/2/{model}/{method}',
            data=json.dumps(
                {'ids': ids, 'context': {'allowed_company_ids': self.companies}, **kwargs}
            ),
            headers={'Content-Type': 'application/json', 'Authorization': f'Bearer {key}'},
            timeout=60,
        )
        label = f'{operation} json/2 {model}.{method}'
        self.check(label, response.text)
        value = response.json() if response.text else None
        if response.status_code == 200:
            return self._count(operation, Answer('ok', value, ''), label)
        error = value['name'] if isinstance(value, dict) else str(response.status_code)
        if response.status_code == 422 and error.startswith('werkzeug'):
            error = 'odoo.exceptions.UserError'
        return self._count(operation, Answer(_outcome(error), None, error), label)

    def xmlrpc(self, operation, user, key, model, method, *args):
        """Call a method over XML-RPC; return the answer."""
        label = f'{operation} xmlrpc {model}.{method}'
        context = {'context': {'allowed_company_ids': self.companies}}
        try:
            value = self.case.xmlrpc_object.execute_kw(
                self.case.env.cr.dbname, user.id, key, model, method, args, context
            )
        except Exception as fault:  # pylint: disable=broad-exception-caught
            # whatever the server answers with
            text = getattr(fault, 'faultString', str(fault))
            self.check(label, text)
            # XML-RPC tells the kind of error by a number: 2 user, 3 access denied, 4 access
            code = getattr(fault, 'faultCode', None)
            outcome = {2: 'rejected', 3: 'refused', 4: 'refused'}.get(code, 'broken')
            return self._count(operation, Answer(outcome, None, text[-300:]), label)
        self.check(label, repr(value))
        return self._count(operation, Answer('ok', value, ''), label)

    # what is checked on every answer

    def check(self, label, text):
        """Note what must not be in the answer."""
        found = self.forbidden.search(text)
        if found and COMPANIES_MIXED in text:
            return
        if found:
            self.problem(f'{label}: {text[max(found.start() - 200, 0) : found.end() + 60]!r}')
        elif self.whole_amounts:
            self._check_amounts(label, text)

    def _check_amounts(self, label, text):
        # sums and differences of others' amounts have cents, what this role may see has none
        if label.startswith(AVERAGED) or f' {AVERAGED}' in label:
            return
        text = RATIO.sub('', text)
        for pattern in (FORMATTED, NUMBER):
            for found in pattern.finditer(text):
                if found[1].strip('0') and found.start():
                    around = text[max(found.start() - 120, 0) : found.end() + 20]
                    self.problem(f'{label}: an amount with cents: {around!r}')
                    return

    def problem(self, text):
        """Note what went wrong."""
        self.problems.append(f'{self.role}: {text}')

    def _count(self, operation, answer, label):
        self.tried[operation] += 1
        self.answered += answer.outcome == 'ok'
        if answer.outcome == 'broken':
            self.problem(f'{label}: {answer.error}')
        elif answer.outcome != 'ok' or not answer.value:
            self.refused[operation] += 1
        return answer

    def _json_answer(self, response):
        if response.status_code != 200:
            return Answer(_outcome(str(response.status_code)), None, str(response.status_code))
        content = response.json()
        error = content.get('error')
        if not error:
            return Answer('ok', content.get('result'), '')
        data = error.get('data') or {}
        name = data.get('name') or str(error.get('code'))
        text = f"{name}: {data.get('message')} {_trace(data)}"
        outcome = 'rejected' if ONE_RECORD.match(text) else _outcome(name)
        return Answer(outcome, None, text)

    def _error_of_export(self, response):
        # /web/export answers so to whatever goes wrong, what is wrong is in a text
        found = re.search(r'"name": "([\w.]+)"', response.text.replace('&#34;', '"'))
        return found[1] if found else response.text[:300]


def _outcome(error):
    if error in REFUSED or error in ('403', '404', '401'):
        return 'refused'
    return 'rejected' if error in REJECTED else 'broken'


def _trace(data):
    """Return where in our code it went wrong."""
    lines = [line.strip() for line in (data.get('debug') or '').splitlines() if 'File "' in line]
    return ' < '.join(line.split('addons/')[-1] for line in lines[:-5:-1])
