from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import day
from .statement_common import StatementCommon


@tagged('post_install', '-at_install')
class TestStatementReport(StatementCommon):
    """The statement of open items as a report, a file and an address."""

    def test_shows_the_items(self):
        invoice = self._plain_invoice(due=day(-4), date=day(-20))
        self.customer.write({'vat': 'HR33392005961', 'street': "Ilica 1", 'city': "Zagreb"})
        self.env.company.write({'vat': 'HR57912004138', 'street': "Vukovarska 2"})
        html = self._html(self.customer)
        for text in (
            "Statement of open items",
            invoice.name,
            invoice.payment_reference,
            'HR33392005961',
            'HR57912004138',
            "Ilica 1",
            "Vukovarska 2",
            "1,000.00",
            "03/12/2026",
            "Confirmation of the balance",
        ):
            self.assertIn(text, html)
        self.assertNotIn("Nothing is open", html)

    def test_nothing_open(self):
        self.assertIn("Nothing is open", self._html(self.customer))

    def test_as_of(self):
        self._pay(self._plain_invoice(due=day(-4), date=day(-20)), date=day(-3))
        self.assertIn("Nothing is open", self._html(self.customer))
        html = self._html(self.customer, day(-4))
        self.assertIn("1,000.00", html)
        self.assertIn("03/12/2026", html)

    def test_file(self):
        contact = self._customer("Contact", parent_id=self.customer.id)
        name, content = contact._finance_statement_pdf(day(-2))
        self.assertEqual(name, "Open items of Customer, 2026-03-14.pdf")
        self.assertIn(b"Nothing is open", content)

    def test_access(self):
        self._plain_invoice(due=day(-4))
        for group, allowed in (
            ('sales_team.group_sale_manager', False),
            ('base.group_portal', False),
            ('intrix_finance_status.group_finance_status_user', True),
        ):
            user = new_test_user(
                self.env,
                f'statement_{allowed}_{group}',
                group,
                company_id=self.env.company.id,
                company_ids=self.env.company.ids,
            )
            customer = self.customer.with_user(user)
            if allowed:
                self.assertIn("1,000.00", self._html(customer))
            else:
                with self.assertRaises(AccessError):
                    self._html(customer)

    def test_bulk_queries(self):
        """The report asks as often for 80 customers as for one, but for their languages."""
        customers = self.env['res.partner'].create([{'name': f'C{n}'} for n in range(80)])
        for customer in customers[:3]:
            self._plain_invoice(10, due=day(-3), date=day(-9), partner=customer)
        self._html(customers)
        counts = []
        for part in (customers[:1], customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            html = self._html(part)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(html.count("Statement of open items"), len(part))
        self.assertLessEqual(counts[1], counts[0] + 3)
