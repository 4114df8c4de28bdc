from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import FinanceStatusCommon, day

DIALOGS = (
    'finance.call.log',
    'finance.dispute.set',
    'finance.exclusion.set',
    'finance.promise.register',
    'finance.responsible.set',
)


@tagged('post_install', '-at_install')
class TestFollowUpDialogs(FinanceStatusCommon):
    """What finance does with the customers of the worklist, one or many at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(cls.env, 'follow_finance', 'account.group_account_invoice')
        cls.salesperson = new_test_user(cls.env, 'follow_sales', 'sales_team.group_sale_salesman')
        cls.invoice = cls._plain_invoice(1000.0, due=day(-20), date=day(-50))
        cls.other = cls._customer("Other")
        cls.other_invoice = cls._plain_invoice(300.0, due=day(-5), date=day(-35), partner=cls.other)
        cls.both = cls.customer + cls.other

    def _dialog(self, action, user=None):
        """Return the form of the dialog that ``action`` opens."""
        Dialog = self.env[action['res_model']].with_user(user or self.finance)
        if action.get('res_id'):
            return Form(Dialog.browse(action['res_id']))
        return Form(Dialog.with_context(**action['context']))

    def _choose(self, form, document):
        """Tick a document in the table of a dialog."""
        lines = form._record.line_ids
        [index] = [n for n, line in enumerate(lines) if line.document_id == document.id]
        with form.line_ids.edit(index) as line:
            line.chosen = True

    def _open(self, records, name):
        return self._dialog(getattr(records.with_user(self.finance), name)())

    def test_promise(self):
        with self._open(self.customer, 'action_finance_promise') as form:
            self.assertEqual(form.amount, 1000)
            form.amount = 400.0
            form.date = day(3)
            form.note = "Ms Novak"
        form.record.action_register()
        promise = self.customer.finance_promise_ids
        self.assertEqual((promise.amount, promise.date, promise.note), (400, day(3), "Ms Novak"))
        self.assertEqual((promise.date_made, promise.user_id), (day(0), self.finance))
        self.assertFalse(promise.document_id)
        self.assertEqual(self.customer.finance_follow_up_state, 'promised')

    def test_promises_of_many(self):
        nothing = self._customer("Owes nothing")
        form = self._open(self.both + nothing, 'action_finance_promise')
        form.save().action_register()
        self.assertEqual(self.customer.finance_promise_ids.amount, 1000)
        self.assertEqual(self.other.finance_promise_ids.amount, 300)
        self.assertFalse(nothing.finance_promise_ids)

    def test_nothing_to_promise(self):
        nothing = self._customer("Owes nothing")
        form = self._open(nothing + self._customer("Nor does"), 'action_finance_promise')
        with self.assertRaises(UserError):
            form.save().action_register()

    def test_promise_of_an_invoice(self):
        form = self._open(self.invoice, 'action_finance_promise')
        self.assertEqual((form.document_name, form.amount), (self.invoice.name, 1000))
        form.save().action_register()
        promise = self.customer.finance_promise_ids
        self.assertEqual(
            (promise.source, promise.document_id, promise.name),
            ('account.move', self.invoice.id, self.invoice.name),
        )

    def test_document_kept_elsewhere(self):
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        document = self.env['finance.status.document'].create(
            {
                'source_id': source.id,
                'name': "E1",
                'partner_id': self.customer.id,
                'date': day(-50),
                'date_due': day(-10),
                'amount_total': 400.0,
            }
        )
        form = self._open(document, 'action_finance_promise')
        self.assertEqual((form.document_name, form.amount), ("E1", 400))
        form.save().action_register()
        promise = self.customer.finance_promise_ids
        self.assertEqual((promise.source, promise.document_id), (document._name, document.id))
        form = self._open(document, 'action_finance_dispute')
        form.reason = "Never ordered"
        form.save().action_set()
        self.assertTrue(document.disputed)
        self.assertEqual(document.dispute_reason, "Never ordered")
        self.assertIn("E1", self.customer.message_ids[0].body)
        form = self._open(self.customer, 'action_finance_exclude')
        form.scope = 'documents'
        self._choose(form, document)
        form.reason = "Bankrupt"
        form.save().action_set()
        self.assertTrue(document.no_followup)

    def test_call(self):
        with self._open(self.both, 'action_finance_log_call') as form:
            form.note = "Will look into it"
        form.record.action_log()
        for customer in self.both:
            action = customer.finance_action_ids
            self.assertEqual(
                (action.kind, action.state, action.note, action.user_id),
                ('call', 'done', "Will look into it", self.finance),
            )
            self.assertFalse(action.level_id or action.document_id)
            self.assertEqual(customer.finance_last_contact, day(0))
            self.assertIn("Will look into it", customer.message_ids[0].body)
            self.assertFalse(customer.finance_promise_ids)

    def test_call_with_a_promise(self):
        with self._open(self.customer, 'action_finance_log_call') as form:
            form.note = "Pays half of it"
            form.promised = True
            form.amount = 500.0
            form.date = day(4)
        form.record.action_log()
        promise = self.customer.finance_promise_ids
        self.assertEqual((promise.amount, promise.date), (500, day(4)))

    def test_dispute(self):
        second = self._plain_invoice(50.0, due=day(-2), date=day(-32))
        form = self._open(self.customer, 'action_finance_dispute')
        self.assertRecordValues(
            form.record.line_ids,
            [
                {
                    'name': self.invoice.name,
                    'date_due': day(-20),
                    'amount_due': 1000,
                    'chosen': False,
                },
                {'name': second.name, 'date_due': day(-2), 'amount_due': 50, 'chosen': False},
            ],
        )
        form.reason = "Broken on arrival"
        dialog = form.save()
        with self.assertRaises(UserError):
            dialog.action_set()
        self._choose(form, self.invoice)
        form.save().action_set()
        self.assertEqual(second.payment_state, 'not_paid')
        self.assertEqual(self.invoice.payment_state, 'blocked')
        self.assertEqual(self.invoice.finance_dispute_reason, "Broken on arrival")
        self.assertIn(self.invoice.name, self.customer.message_ids[0].body)
        self.invoice.with_user(self.finance).action_finance_end_dispute()
        self.assertEqual(self.invoice.payment_state, 'not_paid')

    def test_dispute_of_invoices(self):
        self._plain_invoice(50.0, due=day(-2), date=day(-32))
        form = self._open(self.invoice + self.other_invoice, 'action_finance_dispute')
        chosen = form.record.line_ids.filtered('chosen')
        self.assertEqual(
            sorted(chosen.mapped('document_id')), sorted((self.invoice + self.other_invoice).ids)
        )
        self.assertEqual(len(form.record.line_ids), 3)
        form.reason = "Wrong prices"
        form.save().action_set()
        self.assertEqual(
            (self.invoice + self.other_invoice).mapped('payment_state'), ['blocked'] * 2
        )
        self.assertNotIn(self.invoice.name, self.other.message_ids[0].body)

    def test_dispute_of_an_instalment(self):
        """The due date shown is that of the first instalment that is open."""
        invoice = self._plain_invoice(1000.0, date=day(-40), term=self.term_30_70)
        lines = self._open(invoice, 'action_finance_dispute').record.line_ids
        self.assertEqual(lines.filtered('chosen').date_due, day(-40))

    def test_dispute_needs_a_reason(self):
        action = self.invoice.with_user(self.finance).action_finance_dispute()
        dialog = self.env[action['res_model']].with_user(self.finance).browse(action['res_id'])
        with self.assertRaises(UserError):
            dialog.action_set()

    def test_dispute_of_what_was_not_shown(self):
        """What a dialog is about is not for the client to say."""
        action = self.invoice.with_user(self.finance).action_finance_dispute()
        dialog = self.env[action['res_model']].with_user(self.finance).browse(action['res_id'])
        for values in (
            {'document_id': self.other_invoice.id, 'chosen': True},
            {'source': 'res.partner'},
            {'amount_due': 1},
        ):
            with self.assertRaises(AccessError):
                dialog.line_ids.write(values)
        with self.assertRaises(AccessError):
            dialog.line_ids = [Command.create({'source': 'res.partner', 'document_id': 1})]
        company = self.setup_other_company(name="Other")['company']
        self.other.company_id = company
        with self.assertRaises(AccessError):
            dialog.create({'partner_ids': [Command.set(self.other.ids)]}).line_ids.read(['name'])

    def test_exclude_and_include(self):
        form = self._open(self.both, 'action_finance_exclude')
        form.reason = "Bankrupt"
        form.save().action_set()
        self.assertEqual(self.both.mapped('finance_no_followup'), [True, True])
        self.assertIn("Bankrupt", self.other.message_ids[0].body)
        self.both.with_user(self.finance).action_finance_include()
        self.assertEqual(self.both.mapped('finance_no_followup'), [False, False])

    def test_exclude_an_invoice(self):
        form = self._open(self.customer, 'action_finance_exclude')
        form.scope = 'documents'
        self._choose(form, self.invoice)
        form.reason = "Set off"
        form.save().action_set()
        self.assertTrue(self.invoice.no_followup)
        self.assertFalse(self.customer.finance_no_followup)
        self.assertEqual(self.customer.finance_follow_up_state, 'excluded')

    def test_assign(self):
        contact = self._customer("Contact", parent_id=self.customer.id)
        form = self._open(contact + self.other, 'action_finance_assign')
        self.assertEqual(form.user_id, self.finance)
        form.save().action_set()
        self.assertEqual(self.both.finance_responsible_id, self.finance)
        groups = self.env['res.partner']._read_group(
            [('id', 'in', self.both.ids)], ['finance_responsible_id'], ['__count']
        )
        self.assertEqual(groups, [(self.finance, 2)])

    def test_log_on_documents_and_orders(self):
        order = self._order(partner=self.other)
        invoice = self._invoice(order, due=day(-1))
        values = {'company_id': self.env.company.id, 'kind': 'mail', 'source': 'account.move'}
        self.env['finance.status.action'].sudo().create(
            [
                {**values, 'partner_id': self.other.id, 'document_id': invoice.id},
                {**values, 'partner_id': self.other.id, 'document_id': invoice.id},
                {**values, 'partner_id': self.customer.id, 'document_id': self.invoice.id},
            ]
        )
        for records in (order, invoice, self.other):
            self.assertEqual(records.with_user(self.finance).finance_action_count, 2)
        self.assertEqual(self.other_invoice.finance_action_count, 0)

    def test_salesperson(self):
        """A salesperson sees what is promised, and can change none of it."""
        self._open(self.customer, 'action_finance_promise').save().action_register()
        customer = self.customer.with_user(self.salesperson)
        self.assertEqual(
            (customer.finance_follow_up_state, customer.finance_promise_amount),
            ('promised', 1000),
        )
        for model in (*DIALOGS, 'finance.status.promise', 'finance.status.action'):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.salesperson).check_access('read')
        for fname in ('finance_promise_ids', 'finance_action_ids', 'finance_responsible_id'):
            with self.assertRaises(AccessError):
                customer.read([fname])

    def test_portal(self):
        portal = new_test_user(self.env, 'follow_portal', 'base.group_portal')
        for fname in ('finance_follow_up_state', 'finance_promise_date', 'finance_worklist'):
            with self.assertRaises(AccessError):
                self.customer.with_user(portal).read([fname])

    def test_finance_of_another_company(self):
        self._open(self.customer, 'action_finance_promise').save().action_register()
        company = self.setup_other_company(name="Other")['company']
        stranger = new_test_user(
            self.env,
            'follow_other',
            'account.group_account_invoice',
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        customer = self.customer.with_user(stranger)
        self.assertFalse(customer.finance_promise_ids)
        self.assertFalse(customer.finance_follow_up_state)
        self.assertFalse(customer.finance_promise_state)
        self.assertFalse(
            self.env['res.partner'].with_user(stranger).search([('finance_worklist', '=', True)])
        )
        with self.assertRaises(AccessError):
            self.customer.finance_promise_ids.with_user(stranger).read(['amount'])

    def test_views(self):
        """The worklist opens on the finance page of the customer."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.res_partner_worklist_action'
        )
        views = self.env['res.partner'].with_user(self.finance).get_views(action['views'])
        self.assertIn('autofocus', views['views']['form']['arch'])
        self.assertIn('action_finance_log_call', views['views']['list']['arch'])
        data = (
            self.env['res.partner']
            .with_user(self.finance)
            .web_read_group(
                [('id', 'in', self.both.ids), ('finance_worklist', '=', True)],
                ['finance_follow_up_state'],
                ['finance_amount_overdue:sum'],
            )
        )
        [group] = data['groups']
        self.assertEqual(
            (group['finance_follow_up_state'], group['finance_amount_overdue:sum']),
            ('overdue', 1300),
        )

    def test_salesperson_makes_contacts(self):
        """A contact takes over what only finance may see, without its maker seeing it."""
        self.customer.finance_responsible_id = self.finance
        self.customer.finance_no_followup = True
        Partner = self.env['res.partner'].with_user(self.salesperson)
        contact = Partner.create({'name': "Contact", 'parent_id': self.customer.id}).sudo()
        self.assertEqual(contact.finance_responsible_id, self.finance)
        self.assertTrue(contact.finance_no_followup)
