from odoo import api, fields, models
from odoo.exceptions import UserError


class FinanceStatusDocumentPayment(models.Model):
    """A payment of a document kept elsewhere: told by its source, a bank, a report or a person.

    Amounts are in the document's currency; a negative one takes back.
    """

    _name = 'finance.status.document.payment'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Payment of a Finance Status Document'
    _order = 'document_id, date, id'
    _rec_name = 'reference'

    document_id = fields.Many2one(
        'finance.status.document', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='document_id.company_id')
    currency_id = fields.Many2one(related='document_id.currency_id')
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary(required=True)
    kind = fields.Selection(
        [
            ('manual', "Registered by hand"),
            ('bank', "Bank"),
            ('report', "Collection report"),
            ('source', "Told by the source"),
        ],
        required=True,
        default='manual',
    )
    identity = fields.Char(
        copy=False, help="What the payment is known by: the same one counts once on a document."
    )
    reference = fields.Char()
    note = fields.Text()

    _identity_uniq = models.UniqueIndex(
        '(document_id, identity) WHERE identity IS NOT NULL',
        "This payment is registered on the document already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments.document_id._figures_changed()
        return payments

    def write(self, vals):
        documents = self.document_id
        res = super().write(vals)
        (documents | self.document_id)._figures_changed()
        return res

    def unlink(self):
        documents = self.document_id
        res = super().unlink()
        documents.exists()._figures_changed()
        return res

    def action_remove(self):
        """Remove payments; the history keeps them, and can bring them back."""
        self.document_id._remove_payments(self)
        return True

    def _check_removable(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        # whoever registers payments need not have access to bank transactions
        matches = self.env['finance.status.transaction.match'].sudo()
        confirmed = matches.search([('payment_id', 'in', self.ids)]).payment_id
        for payment in self:
            if payment.kind != 'manual':
                raise UserError(
                    self.env._(
                        "This payment of %(document)s was not registered by hand (%(kind)s). "
                        "Please undo it where it comes from.",
                        document=payment.document_id.name,
                        kind=kinds[payment.kind],
                    )
                )
            if payment in confirmed:
                raise UserError(
                    self.env._(
                        "The bank has confirmed this payment of %s. "
                        "Please undo the match of the bank transaction first.",
                        payment.document_id.name,
                    )
                )
