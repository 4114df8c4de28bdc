from contextlib import contextmanager

from odoo import Command
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import UserError
from odoo.tests.common import new_test_user


class DeliveryHoldCommon(FinanceStatusCommon):
    """Goods, a warehouse user, and one who may go on despite a hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_policy()
        cls.goods = cls.env['product.product'].create(
            {'name': "Goods", 'type': 'consu', 'list_price': 1000, 'taxes_id': [Command.clear()]}
        )
        cls.warehouse_user = new_test_user(cls.env, 'hold_warehouse', 'stock.group_stock_user')
        cls.overrider = new_test_user(
            cls.env,
            'hold_warehouse_override',
            'stock.group_stock_user,intrix_finance_status.group_finance_hold_override',
        )

    def _late(self, **values):
        return self._plain_invoice(1000, due=day(-40), date=day(-70), **values)

    def _delivery(self, user=None, **values):
        order = self.env['sale.order'].create(
            {
                'partner_id': self.customer.id,
                'payment_term_id': False,
                'order_line': [Command.create({'product_id': self.goods.id})],
                **values,
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        return picking.with_user(user or self.warehouse_user)

    def _dialog(self, action, user, **values):
        """Return the dialog that an action opens, filled in."""
        dialog = self.env[action['res_model']].with_user(user).with_context(**action['context'])
        return dialog.create(values)

    @contextmanager
    def assertRefused(self, text="1,000.00"):
        """What is done within is refused with this text, and leaves nothing behind."""
        with self.assertRaises(UserError) as caught:
            yield caught
        self.assertIn(text, str(caught.exception))
