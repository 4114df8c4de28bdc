from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# of a row, as proposed for the orders in it
ROW_FIELDS = (
    'company_id',
    'partner_id',
    'order_ids',
    'document_type',
    'name',
    'name_proposed',
    'date',
    'payment_term_id',
    'date_due',
    'currency_id',
    'amount',
)


class FinanceStatusRegisterInvoices(models.TransientModel):
    """Invoices about to be registered by hand for many orders: one for each, or per customer."""

    _name = 'finance.status.register.invoices'
    _inherit = ['finance.status.named.mixin']
    _description = 'Register Invoices by Hand'

    order_ids = fields.Many2many('sale.order', string="Orders")
    date = fields.Date(required=True, default=fields.Date.context_today)
    one_per_customer = fields.Boolean(
        string="One invoice per customer",
        help="Orders of the same customer, company, currency and payment term become one invoice.",
    )
    line_ids = fields.One2many(
        'finance.status.register.invoice',
        'wizard_id',
        string="Invoices",
        compute='_compute_line_ids',
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    left_out = fields.Text(compute='_compute_left_out')

    def _orders_to_invoice(self):
        """Return the confirmed orders with something left to invoice, oldest first."""
        orders = self.order_ids._origin
        orders = orders.filtered(
            lambda order: (
                order.state == 'sale'
                and order.currency_id.compare_amounts(
                    order.amount_total, order.finance_amount_invoiced
                )
                > 0
            )
        )
        return orders.sorted(lambda order: (order.date_order, order.id))

    @api.depends('order_ids')
    def _compute_left_out(self):
        for wizard in self:
            left_out = wizard.order_ids._origin - wizard._orders_to_invoice()
            wizard.left_out = bool(left_out) and self.env._(
                "Left out, not confirmed or nothing left to invoice: %s",
                ", ".join(left_out.mapped('name')),
            )

    @api.depends('order_ids', 'one_per_customer', 'date')
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(values) for values in wizard._proposed_rows()),
            ]

    def _proposed_rows(self):
        """Return the values of the rows: everything proposed, numbers one after the other."""
        orders = self._orders_to_invoice()
        # at once: each row asks for its own
        orders.partner_invoice_id.check_access('read')
        Row = self.env['finance.status.register.invoice']
        rows = Row.concat(
            *(
                Row.new(
                    {
                        'company_id': group.company_id,
                        'partner_id': group[0].partner_invoice_id,
                        'order_ids': group,
                        'date': self.date,
                        # numbers are given to all together, below
                        'name': '',
                        'name_proposed': '',
                    }
                )
                for group in self._groups(orders)
            )
        )
        for company, of_company in rows.grouped('company_id').items():
            numbers = self.env['finance.status.document']._next_numbers(
                company, 'invoice', self.date or fields.Date.context_today(self), len(of_company)
            )
            for row, number in zip(of_company, numbers, strict=True):
                row.name = row.name_proposed = number
        return [row._convert_to_write({name: row[name] for name in ROW_FIELDS}) for row in rows]

    def _groups(self, orders):
        if not self.one_per_customer:
            return list(orders)
        return list(
            orders.grouped(
                lambda order: (
                    order.company_id,
                    order.partner_invoice_id,
                    order.currency_id,
                    order.payment_term_id,
                )
            ).values()
        )

    def action_register(self):
        """Register all rows, and tell so."""
        return self.line_ids._notification(self._register_documents())

    def action_register_and_pay(self):
        """Register all rows, and go on to their payments."""
        return self._register_documents().action_register_payment()

    def _register_documents(self):
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to register."))
        return self.line_ids._register_documents()
