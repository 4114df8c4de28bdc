from odoo import api, fields, models


class FinanceCallLog(models.TransientModel):
    """Dialog that keeps what was said on the telephone, and what was promised, if anything."""

    _name = 'finance.call.log'
    _inherit = ['finance.status.named.mixin']
    _description = 'Log a Call'

    partner_ids = fields.Many2many(
        'res.partner', string="Customers", required=True, context={'active_test': False}
    )
    note = fields.Text(string="What Was Said", required=True)
    promised = fields.Boolean(string="Promised to Pay")
    currency_id = fields.Many2one('res.currency', compute='_compute_single')
    single = fields.Boolean(compute='_compute_single')
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
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7),
    )

    @api.depends('partner_ids')
    def _compute_single(self):
        for dialog in self:
            dialog.currency_id = self.env.company.currency_id
            dialog.single = len(dialog._customers()) == 1

    @api.depends('partner_ids')
    def _compute_amount(self):
        for dialog in self:
            dialog.amount = dialog.single and dialog._customers().finance_amount_overdue

    def _customers(self):
        partners = self.partner_ids._origin
        partners.check_access('read')
        return partners.commercial_partner_id

    def action_log(self):
        """Log the call with each of the customers, and register what was promised."""
        customers = self._customers()
        customers.check_access('read')
        # nobody writes the log but what does what it tells
        self.env['finance.status.action'].sudo().create(
            [
                {
                    'partner_id': customer.id,
                    'company_id': self.env.company.id,
                    'kind': 'call',
                    'state': 'done',
                    'note': self.note,
                }
                for customer in customers
            ]
        )
        text = self.env._("Call: %s", self.note)
        customers._finance_log(self.env.company, dict.fromkeys(customers.ids, text))
        if self.promised:
            self._promise_dialog().action_register()
        self.env['res.partner']._finance_invalidate()

    def _promise_dialog(self):
        """Return the dialog that registers the promise."""
        return self.env['finance.promise.register'].create(
            {'partner_ids': self.partner_ids.ids, 'amount': self.amount, 'date': self.date}
        )
