import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

_logger = logging.getLogger(__name__)

ACTIVITY = 'intrix_finance_status.mail_activity_type_outdated'


class FinanceStatusSource(models.Model):
    """How old the data of a source is: derived by date, and told to the responsible."""

    _inherit = 'finance.status.source'

    age_days = fields.Integer(
        string="Age (days)",
        compute='_compute_age',
        help="Days since the newest data, or since the source was made.",
    )
    outdated = fields.Boolean(
        string="Out of Date",
        compute='_compute_age',
        search='_search_outdated',
        help="The newest data is older than the limit: nothing automatic acts on it.",
    )

    @api.depends('date_data', 'create_date', 'max_age_days')
    @api.depends_context('tz')
    def _compute_age(self):
        today = self.env['finance.status.ledger']._today()
        for source in self:
            newest = source.date_data or source.create_date or fields.Datetime.now()
            day = fields.Datetime.context_timestamp(source, newest).date()
            source.age_days = (today - day).days
            source.outdated = bool(source.max_age_days) and source.age_days > source.max_age_days

    def _search_outdated(self, operator, value):
        if operator != 'in':
            return NotImplemented
        found = Domain.custom(to_sql=lambda model, alias, _query: model._outdated(alias))
        return found if True in value else ~found

    @api.model
    def _outdated(self, alias='finance_status_source'):
        """Return the SQL condition that the source ``alias`` is out of date today.

        What is automatic (a reminder, a hold) must not act on documents of such a source.
        """
        return SQL(
            '(%(limit)s > 0 AND %(today)s::date - (COALESCE(%(data)s, %(created)s) '
            "AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date > %(limit)s)",
            limit=SQL.identifier(alias, 'max_age_days', to_flush=self._fields['max_age_days']),
            data=SQL.identifier(alias, 'date_data', to_flush=self._fields['date_data']),
            created=SQL.identifier(alias, 'create_date'),
            today=self.env['finance.status.ledger']._today(),
            tz=self.env.tz.zone,
        )

    @api.model
    def _outdated_ids(self):
        """Return the ids of all sources out of date today as a SELECT, archived ones included."""
        return SQL('SELECT id FROM finance_status_source WHERE %s', self._outdated())

    def _oldest(self):
        """Return the source among these whose data is the oldest; archived ones don't count."""
        feeding = self.filtered(lambda source: source.active and source.kind == 'external')
        return feeding.sorted(lambda source: source.date_data or source.create_date)[:1]

    def _freshness_text(self):
        """Return whose data it is, and of which day: "Bookkeeper, data of 12 Nov"."""
        self.ensure_one()
        newest = self.date_data or self.create_date
        day = fields.Datetime.context_timestamp(self, newest).date()
        this_year = day.year == self.env['finance.status.ledger']._today().year
        text = self.env._(
            "%(name)s, data of %(date)s",
            name=self.name,
            date=format_date(self.env, day, date_format='d MMM' if this_year else 'd MMM y'),
        )
        return self.env._("%s (out of date)", text) if self.outdated else text

    # telling the responsible

    def write(self, vals):
        res = super().write(vals)
        if not {'date_data', 'max_age_days', 'active'}.isdisjoint(vals):
            self._close_activities()
        return res

    def _close_activities(self):
        """Close the activities of sources that are not out of date any more."""
        fresh = self.filtered(lambda source: not source.outdated or not source.active)
        fresh = fresh.filtered('activity_ids')
        if fresh:
            fresh.sudo().activity_feedback([ACTIVITY], feedback=self.env._("Fresh data came."))

    @api.model
    def _cron_tell_outdated(self):
        """Give the responsible of each source that is out of date an activity, once."""
        self.env['ir.cron']._finance_check_scheduled('intrix_finance_status.cron_tell_outdated')
        cron = self.env['ir.cron']
        sources = self.search([('outdated', '=', True)])
        told = sources.activity_search([ACTIVITY]).mapped('res_id')
        waiting = sources.filtered(lambda source: source.id not in told)
        cron._commit_progress(remaining=len(waiting))
        for source in waiting:
            locked = source.try_lock_for_update()
            if locked and locked.outdated:
                locked._tell_outdated()
            if not cron._commit_progress(1):
                return

    def _tell_outdated(self):
        self.ensure_one()
        user = self._responsible()
        if not user:
            _logger.warning("Nobody is responsible for the source %s, out of date", self.code)
            return
        source = self.with_context(lang=user.lang)
        source.activity_schedule(
            ACTIVITY,
            user_id=user.id,
            summary=source.env._("The data of %s is out of date", source.name),
            note=source.env._(
                "The newest data is %(days)s days old, the limit is %(limit)s days. Until fresh "
                "data comes, nothing automatic acts on it.",
                days=source.age_days,
                limit=source.max_age_days,
            ),
        )

    def _responsible(self):
        """Return who is to be told: the responsible, else who made the source."""
        for user in (self.user_id, self.create_uid):
            if user.active and not user.share and self.with_user(user).has_access('read'):
                return user
        return self.env['res.users']
