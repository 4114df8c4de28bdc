import re

from odoo import fields, models
from odoo.tools import split_every
from odoo.tools.mail import append_content_to_html, html2plaintext

# so few that what is owed is read shortly before each is sent
CHUNK = 20


class MailMail(models.Model):
    """Reminders in the outgoing queue: only what is still owed goes out, and what fails is seen."""

    _inherit = 'mail.mail'

    finance_link_company_id = fields.Many2one(
        'res.company',
        ondelete='cascade',
        help="The address of the customer's open items becomes a link that needs no login: the "
        "mail was made by finance of this company.",
    )

    def _send(self, *args, **kwargs):
        """Leave out reminders of what was settled since they were written."""
        res = True
        for mails in self._finance_parts_to_send():
            # Odoo refuses an empty list where the mail server is that of a user
            if mails:
                res = super(MailMail, mails)._send(*args, **kwargs)
        return res

    def _finance_parts_to_send(self):
        """Yield what is no reminder, then reminders, a few at a time, that are still right."""
        reminders = self.filtered(lambda mail: mail.state == 'outgoing')._finance_reminders()
        yield self - reminders
        for ids in split_every(CHUNK, reminders.ids):
            chunk = self.browse(ids)
            chunk -= self.env['finance.status.follow.up'].sudo()._withdraw_outdated(chunk)
            yield chunk.with_context(finance_reminders=True)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Add the files of a reminder, which its message doesn't have."""
        res = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if self.finance_link_company_id:
            self._replace_statement_urls(res)
        if not self.env.context.get('finance_reminders'):
            return res
        files = self._finance_reminder_actions().attachment_ids.sorted('id')
        for email in res if files else ():
            self._attach_finance_files(email, files, mail_server)
        return res

    def _replace_statement_urls(self, emails):
        """Put links that need no login into what goes to the customer, and nowhere else.

        Neither the message nor the queue has them: they can't be found there later.
        """
        if self.model != 'res.partner' or not self.res_id:
            return
        # as superuser, as the queue may be sent by anybody
        entity = self.env['res.partner'].sudo().browse(self.res_id).exists().commercial_partner_id
        url = entity and entity._finance_statement_url()
        if not url or url not in (self.body_html or ''):
            return
        pattern = re.compile(re.escape(url) + r'(?![\w/?])')
        for email in emails:
            if not self._is_to_customer(email['partner_id'], entity):
                continue
            link = self.env['finance.status.statement.link']._issue(
                entity,
                self.finance_link_company_id,
                email=', '.join(email['email_to'] + email['email_cc']),
                mail_message_id=self.mail_message_id.id,
            )
            for part in ('body', 'body_alternative'):
                email[part] = pattern.sub(link, email[part])

    def _is_to_customer(self, partner, entity):
        """Tell whether a recipient gets links: not colleagues, nor who merely follows."""
        if not partner:
            # an address that the template or the sender has typed
            return True
        partner = partner.sudo()
        if partner.user_ids.filtered(lambda user: not user.share):
            return False
        return (
            not self.is_notification
            or partner.commercial_partner_id == entity
            or partner in self.mail_message_id.partner_ids
        )

    def _attach_finance_files(self, email, files, mail_server):
        """Attach files to one email; link them if it became too large, as Odoo does."""
        attachments = [(file.name, file.raw, file.mimetype) for file in files]
        attachments = email['attachments'] + attachments
        size = self._estimate_email_size(
            email['headers'], email['body'], [len(content) for _name, content, _type in attachments]
        )
        server = (mail_server or self.env['ir.mail_server']).sudo()
        if size <= server._get_max_email_size() * 1024 * 1024:
            email['attachments'] = attachments
            return
        files.generate_access_token()
        links = self.env['ir.qweb']._render('mail.mail_attachment_links', {'attachments': files})
        email['body'] = append_content_to_html(email['body'], links, plaintext=False)
        email['body_alternative'] = html2plaintext(email['body'])

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Show in the worklist what could not be sent: the run tries it again the next day."""
        actions = self._finance_reminder_actions()
        if failure_type:
            mailed = actions.filtered(
                lambda action: (action.kind, action.state) == ('mail', 'done')
            )
            mailed._mail_failed(failure_reason or self[:1].failure_reason, failure_type)
        elif actions:
            actions._mail_sent()
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
