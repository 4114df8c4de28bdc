from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import day
from .statement_common import StatementCommon

FINANCE = 'intrix_finance_status.group_finance_status_user'


@tagged('post_install', '-at_install')
class TestStatementPrint(StatementCommon, MailCase):
    """Finance prints, looks at and mails statements from a dialog."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {'company_id': cls.env.company.id, 'company_ids': cls.env.company.ids}
        cls.finance = new_test_user(cls.env, 'statement_finance', FINANCE, **company)
        cls.salesperson = new_test_user(
            cls.env, 'statement_sales', 'sales_team.group_sale_manager', **company
        )
        cls.env['res.lang']._activate_lang('sl_SI')
        cls.customer.email = 'customer@example.com'
        cls.second = cls._customer("Drugi", email='second@example.com', lang='sl_SI')
        cls.accounts = cls._customer(
            "Računovodstvo", parent_id=cls.second.id, type='invoice', email='accounts@example.com'
        )
        cls.silent = cls._customer("Silent")
        cls.empty = cls._customer("Empty", email='empty@example.com')
        cls.customers = cls.customer + cls.second + cls.silent + cls.empty
        for customer in cls.customers - cls.empty:
            cls._plain_invoice(50, due=day(-4), date=day(-20), partner=customer)

    def _dialog(self, partners, user=None, **values):
        action = self.env.ref('intrix_finance_status.finance_statement_print_action')
        model = self.env[action.res_model].with_user(user or self.finance)
        form = Form(model.with_context(active_model='res.partner', active_ids=partners.ids))
        for fname, value in values.items():
            form[fname] = value
        return form.save()

    def test_print(self):
        contact = self._customer("Contact", parent_id=self.customer.id)
        dialog = self._dialog(contact, date=day(-2))
        self.assertEqual(dialog.partner_ids, self.customer)
        for action, report_type in (
            (dialog.action_print(), 'qweb-pdf'),
            (dialog.action_preview(), 'qweb-html'),
        ):
            self.assertEqual(action['type'], 'ir.actions.report')
            self.assertEqual(action['report_type'], report_type)
            self.assertEqual(
                action['data'], {'date': '2026-03-14', 'partner_ids': self.customer.ids}
            )
            html, _type = (
                self.env['ir.actions.report']
                .with_user(self.finance)
                ._render_qweb_html(action['report_name'], None, data=dict(action['data']))
            )
            self.assertIn("03/14/2026", html.decode())

    def test_only_with_open_items(self):
        dialog = self._dialog(self.customers)
        self.assertTrue(dialog.open_only)
        self.assertEqual(dialog._customers(), self.customers - self.empty)
        dialog.open_only = False
        self.assertEqual(dialog._customers(), self.customers)
        self.assertFalse(self._dialog(self.empty).open_only)
        dialog = self._dialog(self.customers, date=day(-21))
        with self.assertRaises(UserError):
            dialog.action_print()

    def test_mail_to_several(self):
        dialog = self._dialog(self.customers, date=day(-2))
        with self.mock_mail_gateway():
            told = dialog.action_send()
        self.assertEqual(told['params']['type'], 'warning')
        self.assertIn("Silent", told['params']['message'])
        mails = self._new_mails
        self.assertEqual(
            [mail.recipient_ids for mail in mails.sorted('res_id')], [self.customer, self.accounts]
        )
        for mail, customer in zip(mails.sorted('res_id'), self.customers, strict=False):
            self.assertEqual((mail.model, mail.res_id), ('res.partner', customer.id))
            self.assertIn(f'/my/open-items/{customer.id}"', mail.body_html)
            [file] = mail.attachment_ids
            self.assertIn('2026-03-14', file.name)
        self.assertIn("03/14/2026", mails.sorted('res_id')[0].subject)
        self.assertIn("14/03/2026", mails.sorted('res_id')[1].subject)

    def test_mail_to_one(self):
        """The composer shows it before it is sent, to who may write to the customer."""
        told = self._dialog(self.second).action_send()
        self.assertEqual(told['tag'], 'display_notification')
        self.finance.group_ids += self.env.ref('base.group_partner_manager')
        action = self._dialog(self.second, date=day(-2)).action_send()
        self.assertEqual(action['res_model'], 'mail.compose.message')
        composer = Form(
            self.env[action['res_model']].with_user(self.finance).with_context(**action['context'])
        ).save()
        self.assertEqual(composer.partner_ids, self.accounts)
        [file] = composer.attachment_ids
        self.assertIn('2026-03-14', file.name)
        with self.mock_mail_gateway():
            composer._action_send_mail()
        self.assertEqual(self.second.message_ids[:1].partner_ids, self.accounts)

    def test_access(self):
        for user in (self.salesperson, self.env.ref('base.public_user')):
            with self.assertRaises(AccessError):
                self._dialog(self.customer, user)
        bindings = {
            user: {
                action['name']
                for kind in ('action', 'report')
                for action in self.env['ir.actions.actions']
                .with_user(user)
                .get_bindings('res.partner')
                .get(kind, [])
            }
            for user in (self.finance, self.salesperson)
        }
        ours = {"Print or Send Statement", "Statement of open items"}
        self.assertLessEqual(ours, bindings[self.finance])
        self.assertFalse(ours & bindings[self.salesperson])
