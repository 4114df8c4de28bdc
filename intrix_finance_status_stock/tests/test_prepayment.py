from odoo import Command
from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestPrepayment(FinanceStatusCommon, AccountPaymentCommon):
    """Payment terms that ask for payment before delivery, paid online or on a down payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env['product.product'].create(
            {'name': "Goods", 'type': 'consu', 'list_price': 1000, 'taxes_id': [Command.clear()]}
        )
        cls.term = cls._term((100, 30), finance_prepayment_percent=50)
        cls.order = cls.env['sale.order'].create(
            {
                'partner_id': cls.customer.id,
                'payment_term_id': cls.term.id,
                'order_line': [Command.create({'product_id': cls.goods.id})],
            }
        )
        cls.partner = cls.customer
        cls.currency = cls.eur

    def _picking(self):
        """Return the delivery of the order, ready to go."""
        if self.order.state != 'sale':
            self.order.action_confirm()
        picking = self.order.picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        return picking

    @mute_logger('odoo.addons.sale.models.payment_transaction')
    def _pay_online(self, amount, state='done', **values):
        transaction = self._create_transaction(
            'redirect',
            amount=amount,
            state=state,
            sale_order_ids=[Command.set(self.order.ids)],
            reference=f'Online {amount} {state}',
            **values,
        )
        transaction._post_process()
        return transaction

    def assertHeld(self, picking, *, wanted="500.00", paid):
        picking.invalidate_recordset()
        self.assertIn(wanted, picking.finance_hold_reason or '')
        self.assertIn(paid, picking.finance_hold_reason)
        self.assertEqual(picking.search([('finance_hold', '=', True)]) & picking, picking)
        with self.assertRaisesRegex(UserError, paid):
            picking.button_validate()
        self.assertEqual(picking.state, 'assigned')

    def assertGoes(self, picking):
        picking.invalidate_recordset()
        self.assertFalse(picking.finance_hold)
        self.assertFalse(picking.search([('finance_hold', '=', True)]) & picking)
        picking.button_validate()
        self.assertEqual(picking.state, 'done')

    def test_online_payments_add_up(self):
        picking = self._picking()
        self.assertHeld(picking, paid="0.00")
        self._pay_online(200)
        self.assertHeld(picking, paid="200.00")
        self._pay_online(300)
        self.assertGoes(picking)

    def test_only_what_is_posted(self):
        """Neither what waits for the provider nor what is only authorized counts."""
        self.provider.support_manual_capture = 'full_only'
        picking = self._picking()
        self._pay_online(600, state='pending')
        self._pay_online(600, state='authorized')
        self._pay_online(600, state='cancel')
        self.assertHeld(picking, paid="0.00")

    def test_payment_that_confirms(self):
        """The payment that accepts the quotation counts for its delivery."""
        self.order.require_payment = True
        self.order.prepayment_percent = 0.5
        self._pay_online(500)
        self.assertEqual(self.order.state, 'sale')
        self.assertGoes(self._picking())

    def test_refund(self):
        picking = self._picking()
        transaction = self._pay_online(500)
        refund = transaction._create_child_transaction(100, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertEqual(refund.payment_id.payment_type, 'outbound')
        self.assertHeld(picking, paid="400.00")

    def test_payment_is_cancelled(self):
        picking = self._picking()
        payment = self._pay_online(500).payment_id
        payment.action_draft()
        payment.action_cancel()
        self.assertHeld(picking, paid="0.00")

    def test_not_counted_twice(self):
        """Once the payment settles an invoice, only the invoice counts; its rest goes on."""
        picking = self._picking()
        payment = self._pay_online(450).payment_id
        down = self._down_payment(self.order, 30)
        (self._receivable(down) + self._receivable(payment.move_id)).reconcile()
        self.assertEqual(self.order.finance_amount_paid, 300)
        self.assertHeld(picking, paid="450.00")
        self._pay_online(50)
        self.assertGoes(picking)

    def test_down_payment(self):
        picking = self._picking()
        down = self._down_payment(self.order, 50)
        self.assertHeld(picking, paid="0.00")
        self._pay(down, 200)
        self.assertHeld(picking, paid="200.00")
        self._pay(down)
        self.assertGoes(picking)

    def test_down_payment_by_automatic_invoice(self):
        self.env['ir.config_parameter'].sudo().set_param('sale.automatic_invoice', 'True')
        self.order.require_payment = True
        self.order.prepayment_percent = 0.5
        self._pay_online(500)
        self.assertTrue(self.order.invoice_ids)
        self.assertEqual(self.order.finance_amount_paid, 500)
        self.assertGoes(self._picking())

    def test_no_journal_entry(self):
        """A provider without an outstanding account makes payments without an entry."""
        method_line = self.provider.journal_id.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == self.provider
        )
        method_line.payment_account_id = False
        self.patch(
            self.env.registry['account.payment'],
            '_get_outstanding_account',
            lambda payment, payment_type: payment.env['account.account'],
        )
        picking = self._picking()
        payment = self._pay_online(500).payment_id
        self.assertFalse(payment.move_id)
        self.assertGoes(picking)

    def test_other_currency(self):
        usd = self._usd()
        self.currency = usd
        picking = self._picking()
        self._pay_online(900)
        self.assertHeld(picking, paid="450.00")
        self._pay_online(100)
        self.assertGoes(picking)
