import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

_logger = logging.getLogger(__name__)

REPORT = 'intrix_finance_status_report.action_report_overview'


class FinanceOverviewMail(models.Model):
    """Who gets the overview by mail, and how often: each what he may see, in his language."""

    _name = 'finance.overview.mail'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Overview by Mail'
    _order = 'company_id, id'

    name = fields.Char(required=True, default=lambda self: self.env._("Overview"))
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company
    )
    frequency = fields.Selection(
        [('weekly', "Every Monday"), ('monthly', "On the first of the month")],
        required=True,
        default='weekly',
    )
    user_ids = fields.Many2many(
        'res.users',
        string="Recipients",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    date_next = fields.Date(
        string="Next Mail",
        compute='_compute_date_next',
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    sent_ids = fields.One2many('finance.overview.mail.sent', 'mailing_id', string="Sent")

    @api.depends('frequency')
    def _compute_date_next(self):
        for mailing in self:
            mailing.date_next = mailing._date_after(fields.Date.context_today(self))

    def _date_after(self, date):
        """Return the next Monday, or the next first of a month, after a day."""
        if self.frequency == 'monthly':
            return fields.Date.add(date.replace(day=1), months=1)
        return fields.Date.add(date, days=7 - date.weekday())

    def action_send_now(self):
        """Send it today to all recipients who did not get it today.

        :raise UserError: somebody else is sending it
        """
        self.check_access('write')
        if not self.try_lock_for_update():
            raise UserError(self.env._("It is being sent at this moment."))
        today = fields.Date.context_today(self)
        for mailing in self:
            for user in mailing._recipients(today):
                mailing._send(user, today)

    @api.model
    def _cron_send(self):
        """Send what is due: mail and log of a recipient come together, or not at all."""
        self.env['ir.cron']._finance_check_scheduled(
            'intrix_finance_status_report.cron_send_overview'
        )
        today = fields.Date.context_today(self)
        due = self.search([('date_next', '<=', today)])
        self.env['ir.cron']._commit_progress(remaining=len(due))
        for mailing in due:
            mailing._send_due(today)
            self.env['ir.cron']._commit_progress(1)

    def _send_due(self, today):
        """Send it to all who did not get it, and say when the next one goes."""
        if not self._is_due(today):
            return
        date = self.date_next
        for user in self._recipients(date):
            self._send_or_log(user, date)
            # a crash from now on must not send it to this one again
            self.env['ir.cron']._commit_progress()
            # that let go of the lock
            if not self._is_due(today):
                return
        self.date_next = self._date_after(today)

    def _is_due(self, today):
        """Lock it; tell whether it is still to be sent, and by nobody else."""
        return bool(self.try_lock_for_update().filtered(lambda own: own.date_next <= today))

    def _send_or_log(self, user, date):
        try:
            with self.env.cr.savepoint():
                self._send(user, date)
        except UserError:
            # one recipient, as one without rights any more, must not keep it from the others
            _logger.warning("The overview could not be made for user %s", user.id, exc_info=True)

    def _recipients(self, date):
        """Return who is to get it and did not get that of ``date`` yet."""
        self.ensure_one()
        got = self.env['finance.overview.mail.sent'].search(
            [('mailing_id', '=', self.id), ('date', '=', date)]
        )
        return (self.user_ids - got.user_id).filtered(
            lambda user: (
                user.active
                and not user.share
                and user.email
                and self.company_id in user.company_ids
            )
        )

    def _send(self, user, date):
        """Make the overview as ``user`` sees it, and hand it to the mail queue.

        :raise AccessError: the user may see no report
        """
        self.ensure_one()
        reader = self.with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=self.company_id.ids
        ).with_user(user)
        report = reader.env['ir.actions.report']
        overview = reader.env['finance.status.overview'].get_overview()
        pdf, _kind = report._render_qweb_pdf(REPORT, user.ids)
        day = format_date(reader.env, date)
        title = reader.env._(
            "%(company)s: overview of %(day)s", company=self.company_id.name, day=day
        )
        body = reader.env['ir.qweb']._render(
            'intrix_finance_status_report.overview_mail',
            {
                'overview': overview,
                'currency': self.company_id.currency_id,
                'user': user,
                'url': f'{self.get_base_url()}/odoo/finance-overview',
            },
        )
        mail = (
            self.env['mail.mail']
            .sudo()
            .create(
                {
                    'subject': title,
                    'body_html': body,
                    'email_from': self.company_id.email_formatted or self.env.user.email_formatted,
                    'email_to': user.email_formatted,
                    'auto_delete': True,
                    'attachment_ids': [
                        fields.Command.create(
                            {'name': f'{title}.pdf', 'raw': pdf, 'mimetype': 'application/pdf'}
                        )
                    ],
                }
            )
        )
        self.env['finance.overview.mail.sent'].sudo().create(
            {'mailing_id': self.id, 'user_id': user.id, 'date': date, 'email': user.email}
        )
        return mail
