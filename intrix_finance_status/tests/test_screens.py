from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestScreens(FinanceStatusCommon):
    """What the pages and buttons show, without a browser: see test_finance_status_ui for that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {'company_id': cls.env.company.id, 'company_ids': [cls.env.company.id]}
        cls.salesperson = new_test_user(
            cls.env, 'finance_sales', 'sales_team.group_sale_salesman', **company
        )
        cls.accountant = new_test_user(
            cls.env, 'finance_invoicing', 'account.group_account_invoice', **company
        )

    def _rows(self, order):
        return order._finance_document_rows()[order.id]

    def test_documents_per_due_date(self):
        order = self._order(1000)
        self._invoice(order, date=day(-10), term=self.term_30_70)
        self.assertEqual(
            [(row['share'], row['open'], row['status']) for row in self._rows(order)],
            [
                ('300.00\xa0€', '300.00\xa0€', "10 days overdue"),
                ('700.00\xa0€', '700.00\xa0€', "Open"),
            ],
        )

    def test_documents_of_two_orders(self):
        orders = self._order(1000) + self._order(3000)
        invoice = self._invoice(orders, due=day(-1))
        self._pay(invoice, 1000)
        row = self._rows(orders[0])[0]
        self.assertEqual(row['amount'], '4,000.00\xa0€')
        self.assertEqual((row['share'], row['open']), ('1,000.00\xa0€', '750.00\xa0€'))
        self.assertEqual(row['status'], "1 day overdue")

    def test_documents_settled(self):
        order = self._order(1000)
        invoice = self._invoice(order)
        self._pay(invoice, 400)
        self.assertEqual(self._rows(order)[0]['status'], "Partially paid")
        self._credit(invoice, 600)
        rows = self._rows(order)
        self.assertEqual({row['kind'] for row in rows}, {"Invoice", "Credit note"})
        self.assertEqual({row['status'] for row in rows}, {"Paid on 03/16/2026", "Credited"})

    def test_documents_escape(self):
        order = self._order(1000)
        self._invoice(order).name = 'INV/<b>1</b>'
        order.invalidate_recordset(['finance_documents'])
        self.assertIn('INV/&lt;b&gt;1&lt;/b&gt;', order.finance_documents)

    def test_documents_link_for_who_may_open_them(self):
        order = self._order(1000, user_id=self.salesperson.id)
        invoice = self._invoice(order)
        url = f'/odoo/account.move/{invoice.id}'
        self.assertNotIn(url, order.with_user(self.salesperson).finance_documents)
        self.assertIn(url, order.with_user(self.accountant).finance_documents)

    def test_no_documents(self):
        self.assertIn("No invoice", self._order(1000).finance_documents)
        self.assertTrue(self.env['sale.order'].new({}).finance_documents)

    def test_behaviour_in_words(self):
        self.assertIn("Nothing paid", self.customer.finance_behaviour_text)
        self._pay(self._plain_invoice(1000, date=day(-40), due=day(-20)), date=day(-8))
        self.customer.invalidate_recordset()
        self.assertEqual(
            self.customer.finance_behaviour_text,
            "Slow payer: paid items 12 days late on average, 0 % on time",
        )
        self._plain_invoice(500, date=day(-60), due=day(-45))
        self.customer.invalidate_recordset()
        self.assertEqual(
            self.customer.finance_behaviour_text,
            "Bad payer: open items 45 days late on average; "
            "paid items 12 days late on average, 0 % on time",
        )

    def test_overdue_elsewhere(self):
        lead = self._lead()
        self._invoice(self._order(1000, opportunity_id=lead.id), date=day(-9), due=day(-2))
        self.assertEqual(lead.finance_amount_overdue_elsewhere, 0)
        self._plain_invoice(250, date=day(-9), due=day(-2))
        self.customer.invalidate_recordset()
        lead.invalidate_recordset()
        self.assertEqual(lead.finance_amount_overdue_elsewhere, 250)

    def test_buttons_of_customer(self):
        contact = self._customer("Contact", parent_id=self.customer.id, type='contact')
        paid = self._order(1000, partner=contact)
        self._pay(self._invoice(paid))
        orders = self.env['sale.order']
        action = contact.action_view_finance_orders()
        self.assertEqual(orders.search(action['domain']), paid)
        self.assertFalse(action['context']['search_default_finance_unpaid'])

        unpaid = self._order(1000)
        invoice = self._invoice(unpaid)
        action = contact.action_view_finance_orders()
        self.assertEqual(orders.search(action['domain']), paid + unpaid)
        self.assertTrue(action['context']['search_default_finance_unpaid'])
        items = contact.with_user(self.accountant).action_view_finance_open_items()
        [item] = self.env[items['res_model']].search(items['domain'])
        self.assertEqual((item.source, item.document_id), ('account.move', invoice.id))
        self.assertEqual(item.action_open()['res_id'], invoice.id)

    def test_nothing_for_other_employees(self):
        employee = new_test_user(self.env, 'finance_none', 'base.group_user')
        views = (
            self.env['res.partner']
            .with_user(employee)
            .get_views([(False, view_type) for view_type in ('list', 'kanban', 'form', 'search')])
        )
        for view_type, view in views['views'].items():
            self.assertNotIn('finance', view['arch'], view_type)

    def test_origin_of_an_invoice(self):
        """Who may not read an order or opportunity sees the invoice without it, not an error."""
        lead = self._lead(user_id=self.env.user.id)
        order = self._order(opportunity_id=lead.id, user_id=self.env.user.id)
        invoice = self._invoice(order)
        manager = new_test_user(self.env, 'origin_manager', 'sales_team.group_sale_manager')
        finance = new_test_user(self.env, 'origin_finance', 'account.group_account_invoice')
        salesman = new_test_user(self.env, 'origin_salesman', 'sales_team.group_sale_salesman')
        for user in manager + finance + salesman:
            user.company_ids = self.env.company
            user.company_id = self.env.company
        invoice.invoice_user_id = salesman
        self.assertEqual(invoice.with_user(manager).finance_order_ids, order)
        self.assertEqual(invoice.with_user(manager).finance_opportunity_ids, lead)
        self.assertEqual(invoice.with_user(finance).finance_order_ids, order)
        self.assertNotIn('finance_opportunity_ids', invoice.with_user(finance).fields_get())
        self.assertFalse(invoice.with_user(salesman).finance_order_ids)
        self.assertFalse(invoice.with_user(salesman).finance_opportunity_ids)
        for fname, record in (('finance_order_ids', order), ('finance_opportunity_ids', lead)):
            found = invoice.search([(fname, '=', record.id), ('id', '=', invoice.id)])
            self.assertEqual(found, invoice)
