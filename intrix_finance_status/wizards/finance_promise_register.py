from odoo import api, fields, models
from odoo.exceptions import UserError


class FinancePromiseRegister(models.TransientModel):
    """Dialog that registers what customers promised to pay, and until when.

    For one customer or document the amount can be changed; of several customers each has
    promised all that is overdue.
    """

    _name = 'finance.promise.register'
    _inherit = ['finance.status.named.mixin']
    _description = 'Register a Promise to Pay'

    partner_ids = fields.Many2many(
        'res.partner', string="Customers", required=True, context={'active_test': False}
    )
    single = fields.Boolean(compute='_compute_single')
    source = fields.Char()
    document_id = fields.Many2oneReference(string="Document ID", model_field='source')
    document_name = fields.Char(string="Document", compute='_compute_single')
    currency_id = fields.Many2one('res.currency', compute='_compute_single')
    amount = fields.Monetary(
        compute='_compute_amount',
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="Company currency, tax included.",
    )
    date = fields.Date(
        string="Will Pay by",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7),
    )
    note = fields.Char(help="Who promised it, and what else was said.")

    @api.depends('partner_ids', 'source', 'document_id')
    def _compute_single(self):
        for dialog in self:
            document = dialog._document()
            dialog.currency_id = dialog._company().currency_id
            dialog.single = len(dialog._customers()) == 1
            dialog.document_name = document.name if document else False

    @api.depends('partner_ids', 'source', 'document_id')
    def _compute_amount(self):
        for dialog in self:
            document = dialog._document()
            if document:
                dialog.amount = document._finance_amount_open()
            else:
                dialog.amount = dialog.single and dialog._customers().finance_amount_overdue

    def _customers(self):
        partners = self.partner_ids._origin
        partners.check_access('read')
        return partners.commercial_partner_id

    def _document(self):
        """Return the document that the promise is for, if it is for one.

        :raise AccessError: when the user may not read it
        :raise UserError: when it is not there, or what was named holds no documents
        """
        return self.env['finance.status.promise']._document(self.source, self.document_id)

    def _company(self):
        """Return the company that is owed what is promised."""
        document = self._document()
        return document.company_id if document else self.env.company

    def action_register(self):
        """Register the promise of each of the customers.

        :raise UserError: when there is nothing to promise
        """
        self.env['finance.status.promise'].create(self._promises())

    def _promises(self):
        """Return the values of the promises."""
        customers = self._customers()
        amounts = (
            {customers: self.amount}
            if len(customers) == 1
            else {
                customer: customer.finance_amount_overdue
                for customer in customers
                if customer.finance_amount_overdue
            }
        )
        if not any(amounts.values()):
            raise UserError(self.env._("Please enter the amount that was promised."))
        return [
            {
                'partner_id': customer.id,
                'company_id': self._company().id,
                'amount': amount,
                'date': self.date,
                'note': self.note,
                'source': self.source if self.document_id else False,
                'document_id': self.document_id,
            }
            for customer, amount in amounts.items()
        ]
