from odoo import Command
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusBase, day
from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestDeliveryUi(FinanceStatusBase, HttpCase):
    """A delivery on hold in the web client, as the warehouse sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_policy()
        cls.invoice = cls._plain_invoice(due=day(-40), date=day(-70))
        goods = cls.env['product.product'].create({'name': "Goods", 'type': 'consu'})
        sales = cls._user('delivery_tour_sales', 'sales_team.group_sale_salesman_all_leads', True)
        orders = cls.env['sale.order'].create(
            [
                {
                    'partner_id': customer.id,
                    'order_line': [Command.create({'product_id': goods.id})],
                }
                for customer in (cls.customer, cls._customer("Free"))
            ]
        )
        orders.with_context(finance_hold_override="Test").with_user(sales).action_confirm()
        cls.picking, cls.free = (order.picking_ids for order in orders)
        cls.url = f'/odoo/action-stock.action_picking_tree_outgoing/{cls.picking.id}'

    @classmethod
    def _user(cls, login, groups, may_override=False):
        if may_override:
            groups += ',intrix_finance_status.group_finance_hold_override'
        company = cls.env.company
        return new_test_user(
            cls.env, login, groups, company_id=company.id, company_ids=[company.id]
        )

    def test_released_by_payment(self):
        """It says why it can't go; finance registers the payment; the same button works."""
        user = self._user('delivery_tour', 'stock.group_stock_user')
        finance = self._user('delivery_tour_finance', 'account.group_account_invoice')
        self.start_tour(self.url, 'finance_delivery_stopped', login=user.login)
        self.assertEqual(self.picking.state, 'assigned')
        dialog = self.env['account.payment.register'].with_user(finance)
        dialog.with_context(active_model='account.move', active_ids=self.invoice.ids).create(
            {}
        ).action_create_payments()
        self.start_tour(self.url, 'finance_delivery_released', login=user.login)
        self.assertEqual(self.picking.state, 'done')

    def test_override(self):
        user = self._user('delivery_tour_override', 'stock.group_stock_user', may_override=True)
        self.start_tour(self.url, 'finance_delivery_override', login=user.login)
        self.assertEqual(self.picking.state, 'done')
        for record in (self.picking, self.picking.sale_id, self.customer):
            notes = record.message_ids.filtered(lambda note: "hospital" in note.body)
            self.assertEqual(len(notes), 1, record)

    def test_others_go(self):
        """Validated from the list: the one on hold stays, the other goes."""
        user = self._user('delivery_tour_others', 'stock.group_stock_user')
        domain = [('id', 'in', (self.picking + self.free).ids)]
        action = self.env.ref('stock.action_picking_tree_all').copy(
            {'domain': domain, 'context': {}, 'view_mode': 'list,form', 'view_id': False}
        )
        self.start_tour(f'/odoo/action-{action.id}', 'finance_delivery_others', login=user.login)
        self.assertEqual(self.free.state, 'done')
        self.assertEqual(self.picking.state, 'assigned')

    def test_reason_is_no_error(self):
        """A question for the reason and a refusal are no errors in the log of the server."""
        for login, may_override in (('delivery_log', False), ('delivery_log_override', True)):
            user = self._user(login, 'stock.group_stock_user', may_override=may_override)
            self.authenticate(user.login, user.login)
            with self.assertNoLogs('odoo', level='ERROR'):
                answer = self.url_open(
                    '/web/dataset/call_button/stock.picking/button_validate',
                    json={
                        'params': {
                            'model': 'stock.picking',
                            'method': 'button_validate',
                            'args': [self.picking.ids],
                            'kwargs': {},
                        }
                    },
                ).json()
            if may_override:
                self.assertEqual(answer['result']['res_model'], 'finance.hold.override')
            else:
                self.assertIn("1,000.00", answer['error']['data']['message'])
