from odoo import api, fields, models

USER_GROUP = 'intrix_finance_status.group_finance_status_user'


class ResPartner(models.Model):
    """Who follows up what a customer owes, and whether anybody does."""

    _name = 'res.partner'
    _inherit = ['res.partner', 'finance.status.named.mixin']

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

    finance_action_count = fields.Integer(
        string="Follow-up Actions", compute='_compute_finance_action_count', groups=USER_GROUP
    )

    def _check_named(self, values):
        # what else a form of a customer names is Odoo's own
        ours = {name: value for name, value in values.items() if name.startswith('finance_')}
        return super()._check_named(ours) if ours else None

    @api.depends('commercial_partner_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_finance_action_count(self):
        entities = self.commercial_partner_id
        counts = dict(
            self.env['finance.status.action']._read_group(
                [('partner_id', 'in', entities.ids)], ['partner_id'], ['__count']
            )
        )
        for partner in self:
            partner.finance_action_count = counts.get(partner.commercial_partner_id, 0)

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

    def _finance_write(self, values):
        """Write fields of finance, for those who work on what customers owe.

        They need not be allowed to change anything else of a customer.
        """
        self.check_access('read')
        for fname in values:
            self._check_field_access(self._fields[fname], 'write')
        self.sudo().write(values)

    @api.readonly
    def action_view_finance_actions(self):
        """Open the log of the follow-up of these customers."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.finance_status_action_action'
        )
        domain = [('partner_id', 'in', self.commercial_partner_id.ids)]
        return {**action, 'domain': domain}

    def action_finance_promise(self):
        """Open a dialog to register what these customers promised to pay."""
        return self._finance_dialog('finance.promise.register', self.env._("Promise to Pay"))

    def action_finance_log_call(self):
        """Open a dialog to log a call with these customers."""
        return self._finance_dialog('finance.call.log', self.env._("Log a Call"))

    def action_finance_dispute(self):
        """Open a dialog to mark documents of these customers as disputed."""
        return self._finance_dispute_dialog()

    def _finance_dispute_dialog(self, documents=None):
        """Return the dialog to dispute documents of these customers, ``documents`` at first."""
        Dialog = self.env['finance.dispute.set']
        return Dialog._open_dialog(self, self.env._("Dispute Documents"), documents)

    def action_finance_exclude(self):
        """Open a dialog to exclude these customers, or documents of theirs, from follow-up."""
        Dialog = self.env['finance.exclusion.set']
        return Dialog._open_dialog(self, self.env._("Exclude from Follow-up"))

    def action_finance_include(self):
        """Follow up these customers again."""
        customers = self.commercial_partner_id.filtered('finance_no_followup')
        customers._finance_write({'finance_no_followup': False})
        text = self.env._("Followed up again")
        customers._finance_log(self.env.company, dict.fromkeys(customers.ids, text))

    def action_finance_assign(self):
        """Open a dialog to tell who follows up these customers."""
        return self._finance_dialog('finance.responsible.set', self.env._("Assign Follow-up"))

    def _finance_dialog(self, model, name):
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': model,
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_partner_ids': self.commercial_partner_id.ids},
        }
