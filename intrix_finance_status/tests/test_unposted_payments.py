from odoo.tests import tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestUnpostedPayments(FinanceStatusCommon):
    """Payments for which Odoo makes no journal entry, so that the residual stays open (R9)."""

    def _sale(self, amount=1000, due=-7, **kwargs):
        order = self._order(amount, opportunity_id=self._lead().id)
        invoice = self._invoice(order, due=day(due), **kwargs)
        return order, invoice

    def _assert_settled(self, order, invoice, status):
        self.assertEqual(invoice.amount_residual, 1000)
        self.assertFinance(
            order,
            invoiced=1000,
            paid=1000,
            due=0,
            overdue=0,
            days=0,
            date_due=False,
            date_paid=day(0),
            payment=status,
            status=status,
        )
        self.assertFinance(
            order.opportunity_id, invoiced=1000, paid=1000, due=0, overdue=0, status=status
        )
        self.assertFinance(self.customer, due=0, overdue=0, days=0, status='paid', aged_30=0)

    def test_in_payment(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale()
        self.assertFinance(order, status='overdue', overdue=1000, days=7)
        self._pay_without_entry(invoice)
        self.assertEqual(invoice.payment_state, 'in_payment')
        self._assert_settled(order, invoice, 'in_payment')

    def test_odoo_says_paid(self):
        order, invoice = self._sale()
        payment = self._pay_without_entry(invoice)
        self.assertEqual(invoice.payment_state, 'paid')
        self.assertIn(payment.state, ('in_process', 'paid'))
        status = 'in_payment' if payment.state == 'in_process' else 'paid'
        self._assert_settled(order, invoice, status)

    def test_validated_by_hand(self):
        """Whoever validates the payment says that the bank has it."""
        order, invoice = self._sale()
        self._pay_without_entry(invoice).action_validate()
        self._assert_settled(order, invoice, 'paid')

    def test_rejected(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale()
        payment = self._pay_without_entry(invoice)
        self.assertFinance(order, status='in_payment')
        payment.action_reject()
        self.assertEqual(invoice.payment_state, 'not_paid')
        self.assertFinance(
            order,
            paid=0,
            due=1000,
            overdue=1000,
            date_due=day(-7),
            date_paid=False,
            status='overdue',
        )
        self.assertFinance(self.customer, due=1000, overdue=1000, status='overdue')

    def test_part_of_an_invoice(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale(due=7)
        self._pay_without_entry(invoice, 400)
        self.assertFinance(order, paid=400, due=600, status='partially_paid', date_due=day(7))
        self.assertFinance(self.customer, due=600, overdue=0, status='due')

    def test_part_of_an_overdue_invoice(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale()
        self._pay_without_entry(invoice, 400)
        self.assertFinance(order, paid=400, due=600, overdue=600, days=7, status='overdue')
        self.assertFinance(self.customer, due=600, overdue=600, aged_30=600, status='overdue')

    def test_two_parts(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale()
        self._pay_without_entry(invoice, 400)
        self._pay_without_entry(invoice, 600)
        self._assert_settled(order, invoice, 'in_payment')

    def test_more_than_the_invoice(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale()
        self._pay_without_entry(invoice, 1200)
        self._assert_settled(order, invoice, 'in_payment')

    def test_one_for_two_invoices(self):
        self._odoo_says('in_payment')
        (first, invoice), (second, later_invoice) = self._sale(), self._sale(500)
        self._pay_without_entry(invoice + later_invoice)
        self.assertFinance(first, paid=1000, due=0, status='in_payment')
        self.assertFinance(second, paid=500, due=0, status='in_payment')
        self.assertFinance(self.customer, due=0, overdue=0)

    def test_one_for_part_of_two_invoices(self):
        """It settles the older invoice first, and never more than was paid."""
        self._odoo_says('in_payment')
        (first, invoice), (second, later_invoice) = self._sale(), self._sale(500)
        self._pay_without_entry(invoice + later_invoice, 1200)
        self.assertFinance(first, paid=1000, due=0, status='in_payment')
        self.assertFinance(second, paid=200, due=300, overdue=300, status='overdue')
        self.assertFinance(self.customer, due=300, overdue=300)

    def test_instalments(self):
        """It settles the earliest due date first."""
        self._odoo_says('in_payment')
        order = self._order()
        invoice = self._invoice(order, date=day(-1), term=self.term_30_70)
        self._pay_without_entry(invoice, 300)
        self.assertFinance(
            order, paid=300, due=700, overdue=0, date_due=day(29), status='partially_paid'
        )
        self.assertFinance(self.customer, due=700, overdue=0, status='due')

    def test_part_of_instalments(self):
        self._odoo_says('in_payment')
        order = self._order()
        invoice = self._invoice(order, date=day(-1), term=self.term_30_70)
        self._pay_without_entry(invoice, 200)
        self.assertFinance(order, paid=200, due=800, overdue=100, days=1, status='overdue')
        self._pay_without_entry(invoice, 300)
        self.assertFinance(order, paid=500, due=500, overdue=0, status='partially_paid')

    def test_two_orders_on_one_invoice(self):
        self._odoo_says('in_payment')
        orders = self._order(1000) + self._order(500)
        self._pay_without_entry(self._invoice(orders, due=day(-1)), 600)
        self.assertFinance(orders[0], paid=400, due=600, overdue=600)
        self.assertFinance(orders[1], paid=200, due=300, overdue=300)

    def _bank_pays(self, invoice, amount):
        """Reconcile a bank transaction with the invoice itself."""
        self.pay_with_statement_line(
            invoice, self.company_data['default_journal_bank'].id, day(0), amount
        )

    def test_confirmed_by_the_bank(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale()
        payment = self._pay_without_entry(invoice)
        self._bank_pays(invoice, 1000)
        self.assertEqual((payment.state, invoice.payment_state), ('paid', 'paid'))
        self.assertFinance(order, paid=1000, due=0, status='paid')

    def test_part_confirmed_by_the_bank(self):
        """The money counts once: as a payment first, as the bank's transaction then."""
        self._odoo_says('in_payment')
        order, invoice = self._sale(due=7)
        payment = self._pay_without_entry(invoice, 400)
        self.assertFinance(order, paid=400, due=600)
        self._bank_pays(invoice, 400)
        self.assertEqual(
            (payment.state, invoice.payment_state, invoice.amount_residual),
            ('paid', 'partial', 600),
        )
        self.assertFinance(order, paid=400, due=600, status='partially_paid')
        self.assertFinance(self.customer, due=600)

    def test_one_of_two_parts_confirmed_by_the_bank(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale(due=7)
        self._pay_without_entry(invoice, 400)
        self._pay_without_entry(invoice, 300)
        self.assertFinance(order, paid=700, due=300)
        self._bank_pays(invoice, 400)
        self.assertFinance(order, paid=700, due=300, status='partially_paid')

    def test_beside_a_payment_with_entry(self):
        self._odoo_says('in_payment')
        order, invoice = self._sale()
        self._pay(invoice, 300)
        self._pay_without_entry(invoice, 700)
        self.assertFinance(order, paid=1000, due=0, overdue=0, status='in_payment')

    def test_in_another_currency(self):
        """The payment is worth what it was on its own date."""
        self._odoo_says('in_payment')
        order, invoice = self._sale(due=7)
        self._pay_without_entry(invoice, 1000, currency_id=self._usd().id)
        self.assertFinance(order, paid=500, due=500)
        self.assertFinance(self.customer, due=500)

    def test_counts_in_the_behaviour(self):
        self._odoo_says('in_payment')
        _order, invoice = self._sale(due=-7)
        self.assertFinance(self.customer, open_delay=7, average_delay=0, behaviour='slow')
        self._pay_without_entry(invoice)
        self.assertFinance(
            self.customer, open_delay=0, average_delay=7, on_time_rate=0, behaviour='slow'
        )
