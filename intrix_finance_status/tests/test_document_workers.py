from contextlib import ExitStack, closing

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2 import errors

CODE = 'test-of-workers'
ROW = {'external_id': 'W1', 'name': 'W1', 'date': '2026-01-01', 'amount_total': 10}


@tagged('post_install', '-at_install')
class TestDocumentWorkers(BaseCase):
    """Workers at the same time, each with its own transaction, which they really commit."""

    def setUp(self):
        super().setUp()
        self.stack = ExitStack()
        self.addCleanup(self.stack.close)
        env = self._worker()
        self.had_documents = env.company.finance_has_documents
        self.source_id = env['finance.status.source'].create({'name': CODE, 'code': CODE}).id
        env.cr.execute('UPDATE res_company SET finance_has_documents = FALSE')
        env.cr.commit()
        self.addCleanup(self._clean)

    def _worker(self):
        """Return the environment of a new transaction."""
        cr = self.stack.enter_context(closing(db_connect(get_db_name()).cursor()))
        return api.Environment(cr, SUPERUSER_ID, {})

    def _clean(self):
        # what is not committed must not keep us waiting
        self.stack.close()
        env = self._worker()
        source = env['finance.status.source'].browse(self.source_id)
        source.document_ids.unlink()
        source.unlink()
        env.cr.execute('UPDATE res_company SET finance_has_documents = %s', (self.had_documents,))
        env.cr.commit()

    def _sync(self, env, *rows):
        source = env['finance.status.source'].browse(self.source_id)
        results = env['finance.status.document']._sync(source, list(rows))
        env.flush_all()
        return [result.outcome for result in results]

    def _sees_documents(self, env):
        return 'finance.status.document' in env['finance.status.ledger']._get_source_models()

    @mute_logger('odoo.sql_db')
    def test_same_document(self):
        """The second to commit is told to start over, and then finds the document."""
        first, second = self._worker(), self._worker()
        self.assertEqual(self._sync(first, {**ROW, 'external_id': 'W0'}), ['created'])
        first.cr.commit()
        # both have not seen what the other does
        for env in (first, second):
            env['finance.status.source'].search([])
        self.assertEqual(self._sync(first, ROW), ['created'])
        first.cr.commit()
        with self.assertRaises(errors.SerializationFailure):
            self._sync(second, ROW)
        second.cr.rollback()
        self.assertEqual(self._sync(second, ROW), ['unchanged'])
        self.assertEqual(self._sync(second, {**ROW, 'amount_paid': 1}), ['updated'])

    @mute_logger('odoo.sql_db')
    def test_same_change(self):
        self._sync(worker := self._worker(), ROW)
        worker.cr.commit()
        first, second = self._worker(), self._worker()
        for env in (first, second):
            env['finance.status.source'].search([])
        payment = {'identity': 'p', 'date': '2026-01-02', 'amount': 4}
        self._sync(first, {'external_id': 'W1', 'payments': [payment]})
        first.cr.commit()
        with self.assertRaises(errors.SerializationFailure):
            self._sync(second, {'external_id': 'W1', 'payments': [payment]})
        second.cr.rollback()
        changed = {'external_id': 'W1', 'payments': [payment]}
        self.assertEqual(self._sync(second, changed), ['unchanged'])

    def test_different_documents(self):
        """Workers that push different documents don't stand in each other's way."""
        self._sync(worker := self._worker(), ROW)
        worker.cr.commit()
        workers = [self._worker() for _n in range(3)]
        for env in workers:
            env['finance.status.source'].search([])
        for number, env in enumerate(workers):
            self.assertEqual(self._sync(env, {**ROW, 'external_id': f'D{number}'}), ['created'])
            env.cr.commit()

    def test_first_document(self):
        """From the commit of the first document on, every transaction knows of it."""
        old, first = self._worker(), self._worker()
        self.assertFalse(self._sees_documents(old))
        self.assertFalse(self._sees_documents(first))
        self._sync(first, ROW)
        self.assertTrue(self._sees_documents(first))
        first.cr.commit()
        self.assertTrue(self._sees_documents(self._worker()))
        # one that began before goes on with what it saw, until it ends
        self.assertFalse(self._sees_documents(old))
        old.cr.commit()
        self.assertTrue(self._sees_documents(old))
