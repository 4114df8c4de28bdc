"""Two processes at once on the same customer and the same orders. Runs inside Odoo.

``prepare`` makes invoices of one customer, some for two orders. ``pay`` registers payments of
every second one, ``edit`` changes the orders meanwhile. Each operation is a transaction, tried
again after a serialization failure as Odoo does; the failures are counted.
"""

import json
import random
import time
from pathlib import Path

import psycopg2
from odoo import Command, fields

from devtools.bench.odoo_process import NO_MAIL, environment, run

INVOICES = 60
ADMIN = 2
TRIES = 20
FAILURES = ('40001', '40P01', '55P03')


def prepare(database, output):
    """Make orders of one customer with posted invoices, and write their ids."""
    with environment(database, ADMIN, **NO_MAIL) as env:
        customer = env['res.partner'].search([('customer_rank', '>', 0)], limit=1)
        product = env['product.product'].search([('name', '=', 'Service 3')], limit=1)
        orders = env['sale.order'].create(
            [
                {
                    'partner_id': customer.id,
                    'order_line': [
                        Command.create({'product_id': product.id, 'price_unit': 100 + number})
                    ],
                }
                for number in range(INVOICES + INVOICES // 4)
            ]
        )
        orders.action_confirm()
        invoices = env['account.move']
        shared = orders[: INVOICES // 2]
        for number in range(0, len(shared), 2):
            invoices |= shared[number : number + 2]._create_invoices(grouped=False)
        invoices |= orders[len(shared) :]._create_invoices(grouped=True)
        invoices.invoice_date = fields.Date.today()
        invoices.action_post()
        env.cr.commit()
        Path(output).write_text(json.dumps({'orders': orders.ids, 'invoices': invoices.ids}))


class Racer:
    """Repeats operations until they succeed, and counts how often they fail."""

    def __init__(self, database, job):
        self.database = database
        self.job = json.loads(Path(job).read_text())
        self.failures = self.operations = self.given_up = 0

    def attempt(self, work):
        for number in range(TRIES):
            with environment(self.database, ADMIN) as env:
                try:
                    work(env)
                    env.flush_all()
                    env.cr.commit()
                    self.operations += 1
                    return
                except psycopg2.Error as error:
                    if error.pgcode not in FAILURES:
                        raise
                    self.failures += 1
            time.sleep(random.uniform(0, 0.01 * 2 ** min(number, 4)))
        self.given_up += 1

    def pay(self, half):
        """Register payments: half in one transaction each, the others two together."""
        invoices = self.job['invoices'][int(half) :: 2]
        for number in range(0, len(invoices), 3):
            for ids in (invoices[number : number + 1], invoices[number + 1 : number + 3]):
                if ids:
                    self.attempt(lambda env, ids=ids: self._register(env, ids))

    def _register(self, env, ids):
        env['account.payment.register'].with_context(
            active_model='account.move', active_ids=ids
        ).create({'group_payment': False})._create_payments()

    def edit(self, _half):
        """Edit the orders that are being paid, in random order."""
        rng = random.Random(5)
        for _round in range(2):
            orders = self.job['orders'][:]
            rng.shuffle(orders)
            for order in orders:
                self.attempt(lambda env, order=order: self._edit(env, order, rng))

    def _edit(self, env, order_id, rng):
        order = env['sale.order'].browse(order_id)
        order.write({'client_order_ref': f'ref {rng.random()}'})
        if rng.random() < 0.3:
            order.order_line[0].name = f"Service, as agreed {rng.random()}"
        if rng.random() < 0.2:
            order.order_line[0].discount = rng.choice((0, 1, 2))


def main(database, action, job, output='', half='0'):
    """Run one of the parts."""
    if action == 'prepare':
        prepare(database, job)
        return
    racer = Racer(database, job)
    with environment(database) as env:
        env['sale.order'].search([], limit=1)
    Path(f'{output}.ready').touch()
    while not Path(job).with_suffix('.go').exists():
        time.sleep(0.01)
    start = time.monotonic()
    getattr(racer, action)(half)
    Path(output).write_text(
        json.dumps(
            {
                'operations': racer.operations,
                'failures': racer.failures,
                'given_up': racer.given_up,
                'seconds': time.monotonic() - start,
            }
        )
    )


if __name__ == '__main__':
    run(main)
