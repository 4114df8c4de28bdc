from odoo import fields, models

ACTIVITY_FOR = [
    ('salesperson', "Salesperson"),
    ('team_leader', "Team leader"),
    ('responsible', "Responsible"),
    ('user', "A certain user"),
]
NOTIFY = [('note', "Note"), ('activity', "Activity")]


class FinanceStatusPolicyLevel(models.Model):
    """What is done when an instalment is so many days late.

    Only the highest level reached acts; those below are recorded as skipped.
    """

    _name = 'finance.status.policy.level'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Level of a Finance Policy'
    _order = 'policy_id, days, id'

    policy_id = fields.Many2one(
        'finance.status.policy', required=True, index=True, ondelete='cascade'
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(related='policy_id.company_id')
    name = fields.Char(required=True, translate=True)
    days = fields.Integer(
        required=True, help="Days after the due date; negative: before the due date."
    )
    mail_template_id = fields.Many2one(
        'mail.template',
        string="Mail to the Customer",
        domain="[('model', '=', 'res.partner')]",
        ondelete='restrict',
    )
    activity_type_id = fields.Many2one(
        'mail.activity.type',
        string="Activity",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
        ondelete='restrict',
    )
    activity_for = fields.Selection(ACTIVITY_FOR, required=True, default='responsible')
    activity_user_id = fields.Many2one(
        'res.users', string="User", domain="[('share', '=', False)]", ondelete='set null'
    )
    notify_salesperson = fields.Selection(
        NOTIFY,
        string="Tell the Salesperson",
        help="By a note on order and opportunity, or by one activity per customer as well.",
    )
    manual = fields.Boolean(
        string="Needs Approval",
        help="Waits in the worklist until a person sends it.",
    )

    _days_uniq = models.Constraint(
        'UNIQUE (policy_id, days)', "A policy has one level for so many days."
    )
    _activity_user = models.Constraint(
        "CHECK (activity_for <> 'user' OR activity_type_id IS NULL"
        " OR activity_user_id IS NOT NULL)",
        "Say which user the activity is for.",
    )
