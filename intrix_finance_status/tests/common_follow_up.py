from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.addons.mail.tests.common import MailCase
from odoo.fields import Command
from odoo.tests import freeze_time

from .common import FinanceStatusCommon, day


class FollowUpCommon(FinanceStatusCommon):
    """A policy with automatic levels at 7, 15 and 30 days, and what was done by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = 'customer@example.com'
        cls.responsible = cls._user('follow_up_finance', 'account.group_account_invoice')
        cls.salesperson = cls._user('follow_up_sales', 'sales_team.group_sale_salesman')
        cls.policy = cls._policy()
        cls.first, cls.second, cls.last = cls.policy.level_ids
        cls.engine = cls.env['finance.status.follow.up']
        cls.Action = cls.env['finance.status.action']

    @classmethod
    def _user(cls, login, groups):
        return cls.env['res.users'].create(
            {
                'name': login,
                'login': login,
                'email': f'{login}@example.com',
                'group_ids': [(6, 0, [cls.env.ref(name).id for name in groups.split(',')])],
                'company_ids': [(6, 0, cls.env.company.ids)],
                'company_id': cls.env.company.id,
            }
        )

    @classmethod
    def _policy(cls, levels=((7, 'first'), (15, 'second'), (30, 'last')), **values):
        Policy = cls.env['finance.status.policy']
        Policy.search([('company_id', '=', cls.env.company.id)]).unlink()
        return Policy.create(
            {
                'name': "Test",
                'is_default': True,
                'date_start': day(-365),
                'user_id': cls.responsible.id,
                'level_ids': [
                    (
                        0,
                        0,
                        {
                            'name': name,
                            'days': days,
                            'mail_template_id': cls.env.ref(
                                f'intrix_finance_status.mail_template_reminder_{name}'
                            ).id,
                        },
                    )
                    for days, name in levels
                ],
                **values,
            }
        )

    def _late(self, days, amount=1000, **values):
        """Return a posted invoice that is ``days`` late."""
        return self._plain_invoice(amount, due=day(-days), date=day(-days - 30), **values)

    def _opening_entry(self, *lines):
        """Return a posted entry of receivables that are 8 days late, not left alone as others.

        :param lines: values of the receivable lines, with the debit
        """
        receivable = self.customer.property_account_receivable_id
        revenue = self.company_data['default_account_revenue']
        entry = self.env['account.move'].create(
            {
                'journal_id': self.company_data['default_journal_misc'].id,
                'date': day(-40),
                'line_ids': [
                    *(
                        Command.create(
                            {'account_id': receivable.id, 'date_maturity': day(-8), **line}
                        )
                        for line in lines
                    ),
                    Command.create(
                        {'account_id': revenue.id, 'credit': sum(line['debit'] for line in lines)}
                    ),
                ],
            }
        )
        entry.action_post()
        entry.line_ids.no_followup = False
        return entry

    def _dialog(self, partners, user=None, **context):
        """Return the dialog in which a person reminds customers."""
        partners = partners.with_user(user or self.responsible).with_context(**context)
        action = partners.action_finance_send_reminder()
        dialog = partners.env[action['res_model']].browse(action['res_id'])
        return dialog.send_id if dialog._name == 'finance.reminder.send.line' else dialog

    def _run(self):
        """Do what the daily job does, in the transaction of the test."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=1)['finance.status.follow.up']._cron_follow_up()
        self.env.invalidate_all()

    def _actions(self, partner=None, **values):
        """Return what was recorded about a customer, newest last."""
        domain = [('partner_id', '=', (partner or self.customer).id)]
        return self.Action.search(
            domain + [(name, '=', value) for name, value in values.items()], order='id'
        )

    def _reminders(self, partner=None):
        """Return the mails to a customer that are in the queue or were sent."""
        return self.env['mail.mail'].search(
            [('model', '=', 'res.partner'), ('res_id', '=', (partner or self.customer).id)],
            order='id',
        )

    @contextmanager
    def _days_later(self, days):
        """Let it be ``days`` later; ``day()`` still counts from then."""
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env.invalidate_all()
            yield
        self.env.invalidate_all()

    def _add_level(self, days, template='first', policy=None, **values):
        return self.env['finance.status.policy.level'].create(
            {
                'policy_id': (policy or self.policy).id,
                'name': f"{days} days",
                'days': days,
                'mail_template_id': template
                and self.env.ref(f'intrix_finance_status.mail_template_reminder_{template}').id,
                **values,
            }
        )

    @classmethod
    def _source(cls, **values):
        return cls.env['finance.status.source'].create(
            {'name': "Bookkeeper", 'code': 'bookkeeper', **values}
        )

    def _document(self, source, days, amount=1000, **values):
        """Return a document kept elsewhere that is ``days`` late."""
        return self.env['finance.status.document'].create(
            {
                'source_id': source.id,
                'name': 'EXT-1',
                'partner_id': self.customer.id,
                'date': day(-days - 30),
                'date_due': day(-days),
                'amount_total': amount,
                **values,
            }
        )


class SendingCommon(FollowUpCommon, MailCase):
    """Mails that leave the queue, for a mail server that is not there."""

    def _send_queue(self, **options):
        with self.mock_mail_gateway(**options):
            self.env['mail.mail'].process_email_queue()
        self.env.invalidate_all()
