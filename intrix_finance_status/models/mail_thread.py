import base64
import contextlib
import email
import email.policy

from odoo import api, models

IMPORT = 'finance.status.import'


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    def _finance_log(self, company, bodies):
        """Log ``bodies`` by ID; only who works in ``company`` may read them.

        Customers, opportunities and tasks are shared by companies, what one of them is owed isn't.
        """
        return self._message_log_batch(bodies)._finance_keep_to(company)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Tell imports what shows who sent a mail; drop routes of strangers to them."""
        if any(route[0] == IMPORT for route in routes or ()):
            Import = self.env[IMPORT]
            evidence = Import._mail_evidence(message)
            # always set here: what a client says in the context is of no account
            self = self.with_context(finance_mail_evidence=evidence)  # noqa: PLW0642 - for super
            routes = [
                Import._mail_route(route, evidence, message_dict) if route[0] == IMPORT else route
                for route in routes
            ]
        return super()._message_route_process(
            message, message_dict, list(filter(None, routes or ()))
        )

    @api.model
    def _message_parse_extract_payload(self, message, message_dict, save_original=False):
        """Keep the bytes of text files that are not in the encoding that the mail names.

        Odoo would replace what it can't decode: a list in windows-1250 loses its names.
        """
        for part in message.walk():
            self._finance_decode_mail(part)
            if part.get_content_maintype() == 'text' and part.get_filename():
                try:
                    part.get_payload(decode=True).decode(part.get_content_charset() or 'utf-8')
                except (LookupError, UnicodeDecodeError):
                    part.set_type('application/octet-stream')
        return super()._message_parse_extract_payload(message, message_dict, save_original)

    def _finance_decode_mail(self, part):
        """Decode a mail that was forwarded in base64, as some servers do against the standard."""
        encoding = str(part.get('Content-Transfer-Encoding') or '').strip().lower()
        if part.get_content_type() == 'message/rfc822' and encoding == 'base64':
            with contextlib.suppress(ValueError):
                content = base64.b64decode(part.get_payload(0).as_bytes(), validate=False)
                inner = email.message_from_bytes(content, policy=email.policy.SMTP)
                if inner.keys():
                    part.set_payload([inner])

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Take it that a reminder that came back has not been read."""
        res = super()._routing_handle_bounce(email_message, message_dict)
        actions = self.env['finance.status.action'].sudo()
        bounced_email = message_dict['bounced_email']
        if bounced_email and message_dict['bounced_message']:
            actions._mail_bounced(message_dict['bounced_message'], bounced_email)
        return res
