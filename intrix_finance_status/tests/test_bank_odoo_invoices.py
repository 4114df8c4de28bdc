from odoo.tests import Form, new_test_user, tagged

from .common import day
from .transaction_samples import ACCOUNT, TransactionsCommon


@tagged('post_install', '-at_install')
class TestBankOdooInvoices(TransactionsCommon):
    """What pays an invoice of Odoo is prepared, and posted by people only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order()
        cls.invoice = cls._invoice(cls.order, due=day(-3))
        cls.journal = cls.company_data['default_journal_bank']
        cls.journal.bank_account_id = cls.env['res.partner.bank'].create(
            {'acc_number': ACCOUNT, 'partner_id': cls.env.company.partner_id.id}
        )

    def _registration(self, transaction):
        action = transaction.action_register_payment()
        self.assertEqual(action['res_model'], 'account.payment.register')
        return Form(self.env[action['res_model']].with_context(**action['context']))

    def assertStatus(self, transaction, status):
        """Check that reading, searching and grouping agree on the status."""
        self.env.flush_all()
        self.assertEqual(transaction.status, status)
        itself = [('id', '=', transaction.id)]
        self.assertEqual(self.Transaction.search([*itself, ('status', '=', status)]), transaction)
        self.assertFalse(self.Transaction.search([*itself, ('status', '!=', status)]))
        self.assertEqual(
            self.Transaction._read_group(itself, ['status'], ['__count']), [(status, 1)]
        )

    def test_prepared(self):
        transaction = self._paid(1000, self.invoice.name, date=day(-1), text="hvala")
        self.assertStatus(transaction, 'waiting')
        self.assertEqual(transaction.match_ids.move_id, self.invoice)
        self.assertEqual(self.invoice.payment_state, 'not_paid')
        self.assertFinance(self.order, status='overdue')
        form = self._registration(transaction)
        self.assertEqual(
            (form.amount, form.payment_date, form.communication, form.journal_id),
            (1000, day(-1), self.invoice.name, self.journal),
        )
        form.save().action_create_payments()
        self.assertEqual(self.invoice.amount_residual, 0)
        self.assertStatus(transaction, 'matched')
        self.assertEqual(transaction.state, 'waiting')
        self.assertFinance(self.order, status='paid')

    def test_part(self):
        transaction = self._paid(400, self.invoice.name, partner_name="Customer")
        form = self._registration(transaction)
        self.assertEqual(form.amount, 400)
        form.save().action_create_payments()
        self.assertEqual(self.invoice.amount_residual, 600)

    def test_paid_otherwise(self):
        transaction = self._paid(1000, self.invoice.payment_reference)
        self.assertStatus(transaction, 'waiting')
        payment = self._pay(self.invoice)
        self.assertStatus(transaction, 'matched')
        payment.action_draft()
        payment.action_cancel()
        self.assertStatus(transaction, 'waiting')

    def test_payer_and_amount(self):
        transaction = self._paid(1000, partner_name="Customer")
        self.assertStatus(transaction, 'proposed')
        transaction.action_confirm()
        self.assertStatus(transaction, 'waiting')

    def test_both_books(self):
        document = self._document(name='123/1/1', total=500)
        transaction = self._paid(1500, self.invoice.name, '123/1/1', partner_name="Customer")
        self.assertStatus(transaction, 'waiting')
        self.assertEqual(document.state, 'paid')
        self.assertEqual(self._registration(transaction).amount, 1000)

    def test_reversed(self):
        """Taken back before it was registered, nothing is left; after it, Odoo has to follow."""
        transaction = self._paid(1000, self.invoice.name)
        reversal = self._paid(-1000, self.invoice.name)
        self.assertStatus(transaction, 'reversed')
        self.assertStatus(reversal, 'matched')
        transaction = self._paid(1000, self.invoice.name)
        payment = self._pay(self.invoice)
        reversal = self._paid(-1000, self.invoice.name)
        self.assertStatus(reversal, 'waiting')
        payment.action_draft()
        payment.action_cancel()
        self.assertStatus(reversal, 'matched')

    def test_other_company(self):
        """An invoice of the same number in another company is never shown."""
        data = self.setup_other_company()
        invoice = self.invoice.with_company(data['company'])
        theirs = (
            self.env['account.move']
            .with_company(data['company'])
            .create(
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'invoice_date': day(0),
                    'journal_id': data['default_journal_sale'].id,
                    'invoice_line_ids': [(0, 0, {'name': "x", 'price_unit': 777, 'tax_ids': []})],
                }
            )
        )
        theirs.name = invoice.name
        theirs.action_post()
        transaction = self._paid(777, theirs.name, partner_name="Customer")
        self.assertNotIn(theirs, transaction.match_ids.move_id)

    def test_without_accounting(self):
        """A finance user without rights in accounting sees what waits."""
        user = new_test_user(
            self.env, 'status_only', 'intrix_finance_status.group_finance_status_user'
        )
        transaction = self._paid(1000, self.invoice.name).with_user(user)
        self.env.invalidate_all()
        self.assertEqual(transaction.status, 'waiting')
        self.assertEqual(transaction.document_names, self.invoice.name)
        self.assertTrue(transaction.search([('status', '=', 'waiting')]))
        transaction.action_undo()
