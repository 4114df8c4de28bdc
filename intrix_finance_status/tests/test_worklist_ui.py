from odoo.tests import HttpCase, new_test_user, tagged

from .common import FinanceStatusBase, day


@tagged('post_install', '-at_install')
class TestWorklistUi(FinanceStatusBase, HttpCase):
    """The worklist in the web client: remind, call, promise, dispute, assign."""

    def test_worklist(self):
        # what other tests and the demo left is another story
        company = self.env.company
        finance = new_test_user(
            self.env,
            'worklist_tour',
            'account.group_account_invoice',
            company_id=company.id,
            company_ids=company.ids,
        )
        debtors = [self._customer(f"Debtor {letter}") for letter in "AB"]
        debtors[1].email = 'debtor@example.com'
        for debtor, amount in zip(debtors, (1000.0, 200.0), strict=True):
            self._plain_invoice(amount, due=day(-20), date=day(-50), partner=debtor)
        self.start_tour('/odoo/finance-worklist', 'finance_worklist', login=finance.login)
        mail = self.env['mail.mail'].search([('recipient_ids', '=', debtors[1].id)])
        self.assertEqual(mail.state, 'outgoing')
        self.assertIn("200.00", mail.body_html)
        self.assertIn("without an answer", mail.body_html)
        self.assertEqual(mail.subject, "About our call")
        promise = debtors[0].finance_promise_ids
        self.assertEqual((promise.amount, promise.user_id), (500, finance))
        invoice = self.env['account.move'].search([('partner_id', '=', debtors[0].id)])
        self.assertEqual(invoice.payment_state, 'blocked')
        for debtor in debtors:
            self.assertEqual(debtor.finance_responsible_id, finance)
