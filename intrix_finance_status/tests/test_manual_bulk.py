from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..models import finance_status_order as facts
from .common import day
from .manual_common import ManualBase

BATCH = 80


@freeze_time('2026-03-16 10:00:00')
@tagged('post_install', '-at_install')
class TestManualBulk(ManualBase):
    """Registering invoices and payments of a selection of orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.customer | cls._customer("Second") | cls._customer("Third")
        cls.orders = cls.env['sale.order'].union(
            *(
                cls._order(confirm=False, partner=cls.customers[number % 3])
                for number in range(2 * BATCH + 2)
            )
        )
        cls.orders.action_confirm()
        cls.env.flush_all()

    def test_one_for_each(self):
        orders = self.orders[:3]
        form = self._invoice_form(orders)
        self.assertFalse(form.left_out)
        self.assertEqual(
            [line['name'] for line in form.line_ids._records], ['2026-001', '2026-002', '2026-003']
        )
        with form.line_ids.edit(1) as line:
            line.name = '2026-900'
            line.amount = 600
        form.save().action_register()
        self.assertFinance(orders[0] | orders[2], invoiced=1000, status='invoiced')
        self.assertFinance(orders[1], invoiced=600, status='partially_invoiced')
        self.assertEqual(orders[0].finance_change_ids.document_id.name, '2026-001')

    def test_one_per_customer(self):
        orders = self.orders[:5]
        form = self._invoice_form(orders)
        form.one_per_customer = True
        self.assertEqual([line['amount'] for line in form.line_ids._records], [2000, 2000, 1000])
        form.save().action_register()
        self.assertFinance(orders, invoiced=1000, status='invoiced')
        documents = self.env['finance.status.document'].search([('source_id.kind', '=', 'manual')])
        self.assertEqual(sorted(len(document.order_ids) for document in documents), [1, 2, 2])

    def test_date_of_all(self):
        form = self._invoice_form(self.orders[:2])
        form.date = day(-5)
        self.assertEqual({line['date'] for line in form.line_ids._records}, {day(-5)})

    def test_left_out(self):
        """What is not confirmed, or invoiced already, is left out, and named."""
        draft = self._order(confirm=False)
        done = self.orders[0]
        self._register(done)
        form = self._invoice_form(draft | done | self.orders[1])
        self.assertEqual(len(form.line_ids), 1)
        self.assertIn(draft.name, form.left_out)
        self.assertIn(done.name, form.left_out)
        form = self._invoice_form(draft | done)
        with self.assertRaisesRegex(UserError, "nothing to register"):
            form.save().action_register()

    def test_same_number_twice(self):
        form = self._invoice_form(self.orders[:2])
        with form.line_ids.edit(1) as line:
            line.name = '2026-001'
        with self.assertRaisesRegex(UserError, "2026-001 is there twice"):
            form.save().action_register()

    def test_pay_all(self):
        orders = self.orders[:4]
        self._invoice_form(orders).save().action_register()
        self._pay_by_hand(orders)
        self.assertFinance(orders, due=0, status='paid')

    def test_register_and_pay(self):
        orders = self.orders[:2]
        action = self._invoice_form(orders).save().action_register_and_pay()
        self._open(action).save().action_register()
        self.assertFinance(orders, status='paid')

    def _queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, result

    def test_query_count(self):
        """A selection costs as many queries as two orders, and some in batches of messages."""
        with patch.object(facts, 'TAKEN_AT_ONCE', len(self.orders)):
            self._assert_same_queries()

    def test_query_count_of_facts_taken_at_once(self):
        with patch.object(facts, 'TAKEN_AT_ONCE', 0):
            self._assert_same_queries()

    def _assert_same_queries(self):
        # fills the caches of the registry
        self._invoice_form(self.orders[160:]).save().action_register()
        self._pay_by_hand(self.orders[160:])
        counts = {}
        for orders in (self.orders[:2], self.orders[2 : BATCH + 2]):
            proposing, form = self._queries(lambda orders=orders: self._invoice_form(orders))
            wizard = form.save()
            registering, _done = self._queries(wizard.action_register)
            form = self._payment_form(orders)
            paying, _done = self._queries(form.save().action_register)
            counts[len(orders)] = (proposing, registering, paying)
        self.assertFinance(self.orders[: BATCH + 2][-1], status='paid')
        self.assertEqual(counts[2], counts[BATCH])
