from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DeliveryHoldCommon


@tagged('post_install', '-at_install')
class TestDeliveryWays(DeliveryHoldCommon):
    """What the moves really do counts: where goods go, who gets them, who pays for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free = cls._customer("Free")
        cls.warehouse = cls.env['stock.warehouse'].search(
            [('company_id', '=', cls.env.company.id)], limit=1
        )
        cls.to_customers = cls.env.ref('stock.stock_location_customers')
        cls.stock = cls.warehouse.lot_stock_id

    def _transfer(self, kind, source, dest, **values):
        """Return a transfer of a piece, ready to go."""
        move = {
            'product_id': self.goods.id,
            'product_uom_qty': 1,
            'location_id': source.id,
            'location_dest_id': dest.id,
            'partner_id': values.get('partner_id'),
        }
        picking = self.env['stock.picking'].create(
            {
                'picking_type_id': kind.id,
                'location_id': source.id,
                'location_dest_id': dest.id,
                'move_ids': [Command.create(move)],
                **values,
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        return picking.with_user(self.warehouse_user)

    def assertHeld(self, picking, text="1,000.00"):
        """The badge, the reason, the search and what is refused say the same."""
        picking.invalidate_recordset()
        self.assertTrue(picking.finance_hold)
        self.assertIn(text, picking.finance_hold_reason)
        self.assertIn(picking, picking.search([('finance_hold', '=', True)]))
        self.assertNotIn(picking, picking.search([('finance_hold', '=', False)]))
        kind = picking.picking_type_id
        kind.invalidate_recordset()
        counted = kind.get_action_picking_tree_finance_hold()['domain']
        self.assertEqual(kind.count_picking_finance_hold, picking.search_count(counted))
        self.assertIn(picking, picking.search(counted))
        for way in (picking.button_validate, picking.sudo()._action_done):
            with self.assertRefused(text):
                way()
            self.assertEqual(picking.state, 'assigned')

    def assertGoes(self, picking):
        picking.invalidate_recordset()
        self.assertFalse(picking.finance_hold)
        self.assertFalse(picking.finance_hold_reason)
        self.assertNotIn(picking, picking.search([('finance_hold', '=', True)]))
        picking.button_validate()
        self.assertEqual(picking.state, 'done')

    def _dropship(self, customer, vendor, kind_of_delivery=None):
        if 'is_dropship' not in self.env['stock.picking']:
            self.skipTest("needs stock_dropshipping")
        goods = self.env['product.product'].create(
            {
                'name': "Dropped",
                'type': 'consu',
                'route_ids': [
                    Command.link(self.env.ref('stock_dropshipping.route_drop_shipping').id)
                ],
                'seller_ids': [Command.create({'partner_id': vendor.id})],
            }
        )
        order = self.env['sale.order'].create(
            {
                'partner_id': customer.id,
                'payment_term_id': False,
                'order_line': [Command.create({'product_id': goods.id})],
            }
        )
        order.action_confirm()
        purchase = order.sudo().order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        picking = purchase.picking_ids
        self.assertEqual(picking.picking_type_id.code, 'dropship')
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        return picking.with_user(self.warehouse_user)

    def test_drop_shipment(self):
        """From the vendor to the customer on hold."""
        picking = self._dropship(self.customer, self._customer("Vendor"))
        self._late()
        self.assertHeld(picking)
        with self.assertRefused("Customer: "):
            picking.button_validate()

    def test_drop_shipment_of_a_vendor(self):
        """A vendor who owes us as a customer still ships to those who pay."""
        picking = self._dropship(self.free, self.customer)
        self._late()
        self.assertEqual(picking.partner_id, self.customer)
        self.assertGoes(picking)

    def test_drop_shipments_ordered_together(self):
        """Two customers in one purchase order: only the one on hold waits."""
        vendor = self._customer("Vendor")
        held = self._dropship(self.customer, vendor)
        free = self._dropship(self.free, vendor)
        reference = held.move_ids.reference_ids.sudo()
        free.sudo().move_ids.reference_ids = [Command.link(reference[:1].id)]
        self._late()
        self.assertHeld(held)
        self.assertGoes(free)

    def test_destination_of_the_transfer(self):
        """The transfer says that goods stay inside, its moves bring them to the customer."""
        picking = self._delivery()
        self._late()
        picking.sudo().write({'location_dest_id': self.stock.id})
        picking.sudo().move_ids.location_dest_id = self.to_customers
        self.assertHeld(picking)

    def test_destination_of_the_lines(self):
        """The moves say that goods stay inside, their lines bring them to the customer."""
        picking = self._delivery()
        self._late()
        picking.sudo().write({'location_dest_id': self.stock.id})
        picking.sudo().move_line_ids.location_dest_id = self.to_customers
        self.assertEqual(picking.move_ids.location_dest_id, self.stock)
        self.assertHeld(picking)

    def test_kind_of_the_transfer(self):
        """A receipt or an internal transfer whose moves bring goods to the customer."""
        for kind in (self.warehouse.in_type_id, self.warehouse.int_type_id):
            picking = self._transfer(kind, self.stock, self.to_customers, partner_id=self.free.id)
            self.assertFalse(picking.finance_hold)
            picking.sudo().partner_id = self.customer
            invoice = self._late()
            self.assertHeld(picking)
            self._pay(invoice)
            self.assertGoes(picking)

    def test_pointed_at_another_order(self):
        """The goods of an order on hold are told to be another's."""
        other = self._delivery(partner_id=self.free.id).sudo().sale_id
        picking = self._delivery()
        self._late()
        picking.sudo().sale_id = other
        self.assertEqual(picking.sudo().move_ids.sale_line_id.order_id, other)
        self.assertHeld(picking)
        # with the address, too
        picking.sudo().partner_id = self.free
        self.assertHeld(picking)

    def test_pointed_at_no_order(self):
        picking = self._delivery()
        self._late()
        picking.sudo().sale_id = False
        self.assertHeld(picking)

    def test_state_written(self):
        """Nobody validates by writing or creating what is done."""
        picking = self._delivery()
        self._late()
        with self.assertRefused():
            picking.move_ids.write({'state': 'done'})
        values = {
            'product_id': self.goods.id,
            'product_uom_qty': 1,
            'location_id': self.stock.id,
            'location_dest_id': self.to_customers.id,
            'partner_id': self.customer.id,
            'state': 'done',
        }
        with self.assertRefused():
            self.env['stock.move'].with_user(self.warehouse_user).create(values)

    def test_state_of_transfer_written(self):
        """What has not gone does not look as if it had."""
        picking = self._delivery()
        self._late()
        with self.assertRefused():
            picking.write({'state': 'done'})
        self.assertEqual(picking.state, 'assigned')
        # of what is free, Odoo's own rules are left alone
        free = self._delivery(partner_id=self.free.id)
        free.write({'state': 'done'})
        self.assertEqual(free.state, 'done')

    def test_moves_without_a_transfer(self):
        move = self.env['stock.move'].create(
            {
                'product_id': self.goods.id,
                'product_uom_qty': 1,
                'location_id': self.stock.id,
                'location_dest_id': self.to_customers.id,
                'partner_id': self.customer.id,
                'quantity': 1,
                'picked': True,
            }
        )
        self._late()
        with self.assertRefused("Customer: 1,000.00"):
            move.with_user(self.warehouse_user)._action_done()

    def _done(self, **values):
        picking = self._delivery(**values)
        picking.button_validate()
        self.assertEqual(picking.state, 'done')
        return picking

    def test_done_quantity_raised(self):
        picking = self._done()
        self._late()
        line = picking.move_line_ids
        self.assertFalse(picking.finance_hold)
        for way in (
            lambda: line.write({'quantity': 5}),
            lambda: picking.move_ids.write({'quantity': 5}),
            lambda: picking.write({'move_line_ids': [Command.update(line.id, {'quantity': 5})]}),
            lambda: line.write({'product_uom_id': self.env.ref('uom.product_uom_dozen').id}),
            lambda: line.sudo().write({'quantity': 5}),
            lambda: line.with_context(finance_hold_override="me").write({'quantity': 5}),
        ):
            with self.assertRefused():
                way()
            self.assertEqual(picking.move_ids.quantity, 1)
        # what was not delivered after all
        line.write({'quantity': 0.5})
        self.assertEqual(picking.move_ids.quantity, 0.5)

    def test_done_line_added(self):
        picking = self._done()
        self._late()
        line = {
            'product_id': self.goods.id,
            'product_uom_id': self.goods.uom_id.id,
            'quantity': 4,
            'location_id': self.stock.id,
            'location_dest_id': self.to_customers.id,
        }
        move = {
            'product_id': self.goods.id,
            'product_uom_qty': 4,
            'quantity': 4,
            'location_id': self.stock.id,
            'location_dest_id': self.to_customers.id,
        }
        Line = self.env['stock.move.line'].with_user(self.warehouse_user)
        for way in (
            lambda: Line.create({**line, 'picking_id': picking.id}),
            lambda: Line.create({**line, 'picking_id': picking.id, 'move_id': picking.move_ids.id}),
            lambda: Line.create({**line, 'move_id': picking.move_ids.id}),
            lambda: picking.write({'move_line_ids': [Command.create(line)]}),
            lambda: picking.write({'move_ids': [Command.create({**move, 'picked': True})]}),
        ):
            with self.assertRefused():
                way()
                picking.move_ids._action_done()
            self.assertEqual(sum(picking.move_ids.mapped('quantity')), 1)

    def test_done_line_sent_elsewhere(self):
        """What was moved inside the warehouse is told to have gone to the customer."""
        picking = self._transfer(
            self.warehouse.int_type_id, self.stock, self.stock, partner_id=self.customer.id
        )
        picking.button_validate()
        self._late()
        with self.assertRefused():
            picking.move_line_ids.write({'location_dest_id': self.to_customers.id})
        with self.assertRefused():
            picking.move_ids.write({'location_dest_id': self.to_customers.id})

    def test_done_and_corrected_with_a_reason(self):
        picking = self._done().with_user(self.overrider)
        self._late()
        with self.assertRaises(UserError):
            picking.move_line_ids.write({'quantity': 5})
        line = picking.move_line_ids.with_context(finance_hold_override="Hospital")
        line.write({'quantity': 5})
        self.assertEqual(picking.move_ids.quantity, 5)
        for record in (picking, picking.sale_id, self.customer):
            notes = record.sudo().message_ids.filtered(lambda note: "Hospital" in note.body)
            self.assertEqual(len(notes), 1, record)

    def test_done_and_free(self):
        """Whoever is not on hold corrects what was delivered."""
        picking = self._done()
        picking.move_line_ids.write({'quantity': 5})
        self.assertEqual(picking.move_ids.quantity, 5)

    def test_only_what_is_picked(self):
        """Two orders in one transfer: what waits for the customer on hold is left behind."""
        free = self._delivery(partner_id=self.free.id)
        held = self._delivery()
        self._late()
        held.sudo().move_ids.picked = False
        held.sudo().move_ids.picking_id = free
        self.assertTrue(free.finance_hold)
        free.with_context(skip_backorder=True).button_validate()
        self.assertEqual(free.state, 'done')
        self.assertEqual(free.move_ids.sale_line_id.order_id.partner_id, self.free)

    def test_who_gets_the_goods(self):
        """The address of a confirmed order is changed to the customer on hold."""
        self._late()
        for name, change in (
            ("order's address", lambda order: order.write({'partner_shipping_id': self.site.id})),
            ("order's customer", lambda order: order.write({'partner_id': self.customer.id})),
            ("invoice", lambda order: order.write({'partner_invoice_id': self.customer.id})),
            (
                "transfer's address",
                lambda order: order.picking_ids.write({'partner_id': self.site.id}),
            ),
        ):
            with self.subTest(name):
                picking = self._delivery(partner_id=self.free.id)
                self.site = self._customer("Site", parent_id=self.customer.id, type='delivery')
                change(picking.sudo().sale_id)
                self.assertHeld(picking)

    def test_customer_exchanged(self):
        """The customer of a confirmed order is changed; the goods still go to the one on hold."""
        picking = self._delivery()
        self._late()
        picking.sudo().sale_id.write(
            {
                'partner_id': self.free.id,
                'partner_invoice_id': self.free.id,
                'partner_shipping_id': self.free.id,
            }
        )
        self.assertEqual(picking.partner_id, self.customer)
        self.assertHeld(picking)

    def test_scrap(self):
        """What broke goes, also within a delivery on hold; the rest stays."""
        picking = self._delivery()
        self._late()
        scrap = (
            self.env['stock.scrap']
            .with_user(self.warehouse_user)
            .create(
                {
                    'product_id': self.goods.id,
                    'scrap_qty': 1,
                    'picking_id': picking.id,
                    'location_id': self.stock.id,
                }
            )
        )
        scrap.action_validate()
        self.assertEqual(scrap.state, 'done')
        self.assertEqual(scrap.move_ids.picking_id, picking)
        self.assertHeld(picking)

    def test_scrap_is_no_way_out(self):
        """Scrapped into the customer's hands."""
        picking = self._delivery()
        self._late()
        scrap = self.env['stock.scrap'].create(
            {
                'product_id': self.goods.id,
                'scrap_qty': 1,
                'picking_id': picking.id,
                'location_id': self.stock.id,
            }
        )
        scrap.scrap_location_id = self.to_customers
        with self.assertRefused():
            scrap.with_user(self.warehouse_user).do_scrap()

    def test_to_another_warehouse_and_back(self):
        """Transit between own warehouses is no delivery; from there to the customer is one."""
        transit = self.env['stock.location'].create({'name': "Transit", 'usage': 'transit'})
        transit.company_id = self.env.company
        kind = self.warehouse.int_type_id
        inside = self._transfer(kind, self.stock, transit, partner_id=self.customer.id)
        outside = self._transfer(kind, transit, self.to_customers, partner_id=self.customer.id)
        back = self._transfer(
            self.warehouse.in_type_id, self.to_customers, self.stock, partner_id=self.customer.id
        )
        self._late()
        self.assertHeld(outside)
        self.assertGoes(inside)
        self.assertGoes(back)

    def test_to_a_sister_company(self):
        """What goes to another company of the group is delivered, as Odoo counts it."""
        if not (transit := self.env.ref('stock.stock_location_inter_company', False)):
            self.skipTest("needs the location between companies")
        transit.sudo().active = True
        picking = self._transfer(
            self.warehouse.out_type_id, self.stock, transit, partner_id=self.customer.id
        )
        self._late()
        self.assertHeld(picking)
