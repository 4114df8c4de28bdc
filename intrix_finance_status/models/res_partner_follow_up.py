from odoo import api, fields, models

USER_GROUP = 'intrix_finance_status.group_finance_status_user'


class ResPartner(models.Model):
    """Who follows up what a customer owes, and whether anybody does."""

    _inherit = 'res.partner'

    finance_no_followup = fields.Boolean(
        string="Exclude from Follow-up",
        company_dependent=True,
        tracking=True,
        groups=USER_GROUP,
        help="Nothing of this customer is followed up.",
    )
    finance_responsible_id = fields.Many2one(
        'res.users',
        string="Follow-up Responsible",
        company_dependent=True,
        tracking=True,
        domain="[('share', '=', False)]",
        groups=USER_GROUP,
        help="Who follows up what is overdue. Empty: the responsible of the policy.",
    )
    finance_promise_ids = fields.One2many(
        'finance.status.promise',
        'partner_id',
        string="Promises to Pay",
        context={'active_test': False},
        groups=USER_GROUP,
    )
    finance_action_ids = fields.One2many(
        'finance.status.action', 'partner_id', string="Follow-up", groups=USER_GROUP
    )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), 'finance_no_followup', 'finance_responsible_id']

    def write(self, vals):
        res = super().write(vals)
        if 'finance_no_followup' in vals:
            self._finance_invalidate()
        return res

    @api.model
    def _finance_invalidate(self):
        res = super()._finance_invalidate()
        self.env['finance.status.promise'].invalidate_model(['state'], flush=False)
        return res
