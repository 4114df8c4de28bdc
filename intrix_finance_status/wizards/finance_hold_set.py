from odoo import api, fields, models


class FinanceHoldSet(models.TransientModel):
    """Dialog in which finance puts customers on hold, or releases them until a date."""

    _name = 'finance.hold.set'
    _inherit = ['finance.status.named.mixin']
    _description = 'Set a Finance Hold'

    partner_ids = fields.Many2many(
        'res.partner', string="Customers", required=True, context={'active_test': False}
    )
    kind = fields.Selection(
        [('hold', "Hold"), ('release', "Release")], required=True, default='hold'
    )
    reason = fields.Char(required=True)
    date_end = fields.Date(
        string="Until",
        compute='_compute_date_end',
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="The last day. A hold may be left without one: it lasts until it is ended.",
    )

    consequences_text = fields.Text(
        compute='_compute_consequences_text',
        compute_sudo=False,
        help="What follows when this is set.",
    )

    @api.depends('partner_ids', 'kind', 'date_end')
    @api.depends_context('uid', 'company', 'lang')
    def _compute_consequences_text(self):
        Hold = self.env['finance.status.hold']
        for dialog in self:
            dialog.consequences_text = Hold._consequences_of(
                dialog.partner_ids._origin, dialog.kind, dialog.date_end
            )

    def _compute_date_end(self):
        today = fields.Date.context_today(self)
        for dialog in self:
            dialog.date_end = dialog.kind == 'release' and fields.Date.add(today, days=14)

    def action_set(self):
        """Set the hold or release for each of the customers."""
        self.env['finance.status.hold'].create(
            [
                {
                    'partner_id': partner.id,
                    'kind': self.kind,
                    'reason': self.reason,
                    'date_end': self.date_end,
                }
                for partner in self.partner_ids.commercial_partner_id
            ]
        )
