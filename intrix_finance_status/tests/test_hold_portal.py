import base64
from unittest.mock import patch

from odoo import Command
from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.addons.payment.tests.http_common import PaymentHttpCommon
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import FinanceStatusBase, day

SIGNATURE = base64.b64encode(
    base64.b64decode(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    )
).decode()
SECRETS = ("4,321", "overdue", "Bounced cheque", "on hold", "Key account")


@tagged('post_install', '-at_install')
class TestHoldPortal(FinanceStatusBase, AccountPaymentCommon, PaymentHttpCommon):
    """A customer on hold accepts and pays online: all is kept, nothing is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_policy()
        cls.salesperson = new_test_user(cls.env, 'portal_sales', 'sales_team.group_sale_salesman')
        cls.overrider = new_test_user(
            cls.env,
            'portal_override',
            'sales_team.group_sale_salesman_all_leads,'
            'intrix_finance_status.group_finance_hold_override',
        )
        cls.buyer = new_test_user(cls.env, 'portal_customer', 'base.group_portal', name="Buyer")
        cls.buyer.partner_id.parent_id = cls.customer
        cls.order = cls._order(
            777,
            confirm=False,
            partner=cls.buyer.partner_id,
            user_id=cls.salesperson.id,
            require_signature=True,
            require_payment=False,
        )
        cls.order.action_quotation_sent()
        cls.order._portal_ensure_token()
        cls.debt = cls._plain_invoice(4321, due=day(-40), date=day(-70))
        cls.env['finance.status.hold'].create(
            {'partner_id': cls.customer.id, 'reason': "Bounced cheque"}
        )

    def _accept(self, **params):
        return self.make_jsonrpc_request(
            f'/my/orders/{self.order.id}/accept',
            {'name': "Ana Buyer", 'signature': SIGNATURE, **params},
        )

    def _page(self, url=None):
        response = self.url_open(url or self.order.get_portal_url())
        self.assertEqual(response.status_code, 200)
        return response.text

    def assertTellsNothing(self, text):
        for secret in SECRETS:
            self.assertNotIn(secret, text)

    def assertWaits(self):
        """Check that the order waits, and that its salesperson is told why, once."""
        self.order.invalidate_recordset()
        self.assertEqual(self.order.state, 'sent')
        self.assertRecordValues(self.order.activity_ids, [{'user_id': self.salesperson.id}])
        self.assertIn("Bounced cheque", self.order.activity_ids.note)

    def assertSigned(self):
        self.assertEqual(self.order.signed_by, "Ana Buyer")
        self.assertTrue(self.order.signature)

    def test_signs_with_the_link(self):
        """The page before, the answer and the page after are as for everybody."""
        self.authenticate(None, None)
        self.assertTellsNothing(self._page())
        answer = self._accept(access_token=self.order.access_token)
        self.assertNotIn('error', answer)
        self.assertTellsNothing(str(answer))
        self.assertWaits()
        self.assertSigned()
        page = self._page(answer['redirect_url'])
        self.assertIn("Your order has been signed.", page)
        self.assertNotIn("has been confirmed", page)
        self.assertTellsNothing(page)

    def test_signs_logged_in(self):
        self.authenticate(self.buyer.login, self.buyer.login)
        answer = self._accept()
        self.assertNotIn('error', answer)
        self.assertWaits()
        self.assertSigned()
        self.assertTellsNothing(self._page(answer['redirect_url']))
        self.assertTellsNothing(self._page('/my/orders'))
        self.assertTellsNothing(self._page('/my/quotes'))

    def test_released(self):
        """Without a hold the same signature confirms."""
        self.customer.action_finance_end_hold()
        self._pay(self.debt)
        self.authenticate(None, None)
        answer = self._accept(access_token=self.order.access_token)
        self.assertIn("Your order has been confirmed.", self._page(answer['redirect_url']))
        self.order.invalidate_recordset()
        self.assertEqual(self.order.state, 'sale')
        self.assertFalse(self.order.activity_ids)

    def test_nobody_responsible(self):
        self.order.write({'user_id': False, 'team_id': False})
        self.authenticate(None, None)
        self.assertNotIn('error', self._accept(access_token=self.order.access_token))
        self.order.invalidate_recordset()
        self.assertEqual(len(self.order.activity_ids), 1)
        self.assertFalse(self.order.activity_ids.user_id.share)

    def test_language_of_the_salesperson(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.buyer.lang = 'fr_FR'
        self.salesperson.lang = 'en_US'
        self.authenticate(self.buyer.login, self.buyer.login)
        self._accept()
        self.assertWaits()
        self.assertIn("Put on hold by", self.order.activity_ids.note)

    def test_messages(self):
        """The reason of who went on is not among what the customer may read."""
        confirming = self.order.with_user(self.overrider)
        confirming.with_context(finance_hold_override="Key account").action_confirm()
        self.assertEqual(self.order.state, 'sale')
        self.assertIn("Key account", ''.join(self.order.message_ids.mapped('body')))
        self.authenticate(self.buyer.login, self.buyer.login)
        messages = self.make_jsonrpc_request(
            '/mail/chatter_fetch',
            {
                'thread_model': 'sale.order',
                'thread_id': self.order.id,
                'token': self.order.access_token,
            },
        )
        self.assertTellsNothing(str(messages))
        self.assertTellsNothing(self._page())

    # online payment

    def _pay_online(self):
        """Pay on the portal; return the page that the customer lands on."""
        self.order.write({'require_signature': False, 'require_payment': True})
        values = self.make_jsonrpc_request(
            f'/my/orders/{self.order.id}/transaction',
            {
                'access_token': self.order.access_token,
                'provider_id': self.provider.id,
                'payment_method_id': self.payment_method_id,
                'token_id': None,
                'amount': self.order.amount_total,
                'flow': 'direct',
                'tokenization_requested': False,
                'landing_route': self.order.get_portal_url(),
            },
        )
        transaction = self._get_tx(values['reference'])
        transaction._set_done()
        with mute_logger('odoo.addons.sale.models.payment_transaction'):
            status = self.make_jsonrpc_request('/payment/status/poll', {})
        self.assertEqual(status['state'], 'done')
        return transaction, self._page(status['landing_route'])

    def test_pays(self):
        self.authenticate(None, None)
        transaction, page = self._pay_online()
        self.assertWaits()
        self.assertEqual(self.order.transaction_ids, transaction)
        self.assertIn(transaction.payment_id.state, ('in_process', 'paid'))
        self.assertEqual(transaction.payment_id.amount, 777)
        self.assertTellsNothing(page)
        self.assertNotIn("has been confirmed", page)

    def test_pays_twice(self):
        """The salesperson is told once."""
        self.authenticate(None, None)
        transaction, _page = self._pay_online()
        transaction._check_amount_and_confirm_order()
        self.order._validate_order()
        self.assertWaits()

    def _order_on_delivery(self):
        """Order in the shop, to be paid when it comes; return the transaction."""
        self.order.state = 'draft'
        transaction = self._create_transaction(
            'redirect', sale_order_ids=[Command.set(self.order.ids)], amount=777
        ).with_user(self.env.ref('base.public_user'))
        model = type(transaction)
        with patch.object(model, '_finance_confirmed_while_pending', lambda pending: pending):
            transaction.sudo()._set_pending()
        # what Odoo's addons do with cash on delivery and payment on site
        pending = transaction.sudo().sale_order_ids.filtered(lambda order: order.state == 'draft')
        pending.with_context(send_email=True).action_confirm()
        transaction.sudo()._post_process()
        return transaction.sudo()

    def test_cash_on_delivery(self):
        """The order is kept as what is accepted online, and its salesperson is told."""
        transaction = self._order_on_delivery()
        self.assertWaits()
        self.assertTrue(transaction.is_post_processed)
        self.assertEqual(transaction.state, 'pending')

    def test_cash_on_delivery_released(self):
        self.customer.action_finance_end_hold()
        self._pay(self.debt)
        self._order_on_delivery()
        self.assertEqual(self.order.state, 'sale')
        self.assertFalse(self.order.activity_ids)

    def test_free_event(self):
        """What the website confirms at once, as it is free, is told and not refused."""
        for visitor in (self.buyer, self.env.ref('base.public_user')):
            order = self._order(
                0, confirm=False, partner=self.buyer.partner_id, user_id=self.salesperson.id
            )
            order.with_user(visitor).sudo().action_confirm()
            self.assertEqual(order.state, 'sale')
            self.assertEqual(order.activity_ids.user_id, self.salesperson)
            # what costs something, and what an employee confirms, is stopped as ever
            with self.assertRaises(UserError) as refused:
                self.order.with_user(visitor).sudo().action_confirm()
            self.assertTellsNothing(str(refused.exception))
        order = self._order(0, confirm=False, partner=self.buyer.partner_id)
        for user in (self.salesperson, self.env.ref('base.user_root')):
            with self.assertRaises(UserError):
                order.with_user(user).sudo().action_confirm()
