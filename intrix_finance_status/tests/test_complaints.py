from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestComplaints(FinanceStatusCommon):
    """What users of other systems complained about, each as a test.

    The complaints that are not here concern speed and holds.
    """

    def test_01_invoiced_and_paid_on_the_order(self):
        """The order did not tell "invoiced" from "paid" (frappe/erpnext#43318)."""
        order = self._order()
        invoice = self._invoice(order)
        self.assertFinance(order, invoiced=1000, paid=0, invoicing='invoiced', payment='not_due')
        self._pay(invoice)
        self.assertFinance(order, invoiced=1000, paid=1000, invoicing='invoiced', payment='paid')

    def test_02_who_delivers_sees_whether_it_is_paid(self):
        """Only invoices knew whether they are paid, so nobody could ship (Dolibarr#4041)."""
        order = self._order()
        invoice = self._invoice(order)
        seller = new_test_user(
            self.env,
            'seller',
            groups='sales_team.group_sale_salesman_all_leads',
            company_id=self.env.company.id,
        )
        self.assertFalse(self.env['account.payment'].with_user(seller).has_access('read'))
        seen = order.with_user(seller)
        self.assertFinance(seen, payment='not_due', due=1000)
        self._pay(invoice)
        self.assertFinance(seen, payment='paid', due=0)

    def test_03_overdue_filter_finds_a_late_instalment(self):
        """The overdue filter waited for the last instalment (odoo/odoo#210974)."""
        order = self._order()
        invoice = self._invoice(order, date=day(-1), term=self.term_30_70)
        self.assertEqual(invoice.invoice_date_due, day(29))
        found = self.env['sale.order'].search([('finance_payment_status', '=', 'overdue')])
        self.assertIn(order, found)

    def test_04_days_of_the_late_instalment(self):
        """Reminders counted from the last instalment (frappe/erpnext#26969)."""
        order = self._order()
        self._invoice(order, date=day(-12), term=self.term_30_70)
        self.assertFinance(order, overdue=300, days=12, date_due=day(-12))
        self.assertFinance(self.customer, overdue=300, days=12, aged_30=300, aged_current=700)

    def test_05_instalments_months_apart(self):
        """The overdue warning on the customer ignored instalments (OCA/credit-control#374)."""
        term = self._term((33.33, 0), (33.33, 90), (33.34, 180))
        self._plain_invoice(900, date=day(-91), term=term)
        self.assertFinance(
            self.customer, status='overdue', overdue=599.94, aged_older=299.97, aged_30=299.97
        )

    def test_06_overdue_is_about_money(self):
        """A paid order showed "Overdue" for its delivery date (frappe/erpnext#10748)."""
        order = self._order(commitment_date=day(-30))
        self._pay(self._invoice(order))
        self.assertFinance(order, status='paid', overdue=0, days=0)

    def test_07_cancelled_payment(self):
        """A payment was cancelled and the order stayed paid (frappe/erpnext#48056)."""
        order = self._order()
        payment = self._pay(self._invoice(order))
        self.assertFinance(order, status='paid')
        payment.action_draft()
        payment.action_cancel()
        self.assertFinance(order, paid=0, due=1000, status='invoiced', date_paid=False)

    def test_08_paid_is_never_overdue(self):
        """Invoices paid in full remained overdue (frappe/erpnext#13631)."""
        bank = self.company_data['default_journal_bank']
        ways = {
            'payment': self._pay,
            'two payments': lambda invoice: self._pay(invoice, 400) + self._pay(invoice, 600),
            'bank': lambda invoice: self.pay_with_statement_line(invoice, bank.id, day(0), 1000),
            'write-off': lambda invoice: self._pay(
                invoice,
                999,
                payment_difference_handling='reconcile',
                writeoff_account_id=self.company_data['default_account_expense'].id,
            ),
        }
        for way, settle in ways.items():
            with self.subTest(way=way):
                order = self._order()
                invoice = self._invoice(order, due=day(-60))
                self.assertFinance(order, status='overdue', overdue=1000, days=60)
                settle(invoice)
                self.assertFinance(order, paid=1000, due=0, overdue=0, days=0, status='paid')

    def test_09_no_order_gets_it_all(self):
        """One invoice for several orders counted for one of them only (frappe/erpnext#56101)."""
        orders = self._order(600) + self._order(300) + self._order(100)
        self._pay(self._invoice(orders), 500)
        for order in orders:
            self.assertFinance(
                order,
                invoiced=order.amount_total,
                paid=order.amount_total / 2,
                due=order.amount_total / 2,
            )

    def test_10_settled_by_a_journal_entry(self):
        """Only payments made an order paid, no other settlement (OCA/sale-workflow#2643)."""
        order = self._order()
        invoice = self._invoice(order)
        entry_line = self.create_line_for_reconciliation(
            -1000, -1000, self.eur, day(0), self._receivable(invoice).account_id, self.customer
        )
        (self._receivable(invoice) + entry_line).reconcile()
        self.assertFinance(order, invoiced=1000, paid=1000, due=0, status='paid')

    def test_11_cancelled_invoice_and_credit_note(self):
        """A cancelled invoice was paid, a credited one owed -320 (OCA/sale-workflow#3041)."""
        order = self._order(320)
        cancelled = self._invoice(order)
        cancelled.button_draft()
        cancelled.button_cancel()
        self.assertFinance(order, invoiced=0, paid=0, due=0, payment='no')
        invoice = self._invoice(order)
        refund = self._credit(invoice)
        self.assertFinance(order, invoiced=0, paid=0, due=0, payment='reversed')
        self._receivable(refund).remove_move_reconcile()
        self.assertFinance(order, invoiced=0, paid=0, due=0, payment='reversed')

    def test_12_credit_note_on_a_down_payment(self):
        """The final invoice lost what was credited of the down payment (odoo/odoo#43919)."""
        order = self._order(tax=self.tax_25)
        down_payment = self._down_payment(order, 30)
        self.assertFinance(order, invoiced=300, due=300)
        self._credit(down_payment)
        self.assertFinance(order, invoiced=0, due=0, status='reversed')
        final = self._invoice(order)
        self.assertFinance(
            order,
            invoiced=final.amount_total,
            paid=0,
            due=final.amount_total,
            invoicing='invoiced',
            status='invoiced',
        )
        self.assertEqual(final.amount_total, 1000)

    def test_12_paid_down_payment_credited(self):
        """The same with a paid down payment: the customer has 300 to get back."""
        order = self._order(tax=self.tax_25)
        down_payment = self._down_payment(order, 30)
        self._pay(down_payment)
        self._credit(down_payment)
        self.assertFinance(order, invoiced=0, paid=300, due=-300)
        self.assertFinance(self.customer, due=-300, overdue=0)

    def test_13_returned_goods_lower_what_is_invoiced(self):
        """Returned and credited goods stayed invoiced (frappe/erpnext#56450)."""
        order = self._order()
        order.order_line.product_uom_qty = 4
        order.order_line.price_unit = 250
        invoice = self._invoice(order)
        refund = self._credit(invoice, post=False)
        refund.invoice_line_ids.quantity = 1
        refund.action_post()
        self.assertFinance(order, invoiced=750, due=750, paid=0)
        order.order_line.product_uom_qty = 3
        self.assertFinance(order, invoiced=750, due=750, invoicing='invoiced', status='invoiced')

    def test_14_ordered_and_undelivered_counts(self):
        """Lines invoiced on delivery counted zero before delivery (odoo/odoo#285578)."""
        self.service.invoice_policy = 'delivery'
        self._order(tax=self.tax_25)
        self.assertFinance(self.customer, to_invoice=1000, due=0)

    def test_15_credited_order_can_be_closed(self):
        """A credited order ate the credit limit for ever (odoo/odoo#262720)."""
        order = self._order()
        self._credit(self._invoice(order))
        self.assertFinance(order, status='reversed')
        order.order_line.product_uom_qty = 0
        self.assertFinance(order, status='reversed', invoicing='invoiced')
        self.assertFinance(self.customer, to_invoice=0, due=0)

    def test_19_cents_keep_nobody_overdue(self):
        """Cents of rounding blocked a customer (frappe/erpnext#52960)."""
        orders = self.env['sale.order'].union(*(self._order(33.33) for _i in range(3)))
        invoice = self._invoice(orders, post=False)
        invoice.invoice_line_ids = [
            Command.create({'name': "Cent", 'price_unit': 0.01, 'tax_ids': [Command.clear()]})
        ]
        self._set_dates(invoice, None, day(-50), self._term((33, 0), (33, 10), (34, 20)), True)
        self.assertEqual(invoice.amount_total, 100)
        for amount in (33.34, 33.34, 33.32):
            self._pay(invoice, amount)
        for order in orders:
            self.assertFinance(order, invoiced=33.33, paid=33.33, due=0, overdue=0, status='paid')
        self.assertFinance(self.customer, due=0, overdue=0, status='paid')
