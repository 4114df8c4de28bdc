from datetime import date
from decimal import Decimal

from odoo.tests import HttpCase, new_test_user, tagged

from ..readers.base import Transaction
from .common import FinanceStatusBase, day
from .transaction_samples import ACCOUNT


@tagged('post_install', '-at_install')
class TestBankUi(FinanceStatusBase, HttpCase):
    """A finance user confirms a proposal and chooses a document in the web client."""

    def test_confirm(self):
        user = new_test_user(
            self.env,
            'bank_tour',
            'intrix_finance_status.group_finance_status_user',
            company_id=self.env.company.id,
            company_ids=[self.env.company.id],
        )
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        order = self._order(812.5)
        documents = self.env['finance.status.document'].create(
            [
                {
                    'source_id': source.id,
                    'name': name,
                    'partner_id': self.customer.id,
                    'date_due': day(-3),
                    'amount_total': total,
                    'order_ids': [(0, 0, {'order_id': order.id, 'amount': total})],
                }
                for name, total in (('123/1/1', 812.5), ('124/1/1', 77), ('125/1/1', 300))
            ]
        )
        told = (
            (812.5, {'partner_name': "CUSTOMER", 'text': "placanje po ponudi"}),
            (77, {'partner_name': "Somebody", 'text': "hvala"}),
            (300, {'partner_name': "Customer", 'references': ('HR00 125-1-1',)}),
        )
        self.env['finance.status.transaction']._register_transactions(
            source,
            [
                Transaction(
                    identity=str(amount),
                    account=ACCOUNT,
                    currency='EUR',
                    amount=Decimal(str(amount)),
                    date=date.today(),
                    **values,
                )
                for amount, values in told
            ],
        )
        self.assertEqual(documents.mapped('state'), ['open', 'open', 'paid'])
        self.start_tour('/odoo/bank-transactions', 'finance_status_bank', login=user.login)
        self.assertEqual(documents.mapped('state'), ['paid', 'paid', 'paid'])
