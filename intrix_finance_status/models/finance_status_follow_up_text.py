from odoo import api, models

FIRST_REMINDER = 'intrix_finance_status.mail_template_reminder_first'


class FinanceStatusFollowUpText(models.AbstractModel):
    """Which text a reminder has: it follows what was really mailed before.

    How late something is decides when a mail goes and how urgent it is. What it says goes at most
    one step further than the last mail about the same: nobody's first mail is a second reminder.
    """

    _inherit = 'finance.status.follow.up'

    @api.model
    def _text(self, items):
        """Return the mail that these items are due, the furthest of any of them.

        :return: template, and the days of the level whose text it is
        """
        levels = [level for item in items if (level := self._text_level(item))]
        if not levels:
            return self.env.ref(FIRST_REMINDER).sudo(), 0
        level = max(levels, key=lambda level: level.days)
        return level.mail_template_id, level.days

    @api.model
    def _text_level(self, item):
        """Return the level of whose text an item is due: reached, and one step after the last."""
        levels = self._mail_levels(item.policy_id)
        if item.days <= 0:
            return levels.filtered(lambda level: level.days <= item.days)[-1:]
        texts = levels.filtered(lambda level: level.days > 0)
        reached = texts.filtered(lambda level: level.days <= item.days)[-1:] or texts[:1]
        mailed = item.mailed_days or 0
        following = texts.filtered(lambda level: level.days > mailed)[:1]
        return following if following and following.days < reached.days else reached

    @api.model
    def _mail_levels(self, policy_id):
        """Return the levels of a policy that mail something, in order."""
        policy = self.env['finance.status.policy'].sudo().browse(policy_id)
        levels = policy.level_ids.filtered(lambda level: level.active and level.mail_template_id)
        return levels.sorted('days')

    @api.model
    def _mail_templates(self, policy_id):
        """Return the mails that a person may choose from for customers under a policy."""
        return self._mail_levels(policy_id).mail_template_id | self.env.ref(FIRST_REMINDER).sudo()
