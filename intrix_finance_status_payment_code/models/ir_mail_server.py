import re
from base64 import b64decode
from email.utils import make_msgid

from odoo import models
from odoo.tools import html2plaintext

PICTURE = re.compile(r'<img\b[^>]*\bo_finance_payment_code\b[^>]*>')
_SOURCE = re.compile(r'\bsrc="data:image/png;base64,([0-9A-Za-z+/=]+)"')


class IrMailServer(models.Model):
    """Put payment codes into mails as parts of them: mail programs show nothing else."""

    _inherit = 'ir.mail_server'

    def _build_email__(self, email_from, email_to, subject, body, *args, **kwargs):
        if not body or not PICTURE.search(body):
            return super()._build_email__(email_from, email_to, subject, body, *args, **kwargs)
        pictures = []

        def take(found):
            cid = make_msgid(domain='payment-code')
            pictures.append((cid, b64decode(found[1])))
            return f'src="cid:{cid[1:-1]}"'

        if kwargs.get('body_alternative'):
            kwargs['body_alternative'] = html2plaintext(PICTURE.sub('', body))
        body = PICTURE.sub(lambda tag: _SOURCE.sub(take, tag[0]), body)
        message = super()._build_email__(email_from, email_to, subject, body, *args, **kwargs)
        html = message.get_body(('html',))
        for cid, picture in pictures if html else ():
            html.add_related(picture, 'image', 'png', cid=cid)
        return message
