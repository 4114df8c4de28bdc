from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import freeze_time, tagged

from .common import day
from .manual_common import ManualBase


@freeze_time('2026-03-16 10:00:00')
@tagged('post_install', '-at_install')
class TestManualPayments(ManualBase):
    """Registering payments by hand, of documents of any source."""

    def test_oldest_first(self):
        order = self._order(1000)
        self._register(order, amount=300, date_due=day(30))
        self._register(order, amount=200, date_due=day(5))
        self._register(order, amount=500, date_due=day(10))
        form = self._payment_form(order)
        self.assertEqual((form.amount, form.date), (1000, day(0)))
        form.amount = 450
        self.assertEqual(
            [(line['amount_due'], line['amount']) for line in form.line_ids._records],
            [(200, 200), (500, 250), (300, 0)],
        )
        # a part that is changed changes the total
        with form.line_ids.edit(2) as line:
            line.amount = 50
        self.assertEqual(form.amount, 500)
        form.save().action_register()
        self.assertFinance(order, paid=500, due=500, status='partially_paid')

    def test_credit_note_set_off(self):
        order = self._order(1000)
        invoice = self._register(order)
        refund = self._register(order, document_type='refund', amount=100)
        form = self._payment_form(order)
        self.assertEqual(form.amount, 900)
        form.amount = 500
        self.assertEqual(
            {line['amount_due']: line['amount'] for line in form.line_ids._records},
            {1000: 600, -100: -100},
        )
        form.save().action_register()
        self.assertEqual((invoice.amount_due, refund.amount_due), (400, 0))
        self.assertFinance(order, due=400)
        self.assertFinance(self.customer, due=400)

    def test_paid_back(self):
        order = self._order(1000)
        self._register(order)
        self._pay_by_hand(order)
        refund = self._register(order, document_type='refund', amount=100)
        self.assertFinance(self.customer, due=-100)
        form = self._payment_form(refund)
        self.assertEqual(form.amount, -100)
        form.save().action_register()
        self.assertFinance(self.customer, due=0)

    def test_too_much(self):
        document = self._register(self._order(1000))
        form = self._payment_form(document)
        form.amount = 1200
        self.assertEqual(form.amount_left, 200)
        with self.assertRaisesRegex(UserError, "200.00.*belong to no document"):
            form.save().action_register()

    def test_paid_meanwhile(self):
        document = self._register(self._order(1000))
        wizard = self._payment_form(document).save()
        self._pay_by_hand(document, amount=600)
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            wizard.action_register()

    def test_external_document(self):
        """What the source told of payments counts on, and so does what it tells later."""
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        document = self.env['finance.status.document'].create(
            {
                'source_id': source.id,
                'name': '55/1/1',
                'partner_id': self.customer.id,
                'amount_total': 1000,
                'source_amount_paid': 400,
                'date': day(-10),
                'source_date_paid': day(-3),
                'match_state': 'matched',
            }
        )
        form = self._payment_form(document)
        self.assertEqual(form.amount, 600)
        form.amount = 500
        form.save().action_register()
        self.assertEqual((document.amount_due, document.state), (100, 'open'))
        document.source_amount_paid = 900
        self.assertEqual(document.amount_due, 100)
        self._pay_by_hand(self.customer)
        self.assertEqual(document.state, 'paid')
        # taking one back leaves what the source told
        document.change_ids[0].with_user(self.finance).action_undo()
        self.assertEqual(document.amount_due, 100)

    def test_invoices_of_odoo(self):
        """They are paid by Odoo's own button: there is no second book."""
        order = self._order(1000)
        invoice = self._invoice(order)
        with self.assertRaises(RedirectWarning) as refused:
            order.with_user(self.finance).action_finance_register_payment()
        # who may not open the invoice gets no link to it
        self.finance.group_ids = self.env.ref('intrix_finance_status.group_finance_status_user')
        with self.assertRaisesRegex(UserError, f"Odoo keeps the books of {invoice.name}"):
            self.customer.with_user(self.finance).action_finance_register_payment()
        self.assertEqual(refused.exception.args[1]['res_id'], invoice.id)
        # and may register what has no order
        self._register(self.customer, amount=50)
        form = self._payment_form(self.customer)
        self.assertEqual((form.amount, form.odoo_invoices), (50, invoice.name))

    def test_nothing_open(self):
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            self._payment_form(self._order())
