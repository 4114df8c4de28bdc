from odoo.tests import tagged
from odoo.tools import SQL

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestFactsWritten(FinanceStatusCommon):
    """Which operation writes, and so locks, the row of facts of an order."""

    def setUp(self):
        super().setUp()
        self.order = self._order()
        self.invoice = self._invoice(self.order, due=day(5))
        # no quantity of it is invoiced
        self.line = self.order.order_line.create(
            {'order_id': self.order.id, 'product_id': self.service.id, 'price_unit': 50}
        )
        self._new_request()

    def _new_request(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def _is_written(self, operation):
        """Tell whether the row has a new version, which has another place, after ``operation``."""
        place = SQL(
            'SELECT ctid::text FROM finance_status_order WHERE order_id = %s', self.order.id
        )
        before = self.env.execute_query(place)
        operation()
        self._new_request()
        return self.env.execute_query(place) != before

    def test_edit(self):
        """Nothing is written where no fact changes, whatever is empty in the row."""
        for values in (
            {'price_unit': 70},
            {'discount': 5},
            {'product_uom_qty': 2},
            {'name': "Other"},
        ):
            with self.subTest(**values):
                self.assertFalse(self._is_written(lambda values=values: self.line.write(values)))
        self.assertFalse(self._is_written(lambda: self.order.write({'client_order_ref': "A"})))

    def test_facts_change(self):
        """Payments and prices of what is invoiced write it, and empty it again."""
        invoiced = self.order.order_line - self.line
        self.assertTrue(self._is_written(lambda: invoiced.write({'price_unit': 900})))
        self.assertTrue(self._is_written(lambda: self._pay(self.invoice)))
        self.assertFinance(self.order, invoiced=1000, paid=1000, due=0)
        payments = self.invoice.line_ids.matched_credit_ids
        self.assertTrue(self._is_written(payments.unlink))
        self.assertFinance(self.order, invoiced=1000, paid=0, due=1000)
        facts = self.env['finance.status.order'].search([('order_id', '=', self.order.id)])
        self.assertFalse(facts.date_paid)
        self.assertEqual(facts.date_due, day(5))
