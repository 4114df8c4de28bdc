from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..readers import camt
from .camt_files import addiko, erste, halcom
from .common import day
from .reader_samples import sample
from .transaction_samples import ACCOUNT, OTHER_PAYER, TransactionsCommon


@tagged('post_install', '-at_install')
class TestBankDuplicates(TransactionsCommon):
    """Each movement counts once, and those that concern no customer don't."""

    def test_duplicates(self):
        """The same movement in other messages, or twice in one, counts once."""
        document = self._document(name='123/1/1', total=3000)
        told = self._told(1000, 'HR00 123-1-1', identity='A')
        again = self._told(1000, identity='A', text="with less detail")
        equal = self._told(1000, 'HR00 123-1-1', identity='A#2')
        result = self.Transaction._register_transactions(self.source, [told, again, equal])
        self.assertEqual([outcome for outcome, _id in result], ['created', 'duplicate', 'created'])
        self.assertEqual(result[0][1], result[1][1])
        self.assertEqual(document.amount_paid, 2000)
        result = self.Transaction._register_transactions(self.source, [equal, told])
        self.assertEqual([outcome for outcome, _id in result], ['duplicate'] * 2)
        self.assertEqual(document.amount_paid, 2000)
        # on another account it is another movement
        told.account = OTHER_PAYER
        self._register(told)
        self.assertEqual(document.amount_paid, 3000)

    def test_batch_as_one_and_in_parts(self):
        """A batch told in parts (054) and as one line (053) is the same money."""
        self._document(name='123/1/1', total=400)

        def parts(*amounts, entry):
            return [
                self._told(n, 'HR00 123-1-1', part_of_batch=True, entry_identity=entry)
                for n in amounts
            ]

        def outcomes(*told):
            result = self.Transaction._register_transactions(self.source, told)
            return [outcome for outcome, _id in result]

        self._register(*parts(400, 600, entry='E1'))
        whole = self._told(1000, without_details=True, entry_identity='E1')
        self.assertEqual(outcomes(whole), ['duplicate'])
        # the line came first, and nobody has decided on it: the parts say more
        line = self._paid(50, without_details=True, entry_identity='E2')
        self.assertEqual(outcomes(*parts(20, 30, entry='E2')), ['created'] * 2)
        self.assertFalse(line.exists())
        document = self._document(name='124/1/1', total=50)
        line = self._paid(50, 'HR00 124-1-1', without_details=True, entry_identity='E3')
        self.assertEqual(line.state, 'matched')
        self.assertEqual(outcomes(*parts(20, 30, entry='E3')), ['duplicate'] * 2)
        self.assertEqual(document.amount_paid, 50)

    def test_with_and_without_the_reference_of_the_bank(self):
        """The same movement by all else that is told; two equal ones have two fingerprints."""
        first, second = (self._told(10, fingerprint=f'F{n}') for n in range(2))
        self._register(first, second)
        again = self._told(10, fingerprint='F0', bank_reference='B')
        result = self.Transaction._register_transactions(self.source, [again])
        self.assertEqual(result[0][0], 'duplicate')
        # with other references of the bank they are others
        self._register(self._told(10, fingerprint='F2', bank_reference='C'))
        other = self._told(10, fingerprint='F2', bank_reference='D')
        result = self.Transaction._register_transactions(self.source, [other])
        self.assertEqual(result[0][0], 'created')

    def test_not_kept(self):
        """What goes out concerns no customer, and may be nobody's business: salaries."""
        result = self.Transaction._register_transactions(
            self.source,
            [
                self._told(-500, reverses=False),
                self._told(500, reverses=True),
                self._told(5, currency='XXY'),
                self._told(5, charges=True),
            ],
        )
        self.assertEqual(
            result,
            [('outgoing', False), ('outgoing', False), ('currency', False), ('outgoing', False)],
        )

    def test_unique_in_the_database(self):
        self._paid(1, identity='A')
        values = {
            'source_id': self.source.id,
            'company_id': self.env.company.id,
            'account': ACCOUNT,
            'identity': 'A',
            'date': day(0),
            'currency_id': self.eur.id,
        }
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.Transaction.sudo().create(values)

    def test_registered_at_the_same_time(self):
        """Another worker is faster, unseen: what it brought is left alone."""
        document = self._document(name='123/1/1')
        told = self._told(1000, 'HR00 123-1-1')
        self._register(told)
        with patch.object(self.registry['finance.status.transaction'], '_known', return_value={}):
            [(outcome, _id)] = self.Transaction._register_transactions(self.source, [told])
        self.assertEqual(outcome, 'duplicate')
        self.assertEqual(document.amount_paid, 1000)

    def test_files(self):
        """Statements of banks as they are: the second time brings nothing."""
        for content in filter(
            None,
            (
                sample('camt/oca_test-camt053.xml'),
                sample('camt/genkgo_camt054.v8.xml'),
                erste(),
                addiko(),
                halcom('052'),
            ),
        ):
            rows = camt.read(content).rows
            first = self.Transaction._register_transactions(self.source, rows)
            second = self.Transaction._register_transactions(self.source, rows)
            self.assertEqual(
                [{'created': 'duplicate'}.get(outcome, outcome) for outcome, _id in first],
                [outcome for outcome, _id in second],
            )
            self.assertEqual([id_ for _outcome, id_ in first], [id_ for _outcome, id_ in second])

    def test_notification_then_statement(self):
        """The statement repeats what the notification told."""
        told = camt.read(halcom('052')).rows
        self._register(*told)
        before = self.Transaction.search_count([])
        self.assertTrue(before)
        self._register(*camt.read(halcom('053')).rows)
        self.assertEqual(self.Transaction.search_count([]), before)
