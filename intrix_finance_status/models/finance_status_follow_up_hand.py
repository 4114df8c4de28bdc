from odoo import api, models
from odoo.exceptions import UserError

from .finance_status_follow_up_step import Step


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
        """Return the step of a customer: the level that waits, or a mail of the highest reached."""
        pending = [item for item in items if self._is_pending(item, known)]
        level = self._highest(pending) if pending else self._levels()
        template = level.mail_template_id or self._template_by_hand(items)
        return Step(partner_id, level, template, items, items)

    def _is_pending(self, item, known):
        """Tell whether the level that an item has reached is still to be acted on."""
        if item.level_id is None:
            return False
        action = known.get(item.key, {}).get(item.level_id)
        return not action or action[0].state not in ('done', 'skipped')

    def _template_by_hand(self, items):
        """Return the mail of the highest level with one that is reached, else of the first."""
        levels = self.env['finance.status.policy'].sudo().browse(items[0].policy_id).level_ids
        levels = levels.filtered(lambda level: level.active and level.mail_template_id)
        levels = levels.sorted('days')
        days = max(item.days for item in items)
        reached = levels.filtered(lambda level: level.days <= days)[-1:]
        later = levels.filtered(lambda level: level.days > 0)[:1]
        first = self.env.ref('intrix_finance_status.mail_template_reminder_first').sudo()
        return (reached or later).mail_template_id or first

    @api.model
    def _remind_by_hand(self, partners, pending):
        """Remind customers now.

        :param pending: those of them that a level waited for when the reminder was shown; who
            was reminded by somebody else since is left out
        :raise UserError: if another user, or the daily run, is working on one of them
        :return: the customers that had nothing to be reminded of, and those where it failed
        """
        entities = partners.commercial_partner_id
        if set(self._lock_customers(entities.ids)) != set(entities.ids):
            raise UserError(
                self.env._("Somebody else is just reminding these customers. Please try again.")
            )
        pending_ids = set(pending.commercial_partner_id.ids)
        steps = [
            step
            for step in self._steps_by_hand(entities)
            if step.level or step.partner_id not in pending_ids
        ]
        failed = self._execute(steps)
        return (
            entities - entities.browse(step.partner_id for step in steps),
            entities.browse(step.partner_id for step in failed),
        )
