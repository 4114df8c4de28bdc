from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .brute_force import Agreement
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
        no_order = cls._customer("Without order")
        cls._plain_invoice(12.34, due=day(-100), partner=no_order)
        never = cls._customer("Never")
        cls.partners |= contact + creditor + no_order + never
        cls.env.flush_all()
        cls.env.invalidate_all()

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
