from odoo import Command
from odoo.addons.intrix_finance_status.tests.common import day
from odoo.addons.intrix_finance_status.tests.shown_common import SECRET, ShownCommon
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestDeliveryShown(ShownCommon):
    """Who works on a delivery sees its order's status; not who may see his own orders only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls._user_here('shown_warehouse', 'stock.group_stock_user')
        cls.own_orders = cls._user_here(
            'shown_own', 'stock.group_stock_user,sales_team.group_sale_salesman'
        )
        cls.all_orders = cls._user_here(
            'shown_all', 'stock.group_stock_user,sales_team.group_sale_salesman_all_leads'
        )
        cls.goods = cls.env['product.product'].create(
            {
                'name': "Goods",
                'type': 'consu',
                'list_price': 1000,
                'invoice_policy': 'order',
                'taxes_id': [Command.clear()],
            }
        )

    def _delivery(self, **values):
        customer = self._customer("Late")
        order = self.env['sale.order'].create(
            {
                'partner_id': customer.id,
                'payment_term_id': False,
                'order_line': [Command.create({'product_id': self.goods.id})],
                **values,
            }
        )
        order.action_confirm()
        self._invoice(order, due=day(-9), date=day(-20))
        self._hold(self.env, customer)
        return order.picking_ids

    def _seen(self, user, picking):
        """Return what a user reads, finds and groups of a transfer."""
        self.env.flush_all()
        self.env.invalidate_all()
        picking = picking.with_user(user).with_context(allowed_company_ids=self.main.ids)
        this = ('id', '=', picking.id)
        [read] = picking.read(['finance_status', 'finance_hold', 'finance_hold_reason'])
        [(group, _count)] = picking._read_group([this], ['finance_status'], ['__count'])
        return (
            read['finance_status'],
            read['finance_hold'],
            bool(read['finance_hold_reason']),
            bool(picking.search([this, ('finance_hold', '=', True)])),
            not picking.search([this, ('finance_hold', '=', False)]),
            bool(picking.search([this, ('finance_status', '=', 'overdue')])),
            bool(picking.search([this, ('finance_status', 'in', ('overdue', 'paid'))])),
            group,
        )

    def test_order_of_a_colleague(self):
        picking = self._delivery(user_id=self.all_orders.id)
        everything = ('overdue', True, True, True, True, True, True, 'overdue')
        nothing = (False, False, False, False, False, False, False, False)
        self.assertEqual(self._seen(self.warehouse, picking), everything)
        self.assertEqual(self._seen(self.all_orders, picking), everything)
        self.assertEqual(self._seen(self.own_orders, picking), nothing)
        picking.sale_id.user_id = self.own_orders
        self.assertEqual(self._seen(self.own_orders, picking), everything)

    def test_without_access_to_orders(self):
        """Who has no right to orders at all sees the status of the delivery he works on."""
        access = (
            self.env['ir.model.access']
            .sudo()
            .search([('model_id.model', '=', 'sale.order'), ('group_id', '!=', False)])
        )
        access.filtered(
            lambda line: line.group_id in self.warehouse.all_group_ids
        ).perm_read = False
        self.env.registry.clear_cache()
        picking = self._delivery()
        self.assertFalse(self.env['sale.order'].with_user(self.warehouse).has_access('read'))
        self.assertEqual(
            self._seen(self.warehouse, picking),
            ('overdue', True, True, True, True, True, True, 'overdue'),
        )

    def test_stopped_all_the_same(self):
        """The stop does not depend on who sees the reason."""
        picking = self._delivery(user_id=self.all_orders.id)
        self.assertTrue(picking.with_user(self.own_orders)._finance_stopped())

    def test_count_of_the_type(self):
        picking = self._delivery(user_id=self.all_orders.id)
        kinds = picking.picking_type_id
        self.env.flush_all()
        for user, count in ((self.warehouse, 1), (self.own_orders, 0)):
            self.env.invalidate_all()
            self.assertEqual(kinds.with_user(user).count_picking_finance_hold, count, user.login)

    def test_form_names_what_is_hidden(self):
        picking = self._delivery(user_id=self.all_orders.id)
        outgoing = {
            'picking_type_id': picking.picking_type_id.id,
            'location_dest_id': self.env.ref('stock.stock_location_customers').id,
        }
        for user in (self.warehouse, self.own_orders):
            for named in (
                {'sale_id': self.secret_order.id},
                {'partner_id': self.secret_customer.id},
                {'partner_id': self.hidden_customer.id},
                {'partner_id': self.secret_customer.id, 'company_id': self.other.id},
            ):
                self.assertTellsNothing(user, 'stock.picking', {**outgoing, **named})
                self.assertTellsNothing(user, 'stock.picking', named, origin=picking)
        values = {**outgoing, 'sale_id': picking.sale_id.id}
        self.assertTellsNothing(self.own_orders, 'stock.picking', values)
        # what one may read is shown as soon as it is chosen
        values = {**outgoing, 'partner_id': self.shown_customer.id}
        answer = self._onchange(self.warehouse, 'stock.picking', values)
        self.assertIn(SECRET, answer['finance_hold_reason'])
