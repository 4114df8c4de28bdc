from odoo.tests import tagged

from .common import DeliveryHoldCommon


@tagged('post_install', '-at_install')
class TestDeliveryBatch(DeliveryHoldCommon):
    """A batch with one transfer on hold: the others go, the one on hold stays, with its reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if 'stock.picking.batch' not in cls.env:
            cls.skipTest(cls, "needs stock_picking_batch")

    def _batch(self, user):
        free = self._delivery(user, partner_id=self._customer("Free").id)
        held = self._delivery(user)
        batch = self.env['stock.picking.batch'].create({'picking_ids': (free + held).ids})
        batch.action_confirm()
        self._late()
        return batch.with_user(user), free, held

    def test_others_go(self):
        batch, free, held = self._batch(self.warehouse_user)
        action = batch.action_done()
        self.assertEqual(batch.picking_ids, free + held)
        self.assertEqual((free + held).mapped('state'), ['assigned', 'assigned'])
        self._dialog(action, self.warehouse_user).action_deliver_others()
        self.assertEqual(free.state, 'done')
        self.assertEqual(batch.picking_ids, free)
        self.assertEqual(batch.state, 'done')
        self.assertEqual(held.state, 'assigned')
        self.assertTrue(held.finance_hold)
        self.assertIn("1,000.00", held.finance_hold_reason)
        notes = held.sudo().message_ids.filtered(lambda note: "Left behind" in note.body)
        self.assertIn("1,000.00", notes.body)

    def test_all_go_with_a_reason(self):
        batch, free, held = self._batch(self.overrider)
        dialog = self._dialog(batch.action_done(), self.overrider)
        self._dialog(dialog.action_override(), self.overrider, reason="Hospital").action_override()
        self.assertEqual((free + held).mapped('state'), ['done', 'done'])
        self.assertEqual(batch.state, 'done')

    def test_none_goes(self):
        batch, free, held = self._batch(self.warehouse_user)
        free.sudo().batch_id = False
        with self.assertRefused(held.name):
            batch.action_done()
        self.assertEqual(held.state, 'assigned')
        self.assertEqual(batch.picking_ids, held)
