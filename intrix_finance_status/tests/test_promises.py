from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import CheckViolation

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestPromises(FinanceStatusCommon):
    """A promise is open, kept or broken by what was paid, and by the day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._plain_invoice(1000.0, due=day(-20), date=day(-50))

    def _promise(self, amount=500.0, date=None, made=None, **values):
        values = {'partner_id': self.customer.id, **values}
        return self.env['finance.status.promise'].create(
            {'amount': amount, 'date': date or day(0), 'date_made': made or day(-10), **values}
        )

    def assertState(self, promise, state):
        self.assertEqual(promise.state, state)
        self.assertEachAgrees(promise)

    def test_waits_until_the_promised_day_is_over(self):
        self.assertState(self._promise(date=day(1)), 'open')
        self.assertState(self._promise(date=day(0)), 'open')
        self.assertState(self._promise(date=day(-1)), 'broken')

    def test_paid_on_the_promised_day(self):
        promise = self._promise(date=day(-1))
        self._pay(self.invoice, 500.0, date=day(-1))
        self.assertState(promise, 'kept')

    def test_paid_a_day_late(self):
        promise = self._promise(date=day(-1))
        self._pay(self.invoice, 500.0, date=day(0))
        self.assertState(promise, 'broken')

    def test_paid_before_it_was_made(self):
        promise = self._promise(date=day(-1))
        self._pay(self.invoice, 500.0, date=day(-11))
        self.assertState(promise, 'broken')

    def test_partly_paid(self):
        promise = self._promise(date=day(-1))
        self._pay(self.invoice, 499.99, date=day(-5))
        self.assertState(promise, 'broken')
        self._pay(self.invoice, 0.01, date=day(-1))
        self.assertState(promise, 'kept')

    def test_unmatched_payment(self):
        promise = self._promise(date=day(-1))
        self._unmatched_payment(500.0, date=day(-2))
        self.assertState(promise, 'kept')

    def test_payment_taken_back(self):
        promise = self._promise(date=day(-1))
        payment = self._pay(self.invoice, 500.0, date=day(-5))
        self.assertState(promise, 'kept')
        payment.move_id._reverse_moves([{'date': day(-3)}], cancel=True)
        self.assertState(promise, 'broken')

    def test_credit_note_is_no_payment(self):
        promise = self._promise(date=day(0))
        self._credit(self.invoice, 500.0)
        self.assertState(promise, 'open')

    def test_payment_without_entry(self):
        promise = self._promise(date=day(0))
        self._pay_without_entry(self.invoice, 500.0)
        self.assertState(promise, 'kept')

    def test_of_one_document(self):
        other = self._plain_invoice(300.0, due=day(-20), date=day(-50))
        promise = self._promise(300.0, source='account.move', document_id=other.id)
        self._pay(self.invoice, 500.0, date=day(-5))
        self.assertState(promise, 'open')
        self._pay(other, 300.0, date=day(-5))
        self.assertState(promise, 'kept')
        self.assertEqual(promise.name, other.name)

    def test_plan_of_payments(self):
        """What was promised for an earlier day of the same plan has to be there as well."""
        first = self._promise(500.0, date=day(-5))
        second = self._promise(500.0, date=day(-1))
        self._pay(self.invoice, 500.0, date=day(-6))
        self.assertState(first, 'kept')
        self.assertState(second, 'broken')
        self._pay(self.invoice, 500.0, date=day(-1))
        self.assertState(second, 'kept')

    def test_second_company(self):
        other = self.setup_other_company(name="Other")['company']
        promise = self._promise(date=day(-1), company_id=other.id)
        self._pay(self.invoice, date=day(-5))
        self.assertState(promise, 'broken')

    def test_branch(self):
        """Who promised to the company may pay its branch, not the other way round."""
        branch = self.env['res.company'].create(
            {'name': "Branch", 'parent_id': self.env.company.id}
        )
        to_company = self._promise(date=day(-1))
        to_branch = self._promise(date=day(-1), company_id=branch.id)
        self._pay(self.invoice, date=day(-5))
        self.assertState(to_company, 'kept')
        self.assertState(to_branch, 'broken')

    def test_document_kept_elsewhere(self):
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        document = self.env['finance.status.document'].create(
            {
                'source_id': source.id,
                'name': "E1",
                'partner_id': self.customer.id,
                'date': day(-50),
                'date_due': day(-20),
                'amount_total': 400.0,
                'source_amount_paid': 100.0,
                'source_date_paid': day(-5),
            }
        )
        whole = self._promise(400.0)
        of_document = self._promise(400.0, source=document._name, document_id=document.id)
        self.assertState(whole, 'open')
        self.assertState(of_document, 'open')
        # 100 of it is what the source told
        document.payment_ids = [Command.create({'date': day(-4), 'amount': 400.0})]
        self.assertState(whole, 'kept')
        self.assertState(of_document, 'kept')
        document.source_amount_paid = 0.0
        document.payment_ids.date = day(-11)
        self.assertState(whole, 'open')
        self.assertState(of_document, 'open')

    def test_of_the_commercial_entity(self):
        contact = self._customer("Contact", parent_id=self.customer.id)
        promise = self._promise(partner_id=contact.id)
        self.assertEqual(promise.partner_id, self.customer)
        self.assertIn("Promised to pay", self.customer.message_ids[0].body)

    def test_needs_an_amount_and_a_day_to_come(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation), self.cr.savepoint():
            self._promise(0.0)
        with self.assertRaises(ValidationError):
            self._promise(date=day(-11))

    def _covered(self, **values):
        item = {
            'source': 'account.move',
            'document_id': self.invoice.id,
            'partner_id': self.customer.id,
            'company_id': self.env.company.id,
            'date_due': day(-20),
            **values,
        }
        [(covered,)] = self.env.execute_query(
            SQL(
                'SELECT %s FROM (SELECT %s) AS item',
                self.env['finance.status.promise']._covers('item'),
                SQL(', ').join(
                    SQL(
                        '%s::%s AS %s',
                        value,
                        SQL(column_type),
                        SQL.identifier(name),
                    )
                    for (name, value), column_type in zip(
                        item.items(), ('varchar', 'int', 'int', 'int', 'date'), strict=True
                    )
                ),
            )
        )
        return covered

    def test_covers_what_was_due(self):
        self.assertFalse(self._covered())
        promise = self._promise(date=day(0))
        self.assertTrue(self._covered())
        self.assertTrue(self._covered(date_due=day(-10)))
        self.assertFalse(self._covered(date_due=day(-9)), "not due yet when it was made")
        self.assertFalse(self._covered(partner_id=self.env.user.partner_id.id))
        other = self.setup_other_company(name="Other")['company']
        self.assertFalse(self._covered(company_id=other.id))
        promise.date = day(-1)
        self.assertFalse(self._covered(), "the day has passed")
        promise.date = day(0)
        promise.action_cancel()
        self.assertFalse(self._covered())

    def test_covers_its_document(self):
        self._promise(date=day(0), source='account.move', document_id=self.invoice.id)
        self.assertTrue(self._covered())
        self.assertTrue(self._covered(date_due=day(5)), "all instalments of the document")
        self.assertFalse(self._covered(document_id=self.invoice.id + 1))
        self.assertFalse(self._covered(source='finance.status.document'))

    def test_every_company_knows(self):
        self.assertFalse(self.env.company.finance_has_promises)
        self._promise()
        self.assertTrue(self.env.company.finance_has_promises)

    def test_midnight(self):
        promise = self._promise(date=day(0))
        with freeze_time('2026-03-16 23:59:00'):
            self.assertState(promise, 'open')
        self.env.invalidate_all()
        with freeze_time('2026-03-17 00:00:00'):
            self.assertState(promise, 'broken')
