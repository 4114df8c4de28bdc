from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    @api.model
    def _message_parse_extract_payload(self, message, message_dict, save_original=False):
        """Keep the bytes of text files that are not in the encoding that the mail names.

        Odoo would replace what it can't decode: a list in windows-1250 loses its names.
        """
        for part in message.walk():
            if part.get_content_maintype() == 'text' and part.get_filename():
                try:
                    part.get_payload(decode=True).decode(part.get_content_charset() or 'utf-8')
                except (LookupError, UnicodeDecodeError):
                    part.set_type('application/octet-stream')
        return super()._message_parse_extract_payload(message, message_dict, save_original)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Take it that a reminder that came back has not been read."""
        res = super()._routing_handle_bounce(email_message, message_dict)
        actions = self.env['finance.status.action'].sudo()
        bounced_email = message_dict['bounced_email']
        if bounced_email and message_dict['bounced_message']:
            actions._mail_bounced(message_dict['bounced_message'], bounced_email)
        return res
