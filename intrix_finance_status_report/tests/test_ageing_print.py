from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestAgeingPrint(FinanceStatusCommon):
    """The printed ageing: of the company or of some customers, as of any past day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_customer = cls._customer("Another")
        cls.late = cls._plain_invoice(1000, due=day(-35), date=day(-60))
        cls._plain_invoice(500, due=day(9), date=day(-5))
        cls._plain_invoice(70, due=day(-2), date=day(-20), partner=cls.other_customer)
        cls.env.flush_all()

    def _printed(self, **values):
        wizard = self.env['finance.receivable.open'].create({'date': day(0), **values})
        html, _kind = self.env['ir.actions.report']._render_qweb_html(
            'intrix_finance_status_report.report_ageing', wizard.ids
        )
        return wizard, html.decode()

    def test_company(self):
        wizard, html = self._printed()
        [section] = wizard._ageing()
        self.assertEqual(section['company'], self.env.company)
        self.assertEqual([line['name'] for line in section['customers']], ["Another", "Customer"])
        self.assertEqual(section['amounts'], {'0': 500, '1': 70, '2': 1000, '3': 0, '4': 0})
        self.assertEqual(section['total'], 1570)
        for text in ("Another", "31 to 60 days late", "1,570.00", "Total"):
            self.assertIn(text, html)
        self.assertNotIn(self.late.name, html)

    def test_name_alone(self):
        """Who sees the figures sees whose they are, and nothing else of the customer."""
        self.other_customer.write({'street': "Harbour Lane 7", 'vat': 'BE0477472701'})
        wizard, _html = self._printed()
        asked = wizard.with_context(show_address=True, show_vat=True)
        [section] = asked._ageing()
        self.assertEqual([line['name'] for line in section['customers']], ["Another", "Customer"])

    def test_documents_of_a_customer(self):
        _wizard, html = self._printed(partner_ids=self.customer.ids, is_detailed=True)
        self.assertIn(self.late.name, html)
        self.assertNotIn("Another", html)
        self.assertIn("1,500.00", html)

    def test_as_of_a_past_day(self):
        self._pay(self.late, date=day(-10))
        wizard, _html = self._printed(date=day(-11))
        [section] = wizard._ageing()
        self.assertEqual(section['amounts'], {'0': 70, '1': 1000, '2': 0, '3': 0, '4': 0})
        _wizard, html = self._printed(date=day(-400))
        self.assertIn("Nothing was open", html)
        wizard = self.env['finance.receivable.open'].create({'date': day(1)})
        with self.assertRaisesRegex(UserError, "later day"):
            wizard.action_print()

    def test_opened_from_a_customer(self):
        contact = self._customer("Buyer", parent_id=self.customer.id)
        wizard = Form(
            self.env['finance.receivable.open'].with_context(
                active_model='res.partner', active_ids=contact.ids
            )
        ).save()
        self.assertEqual(wizard.partner_ids, self.customer)
        self.assertTrue(wizard.is_detailed)
        action = wizard.action_print()
        self.assertEqual(action['report_name'], 'intrix_finance_status_report.report_ageing')

    def test_dialog_is_gone(self):
        wizard, _html = self._printed()
        wizard.unlink()
        with self.assertRaisesRegex(UserError, "ask for it again"):
            self.env['ir.actions.report']._render_qweb_html(
                'intrix_finance_status_report.report_ageing', wizard.ids
            )

    def test_of_whom_the_user_may_see(self):
        """A dialog of somebody else prints nothing, nor does one of another company."""
        values = {'company_id': self.env.company.id, 'company_ids': [self.env.company.id]}
        finance = new_test_user(
            self.env, 'ageing_finance', 'account.group_account_invoice', **values
        )
        wizard, _html = self._printed()
        with self.assertRaises(AccessError):
            wizard.with_user(finance).check_access('read')
        other = self.env['res.company'].create({'name': "Other"})
        stranger = new_test_user(
            self.env,
            'ageing_stranger',
            'account.group_account_invoice',
            company_id=other.id,
            company_ids=[other.id],
        )
        wizard = self.env['finance.receivable.open'].with_user(stranger).create({'date': day(0)})
        self.assertEqual(wizard._ageing(), [])
