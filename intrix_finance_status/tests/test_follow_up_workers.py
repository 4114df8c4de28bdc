from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.addons.intrix_finance_status.models import finance_status_follow_up_run
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import day
from .workers_common import WorkersCase

CUSTOMERS = 24
BATCH = 5
# in the middle of its third batch
WORKER = """
from odoo.addons.intrix_finance_status.models import finance_status_follow_up_run as run
run.BATCH = 5
Engine = registry['finance.status.follow.up']
execute, calls = Engine._execute, []

def execute_and_wait(self, steps):
    failed = execute(self, steps)
    calls.append(steps)
    if len(calls) == 3:
        wait(self.env)
    return failed

Engine._execute = execute_and_wait
with registry.cursor() as cr:
    api.Environment(cr, SUPERUSER_ID, {})['finance.status.follow.up']._cron_follow_up()
"""


@tagged('post_install', '-at_install')
class TestFollowUpWorkers(WorkersCase):
    """The daily run stopped anywhere, twice at once, beside a person: a mail each, and no more."""

    def setUp(self):
        super().setUp()
        with self._env() as env:
            # nobody else's documents are followed up meanwhile
            others = env['finance.status.policy'].search([('follow_up', '=', True)])
            others.follow_up = False
            self.other_policy_ids = others.ids
            policy = env['finance.status.policy'].create(
                {
                    'name': "Workers",
                    'date_start': day(-365),
                    'level_ids': [
                        (
                            0,
                            0,
                            {
                                'name': "First",
                                'days': 7,
                                'mail_template_id': env.ref(
                                    'intrix_finance_status.mail_template_reminder_first'
                                ).id,
                            },
                        )
                    ],
                }
            )
            customers = env['res.partner'].create(
                [
                    {
                        'name': f"Late {number}",
                        'email': f'late{number}@example.com',
                        'finance_policy_id': policy.id,
                    }
                    for number in range(CUSTOMERS)
                ]
            )
            source = env['finance.status.source'].create({'name': "Workers", 'code': 'workers'})
            env['finance.status.document'].create(
                [
                    {
                        'source_id': source.id,
                        'name': f'{customer.name}-{number}',
                        'partner_id': customer.id,
                        'date': day(-40),
                        'date_due': day(-8 - number),
                        'amount_total': 100,
                    }
                    for customer in customers
                    for number in range(2)
                ]
            )
            self.policy_id, self.source_id = policy.id, source.id
            self.customer_ids = customers.ids
        self.addCleanup(self._remove)

    def _remove(self):
        with self._env() as env:
            customers = env['res.partner'].browse(self.customer_ids)
            env['finance.status.source'].browse(self.source_id).document_ids.unlink()
            env['finance.status.source'].browse(self.source_id).unlink()
            env['mail.mail'].search(self._of_customers()).unlink()
            customers.unlink()
            env['finance.status.policy'].browse(self.policy_id).unlink()
            env['finance.status.policy'].browse(self.other_policy_ids).follow_up = True

    def _of_customers(self):
        return [('model', '=', 'res.partner'), ('res_id', 'in', self.customer_ids)]

    def _told(self):
        """Return how many mails each customer got, and how many rows their log has."""
        with self._env() as env:
            mails = env['mail.mail'].search(self._of_customers())
            actions = env['finance.status.action'].search([('partner_id', 'in', self.customer_ids)])
            self.assertEqual(set(actions.mapped('state')), {'done'} if actions else set())
            self.assertEqual(actions.mail_message_id, mails.mail_message_id)
            mails_of = dict.fromkeys(self.customer_ids, 0)
            rows_of = dict(mails_of)
            for mail in mails:
                mails_of[mail.res_id] += 1
            for action in actions:
                rows_of[action.partner_id.id] += 1
            return list(mails_of.values()), list(rows_of.values())

    def _assert_all_told_once(self):
        self.assertEqual(self._told(), ([1] * CUSTOMERS, [2] * CUSTOMERS))

    def _run(self):
        """Do what the daily job does."""
        with patch.object(finance_status_follow_up_run, 'BATCH', BATCH), self._env() as env:
            env['finance.status.follow.up']._cron_follow_up()

    def _remind(self, env, numbers):
        """Remind customers as a person does from the worklist."""
        partner_ids = [self.customer_ids[number] for number in numbers]
        env['finance.reminder.send'].create({'partner_ids': partner_ids}).action_send()
        env.flush_all()

    def test_killed(self):
        """What was committed stays, the batch that was under way is done by the next run."""
        in_its_hands = slice(2 * BATCH, 3 * BATCH)
        with self._killed_in_the_middle(WORKER):
            mails, rows = self._told()
            self.assertEqual((sum(mails), sum(rows)), (2 * BATCH, 4 * BATCH))
            with (
                self.assertRaisesRegex(UserError, "Somebody else is just reminding"),
                self._env() as env,
            ):
                self._remind(env, [2 * BATCH])
            # another worker does all others meanwhile, and does not wait for this one
            self._run()
            mails, _rows = self._told()
            self.assertEqual(mails[in_its_hands], [0] * BATCH)
            self.assertEqual(sum(mails), CUSTOMERS - BATCH)
        # let the server notice that the worker is gone
        self._wait_for_locks()
        self.assertEqual(sum(self._told()[0]), CUSTOMERS - BATCH)
        self._run()
        self._assert_all_told_once()
        self._run()
        self._assert_all_told_once()

    def _wait_for_locks(self):
        with self._env() as env:
            env.cr.execute(
                'SELECT pg_advisory_xact_lock(%s, id) FROM UNNEST(%s) AS customer(id)',
                [finance_status_follow_up_run.LOCK, self.customer_ids],
            )

    @mute_logger('odoo.sql_db')
    def test_two_runs_at_once(self):
        self.assertEqual(self._at_once(self._run, self._run, self._run), [])
        self._assert_all_told_once()

    def test_run_beside_a_person(self):
        """The run leaves customers alone that a person is just reminding."""
        with self._env() as env:
            self._remind(env, range(BATCH))
            self._run()
            mails, _rows = self._told()
            self.assertEqual(mails, [0] * BATCH + [1] * (CUSTOMERS - BATCH))
        self._run()
        self._assert_all_told_once()

    @mute_logger('odoo.sql_db')
    def test_person_who_does_not_see_the_run(self):
        """A request that began before the run was committed is refused by the database."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertTrue(env['res.partner'].search_count([]))
            self._run()
            with self.assertRaises(UniqueViolation):
                self._remind(env, [0])
            cr.rollback()
        self._assert_all_told_once()
