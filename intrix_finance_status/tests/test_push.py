import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import FinanceStatusBase

PAGE = Path(__file__).parents[2] / 'docs' / 'push.md'
GROUP = 'intrix_finance_status.group_finance_status_user'
BLOCK = re.compile(r'^```(bash|python|json)\n(.*?)^```$', re.MULTILINE | re.DOTALL)
COMMANDS = {'bash': ['bash', '-euo', 'pipefail', '-c'], 'python': [sys.executable, '-c']}
CURL = '''
curl --silent --write-out '\\n%{http_code}' "$ODOO_URL/json/2/finance.status.document/sync" \\
  --header "Authorization: bearer $ODOO_KEY" \\
  --header "X-Odoo-Database: $ODOO_DATABASE" \\
  --header "Content-Type: application/json" --data @-
'''


@tagged('post_install', '-at_install')
class TestPush(FinanceStatusBase, HttpCase):
    """The examples of docs/push.md, run as they stand against the server."""

    def setUp(self):
        super().setUp()
        self.source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        self.order = self._order(1250, name='S00042')
        self.order.partner_id.write({'name': "Jadran d.o.o.", 'vat': 'HR12345678903'})
        self.user = self._caller('books@example.com', GROUP)
        self.environment = self._environment(self.user)

    def _caller(self, login, groups):
        return new_test_user(
            self.env,
            login,
            groups,
            company_id=self.env.company.id,
            company_ids=[(6, 0, self.env.company.ids)],
        )

    def _environment(self, user):
        key = (
            self.env['res.users.apikeys']
            .with_user(user)
            .sudo()
            ._generate('rpc', "test", datetime.now() + timedelta(days=1))
        )
        return {
            'PATH': os.environ['PATH'],
            'NO_PROXY': '*',
            'ODOO_URL': self.base_url(),
            'ODOO_DATABASE': self.env.cr.dbname,
            'ODOO_LOGIN': user.login,
            'ODOO_KEY': key,
        }

    def _run(self, language, code, text=None, **environment):
        """Run a program against the server; return its output."""
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            done = subprocess.run(
                [*COMMANDS[language], code],
                env={**self.environment, **environment},
                input=text,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        self.env.invalidate_all()
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def _call(self, *documents, code='books', **environment):
        """Push over JSON-2; return the HTTP status and the answer."""
        text = json.dumps({'source_code': code, 'documents': documents})
        answer, status = self._run('bash', CURL, text, **environment).rsplit('\n', 1)
        return int(status), json.loads(answer)

    def _examples(self):
        """Return (language, code, answer) of the page, in its order."""
        self.assertTrue(PAGE.is_file(), f"{PAGE} is where the examples are")
        blocks = BLOCK.findall(PAGE.read_text())
        languages = [language for language, _text in blocks]
        self.assertEqual(languages, ['bash', 'json', 'python', 'json', 'bash', 'json'])
        return [
            (*example, json.loads(answer))
            for example, (_json, answer) in zip(blocks[::2], blocks[1::2], strict=True)
        ]

    def test_examples(self):
        (curl, python, later) = self._examples()
        for language, code, answer in (curl, python):
            self.assertEqual(json.loads(self._run(language, code)), answer)
        documents = self.env['finance.status.document'].search([('source_id', '=', self.source.id)])
        invoice, instalments = documents.sorted('external_id')
        self.assertRecordValues(
            invoice,
            [
                {
                    'name': '123/1/1',
                    'partner_id': self.order.partner_id.id,
                    'amount_total': 1250,
                    'amount_due': 0,
                    'state': 'paid',
                    'create_uid': self.user.id,
                }
            ],
        )
        self.assertEqual(invoice.order_ids.order_id, self.order)
        self.assertEqual(self.order.finance_status, 'paid')
        self.assertEqual(instalments.line_ids.mapped('amount_due'), [0, 600])
        # the same calls again
        self.assertEqual(
            json.loads(self._run(*python[:2])),
            {'created': 0, 'updated': 0, 'unchanged': 2, 'errors': []},
        )
        again = json.loads(self._run(*curl[:2]))
        self.assertEqual((again['created'], again['updated'], again['unchanged']), (0, 0, 1))
        self.assertEqual(json.loads(self._run(*later[:2])), later[2])
        self.assertEqual(invoice.state, 'paid')
        self.assertEqual(instalments.state, 'cancelled')

    def _row(self, **values):
        return {'external_id': '1', 'date': '2026-03-02', 'amount_total': 10, **values}

    def test_partial_errors(self):
        status, answer = self._call(self._row(), self._row(external_id='2', currency='XYZ'), None)
        self.assertEqual((status, answer['created']), (200, 1))
        got = [(e['index'], e['external_id'], e['field']) for e in answer['errors']]
        self.assertEqual(got, [(1, '2', 'currency'), (2, False, '')])

    def test_in_another_language(self):
        """Messages come in the language of the user."""
        self.env['res.lang']._activate_lang('hr_HR')
        self.user.lang = 'hr_HR'
        self.assertEqual(self._call(self._row(state='x'))[1]['errors'][0]['field'], 'state')

    @mute_logger('odoo.http', 'odoo.addons.base.models.res_users')
    def test_wrong_key(self):
        status, _answer = self._call(self._row(), ODOO_KEY='0' * 40)
        self.assertEqual(status, 401)
        status, _answer = self._call(self._row(), ODOO_KEY='')
        self.assertIn(status, (401, 403))
        self.assertFalse(self.env['finance.status.document'].search([]))

    @mute_logger('odoo.http')
    def test_without_rights(self):
        for group in (
            'base.group_portal',
            'base.group_user',
            'sales_team.group_sale_manager',
            'intrix_finance_status.group_finance_status_viewer',
        ):
            user = self._caller(group, group)
            with self.subTest(group=group):
                status, answer = self._call(self._row(), **self._environment(user))
                self.assertEqual(status, 403, answer)
                self.assertIn("Finance status user", answer['message'])
        self.assertFalse(self.env['finance.status.document'].search([]))

    @mute_logger('odoo.http')
    def test_wrong_source(self):
        status, answer = self._call(self._row(), code='nobody')
        self.assertEqual(status, 422)
        self.assertIn('nobody', answer['message'])
        status, answer = self._call(self._row(), code=None)
        self.assertEqual(status, 422)

    @mute_logger('odoo.http')
    def test_private(self):
        """What is not meant for programs is not offered to them."""
        for method in ('_sync', '_preview', '_snapshot', '_restore'):
            code = CURL.replace('/sync"', f'/{method}"')
            answer, status = self._run('bash', code, '{}').rsplit('\n', 1)
            self.assertIn(int(status), (403, 404), answer)
