import datetime
import logging
import os
import random
from collections import Counter

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..models.res_partner_statement import AGEING
from . import brute_force
from .brute_force import CENT, decimal
from .brute_force_statement import open_as_of
from .common import day
from .random_common import RandomCommon

_logger = logging.getLogger(__name__)

CHECK_EVERY = 10
#: the same ones for everybody on a day, so that a failure can be told and repeated
SEEDS = os.environ.get('FINANCE_STATUS_SEEDS') or f'{datetime.date.today():%Y%m%d}'
STEPS = int(os.environ.get('FINANCE_STATUS_STEPS') or 50)


@tagged('post_install', '-at_install')
class TestRandom(brute_force.Agreement, RandomCommon):
    """Whatever is done, in whatever order: the figures are those of the documents."""

    def _formatMessage(self, msg, standardMsg):
        """Say in every failure how to have it again, and what was done before it."""
        return (
            f'{super()._formatMessage(msg, standardMsg)}\n'
            f'again: FINANCE_STATUS_SEEDS={self.seed} FINANCE_STATUS_STEPS={STEPS} '
            f'./dev test intrix_finance_status/tests/test_random.py\n'
            f'step {len(self.done)}, on {day(0)}: {" ".join(self.done)}'
        )

    def _run_seed(self, seed):
        self.seed = seed
        self.random = random.Random(seed)
        self.unclear = 0
        self.done = []
        try:
            self._run_steps()
        except self.failureException:
            raise
        except Exception as error:
            raise self.failureException(self._formatMessage(None, repr(error))) from error
        _logger.info("seed %s: %s; unclear: %s", seed, Counter(self.done), self.unclear)

    def _run_steps(self):
        if self.seed % 2:
            self._odoo_says('in_payment')
        for step in range(1, STEPS + 1):
            self.done.append(self._step())
            self._check_cache()
            if step % CHECK_EVERY == 0 or step == STEPS:
                self._check(day(0))
        # the statuses of another day: one on which something is due, but not late yet
        dates = [order.finance_date_due for order in self.orders if order.finance_date_due]
        today = self.random.choice(sorted(dates) or [day(30)])
        with freeze_time(str(today)):
            self._check(day(0))
        refused = sum(name.endswith('!') for name in self.done)
        self.assertLess(refused, max(STEPS / 4, 5), "Odoo refuses too much")

    def _derived_values(self):
        """Return the figures of all orders, opportunities and customers, as the cache has them."""
        return {
            (record, fname): record[fname]
            for record in (*self.orders, *self.leads, *self.customers)
            for fname in record._finance_derived_fields
        }

    def _check_cache(self):
        """What was read before the last step does not stay in the cache."""
        cached = self._derived_values()
        self.env['res.partner'].invalidate_model(self.customers[0]._finance_derived_fields)
        self.env['crm.lead'].invalidate_model(self.leads[0]._finance_derived_fields)
        self.env['sale.order'].invalidate_model(self.orders._finance_derived_fields)
        self.assertEqual(cached, self._derived_values())

    def _check(self, today):
        # between the checks, all orders may be confirmed
        self.policy.hold = True
        self._check_all(today)
        self.policy.hold = False

    def _check_all(self, today):
        self.env.flush_all()
        self.env.invalidate_all()
        facts = brute_force.facts_by_order(self.env)
        self.assertLessEqual(set(facts), set(self.orders))
        for order in self.orders:
            with self.subTest(order=order.name):
                self._check_order(order, facts.get(order, brute_force.Facts()), today)
        self._check_documents()
        for lead in self.env['crm.lead'].union(*self.leads):
            with self.subTest(lead=lead.id):
                self._check_lead(lead, facts, today)
        for customer in self.customers:
            with self.subTest(customer=customer.name):
                entity = customer.commercial_partner_id
                for fname, value in brute_force.customer_figures(entity, today).items():
                    got = customer[fname]
                    self.assertEqual(decimal(got) if isinstance(got, float) else got, value, fname)
                self._check_to_invoice(customer)
        self._check_statements(today)
        for records in (
            self.orders,
            self.env['crm.lead'].union(*self.leads),
            self.env['res.partner'].union(*self.customers),
        ):
            self.assertWaysAgree(records, records._finance_derived_fields, self.random)

    def _check_to_invoice(self, customer):
        entity = customer.commercial_partner_id
        orders = self.orders.filtered(
            lambda order: order.partner_invoice_id.commercial_partner_id == entity
        )
        amounts = [
            brute_force.in_company_currency(
                order, float(brute_force.to_invoice(order, order.sudo().finance_fact_ids))
            )
            for order in orders
        ]
        # each order's is rounded
        tolerance = CENT * max(1, len(amounts))
        got = decimal(customer.finance_amount_to_invoice)
        self._assert_near(got, sum(map(decimal, amounts)), tolerance, "to invoice")

    def _check_statements(self, today):
        """The statements show what the figures say, and what was open on any day before."""
        entities = self.env['res.partner'].union(*self.customers).commercial_partner_id
        for entity, statement in entities._finance_statements(today).items():
            ageing = brute_force.customer_figures(entity, today)
            ageing = {name: ageing[f'finance_aged_{name}'] for name, _last in AGEING}
            ageing['total'] = sum(ageing.values())
            for name, amount in ageing.items():
                self.assertEqual(decimal(statement['balance'][name]), round(amount, 6), name)
            listed = self.env['finance.status.open.item'].search([('partner_id', '=', entity.id)])
            total = sum(decimal(item.balance_due) for item in listed)
            self.assertEqual(total, ageing['total'], "list of open items")
        date = self._any_day(-120, -1)
        for entity, items in entities._finance_statement_items(date).items():
            got = Counter()
            for item in items:
                due, balance_due = decimal(item['amount_due']), decimal(item['balance_due'])
                got[item['source'], item['instalment_id'], due, balance_due] += 1
            self.assertEqual(got, Counter(open_as_of(entity, date)), f"on {date}")

    def _assert_near(self, got, expected, tolerance, what):
        if tolerance:
            self.assertLessEqual(abs(decimal(got) - expected), tolerance, what)
        else:
            self.assertEqual(decimal(got), round(expected, 6), what)

    def _check_order(self, order, expected, today):
        fact = order.sudo().finance_fact_ids
        tolerance = expected.tolerance
        for name, value in (
            ('amount_invoiced', expected.amount),
            ('amount_due', expected.due),
            ('company_amount_invoiced', expected.balance),
            ('company_amount_due', expected.balance_due),
        ):
            self._assert_near(fact[name], value, tolerance, name)
        by_quantity, by_amount = brute_force.covered(order) if fact else (0, 0)
        self._assert_near(fact.covered_by_quantity, by_quantity, CENT / 100, "by quantity")
        self._assert_near(fact.covered_by_amount, by_amount, CENT / 100, "by amount")
        for name, value in (
            ('amount_prepaid', expected.prepaid),
            ('company_amount_prepaid', expected.prepaid_balance),
        ):
            self._assert_near(fact[name], value, expected.prepaid_tolerance, name)
        self.assertEqual(order.finance_amount_prepaid, fact.amount_prepaid)
        self.assertEqual(fact.document_count, expected.documents)
        if expected.is_clear:
            self.assertEqual(fact.is_credited, expected.is_credited)
        self.assertEqual(fact.in_payment, expected.in_payment)
        self.assertEqual(fact.date_paid, expected.date_paid)
        self.assertEqual(fact.date_invoiced, expected.date_invoiced)
        drafts = order.order_line.invoice_lines.filtered(lambda x: x.parent_state == 'draft')
        self.assertEqual(fact.has_draft, bool(drafts))
        if expected.is_clear:
            self.assertEqual(fact.date_due, expected.date_due)
            overdue = expected.overdue(today)
            self._assert_near(order.finance_amount_overdue, overdue, tolerance, "overdue")
        else:
            self.unclear += 1
        days = (today - fact.date_due).days if fact.date_due else 0
        expected_fields = {
            'finance_amount_invoiced': fact.amount_invoiced,
            'finance_amount_due': fact.amount_due,
            'finance_amount_paid': order.currency_id.round(fact.amount_invoiced - fact.amount_due),
            'finance_date_due': fact.date_due,
            'finance_date_paid': fact.date_paid,
            'finance_days_overdue': max(days, 0),
            'finance_invoicing_status': brute_force.invoicing_status(order, fact),
            'finance_payment_status': brute_force.payment_status(order, fact, today),
            'finance_status': brute_force.finance_status(order, fact, today),
        }
        for fname, value in expected_fields.items():
            self.assertEqual(order[fname], value, fname)

    def _check_documents(self):
        """The shares of one document add up to the last cent (R8), and to the orders' facts."""
        rows = self.env.execute_query_dict(
            self.env['finance.status.ledger']._order_instalments(
                SQL('%s', tuple(self.orders.ids or [0]))
            )
        )
        totals = Counter()
        parts = Counter()
        for row in rows:
            for name in ('amount', 'amount_due', 'balance', 'balance_due'):
                amount = decimal(float(row[name]))
                parts[row['source'], row['instalment_id'], name] += amount
                totals[row['order_id'], name] += amount
        for order in self.orders:
            fact = order.sudo().finance_fact_ids
            self.assertEqual(decimal(fact.amount_invoiced), totals[order.id, 'amount'])
            self.assertEqual(decimal(fact.amount_due), totals[order.id, 'amount_due'])
        for move in brute_force.documents_of(self.env):
            shares = brute_force.shares(move)
            linked = sum(shares.values())
            if abs(linked - 1) < 1e-12:
                linked = 1
            columns = {'balance': 'balance', 'balance_due': 'amount_residual'}
            if shares and all(order.currency_id == move.currency_id for order in shares):
                columns |= {'amount': 'amount_currency', 'amount_due': 'amount_residual_currency'}
            for line in brute_force.instalments(move):
                for name, column in columns.items():
                    exact = decimal(line[column]) * linked
                    tolerance = 0 if linked in (0, 1) else CENT
                    got = parts['account.move', line.id, name]
                    self._assert_near(got, exact, tolerance, move.name)

        for document in brute_force.external_documents_of(self.env):
            self._check_external(document, parts)

    def _check_external(self, document, parts):
        """The shares of a document kept elsewhere add up as well, and its ORM fields agree."""
        shares = brute_force.external_shares(document)
        linked = sum(shares.values())
        instalments = brute_force.external_instalments(document)
        sign = -1 if document.document_type == 'refund' else 1
        self.assertEqual(decimal(document.amount_due), sign * sum(line.due for line in instalments))
        columns = {'balance': 'balance', 'balance_due': 'balance_due'}
        if shares and all(order.currency_id == document.currency_id for order in shares):
            columns |= {'amount': 'amount', 'amount_due': 'due'}
        for line in instalments:
            for name, column in columns.items():
                exact = getattr(line, column) * linked
                tolerance = 0 if linked in (0, 1) else CENT
                got = parts['finance.status.document', line.id, name]
                self._assert_near(got, exact, tolerance, document.name)

    def _check_lead(self, lead, facts, today):
        orders = self.orders.filtered(lambda order: order.opportunity_id == lead)
        statuses = {
            brute_force.finance_status(order, order.sudo().finance_fact_ids, today)
            for order in orders
        }
        worst = [status for status in brute_force.ATTENTION if status in statuses]
        self.assertEqual(lead.finance_status, worst[0] if worst else False)
        mine = [facts[order] for order in orders if order in facts]
        tolerance = sum(fact.tolerance for fact in mine)
        ordered = sum(
            decimal(brute_force.in_company_currency(order, order.amount_total))
            for order in orders
            if order.state == 'sale'
        )
        self._assert_near(lead.finance_amount_ordered, ordered, 0, "ordered")
        invoiced, due = sum(f.balance for f in mine), sum(f.balance_due for f in mine)
        self._assert_near(lead.finance_amount_invoiced, invoiced, tolerance, "invoiced")
        self._assert_near(lead.finance_amount_due, due, tolerance, "due")
        self._assert_near(lead.finance_amount_paid, invoiced - due, tolerance * 2, "paid")
        prepaid = sum(fact.prepaid_balance for fact in mine)
        self._assert_near(
            lead.finance_amount_prepaid,
            prepaid,
            sum(fact.prepaid_tolerance for fact in mine),
            "prepaid",
        )
        if all(fact.is_clear for fact in mine):
            overdue = sum(fact.overdue(today, 'balance_due') for fact in mine)
            self._assert_near(lead.finance_amount_overdue, overdue, tolerance, "overdue")
        days = max(orders.mapped('finance_days_overdue'), default=0)
        self.assertEqual(lead.finance_days_overdue, days)


def _test_of(seed):
    def test(self):
        self._run_seed(seed)

    return test


for _seed in SEEDS.split():
    setattr(TestRandom, f'test_seed_{_seed}', _test_of(int(_seed)))
