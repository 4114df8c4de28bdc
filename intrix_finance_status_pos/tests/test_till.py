import uuid

from odoo import Command, fields
from odoo.addons.intrix_finance_status.tests.common import day
from odoo.addons.point_of_sale.tests.common import TestPoSCommon
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged


@tagged('post_install', '-at_install')
class TestTill(TestPoSCommon):
    """What a customer on hold buys at the till has happened: it is told, and never refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.basic_config
        policies = cls.env['finance.status.policy'].sudo()
        policies.search([('company_id', '=', cls.env.company.id)]).unlink()
        policies.create(
            {
                'name': "Strict",
                'company_id': cls.env.company.id,
                'is_default': True,
                'hold': True,
                'hold_days': 30,
                'hold_amount': 500,
            }
        )
        cls.customer = cls.env['res.partner'].create({'name': "Customer"})
        cls.goods = cls.env['product.product'].create(
            {
                'name': "Goods",
                'is_storable': True,
                'list_price': 100,
                'taxes_id': [Command.clear()],
                'available_in_pos': True,
                'categ_id': cls.categ_basic.id,
            }
        )
        cls.stock = cls.config.picking_type_id.default_location_src_id
        cls.env['stock.quant']._update_available_quantity(cls.goods, cls.stock, 10)
        cls.cashier = new_test_user(
            cls.env,
            'till_cashier',
            # as Odoo's own tests of settling orders
            'point_of_sale.group_pos_user,sales_team.group_sale_salesman_all_leads,'
            'stock.group_stock_user',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.salesperson = new_test_user(
            cls.env,
            'till_salesperson',
            'sales_team.group_sale_salesman',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.overrider = new_test_user(
            cls.env,
            'till_overrider',
            'sales_team.group_sale_manager,intrix_finance_status.group_finance_hold_override',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref('sales_team.group_sale_manager')

    def _late(self):
        invoice = self.env['account.move'].create(
            {
                'move_type': 'out_invoice',
                'partner_id': self.customer.id,
                'invoice_date': day(-70),
                'date': day(-70),
                'invoice_date_due': day(-40),
                'invoice_payment_term_id': False,
                'invoice_line_ids': [
                    Command.create(
                        {'name': "Old", 'price_unit': 1000, 'tax_ids': [Command.clear()]}
                    )
                ],
            }
        )
        invoice.action_post()
        self.assertTrue(self.customer.finance_hold)

    def _quotation(self, quantity=1):
        return self.env['sale.order'].create(
            {
                'partner_id': self.customer.id,
                'user_id': self.salesperson.id,
                'payment_term_id': False,
                'order_line': [
                    Command.create({'product_id': self.goods.id, 'product_uom_qty': quantity})
                ],
            }
        )

    def _sell(self, order=None, quantity=1, **values):
        """Sell at the till and let it synchronise; return the order of the till."""
        self.open_new_session(0)
        session = self.pos_session
        amount = values.get('amount_total', 100 * quantity)
        line = {
            'product_id': self.goods.id,
            'qty': quantity,
            'price_unit': 100,
            'price_subtotal': 100 * quantity,
            'price_subtotal_incl': 100 * quantity,
            'discount': 0,
            'tax_ids': [Command.clear()],
            'pack_lot_ids': [],
        }
        if order:
            line['sale_order_origin_id'] = order.id
            line['sale_order_line_id'] = order.order_line[:1].id
        data = {
            'amount_paid': amount,
            'amount_return': 0,
            'amount_tax': 0,
            'amount_total': amount,
            'date_order': fields.Datetime.to_string(fields.Datetime.now()),
            'fiscal_position_id': False,
            'lines': [Command.create(line)],
            'name': "Order 00042-003-0014",
            'partner_id': self.customer.id,
            'payment_ids': [
                Command.create(
                    {
                        'amount': amount,
                        'name': fields.Datetime.now(),
                        'payment_method_id': self.cash_pm1.id,
                    }
                )
            ],
            'session_id': session.id,
            'to_invoice': False,
            'user_id': self.cashier.id,
            'uuid': str(uuid.uuid4()),
            **values,
        }
        result = self.env['pos.order'].with_user(self.cashier).sync_from_ui([data])
        return self.env['pos.order'].browse(result['pos.order'][0]['id'])

    def _in_stock(self):
        return self.env['stock.quant']._get_available_quantity(self.goods, self.stock)

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
        product = self.config.down_payment_product_id or self.env['product.product'].create(
            {'name': "Down payment", 'type': 'service', 'available_in_pos': True}
        )
        self.config.down_payment_product_id = product
        product.taxes_id = False
        order = self._quotation()
        self._late()
        line = {
            'product_id': product.id,
            'qty': 1,
            'price_unit': 20,
            'price_subtotal': 20,
            'price_subtotal_incl': 20,
            'discount': 0,
            'tax_ids': [Command.clear()],
            'pack_lot_ids': [],
            'sale_order_origin_id': order.id,
        }
        self._sell(order, lines=[Command.create(line)], amount_total=20, amount_paid=20)
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
