from odoo import api, models

from .ir_mail_server import PICTURE


class MailMail(models.Model):
    """Keep the pictures of payment codes in the mail, not in the history of the customer.

    Odoo makes an attachment of each picture in a message, and sends that along as a file. What is
    needed to pay stands beside the picture.
    """

    _inherit = 'mail.mail'

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {**values, 'body': PICTURE.sub('', values['body'])}
            if values.get('body') and values.get('body_html') and PICTURE.search(values['body'])
            else values
            for values in vals_list
        ]
        return super().create(vals_list)
