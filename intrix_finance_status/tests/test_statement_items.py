from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import day
from .statement_common import StatementCommon


@tagged('post_install', '-at_install')
class TestStatementItems(StatementCommon):
    """What was open on a day, whatever was paid, credited or matched since."""

    def test_nothing(self):
        self.assertOpen([])
        self.assertEqual(self.env['res.partner']._finance_statement_items(), {})

    def test_item(self):
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        contact = self._customer("Contact", parent_id=self.customer.id)
        items = contact._finance_statement_items()
        self.assertEqual(list(items), [self.customer])
        [item] = items[self.customer]
        self.assertEqual(
            item,
            {
                'source': 'account.move',
                'partner_id': self.customer.id,
                'company_id': self.env.company.id,
                'document_id': invoice.id,
                'instalment_id': self._receivable(invoice).id,
                'name': invoice.name,
                'document_type': 'invoice',
                'date': day(-20),
                'date_due': day(-4),
                'days_late': 4,
                'bucket': '30',
                'currency_id': self.eur.id,
                'currency': self.eur,
                'amount': 1000,
                'amount_due': 1000,
                'balance_due': 1000,
                'reference': invoice.payment_reference,
                'is_claim': True,
                'user_id': invoice.invoice_user_id.id,
                'team_id': invoice.team_id.id,
            },
        )
        self.assertTrue(invoice.payment_reference)

    def test_before_and_after_the_payment(self):
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        self._pay(invoice, date=day(-3))
        self.assertOpen([], date=day(-21))
        self.assertOpen([('invoice', 1000, 1000)], date=day(-20))
        self.assertOpen([('invoice', 1000, 1000)], date=day(-4))
        self.assertOpen([], date=day(-3))
        self.assertOpen([])
        self.assertAsFigures(self.customer)

    def test_paid_in_parts(self):
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        self._pay(invoice, 400, date=day(-10))
        self._pay(invoice, 100, date=day(-2))
        self.assertOpen([('invoice', 1000, 1000)], date=day(-11))
        self.assertOpen([('invoice', 1000, 600)], date=day(-10))
        self.assertOpen([('invoice', 1000, 500)], date=day(-2))
        self.assertOpen([('invoice', 1000, 500)])

    def test_payment_matched_later(self):
        """A payment before its invoice counts minus until the day of the invoice."""
        payment = self._unmatched_payment(300, date=day(-30))
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        self._receivable(payment.move_id + invoice).reconcile()
        self.assertOpen([('payment', -300, -300)], date=day(-21))
        self.assertOpen([('invoice', 1000, 700)], date=day(-20))
        self.assertOpen([('invoice', 1000, 700)])

    def test_overpaid(self):
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        self._pay(invoice, 1150, date=day(-3))
        self.assertOpen([('invoice', 1000, 1000)], date=day(-4))
        self.assertOpen([('payment', -1150, -150)], date=day(-3))
        [item] = self._items()
        self.assertEqual((item['days_late'], item['bucket']), (0, 'current'))
        self.assertAsFigures(self.customer)

    def test_credit_note_matched_and_not(self):
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        self._plain_invoice(200, due=day(-9), date=day(-9), move_type='out_refund')
        self.assertOpen([('refund', -200, -200), ('invoice', 1000, 1000)])
        self._credit(invoice, 300)  # today
        self.assertOpen([('refund', -200, -200), ('invoice', 1000, 1000)], date=day(-1))
        self.assertOpen([('invoice', 1000, 1000)], date=day(-10))
        self.assertOpen([('refund', -200, -200), ('invoice', 1000, 700)])
        self.assertAsFigures(self.customer)

    def test_instalments(self):
        invoice = self._plain_invoice(date=day(-40), term=self.term_30_70)
        self._pay(invoice, 500, date=day(-20))
        self.assertOpen([('invoice', 300, 300), ('invoice', 700, 700)], date=day(-21))
        self.assertOpen([('invoice', 700, 500)], date=day(-20))
        [item] = self._items(date=day(-20))
        self.assertEqual((item['date_due'], item['days_late']), (day(-10), 0))
        [item] = self._items()
        self.assertEqual((item['days_late'], item['bucket']), (10, '30'))

    def test_ageing_at_the_boundaries(self):
        """0, 1, 30, 31, 60, 61, 90 and 91 days late, on the day of the statement."""
        late = {0: 1, 1: 2, 30: 4, 31: 8, 60: 16, 61: 32, 90: 64, 91: 128}
        for days, amount in late.items():
            self._plain_invoice(amount, due=day(-days), date=day(-100))
        expected = {'current': 1, '30': 6, '60': 24, '90': 96, 'older': 128, 'total': 255}
        statement = self.customer._finance_statements()[self.customer]
        self.assertEqual(statement['balance'], {'currency': self.eur, **expected})
        self.assertEqual(statement['ageing'], [statement['balance']])
        self.assertFalse(statement['credits'] or statement['is_foreign'])
        self.assertAsFigures(self.customer)
        # a day earlier each is a day less late
        statement = self.customer._finance_statements(day(-1))[self.customer]
        self.assertEqual(
            statement['balance'],
            {
                'currency': self.eur,
                'current': 3,
                '30': 12,
                '60': 48,
                '90': 192,
                'older': 0,
                'total': 255,
            },
        )
        for days, bucket in ((30, '30'), (31, '60'), (60, '60'), (61, '90'), (90, '90')):
            [item] = [item for item in self._items() if item['days_late'] == days]
            self.assertEqual(item['bucket'], bucket)

    def test_foreign_currency(self):
        usd = self._usd()
        invoice = self._plain_invoice(1000, due=day(-4), date=day(-20), currency_id=usd.id)
        self._plain_invoice(70, due=day(-3), date=day(-20))
        self._pay(invoice, 400, date=day(-10), currency_id=usd.id)
        statement = self.customer._finance_statements(day(-11))[self.customer]
        self.assertEqual(
            [(ageing['currency'], ageing['total']) for ageing in statement['ageing']],
            [(usd, 1000), (self.eur, 70)],
        )
        self.assertTrue(statement['is_foreign'])
        self.assertEqual(statement['balance']['total'], 570)
        statement = self.customer._finance_statements(day(-10))[self.customer]
        self.assertEqual(statement['ageing'][0]['total'], 600)
        self.assertEqual(statement['balance']['total'], 370)
        self.assertAsFigures(self.customer)

    def test_foreign_currency_with_exchange_difference(self):
        """The difference is booked when it is paid, and is open at no time."""
        usd = self._usd()
        invoice = self._plain_invoice(1000, due=day(-90), date='2025-12-01', currency_id=usd.id)
        self._pay(invoice, 400, date=day(-10), currency_id=usd.id)
        self.assertTrue(self._receivable(invoice).matched_credit_ids.exchange_move_id)
        for date, open_usd, open_eur in ((day(-11), 1000, 250), (day(-10), 600, 150)):
            [item] = self._items(date=date)
            self.assertEqual((item['amount_due'], item['balance_due']), (open_usd, open_eur))
        self._pay(invoice, date=day(-5), currency_id=usd.id)
        self.assertOpen([('invoice', 1000, 600)], date=day(-6))
        self.assertOpen([], date=day(-5))
        self.assertOpen([])

    def test_paid_in_another_currency(self):
        usd = self._usd()
        invoice = self._plain_invoice(1000, due=day(-4), date=day(-20), currency_id=usd.id)
        self._pay(invoice, 200, date=day(-10), currency_id=self.eur.id)
        self.assertOpen([('invoice', 1000, 1000)], date=day(-11))
        self.assertOpen([('invoice', 1000, 600)], date=day(-10))
        self.assertAsFigures(self.customer)

    def test_payment_without_entry(self):
        """It settles from its day on, whether or not the bank has confirmed it (R9)."""
        self._odoo_says('in_payment')
        invoice = self._plain_invoice(date=day(-40), term=self.term_30_70)
        self._pay_without_entry(invoice, 400, date=day(-5))
        self.assertOpen([('invoice', 300, 300), ('invoice', 700, 700)], date=day(-6))
        self.assertOpen([('invoice', 700, 600)], date=day(-5))
        self.assertOpen([('invoice', 700, 600)])
        self.assertAsFigures(self.customer)

    def test_payment_without_entry_confirmed_later(self):
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        payment = self._pay_without_entry(invoice, date=day(-9))
        payment.action_validate()
        transaction = self.env['account.bank.statement.line'].create(
            {
                'journal_id': payment.journal_id.id,
                'payment_ref': "Bank",
                'partner_id': self.customer.id,
                'amount': 1000,
                'date': day(-2),
            }
        )
        _liquidity, suspense, _other = transaction._seek_for_lines()
        suspense.account_id = self._receivable(invoice).account_id
        (suspense + self._receivable(invoice)).reconcile()
        self.assertOpen([('invoice', 1000, 1000)], date=day(-10))
        for date in (day(-9), day(-3), day(-2), None):
            self.assertOpen([], date=date)

    def test_payments_without_entry_for_two_invoices(self):
        """One for several settles the oldest first, on any day."""
        self._odoo_says('in_payment')
        invoices = self._plain_invoice(100, due=day(-9), date=day(-20))
        invoices += self._plain_invoice(100, due=day(-8), date=day(-20))
        payment = self._pay_without_entry(invoices, 150, date=day(-5), group_payment=True)
        self.assertEqual(payment.invoice_ids, invoices)
        self.assertOpen([('invoice', 100, 100)] * 2, date=day(-6))
        self.assertOpen([('invoice', 100, 50)], date=day(-5))
        self.assertOpen([('invoice', 100, 50)])

    def test_companies(self):
        """Branches count in their company, another company never does (R6)."""
        branch = self.env['res.company'].create(
            {'name': "Branch", 'parent_id': self.env.company.id}
        )
        self.env.user.company_ids += branch
        self.env.cr.precommit.run()  # the chart of accounts of the branch
        other = self.setup_other_company(name="Other")['company']
        for owner, amount in ((self.env.company, 100), (branch, 20), (other, 3)):
            invoice = (
                self.env['account.move']
                .with_company(owner)
                .create(
                    {
                        'move_type': 'out_invoice',
                        'partner_id': self.customer.id,
                        'invoice_date': day(-9),
                        'invoice_line_ids': [
                            Command.create(
                                {'name': "Line", 'price_unit': amount, 'tax_ids': [Command.clear()]}
                            )
                        ],
                    }
                )
            )
            invoice.invoice_date_due = day(-5)
            invoice.action_post()
        for date in (None, day(-1)):
            self.assertOpen([('invoice', 100, 100), ('invoice', 20, 20)], date=date)
            for company, amount in ((branch, 20), (other, 3)):
                self.assertOpen(
                    [('invoice', amount, amount)],
                    date=date,
                    partner=self.customer.with_company(company),
                )

    def test_opening_balance(self):
        """A receivable item without an invoice, with what it was named."""
        account = self.company_data['default_account_receivable']
        self.create_line_for_reconciliation(400, 400, self.eur, day(-3), account, self.customer)
        self.assertOpen([('invoice', 400, 400)], date=day(-3))
        self.assertOpen([], date=day(-4))

    def test_what_is_dated_later_than_today(self):
        """Counts as in every other figure, as of today or later."""
        self._plain_invoice(due=day(30), date=day(10))
        for date in (None, day(0), day(40)):
            self.assertOpen([('invoice', 1000, 1000)], date=date)
        self.assertOpen([], date=day(-1))
        self.assertEqual(self._items(date=day(40))[0]['days_late'], 10)
        self.assertAsFigures(self.customer)

    def test_drafts_and_bills(self):
        self._invoice(self._order(), post=False)
        self._plain_invoice(700, due=day(-3), move_type='in_invoice')
        self.assertOpen([])
        self.assertOpen([], date=day(-1))

    def test_queries(self):
        """One query, whatever the number of customers."""
        customers = self.env['res.partner'].create([{'name': f'C{n}'} for n in range(80)])
        for customer in customers[:5]:
            self._plain_invoice(10, due=day(-3), date=day(-9), partner=customer)
        self._document(name='X-1', partner_id=customers[7].id)
        for date in (None, day(-1)):
            customers._finance_statement_items(date)
            for part in (customers[:1], customers):
                self.env.flush_all()
                self.env.invalidate_all()
                part.mapped('commercial_partner_id')
                self.env.company.mapped('parent_path')
                # one more asks for payments without a journal entry
                with self.assertQueryCount(2):
                    items = part._finance_statement_items(date)
                self.assertEqual(len(items), len(part))

    def test_documents_kept_elsewhere(self):
        document = self._document(due=day(-8), payment_reference='HR00 1-2')
        self._pay_document(document, 400, day(-5))
        self._pay_document(document, 100, day(-2))
        self.assertOpen([], date=day(-21))
        for date, amount in ((day(-20), 1000), (day(-5), 600), (day(-2), 500), (None, 500)):
            self.assertOpen([('invoice', 1000, amount)], date=date)
        [item] = self._items()
        self.assertEqual(item['source'], 'finance.status.document')
        self.assertEqual((item['name'], item['reference']), ('X-1', 'HR00 1-2'))
        self._plain_invoice(due=day(-4), date=day(-20))
        self.assertOpen([('invoice', 1000, 500), ('invoice', 1000, 1000)])
        self.assertAsFigures(self.customer)

    def test_instalments_kept_elsewhere(self):
        """Payments fill the earliest first; an overpayment stays on the last."""
        usd = self._usd()
        document = self._document(
            currency_id=usd.id,
            line_ids=[
                Command.create({'date_due': day(-8), 'amount': 300}),
                Command.create({'date_due': day(9), 'amount': 700}),
            ],
        )
        self._pay_document(document, 350, day(-5))
        self._pay_document(document, 700, day(-2))
        self.assertOpen([('invoice', 300, 300), ('invoice', 700, 700)], date=day(-6))
        self.assertOpen([('invoice', 700, 650)], date=day(-5))
        self.assertOpen([('invoice', 700, -50)], date=day(-2))
        self.assertEqual(self._items(date=day(-5))[0]['balance_due'], 325)
        self.assertAsFigures(self.customer)

    def test_paid_as_the_source_tells(self):
        """On the day that it tells; without one on no day before today."""
        document = self._document(
            due=day(-8), source_amount_paid=250, source_date_paid=day(-5), document_type='refund'
        )
        self.assertOpen([('refund', -1000, -1000)], date=day(-6))
        self.assertOpen([('refund', -1000, -750)], date=day(-5))
        document.source_date_paid = False
        self.assertOpen([('refund', -1000, -1000)], date=day(-1))
        for date in (None, day(0), day(9)):
            self.assertOpen([('refund', -1000, -750)], date=date)

    def test_cancelled_elsewhere(self):
        self._document(due=day(-8), cancelled=True)
        self.assertOpen([])
        self.assertOpen([], date=day(-1))

    def test_midnight(self):
        self._plain_invoice(due=day(0), date=day(-20))
        self.assertEqual(self._items()[0]['bucket'], 'current')
        with freeze_time('2026-03-17 10:00:00'):
            self.assertEqual(self._items()[0]['bucket'], '30')
