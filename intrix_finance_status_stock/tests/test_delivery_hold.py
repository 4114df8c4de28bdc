from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tests.common import new_test_user

from .common import DeliveryHoldCommon


@tagged('post_install', '-at_install')
class TestDeliveryHold(DeliveryHoldCommon):
    """Deliveries of customers who don't pay are stopped, whichever way they are validated."""

    def test_shown_to_delivery(self):
        picking = self._delivery()
        self.assertEqual(picking.finance_status, 'ordered')
        self.assertFalse(picking.finance_hold)
        self._late()
        picking.invalidate_recordset()
        self.assertTrue(picking.finance_hold)
        self.assertIn("1,000.00", picking.finance_hold_reason)
        found = picking.search([('finance_hold', '=', True)])
        self.assertEqual(found & picking, picking)
        self.assertFalse(picking.search([('id', '=', picking.id), ('finance_hold', '=', False)]))
        groups = picking._read_group([('id', '=', picking.id)], ['finance_status'], ['__count'])
        self.assertEqual(groups, [('ordered', 1)])
        self.assertEqual(picking.picking_type_id.count_picking_finance_hold, 1)

    def test_groups_along_the_way_to_cash(self):
        """Accepted comes before invoiced, though not in the alphabet of the keys."""
        invoiced, ordered = self._delivery(), self._delivery()
        self._invoice(invoiced.sudo().sale_id)
        pickings = ordered + invoiced
        domain = [('id', 'in', pickings.ids)]
        groups = pickings._read_group(domain, ['finance_status'])
        self.assertEqual(groups, [('ordered',), ('invoiced',)])
        self.assertEqual(pickings.search(domain, order='finance_status'), pickings)

    def test_every_way_is_stopped(self):
        picking = self._delivery()
        self._late()
        ways = {
            'button': picking.button_validate,
            'skipping the dialogs': picking.with_context(
                skip_backorder=True, skip_sanity_check=True
            ).button_validate,
            'batch': picking.with_context(
                skip_sanity_check=True, pickings_to_detach=[], batches_to_validate=[1]
            ).button_validate,
            'transfer': picking._action_done,
            'moves': picking.move_ids._action_done,
            'superuser': picking.sudo()._action_done,
            'context alone': picking.with_context(finance_hold_override="me").button_validate,
        }
        for name, way in ways.items():
            with self.subTest(name), self.assertRefused(picking.name):
                way()
            self.assertEqual(picking.state, 'assigned')

    def test_released_by_payment(self):
        picking = self._delivery()
        invoice = self._late()
        with self.assertRaises(UserError):
            picking.button_validate()
        self._pay(invoice)
        picking.button_validate()
        self.assertEqual(picking.state, 'done')
        self.assertFalse(picking.finance_hold)

    def test_override(self):
        picking = self._delivery(self.overrider)
        self._late()
        # as a batch does, which leaves transfers behind
        other = self._delivery(partner_id=self._customer("Other").id)
        action = picking.with_context(pickings_to_detach=other.ids).button_validate()
        self.assertEqual(action['context']['pickings_to_detach'], other.ids)
        self.assertEqual(picking.state, 'assigned')
        dialog = (
            self.env[action['res_model']]
            .with_user(self.overrider)
            .with_context(**action['context'])
            .create({'reason': "Spare part for a hospital"})
        )
        dialog.action_override()
        self.assertEqual(picking.state, 'done')
        for record in (picking, picking.sale_id, self.customer):
            notes = record.sudo().message_ids.filtered(lambda note: "hospital" in note.body)
            self.assertEqual(len(notes), 1, record)

    def test_warn_only(self):
        self.env.company.finance_hold_deliveries = 'warn'
        picking = self._delivery()
        self._late()
        self.assertTrue(picking.finance_hold)
        picking.button_validate()
        self.assertEqual(picking.state, 'done')

    def test_several_at_once(self):
        """The others go, if one says so; what is on hold stays and says why."""
        free = self._delivery(partner_id=self._customer("Free").id)
        held = self._delivery()
        self._late()
        action = (free + held).button_validate()
        self.assertEqual((free + held).mapped('state'), ['assigned', 'assigned'])
        dialog = self._dialog(action, self.warehouse_user)
        self.assertIn(held.name, dialog.hold_text)
        self.assertNotIn(free.name, dialog.hold_text)
        self.assertFalse(dialog.can_override)
        dialog.action_deliver_others()
        self.assertEqual(free.state, 'done')
        self.assertEqual(held.state, 'assigned')
        notes = held.sudo().message_ids.filtered(lambda note: "Left behind" in note.body)
        self.assertIn("1,000.00", notes.body)
        # what can't go at all is refused
        with self.assertRefused(held.name):
            (free + held).button_validate()

    def test_several_at_once_with_a_reason(self):
        free = self._delivery(self.overrider, partner_id=self._customer("Free").id)
        held = self._delivery(self.overrider)
        self._late()
        dialog = self._dialog((free + held).button_validate(), self.overrider)
        self.assertTrue(dialog.can_override)
        dialog = self._dialog(dialog.action_override(), self.overrider, reason="Hospital")
        dialog.action_override()
        self.assertEqual((free + held).mapped('state'), ['done', 'done'])
        notes = (free + held).sudo().message_ids.filtered(lambda note: "Hospital" in note.body)
        self.assertEqual(notes.mapped('res_id'), held.ids)

    def test_dialog_is_no_way_out(self):
        """Whatever a dialog is told, it judges anew; and nobody else's reason counts."""
        held = self._delivery()
        Dialog = self.env['finance.hold.delivery'].with_user(self.warehouse_user)
        dialog = Dialog.create({'picking_ids': held.ids, 'hold_text': "nothing"})
        self._late()
        with self.assertRefused():
            (held + dialog.picking_ids).button_validate()
        dialog.action_deliver_others()
        self.assertEqual(held.state, 'assigned')
        with self.assertRaises(AccessError):
            self._dialog(dialog.action_override(), self.warehouse_user, reason="Mine")

    def test_backorder(self):
        order = self.env['sale.order'].create(
            {
                'partner_id': self.customer.id,
                'order_line': [Command.create({'product_id': self.goods.id, 'product_uom_qty': 5})],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = 2
        picking.with_context(skip_backorder=True).button_validate()
        backorder = order.picking_ids - picking
        self.assertEqual(len(backorder), 1)
        self._late()
        backorder.move_ids.quantity = 3
        with self.assertRaises(UserError):
            backorder.with_user(self.warehouse_user).button_validate()

    def test_override_with_backorder(self):
        """The dialogs of Odoo that follow need no second reason."""
        order = self.env['sale.order'].create(
            {
                'partner_id': self.customer.id,
                'order_line': [Command.create({'product_id': self.goods.id, 'product_uom_qty': 5})],
            }
        )
        order.action_confirm()
        picking = order.picking_ids.with_user(self.overrider)
        picking.move_ids.quantity = 2
        self._late()
        action = picking.button_validate()
        dialog = self.env[action['res_model']].with_user(self.overrider)
        dialog = dialog.with_context(**action['context']).create({'reason': "Hospital"})
        action = dialog.action_override()
        self.assertEqual(action['res_model'], 'stock.backorder.confirmation')
        self.assertEqual(picking.state, 'assigned')
        asked = Form.from_action(self.env(user=self.overrider), action).save()
        asked.with_context(**action['context']).process()
        self.assertEqual(picking.state, 'done')
        backorder = order.picking_ids - picking
        self.assertTrue(backorder.finance_hold)
        notes = picking.sudo().message_ids.filtered(lambda note: "Hospital" in note.body)
        self.assertEqual(len(notes), 1)

    def test_scheduler(self):
        """The scheduler reserves for deliveries on hold as for others, and sends none of them."""
        goods = self.env['product.product'].create({'name': "Stored", 'is_storable': True})
        order = self.env['sale.order'].create(
            {
                'partner_id': self.customer.id,
                'order_line': [Command.create({'product_id': goods.id})],
            }
        )
        order.action_confirm()
        invoice = self._late()
        picking = order.picking_ids
        self.assertEqual(picking.state, 'confirmed')
        self.env['stock.quant']._update_available_quantity(goods, picking.location_id, 5)
        self.env['stock.rule'].run_scheduler(company_id=self.env.company.id)
        self.assertEqual(picking.state, 'assigned')
        self.assertTrue(picking.finance_hold)
        with self.assertRaises(UserError):
            picking.with_user(self.warehouse_user).button_validate()
        # no further click is needed once it may go
        self._pay(invoice)
        picking.with_user(self.warehouse_user).button_validate()
        self.assertEqual(picking.state, 'done')

    def test_invoicing_goes_on(self):
        """What was delivered before the hold is invoiced during it."""
        finance = new_test_user(self.env, 'hold_invoicing', 'account.group_account_invoice')
        self.goods.invoice_policy = 'delivery'
        picking = self._delivery()
        picking.button_validate()
        self._late()
        order = picking.sudo().sale_id
        self.assertTrue(order.finance_hold)
        invoice = order.with_user(finance)._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 1000)

    def test_never_held(self):
        """Returns, receipts and internal moves go on."""
        picking = self._delivery()
        picking.button_validate()
        self._late()
        dialog = self.env['stock.return.picking'].create({'picking_id': picking.id})
        dialog.product_return_moves.quantity = 1
        returned = self.env['stock.picking'].browse(dialog.action_create_returns()['res_id'])
        returned.move_ids.quantity = 1
        returned.with_user(self.warehouse_user).button_validate()
        self.assertEqual(returned.state, 'done')
        warehouse = self.env['stock.warehouse'].search(
            [('company_id', '=', self.env.company.id)], limit=1
        )
        for kind in (warehouse.in_type_id, warehouse.int_type_id):
            other = self.env['stock.picking'].create(
                {
                    'picking_type_id': kind.id,
                    'partner_id': self.customer.id,
                    'move_ids': [
                        Command.create(
                            {
                                'product_id': self.goods.id,
                                'product_uom_qty': 1,
                                'quantity': 1,
                                'picked': True,
                                'location_id': kind.default_location_src_id.id,
                                'location_dest_id': kind.default_location_dest_id.id,
                            }
                        )
                    ],
                }
            )
            self.assertFalse(other.finance_hold)
            other.with_user(self.warehouse_user).button_validate()
            self.assertEqual(other.state, 'done')

    def test_contact_of_a_customer(self):
        contact = self._customer("Site", parent_id=self.customer.id, type='delivery')
        picking = self._delivery(partner_id=contact.id)
        self._late()
        with self.assertRaises(UserError):
            picking.button_validate()

    def test_without_an_order(self):
        warehouse = self.env['stock.warehouse'].search(
            [('company_id', '=', self.env.company.id)], limit=1
        )
        kind = warehouse.out_type_id
        picking = self.env['stock.picking'].create(
            {
                'picking_type_id': kind.id,
                'partner_id': self.customer.id,
                'location_dest_id': self.env.ref('stock.stock_location_customers').id,
            }
        )
        self.assertFalse(picking.finance_hold)
        self._late()
        picking.invalidate_recordset()
        self.assertTrue(picking.finance_hold)

    def test_paid_before_delivery(self):
        term = self.env.ref('account.account_payment_term_30days').copy(
            {'finance_prepayment_percent': 30}
        )
        picking = self._delivery(payment_term_id=term.id)
        self.assertTrue(picking.finance_hold)
        self.assertIn("300.00", picking.finance_hold_reason)
        self.assertIn(picking, picking.search([('finance_hold', '=', True)]))
        with self.assertRaises(UserError):
            picking.button_validate()
        down = self._down_payment(picking.sudo().sale_id, 30)
        with self.assertRaises(UserError):
            picking.button_validate()
        self._pay(down)
        picking.invalidate_recordset()
        self.assertFalse(picking.finance_hold)
        picking.button_validate()
        self.assertEqual(picking.state, 'done')

    def test_other_company_selected(self):
        picking = self._delivery()
        self._late()
        company = self.env['res.company'].create({'name': "Second"})
        self.warehouse_user.company_ids += company
        with self.assertRaises(UserError):
            picking.with_context(
                allowed_company_ids=[company.id, picking.company_id.id]
            ).button_validate()

    def test_queries(self):
        """Eighty transfers are looked at with as many queries as one."""
        pickings = self.env['stock.picking']
        for number in range(80):
            pickings += self._delivery(partner_id=self._customer(f"Customer {number}").id)
        self._late(partner=pickings[3].partner_id)
        self.env.flush_all()
        counts = []
        for some in (pickings[:1], pickings):
            for _twice in range(2):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some._finance_stopped()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[3] - counts[1], 6)
