from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date

from .finance_status_mixin import VIEWER_GROUP, derived
from .sale_order_manual import USER_GROUP

# master data by which a customer is on hold or not
HOLD_FIELDS = {
    'credit_limit',
    'finance_no_followup',
    'finance_policy_id',
    'is_company',
    'parent_id',
}
HOLD_CAUSE = [
    ('manual', "Set by finance"),
    ('overdue', "Overdue"),
    ('credit_limit', "Over the credit limit"),
]


class ResPartner(models.Model):
    """Whether deliveries and new confirmations for a customer must stop, and why.

    Derived at read time like every status: who pays is released at once. A hold belongs to the
    commercial entity, and is judged in the current company.
    """

    _inherit = 'res.partner'

    finance_policy_id = fields.Many2one(
        'finance.status.policy',
        string="Finance Policy",
        company_dependent=True,
        tracking=True,
        domain="[('company_id', 'parent_of', current_company_id)]",
        groups=USER_GROUP,
        help="Empty: the default policy of the company.",
    )
    finance_hold = derived(
        fields.Boolean,
        'finance_hold',
        string="On Hold",
        help="Deliveries and new confirmations must stop.",
    )
    finance_hold_cause = derived(
        fields.Selection, 'finance_hold_cause', selection=HOLD_CAUSE, string="Cause of the Hold"
    )
    finance_hold_since = derived(fields.Date, 'finance_hold_since', string="On Hold Since")
    finance_amount_exposure = derived(
        fields.Monetary,
        'finance_amount_exposure',
        currency_field='finance_currency_id',
        string="Open and Ordered",
        help="What is open and what is confirmed but not invoiced: compared with the credit limit. "
        "Without what is due according to a source that is out of date.",
    )
    finance_hold_reason = fields.Char(
        string="Reason of the Hold",
        compute='_compute_finance_hold_reason',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="The figures and limits of the rule, or by whom and why the hold was set.",
    )
    finance_hold_ids = fields.One2many(
        'finance.status.hold',
        'commercial_partner_id',
        string="Holds",
        context={'active_test': False},
        groups=USER_GROUP,
    )

    finance_can_hold = fields.Boolean(
        compute='_compute_finance_can_hold',
        groups=VIEWER_GROUP,
        help="The user may put customers on hold and release them.",
    )

    @property
    def _finance_derived_fields(self):
        return (
            *super()._finance_derived_fields,
            'finance_hold',
            'finance_hold_cause',
            'finance_hold_since',
            'finance_amount_exposure',
        )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), 'finance_policy_id']

    def write(self, vals):
        """Write; where a hold disappears by that, it is in the chatter who did it."""
        if HOLD_FIELDS.isdisjoint(vals):
            return super().write(vals)
        companies = self._finance_companies_of_hold(vals)
        before = {company: self._finance_held_before(company) for company in companies}
        res = super().write(vals)
        self._finance_invalidate()
        for company, held in before.items():
            self._finance_log_lost_holds(company, held, vals)
        return res

    def _finance_companies_of_hold(self, vals):
        """Return the companies in which holds can disappear when ``vals`` are written."""
        moved = self.filtered(
            lambda partner: (
                ('parent_id' in vals and partner.parent_id.id != (vals['parent_id'] or False))
                or ('is_company' in vals and partner.is_company != bool(vals['is_company']))
            )
        )
        if moved:
            # one per legal entity: contacts are shared
            return self.env['res.company'].sudo().search([('parent_id', '=', False)])
        if {'credit_limit', 'finance_no_followup', 'finance_policy_id'}.isdisjoint(vals):
            return self.env['res.company']
        return self.env.company

    def _finance_held_before(self, company):
        """Return the cause of the hold and the commercial entity of those that are on hold."""
        held = self.sudo().with_company(company)._finance_held()
        return {
            partner.id: (partner.finance_hold_cause, partner.commercial_partner_id.id)
            for partner in held
        }

    def _finance_log_lost_holds(self, company, before, vals):
        """Say in the chatter of customers whose hold disappeared what was changed, and by whom."""
        if not before:
            return
        partners = self.sudo().with_company(company).browse(before)
        causes = dict(self._fields['finance_hold_cause']._description_selection(self.env))
        labels = ", ".join(
            self._fields[fname]._description_string(self.env)
            for fname in sorted(HOLD_FIELDS.intersection(vals))
        )
        bodies = defaultdict(list)
        for partner in partners - partners._finance_held():
            cause, entity_id = before[partner.id]
            entity = partner.commercial_partner_id
            if entity.id == entity_id and partner != entity:
                # told of at the commercial entity
                continue
            body = self.env._(
                "%(customer)s is not on hold any more (%(cause)s): changed %(fields)s",
                customer=partner.display_name,
                cause=causes[cause],
                fields=labels,
            )
            for partner_id in {entity_id, partner.id}:
                bodies[partner_id].append(body)
        self.sudo().browse(bodies)._finance_log(
            company, {key: "\n".join(texts) for key, texts in bodies.items()}
        )

    @api.depends_context('uid')
    def _compute_finance_can_hold(self):
        self.finance_can_hold = self.env.user.has_group(USER_GROUP)

    @api.depends('commercial_partner_id')
    @api.depends_context('uid', 'company', 'tz', 'lang', 'finance_hold_log')
    def _compute_finance_hold_reason(self):
        # of what is saved: a form can name whatever entity and limit it likes
        saved = self._finance_readable_origin()
        all_figures = saved._finance_hold_figures()
        for partner in self:
            origin = partner._origin & saved
            texts = {
                'manual': origin._finance_hold_manual_text,
                'overdue': origin._finance_hold_overdue_text,
                'credit_limit': origin._finance_hold_credit_limit_text,
            }
            figures = all_figures.get(origin.id)
            cause = figures and figures.cause
            partner.finance_hold_reason = texts[cause](figures) if cause else False

    def _finance_hold_manual_text(self, figures):
        hold = self.commercial_partner_id.finance_hold_ids._current()[:1]
        visible, _all_visible = self._finance_visible_company_ids()
        if hold.company_id.id not in visible:
            return self.env._("Put on hold by another branch")
        return self.env._(
            "Put on hold by %(user)s on %(date)s: %(reason)s",
            user=hold.user_id.name,
            date=format_date(self.env, hold.date_start),
            reason=hold.reason,
        )

    def _finance_hold_overdue_text(self, figures):
        if not figures.overdue_visible:
            return self.env._("Overdue for longer than allowed, in other branches as well")
        today = self.env['finance.status.ledger']._today()
        return self.env._(
            "%(amount)s overdue, the oldest for %(days)s (allowed: %(allowed)s)",
            amount=self.finance_currency_id.format(figures.overdue),
            days=self._finance_days_text((today - figures.date_due).days),
            allowed=self._finance_days_text(self._finance_hold_rule().days),
        )

    def _finance_hold_credit_limit_text(self, figures):
        limit = self.finance_currency_id.format(self.credit_limit)
        if not figures.exposure_visible:
            return self.env._(
                "More is due and ordered, in other branches as well, "
                "than the credit limit of %(limit)s",
                limit=limit,
            )
        return self.env._(
            "%(amount)s due and ordered, more than the credit limit of %(limit)s",
            amount=self.finance_currency_id.format(figures.exposure),
            limit=limit,
        )

    def _finance_hold_rule(self):
        """Return the ``HoldRule`` of the policy that this customer is under."""
        default, rules = self.env['finance.status.policy']._hold_rules(self.env.company.id)
        return rules.get(self.finance_policy_id.id, default)

    @api.model
    def _finance_invalidate(self):
        res = super()._finance_invalidate()
        self.invalidate_model(['finance_hold_reason'], flush=False)
        return res

    def action_finance_hold(self):
        """Open a dialog to put these customers on hold."""
        return self._finance_hold_dialog('hold', self.env._("Put on Hold"))

    def action_finance_release(self):
        """Open a dialog to release these customers from automatic holds until a date."""
        return self._finance_hold_dialog('release', self.env._("Release until"))

    def _finance_hold_dialog(self, kind, name):
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': 'finance.hold.set',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_partner_ids': self.commercial_partner_id.ids,
                'default_kind': kind,
            },
        }

    def action_finance_end_hold(self):
        """End the holds and releases that finance set for these customers."""
        self.commercial_partner_id.finance_hold_ids._current().action_end()
