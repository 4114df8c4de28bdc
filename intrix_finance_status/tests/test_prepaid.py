from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestPaidInAdvance(FinanceStatusCommon, AccountPaymentCommon):
    """Money received for an order or quotation before there is an invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._lead()
        cls.partner = cls.customer
        cls.currency = cls.eur

    @mute_logger('odoo.addons.sale.models.payment_transaction')
    def _pay_online(self, order, amount):
        transaction = self._create_transaction(
            'redirect',
            amount=amount,
            state='done',
            sale_order_ids=[Command.set(order.ids)],
            reference=f'Online {order.name} {amount}',
        )
        transaction._post_process()
        return transaction

    def _pay_by_hand(self, orders, amount, **values):
        payment = self.env['account.payment'].create(
            {
                'amount': amount,
                'partner_id': self.customer.id,
                'date': day(0),
                'finance_order_ids': [Command.set(orders.ids)],
                **values,
            }
        )
        payment.action_post()
        return payment

    def test_online(self):
        """1,000 ordered, 400 paid online: in advance until it is matched with the invoice."""
        order = self._order(opportunity_id=self.lead.id)
        self._pay_online(order, 400)
        self.assertFinance(order, amount_prepaid=400, paid=0, due=0, status='ordered')
        self.assertFinance(self.lead, amount_prepaid=400, paid=0, ordered=1000)
        self.assertFinance(self.customer, due=-400, to_invoice=1000, amount_exposure=600)
        # Odoo matches it when the invoice is posted
        self._invoice(order)
        self.assertFinance(order, amount_prepaid=0, paid=400, due=600, status='partially_paid')
        self.assertFinance(self.lead, amount_prepaid=0, paid=400, due=600)
        self.assertFinance(self.customer, due=600, to_invoice=0, amount_exposure=600)

    def test_by_hand_for_a_quotation(self):
        order = self._order(opportunity_id=self.lead.id, confirm=False)
        action = order.action_finance_register_prepayment()
        with Form(self.env['account.payment'].with_context(**action['context'])) as form:
            self.assertEqual((form.partner_id, form.amount), (self.customer, 1000))
        payment = form.record
        self.assertEqual(payment.finance_order_ids, order)
        self.assertFinance(order, amount_prepaid=0, status='quotation')
        payment.action_post()
        self.assertFinance(order, amount_prepaid=1000, status='quotation')
        self.assertFinance(self.lead, amount_prepaid=1000)
        order.action_confirm()
        invoice = self._invoice(order)
        self.assertFinance(order, amount_prepaid=1000, due=1000, status='invoiced')
        (self._receivable(invoice) + self._receivable(payment.move_id)).reconcile()
        self.assertFinance(order, amount_prepaid=0, paid=1000, due=0, status='paid')
        self._receivable(invoice).remove_move_reconcile()
        self.assertFinance(order, amount_prepaid=1000, paid=0, due=1000)

    def test_cancelled_and_unlinked(self):
        order = self._order()
        payment = self._pay_by_hand(order, 300)
        self.assertFinance(order, amount_prepaid=300)
        payment.action_draft()
        self.assertFinance(order, amount_prepaid=0)
        payment.action_post()
        self.assertFinance(order, amount_prepaid=300)
        payment.finance_order_ids = False
        self.assertFinance(order, amount_prepaid=0)
        payment.finance_order_ids = order
        self.assertFinance(order, amount_prepaid=300)

    def test_for_two_orders(self):
        """100 for orders of 100, 100 and 100: split to the last cent."""
        orders = self._order(100) + self._order(100) + self._order(100)
        self._pay_by_hand(orders, 100)
        self.assertEqual(
            [round(order.finance_amount_prepaid, 2) for order in orders], [33.33, 33.34, 33.33]
        )

    def test_other_currency(self):
        """200 USD for an order in EUR: one EUR is two USD."""
        order = self._order(opportunity_id=self.lead.id)
        self._pay_by_hand(order, 200, currency_id=self._usd().id)
        self.assertFinance(order, amount_prepaid=100)
        self.assertFinance(self.lead, amount_prepaid=100)

    def test_without_a_journal_entry(self):
        """It is among no open items, and lowers the exposure all the same, once."""
        order = self._order()
        self.inbound_payment_method_line.payment_account_id = False
        self.patch(
            self.env.registry['account.payment'],
            '_get_outstanding_account',
            lambda payment, payment_type: payment.env['account.account'],
        )
        payment = self._pay_by_hand(order, 400)
        self.assertFalse(payment.move_id)
        self.assertFinance(order, amount_prepaid=400)
        self.assertFinance(self.customer, due=0, amount_exposure=600)

    def test_refund(self):
        order = self._order()
        transaction = self._pay_online(order, 400)
        refund = transaction._create_child_transaction(100, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertFinance(order, amount_prepaid=300)

    def test_installing_finds_them(self):
        order, quotation = self._order(), self._order(confirm=False)
        payment = self._pay_online(order, 400).payment_id
        self._pay_by_hand(quotation, 50)
        Fact = self.env['finance.status.order'].sudo()
        (order + quotation).sudo().finance_fact_ids.unlink()
        payment.finance_order_ids = False
        Fact.search([('order_id', 'in', (order + quotation).ids)]).unlink()
        Fact._link_payments()
        Fact._fill_missing_facts()
        self.assertEqual(payment.finance_order_ids, order)
        self.assertFinance(order, amount_prepaid=400)
        self.assertFinance(quotation, amount_prepaid=50)

    def test_who_may_register(self):
        order = self._order()
        finance = new_test_user(self.env, 'prepaid_finance', 'account.group_account_invoice')
        seller = new_test_user(
            self.env, 'prepaid_seller', 'sales_team.group_sale_salesman_all_leads'
        )
        self.assertTrue(order.with_user(finance).finance_can_register_payment)
        self.assertFalse(order.with_user(seller).finance_can_register_payment)
        self._pay_by_hand(order, 70)
        self.assertEqual(order.with_user(seller).finance_amount_prepaid, 70)
