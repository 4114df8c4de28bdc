from odoo import api, fields, models
from odoo.fields import Command

ORDER_GROUPS = (
    'sales_team.group_sale_salesman,account.group_account_invoice,account.group_account_readonly'
)


class FinanceStatusMatch(models.TransientModel):
    """Choose the customer, and the orders, of documents kept elsewhere."""

    _name = 'finance.status.match'
    _inherit = ['finance.status.named.mixin']
    _description = 'Choose Customer and Orders of Documents'

    document_ids = fields.Many2many('finance.status.document', required=True)
    company_id = fields.Many2one('res.company', required=True)
    told = fields.Text(compute='_compute_told')
    partner_id = fields.Many2one('res.partner', string="Customer")
    commercial_partner_id = fields.Many2one(related='partner_id.commercial_partner_id')
    order_ids = fields.Many2many(
        'sale.order',
        string="Orders",
        groups=ORDER_GROUPS,
        help="Several orders share the document by their totals.",
    )
    remember = fields.Boolean(
        default=True,
        help="Documents of the same source told alike get this customer from now on, "
        "those that wait at once.",
    )

    @api.depends('document_ids')
    def _compute_told(self):
        for wizard in self:
            wizard.told = '\n'.join(
                ' · '.join(
                    filter(
                        None,
                        (
                            document.name,
                            document.currency_id.format(document.amount_total),
                            document.partner_name,
                            document.partner_vat,
                            document.partner_reference,
                            document.order_reference,
                            document.customer_reference,
                        ),
                    )
                )
                for document in wizard.document_ids[:5]
            )

    @api.onchange('partner_id')
    def _onchange_partner_id(self):
        """Leave out orders of another customer."""
        if self._has_field_access(self._fields['order_ids'], 'write'):
            entity = self.partner_id.commercial_partner_id
            self.order_ids = self.order_ids.filtered(
                lambda order: (
                    entity in (order.partner_id | order.partner_invoice_id).commercial_partner_id
                )
            )

    @api.model
    def _values_of(self, documents):
        """Return what is proposed: what the documents have, or the first proposal of one."""
        partner = documents.partner_id if len(documents.partner_id) == 1 else None
        orders = documents.sudo().order_ids.order_id.ids if len(documents) == 1 else []
        partner_id = partner and partner.id
        if len(documents) == 1 and not orders:
            proposal = next(iter(documents.match_proposals or ()), {})
            if not partner_id or proposal.get('partner_id') == partner_id:
                partner_id = partner_id or proposal.get('partner_id')
                orders = proposal.get('order_ids', [])
        values = {
            'document_ids': [Command.set(documents.ids)],
            'company_id': documents.company_id[:1].id,
            'partner_id': partner_id,
        }
        if self._has_field_access(self._fields['order_ids'], 'write'):
            values['order_ids'] = [Command.set(orders)]
        return values

    def action_apply(self):
        """Link the documents to what was chosen."""
        self.ensure_one()
        can_orders = self._has_field_access(self._fields['order_ids'], 'read')
        orders = self.order_ids.ids if can_orders else []
        self.document_ids.action_choose(self.partner_id.id, orders, self.remember)
        return {'type': 'ir.actions.act_window_close'}
