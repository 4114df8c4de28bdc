from odoo import models


class AccountMove(models.Model):
    _inherit = 'account.move'

    def _finance_payment_codes(self):
        """Return the payment code of this invoice, ``None`` where it is not to have one.

        See ``finance.status.payment.code``.
        """
        self.ensure_one()
        company = self.company_id
        if (
            not company.sudo().finance_payment_code_invoices
            or self.move_type != 'out_invoice'
            or self.state != 'posted'
            or self.currency_id.compare_amounts(self.amount_residual, 0) <= 0
        ):
            return None
        codes = self.env['finance.status.payment.code'].with_company(company)
        accounts = codes._accounts(company)
        entity = self.commercial_partner_id
        asked = {
            'title': self.name,
            'currency': self.currency_id,
            'amount': self.amount_residual,
            'text': entity._finance_payment_code_text(self.name),
            'date_due': self.invoice_date_due,
            'name': self.name,
            'reference': self.payment_reference,
        }
        # the account that the invoice names, if customers may be asked to pay to it
        account = accounts & self.partner_bank_id.sudo() if self.partner_bank_id else None
        return codes._codes(entity, [asked], account=account)
