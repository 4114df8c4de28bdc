from odoo import api, fields, models
from odoo.exceptions import UserError

from .finance_status_mixin import VIEWER_GROUP

USER_GROUP = 'intrix_finance_status.group_finance_status_user'


class SaleOrderManual(models.Model):
    """Registering invoices and payments of orders by hand."""

    _inherit = 'sale.order'

    finance_can_register = fields.Boolean(
        compute='_compute_finance_can_register',
        groups=VIEWER_GROUP,
        help="The company registers invoices and payments by hand, and the user may do so.",
    )

    finance_change_ids = fields.Many2many(
        'finance.status.document.change',
        string="Registered by Hand",
        compute='_compute_finance_change_ids',
        groups=USER_GROUP,
        exportable=False,
    )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type='form', **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.user.has_group(USER_GROUP))

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        """Hide Odoo's button where all is registered by hand: its invoice would count twice.

        For those only who may register: a view is the same for everybody, and Odoo's button must
        not depend on fields that not everybody who sees it may read.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == 'form' and self.env.user.has_group(USER_GROUP):
            registered = "finance_can_register and finance_invoicing_status == 'invoiced'"
            for button in arch.xpath("//button[@id='create_invoice']"):
                shown = button.get('invisible')
                button.set('invisible', f'({shown}) or ({registered})' if shown else registered)
        return arch, view

    def _compute_finance_change_ids(self):
        changes = self.env['finance.status.document.change'].search(
            [('document_id.order_ids.order_id', 'in', self._origin.ids)]
        )
        for order in self:
            order.finance_change_ids = changes.filtered(
                lambda change, order=order: order._origin in change.document_id.order_ids.order_id
            )

    @api.depends('company_id.finance_manual_documents')
    @api.depends_context('uid')
    def _compute_finance_can_register(self):
        may_register = self.env.user.has_group(USER_GROUP)
        for order in self:
            order.finance_can_register = may_register and order.company_id.finance_manual_documents

    def action_finance_register_invoice(self):
        """Propose an invoice for the order, or one for each of many.

        :raise UserError: if the company doesn't register by hand
        """
        self.company_id._check_registering_by_hand()
        if len(self) > 1:
            action = self.env['ir.actions.act_window']._for_xml_id(
                'intrix_finance_status.finance_status_register_invoices_action'
            )
            return {**action, 'context': {'default_order_ids': self.ids}}
        if self.state != 'sale':
            raise UserError(self.env._("%s is not confirmed yet.", self.name))
        return self.env['finance.status.register.invoice']._action(
            default_company_id=self.company_id.id,
            default_partner_id=self.partner_invoice_id.id,
            default_order_ids=self.ids,
        )

    def action_finance_register_payment(self):
        """Propose a payment of what is open of these orders.

        :raise UserError: if nothing is, or only invoices of Odoo's own
        """
        self.company_id._check_registering_by_hand()
        shares = self.env['finance.status.document.order'].search([('order_id', 'in', self.ids)])
        # whoever registers payments need not have access to Odoo's invoices
        moves = self.sudo().invoice_ids
        return self.env['finance.status.register.payment']._action(shares.document_id, moves)
