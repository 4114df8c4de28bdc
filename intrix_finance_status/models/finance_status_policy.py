from typing import NamedTuple

from odoo import api, fields, models, tools


class HoldRule(NamedTuple):
    """When a policy puts customers on hold: late for more than ``days``, with ``amount``."""

    hold: bool = False
    days: int = 0
    amount: float = 0.0
    disputed: bool = False
    credit_limit: bool = False


class FinanceStatusPolicy(models.Model):
    """What follows when customers pay late: when they are put on hold, and who is told when.

    A company has one default policy, which its branches share; a customer may have another one.
    """

    _name = 'finance.status.policy'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Finance Policy'
    _order = 'is_default DESC, sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company, ondelete='cascade'
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    is_default = fields.Boolean(
        string="Default", help="Holds for all customers of the company without an own policy."
    )
    hold = fields.Boolean(
        string="Hold Automatically",
        tracking=True,
        help="Customers that are overdue too long and with too much are on hold: "
        "no new confirmations, no deliveries. Who has paid is released at once.",
    )
    hold_days = fields.Integer(
        default=30,
        tracking=True,
        help="On hold when the oldest open item is late for more than so many days. "
        "Payments and credit notes that are not matched yet settle the oldest items first.",
    )
    hold_amount = fields.Monetary(
        tracking=True,
        help="On hold only when at least so much is overdue, less payments and credit notes that "
        "are not matched yet; company currency, tax included.",
    )
    hold_disputed = fields.Boolean(
        string="Disputed and Excluded Items Count",
        tracking=True,
        help="What is in dispute or excluded from follow-up holds a customer, too, "
        "though nobody is reminded of it.",
    )
    hold_credit_limit = fields.Selection(
        [('warn', "Warn only"), ('stop', "Stop")],
        string="Over the Credit Limit",
        required=True,
        default='warn',
        tracking=True,
        help="Where credit limits are in use: whether an order that exceeds the limit of its "
        "customer only shows a warning, or can't be confirmed. "
        "A customer who is over the limit is on hold then.",
    )

    _default_uniq = models.UniqueIndex(
        '(company_id) WHERE is_default AND active', "A company has one default policy."
    )
    _hold_limits_positive = models.Constraint(
        'CHECK (hold_days >= 0 AND hold_amount >= 0)',
        "The days and the amount of a hold can't be negative.",
    )

    @api.model
    @tools.ormcache('company_id')
    def _hold_rules(self, company_id):
        """Return the limits of the policies in force in a company: of the default one and of all.

        :return: ``HoldRule`` of the default policy, and a dict of these by policy id
        """
        return self._read_hold_rules(company_id)

    @api.model
    def _read_hold_rules(self, company_id):
        default, policies = self._in_force(self.env['res.company'].browse(company_id))
        rules = {
            policy.id: HoldRule(
                policy.hold,
                policy.hold_days,
                policy.hold_amount,
                policy.hold_disputed,
                policy.hold_credit_limit == 'stop',
            )
            for policy in policies
        }
        return rules.get(default.id, HoldRule()), rules

    @api.model
    def _in_force(self, company):
        """Return the default policy of a company, and all policies that its customers may have."""
        default_ids, policy_ids = self._in_force_ids(company.id)
        return self.sudo().browse(default_ids), self.sudo().browse(policy_ids)

    @api.model
    @tools.ormcache('company_id')
    def _in_force_ids(self, company_id):
        """Return the ids of ``_in_force``: asked for with every mail and row of a worklist."""
        policies = (
            self.sudo()
            .with_context(active_test=True)
            .search([('company_id', 'parent_of', company_id)])
        )
        # the nearest one up the tree of companies
        defaults = policies.filtered('is_default').sorted(
            lambda policy: len(policy.company_id.parent_path)
        )
        return tuple(defaults[-1:].ids), tuple(policies.ids)

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self._rules_changed()
        return policies

    def write(self, vals):
        res = super().write(vals)
        self._rules_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._rules_changed()
        return res

    def _rules_changed(self):
        self.env.registry.clear_cache()
        self.env['res.partner']._finance_invalidate()
