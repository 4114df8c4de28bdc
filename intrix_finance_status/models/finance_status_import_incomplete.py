from odoo import fields, models
from odoo.exceptions import UserError


class FinanceStatusImport(models.Model):
    """Bank statements that don't add up: refused, unless a person takes them as they are."""

    _inherit = 'finance.status.import'

    incomplete = fields.Boolean(
        readonly=True, copy=False, help="The balances of the bank statement don't add up."
    )
    take_incomplete = fields.Boolean(
        string="Taken although it doesn't add up", readonly=True, copy=False
    )

    def action_take_incomplete(self):
        """Read bank statements although their movements don't add up to their balances.

        :raise UserError: when that isn't why they were refused
        """
        self.check_access('write')
        for record in self:
            if record.state != 'failed' or not record.incomplete:
                raise UserError(
                    self.env._("%s was not refused for not adding up.", record.display_name)
                )
            record.sudo().take_incomplete = True
            record.message_post(
                body=self.env._("The statement is taken although it doesn't add up."),
                subtype_xmlid='mail.mt_note',
            )
            record._read(corrected=True)
