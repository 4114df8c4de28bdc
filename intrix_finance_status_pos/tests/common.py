import uuid

from odoo import Command, fields
from odoo.addons.intrix_finance_status.tests.common import day
from odoo.addons.point_of_sale.tests.common import TestPoSCommon
from odoo.tests import new_test_user


class TillCommon(TestPoSCommon):
    """A shop with a till, its cashier, and a customer."""

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
                    Command.create(
                        {
                            'product_id': self.goods.id,
                            'product_uom_qty': quantity,
                            'price_unit': 100,
                        }
                    )
                ],
            }
        )

    def _sell(self, order=None, quantity=1, **values):
        """Sell at the till and let it synchronise; return the order of the till."""
        line = self._till_line(self.goods, quantity)
        if order:
            line['sale_order_origin_id'] = order.id
            line['sale_order_line_id'] = order.order_line[:1].id
        return self._sell_lines([line], **values)

    def _till_line(self, product, quantity, price=100, **values):
        return {
            'product_id': product.id,
            'qty': quantity,
            'price_unit': price,
            'price_subtotal': price * quantity,
            'price_subtotal_incl': price * quantity,
            'discount': 0,
            'tax_ids': [Command.clear()],
            'pack_lot_ids': [],
            **values,
        }

    def _sell_lines(self, lines, method=None, **values):
        """Sell what is in ``lines`` at the till, paid by ``method``, cash by default."""
        if not self.config.current_session_id:
            self.open_new_session(0)
        amount = sum(line['price_subtotal_incl'] for line in lines)
        payment = {
            'amount': amount,
            'name': fields.Datetime.now(),
            'payment_method_id': (method or self.cash_pm1).id,
        }
        data = {
            'amount_paid': amount,
            'amount_return': 0,
            'amount_tax': 0,
            'amount_total': amount,
            'date_order': fields.Datetime.to_string(fields.Datetime.now()),
            'fiscal_position_id': False,
            'lines': [Command.create(line) for line in lines],
            'name': "Order 00042-003-0014",
            'partner_id': self.customer.id,
            'payment_ids': [Command.create(payment)],
            'session_id': self.pos_session.id,
            'to_invoice': False,
            'user_id': self.cashier.id,
            'uuid': str(uuid.uuid4()),
            **values,
        }
        result = self.env['pos.order'].with_user(self.cashier).sync_from_ui([data])
        return self.env['pos.order'].browse(
            next(sold['id'] for sold in result['pos.order'] if sold['uuid'] == data['uuid'])
        )

    def _close(self):
        """Close the session, and have it booked."""
        self.pos_session.post_closing_cash_details(
            sum(
                self.pos_session.order_ids.payment_ids.filtered(
                    lambda payment: payment.payment_method_id == self.cash_pm1
                ).mapped('amount')
            )
        )
        self.pos_session.close_session_from_ui()
        self.assertEqual(self.pos_session.state, 'closed')

    def _down_payment_product(self):
        product = self.config.down_payment_product_id or self.env['product.product'].create(
            {'name': "Down payment", 'type': 'service', 'available_in_pos': True}
        )
        self.config.down_payment_product_id = product
        product.taxes_id = False
        return product

    def _in_stock(self):
        return self.env['stock.quant']._get_available_quantity(self.goods, self.stock)
