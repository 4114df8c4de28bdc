from odoo import api, fields, models

from .finance_status_mixin import VIEWER_GROUP
from .sale_order_manual import USER_GROUP


class ResPartnerManual(models.Model):
    """Registering invoices and payments of customers by hand."""

    _inherit = 'res.partner'

    finance_can_register = fields.Boolean(
        compute='_compute_finance_can_register',
        groups=VIEWER_GROUP,
        help="The company registers invoices and payments by hand, and the user may do so.",
    )

    @api.depends_context('company', 'uid')
    def _compute_finance_can_register(self):
        self.finance_can_register = (
            self.env.company.finance_manual_documents and self.env.user.has_group(USER_GROUP)
        )

    def action_finance_register_invoice(self):
        """Propose an invoice for this customer; with its order, if just one is to be invoiced."""
        self.ensure_one()
        self.env.company._check_registering_by_hand()
        values = {'default_company_id': self.env.company.id, 'default_partner_id': self.id}
        if self.env['sale.order'].has_access('read'):
            orders = self.env['sale.order'].search(self._finance_orders_to_invoice(), limit=2)
            if len(orders) == 1:
                values['default_order_ids'] = orders.ids
                values['default_partner_id'] = orders.partner_invoice_id.id
        return self.env['finance.status.register.invoice']._action(**values)

    def _finance_orders_to_invoice(self):
        return [
            ('company_id', '=', self.env.company.id),
            ('partner_invoice_id', 'child_of', self.commercial_partner_id.id),
            ('state', '=', 'sale'),
            ('finance_invoicing_status', 'in', ('to_invoice', 'partial')),
        ]

    def action_finance_register_payment(self):
        """Propose a payment of what is open of this customer in the current company.

        :raise UserError: if nothing is, or only invoices of Odoo's own
        """
        self.ensure_one()
        company = self.env.company
        company._check_registering_by_hand()
        customer = ('partner_id', 'child_of', self.commercial_partner_id.id)
        documents = self.env['finance.status.document'].search(
            [customer, ('company_id', '=', company.id), ('amount_due', '!=', 0)]
        )
        # whoever registers payments need not have access to Odoo's invoices
        moves = (
            self.env['account.move']
            .sudo()
            .search(
                [
                    customer,
                    ('company_id', '=', company.id),
                    ('move_type', 'in', ('out_invoice', 'out_receipt')),
                    ('state', '=', 'posted'),
                    ('amount_residual', '!=', 0),
                ],
                limit=80,
            )
        )
        return self.env['finance.status.register.payment']._action(documents, moves)
