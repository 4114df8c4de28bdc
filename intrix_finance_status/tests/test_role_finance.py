from lxml import etree
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestRoleFinance(FinanceStatusCommon):
    """Who may invoice finds the first job of finance in the menus, and can do it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(
            cls.env, 'role_finance', 'account.group_account_invoice,account.group_account_readonly'
        )

    def _menu(self, name):
        menu = self.env.ref(f'intrix_finance_status.menu_finance_status_{name}')
        visible = self.env['ir.ui.menu'].with_user(self.finance).search([])
        self.assertIn(menu, visible, name)
        return menu

    def test_menus(self):
        for name in (
            'customers',
            'open_items',
            'to_invoice',
            'not_sent',
            'document',
            'worklist',
            'policy',
            'source',
        ):
            action = self._menu(name).sudo().action
            model = self.env[action.res_model].with_user(self.finance)
            model.search(safe_eval(action.domain or '[]'), limit=1)
            model.get_views([(False, view_type) for view_type in ('list', 'form', 'search')])

    def test_delivered_not_invoiced(self):
        self.service.invoice_policy = 'delivery'
        order = self._order()
        order.order_line.qty_delivered = 1
        orders = self.env['sale.order'].with_user(self.finance)
        self.assertIn(order, orders.search([('finance_delivered_not_invoiced', '=', True)]))
        action = self.env.ref('intrix_finance_status.sale_order_to_invoice_action').sudo()
        views = {mode: view_id for view_id, mode in action.views}
        arch = etree.fromstring(orders.get_view(views['list'], 'list')['arch'])
        amount = arch.find(".//field[@name='finance_amount_delivered_not_invoiced']")
        self.assertEqual(amount.get('optional'), 'show', "the amount that the list is about")

    def test_create_invoice(self):
        """On the order of a salesperson, by the button of Odoo."""
        seller = new_test_user(self.env, 'role_seller', 'sales_team.group_sale_salesman')
        order = self._order(user_id=seller.id)
        wizard = (
            self.env['sale.advance.payment.inv']
            .with_user(self.finance)
            .with_context(active_model='sale.order', active_ids=order.ids)
            .create({})
        )
        wizard.create_invoices()
        self.assertEqual(order.invoice_ids.state, 'draft')
        order.invoice_ids.with_user(self.finance).action_post()
        self.assertFinance(order, invoiced=1000)

    def test_down_payment(self):
        order = self._order()
        wizard = (
            self.env['sale.advance.payment.inv']
            .with_user(self.finance)
            .with_context(active_model='sale.order', active_ids=order.ids)
            .create({'advance_payment_method': 'percentage', 'amount': 30})
        )
        wizard.create_invoices()
        self.assertEqual(order.invoice_ids.amount_total, 300)

    def test_not_sent(self):
        invoice = self._plain_invoice(1000, due=day(3))
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.account_move_not_sent_action'
        )
        self.assertIn('not_sent', action['context'])
        self.assertFalse(invoice.is_move_sent)
