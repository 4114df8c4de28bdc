from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import day
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TillCommon


@tagged('post_install', '-at_install')
class TestTill(TillCommon):
    """What a customer on hold buys at the till has happened: it is told, and never refused."""

    def test_handed_over(self):
        """A piece sold and paid at the till leaves the stock; the chatter says it."""
        self._late()
        sold = self._sell()
        self.assertEqual(sold.state, 'paid')
        self.assertEqual(sold.picking_ids.state, 'done')
        self.assertEqual(self._in_stock(), 9)
        for record in (sold.picking_ids, self.customer):
            notes = record.message_ids.filtered(lambda note: "handed over" in note.body)
            self.assertEqual(len(notes), 1, record)
            self.assertIn("1,000.00", notes.body)

    def test_handed_over_until_closing(self):
        """The stock follows when the session is closed."""
        self.env.company.point_of_sale_update_stock_quantities = 'closing'
        self._late()
        self._sell()
        self.assertEqual(self._in_stock(), 10)
        self.pos_session.action_pos_session_validate()
        self.assertEqual(self.pos_session.picking_ids.state, 'done')
        self.assertEqual(self._in_stock(), 9)

    def test_no_client_says_so(self):
        """Nobody else's delivery goes by telling that it was handed over."""
        order = self._quotation()
        order.action_confirm()
        self._late()
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        for told in (True, "handed over", 1):
            with self.assertRaises(UserError):
                picking.with_context(finance_handed_over=told).button_validate()
        with self.assertRaises(UserError):
            self._quotation().with_context(finance_sold_at_till=True).action_confirm()

    def test_sent_later(self):
        """What the shop is to send is a delivery like any other."""
        self.config.write({'ship_later': True, 'warehouse_id': self.stock.warehouse_id.id})
        self._late()
        sold = self._sell(shipping_date=fields.Date.to_string(day(2)))
        self.assertEqual(sold.state, 'paid')
        picking = sold.picking_ids
        self.assertEqual(picking.state, 'assigned')
        self.assertTrue(picking.finance_hold)
        with self.assertRaises(UserError):
            picking.button_validate()

    def test_quotation_paid(self):
        """What was paid and handed over is kept; the salesperson looks at the quotation."""
        order = self._quotation()
        self._late()
        sold = self._sell(order)
        self.assertEqual(sold.state, 'paid')
        self.assertEqual(sold.picking_ids.state, 'done')
        self.assertEqual(self._in_stock(), 9)
        self.assertEqual(order.state, 'draft')
        activity = order.activity_ids
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertIn("1,000.00", activity.note)
        # confirmed later with a reason: nothing is delivered a second time
        order.with_user(self.overrider).with_context(
            finance_hold_override="Paid at the till"
        ).action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertFalse(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 1)

    def test_quotation_paid_in_part(self):
        """Two of five were sold at the till; three are delivered once it may be confirmed."""
        order = self._quotation(5)
        self._late()
        self._sell(order, quantity=2)
        self.assertEqual(order.state, 'draft')
        self.assertEqual(order.order_line.qty_delivered, 2)
        order.with_user(self.overrider).with_context(
            finance_hold_override="Paid at the till"
        ).action_confirm()
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 3)
        self.assertTrue(order.picking_ids.finance_hold)

    def test_down_payment(self):
        """A down payment at the till is kept on the quotation."""
        product = self._down_payment_product()
        order = self._quotation()
        self._late()
        self._sell_lines([self._till_line(product, 1, 20, sale_order_origin_id=order.id)])
        self.assertEqual(order.state, 'draft')
        self.assertTrue(order.activity_ids)
        self.assertEqual(
            order.order_line.filtered('is_downpayment').mapped('price_unit')[-1:], [20]
        )

    def test_free_customer(self):
        """A quotation of who is not on hold is confirmed at the till, as ever."""
        order = self._quotation()
        sold = self._sell(order)
        self.assertEqual(sold.state, 'paid')
        self.assertEqual(order.state, 'sale')
        self.assertEqual(order.picking_ids.mapped('state'), ['cancel'])
        self.assertEqual(self._in_stock(), 9)
        self.assertFalse(order.activity_ids)

    def test_confirmed_order(self):
        """An order confirmed before the hold is settled at the till."""
        order = self._quotation()
        order.action_confirm()
        self._late()
        sold = self._sell(order)
        self.assertEqual(sold.picking_ids.state, 'done')
        self.assertEqual(order.picking_ids.mapped('state'), ['cancel'])
        self.assertEqual(order.order_line.qty_delivered, 1)
