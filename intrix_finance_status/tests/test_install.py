from odoo.addons.intrix_finance_status.hooks import post_init_hook
from odoo.addons.intrix_finance_status.models.finance_status_order import FACTS
from odoo.tests import tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestInstall(FinanceStatusCommon):
    """What was invoiced before the addon came has the same facts as what comes after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        usd = cls._usd()
        orders = [cls._order(tax=cls.tax_25) for _i in range(8)]
        cls._order()  # without a document
        cls._down_payment(orders[0], 30)
        cls._pay(cls._invoice(orders[1], date=day(-9), term=cls.term_30_70), 100)
        cls._pay(cls._invoice(orders[2] + orders[3], due=day(-3)), 333.33)
        cls._credit(cls._invoice(orders[4]), 200)
        cls._pay(cls._invoice(orders[5]))
        cls._invoice(orders[6], post=False)
        cancelled = cls._invoice(orders[7])
        cancelled.button_draft()
        cancelled.button_cancel()
        orders.append(cls._order(currency=usd))
        cls._pay(cls._invoice(orders[8], due=day(-1)), 10)
        cls.orders = cls.env['sale.order'].union(*orders)

    def _facts(self):
        self.env.flush_all()
        facts = (
            self.env['finance.status.order'].sudo().search([('order_id', 'in', self.orders.ids)])
        )
        return {fact.order_id: {name: fact[name] for name in FACTS} for fact in facts}

    def test_same_facts(self):
        before = self._facts()
        self.assertEqual(set(before), set(self.orders))
        # not just nothing and nothing
        self.assertEqual(sum(bool(facts['document_count']) for facts in before.values()), 7)
        self.assertTrue(before[self.orders[1]]['instalments'])
        figures = self._figures()
        Fact = self.env['finance.status.order'].sudo()
        Fact.search([('order_id', 'in', self.orders.ids)]).unlink()
        self.env.invalidate_all()
        self.assertFinance(self.orders[5], invoiced=0, status='ordered')
        Fact._fill_missing_facts()
        self.assertEqual(self._facts(), before)
        self.assertEqual(self._figures(), figures)
        self.assertFinance(self.orders[5], invoiced=1000, status='paid')

    def _figures(self):
        self.env.invalidate_all()
        return self.orders.read(self.orders._finance_derived_fields)

    def test_only_missing(self):
        """Rows that are there are left alone, missing ones are added."""
        before = self._facts()
        facts = self.orders.sudo().finance_fact_ids
        facts[:3].unlink()
        facts[3:].write({'amount_due': 12345})
        post_init_hook(self.env)
        after = self._facts()
        for order in facts[3:].order_id:
            self.assertEqual(after[order]['amount_due'], 12345)
        for order in self.orders - facts[3:].order_id:
            self.assertEqual(after[order], before[order])

    def test_follows_from_then_on(self):
        self.orders.sudo().finance_fact_ids.unlink()
        self.env['finance.status.order']._fill_missing_facts()
        invoice = self.orders[1].invoice_ids
        self.assertFinance(self.orders[1], paid=100, due=900, status='overdue')
        self._pay(invoice, 900)
        self.assertFinance(self.orders[1], paid=1000, due=0, status='paid')

    def test_uninstalled_cleanly(self):
        """The facts go with their order, and keep nobody from deleting it."""
        order = self.orders[6]
        order.invoice_ids.unlink()
        order._action_cancel()
        fact = order.sudo().finance_fact_ids
        self.assertTrue(fact)
        order.unlink()
        self.assertFalse(fact.exists())
