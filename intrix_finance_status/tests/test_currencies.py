from odoo.tests import tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestCurrencies(FinanceStatusCommon):
    """Orders, documents and company in different currencies (R3). One EUR is two USD."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls._usd()
        cls.lead = cls._lead()

    def _invoice_in(self, order, currency, amount, date=None):
        """Invoice the order in another currency."""
        invoice = self._invoice(order, date=date, due=day(-1), post=False)
        invoice.currency_id = currency
        invoice.invoice_line_ids.price_unit = amount
        invoice.action_post()
        self.assertEqual((invoice.currency_id, invoice.amount_total), (currency, amount))
        return invoice

    def test_order_and_invoice_in_usd(self):
        order = self._order(currency=self.usd, opportunity_id=self.lead.id)
        self.assertEqual(order.currency_id, self.usd)
        invoice = self._invoice(order, due=day(-1))
        self._pay(invoice, 400, currency_id=self.usd.id)
        self.assertFinance(order, invoiced=1000, paid=400, due=600, overdue=600, status='overdue')
        self.assertFinance(
            self.lead, ordered=500, invoiced=500, paid=200, due=300, overdue=300, status='overdue'
        )
        self.assertFinance(self.customer, due=300, overdue=300, aged_30=300, status='overdue')

    def test_instalments_in_usd(self):
        """The overdue part too is in both currencies."""
        order = self._order(currency=self.usd, opportunity_id=self.lead.id)
        self._invoice(order, date=day(-1), term=self.term_30_70)
        self.assertFinance(order, due=1000, overdue=300)
        self.assertFinance(self.lead, due=500, overdue=150)
        self.assertFinance(self.customer, due=500, overdue=150)

    def test_order_in_eur_invoice_in_usd(self):
        order = self._order(opportunity_id=self.lead.id)
        invoice = self._invoice_in(order, self.usd, 2000)
        self._pay(invoice, 500, currency_id=self.usd.id)
        self.assertFinance(order, invoiced=1000, paid=250, due=750, overdue=750)
        self.assertFinance(self.lead, invoiced=1000, paid=250, due=750, overdue=750)

    def test_rate_of_the_document_date(self):
        """Last year one EUR was four USD."""
        order = self._order()
        self._invoice_in(order, self.usd, 2000, date='2025-12-01')
        self.assertFinance(order, invoiced=500, due=500, invoicing='invoiced')

    def test_order_in_usd_invoice_in_eur(self):
        order = self._order(currency=self.usd, opportunity_id=self.lead.id)
        self._invoice_in(order, self.eur, 500)
        self.assertFinance(order, invoiced=1000, due=1000, overdue=1000)
        self.assertFinance(self.lead, invoiced=500, due=500, overdue=500)

    def test_order_in_usd_old_invoice_in_eur(self):
        order = self._order(currency=self.usd)
        self._invoice_in(order, self.eur, 500, date='2025-12-01')
        self.assertFinance(order, invoiced=2000, due=2000)

    def test_first_day_of_a_rate(self):
        order = self._order(currency=self.usd)
        self._invoice_in(order, self.eur, 500, date='2026-01-01')
        self.assertFinance(order, invoiced=1000, due=1000)

    def test_third_currency(self):
        """Neither the order's nor the document's currency is the company's."""
        pound = self.setup_other_currency('GBP', rates=[('2020-01-01', 0.5)])
        order = self._order(currency=self.usd)
        self._invoice_in(order, pound, 250)
        self.assertFinance(order, invoiced=1000, due=1000)
        self.assertFinance(self.customer, due=500)

    def test_later_rate_changes_nothing(self):
        order = self._order()
        self._invoice_in(order, self.usd, 2000)
        self.assertFinance(order, invoiced=1000)
        self.usd.rate_ids.filtered(lambda rate: rate.rate == 2).copy({'name': day(1), 'rate': 8.0})
        order.sudo().finance_fact_ids.unlink()
        self.env['finance.status.order']._fill_missing_facts()
        self.assertFinance(order, invoiced=1000, due=1000)

    def test_paid_at_another_rate(self):
        """Exchange differences leave nothing open."""
        order = self._order(currency=self.usd, opportunity_id=self.lead.id)
        invoice = self._invoice(order, date='2025-12-01', due=day(-1))
        self.assertEqual(self._receivable(invoice).balance, 250)
        self.assertFinance(self.lead, invoiced=250, due=250)
        self._pay(invoice)
        self.assertFinance(order, invoiced=1000, paid=1000, due=0, status='paid')
        self.assertFinance(self.lead, invoiced=250, paid=250, due=0, status='paid')
        self.assertFinance(self.customer, due=0, overdue=0, status='paid')

    def test_opportunity_with_two_currencies(self):
        orders = self._order(opportunity_id=self.lead.id)
        orders += self._order(currency=self.usd, opportunity_id=self.lead.id)
        for order in orders:
            self._invoice(order)
        self.assertFinance(self.lead, ordered=1500, invoiced=1500, due=1500, overdue=0)

    def test_to_invoice_in_usd(self):
        order = self._order(currency=self.usd)
        self.assertFinance(self.customer, to_invoice=500)
        self._down_payment(order, 30)
        self.assertFinance(self.customer, to_invoice=350, due=150)
