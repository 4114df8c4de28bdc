"""Posting, paying and confirming, with and without the addon. Runs inside Odoo.

One process has both databases open, each with a transaction in which the documents are
prepared. A run is measured up to what Odoo does right before a commit, and rolled back to a
savepoint.
"""

import contextlib
import json
import os
import time
from pathlib import Path

from odoo import Command, fields

from devtools.bench.odoo_process import NO_MAIL, environment, run, say
from devtools.bench.timing import Sample, alternate

PAIRS = 5
ADMIN = 2
TICKS = os.sysconf('SC_CLK_TCK')


class Writer:
    """The documents of one database, and the operations on them."""

    def __init__(self, env, count):
        self.env = env
        self.backend = env.cr._cnx.get_backend_pid()
        partners = env['res.partner'].search(
            [('customer_rank', '>', 0)], limit=count, order='id desc'
        )
        product = env['product.product'].search([('name', '=', 'Service 3')], limit=1)
        leads = env['crm.lead'].create(
            [{'name': "Bench", 'type': 'opportunity', 'partner_id': p.id} for p in partners[::2]]
        )
        quiet = env(context={**env.context, **NO_MAIL})
        kinds = []
        for _kind in range(3):
            kinds.append(
                quiet['sale.order'].create(
                    [
                        {
                            'partner_id': partner.id,
                            'opportunity_id': leads[i // 2].id if i % 2 == 0 else False,
                            'order_line': [
                                Command.create(
                                    {
                                        'product_id': product.id,
                                        'product_uom_qty': n,
                                        'price_unit': 99,
                                    }
                                )
                                for n in (1, 2)
                            ],
                        }
                        for i, partner in enumerate(partners)
                    ]
                )
            )
        to_confirm, to_post, to_pay = kinds
        (to_post | to_pay).action_confirm()
        drafts = to_post._create_invoices(grouped=True)
        open_invoices = to_pay._create_invoices(grouped=True)
        (drafts | open_invoices).invoice_date = fields.Date.today()
        open_invoices.action_post()
        self.flush()
        self.ids = {'confirm': to_confirm.ids, 'post': drafts.ids, 'pay': open_invoices.ids}
        self.journal = env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', env.company.id)], limit=1
        )

    def flush(self):
        """Do what Odoo does right before a commit."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()

    def confirm(self):
        self.env['sale.order'].browse(self.ids['confirm']).action_confirm()

    def post(self):
        self.env['account.move'].browse(self.ids['post']).action_post()

    def pay(self):
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=self.ids['pay']
        ).create({'journal_id': self.journal.id, 'group_payment': False})._create_payments()

    def _cpu(self):
        """Return the processor time of this process and of its PostgreSQL backend."""
        backend = 0
        with contextlib.suppress(OSError):
            stat = Path(f'/proc/{self.backend}/stat').read_text().rsplit(')', 1)[1].split()
            backend = (int(stat[11]) + int(stat[12])) / TICKS
        return time.process_time() + backend

    def sample(self, operation):
        """Run an operation, and undo it."""
        self.env.invalidate_all()
        self.env.cr.execute('SAVEPOINT bench')
        queries = self.env.cr.sql_log_count
        cpu = self._cpu()
        start = time.perf_counter()
        getattr(self, operation)()
        self.flush()
        seconds = time.perf_counter() - start
        cpu = self._cpu() - cpu
        queries = self.env.cr.sql_log_count - queries
        self.env.cr.postcommit.clear()
        self.env.cr.precommit.clear()
        self.env.cr.execute('ROLLBACK TO SAVEPOINT bench')
        self.env.transaction.clear()
        return Sample(seconds, queries, cpu)


OPERATIONS = {
    'post': "post {} invoices",
    'confirm': "confirm {} orders",
    'pay': "register {} payments",
}


def main(databases, output, count):
    """Write the rows for ``count`` documents at once."""
    plain, addon = databases.split(',')
    with contextlib.ExitStack() as stack:
        writers = {}
        for name in (plain, addon):
            say(f"prepare {name}")
            env = stack.enter_context(environment(name, ADMIN))
            writers[name] = Writer(env, int(count))
        rows = []
        for operation, template in OPERATIONS.items():
            words = template.format(count)
            say(words)
            rows.append(
                {
                    'key': operation,
                    'operation': words,
                    'reference_name': "without the addon",
                    'goal': 1.03,
                    'growth_goal': 1.3,
                    **alternate(
                        lambda _n, o=operation: writers[addon].sample(o),
                        lambda _n, o=operation: writers[plain].sample(o),
                        PAIRS,
                    ),
                }
            )
            say(json.dumps(rows[-1]))
        Path(output).write_text(json.dumps(rows))


if __name__ == '__main__':
    run(main)
