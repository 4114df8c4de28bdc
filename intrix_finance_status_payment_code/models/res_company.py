from odoo import fields, models

SCOPES = [
    ('all', "Of each invoice and of everything open"),
    ('total', "Of everything open only"),
    ('none', "None"),
]


class ResCompany(models.Model):
    _inherit = 'res.company'

    finance_payment_codes = fields.Selection(
        SCOPES,
        string="Payment codes",
        required=True,
        default='all',
        help="What customers can pay by scanning on statements of open items, in the portal and in "
        "reminders.",
    )
    finance_payment_code_invoices = fields.Boolean(
        string="Payment codes on invoices",
        help="Print the payment code on customer invoices, beside what Odoo prints itself.",
    )
    finance_payment_code_diacritics = fields.Boolean(
        string="Croatian letters in HUB-3 barcodes",
        help="Keep č, ć, đ, š and ž in the barcode. Some banking apps misread them, so they are "
        "written as c, d, s and z by default.",
    )
