from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import day
from .transaction_samples import OTHER_PAYER, PAYER, TransactionsCommon


@tagged('post_install', '-at_install')
class TestBankReversals(TransactionsCommon):
    """What the bank takes back is open again, with its history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order()
        cls.document = cls._document(cls.order, name='123/1/1', due=day(-8))

    def test_by_reference(self):
        payment = self._paid(1000, 'HR00 123-1-1', date=day(-3))
        self.assertFinance(self.order, status='paid')
        reversal = self._paid(-1000, 'HR00 123-1-1')
        self.assertEqual((payment.state, reversal.state), ('reversed', 'matched'))
        self.assertEqual(reversal.reverses_id, payment)
        self.assertEqual(self.document.payment_ids.mapped('amount'), [1000, -1000])
        self.assertEqual(self.document.state, 'open')
        self.assertFinance(self.order, due=1000, status='overdue')
        # paid again
        self._paid(1000, 'HR00 123-1-1')
        self.assertFinance(self.order, status='paid')

    def test_by_payer(self):
        payment = self._paid(1000, 'HR00 123-1-1', partner_account=PAYER)
        other = self._paid(-1000, partner_account=OTHER_PAYER)
        self.assertEqual((payment.state, other.state), ('matched', 'new'))
        reversal = self._paid(-1000, partner_account=PAYER)
        self.assertEqual((payment.state, reversal.state), ('reversed', 'matched'))

    def test_not_certain(self):
        """Neither reference nor payer: it is left to people."""
        payment = self._paid(1000, 'HR00 123-1-1', partner_account=PAYER)
        for told in (
            self._told(-1000),
            self._told(-1000, 'HR00 124-1-1'),
            self._told(-999, 'HR00 123-1-1'),
        ):
            reversal = self._register(told)
            self.assertEqual((payment.state, reversal.state), ('matched', 'new'))
        self.assertEqual(self.document.state, 'paid')

    def test_before_the_payment(self):
        """In whatever order they are told: in one message, or one after the other."""
        told = [
            self._told(-1000, 'HR00 123-1-1'),
            self._told(1000, 'HR00 123-1-1', date=day(-1)),
        ]
        reversal = self._register(told[0])
        self.assertEqual(reversal.state, 'new')
        payment = self._register(told[1])
        self.assertEqual((payment.state, reversal.state), ('reversed', 'matched'))
        self.assertFinance(self.order, due=1000, status='overdue')

    def test_together(self):
        document = self._document(name='124/1/1')
        payment, reversal = self._register(
            self._told(1000, 'HR00 124-1-1'), self._told(-1000, 'HR00 124-1-1')
        )
        self.assertEqual((payment.state, reversal.state), ('reversed', 'matched'))
        self.assertEqual((document.state, document.amount_due), ('open', 1000))

    def test_proposal(self):
        """What was only proposed isn't any more."""
        payment = self._paid(400, text="123/1/1", partner_account=PAYER)
        self.assertEqual(payment.state, 'proposed')
        self._paid(-400, partner_account=PAYER)
        self.assertEqual((payment.state, payment.match_ids.ids), ('reversed', []))
        self.assertFalse(self.document.payment_ids)

    def test_several_documents(self):
        second = self._document(name='124/1/1', total=500)
        self._paid(1500, 'HR00 123-1-1', 'HR00 124-1-1', bank_reference='R7')
        self.assertEqual((self.document | second).mapped('state'), ['paid', 'paid'])
        self._paid(-1500, bank_reference='R7')
        self.assertEqual((self.document | second).mapped('state'), ['open', 'open'])

    def test_undo(self):
        payment = self._paid(1000, 'HR00 123-1-1')
        reversal = self._paid(-1000, 'HR00 123-1-1')
        with self.assertRaises(UserError):
            payment.action_undo()
        reversal.action_undo()
        self.assertEqual((payment.state, reversal.state), ('matched', 'new'))
        self.assertEqual(self.document.state, 'paid')
        payment.action_undo()
        self.assertEqual(self.document.state, 'open')

    def test_removed(self):
        """Undoing an import of both leaves nothing behind."""
        transactions = self._register(
            self._told(1000, 'HR00 123-1-1'), self._told(-1000, 'HR00 123-1-1')
        )
        transactions.unlink()
        self.assertFalse(self.document.payment_ids)

    def test_twice(self):
        """Each reversal takes back one payment."""
        self._paid(500, 'HR00 123-1-1')
        self._paid(500, 'HR00 123-1-1')
        told = self._told(-500, 'HR00 123-1-1')
        self._register(told)
        self._register(told)
        self.assertEqual(self.document.amount_due, 500)
        self._paid(-500, 'HR00 123-1-1')
        self.assertEqual(self.document.amount_due, 1000)
