from odoo.tests import tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestStatementBankDate(FinanceStatusCommon):
    """Of which day the payments of Odoo's books are (R10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env['finance.status.ledger']
        cls.bank = cls.company_data['default_journal_bank']

    def _transaction(self, date, journal=None):
        return self.env['account.bank.statement.line'].create(
            {
                'journal_id': (journal or self.bank).id,
                'payment_ref': "Something",
                'amount': -5,
                'date': date,
            }
        )

    def test_nothing_known(self):
        self.assertIs(self.ledger._bank_date(), False)
        self.assertTrue(self.ledger._bank_outdated(1000))

    def test_newest(self):
        self._transaction(day(-9))
        self.assertEqual(self.ledger._bank_date(), day(-9))
        self._unmatched_payment(5, date=day(-7))
        self.assertEqual(self.ledger._bank_date(), day(-7))
        self._transaction(day(-4))
        self._transaction(day(-6))
        self.assertEqual(self.ledger._bank_date(), day(-4))
        self.assertFalse(self.ledger._bank_outdated(4))
        self.assertTrue(self.ledger._bank_outdated(3))

    def test_on_the_customer(self):
        self.assertFalse(self.customer.finance_bank_date)
        self._transaction(day(-9))
        self.customer.invalidate_recordset(['finance_bank_date'])
        self.assertEqual(self.customer.finance_bank_date, day(-9))

    def test_what_tells_nothing(self):
        """Cash, payments to suppliers, drafts, and what is dated later than today."""
        self._transaction(day(-1), self.company_data['default_journal_cash'])
        self._transaction(day(1))
        self.init_payment(-5, post=True, date=day(-1), partner=self.customer)
        self.init_payment(5, post=False, date=day(-1), partner=self.customer)
        self._unmatched_payment(5, date=day(2))
        self.assertFalse(self.ledger._bank_date())
        self._transaction(day(0))
        self.assertEqual(self.ledger._bank_date(), day(0))
        self.assertFalse(self.ledger._bank_outdated(0))

    def test_payment_without_entry(self):
        invoice = self._plain_invoice(date=day(-9))
        self._pay_without_entry(invoice, date=day(-3))
        self.assertEqual(self.ledger._bank_date(), day(-3))

    def test_companies(self):
        self._transaction(day(-3))
        other = self.setup_other_company(name="Other")['company']
        self.assertFalse(self.ledger._bank_date(other))
        self.assertFalse(self.ledger.with_company(other)._bank_date())
        branch = self.env['res.company'].create(
            {'name': "Branch", 'parent_id': self.env.company.id}
        )
        self.assertFalse(self.ledger._bank_date(branch))
        self.assertEqual(self.ledger._bank_date(), day(-3))

    def test_one_query(self):
        self._transaction(day(-3))
        self.env.company.mapped('parent_path')
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.ledger._bank_date()
