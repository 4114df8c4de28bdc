"""A daily follow-up of many overdue customers, beside OCA's credit control. Runs inside Odoo.

``prepare`` makes a company whose customers have two overdue invoices each, in a database that knows
neither addon. ``ours`` and ``oca`` are the two ways to put a mail per customer into the outgoing
queue, each in a copy of that database with its own addon. Nothing is sent.
"""

import contextlib
import json
import os
import time
from datetime import timedelta
from pathlib import Path

from odoo import Command, fields, sql_db

from devtools.bench.multiply import Multiplier
from devtools.bench.odoo_process import NO_MAIL, environment, run, say
from devtools.bench.seed import TABLES

CUSTOMERS = 100
COMPANY = "Bench Follow-up"
# days late of the two invoices of a customer, in turn
DAYS_LATE = ((9, 12), (18, 8), (40, 20), (33, 16))
LEVELS = (('first', 7), ('second', 15), ('last', 30))
TICKS = os.sysconf('SC_CLK_TCK')
RESET_PEAK = '5'


class Copies(Multiplier):
    """Multiplies the customers that pay late; their dates stay."""

    def _back(self, column):
        return f's."{column}"', f's."{column}"'


def prepare(database, count):
    """Make ``count`` customers who are late, a quarter of whom read Croatian."""
    with environment(database, **NO_MAIL) as env:
        _forget_marks(env)
        env['res.lang']._activate_lang('hr_HR')
        _make_debtors(env)
        env.cr.commit()
    Copies(database, count // CUSTOMERS).run()
    with environment(database) as env:
        env.cr.execute(
            """
            UPDATE res_partner
               SET email = 'late' || id || '@example.com',
                   email_normalized = 'late' || id || '@example.com'
             WHERE name LIKE 'Late Customer%'
            """
        )
        env.cr.commit()
        env.cr._cnx.autocommit = True
        env.cr.execute('VACUUM ANALYZE')
        env.cr._cnx.autocommit = False


def _forget_marks(env):
    """Let the copying begin behind what there is already."""
    env.cr.execute("DELETE FROM bench_progress WHERE step LIKE 'multiply %'")
    env.cr.execute('DELETE FROM bench_mark')


def _mark(env):
    for table in TABLES:
        env.cr.execute(
            f'INSERT INTO bench_mark (name, first_id) SELECT %s, COALESCE(MAX(id), 0) FROM {table}',
            [table],
        )


def _make_debtors(env):
    company = env['res.company'].create(
        {'name': COMPANY, 'currency_id': env.ref('base.EUR').id, 'email': 'company@example.com'}
    )
    env['account.chart.template']._load('generic_coa', company, False)
    company.currency_id = env.ref('base.EUR')
    env = env(context={**env.context, 'allowed_company_ids': company.ids})
    env.flush_all()
    _mark(env)
    partners = env['res.partner'].create(
        [
            {
                'name': f"Late Customer {number:03}",
                'is_company': True,
                'email': f'late{number}@example.com',
                'country_id': env.ref('base.hr').id,
                'customer_rank': 1,
                'lang': 'en_US' if number % 4 else 'hr_HR',
            }
            for number in range(CUSTOMERS)
        ]
    )
    product = env['product.product'].search([('name', '=', 'Service 3')], limit=1)
    today = fields.Date.today()
    moves = env['account.move'].create(
        [
            {
                'move_type': 'out_invoice',
                'partner_id': partner.id,
                'currency_id': company.currency_id.id,
                'invoice_date': today - timedelta(days=days + 30),
                'invoice_date_due': today - timedelta(days=days),
                'invoice_payment_term_id': False,
                'invoice_line_ids': [
                    Command.create(
                        {
                            'product_id': product.id,
                            'quantity': 1,
                            'price_unit': 100 + number,
                            'tax_ids': [Command.clear()],
                        }
                    )
                ],
            }
            for number, partner in enumerate(partners)
            for days in DAYS_LATE[number % len(DAYS_LATE)]
        ]
    )
    moves.action_post()
    env.flush_all()


class Ours:
    """The scheduled action, as the scheduler runs it: until nothing remains."""

    def __init__(self, env):
        self.env = env
        policies = env['finance.status.policy'].with_context(active_test=False)
        policies.search([]).unlink()
        template = 'intrix_finance_status.mail_template_reminder_{}'
        policies.create(
            {
                'name': COMPANY,
                'is_default': True,
                'date_start': fields.Date.today() - timedelta(days=365),
                'level_ids': [
                    Command.create(
                        {
                            'name': name,
                            'days': days,
                            'mail_template_id': env.ref(template.format(name)).id,
                        }
                    )
                    for name, days in LEVELS
                ],
            }
        )

    def run(self):
        cron = self.env.ref('intrix_finance_status.cron_follow_up')
        remaining = True
        while remaining:
            cron.method_direct_trigger()
            self.env.cr.commit()
            self.env.invalidate_all()
            progress = self.env['ir.cron.progress'].search(
                [('cron_id', '=', cron.id)], order='id desc', limit=1
            )
            remaining = progress.remaining


class CreditControl:
    """A run of OCA's module by its buttons: lines, all of them to be sent, mails."""

    def __init__(self, env):
        self.env = env(context={**env.context, 'mail_notify_force_send': False})
        template = env.ref('account_credit_control.email_template_credit_control_base')
        # ours has no document attached unless it is told to; the invoices are in the mail
        template.report_template_ids = [Command.clear()]
        receivable = env['account.account'].search([('account_type', '=', 'asset_receivable')])
        self.policy = env['credit.control.policy'].create(
            {
                'name': COMPANY,
                'company_id': env.company.id,
                'account_ids': [Command.set(receivable.ids)],
                'apply_max_policy_level': True,
                'level_ids': [
                    Command.create(
                        {
                            'name': name,
                            'level': number,
                            'computation_mode': 'net_days',
                            'delay_days': days,
                            'email_template_id': template.id,
                            'channel': 'email',
                            'custom_text': "Please pay.",
                            'custom_mail_text': "<p>Please pay.</p>",
                            'mail_show_invoice_detail': True,
                        }
                    )
                    for number, (name, days) in enumerate(LEVELS, 1)
                ],
            }
        )
        env.company.credit_policy_id = self.policy

    def run(self):
        control = self.env['credit.control.run'].create(
            {'date': fields.Date.today(), 'policy_ids': [Command.set(self.policy.ids)]}
        )
        # one request of the web client each
        for button in ('generate_credit_lines', 'set_to_ready_lines', 'run_channel_action'):
            getattr(control, button)()
            self.env.cr.commit()
            self.env.invalidate_all()


WAYS = {'ours': Ours, 'oca': CreditControl}


def processor_time(cr):
    """Return the processor time of Odoo, of what it started, and of its connections, in seconds."""
    cr.execute('SELECT pid FROM pg_stat_activity WHERE datname = current_database()')
    backends = 0
    for (pid,) in cr.fetchall():
        with contextlib.suppress(OSError):
            stat = Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
            backends += (int(stat[11]) + int(stat[12])) / TICKS
    times = os.times()
    return time.process_time() + times.children_user + times.children_system + backends


def memory(name):
    """Return a figure of the memory of this process in bytes."""
    status = Path('/proc/self/status').read_text()
    return int(status.split(f'{name}:')[1].split()[0]) * 1024


def told(env):
    """Return how many mails wait, how many customers get one, how many invoices they name."""
    env.cr.execute(
        """
        WITH told AS (
            SELECT mail.id, rel.res_partner_id AS partner_id, mail.body_html AS body
              FROM mail_mail AS mail
              JOIN mail_mail_res_partner_rel AS rel ON rel.mail_mail_id = mail.id
             WHERE mail.state = 'outgoing'
        )
        SELECT (SELECT COUNT(*) FROM mail_mail),
               (SELECT COUNT(DISTINCT partner_id) FROM told),
               (SELECT COUNT(*)
                  FROM account_move AS move
                  JOIN told ON told.partner_id = move.partner_id
                 WHERE POSITION(move.name IN told.body) > 0 AND move.company_id = %s)
        """,
        [env.company.id],
    )
    return dict(zip(('mails', 'customers', 'invoices'), env.cr.fetchone(), strict=True))


def measured(env, work):
    """Return what ``work`` takes."""
    env.cr.commit()
    env.invalidate_all()
    before = told(env)['mails']
    with contextlib.suppress(OSError):
        Path('/proc/self/clear_refs').write_text(RESET_PEAK)
    resident = memory('VmRSS')
    queries = sql_db.sql_counter
    cpu = processor_time(env.cr)
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    found = {
        'seconds': seconds,
        'cpu': processor_time(env.cr) - cpu,
        'queries': sql_db.sql_counter - queries,
        'memory': memory('VmHWM') - resident,
        **told(env),
    }
    found['mails'] -= before
    return found


def main(database, output, way, count):
    """Prepare a database, or write what a way measured in it, run twice where that is of use."""
    if way == 'prepare':
        prepare(database, int(count))
        return
    with environment(database) as env:
        company = env['res.company'].search([('name', '=', COMPANY)])
        env.cr.execute('DELETE FROM mail_mail')
        env = env(context={'allowed_company_ids': company.ids})  # noqa: PLW2901 - only here
        worker = WAYS[way](env)
        result = measured(env, worker.run)
        say(f"{way}: {json.dumps(result)}")
        if way == 'ours':
            result['again'] = measured(env, worker.run)
            say(f"again: {json.dumps(result['again'])}")
        Path(output).write_text(json.dumps(result))


if __name__ == '__main__':
    run(main)
