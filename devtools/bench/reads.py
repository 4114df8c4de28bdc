"""Searching and grouping everything. Runs inside Odoo, on the database with the addon."""

import json
import sys
from pathlib import Path

from odoo import fields
from odoo.tools import SQL

from devtools.bench.odoo_process import environment, run, say
from devtools.bench.timing import Sample, alternate, timed

PAGE = 80
PAIRS = 15
ADMIN = 2

OVERDUE_ORDERS = """
    FROM sale_order AS o JOIN finance_status_order AS f ON f.order_id = o.id
   WHERE f.date_due < %(today)s AND o.company_id IN %(companies)s
"""
OVERDUE_LEADS = """
    FROM crm_lead AS l
   WHERE l.active AND (l.company_id IN %(companies)s OR l.company_id IS NULL)
     AND l.id IN (SELECT o.opportunity_id
                    FROM sale_order AS o JOIN finance_status_order AS f ON f.order_id = o.id
                   WHERE f.date_due < %(today)s)
"""
OVERDUE_CUSTOMERS = """
    FROM res_partner AS p
   WHERE p.active AND (p.partner_share IS FALSE OR p.company_id IN %(companies)s
                       OR p.company_id IS NULL)
     AND p.commercial_partner_id IN (
         SELECT item.commercial_partner_id
           FROM account_move_line AS line
           JOIN account_account AS account ON account.id = line.account_id
           JOIN res_partner AS item ON item.id = line.partner_id
          WHERE account.account_type = 'asset_receivable' AND NOT line.reconciled
            AND line.parent_state = 'posted' AND line.amount_residual > 0
            AND COALESCE(line.date_maturity, line.date) < %(today)s
            AND line.company_id = %(company)s)
"""
# key, words, model, what comes behind SELECT, alias, order in SQL, order in Odoo
SEARCHES = (
    ('orders', 'sale.order', OVERDUE_ORDERS, 'o', 'date_order DESC, o.id DESC',
     'date_order desc, id desc'),
    ('opportunities', 'crm.lead', OVERDUE_LEADS, 'l', 'priority DESC, l.id DESC',
     'priority desc, id desc'),
    ('customers', 'res.partner', OVERDUE_CUSTOMERS, 'p', 'complete_name ASC, p.id ASC',
     'complete_name asc, id asc'),
)  # fmt: skip


class Reader:
    """Measures; a fresh cache for each run."""

    def __init__(self, env):
        self.env = env

    def sample(self, work):
        """Return a function that measures ``work``."""

        def measured(_number):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            seconds, _result = timed(work)
            return Sample(seconds, self.env.cr.sql_log_count - before)

        return measured

    def compare(self, ours, reference, pairs=PAIRS):
        """Return the part of the row with the figures."""
        return alternate(self.sample(ours), self.sample(reference), pairs, warm_up=2)

    def searches(self):
        """Search, count and first page of what is overdue."""
        params = {
            'today': fields.Date.context_today(self.env['sale.order']),
            'companies': tuple(self.env.companies.ids),
            'company': self.env.company.id,
        }
        domain = [('finance_status', '=', 'overdue')]
        for what, model, sql, alias, sql_order, order in SEARCHES:
            say(f"overdue {what}")
            count = SQL('SELECT COUNT(*) ' + sql, **params)
            page = SQL(
                f'SELECT {alias}.id {sql} ORDER BY {alias}.{sql_order} LIMIT {PAGE}', **params
            )

            def ours(model=model, order=order):
                Model = self.env[model]
                return Model.search_count(domain), Model.search(domain, order=order, limit=PAGE).ids

            def reference(count=count, page=page):
                [[total]] = self.env.execute_query(count)
                return total, [row[0] for row in self.env.execute_query(page)]

            if ours() != reference():
                raise AssertionError(f"{what}: {ours()} <> {reference()}")
            yield {
                'key': f'overdue_{what}',
                'operation': f"search, count and first page of {ours()[0]:,} overdue {what}",
                'reference_name': "hand-written SQL",
                'goal': 1.5,
                'growth_goal': 12,
                **self.compare(ours, reference),
            }

    def groups(self):
        """Group all orders by status with sums."""
        say("groups")
        Order = self.env['sale.order']
        yield {
            'key': 'group_orders',
            'operation': "group all orders by finance status, sums of total, invoiced and due",
            'reference_name': "Odoo's stored invoice status, sum of total",
            'goal': 2,
            'growth_goal': 12,
            **self.compare(
                lambda: Order.formatted_read_group(
                    [],
                    ['finance_status'],
                    [
                        '__count', 'amount_total:sum', 'finance_amount_invoiced:sum',
                        'finance_amount_due:sum',
                    ],
                ),
                lambda: Order.formatted_read_group(
                    [], ['invoice_status'], ['__count', 'amount_total:sum']
                ),
            ),
        }  # fmt: skip

    def customers_due(self):
        """Customers with something due, beside Odoo's own search."""
        say("customers with something due")
        Partner = self.env['res.partner']
        found = Partner.search([('finance_amount_due', '>', 0)])
        yield {
            'key': 'customers_due',
            'operation': f"search the {len(found):,} customers with something due",
            'reference_name': "Odoo's own search on credit",
            'goal': 0.2,
            'growth_goal': 12,
            **self.compare(
                lambda: Partner.search([('finance_amount_due', '>', 0)]).ids,
                lambda: Partner.search([('credit', '>', 0)]).ids,
            ),
        }


def main(database, output):
    """Write the rows."""
    with environment(database) as env:
        companies = env['res.company'].search([], order='id').ids
    with environment(database, ADMIN, allowed_company_ids=companies) as env:
        reader = Reader(env)
        rows = [*reader.searches(), *reader.groups(), *reader.customers_due()]
        Path(output).write_text(json.dumps(rows))
        sys.stdout.flush()


if __name__ == '__main__':
    run(main)
