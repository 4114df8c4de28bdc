from odoo import models
from odoo.tools import split_every

# so few that what is owed is read shortly before each is sent
CHUNK = 20


class MailMail(models.Model):
    """Reminders in the outgoing queue: only what is still owed goes out, and what fails is seen."""

    _inherit = 'mail.mail'

    def _send(self, *args, **kwargs):
        """Leave out reminders of what was settled since they were written."""
        outgoing = self.filtered(lambda mail: mail.state == 'outgoing')
        reminders = outgoing._finance_reminders()
        res = super(MailMail, self - reminders)._send(*args, **kwargs)
        for ids in split_every(CHUNK, reminders.ids):
            chunk = self.browse(ids)
            chunk -= self.env['finance.status.follow.up'].sudo()._withdraw_outdated(chunk)
            super(MailMail, chunk)._send(*args, **kwargs)
        return res

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Show in the worklist what could not be sent: the run tries it again the next day."""
        actions = self._finance_reminder_actions()
        if failure_type:
            actions.filtered(lambda action: action.state == 'done')._mail_failed(
                failure_reason or self[:1].failure_reason
            )
        else:
            actions.filtered(lambda action: action.state == 'failed')._mail_sent()
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def _finance_reminders(self):
        """Return those of these mails that were written by a follow-up."""
        messages = self._finance_reminder_actions().mail_message_id
        return self.filtered(lambda mail: mail.mail_message_id in messages)

    def _finance_reminder_actions(self):
        """Return what a follow-up logged about these mails."""
        Action = self.env['finance.status.action'].sudo()
        mails = self.filtered(lambda mail: mail.model == 'res.partner')
        if not mails:
            return Action
        return Action.search([('mail_message_id', 'in', mails.mail_message_id.ids)])
