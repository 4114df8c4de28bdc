from odoo import fields, models
from odoo.exceptions import UserError


class FinanceStatusRegisterPaymentLine(models.TransientModel):
    """The part of a payment that goes to one document; credit notes count minus."""

    _name = 'finance.status.register.payment.line'
    _inherit = ['finance.status.named.mixin']
    _description = 'Part of a Payment Registered by Hand'

    wizard_id = fields.Many2one(
        'finance.status.register.payment', required=True, ondelete='cascade'
    )
    document_id = fields.Many2one('finance.status.document', required=True)
    name = fields.Char(related='document_id.name', related_sudo=False)
    partner_id = fields.Many2one(related='document_id.partner_id', related_sudo=False)
    currency_id = fields.Many2one(related='document_id.currency_id', related_sudo=False)
    date_due = fields.Date(string="Due Date")
    amount_due = fields.Monetary(string="Open")
    amount = fields.Monetary(string="Paid now")

    def _check(self):
        """Check the part against what is open by now.

        :raise UserError: if it was paid meanwhile, or the part is more than what is open
        """
        self.ensure_one()
        document = self.document_id
        due = document._signed(document.amount_due)
        compare = self.currency_id.compare_amounts
        if compare(due, self.amount_due):
            raise UserError(
                self.env._(
                    "%(document)s has changed meanwhile: %(due)s are open now. "
                    "Please open the payment again.",
                    document=document.name,
                    due=self.currency_id.format(due),
                )
            )
        if compare(abs(self.amount), abs(due)) > 0 or self.amount * due < 0:
            raise UserError(
                self.env._(
                    "%(document)s: %(amount)s can't be paid, %(due)s are open.",
                    document=document.name,
                    amount=self.currency_id.format(self.amount),
                    due=self.currency_id.format(due),
                )
            )
