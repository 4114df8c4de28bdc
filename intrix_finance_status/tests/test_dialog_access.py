from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day

# computed as superuser: why that is safe
COMPUTED_AS_SUPERUSER = {
    # nobody may create their lines; the methods check the customers as the user first
    ('finance.dispute.set', 'line_ids'),
    ('finance.exclusion.set', 'line_ids'),
    ('finance.reminder.send', 'line_ids'),
    ('finance.reminder.send', 'left_out'),
}


@tagged('post_install', '-at_install')
class TestDialogAccess(FinanceStatusCommon):
    """Dialogs show nothing of records that the user may not read, whatever ids come in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.setup_other_company()['company']
        cls.user = new_test_user(
            cls.env,
            'dialog_user',
            'intrix_finance_status.group_finance_status_user,sales_team.group_sale_salesman',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.env.company.finance_manual_documents = True
        cls.other_source = cls.env['finance.status.source'].create(
            {'name': "Theirs", 'code': 'theirs', 'company_id': cls.other_company.id}
        )
        cls.theirs = cls._customer("Theirs", company_id=cls.other_company.id)
        cls.document = cls.env['finance.status.document'].create(
            {
                'name': "T-1",
                'source_id': cls.other_source.id,
                'partner_id': cls.theirs.id,
                'amount_total': 1234,
                'date': day(-60),
            }
        )
        cls.order = cls.env['sale.order'].create(
            {'partner_id': cls.theirs.id, 'company_id': cls.other_company.id}
        )
        cls.transaction = (
            cls.env['finance.status.transaction']
            .sudo()
            .create(
                {
                    'source_id': cls.other_source.id,
                    'company_id': cls.other_company.id,
                    'account': 'HR1',
                    'identity': '1',
                    'date': day(-1),
                    'currency_id': cls.other_company.currency_id.id,
                    'amount': 1234,
                    'partner_id': cls.theirs.id,
                }
            )
        )

    def test_no_dialog_computes_as_superuser(self):
        """Odoo computes stored fields as superuser, unless the field says otherwise."""
        found = {
            (model._name, field.name)
            for model in self.env.values()
            if model._transient and model._name.startswith(('finance.', 'finance.status.'))
            for field in model._fields.values()
            if field.store and field.compute and field.compute_sudo
        }
        self.assertEqual(found, COMPUTED_AS_SUPERUSER)

    def _ways(self, name, vals):
        """Yield what a client may call with these values: it creates, or only asks."""
        Dialog = self.env[name].with_user(self.user)
        names = [n for n in Dialog.fields_get() if Dialog._fields[n].type != 'one2many']
        spec = {name: {} for name in names}
        yield 'create', lambda: Dialog.create(vals).read()
        yield 'onchange', lambda: Dialog.onchange(dict(vals), list(vals), spec)
        context = {f'default_{fname}': value for fname, value in vals.items()}
        yield 'proposed', lambda: Dialog.with_context(**context).onchange({}, [], spec)

    def test_promise_not_saved(self):
        """The number of a document is kept with a promise: of one that the user may read."""
        Promise = self.env['finance.status.promise'].with_user(self.user)
        values = {'source': 'finance.status.document', 'document_id': self.document.id}
        with self.assertRaises(AccessError):
            Promise.onchange(values, list(values), {'name': {}})

    def test_instalment_not_saved(self):
        """A form with another instalment of a document changes none of those it has."""
        source = self.env['finance.status.source'].create({'name': "Ours", 'code': 'ours'})
        own = self.document.create(
            {
                'name': "O-1",
                'source_id': source.id,
                'partner_id': self.customer.id,
                'amount_total': 100,
                'date': day(-60),
            }
        )
        Line = self.env['finance.status.document.line'].with_user(self.user)
        spec = {'amount_due': {}, 'document_id': {}}
        for document in (own, self.document):
            document.payment_ids = [(0, 0, {'amount': 30})]
            self.env.flush_all()
            due = document.line_ids.amount_due
            values = {'document_id': document.id, 'amount': 1000, 'date_due': str(day(90))}
            if document == own:
                Line.onchange(values, list(values), spec)
            else:
                with self.assertRaises(AccessError):
                    Line.onchange(values, list(values), spec)
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(document.line_ids.amount_due, due)

    def test_no_currency_yet(self):
        """A form shows a name before its company or currency is chosen."""
        for name, vals in (
            ('finance.status.promise', {'company_id': False, 'amount': 5}),
            ('finance.status.transaction', {}),
            ('finance.status.register.payment', {'currency_id': False, 'amount': 5}),
        ):
            with self.subTest(name):
                Model = self.env[name].with_user(self.user)
                spec = {fname: {} for fname in ('display_name', *vals)}
                self.assertIn('value', Model.onchange(vals, list(vals), spec))

    def test_foreign_ids(self):
        partners = [(6, 0, self.theirs.ids)]
        invoice = {
            'partner_id': self.customer.id,
            'currency_id': self.env.company.currency_id.id,
            'name': "1",
            'date_due': day(5),
        }
        for name, vals in (
            ('finance.promise.register', {'partner_ids': partners}),
            (
                'finance.promise.register',
                {
                    'partner_ids': [(6, 0, self.customer.ids)],
                    'source': 'finance.status.document',
                    'document_id': self.document.id,
                },
            ),
            ('finance.call.log', {'partner_ids': partners, 'note': "x"}),
            ('finance.reminder.send', {'partner_ids': partners}),
            (
                'finance.status.register.payment',
                {
                    'document_ids': [(6, 0, self.document.ids)],
                    'currency_id': self.other_company.currency_id.id,
                },
            ),
            (
                'finance.status.register.invoice',
                {**invoice, 'order_ids': [(6, 0, self.order.ids)]},
            ),
            (
                'finance.status.register.invoice',
                {'partner_id': self.customer.id, 'company_id': self.other_company.id},
            ),
            ('finance.status.register.invoices', {'order_ids': [(6, 0, self.order.ids)]}),
            (
                'finance.status.transaction.choose',
                {'transaction_ids': [(6, 0, self.transaction.ids)]},
            ),
            (
                'finance.status.match',
                {
                    'document_ids': [(6, 0, self.document.ids)],
                    'company_id': self.env.company.id,
                },
            ),
            ('finance.status.import.upload', {'source_id': self.other_source.id}),
        ):
            for way, call in self._ways(name, vals):
                self.env.invalidate_all()
                if way == 'create' and name == 'finance.status.register.invoice':
                    # the web client gives what is required: nothing is left to compute
                    continue
                told = self.subTest(dialog=name, way=way, fields=sorted(vals))
                with told, self.assertRaises(AccessError):
                    call()

    def test_foreign_actions(self):
        """What dialogs do, they do as the user."""
        partners = [(6, 0, self.theirs.ids)]
        reason = {'partner_ids': partners, 'reason': "x"}
        for name, vals, method in (
            ('finance.hold.set', reason, 'action_set'),
            ('finance.exclusion.set', reason, 'action_set'),
            ('finance.exclusion.set', {**reason, 'scope': 'documents'}, 'action_set'),
            ('finance.dispute.set', reason, 'action_set'),
            ('finance.responsible.set', {'partner_ids': partners}, 'action_set'),
            ('finance.statement.print', {'partner_ids': partners}, 'action_print'),
            ('finance.statement.print', {'partner_ids': partners}, 'action_send'),
        ):
            self.env.invalidate_all()
            with self.subTest(dialog=name, method=method), self.assertRaises(AccessError):
                dialog = self.env[name].with_user(self.user).create(vals)
                getattr(dialog, method)()

    def test_promise_of_a_document(self):
        """A promise is for a document that the user may read, of a model that has documents."""
        own = self.env['finance.status.document'].create(
            {
                'name': "O-1",
                'source_id': self.env['finance.status.source']
                .create({'name': "Own", 'code': 'own'})
                .id,
                'partner_id': self.customer.id,
                'amount_total': 100,
            }
        )
        move = self.env['account.move'].create({'move_type': 'entry'})
        Promise = self.env['finance.status.promise'].with_user(self.user)
        vals = {'partner_id': self.customer.id, 'amount': 5, 'date': day(5)}
        for source, document_id, refused in (
            ('finance.status.document', self.document.id, AccessError),
            ('account.move', move.id, AccessError),
            ('res.users', self.user.id, UserError),
            ('no.model', 1, UserError),
            (False, 1, UserError),
            ('finance.status.document', 2**31 - 1, UserError),
        ):
            with self.subTest(source=source), self.assertRaises(refused):
                Promise.create({**vals, 'source': source, 'document_id': document_id})
        promise = Promise.create({**vals, 'source': own._name, 'document_id': own.id})
        self.assertEqual(promise.name, "O-1")
        with self.assertRaises(AccessError):
            promise.document_id = self.document.id
        dialog = self.env['finance.promise.register'].with_user(self.user)
        dialog = dialog.create(
            {
                'partner_ids': self.customer.ids,
                'source': own._name,
                'document_id': own.id,
            }
        )
        self.assertEqual((dialog.amount, dialog.document_name), (100, "O-1"))
        dialog.action_register()
        self.assertEqual(Promise.search_count([('document_id', '=', own.id)]), 2)

    def test_nothing_given(self):
        """Who may not, is told so first; who may, what is missing."""
        salesperson = new_test_user(self.env, 'dialog_sales', 'sales_team.group_sale_salesman')
        for name in (
            'finance.status.hold',
            'finance.status.promise',
            'finance.status.document',
            'finance.status.import',
            'finance.status.source',
            'finance.status.document.payment',
            'finance.status.document.order',
            'finance.status.document.line',
        ):
            with self.subTest(model=name), self.assertRaises(AccessError):
                self.env[name].with_user(salesperson).create({})
        for name in ('finance.status.hold', 'finance.status.promise'):
            with self.subTest(model=name):
                with self.assertRaises(UserError) as refused:
                    self.env[name].with_user(self.user).create({})
                self.assertIn("customer", str(refused.exception))

    def test_options_of_the_statement(self):
        """A wrong option is told as a sentence, after asking whether the user may."""
        Report = self.env['report.intrix_finance_status.report_statement']
        salesperson = new_test_user(self.env, 'report_sales', 'sales_team.group_sale_salesman')
        for data in (
            {'partner_ids': self.customer.ids, 'date': 'yesterday'},
            {'partner_ids': self.customer.ids, 'date': 20260101},
            {'partner_ids': self.customer.ids, 'date': ['2026-01-01']},
            {'partner_ids': 'abc'},
            {'partner_ids': ['1']},
            {'partner_ids': {'a': 1}},
        ):
            with self.subTest(data=data):
                with self.assertRaises(AccessError):
                    Report.with_user(salesperson)._get_report_values([], data)
                with self.assertRaises(UserError):
                    Report.with_user(self.user)._get_report_values([], data)
        values = Report.with_user(self.user)._get_report_values(
            [], {'partner_ids': self.customer.ids, 'date': '2026-01-31'}
        )
        self.assertEqual(values['docs'], self.customer)
        with self.assertRaises(UserError):
            Report.with_user(self.user).with_context(
                finance_statement_date='nonsense'
            )._get_report_values(self.customer.ids, {})
