from odoo.tests import tagged

from .common import day
from .test_documents import DocumentsCommon


@tagged('post_install', '-at_install')
class TestRatesEnteredLater(DocumentsCommon):
    """Amounts that were converted follow the rate of their day, whenever it is entered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls._usd()
        cls.rate = cls.usd.rate_ids.filtered(lambda rate: rate.rate == 2)
        cls.cron = cls.env.ref('intrix_finance_status.cron_convert_again')

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _installed_today(self, orders):
        """Return the figures as an installation on the same data takes them."""
        orders.sudo().finance_fact_ids.unlink()
        self.env['finance.status.order']._fill_missing_facts()
        self.env.invalidate_all()
        return orders.read(orders._finance_derived_fields)

    def test_order_in_usd(self):
        """500 EUR invoiced for an order in USD are 1,000 USD, and 2,000 at the corrected rate."""
        order = self._order(currency=self.usd)
        invoice = self._invoice(order, due=day(-1), post=False)
        invoice.currency_id = self.eur
        invoice.invoice_line_ids.price_unit = 500
        invoice.action_post()
        self.assertFinance(order, invoiced=1000, due=1000, overdue=1000)
        triggers = self.env['ir.cron.trigger'].search_count([('cron_id', '=', self.cron.id)])
        self.rate.rate = 4
        self.assertGreater(
            self.env['ir.cron.trigger'].search_count([('cron_id', '=', self.cron.id)]), triggers
        )
        self._run()
        self.assertFinance(order, invoiced=2000, due=2000, overdue=2000)
        figures = order.read(order._finance_derived_fields)
        self.assertEqual(self._installed_today(order), figures)

    def test_rate_of_a_day_entered_later(self):
        order = self._order(currency=self.usd)
        invoice = self._invoice(order, date=day(-5), due=day(-1), post=False)
        invoice.currency_id = self.eur
        invoice.invoice_line_ids.price_unit = 500
        invoice.action_post()
        self.rate.copy({'name': day(-6), 'rate': 5})
        self._run()
        self.assertFinance(order, invoiced=2500)
        self.rate.search([('currency_id', '=', self.usd.id), ('name', '=', day(-6))]).unlink()
        self._run()
        self.assertFinance(order, invoiced=1000)

    def test_document_kept_elsewhere(self):
        order = self._order()
        self._document(order, total=1000, currency_id=self.usd.id, due=day(-1))
        self.assertFinance(order, invoiced=500, overdue=500)
        self.assertFinance(self.customer, due=500, overdue=500)
        self.rate.rate = 4
        self._run()
        self.assertFinance(order, invoiced=250, overdue=250)
        self.assertFinance(self.customer, due=250, overdue=250)

    def test_booked_amounts_stay(self):
        """An invoice in USD keeps the rate that it was booked at."""
        order = self._order()
        invoice = self._invoice(order, post=False)
        invoice.currency_id = self.usd
        invoice.invoice_line_ids.price_unit = 1000
        invoice.action_post()
        self.rate.rate = 4
        self._run()
        self.assertFinance(order, invoiced=500)
        self.assertFinance(self.customer, due=500)

    def test_nothing_else_is_written(self):
        order = self._order()
        self._invoice(order)
        self.rate.rate = 4
        orders = self.env['finance.status.order']._converted_orders()
        self.assertNotIn(order.id, [row[0] for row in self.env.execute_query(orders)])
