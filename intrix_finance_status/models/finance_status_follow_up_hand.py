from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from .finance_status_follow_up_step import Step


class Choice(NamedTuple):
    """What a person decided about the reminder of a customer.

    ``text``: subject and body, where they were edited; ``shown``: what was owed when that was
    written; ``is_pending``: a level waited for it.
    """

    template: models.BaseModel
    text: tuple[str, str] | None
    shown: list
    is_pending: bool


def shown(items):
    """Return what a mail about ``items`` tells, to be compared with what is owed later."""
    return [[*item.key_in_log, item.amount_due] for item in items]


class FinanceStatusFollowUpHand(models.AbstractModel):
    """Reminding by hand: what waits for approval, or once more what was said already.

    Limits of the policy (its start, the minimum, approval) are for what happens by itself; what is
    in dispute, promised or excluded stays out of the mail here, too.
    """

    _inherit = 'finance.status.follow.up'

    @api.model
    def _steps_by_hand(self, partners):
        """Return what a reminder by hand would do about customers, without those who owe nothing.

        :raise UserError: if the company has no policy
        """
        policy, _policies = self.env['finance.status.policy']._in_force(self.env.company)
        if not policy:
            raise UserError(
                self.env._(
                    "%s has no default policy. Please create one under Configuration, Policies.",
                    self.env.company.name,
                )
            )
        items = self._items_of_company(partners.commercial_partner_id.ids)
        told = {
            partner_id: tuple(item for item in of_customer if self._is_told_by_hand(item))
            for partner_id, of_customer in items.items()
        }
        known = self._known_actions([item for of_customer in told.values() for item in of_customer])
        return [
            self._step_by_hand(partner_id, of_customer, known)
            for partner_id, of_customer in told.items()
            if of_customer
        ]

    def _is_told_by_hand(self, item):
        return item.chased and (item.days > 0 or item.level_id is not None)

    def _step_by_hand(self, partner_id, items, known):
        """Return the step of a customer: the level that waits, or only a mail."""
        items = tuple(self._as_mailed(item, known) for item in items)
        pending = [item for item in items if self._is_pending(item, known)]
        level = self._highest(pending) if pending else self._levels()
        template, mail_days = self._text(items)
        return Step(partner_id, level, template, items, items, mail_days, by_hand=True)

    def _as_mailed(self, item, known):
        """Return an item as if there were only levels with a mail: a mail is no call.

        Where the level reached has acted with an earlier text, the one that waits with the next.
        """
        item = item._replace(is_behind=False)
        if item.level_id is None:
            return item
        levels = self._mail_levels(item.policy_id)
        reached = self._at_level(item, levels.filtered(lambda lvl: lvl.days <= item.days)[-1:])
        waiting = levels.filtered(lambda level: self._is_waiting(item, level, known))[-1:]
        if waiting and not self._is_pending(reached, known):
            return self._at_level(item, waiting)
        return reached

    def _at_level(self, item, level):
        return item._replace(level_id=level.id or None, level_days=level.days if level else None)

    def _is_waiting(self, item, level, known):
        action = known.get(item.key, {}).get(level.id)
        return bool(action) and action[0].state in ('waiting', 'failed')

    def _is_pending(self, item, known):
        """Tell whether the level that an item has reached is still to be acted on."""
        if item.level_id is None:
            return False
        action = known.get(item.key, {}).get(item.level_id)
        return action[0].state not in ('done', 'skipped') if action else item.is_new

    @api.model
    def _remind_by_hand(self, choices):
        """Remind customers now.

        Who was reminded by somebody else since the reminder was shown is left out; so is an edited
        mail that tells of something else than what is owed by now.

        :param choices: ``Choice`` by the id of the commercial entity
        :raise UserError: if another user, or the daily run, is working on one of them
        :return: the customers that were left out, and those where it failed
        """
        entities = self.env['res.partner'].browse(choices)
        if set(self._lock_customers(entities.ids)) != set(entities.ids):
            raise UserError(
                self.env._("Somebody else is just reminding these customers. Please try again.")
            )
        steps = []
        for step in self._steps_by_hand(entities):
            choice = choices[step.partner_id]
            is_done = choice.is_pending and not step.level
            is_outdated = choice.text and choice.shown != shown(step.told)
            if not is_done and not is_outdated:
                steps.append(self._as_chosen(step, choice))
        failed = self._execute(steps)
        return (
            entities - entities.browse(step.partner_id for step in steps),
            entities.browse(step.partner_id for step in failed),
        )

    def _as_chosen(self, step, choice):
        """Return a step with the mail that a person has chosen for it."""
        mail_days = step.mail_days
        if choice.template != step.template:
            levels = self._mail_levels(step.acting[0].policy_id)
            levels = levels.filtered(lambda level: level.mail_template_id == choice.template)
            mail_days = levels[:1].days
        return step._replace(template=choice.template, mail_days=mail_days, text=choice.text)
