from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestHoldConsequences(FinanceStatusCommon):
    """What a hold, a release or other rules will do is said before they are saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._hold_policy()
        cls.finance = new_test_user(
            cls.env,
            'consequences',
            'account.group_account_invoice,sales_team.group_sale_salesman_all_leads,'
            'intrix_finance_status.group_finance_status_user',
        )
        cls.late = cls._customer("Late")
        cls._plain_invoice(1000, partner=cls.late, due=day(-20), date=day(-50))
        cls.offer = cls._order(confirm=False, partner=cls.late)
        cls.other_offer = cls._order(confirm=False)

    def _dialog(self, kind, *partners):
        partners = self.env['res.partner'].union(*partners)
        return Form(
            self.env['finance.hold.set']
            .with_user(self.finance)
            .with_context(default_kind=kind, default_partner_ids=partners.ids)
        )

    def test_hold(self):
        dialog = self._dialog('hold', self.customer, self.late)
        self.assertEqual(
            dialog.consequences_text.split('\n'),
            [
                "Customers that go on hold: 2 (Customer, Late)",
                "Quotations that can't be confirmed any more: 2 "
                f"({self.other_offer.name}, {self.offer.name})",
            ],
        )
        dialog.reason = "Bounced"
        dialog.partner_ids.remove(self.customer.id)
        self.assertIn("Customers that go on hold: 1 (Late)", dialog.consequences_text)
        # nothing of it has happened
        self.assertFalse(self.late.finance_hold)
        self.assertFalse(self.env['finance.status.hold'].search([]))
        messages = self.late.message_ids
        dialog.save().action_set()
        self.assertTrue(self.late.finance_hold)
        self.assertFalse(self.customer.finance_hold)
        self.assertEqual(len(self.late.message_ids - messages), 1)
        # who is on hold already
        dialog = self._dialog('hold', self.late)
        self.assertIn("Nothing stops", dialog.consequences_text)

    def test_release(self):
        self.policy.hold_days = 10
        self.assertTrue(self.late.finance_hold)
        dialog = self._dialog('release', self.late)
        self.assertEqual(
            dialog.consequences_text.split('\n'),
            [
                "Customers that are on hold no more: 1 (Late)",
                f"Quotations that can be confirmed again: 1 ({self.offer.name})",
            ],
        )
        self.assertTrue(self.late.finance_hold)
        dialog.date_end = day(-1)
        self.assertFalse(dialog.consequences_text)

    def test_policy(self):
        self.assertFalse(self.late.finance_hold)
        form = Form(self.policy)
        self.assertFalse(form.hold_consequences)
        form.hold_days = 10
        self.assertEqual(
            form.hold_consequences.split('\n'),
            [
                "Customers that go on hold: 1 (Late)",
                f"Quotations that can't be confirmed any more: 1 ({self.offer.name})",
            ],
        )
        # as it is, and so for everybody
        self.assertFalse(self.late.finance_hold)
        self.assertEqual(
            self.policy._hold_rules(self.env.company.id)[0].days, self.policy.hold_days
        )
        form.hold_amount = 5000
        self.assertIn("Nothing stops", form.hold_consequences)
        form.hold_amount = -1
        self.assertFalse(form.hold_consequences)
        form.hold_amount = 0
        form.save()
        self.assertTrue(self.late.finance_hold)
        form = Form(self.policy)
        form.hold = False
        self.assertIn("Customers that are on hold no more: 1 (Late)", form.hold_consequences)
        form.hold = True
        self.assertFalse(form.hold_consequences)

    def test_new_policy(self):
        """Nobody is under it yet."""
        form = Form(self.env['finance.status.policy'])
        form.name = "New"
        form.hold = True
        self.assertFalse(form.hold_consequences)

    def test_rights(self):
        """Who may not set a hold is told nothing."""
        stranger = new_test_user(self.env, 'consequences_other', 'base.group_user')
        with self.assertRaises(AccessError):
            self.env['finance.hold.set'].with_user(stranger).create({'reason': "A"})
        dialog = (
            self.env['finance.hold.set']
            .with_user(self.finance)
            .create({'partner_ids': self.late.ids, 'kind': 'hold', 'reason': "A"})
        )
        self.assertIn("Late", dialog.consequences_text)
        with self.assertRaises(AccessError):
            dialog.with_user(stranger).read(['consequences_text'])
