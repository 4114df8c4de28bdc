import logging

from odoo import api, models
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)

BATCH = 250
TRIES = 5
# of the advisory locks of customers; any number that nothing else uses
LOCK = 1179602500


class FinanceStatusFollowUpRun(models.AbstractModel):
    """The daily run through the levels: in batches, each with its own transaction.

    What a batch did is committed together with its log, so a run that was stopped anywhere goes
    on where it was. Customers are locked while they are worked on; a second worker skips them,
    and the unique index of the log is what it can't get past.
    """

    _inherit = 'finance.status.follow.up'

    @api.model
    def _cron_follow_up(self):
        """Act on what has reached a level, company by company, and close what was settled."""
        self.env['ir.cron']._finance_check_scheduled('intrix_finance_status.cron_follow_up')
        cron = self.env['ir.cron']
        self._go_on_after(self._close_settled)
        cron._commit_progress()
        policies = self.env['finance.status.policy']._companies_to_follow_up()
        for left, (policy, companies) in zip(
            range(len(policies) - 1, -1, -1), policies.items(), strict=True
        ):
            engine = self._for_policy(policy)
            customers = engine._go_on_after(engine._begin, policy, companies) or []
            # a transaction of its own for each batch: it reads what others committed meanwhile
            if not cron._commit_progress(remaining=len(customers) + left):
                return
            for batch in split_every(BATCH, customers):
                engine._go_on_after(engine._follow_up_batch, policy, companies, batch)
                if not cron._commit_progress(len(batch)):
                    return
                # the memory doesn't grow with the number of customers
                self.env.invalidate_all()

    def _go_on_after(self, method, *args):
        """Call a part of the run; if it fails, the others are done all the same."""
        try:
            return method(*args)
        # whatever it is, other batches and companies have nothing to do with it; it is in the log
        except Exception:  # pylint: disable=broad-exception-caught
            self.env.cr.rollback()
            _logger.exception("Following up in %s: %s", self.env.company.name, method.__name__)

    @api.model
    def _begin(self, policy, companies):
        """Return the customers to follow up, and tell if the policy waits for bank data."""
        self._tell_outdated_bank(policy)
        return self._customers_to_follow_up(policy, companies)

    @api.model
    def _for_policy(self, policy):
        """Return this model in the company, time zone and language of a policy."""
        company = policy.company_id
        lang = policy.user_id.lang or company.partner_id.lang or self.env.lang
        tz = policy.user_id.tz or company.partner_id.tz or self.env.user.tz
        return self.with_company(company).with_context(lang=lang, tz=tz)

    @api.model
    def _follow_up_batch(self, policy, companies, partner_ids):
        """Follow up customers; start over where another transaction was faster."""
        for attempt in range(1, TRIES + 1):
            try:
                self._follow_up_customers(policy, companies, partner_ids)
                self.env.flush_all()
                return
            # a conflict may be the cause of any other error; what is none is raised again
            except Exception as error:  # pylint: disable=broad-exception-caught
                if not self._is_conflict(error) or attempt == TRIES:
                    raise
                self.env.cr.rollback()
                _logger.info("Following up starts over after: %s", error)

    @api.model
    def _follow_up_customers(self, policy, companies, partner_ids):
        """Act on what these customers owe by now, but for those that another worker has."""
        items = self._items(policy, companies, self._lock_customers(partner_ids))
        steps = []
        for partner_id, of_customer in items.items():
            if any(item.is_new for item in of_customer) and self._is_enough(of_customer):
                steps += self._steps(partner_id, of_customer)
        self._execute(steps)

    @api.model
    def _lock_customers(self, partner_ids):
        """Lock customers until the end of the transaction; return those nobody else works on."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM UNNEST(%s::integer[]) AS customer(id) "
                "WHERE pg_try_advisory_xact_lock(%s, id)",
                list(partner_ids),
                LOCK,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _tell_outdated_bank(self, policy):
        """Tell the responsible of a policy, once, that it waits for newer bank data."""
        ledger = self.env['finance.status.ledger']
        days = policy.bank_max_age_days
        waits = policy.follow_up and days and ledger._bank_outdated(days)
        policy = policy.with_context(lang=self.env.context.get('lang'))
        told = policy.activity_search(['mail.mail_activity_data_todo'])
        if waits and not told:
            policy.activity_schedule(
                'mail.mail_activity_data_todo',
                user_id=policy._responsible().id,
                summary=self.env._("Reminders wait for newer bank data"),
                note=self.env._(
                    "The newest payment known is older than %s days: what looks overdue could "
                    "have been paid.",
                    days,
                ),
            )
        elif told and not waits:
            told.action_feedback(feedback=self.env._("Newer bank data came."))
