from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestNotes(FinanceStatusCommon):
    """Notes in the chatter of order and opportunity when documents are posted and paid."""

    def setUp(self):
        super().setUp()
        self.lead = self._lead()
        self.order = self._order(opportunity_id=self.lead.id)
        self._commit()

    def _commit(self):
        """Do what happens before a commit."""
        self.env.cr.precommit.run()

    def _notes(self, record, text):
        """Return how often ``text`` is noted in the record's chatter."""
        record.invalidate_recordset(['message_ids'])
        bodies = record.message_ids.mapped('body')
        return sum(body.count(text) for body in bodies if body)

    def assertNotes(self, records, posted=0, paid=0):
        self._commit()
        for record in records:
            self.assertEqual(
                {
                    'posted': self._notes(record, 'Posted for'),
                    'paid': self._notes(record, 'is fully paid'),
                },
                {'posted': posted, 'paid': paid},
                record.display_name,
            )

    def test_posted_and_paid(self):
        for record in (self.order, self.lead):
            self.assertNotes(record)
        invoice = self._invoice(self.order, post=False)
        for record in (self.order, self.lead):
            self.assertNotes(record)
        invoice.action_post()
        for record in (self.order, self.lead):
            self.assertNotes(record, posted=1)
            self.assertEqual(self._notes(record, invoice.name), 1)
        self._pay(invoice, 400)
        for record in (self.order, self.lead):
            self.assertNotes(record, posted=1)
        self._pay(invoice)
        for record in (self.order, self.lead):
            self.assertNotes(record, posted=1, paid=1)
        self._commit()
        for record in (self.order, self.lead):
            self.assertNotes(record, posted=1, paid=1)

    def test_bank_confirmation_notes_nothing_more(self):
        self._odoo_says('in_payment')
        payment = self._pay(self._invoice(self.order))
        self.assertNotes(self.order, posted=1, paid=1)
        self._bank_confirms(payment)
        self.assertEqual(self.order.finance_status, 'paid')
        self.assertNotes(self.order, posted=1, paid=1)

    def test_payment_without_entry(self):
        """It is noted once: when it is registered or when the bank confirms it."""
        self._odoo_says('in_payment')
        invoice = self._invoice(self.order)
        self._pay_without_entry(invoice)
        self._commit()
        self.pay_with_statement_line(
            invoice, self.company_data['default_journal_bank'].id, day(0), 1000
        )
        self.assertNotes(self.order, posted=1, paid=1)

    def test_down_payment_paid_is_not_the_order_paid(self):
        self._pay(self._down_payment(self.order, 30))
        self.assertNotes(self.order, posted=1)
        self._pay(self._invoice(self.order))
        self.assertNotes(self.order, posted=2, paid=1)

    def test_one_note_for_several_documents(self):
        """Documents posted together are one note, on the opportunity of two orders as well."""
        second = self._order(500, opportunity_id=self.lead.id)
        self._commit()
        count = len(self.lead.message_ids)
        invoices = self._down_payment(self.order, 30, post=False)
        invoices += self._invoice(second, post=False)
        invoices.action_post()
        self.assertNotes(self.order, posted=1)
        self.assertNotes(second, posted=1)
        self.assertNotes(self.lead, posted=2)
        self.assertEqual(len(self.lead.message_ids), count + 1)

    def test_one_document_for_several_orders(self):
        second = self._order(500)
        invoice = self._invoice(self.order + second)
        self.assertNotes(self.order + second, posted=1)
        self._pay(invoice)
        self.assertNotes(self.order + second, posted=1, paid=1)

    def test_rolled_back(self):
        """What did not happen is not noted."""
        invoice = self._invoice(self.order, post=False)
        try:
            with self.env.cr.savepoint():
                invoice.action_post()
                raise ValueError
        except ValueError:
            self.env.invalidate_all()
        self.assertNotes(self.order)

    def test_reset_to_draft_at_once(self):
        self._invoice(self.order).button_draft()
        self.assertNotes(self.order)

    def test_document_without_order(self):
        count = len(self.order.message_ids)
        self._pay(self._plain_invoice())
        self._commit()
        self.assertEqual(len(self.order.message_ids), count)

    def test_supplier_bill(self):
        bill = self._plain_invoice(move_type='in_invoice')
        bill.invoice_line_ids.sale_line_ids = self.order.order_line
        bill.button_draft()
        bill.action_post()
        self.assertNotes(self.order)

    def _drafts(self, number):
        """Return ``number`` opportunities, and their orders' draft invoices."""
        leads = self.env['crm.lead'].union(*(self._lead() for _i in range(number)))
        orders = [self._order(opportunity_id=lead.id) for lead in leads]
        return leads, self.env['account.move'].union(
            *(self._invoice(order, post=False) for order in orders)
        )

    def _queries_of_notes(self, number):
        """Post ``number`` invoices; return the number of queries before the commit."""
        leads, invoices = self._drafts(number)
        invoices.action_post()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._commit()
        queries = self.env.cr.sql_log_count - before
        for record in [*leads.order_ids, *leads]:
            self.assertNotes(record, posted=1)
        return queries

    def test_queries(self):
        self._queries_of_notes(2)  # warm up
        few, many = self._queries_of_notes(3), self._queries_of_notes(18)
        self.assertGreater(few, 0)
        self.assertLessEqual(many, few + 2)

    def _write_remembered(self):
        with self.enter_registry_test_mode():
            self.env.ref('intrix_finance_status.cron_write_notes').method_direct_trigger()

    def test_mass_posting(self):
        """Nobody waits for the notes of many documents; they follow, in the poster's name."""
        clerk = new_test_user(
            self.env, 'clerk', 'account.group_account_invoice,sales_team.group_sale_salesman'
        )
        leads, invoices = self._drafts(25)
        self._commit()
        invoices.with_user(clerk).action_post()
        reset = invoices[:1]
        reset.button_draft()
        self._commit()
        self.assertNotes(leads)
        self._write_remembered()
        self.assertNotes(leads[:1])
        self.assertNotes(leads[1:], posted=1)
        self.assertNotes(leads[1:].order_ids, posted=1)
        note = leads[-1:].message_ids.filtered(lambda message: 'Posted for' in (message.body or ''))
        self.assertEqual(note.author_id, clerk.partner_id)
        self._write_remembered()
        self.assertNotes(leads[1:], posted=1)
        self.assertFalse(self.env['finance.status.note'].search([]))

    def test_mass_posting_rolled_back(self):
        _leads, invoices = self._drafts(25)
        self._commit()
        try:
            with self.env.cr.savepoint():
                invoices.action_post()
                self._commit()
                raise ValueError
        except ValueError:
            self.env.invalidate_all()
        self._commit()
        self.assertFalse(self.env['finance.status.note'].search([]))
