"""Five hundred orders with invoices and payments, made by Odoo's own actions and wizards.

Runs inside Odoo. Each step is one transaction, noted in ``bench_progress``, so that an
interrupted build goes on where it stopped.
"""

import json
import random
from datetime import datetime, time, timedelta

from odoo import Command, fields

from devtools.bench.odoo_process import NO_MAIL, environment, run, say

ORDERS = 500
LEADS = 250
CUSTOMERS = 100
WITHOUT_ORDER = 146
CREDIT_NOTES = 30
# of the confirmed orders: two by two on one invoice, in two parts, with a down payment, not yet
SHARED, PARTIAL, DOWN_PAYMENT, NOT_INVOICED = 60, 55, 40, 25
# the tables whose rows are multiplied afterwards, each after those that it refers to
TABLES = (
    'res_partner',
    'crm_lead',
    'sale_order',
    'sale_order_line',
    'account_move',
    'account_payment',
    'account_full_reconcile',
    'account_move_line',
    'account_partial_reconcile',
)


class Seed:
    """The steps; ``random`` is seeded, so that every build is the same."""

    def __init__(self, env):
        self.env = env(context=NO_MAIL)
        self.today = fields.Date.today()
        self.companies = self.env['res.company'].search([], order='id')
        self.env = self.env(context={**NO_MAIL, 'allowed_company_ids': self.companies.ids})

    def day(self, age):
        """Return the day ``age`` days ago."""
        return self.today - timedelta(days=age)

    # steps

    def company_data(self):
        """Two companies in euros with charts of accounts, a tax, products, terms, a rate."""
        env = self.env
        euro = env.ref('base.EUR')
        dollar = env.ref('base.USD')
        (euro | dollar).active = True
        companies = self.companies
        if len(companies) < 2:
            companies |= env['res.company'].create({'name': "Second Company"})
        env.ref('base.user_admin').write(
            {
                'company_ids': [Command.set(companies.ids)],
                'password': 'admin',
                'group_ids': [Command.link(env.ref('account.group_account_manager').id)],
            }
        )
        for company in companies:
            if not company.chart_template:
                env['account.chart.template']._load('generic_coa', company, False)
            company.currency_id = euro
            tax = env['account.tax'].search(
                [('company_id', '=', company.id), ('type_tax_use', '=', 'sale')], limit=1
            )
            tax.amount = 25.0
            company.account_sale_tax_id = tax
            env['res.currency.rate'].create(
                [
                    {'currency_id': dollar.id, 'company_id': company.id, 'rate': rate, 'name': date}
                    for date, rate in (
                        ('2020-01-01', 1.2),
                        (self.day(30), 1.1),
                        (self.day(10), 1.05),
                    )
                ]
            )
        self.env['product.product'].create(
            [
                {
                    'name': f"Service {number}",
                    'type': 'service',
                    'invoice_policy': 'order',
                    'list_price': 90.0 + 35 * number,
                    'taxes_id': [Command.set(companies.account_sale_tax_id.ids)],
                }
                for number in range(20)
            ]
        )
        self.env['account.payment.term'].create(
            {
                'name': "30 % at once, 70 % in 30 days",
                'line_ids': [
                    Command.create({'value': 'percent', 'value_amount': 30, 'nb_days': 0}),
                    Command.create({'value': 'percent', 'value_amount': 70, 'nb_days': 30}),
                ],
            }
        )
        self.env['product.pricelist'].create(
            [
                {'name': f"Bench {currency.name}", 'currency_id': currency.id, 'company_id': False}
                for currency in (euro, dollar)
            ]
        )

    def marks(self):
        """Remember the highest ids before there is anything to multiply."""
        for table in TABLES:
            self.env.cr.execute(
                'INSERT INTO bench_mark (name, first_id) '
                f'SELECT %s, COALESCE(MAX(id), 0) FROM {table}',
                [table],
            )

    def customers(self):
        country = self.env.ref('base.hr')
        companies = self.env['res.partner'].create(
            [
                {
                    'name': f"Customer {number:03}",
                    'is_company': True,
                    'email': f'customer{number}@example.com',
                    'city': f"City {number % 17}",
                    'country_id': country.id,
                    'customer_rank': 1,
                }
                for number in range(CUSTOMERS)
            ]
        )
        self.env['res.partner'].create(
            [{'name': f"Contact of {parent.name}", 'parent_id': parent.id} for parent in companies]
        )

    def opportunities(self):
        partners = self._customers()
        stages = self.env['crm.stage'].search([])
        rng = random.Random(1)
        vals = []
        for number in range(LEADS):
            company, partner = self._company_and_customer(partners, number * 2)
            vals.append(
                {
                    'name': f"Opportunity {number}",
                    'type': 'opportunity',
                    'partner_id': partner.id,
                    'company_id': company.id,
                    'stage_id': rng.choice(stages).id,
                    'expected_revenue': rng.randrange(500, 20000),
                    'priority': rng.choice('0012'),
                    'user_id': self.env.ref('base.user_admin').id,
                    'team_id': False,
                }
            )
        self.env['crm.lead'].create(vals)

    def orders(self):
        partners = self._customers()
        leads = self.env['crm.lead'].search([('name', 'like', 'Opportunity %')], order='id')
        products = self.env['product.product'].search([('name', 'like', 'Service %')])
        euro, dollar = self.env['product.pricelist'].search(
            [('name', 'like', 'Bench %')], order='id'
        )
        instalments = self._term()
        plain = [
            self.env.ref('account.account_payment_term_15days'),
            self.env.ref('account.account_payment_term_30days'),
            self.env.ref('account.account_payment_term_immediate'),
        ]
        rng = random.Random(2)
        vals = []
        for number in range(ORDERS):
            company, partner = self._company_and_customer(partners, number)
            vals.append(
                {
                    'partner_id': partner.id,
                    'company_id': company.id,
                    'opportunity_id': leads[number // 2].id if number % 2 == 0 else False,
                    'pricelist_id': (dollar if number % 15 == 3 else euro).id,
                    'payment_term_id': (instalments if number % 10 == 7 else plain[number % 3]).id,
                    'user_id': self.env.ref('base.user_admin').id,
                    'date_order': datetime.combine(self.day(rng.randrange(35, 75)), time(9)),
                    'validity_date': self.day(rng.randrange(-20, 20)),
                    'order_line': [
                        Command.create(
                            {
                                'product_id': rng.choice(products).id,
                                'product_uom_qty': rng.randrange(1, 9) * 2,
                                'price_unit': rng.randrange(1000, 50000) / 100,
                            }
                        )
                        for _line in range(rng.choice((1, 2, 2, 3)))
                    ],
                }
            )
        orders = self.env['sale.order'].create(vals)
        for number, order in enumerate(orders):
            if number % 20 == 9:
                order.state = 'sent'
            elif number % 25 == 11:
                order.action_cancel()
        confirmed = orders.filtered(lambda order: order.state == 'draft' and order.id % 20 != 4)
        dates = {order: order.date_order for order in confirmed}
        for company in self.companies:
            confirmed.filtered(lambda order, c=company: order.company_id == c).with_company(
                company
            ).action_confirm()
        for order, date in dates.items():
            order.date_order = date

    def invoices(self):
        rng = random.Random(3)
        for company in self.companies:
            orders = (
                self.env['sale.order']
                .with_company(company)
                .search([('state', '=', 'sale'), ('company_id', '=', company.id)], order='id')
            )
            part = len(orders) / 430
            kinds = {}
            position = 0
            for kind, count in (
                ('later', NOT_INVOICED),
                ('down', DOWN_PAYMENT),
                ('partial', PARTIAL),
            ):
                size = round(count * part)
                kinds[kind] = orders[position : position + size]
                position += size
            rest = orders[position:]
            pairs, left = self._pairs(rest, round(SHARED * part / 2))
            drafts = self.env['account.move']
            for pair in pairs:
                drafts |= pair._create_invoices(grouped=False, final=True)
            if kinds['down']:
                for order in kinds['down']:
                    self.env['sale.advance.payment.inv'].with_company(company).with_context(
                        active_model='sale.order', active_ids=order.ids
                    ).create(
                        {'advance_payment_method': 'percentage', 'amount': 30}
                    ).create_invoices()
                self._post(kinds['down'].invoice_ids, rng, 28)
                drafts |= kinds['down'][::2]._create_invoices(grouped=True, final=True)
            first = kinds['partial']._create_invoices(grouped=True, final=True)
            for line in first.invoice_line_ids:
                line.quantity /= 2
            self._post(first, rng, 28)
            drafts |= kinds['partial'][::2]._create_invoices(grouped=True, final=True)
            drafts |= left._create_invoices(grouped=True, final=True)
            drafts |= self._invoices_without_order(company, round(WITHOUT_ORDER * part))
            self._post(drafts, rng, 10)
            self._credit(company, drafts, round(CREDIT_NOTES * part), rng)

    def payments(self):
        rng = random.Random(4)
        for company in self.companies:
            Move = self.env['account.move'].with_company(company)
            invoices = Move.search(
                [
                    ('move_type', '=', 'out_invoice'),
                    ('state', '=', 'posted'),
                    ('payment_state', 'in', ('not_paid', 'partial')),
                    ('company_id', '=', company.id),
                ],
                order='id',
            )
            by_date = {}
            partial = Move
            for number, invoice in enumerate(invoices):
                if number % 12 == 5:
                    continue
                if number % 60 == 8:
                    partial |= invoice
                    continue
                age = (self.today - invoice.invoice_date).days
                date = self.day(rng.randrange(0, max(1, age)))
                date = min(date, self.today)
                by_date[date] = by_date.get(date, Move) | invoice
            for date, due in sorted(by_date.items()):
                for currency in due.currency_id:
                    same = due.filtered(lambda move, c=currency: move.currency_id == c)
                    self._register(same, date)
            for invoice in partial:
                self._register(
                    invoice,
                    self.today,
                    amount=invoice.currency_id.round(invoice.amount_residual * 0.4),
                )

    # help

    def _customers(self):
        return self.env['res.partner'].search([('name', 'like', 'Customer %')], order='id')

    def _term(self):
        return self.env['account.payment.term'].search([('name', 'like', '30 %% at once%')])

    def _company_and_customer(self, partners, number):
        index = (number // 2) % CUSTOMERS
        return self.companies[1 if index % 10 >= 7 else 0], partners[index]

    def _pairs(self, orders, count):
        """Return ``count`` pairs of orders that Odoo puts on one invoice, and the others."""
        by_key = {}
        for order in orders:
            by_key.setdefault(
                (order.partner_invoice_id, order.currency_id, order.payment_term_id), []
            ).append(order)
        pairs = []
        left = orders
        for same in by_key.values():
            for first, second in zip(same[::2], same[1::2], strict=False):
                if len(pairs) < count:
                    pairs.append(first | second)
                    left -= first | second
        return pairs, left

    def _invoices_without_order(self, company, count):
        product = self.env['product.product'].search([('name', 'like', 'Service %')], limit=1)
        partners = self._customers()
        terms = [
            self.env.ref('account.account_payment_term_30days'),
            self.env.ref('account.account_payment_term_15days'),
            self._term(),
        ]
        return (
            self.env['account.move']
            .with_company(company)
            .create(
                [
                    {
                        'move_type': 'out_invoice',
                        'partner_id': partners[(number * 7) % CUSTOMERS].id,
                        'invoice_payment_term_id': terms[number % 3].id,
                        'invoice_line_ids': [
                            Command.create(
                                {
                                    'product_id': product.id,
                                    'quantity': 1,
                                    'price_unit': 100 + number,
                                }
                            )
                        ],
                    }
                    for number in range(count)
                ]
            )
        )

    def _post(self, moves, rng, newest):
        for move in moves:
            move.invoice_date = self.day(rng.randrange(newest, newest + 25))
        moves.sorted('invoice_date').action_post()

    def _credit(self, company, invoices, count, rng):
        for invoice in invoices[:: max(1, len(invoices) // count)][:count]:
            date = self.day(rng.randrange(0, 9))
            wizard = (
                self.env['account.move.reversal']
                .with_company(company)
                .with_context(active_model='account.move', active_ids=invoice.ids)
                .create({'date': date, 'journal_id': invoice.journal_id.id})
            )
            wizard.refund_moves()
            refund = wizard.new_move_ids
            if rng.random() < 0.6:
                for line in refund.invoice_line_ids:
                    line.quantity /= 2
            refund.invoice_date = date
            refund.action_post()

    def _register(self, invoices, date, **values):
        journal = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', invoices.company_id.id)], limit=1
        )
        if 'amount' in values:
            values['payment_difference_handling'] = 'open'
        self.env['account.payment.register'].with_company(invoices.company_id).with_context(
            active_model='account.move', active_ids=invoices.ids
        ).create(
            {
                'payment_date': date,
                'journal_id': journal.id,
                'currency_id': invoices.currency_id.id,
                'group_payment': False,
                'installments_mode': 'full',
                **values,
            }
        )._create_payments()


STEPS = (
    'company_data',
    'marks',
    'customers',
    'opportunities',
    'orders',
    'invoices',
    'payments',
)


def main(database):
    """Make what is not made yet."""
    for name in STEPS:
        with environment(database) as env:
            env.cr.execute('SELECT 1 FROM bench_progress WHERE step = %s', [name])
            if env.cr.rowcount:
                continue
            say(f"seed: {name}")
            getattr(Seed(env), name)()
            env.flush_all()
            env.cr.execute('INSERT INTO bench_progress (step) VALUES (%s)', [name])
            env.cr.commit()
    with environment(database) as env:
        env.cr.execute(
            """
            SELECT (SELECT COUNT(*) FROM sale_order),
                   COUNT(*) FILTER (WHERE state = 'posted' AND move_type LIKE 'out_%%'),
                   COUNT(*) FILTER (WHERE state = 'posted' AND move_type LIKE 'out_%%'
                                      AND payment_state IN ('paid', 'in_payment', 'reversed'))
              FROM account_move
            """
        )
        say(
            json.dumps(
                dict(zip(('orders', 'documents', 'settled'), env.cr.fetchone(), strict=True))
            )
        )


if __name__ == '__main__':
    run(main)
