from odoo.tests import HttpCase, new_test_user, tagged

from .common import FinanceStatusBase, day


@tagged('post_install', '-at_install')
class TestHoldUi(FinanceStatusBase, HttpCase):
    """The hold in the web client: for a salesperson, for who may override it, for finance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_policy()
        cls.customer.name = "Held Customer"
        cls._plain_invoice(due=day(-40), date=day(-70))

    def _user(self, login, groups):
        company = self.env.company
        return new_test_user(
            self.env, login, groups, company_id=company.id, company_ids=[company.id]
        )

    def test_salesperson(self):
        """A banner as soon as the customer is chosen, then a refusal."""
        user = self._user('hold_tour', 'sales_team.group_sale_salesman')
        self.start_tour('/odoo/sales/new', 'finance_hold_refused', login=user.login)
        order = self.env['sale.order'].search([('create_uid', '=', user.id)])
        self.assertRecordValues(order, [{'partner_id': self.customer.id, 'state': 'draft'}])

    def test_override(self):
        """A dialog that asks for a reason, which is on the order and its customer."""
        user = self._user(
            'hold_tour_override',
            'sales_team.group_sale_salesman_all_leads,'
            'intrix_finance_status.group_finance_hold_override',
        )
        order = self._order(confirm=False)
        self.start_tour(f'/odoo/sales/{order.id}', 'finance_hold_override', login=user.login)
        self.assertEqual(order.state, 'sale')
        for record in (order, self.customer):
            notes = record.message_ids.filtered(lambda note: "Key account" in note.body)
            self.assertEqual(len(notes), 1, record)
            self.assertEqual(notes.author_id, user.partner_id)

    def test_finance(self):
        """Finance holds and releases where nothing was ever sold."""
        user = self._user('hold_tour_finance', 'account.group_account_invoice')
        customer = self._customer("New Customer")
        url = f'/odoo/res.partner/{customer.id}'
        self.start_tour(url, 'finance_hold_customer', login=user.login)
        self.assertRecordValues(
            customer.finance_hold_ids, [{'reason': "Bounced cheque", 'active': False}]
        )
        self.assertFalse(customer.finance_hold)
