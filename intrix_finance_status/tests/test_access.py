from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day

MODELS = ('sale.order', 'crm.lead', 'res.partner')
OUR_PREFIXES = ('finance_', 'partner_finance_')


@tagged('post_install', '-at_install')
class TestAccess(FinanceStatusCommon):
    """Who sees the figures sees them whole, and nothing else opens up because of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._user('sales', 'sales_team.group_sale_salesman')
        cls.colleague = cls._user('colleague', 'sales_team.group_sale_salesman')
        cls.invoicing = cls._user('invoicing', 'account.group_account_invoice')
        cls.auditor = cls._user('auditor', 'account.group_account_readonly')
        cls.manager = cls._user(
            'manager', 'sales_team.group_sale_manager,account.group_account_invoice'
        )
        cls.employee = cls._user('employee', 'base.group_user')
        cls.portal = cls._user('portal_user', 'base.group_portal')
        cls.public = cls._user('public_user', 'base.group_public')
        cls.lead = cls._lead(user_id=cls.salesperson.id)
        cls.order = cls._order(opportunity_id=cls.lead.id, user_id=cls.salesperson.id)
        cls.invoice = cls._invoice(cls.order, due=day(-4))
        # a colleague's: the rule "Personal Invoices" hides it from the salesperson
        cls.invoice.invoice_user_id = cls.colleague
        cls.env.flush_all()

    @classmethod
    def _user(cls, login, group):
        return new_test_user(
            cls.env,
            f'finance_{login}',
            group,
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )

    def _as(self, user, records):
        records = records.with_user(user)
        self.env.invalidate_all()
        return records

    def test_salesperson_sees_the_whole_figures(self):
        expected = {'invoiced': 1000, 'due': 1000, 'overdue': 1000, 'days': 4, 'status': 'overdue'}
        invoice = self._as(self.salesperson, self.invoice)
        self.assertFalse(invoice._filtered_access('read'))
        self.assertFinance(self._as(self.salesperson, self.order), **expected)
        self.assertFinance(self._as(self.salesperson, self.lead), **expected)
        expected.pop('invoiced')
        self.assertFinance(self._as(self.salesperson, self.customer), **expected)
        lead = self._as(self.salesperson, self.lead)
        self.assertEqual(lead.partner_finance_status, 'overdue')
        self.assertEqual(lead.partner_finance_amount_overdue, 1000)
        self.assertEqual(lead.search([('partner_finance_amount_overdue', '>', 999)]), lead)

    def test_salesperson_sees_the_reason(self):
        documents = self._as(self.salesperson, self.order).finance_documents
        self.assertIn(self.invoice.name, documents)
        self.assertNotIn('href', documents)

    def test_no_order_of_a_colleague(self):
        for Model, record in (('sale.order', self.order), ('crm.lead', self.lead)):
            records = self._as(self.colleague, self.env[Model])
            self.assertNotIn(record, records.search([('finance_status', '=', 'overdue')]))
            groups = dict(records._read_group([], ['finance_status'], ['__count']))
            self.assertNotIn('overdue', groups)
            [(total,)] = records._read_group([], [], ['finance_amount_due:sum'])
            self.assertFalse(total)
            with self.assertRaises(AccessError):
                self._as(self.colleague, record).read(['finance_status'])

    def test_finance(self):
        for user in self.invoicing + self.auditor:
            self.assertFinance(self._as(user, self.customer), due=1000, status='overdue')
        self.assertFinance(self._as(self.invoicing, self.order), due=1000, status='overdue')

    def test_implied_groups(self):
        viewer = 'intrix_finance_status.group_finance_status_viewer'
        for user in self.salesperson + self.invoicing + self.auditor:
            self.assertTrue(user.has_group(viewer), user.login)
        for user in self.employee + self.portal + self.public:
            self.assertFalse(user.has_group(viewer), user.login)
        finance_user = 'intrix_finance_status.group_finance_status_user'
        self.assertTrue(self.invoicing.has_group(finance_user))
        self.assertFalse((self.salesperson).has_group(finance_user))

    def _assert_refused(self, records, fname, parent='parent_id'):
        path = f'{parent}.{fname}'
        field_type = records.sudo()._fields[fname].type
        aggregator = 'sum' if field_type in ('monetary', 'integer', 'float') else 'max'
        for refused in (
            lambda: records.read([fname]),
            lambda: records.search([(fname, '!=', False)]),
            lambda: records.search([(path, '!=', False)]),
            lambda: records.search([('finance_status', '=', 'overdue')]),
            lambda: records.search([], order=fname),
            lambda: records._read_group([], [fname]),
            lambda: records._read_group([], ['id'], [f'{fname}:{aggregator}']),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_not_for_others(self):
        """Neither read, found, sorted, grouped, summed nor listed, also along a path."""
        for user in self.employee + self.portal + self.public:
            partner = self._as(user, user.partner_id)
            for fname in partner._finance_derived_fields:
                with self.subTest(user=user.login, field=fname):
                    self.assertNotIn(fname, partner.fields_get())
                    self._assert_refused(partner, fname)
            for Model in MODELS:
                records = self._as(user, self.env[Model])
                ours = set(records._finance_derived_fields) | {
                    name for name in records._fields if name.startswith('partner_finance_')
                }
                shown = set(records.sudo(False).fields_get()) if records.has_access('read') else ()
                self.assertFalse(ours & set(shown), user.login)

    def test_every_field_asks_for_a_group(self):
        """Also those that are not derived, on every model of Odoo's that shows records."""
        for model_name in (*MODELS, 'account.move', 'account.move.line'):
            Model = self.env[model_name]
            ours = [name for name in Model._fields if name.startswith(OUR_PREFIXES)]
            self.assertTrue(ours or model_name == 'account.move.line', model_name)
            for user in self.employee + self.portal + self.public:
                records = Model.with_user(user)
                for name in ours:
                    label = f'{user.login}: {model_name}.{name}'
                    self.assertFalse(records._has_field_access(Model._fields[name], 'read'), label)
            for name in ours:
                if name not in ('finance_fact_ids', 'finance_prepayment_ids'):
                    records = Model.with_user(self.manager)
                    self.assertTrue(records._has_field_access(Model._fields[name], 'read'), name)

    def test_portal_customer(self):
        """Who may open an order in the portal gets none of our figures with it."""
        self.order.partner_id = self.portal.partner_id
        self.order.message_subscribe(self.portal.partner_id.ids)
        order = self._as(self.portal, self.order)
        self.assertEqual(order.read(['name'])[0]['name'], self.order.name)
        self.assertEqual(order.search([('id', '=', order.id)]), order)
        for fname in order._finance_derived_fields:
            with self.subTest(field=fname):
                self._assert_refused(order, fname, 'partner_id.sale_order_ids')
        with self.assertRaises(AccessError):
            order.read(['finance_documents'])

    def test_orders_of_a_joint_invoice(self):
        """Who may open an invoice sees those of its orders that are theirs."""
        theirs = self._order(user_id=self.colleague.id)
        mine = self._order(user_id=self.salesperson.id)
        invoice = self._invoice(mine + theirs)
        invoice.invoice_user_id = self.salesperson
        self.assertEqual(invoice.finance_order_ids, mine + theirs)
        invoice = self._as(self.salesperson, invoice)
        self.assertEqual(invoice.finance_order_ids, mine)
        self.assertEqual(invoice.search([('finance_order_ids', '=', mine.id)]), invoice)
        self.assertFalse(invoice.search([('finance_order_ids', '=', theirs.id)]))
        self.assertFalse(invoice.search([('finance_order_ids.name', '=', theirs.name)]))

    def test_facts_are_for_nobody(self):
        facts = self.order.sudo().finance_fact_ids
        self.assertTrue(facts)
        for user in self.salesperson + self.invoicing + self.auditor + self.employee + self.portal:
            rows = self._as(user, facts)
            for refused in (
                lambda: rows.read(['amount_due']),  # noqa: B023 - called at once
                lambda: rows.search([]),  # noqa: B023 - called at once
                lambda: rows.write({'amount_due': 1}),  # noqa: B023 - called at once
                lambda: rows.create({'order_id': self.order.id}),  # noqa: B023 - called at once
                rows.unlink,
            ):
                with self.assertRaises(AccessError):
                    refused()
            self.assertNotIn('finance_fact_ids', self._as(user, self.order).fields_get())
        system = self._as(self._user('system', 'base.group_system'), facts)
        self.assertEqual(system.read(['amount_due'])[0]['amount_due'], 1000)
        with self.assertRaises(AccessError):
            system.write({'amount_due': 1})

    def test_stages_of_own_companies(self):
        other = self.env['res.company'].create({'name': "Other"})
        crm_stage = self.env['crm.stage'].search([], limit=1)
        hidden, shown = self.env['finance.status.stage'].create(
            [
                {
                    'company_id': company.id,
                    'finance_status': 'ordered',
                    'stage_id': crm_stage.id,
                }
                for company in (other, self.env.company)
            ]
        )
        both = [('id', 'in', (hidden + shown).ids)]
        for user in self.salesperson + self.manager:
            self.assertEqual(self._as(user, hidden).search(both), shown)
            with self.assertRaises(AccessError):
                self._as(user, hidden).read(['finance_status'])
        values = {'finance_status': 'paid', 'stage_id': crm_stage.id}
        stages = self._as(self.salesperson, self.env['finance.status.stage'])
        with self.assertRaises(AccessError):
            stages.create(values)
        stages = self._as(self.manager, stages)
        self.assertTrue(stages.create(values))
        with self.assertRaises(AccessError):
            stages.create({**values, 'company_id': other.id})
        with self.assertRaises(AccessError):
            self._as(self.employee, shown).read(['finance_status'])
