from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestReceivableUi(FinanceStatusCommon, HttpCase):
    """The report in the web client, down to the rows."""

    def test_receivables(self):
        customer = self._customer("Touring Customer")
        self._invoice(self._order(partner_id=customer.id), due=day(-100))
        new_test_user(
            self.env,
            'finance_receivables',
            'account.group_account_invoice',
            company_id=self.env.company.id,
            company_ids=[self.env.company.id],
        )
        self.start_tour('/odoo/finance-overview', 'finance_overview', login='finance_receivables')
        action = self.env.ref('intrix_finance_status_report.finance_status_receivable_action')
        self.start_tour(
            f'/odoo/action-{action.id}', 'finance_receivables', login='finance_receivables'
        )
