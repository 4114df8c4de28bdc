from odoo import api, fields, models, tools


class FinanceStatusPolicy(models.Model):
    """Following up what is overdue: levels by days late, and what is left alone."""

    _name = 'finance.status.policy'
    _inherit = ['finance.status.policy', 'mail.thread', 'mail.activity.mixin']

    follow_up = fields.Boolean(
        default=True,
        tracking=True,
        help="Work through the levels every day. Levels that need approval only wait for a person.",
    )
    date_start = fields.Date(
        string="Due Since",
        default=fields.Date.context_today,
        required=True,
        tracking=True,
        help="What was due before this day is not followed up automatically: old debts stay in "
        "the worklist, for a person to decide.",
    )
    minimum_amount = fields.Monetary(
        tracking=True,
        help="Customers who owe less are left alone; company currency, tax included. "
        "Payments that are not matched yet are deducted.",
    )
    user_id = fields.Many2one(
        'res.users',
        string="Responsible",
        domain="[('share', '=', False)]",
        help="Gets what is to be done by hand, unless the customer has an own responsible.",
    )
    bank_max_age_days = fields.Integer(
        string="Bank Data Not Older Than",
        help="Days. Nothing automatic happens while the newest payment known is older: "
        "it could have been paid. Zero: no limit.",
    )
    attach_invoices = fields.Boolean(
        help="Attach the PDF documents of the overdue invoices to reminders."
    )
    attach_statement = fields.Boolean(help="Attach the statement of open items to reminders.")
    level_ids = fields.One2many(
        'finance.status.policy.level',
        'policy_id',
        string="Levels",
        context={'active_test': False},
        copy=True,
    )

    _bank_max_age_positive = models.Constraint(
        'CHECK (bank_max_age_days >= 0 AND minimum_amount >= 0)',
        "The age of bank data and the minimum amount can't be negative.",
    )

    @api.model
    def _companies_to_follow_up(self):
        """Return the companies per default policy: its own, and the branches that share it."""
        policies = self.sudo().search([('is_default', '=', True)])
        owners = {policy.company_id: policy for policy in policies}
        companies = {}
        for company in (
            self.env['res.company'].sudo().search([('id', 'child_of', policies.company_id.ids)])
        ):
            # from the root down to the company itself
            policy = [owners[parent] for parent in company.parent_ids if parent in owners][-1]
            companies[policy] = companies.get(policy, company.browse()) | company
        return companies

    @api.model
    def _scope(self, company):
        """Return the default policy of a company, and it and its branches as far as they share it.

        What a reminder of this company lists, and what is looked at again before it is sent.
        """
        policy, _policies = self._in_force(company)
        companies = self._companies_to_follow_up().get(policy, company.browse())
        return policy, companies.filtered(lambda branch: company in branch.parent_ids)

    def _responsible(self):
        """Return who gets what is to be done by hand: who is set, else who manages finance."""
        self.ensure_one()
        for user in (self.user_id, self.create_uid):
            if user.active and not user.share:
                return user
        return self.env['res.users'].sudo().browse(self._manager_ids(self.company_id.id))

    @api.model
    @tools.ormcache('company_id')
    def _manager_ids(self, company_id):
        """Return the id of the first user of a company who sets up rules, in a tuple."""
        users = self.env['res.users'].sudo().with_context(active_test=True)
        manager = self.env.ref('intrix_finance_status.group_finance_status_manager')
        domain = [
            ('all_group_ids', 'in', manager.ids),
            ('company_ids', 'in', company_id),
            ('share', '=', False),
        ]
        return tuple(users.search(domain, order='id', limit=1).ids)

    @api.model
    def _create_defaults(self, companies):
        """Give companies without a policy, but for branches, a copy of the default one."""
        template = self.env.ref(
            'intrix_finance_status.finance_status_policy_default', raise_if_not_found=False
        )
        if not template:
            return
        policies = self.sudo().with_context(active_test=False)
        owners = policies.search([('company_id', 'in', companies.ids)]).company_id
        for company in companies.filtered(lambda company: not company.parent_id) - owners:
            template.sudo().copy(
                {
                    'company_id': company.id,
                    'is_default': True,
                    'date_start': fields.Date.context_today(self),
                    'user_id': False,
                }
            )
