from contextlib import ExitStack, closing
from datetime import date
from decimal import Decimal

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2 import errors

from ..readers.base import Transaction

CODE = 'test-of-bank-workers'


@tagged('post_install', '-at_install')
class TestBankWorkers(BaseCase):
    """Workers that register bank files at the same time, and really commit."""

    def setUp(self):
        super().setUp()
        self.stack = ExitStack()
        self.addCleanup(self.stack.close)
        env = self._worker()
        self.had_documents = env.company.finance_has_documents
        source = env['finance.status.source'].create({'name': CODE, 'code': CODE})
        self.source_id = source.id
        self.currency = source.company_id.currency_id.name
        self.document_id = (
            env['finance.status.document']
            .create({'source_id': source.id, 'name': 'WORK/987/1', 'amount_total': 100})
            .id
        )
        env.cr.commit()
        self.addCleanup(self._clean)

    def _worker(self):
        """Return the environment of a new transaction, in which something was read already."""
        cr = self.stack.enter_context(closing(db_connect(get_db_name()).cursor()))
        env = api.Environment(cr, SUPERUSER_ID, {})
        env['finance.status.source'].search([])
        return env

    def _clean(self):
        # what is not committed must not keep us waiting
        self.stack.close()
        env = self._worker()
        source = env['finance.status.source'].browse(self.source_id)
        env['finance.status.transaction'].search([('source_id', '=', source.id)]).unlink()
        source.document_ids.unlink()
        source.unlink()
        env.cr.execute('UPDATE res_company SET finance_has_documents = %s', (self.had_documents,))
        env.cr.commit()

    def _register(self, env, identity):
        told = Transaction(
            identity=identity,
            account=CODE,
            currency=self.currency,
            amount=Decimal(100),
            date=date(2026, 3, 16),
            references=('HR00 987-1',),
        )
        source = env['finance.status.source'].browse(self.source_id)
        [(outcome, _id)] = env['finance.status.transaction']._register_transactions(source, [told])
        env.flush_all()
        return outcome

    def _paid(self):
        env = self._worker()
        return env['finance.status.document'].browse(self.document_id).amount_paid

    @mute_logger('odoo.sql_db')
    def test_same_movement(self):
        """The second is told to start over, and then finds it registered."""
        first, second = self._worker(), self._worker()
        self.assertEqual(self._register(first, 'A'), 'created')
        first.cr.commit()
        with self.assertRaises(errors.SerializationFailure):
            self._register(second, 'A')
        second.cr.rollback()
        self.assertEqual(self._register(second, 'A'), 'duplicate')
        second.cr.commit()
        self.assertEqual(self._paid(), 100)

    @mute_logger('odoo.sql_db')
    def test_same_document(self):
        """Two movements for one document: the second sees that it is paid."""
        first, second = self._worker(), self._worker()
        self.assertEqual(self._register(first, 'A'), 'created')
        first.cr.commit()
        with self.assertRaises(errors.SerializationFailure):
            self._register(second, 'B')
        second.cr.rollback()
        self.assertEqual(self._register(second, 'B'), 'created')
        second.cr.commit()
        self.assertEqual(self._paid(), 100)
