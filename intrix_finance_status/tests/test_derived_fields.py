from collections import Counter, defaultdict
from unittest.mock import patch

from odoo.fields import Command, Domain
from odoo.tests import tagged

from .brute_force import Agreement, group_key
from .common import FinanceStatusCommon, day

ORDER_STATUS = [
    'quotation',
    'sent',
    'expired',
    'ordered',
    'partially_invoiced',
    'invoiced',
    'partially_paid',
    'overdue',
    'in_payment',
    'paid',
    'reversed',
    'cancelled',
]


@tagged('post_install', '-at_install')
class TestDerivedFields(Agreement, FinanceStatusCommon):
    """Reading, searching, sorting, grouping and exporting all give the same answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls._usd()
        cls.partners = cls.env['res.partner']
        cls.leads = cls.env['crm.lead']
        cls.orders = cls.env['sale.order']
        cls._create_offers()
        cls._create_invoiced()
        cls._create_settled()
        cls._create_joint()
        cls.leads |= cls._lead(name="No order") + cls._lead(name="No customer", partner_id=False)
        cls.partners |= cls.leads.partner_id
        debtor = cls.orders.filtered(lambda o: o.finance_status == 'overdue')[:1].partner_id
        contact = cls._customer("Contact", parent_id=debtor.id, type='contact')
        creditor = cls._customer("Paid in advance")
        cls._unmatched_payment(77, creditor)
        cls._pay_in_advance(cls.orders[:1], 5)
        no_order = cls._customer("Without order")
        cls._plain_invoice(12.34, due=day(-100), partner=no_order)
        never = cls._customer("Never")
        cls.partners |= contact + creditor + no_order + never
        cls._hold_policy(hold_amount=0)
        cls.env['finance.status.hold'].create({'partner_id': creditor.id, 'reason': "Fraud"})
        cls._follow_up(debtor, no_order)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _pay_in_advance(cls, order, amount):
        payment = cls.env['account.payment'].create(
            {
                'amount': amount,
                'partner_id': order.partner_id.id,
                'date': day(0),
                'finance_order_ids': [Command.set(order.ids)],
            }
        )
        payment.action_post()

    @classmethod
    def _follow_up(cls, debtor, other):
        """Have promises, a dispute and actions of both customers."""
        invoice = cls._plain_invoice(50, due=day(-10), partner=other)
        invoice._finance_dispute("Never ordered")
        # what the debtor promised to pay
        cls._plain_invoice(30, due=day(-12), partner=debtor)
        values = {'date_made': day(-9), 'amount': 20}
        cls.env['finance.status.promise'].create(
            [
                {**values, 'partner_id': debtor.id, 'date': day(-1)},
                {**values, 'partner_id': other.id, 'date': day(1)},
            ]
        )
        values = {'company_id': cls.env.company.id, 'kind': 'mail'}
        cls.env['finance.status.action'].sudo().create(
            [
                {**values, 'partner_id': debtor.id, 'date': '2026-03-02 10:00:00'},
                {**values, 'partner_id': other.id, 'state': 'failed', 'note': "No address"},
            ]
        )

    @classmethod
    def _sale(cls, *amounts, **values):
        """Return an order with an opportunity and a customer of its own."""
        customer = cls._customer(f"Customer {len(cls.orders) + 1}")
        lead = cls._lead(name=customer.name, partner_id=customer.id)
        order = cls._order(*amounts, partner=customer, opportunity_id=lead.id, **values)
        cls.orders |= order
        cls.leads |= lead
        return order

    @classmethod
    def _create_offers(cls):
        cls._sale(confirm=False)
        cls._sale(200, confirm=False).action_quotation_sent()
        cls._sale(300, confirm=False, validity_date=day(-1))
        cls._sale(400)._action_cancel()
        cls._sale(500)
        on_delivery = cls._create_product(
            name="Delivered service", type='service', invoice_policy='delivery', list_price=600.0
        )
        cls._sale(order_line=[Command.create({'product_id': on_delivery.id})])
        cls._sale(0.0)

    @classmethod
    def _create_invoiced(cls):
        cls._down_payment(cls._sale(700), 30, due=day(10))
        cls._invoice(cls._sale(800, tax=cls.tax_25), due=day(0))
        cls._invoice(cls._sale(900), due=day(-1))
        late = cls._sale(1000.01)
        cls._invoice(late, date=day(-5), term=cls._term((33, 0), (33, 4), (34, 30)))
        with_draft = late.copy({'opportunity_id': late.opportunity_id.id})
        with_draft.action_confirm()
        cls._invoice(with_draft, post=False)
        cls.orders |= with_draft
        cancelled = cls._sale(1100)
        cls._invoice(cancelled, due=day(-45))
        cancelled._action_cancel()
        cls._invoice(cls._sale(100, currency=cls.usd), due=day(-70))
        cls._invoice(cls._sale(-50))

    @classmethod
    def _create_settled(cls):
        cls._pay(cls._invoice(cls._sale(1200), due=day(20)), 500.5)
        cls._pay(cls._invoice(cls._sale(1300), due=day(-30), date=day(-40)), date=day(-20))
        cls._credit(cls._invoice(cls._sale(1400)))
        unconfirmed = cls._invoice(cls._sale(1500))
        with patch.object(
            cls.env.registry['account.move'],
            '_get_invoice_in_payment_state',
            lambda move: 'in_payment',
        ):
            cls._pay(unconfirmed)
            cls.env.flush_all()
        usd = cls._invoice(cls._sale(333.33, currency=cls.usd), date=day(-100), due=day(-95))
        cls._pay(usd, 111.11, date=day(-3), currency_id=cls.usd.id)

    @classmethod
    def _create_joint(cls):
        first = cls._sale(100)
        second = cls._order(
            200.01,
            partner=first.partner_id,
            opportunity_id=first.opportunity_id.id,
            tax=cls.tax_25,
        )
        cls.orders |= second
        invoice = cls._invoice(first + second, date=day(-9), term=cls.term_30_70, post=False)
        invoice.invoice_line_ids = [
            Command.create({'name': "Extra", 'price_unit': 33, 'tax_ids': [Command.clear()]})
        ]
        invoice.action_post()
        cls._pay(invoice, 10)

    def _by_model(self):
        yield self.orders, self.orders._finance_derived_fields
        yield self.partners, self.partners._finance_derived_fields
        yield (
            self.leads,
            (
                *self.leads._finance_derived_fields,
                'partner_finance_status',
                'partner_finance_amount_overdue',
            ),
        )

    def test_data_is_varied(self):
        """The other tests say little unless every status occurs."""
        self.assertEqual(set(self.orders.mapped('finance_status')), set(ORDER_STATUS))
        for model, fname in (
            (self.orders, 'finance_invoicing_status'),
            (self.orders, 'finance_payment_status'),
            (self.partners, 'finance_status'),
        ):
            keys = dict(model._fields[fname].selection)
            self.assertEqual(set(model.mapped(fname)), set(keys), fname)
        self.assertIn(False, self.leads.mapped('finance_status'))
        self.assertGreaterEqual(len(set(self.leads.mapped('finance_status'))), 12)
        for records, fnames in self._by_model():
            for fname in fnames:
                self.assertGreater(len(set(records.mapped(fname))), 1, fname)

    def test_fields_get(self):
        attributes = ['searchable', 'sortable', 'groupable', 'aggregator', 'type', 'store']
        for records, fnames in self._by_model():
            described = records.fields_get(fnames, attributes)
            self.assertEqual(set(described), set(fnames))
            for fname, says in described.items():
                with self.subTest(field=f'{records._name}.{fname}'):
                    self.assertFalse(says['store'])
                    self.assertTrue(says['searchable'])
                    self.assertTrue(says['sortable'])
                    self.assertTrue(says['groupable'])
                    if says['type'] == 'monetary':
                        self.assertEqual(says.get('aggregator'), 'sum')
                    elif says['type'] in ('integer', 'float'):
                        self.assertIn(says.get('aggregator'), ('max', 'avg'))

    def test_read_search_sort_group(self):
        for records, fnames in self._by_model():
            self.assertWaysAgree(records, fnames)

    def test_through_a_path(self):
        lines = self.orders.order_line
        Line = lines.browse()
        these = [('id', 'in', lines.ids)]
        for fname in self.orders._finance_derived_fields:
            field = self.orders._fields[fname]
            path = f'order_id.{fname}'
            values = {line: line.order_id[fname] for line in lines}
            expected = Counter(group_key(field, value) for value in values.values())
            by = f'{path}:month' if field.type == 'date' else path
            with self.subTest(field=path):
                self.assertEqual(dict(Line._read_group(these, [by], ['__count'])), expected)
                for value in set(values.values()):
                    found = Line.search([*these, (path, '=', value)])
                    those = lines.browse(line.id for line in lines if values[line] == value)
                    self.assertEqual(found.sorted('id'), those.sorted('id'))

    def test_from_opportunity_to_orders(self):
        Lead = self.env['crm.lead']
        for status in ORDER_STATUS:
            found = Lead.search([('order_ids.finance_status', '=', status)])
            orders = self.orders.grouped('finance_status')[status]
            self.assertEqual(found & self.leads, orders.opportunity_id.sorted(), status)
            self.assertTrue(found)

    def test_along_an_empty_path(self):
        """Who has no customer has no status, rather than that of one never invoiced."""
        nobody = self.leads.filtered(lambda lead: not lead.partner_id)
        these = [('id', 'in', nobody.ids)]
        self.assertEqual(len(nobody), 1)
        for fname in ('finance_status', 'finance_behaviour'):
            self.assertFalse(nobody.partner_id[fname])
            path = f'partner_id.{fname}'
            self.assertEqual(nobody._read_group(these, [path], ['__count']), [(False, 1)])

    def test_export(self):
        for records, fnames in self._by_model():
            rows = records.export_data(['.id', *fnames])['datas']
            self.assertEqual(len(rows), len(records))
            for record, row in zip(records, rows, strict=True):
                self.assertEqual(row[0], str(record.id))
                for fname, exported in zip(fnames, row[1:], strict=True):
                    expected = records._fields[fname].convert_to_export(record[fname], record)
                    self.assertEqual(exported, expected, fname)

    def test_web_search_read(self):
        for records, fnames in self._by_model():
            these = [('id', 'in', records.ids)]
            for fname in fnames:
                result = records.browse().web_search_read(
                    these, {key: {} for key in fnames}, order=f'{fname}, id'
                )
                self.assertEqual(result['length'], len(records))
                expected = records.browse().search(these, order=f'{fname}, id')
                self.assertEqual([row['id'] for row in result['records']], expected.ids, fname)
                for row, record in zip(result['records'], expected, strict=True):
                    self.assertEqual(
                        row[fname],
                        record._fields[fname].convert_to_read(record[fname], record),
                        fname,
                    )

    def test_web_groups(self):
        """The groups of list and board, their sums, and what opening one shows."""
        for records, fnames in self._by_model():
            Model = records.browse()
            these = [('id', 'in', records.ids)]
            numbers = [f for f in fnames if records._fields[f].type == 'monetary']
            aggregates = ['__count', *(f'{fname}:sum' for fname in numbers)]
            for fname in fnames:
                field = records._fields[fname]
                by = f'{fname}:month' if field.type == 'date' else fname
                members = defaultdict(Model.browse)
                for record in records:
                    members[group_key(field, record[fname])] |= record
                groups = Model.formatted_read_group(these, [by], aggregates)
                web = Model.web_read_group(these, [by], aggregates)
                shown = [group for group in web['groups'] if group['__count']]
                self.assertEqual(len(groups), len(members), fname)
                self.assertEqual(len(shown), len(members), fname)
                for group in groups + shown:
                    inside = Model.search(Domain(these) & Domain(group['__extra_domain']))
                    key = group_key(field, inside[:1][fname])
                    with self.subTest(field=f'{records._name}.{fname}', key=key):
                        self.assertEqual(inside.sorted('id'), members[key].sorted('id'))
                        self.assertEqual(group['__count'], len(inside))
                        for number in numbers:
                            total = sum(inside.mapped(number))
                            self.assertAlmostEqual(group[f'{number}:sum'], total, 6, number)

    def test_progress_bar(self):
        for records, fname, by in (
            (self.orders, 'finance_status', 'state'),
            (self.orders, 'finance_payment_status', 'finance_invoicing_status'),
            (self.leads, 'finance_status', 'stage_id'),
            (self.leads, 'partner_finance_status', 'finance_status'),
            (self.partners, 'finance_status', 'is_company'),
        ):
            field = records._fields[fname]
            colors = {key: f'color-{key}' for key in dict(field._description_selection(self.env))}
            bars = records.browse().read_progress_bar(
                [('id', 'in', records.ids)], by, {'field': fname, 'colors': colors}
            )
            expected = {}
            for record in records:
                key = record[by]
                key = str(key.id) if records._fields[by].relational else str(key)
                expected.setdefault(key, dict.fromkeys(colors, 0))
                if record[fname]:
                    expected[key][record[fname]] += 1
            self.assertEqual(bars, expected, f'{records._name}.{fname} by {by}')
