from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestAnswersFollowUp(FinanceStatusCommon):
    """Who objects is left alone until somebody has decided, and stays on hold meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._plain_invoice(500, due=day(-40), date=day(-70))
        cls.policy = cls._hold_policy()

    def _object(self, invoice=None):
        invoice = invoice or self.invoice
        items = self.customer._finance_statement_items()[self.customer]
        [item] = [item for item in items if item['document_id'] == invoice.id]
        return self.env['finance.status.answer']._object(
            self.customer, item, "Not delivered", "Ana"
        )

    def _chased(self):
        FollowUp = self.env['finance.status.follow.up']
        engine = FollowUp._for_policy(self.policy)
        items = engine._items(self.policy, self.env.company, self.customer.ids)
        return [item.chased for of_customer in items.values() for item in of_customer]

    def test_left_alone_and_on_hold(self):
        self.assertEqual(self._chased(), [True])
        self.assertTrue(self.customer.finance_hold)
        answer = self._object()
        self.assertEqual(self._chased(), [False])
        self.assertTrue(self.customer.finance_hold)
        answer.reply = "It was delivered."
        answer.action_refuse()
        self.assertEqual(self._chased(), [True])

    def test_accepted(self):
        self._object().action_accept()
        self.assertEqual(self._chased(), [False])
        # from now on it is in dispute, which does not hold the customer
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.finance_hold)

    def test_worklist(self):
        """What is not due yet is there as well, while a person has to decide."""
        Partner = self.env['res.partner']
        other = self._customer("Early")
        invoice = self._plain_invoice(80, due=day(20), partner=other)
        in_worklist = [('finance_worklist', '=', True), ('id', 'in', (self.customer + other).ids)]
        self.assertEqual(Partner.search(in_worklist), self.customer)
        items = other._finance_statement_items()[other]
        answer = self.env['finance.status.answer']._object(other, items[0], "Too much", "Bo")
        self.assertEqual(invoice.id, items[0]['document_id'])
        self.assertEqual(Partner.search(in_worklist), self.customer + other)
        self.assertTrue(other.finance_worklist)
        self.assertEqual(other.finance_follow_up_state, 'objection')
        self.assertEqual(Partner.search([('finance_follow_up_state', '=', 'objection')]), other)
        answer.action_accept()
        self.assertFalse(other.finance_worklist)
        self.assertFalse(other.finance_follow_up_state)

    def test_decider(self):
        """The policy's responsible, where the customer's own one may not see objections."""
        answer = self._object()
        self.assertEqual(answer.activity_ids.user_id, answer._decider())
        self.assertTrue(
            answer._decider().has_group('intrix_finance_status.group_finance_status_user')
        )
