from contextlib import ExitStack, closing
from functools import partial
from threading import Barrier, Thread

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2 import errors


@tagged('post_install', '-at_install')
class TestHoldWorkers(BaseCase):
    """Two orders that exceed the credit limit together, confirmed at once by two workers.

    They are transactions of their own, and really commit.
    """

    def setUp(self):
        super().setUp()
        self.stack = ExitStack()
        self.addCleanup(self.stack.close)
        env = self._worker()
        self.had_limit = env.company.account_use_credit_limit
        env.company.account_use_credit_limit = True
        default_policy, _policies = env['finance.status.policy']._in_force(env.company)
        self.policy_id, self.had_check = default_policy.id, default_policy.hold_credit_limit
        default_policy.hold_credit_limit = 'stop'
        customer = env['res.partner'].create({'name': "Customer", 'credit_limit': 1500})
        product = env['product.product'].create({'name': "Service", 'type': 'service'})
        lines = [Command.create({'product_id': product.id, 'price_unit': 1000, 'tax_ids': False})]
        orders = env['sale.order'].create(
            [{'partner_id': customer.id, 'order_line': lines} for _n in range(2)]
        )
        self.customer_id, self.product_id, self.order_ids = customer.id, product.id, orders.ids
        env.cr.commit()
        self.addCleanup(self._clean)

    def _worker(self):
        """Return the environment of a new transaction, in which something was read already."""
        cr = self.stack.enter_context(closing(db_connect(get_db_name()).cursor()))
        env = api.Environment(cr, SUPERUSER_ID, {})
        env['finance.status.exposure'].search([])
        return env

    def _clean(self):
        # what is not committed must not keep us waiting
        self.stack.close()
        env = self._worker()
        orders = env['sale.order'].browse(self.order_ids)
        orders._action_cancel()
        orders.unlink()
        env['product.product'].browse(self.product_id).unlink()
        env['res.partner'].browse(self.customer_id).unlink()
        env.company.account_use_credit_limit = self.had_limit
        env['finance.status.policy'].browse(self.policy_id).hold_credit_limit = self.had_check
        env.cr.commit()

    def _confirm(self, env, number):
        env['sale.order'].browse(self.order_ids[number]).action_confirm()
        env.flush_all()

    def _states(self):
        return sorted(self._worker()['sale.order'].browse(self.order_ids).mapped('state'))

    @mute_logger('odoo.sql_db')
    def test_one_after_the_other(self):
        """The second is told to start over, and then sees what the first has confirmed."""
        first, second = self._worker(), self._worker()
        self._confirm(first, 0)
        first.cr.commit()
        with self.assertRaises(errors.SerializationFailure):
            self._confirm(second, 1)
        second.cr.rollback()
        with self.assertRaisesRegex(UserError, "2,000.00"):
            self._confirm(second, 1)
        second.cr.rollback()
        self.assertEqual(self._states(), ['draft', 'sale'])

    @mute_logger('odoo.sql_db', 'odoo.service.model')
    def test_at_once(self):
        """As two requests: whoever comes second is refused, and nothing else fails."""
        started, outcomes = Barrier(2), []

        def request(env, number):
            started.wait(timeout=30)
            try:
                retrying(partial(self._confirm, env, number), env)
                outcomes.append('confirmed')
            except UserError:
                env.cr.rollback()
                outcomes.append('refused')

        threads = [
            Thread(target=request, args=(self._worker(), number), daemon=True)
            for number in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        self.assertEqual(sorted(outcomes), ['confirmed', 'refused'])
        self.assertEqual(self._states(), ['draft', 'sale'])

    def test_other_customers(self):
        """Who confirms for another customer is not kept waiting."""
        first, second = self._worker(), self._worker()
        other = self.order_ids[1]
        customer = second['res.partner'].create({'name': "Other", 'credit_limit': 1500})
        second['sale.order'].browse(other).write(
            {'partner_id': customer.id, 'partner_invoice_id': customer.id}
        )
        self._confirm(first, 0)
        self._confirm(second, 1)
        first.cr.commit()
        self.assertEqual(second['sale.order'].browse(other).state, 'sale')
