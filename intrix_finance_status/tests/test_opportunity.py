import itertools

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day

ATTENTION = (
    'overdue',
    'partially_paid',
    'invoiced',
    'in_payment',
    'partially_invoiced',
    'ordered',
    'paid',
    'sent',
    'quotation',
    'expired',
    'reversed',
    'cancelled',
)


@tagged('post_install', '-at_install')
class TestOpportunity(FinanceStatusCommon):
    """What an opportunity shows of its orders and its customer."""

    def test_no_order(self):
        self._plain_invoice(700, due=day(-3))
        lead = self._lead()
        self.assertFinance(
            lead, status=False, ordered=0, invoiced=0, paid=0, due=0, overdue=0, days=0
        )
        self.assertEqual(lead.partner_finance_status, 'overdue')
        self.assertEqual(lead.partner_finance_amount_overdue, 700)
        for domain in (
            [('partner_finance_status', '=', 'overdue')],
            [('partner_finance_amount_overdue', '=', 700)],
        ):
            self.assertIn(lead, lead.search(domain))
            self.assertEqual(lead.filtered_domain(domain), lead)

    def test_no_customer(self):
        lead = self._lead(partner_id=False)
        self.assertFinance(lead, status=False, due=0)
        self.assertFalse(lead.partner_finance_status)
        self.assertEqual(lead.partner_finance_amount_overdue, 0)

    def test_customer_paid(self):
        """The customer's status on the opportunity follows within the same transaction."""
        lead = self._lead()
        invoice = self._plain_invoice(700, due=day(-3))
        self.assertEqual(lead.partner_finance_status, 'overdue')
        self._pay(invoice)
        self.assertEqual(lead.partner_finance_status, 'paid')
        self.assertEqual(lead.partner_finance_amount_overdue, 0)

    def test_sums(self):
        lead = self._lead()
        late = self._order(opportunity_id=lead.id)
        part = self._order(500, opportunity_id=lead.id)
        self._order(250, opportunity_id=lead.id)
        self._order(125, opportunity_id=lead.id, confirm=False)
        self._order(77)
        self._invoice(late, date=day(-9), term=self.term_30_70)
        self._pay(self._invoice(part, due=day(-4)), 200)
        self.assertFinance(
            lead,
            ordered=1750,
            invoiced=1500,
            paid=200,
            due=1300,
            overdue=600,
            days=9,
            status='overdue',
        )

    def test_credit_note_counts_minus(self):
        lead = self._lead()
        order = self._order(opportunity_id=lead.id)
        invoice = self._invoice(order, due=day(-1))
        refund = self._credit(invoice, 400)
        self._receivable(refund).remove_move_reconcile()
        self.assertFinance(lead, invoiced=600, paid=0, due=600, overdue=600)

    def _orders_by_status(self):
        """Return an order in each status."""
        self._odoo_says('in_payment')
        orders = {
            status: self._order(confirm=status not in ('quotation', 'sent', 'expired'))
            for status in ATTENTION
        }
        orders['sent'].action_quotation_sent()
        orders['expired'].validity_date = day(-1)
        orders['cancelled']._action_cancel()
        self._down_payment(orders['partially_invoiced'], 30)
        self._invoice(orders['invoiced'])
        self._invoice(orders['overdue'], due=day(-1))
        self._pay(self._invoice(orders['partially_paid']), 1)
        self._pay(self._invoice(orders['in_payment']))
        self._bank_confirms(self._pay(self._invoice(orders['paid'])))
        self._credit(self._invoice(orders['reversed']))
        return orders

    def test_attention(self):
        """Of two orders, the status that needs more attention counts, whichever came first."""
        orders = self._orders_by_status()
        lead = self._lead()
        for status in reversed(ATTENTION):
            self.assertFinance(orders[status], status=status)
            orders[status].opportunity_id = lead
            self.assertFinance(lead, status=status)
        for status, following in itertools.pairwise(ATTENTION):
            orders[status].opportunity_id = False
            self.assertFinance(lead, status=following)

    def test_same_statuses_for_all(self):
        """The list of statuses by attention has all that an order can have."""
        selection = self.env['sale.order']._fields['finance_status'].get_values(self.env)
        self.assertEqual(sorted(selection), sorted(ATTENTION))
        selection = self.env['crm.lead']._fields['finance_status'].get_values(self.env)
        self.assertEqual(sorted(selection), sorted(ATTENTION))

    def test_order_moved_or_deleted(self):
        first, second = self._lead(), self._lead()
        order = self._order(opportunity_id=first.id, confirm=False)
        self.assertFinance(first, status='quotation')
        order.opportunity_id = second
        self.assertFinance(first, status=False)
        self.assertFinance(second, status='quotation')
        order.unlink()
        self.assertFinance(second, status=False)

    def test_sales_to_cash_opens_on_everybodys_for_a_manager(self):
        """A salesperson starts with the own ones."""
        action = self.env.ref('intrix_finance_status.action_sales_to_cash_open')
        for group, is_own in (
            ('sales_team.group_sale_manager', False),
            ('sales_team.group_sale_salesman_all_leads', True),
            ('sales_team.group_sale_salesman', True),
        ):
            user = new_test_user(self.env, f'opening_{group}', group)
            opened = action.with_user(user).run()
            self.assertEqual(opened['res_model'], 'crm.lead')
            self.assertEqual('assigned_to_me' in str(opened['context']), is_own, group)
        stock = new_test_user(
            self.env, 'opening_viewer', 'intrix_finance_status.group_finance_status_viewer'
        )
        with self.assertRaises(AccessError):
            action.with_user(stock).run()
