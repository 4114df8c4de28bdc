from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestCustomerFigures(FinanceStatusCommon):
    """What a customer owes, for how long, and what is still to invoice."""

    def test_never_invoiced(self):
        self._order()
        self._invoice(self._order(), post=False)
        self.assertFinance(
            self.customer, status='no', due=0, overdue=0, days=0, date_due=False, to_invoice=2000
        )

    def test_due_overdue_paid(self):
        invoice = self._plain_invoice(due=day(1))
        self.assertFinance(self.customer, status='due', due=1000, overdue=0, date_due=day(1))
        with freeze_time('2026-03-18 10:00:00'):
            self.env.invalidate_all()
            self.assertFinance(self.customer, status='overdue', due=1000, overdue=1000, days=1)
        self.env.invalidate_all()
        self._pay(invoice)
        self.assertFinance(self.customer, status='paid', due=0, overdue=0, date_due=False)

    def test_ageing(self):
        """One bucket and one definition of today for each of the boundary days."""
        late = {0: 1, 1: 2, 30: 4, 31: 8, 60: 16, 61: 32, 90: 64, 91: 128}
        for days, amount in late.items():
            self._plain_invoice(amount, due=day(-days), date=day(-100))
        self.assertFinance(
            self.customer,
            aged_current=1,
            aged_30=2 + 4,
            aged_60=8 + 16,
            aged_90=32 + 64,
            aged_older=128,
            due=255,
            overdue=254,
            days=91,
            date_due=day(-91),
        )

    def test_ageing_of_instalments(self):
        self._plain_invoice(date=day(-40), term=self.term_30_70)
        self.assertFinance(
            self.customer, aged_60=300, aged_30=700, aged_current=0, overdue=1000, days=40
        )

    def test_overpaid(self):
        """An unmatched payment counts minus, and is deducted from nothing overdue."""
        order = self._order()
        invoice = self._invoice(order, due=day(-1))
        self._pay(invoice)
        self._unmatched_payment(50)
        self.assertFinance(order, paid=1000, due=0, status='paid')
        self.assertFinance(
            self.customer,
            due=-50,
            overdue=0,
            days=0,
            date_due=False,
            aged_current=-50,
            status='paid',
        )

    def test_unmatched_payment_beside_overdue(self):
        self._plain_invoice(1000, due=day(-10))
        self._plain_invoice(500, due=day(10))
        self._unmatched_payment(300)
        self.assertFinance(
            self.customer,
            due=1200,
            overdue=1000,
            aged_30=1000,
            aged_current=200,
            days=10,
            status='overdue',
        )

    def test_open_credit_note(self):
        self._plain_invoice(1000, due=day(-10))
        self._plain_invoice(200, due=day(-20), date=day(-30), move_type='out_refund')
        self.assertFinance(
            self.customer, due=800, overdue=1000, days=10, date_due=day(-10), status='overdue'
        )

    def test_receivable_without_invoice(self):
        """An opening balance is a receivable item, too."""
        self.create_line_for_reconciliation(
            400,
            400,
            self.eur,
            day(-3),
            self.company_data['default_account_receivable'],
            self.customer,
        )
        self.assertFinance(self.customer, due=400)

    def test_supplier_bill_does_not_count(self):
        self._plain_invoice(700, due=day(-3), move_type='in_invoice')
        self.assertFinance(self.customer, due=0, overdue=0, status='no')

    def test_contacts_show_the_commercial_entity(self):
        company = self._customer("Group", is_company=True)
        contact = self._customer("Contact", parent_id=company.id)
        invoicing = self._customer("Accounting", parent_id=company.id, type='invoice')
        branch = self._customer("Own company", parent_id=company.id, is_company=True)
        self._plain_invoice(100, due=day(-1), partner=contact)
        self._plain_invoice(200, due=day(5), partner=invoicing)
        self._plain_invoice(400, due=day(-8), partner=branch)
        for partner in company + contact + invoicing:
            self.assertFinance(partner, due=300, overdue=100, days=1, status='overdue')
        self.assertFinance(branch, due=400, overdue=400, days=8)

    def test_entity_changed(self):
        """Whoever joins a company brings what it owes."""
        company = self._customer("Group", is_company=True)
        self._plain_invoice(100, due=day(-1))
        self.assertFinance(company, due=0, status='no')
        self.customer.parent_id = company
        self.assertFinance(company + self.customer, due=100, overdue=100, status='overdue')

    def test_other_company_and_branch(self):
        """Branches count in their company, another company never does."""
        company = self.env.company
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': company.id})
        self.env.user.company_ids += branch
        self.env.cr.precommit.run()  # the chart of accounts of the branch
        other = self.setup_other_company(name="Other")['company']
        for owner, amount in ((company, 100), (branch, 20), (other, 3)):
            invoice = (
                self.env['account.move']
                .with_company(owner)
                .create(
                    {
                        'move_type': 'out_invoice',
                        'partner_id': self.customer.id,
                        'invoice_date': day(-9),
                        'invoice_line_ids': [
                            Command.create(
                                {'name': "Line", 'price_unit': amount, 'tax_ids': [Command.clear()]}
                            )
                        ],
                    }
                )
            )
            self.assertEqual(invoice.company_id, owner)
            self._set_dates(invoice, day(-1), day(-9), None, post=True)
        for current, due in ((company, 120), (branch, 20), (other, 3)):
            self.assertFinance(self.customer.with_company(current), due=due, overdue=due)

    def test_to_invoice(self):
        order = self._order(tax=self.tax_25)
        self._order(500, confirm=False)
        self.assertFinance(self.customer, to_invoice=1000)
        self._down_payment(order, 30)
        self.assertFinance(self.customer, to_invoice=700)
        final = self._invoice(order, post=False)
        self.assertFinance(self.customer, to_invoice=700)
        final.action_post()
        self.assertFinance(self.customer, to_invoice=0)

    def test_to_invoice_of_cancelled_order(self):
        order = self._order()
        self.assertFinance(self.customer, to_invoice=1000)
        order._action_cancel()
        self.assertFinance(self.customer, to_invoice=0)

    def test_to_invoice_belongs_to_the_invoiced_customer(self):
        payer = self._customer("Payer")
        self._order(partner_invoice_id=payer.id)
        self.assertFinance(payer, to_invoice=1000)
        self.assertFinance(self.customer, to_invoice=0)

    def test_unsaved_customer(self):
        partner = self.env['res.partner'].new({'name': "New"})
        self.assertEqual(partner.finance_status, 'no')
        self.assertEqual(partner.finance_behaviour, 'new')
        self.assertEqual(partner.finance_amount_due, 0)


@tagged('post_install', '-at_install')
class TestBehaviour(FinanceStatusCommon):
    """How a customer pays, computed by hand. Slow after 5 days, bad after 30."""

    def _settled(self, amount, delay, paid=0, partner=None):
        """Have an invoice paid ``delay`` days after it was due."""
        due = day(paid - delay)
        invoice = self._plain_invoice(amount, due, min(due, day(paid)), partner)
        self._pay(invoice, date=day(paid))

    def test_new(self):
        self._plain_invoice(due=day(5))
        self._order()
        self.assertFinance(
            self.customer, behaviour='new', average_delay=0, open_delay=0, on_time_rate=0
        )

    def test_prompt(self):
        self._settled(100, -4)
        self._settled(300, 0)
        self.assertFinance(
            self.customer, behaviour='prompt', average_delay=-1, open_delay=0, on_time_rate=1
        )

    def test_slow(self):
        """(140 × 7 + 85 × 55) / 225 = 25.1"""
        self._settled(140, 7)
        self._settled(85, 55)
        self.assertFinance(
            self.customer, behaviour='slow', average_delay=25.1, open_delay=0, on_time_rate=0
        )

    def test_on_time_rate(self):
        """85 of 225 are settled on the due date."""
        self._settled(140, 7)
        self._settled(85, 0)
        self.assertFinance(
            self.customer, average_delay=4.4, on_time_rate=0.3778, behaviour='prompt'
        )

    def test_who_stopped_paying(self):
        """A good past does not outweigh what is open: (200 × 20 + 100 × 80) / 300 = 40"""
        self._settled(10_000, 0)
        self._plain_invoice(200, due=day(-20))
        self._plain_invoice(100, due=day(-80))
        self._plain_invoice(5000, due=day(20))
        self.assertFinance(
            self.customer, average_delay=0, open_delay=40, on_time_rate=1, behaviour='bad'
        )

    def test_bounds(self):
        for delay, behaviour in ((5, 'prompt'), (6, 'slow'), (30, 'slow'), (31, 'bad')):
            for settled in (True, False):
                partner = self._customer(f"Customer {delay}")
                if settled:
                    self._settled(100, delay, partner=partner)
                else:
                    self._plain_invoice(100, day(-delay), day(-delay), partner)
                self.assertFinance(partner, behaviour=behaviour)

    def test_settings(self):
        self._settled(100, 10)
        self.assertFinance(self.customer, behaviour='slow')
        self.env.company.write({'finance_slow_days': 2, 'finance_bad_days': 9})
        self.env.invalidate_all()
        self.assertFinance(self.customer, behaviour='bad')

    def test_last_twelve_months(self):
        self._settled(100, 50, paid=-366)
        self.assertFinance(self.customer, average_delay=0, behaviour='new')
        self._settled(100, 20, paid=-360)
        self.assertFinance(self.customer, average_delay=20, behaviour='slow')

    def test_instalments_and_parts(self):
        """300 due 10 days ago, 700 due in 20: 500 today. (300 × 10 - 200 × 20) / 500 = -2"""
        invoice = self._plain_invoice(date=day(-10), term=self.term_30_70)
        self._pay(invoice, 500)
        self.assertFinance(
            self.customer, average_delay=-2, on_time_rate=0.4, open_delay=0, behaviour='prompt'
        )

    def test_payment_unreconciled(self):
        invoice = self._plain_invoice(due=day(-10), date=day(-20))
        self._pay(invoice)
        self.assertFinance(self.customer, average_delay=10, open_delay=0)
        self._receivable(invoice).remove_move_reconcile()
        self.assertFinance(self.customer, average_delay=0, open_delay=10)
