from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.finance_overview_mail import FinanceOverviewMail


@tagged('post_install', '-at_install')
class TestOverviewMail(FinanceStatusCommon):
    """The overview by mail, and the figures of the digest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user('mail_manager', 'sales_team.group_sale_manager')
        cls.seller = cls._user('mail_seller', 'sales_team.group_sale_salesman')
        cls.nobody = cls._user('mail_nobody', 'base.group_user')
        cls._plain_invoice(1000, due=day(-40), date=day(-60), invoice_user_id=cls.manager.id)
        cls._plain_invoice(30, due=day(10), invoice_user_id=cls.seller.id)
        paid = cls._plain_invoice(500, due=day(-10), date=day(-20), invoice_user_id=cls.manager.id)
        cls._pay(paid, 200)
        cls.mailing = cls.env['finance.overview.mail'].create(
            {'user_ids': (cls.manager | cls.seller | cls.nobody).ids, 'date_next': day(0)}
        )

    @classmethod
    def _user(cls, login, groups):
        companies = cls.env.company.ids
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=companies[0],
            company_ids=companies,
            email=f'{login}@example.com',
        )

    def _mails(self):
        return self.env['mail.mail'].search([('email_to', 'like', '@example.com')])

    def _run(self):
        self.env.flush_all()
        with (
            patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=60),
            mute_logger('odoo.addons.intrix_finance_status_report.models.finance_overview_mail'),
        ):
            self.env['finance.overview.mail']._cron_send()

    def test_each_gets_what_he_may_see_once(self):
        self._run()
        mails = {mail.email_to: mail for mail in self._mails()}
        self.assertEqual(len(mails), 2, "Nothing for who may see no report")
        of_manager = mails[self.manager.email_formatted]
        of_seller = mails[self.seller.email_formatted]
        self.assertIn('1,330', of_manager.body_html)
        self.assertNotIn('1,330', of_seller.body_html)
        self.assertNotIn('1,000', of_seller.body_html)
        self.assertIn('30.00', of_seller.body_html)
        self.assertEqual(len(of_manager.attachment_ids), 1)
        paper = of_seller.attachment_ids.raw.decode()
        self.assertIn('30.00', paper)
        self.assertNotIn('1,000', paper)
        self.assertEqual(self.mailing.date_next.weekday(), 0)
        self.assertGreater(self.mailing.date_next, day(0))
        self._run()
        self.mailing.date_next = day(0)
        self._run()
        self.assertEqual(len(self._mails()), 2, "Who got it doesn't get it again")

    def test_goes_on_after_a_crash(self):
        send = FinanceOverviewMail._send

        def crash(mailing, user, date):
            if user == self.seller:
                raise MemoryError
            return send(mailing, user, date)

        with patch.object(FinanceOverviewMail, '_send', crash), self.assertRaises(MemoryError):
            self._run()
        self.assertEqual(self.mailing.date_next, day(0))
        self._run()
        self.assertEqual(sorted(self.mailing.sent_ids.user_id.mapped('login')),
                         ['mail_manager', 'mail_seller'])  # fmt: skip
        self.assertEqual(len(self._mails()), 2)

    def test_in_the_language_of_the_recipient(self):
        self.env['res.lang']._activate_lang('hr_HR')
        self.manager.lang = 'hr_HR'
        self.mailing.user_ids = self.manager
        with freeze_time(date(2026, 11, 30)):
            self.mailing.date_next = fields.Date.today()
            self._run()
        self.assertIn('30.11.2026', self._mails().subject)

    def test_dates(self):
        Mailing = self.env['finance.overview.mail']
        weekly, monthly = (
            Mailing.new({'frequency': 'weekly'}),
            Mailing.new({'frequency': 'monthly'}),
        )
        self.assertEqual(weekly._date_after(date(2026, 11, 30)), date(2026, 12, 7))
        self.assertEqual(weekly._date_after(date(2026, 12, 6)), date(2026, 12, 7))
        self.assertEqual(monthly._date_after(date(2026, 12, 1)), date(2027, 1, 1))

    def test_paper_is_of_who_prints_it(self):
        report = self.env['report.intrix_finance_status_report.report_overview']
        values = report.with_user(self.seller)._get_report_values([self.manager.id], {})
        self.assertEqual(values['docs'], self.seller)
        self.assertEqual(values['overview']['key'][0]['value'], 30)
        with self.assertRaises(AccessError):
            report.with_user(self.nobody)._get_report_values([self.manager.id], {})

    def test_digest(self):
        digest = self.env['digest.digest'].create({'name': "Monday", 'kpi_finance_open': True})
        self.env.flush_all()

        def figures(user, start, end):
            record = digest.with_user(user).with_context(
                start_datetime=fields.Datetime.to_datetime(start),
                end_datetime=fields.Datetime.to_datetime(end),
            )
            record.invalidate_recordset()
            return [
                record[f'kpi_finance_{name}_value'] for name in ('open', 'overdue', 'collected')
            ]

        self.assertEqual(figures(self.manager, day(-7), day(0)), [1330, 1300, 200])
        self.assertEqual(figures(self.manager, day(-50), day(-30)), [1000, 1000, 0])
        with self.assertRaises(AccessError):
            figures(self.seller, day(-7), day(0))
        kpis = digest._compute_kpis(self.env.company, self.manager)
        self.assertEqual([kpi['kpi_name'] for kpi in kpis], ['kpi_finance_open'])
        self.assertFalse(digest._compute_kpis(self.env.company, self.seller))
