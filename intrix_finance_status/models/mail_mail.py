from odoo import models
from odoo.tools import split_every

# so few that what is owed is read shortly before each is sent
CHUNK = 20


class MailMail(models.Model):
    _inherit = 'mail.mail'

    def _send(self, *args, **kwargs):
        """Leave out reminders of what was settled since they were written."""
        reminders = self._finance_reminders()
        res = super(MailMail, self - reminders)._send(*args, **kwargs)
        for ids in split_every(CHUNK, reminders.ids):
            chunk = self.browse(ids)
            chunk -= self.env['finance.status.follow.up'].sudo()._withdraw_outdated(chunk)
            super(MailMail, chunk)._send(*args, **kwargs)
        return res

    def _finance_reminders(self):
        """Return those of these mails that were written by a follow-up."""
        mails = self.filtered(lambda mail: mail.model == 'res.partner' and mail.state == 'outgoing')
        if not mails:
            return mails
        Action = self.env['finance.status.action'].sudo()
        actions = Action.search([('mail_message_id', 'in', mails.mail_message_id.ids)])
        return mails.filtered(lambda mail: mail.mail_message_id in actions.mail_message_id)
