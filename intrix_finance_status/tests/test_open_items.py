from odoo.tests import freeze_time, new_test_user, tagged

from .common import day
from .test_documents import DocumentsCommon


@tagged('post_install', '-at_install')
class TestOpenItems(DocumentsCommon):
    """The button on the customer opens one list of all books that adds up to what is open."""

    def _open_list(self, user=None):
        partner = self.customer.with_user(user or self.env.user)
        action = partner.action_view_finance_open_items()
        return self.env[action['res_model']].with_user(partner.env.user).search(action['domain'])

    def _all_kinds(self):
        usd = self._usd()
        self._plain_invoice(1000, due=day(-5), date=day(-20))
        foreign = self._plain_invoice(333.33, due=day(5), currency_id=usd.id)
        self._pay(foreign, 100.01, currency_id=usd.id)
        self._plain_invoice(70, move_type='out_refund')
        self._unmatched_payment(12.34)
        self._document(total=500, due=day(-3))
        self._document(total=99.99, currency_id=usd.id, document_type='refund')

    def test_adds_up(self):
        self._all_kinds()
        items = self._open_list()
        self.assertEqual(
            sorted(zip(items.mapped('source'), items.mapped('document_type'), strict=True)),
            [
                ('account.move', 'invoice'),
                ('account.move', 'invoice'),
                ('account.move', 'payment'),
                ('account.move', 'refund'),
                ('finance.status.document', 'invoice'),
                ('finance.status.document', 'refund'),
            ],
        )
        self.assertEqual(
            self.eur.round(sum(items.mapped('balance_due'))), self.customer.finance_amount_due
        )
        # 1000 + 116.66 - 70 - 12.34 + 500 - 50
        self.assertEqual(self.customer.finance_amount_due, 1484.32)
        [(total,)] = items._read_group([('id', 'in', items.ids)], [], ['balance_due:sum'])
        self.assertAlmostEqual(total, 1484.32)

    def test_due_and_late(self):
        self._all_kinds()
        self.assertEqual(self._open_list().mapped('days_late'), [5, 3, 0, 0, 0, 0])
        with freeze_time('2026-03-17 10:00:00'):
            self.env.invalidate_all()
            self.assertEqual(self._open_list().filtered('days_late').mapped('days_late'), [6, 4])
        self.env.invalidate_all()
        late = self._open_list().filtered('days_late')
        self.assertEqual(late.mapped('date_due'), [day(-5), day(-3)])
        self.assertEqual(sum(late.mapped('balance_due')), self.customer.finance_amount_overdue)

    def test_opens_what_it_is_of(self):
        invoice = self._plain_invoice(1000)
        payment = self._unmatched_payment(10)
        document = self._document(total=500)
        opened = {
            (action['res_model'], action['res_id'])
            for action in (item.action_open() for item in self._open_list())
        }
        self.assertEqual(
            opened, {(record._name, record.id) for record in (invoice, payment, document)}
        )

    def test_for_whom(self):
        self._all_kinds()
        finance = new_test_user(self.env, 'items_finance', 'account.group_account_invoice')
        self.assertEqual(len(self._open_list(finance)), 6)
        seller = new_test_user(self.env, 'items_seller', 'sales_team.group_sale_manager')
        self.assertFalse(self.env['finance.status.open.item'].with_user(seller).has_access('read'))

    def test_other_company(self):
        """Figures of one company never contain another's."""
        self._all_kinds()
        other = self.env['res.company'].create({'name': "Other"})
        self.env.user.company_ids += other
        items = self.env['finance.status.open.item'].with_company(other)
        self.assertFalse(items.search([('partner_id', '=', self.customer.id)]))


@tagged('post_install', '-at_install')
class TestOrderOfStatuses(DocumentsCommon):
    """Statuses are grouped and sorted along the way from offer to cash, not by their names."""

    WAY = ['quotation', 'ordered', 'invoiced', 'partially_paid', 'overdue', 'paid']

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env['sale.order']
        for status in cls.WAY:
            customer = cls._customer(status)
            lead = cls._lead(partner_id=customer.id)
            order = cls._order(
                partner=customer, opportunity_id=lead.id, confirm=status != 'quotation'
            )
            cls.orders += order
            if status in ('quotation', 'ordered'):
                continue
            invoice = cls._invoice(order, due=day(-3 if status == 'overdue' else 10))
            if status in ('partially_paid', 'paid'):
                cls._pay(invoice, 1000 if status == 'paid' else 100)
        cls.leads = cls.orders.opportunity_id
        cls.customers = cls.orders.partner_id

    def test_groups_of_orders_and_opportunities(self):
        for records in (self.orders, self.leads):
            domain = [('id', 'in', records.ids)]
            rows = records.formatted_read_group(domain, ['finance_status'], ['__count'])
            self.assertEqual([row['finance_status'] for row in rows], self.WAY)
            groups = records.web_read_group(domain, ['finance_status'])['groups']
            self.assertEqual([group['finance_status'] for group in groups], self.WAY)
            [rows] = records.formatted_read_grouping_sets(domain, [['finance_status']])
            self.assertEqual([row['finance_status'] for row in rows], self.WAY)
            rows = records._read_group(domain, ['finance_status'], order='finance_status DESC')
            self.assertEqual([status for (status,) in rows], self.WAY[::-1])

    def test_two_levels(self):
        domain = [('id', 'in', self.orders.ids)]
        rows = self.orders._read_group(domain, ['company_id', 'finance_status'], ['__count'])
        self.assertEqual([status for _company, status, _count in rows], self.WAY)
        rows = self.orders._read_group(domain, ['finance_payment_status'])
        self.assertEqual(
            [status for (status,) in rows], ['no', 'not_due', 'partial', 'overdue', 'paid']
        )
        rows = self.customers._read_group([('id', 'in', self.customers.ids)], ['finance_status'])
        self.assertEqual([status for (status,) in rows], ['no', 'paid', 'due', 'overdue'])
        rows = self.leads._read_group(
            [('id', 'in', self.leads.ids)], ['partner_finance_status'], ['__count']
        )
        self.assertEqual([status for status, _count in rows], ['no', 'paid', 'due', 'overdue'])

    def test_sorted(self):
        domain = [('id', 'in', self.orders.ids)]
        self.assertEqual(self.orders.search(domain, order='finance_status'), self.orders)
        self.assertEqual(
            self.orders.search(domain, order='finance_status desc').ids, self.orders.ids[::-1]
        )

    def test_sales_to_cash_counts_offers(self):
        """The pivot's first measure is the sale: what is offered while nothing is confirmed."""
        view = self.env['crm.lead'].get_view(
            self.env.ref('intrix_finance_status.crm_lead_view_pivot_sales_to_cash').id, 'pivot'
        )
        self.assertIn('<field name="finance_amount_total" type="measure"/>', view['arch'])
        rows = self.leads._read_group(
            [('id', 'in', self.leads.ids)], ['finance_status'], ['finance_amount_total:sum']
        )
        self.assertEqual(rows[0], ('quotation', 1000))

    def test_overdue_of_the_customer_has_its_currency(self):
        lead = self.leads[4]
        self.assertEqual(lead.partner_finance_amount_overdue, 1000)
        [row] = lead.formatted_read_group(
            [('id', '=', lead.id)],
            [],
            [
                'partner_finance_amount_overdue:sum',
                'partner_finance_currency_id:array_agg_distinct',
            ],
        )
        self.assertEqual(row['partner_finance_currency_id:array_agg_distinct'], [self.eur.id])
        for view_type in ('form', 'list'):
            arch = self.env['crm.lead'].get_view(view_type=view_type)['arch']
            self.assertIn('name="partner_finance_currency_id"', arch)
