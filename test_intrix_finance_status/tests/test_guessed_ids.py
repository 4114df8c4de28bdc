from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged

FINANCE = 'intrix_finance_status.group_finance_status_user'


@tagged('post_install', '-at_install')
class TestGuessedIds(FinanceStatusCommon):
    """What somebody learns or does who guesses the IDs of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env['res.company'].create({'name': "Other"})
        cls.stranger = new_test_user(
            cls.env,
            'guess_stranger',
            f'sales_team.group_sale_manager,stock.group_stock_manager,{FINANCE}',
            company_id=cls.other_company.id,
            company_ids=cls.other_company.ids,
        )
        cls.finance = new_test_user(cls.env, 'guess_finance', FINANCE)
        cls.goods = cls.env['product.product'].create(
            {'name': "Goods", 'type': 'consu', 'taxes_id': [Command.clear()]}
        )

    def _hold(self):
        self.env['finance.status.hold'].create(
            {'partner_id': self.customer.id, 'reason': "Secret reason"}
        )

    def test_refusing_to_confirm_tells_nothing(self):
        order = self._order(confirm=False)
        self._hold()
        with self.assertRaises(AccessError) as refused:
            order.with_user(self.stranger).action_confirm()
        self.assertNotIn("Secret", str(refused.exception))
        with self.assertRaises(AccessError):
            order.with_user(self.stranger).write({'state': 'sale'})

    def test_refusing_to_validate_tells_nothing(self):
        order = self.env['sale.order'].create(
            {
                'partner_id': self.customer.id,
                'order_line': [Command.create({'product_id': self.goods.id})],
            }
        )
        order.action_confirm()
        self._hold()
        with self.assertRaises(AccessError) as refused:
            order.picking_ids.with_user(self.stranger).button_validate()
        self.assertNotIn("Secret", str(refused.exception))

    def test_dialog_of_a_colleague(self):
        """Odoo 19 has no rule of its own that keeps a dialog to its user."""
        colleague = new_test_user(self.env, 'guess_colleague', FINANCE)
        values = {'partner_ids': self.customer.ids, 'note': "Said in private"}
        dialog = self.env['finance.call.log'].with_user(self.finance).create(values)
        self.assertEqual(dialog.read(['note'])[0]['note'], "Said in private")
        theirs = dialog.with_user(colleague)
        theirs.invalidate_recordset()
        self.assertFalse(theirs.search([('id', '=', dialog.id)]))
        for refused in (
            lambda: theirs.read(['note']),
            lambda: theirs.write({'note': "x"}),
            theirs.action_log,
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_progress_of_imports(self):
        """Counts and amounts of the imports of all companies: read with the import alone."""
        progress = self.env['finance.status.import.progress'].sudo().create({'open_amount': 5})
        with self.assertRaises(AccessError):
            progress.with_user(self.finance).read(['open_amount'])
        with self.assertRaises(AccessError):
            progress.with_user(self.finance).search([])

    def test_mails_come_by_the_gateway(self):
        for name in ('message_new', 'message_update'):
            with self.assertRaises(AccessError):
                get_public_method(self.env['finance.status.import'], name)

    def test_reminding_nobody(self):
        """A dialog without customers, or one that is gone, sends nothing and breaks nothing."""
        dialog = self.env['finance.reminder.send'].with_user(self.finance)
        before = self.env['finance.status.action'].search_count([])
        dialog.action_send()
        self.assertEqual(self.env['finance.status.action'].search_count([]), before)

    def test_grouped_by_the_currency(self):
        self._plain_invoice(100, due=day(-5))
        lead = self._lead()
        [(currency, amount)] = self.env['crm.lead']._read_group(
            [('id', '=', lead.id)],
            ['partner_finance_currency_id'],
            ['partner_finance_amount_overdue:sum'],
        )
        self.assertEqual((currency, amount), (self.eur, 100))
