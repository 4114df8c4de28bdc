from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day

MODELS = ('sale.order', 'crm.lead', 'res.partner')


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

    def _assert_refused(self, records, fname):
        path = f'parent_id.{fname}'
        for refused in (
            lambda: records.read([fname]),
            lambda: records.search([(fname, '!=', False)]),
            lambda: records.search([(path, '!=', False)]),
            lambda: records.search([('finance_status', '=', 'overdue')]),
            lambda: records.search([], order=fname),
            lambda: records._read_group([], [fname]),
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

    def test_facts_are_for_nobody(self):
        facts = self.order.sudo().finance_fact_ids
        self.assertTrue(facts)
        for user in self.salesperson + self.invoicing + self.auditor + self.employee + self.portal:
            with self.assertRaises(AccessError):
                self._as(user, facts).read(['amount_due'])
            self.assertNotIn('finance_fact_ids', self._as(user, self.order).fields_get())

    def test_stages_of_own_companies(self):
        other = self.env['res.company'].create({'name': "Other"})
        stage = self.env['finance.status.stage'].create(
            {
                'company_id': other.id,
                'finance_status': 'ordered',
                'stage_id': self.env['crm.stage'].search([], limit=1).id,
            }
        )
        self.assertFalse(self._as(self.salesperson, stage).search([('id', '=', stage.id)]))
        with self.assertRaises(AccessError):
            self._as(self.salesperson, self.env['finance.status.stage']).create(
                {'finance_status': 'paid', 'stage_id': stage.stage_id.id}
            )
