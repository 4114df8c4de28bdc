from odoo.fields import Command
from odoo.tests import tagged

from .common import FinanceStatusCommon, day
from .statement_common import StatementCommon


@tagged('post_install', '-at_install')
class TestSettlements(StatementCommon, FinanceStatusCommon):
    """What is a payment and what is not; what is a claim and what is not."""

    def _paid_back(self, amount, date=None, partner=None):
        """Return a payment to the customer that is not matched with anything."""
        payment = self.env['account.payment'].create(
            {
                'amount': amount,
                'date': date or day(-10),
                'payment_type': 'outbound',
                'partner_type': 'customer',
                'partner_id': (partner or self.customer).id,
                'journal_id': self.company_data['default_journal_bank'].id,
            }
        )
        payment.action_post()
        self.assertTrue(payment.move_id)
        return payment

    def _credit_note(self, amount, **values):
        return self._plain_invoice(
            amount, due=day(-12), date=day(-12), move_type='out_refund', **values
        )

    # exchange differences

    def _paid_at_another_rate(self):
        """110 USD (100 EUR) due on 14 February, paid on the 10th, when they are 88 EUR."""
        usd = self.setup_other_currency(
            'USD', rates=[('2026-01-01', 1.1), ('2026-02-10', 1.25), ('2026-02-11', 1.1)]
        )
        order = self._order(110, currency=usd)
        invoice = self._invoice(order, date='2026-01-15', due='2026-02-14')
        promise = self.env['finance.status.promise'].create(
            {
                'partner_id': self.customer.id,
                'amount': 100,
                'date_made': '2026-02-01',
                'date': '2026-02-14',
            }
        )
        about_it = promise.copy({'source': 'account.move', 'document_id': invoice.id})
        self._pay(invoice, date='2026-02-10', currency_id=usd.id)
        exchange = self._receivable(invoice).matched_credit_ids.exchange_move_id
        self.assertEqual(exchange.date.isoformat(), '2026-02-28')
        self.assertEqual(self._receivable(exchange).balance, -12)
        return order, promise + about_it

    def test_exchange_difference_is_no_payment(self):
        order, _promises = self._paid_at_another_rate()
        self.assertFinance(order, paid=110, status='paid', date_paid=day(-34))
        self.assertFinance(
            self.customer, average_delay=-4, on_time_rate=1, behaviour='prompt', due=0
        )

    def test_exchange_difference_breaks_no_promise(self):
        _order, promises = self._paid_at_another_rate()
        self.assertEqual(promises.mapped('state'), ['kept', 'kept'])

    def test_exchange_difference_of_the_statement(self):
        self._paid_at_another_rate()
        self.assertOpen([('invoice', 110, 110)], date=day(-35))
        self.assertOpen([], date=day(-34))

    # credit notes and other settlements that are no payments

    def test_credit_note_is_no_payment(self):
        invoice = self._plain_invoice(1000, due=day(-40), date=day(-50))
        self._credit(invoice, 400)
        self.assertFinance(self.customer, average_delay=0, on_time_rate=0, open_delay=40)
        self._pay(invoice, date=day(-30))
        self.assertFinance(self.customer, average_delay=10, on_time_rate=0, behaviour='slow', due=0)

    def test_write_off_is_no_payment(self):
        invoice = self._plain_invoice(1000, due=day(-40), date=day(-50))
        self._pay(invoice, 990, date=day(-40))
        write_off = self.create_line_for_reconciliation(
            -10,
            -10,
            self.eur,
            day(0),
            self.company_data['default_account_receivable'],
            self.customer,
        )
        (self._receivable(invoice) + write_off).reconcile()
        self.assertFinance(self.customer, average_delay=0, on_time_rate=1, due=0)

    # money paid back

    def test_money_paid_back_is_no_claim(self):
        """A credit note of 30 and its refund, not matched yet."""
        self._credit_note(30)
        self._paid_back(30)
        self.assertFinance(
            self.customer,
            due=0,
            overdue=0,
            status='paid',
            days=0,
            date_due=False,
            aged_current=0,
            aged_30=0,
            open_delay=0,
            behaviour='new',
            worklist=False,
            amount_unmatched=0,
        )
        self.assertOpen([('refund', -30, -30), ('payment', 30, 30)])
        late = [item['days_late'] for item in self._items()]
        self.assertEqual(late, [0, 0])

    def test_less_paid_back_than_credited(self):
        self._credit_note(50)
        self._paid_back(30)
        self.assertFinance(
            self.customer, due=-20, overdue=0, status='paid', amount_unmatched=20, worklist=False
        )

    def test_overpaid_and_paid_back(self):
        self._pay(self._plain_invoice(100, due=day(-20), date=day(-30)), date=day(-20))
        self._unmatched_payment(40, date=day(-15))
        self._paid_back(40)
        self.assertFinance(self.customer, due=0, overdue=0, status='paid', days=0)

    def test_paid_back_by_bank_transaction(self):
        """A bank transaction that the bookkeeper puts on the customer's account."""
        transaction = self.env['account.bank.statement.line'].create(
            {
                'journal_id': self.company_data['default_journal_bank'].id,
                'payment_ref': "Refund",
                'partner_id': self.customer.id,
                'amount': -30,
                'date': day(-10),
            }
        )
        _liquidity, suspense, _other = transaction._seek_for_lines()
        suspense.account_id = self.company_data['default_account_receivable']
        self._credit_note(30)
        self.assertFinance(self.customer, due=0, overdue=0, status='paid')

    def test_paid_back_too_much(self):
        """It is open, but it is not late and nobody is reminded of it."""
        self._paid_back(30)
        self.assertFinance(
            self.customer, due=30, overdue=0, status='due', aged_current=30, worklist=False
        )

    def test_money_paid_back_holds_nobody(self):
        self._hold_policy(hold_days=5, hold_amount=10)
        self._credit_note(30)
        self._paid_back(30)
        self.assertFinance(self.customer, hold=False)

    def test_money_paid_back_breaks_no_promise(self):
        """What is paid back for a credit note is not taken off what was paid."""
        invoice = self._plain_invoice(1000, due=day(-20), date=day(-50))
        promise = self.env['finance.status.promise'].create(
            {
                'partner_id': self.customer.id,
                'amount': 1000,
                'date_made': day(-15),
                'date': day(-1),
            }
        )
        refund = self._credit_note(30)
        back = self._paid_back(30)
        self._pay(invoice, date=day(-5))
        self.assertEqual(promise.state, 'kept')
        self._receivable(refund + back.move_id).reconcile()
        self.assertEqual(promise.state, 'kept')

    # accounts that are not trade

    def test_non_trade_receivable(self):
        account = self.company_data['default_account_receivable'].copy(
            {'name': "Deposits", 'non_trade': True}
        )
        self.customer.property_account_receivable_id = account
        invoice = self._plain_invoice(1000, due=day(-50), date=day(-60))
        self.assertEqual(self._receivable(invoice).account_id, account)
        self._hold_policy()
        self.assertFinance(
            self.customer, due=0, overdue=0, status='no', hold=False, worklist=False, open_delay=0
        )
        self.assertOpen([])
        Engine = self.env['finance.status.follow.up']
        self.assertFalse(Engine._items_of_company(self.customer.ids))
        self._pay(invoice, date=day(0))
        self.assertFinance(self.customer, average_delay=0, on_time_rate=0, behaviour='new')


@tagged('post_install', '-at_install')
class TestContactMoves(StatementCommon, FinanceStatusCommon):
    """Who was invoiced stays who was invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._customer("Old company", is_company=True)
        cls.new = cls._customer("New company", is_company=True)
        cls.contact = cls._customer("Contact", parent_id=cls.old.id)

    def test_invoice(self):
        invoice = self._plain_invoice(1000, due=day(-5), partner=self.contact)
        self.contact.parent_id = self.new
        self.assertFinance(self.old, due=1000, overdue=1000, status='overdue')
        self.assertFinance(self.new, due=0, status='no')
        self._pay(invoice)
        self.assertFinance(self.old, due=0, status='paid', average_delay=5)
        self.assertFinance(self.new, due=0, status='no', average_delay=0)
        self.assertFinance(self.contact, status='no')

    def test_document_kept_elsewhere(self):
        document = self.env['finance.status.document'].create(
            {
                'source_id': self.source.id,
                'name': "17",
                'partner_id': self.contact.id,
                'date': day(-35),
                'date_due': day(-5),
                'amount_total': 1000,
            }
        )
        self.contact.parent_id = self.new
        self.assertFinance(self.old, due=1000, overdue=1000, status='overdue')
        self.assertFinance(self.new, due=0, status='no')
        self.assertOpen([("invoice", 1000, 1000)], partner=self.old)
        document.payment_ids = [Command.create({'date': day(0), 'amount': 1000})]
        self.assertFinance(self.old, due=0, status='paid', average_delay=5)
        self.assertFinance(self.new, due=0, status='no', average_delay=0)

    def test_customer_becomes_a_contact(self):
        """Odoo hands its items over to the company; so do the documents kept elsewhere."""
        alone = self._customer("Alone")
        self._plain_invoice(1000, due=day(-5), partner=alone)
        alone.parent_id = self.new
        self.assertFinance(self.new, due=1000, overdue=1000, status='overdue')
        self.assertFinance(alone, due=1000, overdue=1000, status='overdue')
