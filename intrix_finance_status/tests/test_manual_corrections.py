from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import day
from .manual_common import ManualBase


@freeze_time('2026-03-16 10:00:00')
@tagged('post_install', '-at_install')
class TestManualCorrections(ManualBase):
    """Corrections and their undoing, without losing anything of the past."""

    def _correct(self, document, **values):
        form = self._open(document.with_user(self.finance).action_correct())
        for fname, value in values.items():
            setattr(form, fname, value)
        form.save().action_register()

    def _undo(self, change):
        change.with_user(self.finance).action_undo()
        change.document_id.invalidate_recordset(['change_ids'])

    def _history(self, document):
        return document.change_ids.mapped('operation')

    def test_correct(self):
        order = self._order(1000)
        document = self._register(order, name='17/1/1')
        self._correct(document, name='18/1/1', amount=900, date_due=day(7))
        self.assertRecordValues(
            document, [{'name': '18/1/1', 'amount_total': 900, 'date_due': day(7)}]
        )
        self.assertFinance(order, invoiced=900, date_due=day(7))
        change = document.change_ids[0]
        self.assertEqual(change.create_uid, self.finance)
        self.assertIn("17/1/1 → 18/1/1", change.summary)
        self.assertIn("1,000.00\xa0€ → 900.00\xa0€", change.summary)
        for record in (document, order):
            self.assertIn("17/1/1 → 18/1/1", self._notes(record)[0])
            self.assertEqual(record.message_ids[:1].author_id, self.finance.partner_id)
        self._undo(change)
        self.assertRecordValues(
            document, [{'name': '17/1/1', 'amount_total': 1000, 'date_due': day(0)}]
        )
        self.assertEqual(change.undone_by_id, document.change_ids[0])
        # an undo can be undone
        self._undo(document.change_ids[0])
        self.assertEqual(document.amount_total, 900)

    def test_number_of_a_correction(self):
        order = self._order(1000)
        self._register(order, name='17/1/1', amount=100)
        document = self._register(order, name='18/1/1', amount=100)
        with self.assertRaisesRegex(UserError, "taken"):
            self._correct(document, name='17/1/1')
        # the number that is given free can be used again
        self._correct(document, name='20/1/1')
        self._register(order, name='18/1/1', amount=100)

    def test_nothing_changed(self):
        document = self._register(self._order(1000, payment_term_id=self.term_30_70.id))
        lines = document.line_ids.mapped(lambda line: (line.date_due, line.amount))
        self._correct(document)
        self.assertEqual(self._history(document), ['register'])
        self._correct(document, name='other')
        self.assertEqual(document.line_ids.mapped(lambda line: (line.date_due, line.amount)), lines)
        self._correct(document, amount=100.01)
        self.assertEqual(document.line_ids.mapped('amount'), [30, 70.01])

    def test_correct_order(self):
        """An invoice registered on the wrong order."""
        wrong, right = self._order(1000), self._order(1000)
        document = self._register(wrong)
        form = self._open(document.with_user(self.finance).action_correct())
        form.order_ids.remove(id=wrong.id)
        form.order_ids.add(right)
        form.save().action_register()
        self.assertFinance(wrong, invoiced=0, status='ordered')
        self.assertFinance(right, invoiced=1000, status='invoiced')
        for order in (wrong, right):
            self.assertIn(f"{wrong.name}", self._notes(order)[0])
        self._undo(document.change_ids[0])
        self.assertFinance(wrong, invoiced=1000)
        self.assertFinance(right, invoiced=0)

    def test_corrected_again(self):
        document = self._register(self._order(1000))
        self._correct(document, amount=900)
        self._correct(document, amount=800)
        with self.assertRaisesRegex(UserError, "corrected again"):
            self._undo(document.change_ids[1])
        self._undo(document.change_ids[0])
        # now it is the last one in effect
        self._undo(document.change_ids[2])
        self.assertEqual(document.amount_total, 1000)

    def test_cancel(self):
        order = self._order(1000)
        document = self._register(order, name='17/1/1')
        document.with_user(self.finance).action_register_cancel()
        self.assertEqual(document.state, 'cancelled')
        self.assertFinance(order, invoiced=0, status='ordered')
        self.assertIn("Cancelled: Invoice 17/1/1", self._notes(order)[0])
        # the number is free again
        again = self._register(order, name='17/1/1')
        with self.assertRaisesRegex(UserError, "17/1/1"):
            self._undo(document.change_ids[0])
        again.with_user(self.finance).action_register_cancel()
        self._undo(document.change_ids[0])
        self.assertFinance(order, invoiced=1000, status='invoiced')

    def test_undo_registration(self):
        order = self._order(1000)
        document = self._register(order)
        self._undo(document.change_ids)
        self.assertEqual(document.state, 'cancelled')
        self.assertFinance(order, invoiced=0, status='ordered')
        with self.assertRaisesRegex(UserError, "undone this already"):
            self._undo(document.change_ids[-1])

    def test_cancel_with_payment(self):
        document = self._register(self._order(1000))
        payment = self._pay_by_hand(document, amount=400)
        with self.assertRaisesRegex(UserError, "payments of 400.00"):
            document.with_user(self.finance).action_register_cancel()
        payment.with_user(self.finance).action_remove()
        document.with_user(self.finance).action_register_cancel()
        self.assertEqual(document.state, 'cancelled')

    def test_remove_payment(self):
        order = self._order(1000)
        document = self._register(order)
        payment = self._pay_by_hand(document, amount=400, date=day(-2), reference="Bank 7")
        self.assertIn("400.00\xa0€ on 03/14/2026", self._notes(order)[0])
        self.assertIn("open: 1,000.00\xa0€ → 600.00\xa0€", self._notes(document)[0])
        payment.with_user(self.finance).action_remove()
        self.assertFinance(order, paid=0, due=1000, status='invoiced')
        self.assertIn("Payment removed", self._notes(order)[0])
        self._undo(document.change_ids[0])
        self.assertRecordValues(
            document.payment_ids, [{'amount': 400, 'date': day(-2), 'reference': "Bank 7"}]
        )
        self.assertFinance(order, paid=400, date_paid=day(-2))

    def test_payments_of_others(self):
        """What a bank or a report brought is undone there."""
        document = self._register(self._order(1000))
        Payment = self.env['finance.status.document.payment']
        payment = Payment.create({'document_id': document.id, 'amount': 10, 'kind': 'report'})
        with self.assertRaisesRegex(UserError, "where it comes from"):
            payment.with_user(self.finance).action_remove()

    def test_payment_confirmed_by_bank(self):
        document = self._register(self._order(1000))
        payment = self._pay_by_hand(document)
        bank = self.env['finance.status.source'].create({'name': "Bank", 'code': 'bank'})
        transaction = (
            self.env['finance.status.transaction']
            .sudo()
            .create(
                {
                    'source_id': bank.id,
                    'company_id': self.company.id,
                    'date': day(0),
                    'amount': 1000,
                    'currency_id': self.eur.id,
                    'account': 'HR1723600001101234565',
                    'identity': 'X1',
                }
            )
        )
        self.env['finance.status.transaction.match'].sudo().create(
            {
                'transaction_id': transaction.id,
                'document_id': document.id,
                'payment_id': payment.id,
                'claim_amount': 1000,
                'amount': 1000,
            }
        )
        with self.assertRaisesRegex(UserError, "bank has confirmed"):
            payment.with_user(self.finance).action_remove()
        with self.assertRaisesRegex(UserError, "bank has confirmed"):
            self._undo(document.change_ids[0])

    def test_undo_payment(self):
        order = self._order(1000)
        document = self._register(order)
        self._pay_by_hand(order)
        self.assertIn("fully paid", self._notes(order)[0])
        self._undo(document.change_ids[0])
        self.assertFinance(order, paid=0, status='invoiced')
        self.assertEqual(self._history(document), ['payment_removed', 'payment', 'register'])
        with self.assertRaises(UserError):
            self._undo(document.change_ids[1])

    def test_history_is_not_edited(self):
        change = self._register(self._order(1000)).change_ids
        for user in (self.finance, self.env.ref('base.user_admin')):
            with self.assertRaises(AccessError):
                change.with_user(user).write({'summary': "Something else"})
            with self.assertRaises(AccessError):
                change.with_user(user).unlink()

    def test_document_gone(self):
        """The undo of an import may delete a document, never what people did to it."""
        document = self._register(self._order(1000))
        change = document.change_ids
        document.unlink()
        self.assertTrue(change.exists())
        self.assertEqual(change.with_user(self.finance).search([]), change)
        with self.assertRaisesRegex(UserError, "not there any more"):
            change.with_user(self.finance).action_undo()

    def test_external_documents_are_corrected_there(self):
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        document = self.env['finance.status.document'].create(
            {'source_id': source.id, 'name': '55', 'partner_id': self.customer.id}
        )
        with self.assertRaisesRegex(UserError, "Books"):
            document.with_user(self.finance).action_register_cancel()
        with self.assertRaisesRegex(UserError, "Books"):
            document.with_user(self.finance).action_correct()
