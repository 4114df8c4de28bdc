from odoo import api, fields, models


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
