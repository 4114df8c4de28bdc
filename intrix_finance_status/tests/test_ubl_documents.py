from datetime import date

from odoo.tests import TransactionCase, tagged

from ..readers import ubl
from .reader_samples import sample

FULL = 'ubl/fiskalizacija2_ubl-invoice-full.xml'


@tagged('post_install', '-at_install')
class TestUblDocuments(TransactionCase):
    """What becomes of an e-invoice as a document, read once or again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Document = cls.env['finance.status.document']
        cls.source = cls.env['finance.status.source'].create({'name': "E-invoices", 'code': 'ubl'})
        cls.env.ref('base.EUR').active = True

    def _read(self, content=None):
        rows = ubl.read(content or sample(FULL)).rows
        results = self.Document._sync(self.source, [row.values for row in rows])
        self.assertEqual([result.problems for result in results], [[] for _row in rows])
        self.env.flush_all()
        self.env.invalidate_all()
        return results[0].outcome, self.Document.browse(results[0].document_id)

    def test_advance_is_a_payment(self):
        outcome, document = self._read()
        self.assertEqual(outcome, 'created')
        self.assertEqual(document.name, '5-P1-1')
        self.assertEqual(document.amount_total, 350)
        self.assertEqual(document.amount_paid, 30)
        self.assertEqual(document.amount_due, 320)
        self.assertEqual(document.date_due, date(2026, 5, 31))
        self.assertEqual(document.partner_vat, '11111111119')
        self.assertEqual(document.state, 'open')

    def test_read_again(self):
        self._read()
        outcome, document = self._read()
        self.assertEqual(outcome, 'unchanged')
        self.assertEqual(document.amount_paid, 30)

    def test_read_again_after_payment(self):
        """The invoice doesn't know that it was paid since, and so it doesn't take that back."""
        _outcome, document = self._read()
        row = {'name': '5-P1-1', 'date': '2026-05-01', 'state': 'paid', 'date_paid': '2026-06-02'}
        self.Document._sync(self.source, [row])
        outcome, document = self._read()
        self.assertEqual(outcome, 'unchanged')
        self.assertEqual(document.state, 'paid')
        self.assertEqual(document.date_paid, date(2026, 6, 2))

    def test_payment_adds_to_the_advance(self):
        _outcome, document = self._read()
        self.env['finance.status.document.payment'].create(
            {'document_id': document.id, 'date': '2026-06-02', 'amount': 320, 'kind': 'bank'}
        )
        self.assertEqual(document.state, 'paid')
        _outcome, document = self._read()
        self.assertEqual(document.amount_paid, 350)

    def test_credit_note(self):
        _outcome, document = self._read(sample('ubl/cen_ubl-tc434-creditnote1.xml'))
        self.assertEqual(document.document_type, 'refund')
        self.assertEqual(document.amount_total, 100.11)
        self.assertEqual(document.amount_due, 100.11)
