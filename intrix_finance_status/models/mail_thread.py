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
