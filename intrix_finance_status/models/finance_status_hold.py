from collections import defaultdict
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# what of a hold is told in the chatter when it changes
LOGGED = {'active', 'company_id', 'date_end', 'date_start', 'kind', 'partner_id', 'reason'}


class FinanceStatusHold(models.Model):
    """A hold that finance set by hand, or the release of an automatic one.

    The latest one of a customer and company counts; the earlier ones are its history. It follows
    its customer into another commercial entity.
    """

    _name = 'finance.status.hold'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Finance Hold'
    _order = 'id DESC'
    _rec_name = 'reason'
    _check_company_auto = True

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='cascade'
    )
    commercial_partner_id = fields.Many2one(
        related='partner_id.commercial_partner_id', store=True, index=True
    )
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company, ondelete='cascade'
    )
    kind = fields.Selection(
        [('hold', "Hold"), ('release', "Release")], required=True, default='hold'
    )
    reason = fields.Char(required=True)
    date_start = fields.Date(required=True, default=fields.Date.context_today)
    date_end = fields.Date(
        string="Until", help="The last day; a hold without it lasts until it is ended."
    )
    user_id = fields.Many2one(
        'res.users', string="By", required=True, readonly=True, default=lambda self: self.env.user
    )
    active = fields.Boolean(default=True, help="What was ended is kept as history.")

    _partner_uniq = models.UniqueIndex(
        '(partner_id, company_id) WHERE active',
        "A customer has one hold or release at a time.",
    )
    _release_ends = models.Constraint(
        "CHECK (kind <> 'release' OR date_end IS NOT NULL)",
        "A release needs a last day.",
    )

    @api.constrains('date_start', 'date_end')
    def _check_dates(self):
        for hold in self:
            if hold.date_end and hold.date_end < hold.date_start:
                raise ValidationError(
                    self.env._("The last day of a hold or release can't be before the first.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Set holds for the commercial entities of the customers; earlier ones end."""
        self.browse().check_access('create')
        Partner = self.env['res.partner']
        partners = [Partner.browse(vals.get('partner_id')) for vals in vals_list]
        if not all(partners):
            raise UserError(self.env._("Please choose a customer."))
        vals_list = [
            {**vals, 'partner_id': partner.commercial_partner_id.id}
            for vals, partner in zip(vals_list, partners, strict=True)
        ]
        company_ids = {vals.get('company_id') or self.env.company.id for vals in vals_list}
        earlier = self.search(
            Domain(
                'commercial_partner_id', 'in', Partner.union(*partners).commercial_partner_id.ids
            )
            & Domain('company_id', 'in', company_ids)
        )
        # the new one is told of; that a release ends a hold as well
        kinds = {vals.get('kind', 'hold') for vals in vals_list}
        earlier.filtered(lambda hold: hold.kind not in kinds)._log_end()
        # without the notes of an own write
        super(FinanceStatusHold, earlier).write({'active': False})  # pylint: disable=super-method-mismatch
        # the database allows one at a time
        earlier.flush_recordset(['active'])
        holds = super().create(vals_list)
        holds._log_change()
        self._changed()
        return holds

    def write(self, vals):
        """Write, and say in the chatter of the customers what has changed."""
        if not {'partner_id', 'company_id'}.isdisjoint(vals):
            # where it was, it is gone
            self.filtered('active')._log_end()
        ended = self.filtered('active') if vals.get('active') is False else self.browse()
        res = super().write(vals)
        ended._log_end()
        if not LOGGED.isdisjoint(vals):
            (self - ended).filtered('active')._log_change()
        self._changed()
        return res

    def unlink(self):
        self.filtered('active')._log_end()
        res = super().unlink()
        self._changed()
        return res

    @api.model
    def _finance_merge(self, sources, destination):
        """Let one hold or release of customers who are merged stay in force per company.

        The stricter one: a hold rather than a release, the longer hold, the shorter release. The
        others are kept as history.
        """
        holds = self.search([('partner_id', 'in', (sources + destination).ids)])
        for of_company in holds.grouped('company_id').values():
            strictest, *others = of_company.sorted(lambda hold: hold._strictness())
            for hold in others:
                if hold.kind == strictest.kind == 'hold' and not hold._is_over():
                    # what is left of the other one is not cut off
                    strictest.date_start = min(strictest.date_start, hold.date_start)
            self.browse().union(*others).active = False

    def _is_over(self):
        self.ensure_one()
        return bool(self.date_end and self.date_end < self.env['finance.status.ledger']._today())

    def _strictness(self):
        """Return a key that sorts the strictest hold or release first."""
        self.ensure_one()
        last = self.date_end or date.max
        if self.kind == 'hold':
            return self._is_over(), 0, -last.toordinal(), self.id
        return self._is_over(), 1, last.toordinal(), self.id

    def _current(self):
        """Return those in force today in the legal entity, the one that counts first."""
        today = self.env['finance.status.ledger']._today()
        root = self.env.company.sudo().root_id
        return self.filtered(
            lambda hold: (
                hold.active
                and hold.company_id.sudo().root_id == root
                and hold.date_start <= today
                and (not hold.date_end or hold.date_end >= today)
            )
        ).sorted('kind')

    def action_end(self):
        """End these holds or releases today."""
        self.active = False

    def _log_end(self):
        self._log(type(self)._end_text)

    def _log_change(self):
        self._log(type(self)._log_text)

    def _log(self, text):
        """Write ``text(hold)`` into the chatter of the customers."""
        for company, holds in self.grouped('company_id').items():
            bodies = defaultdict(list)
            for hold in holds:
                bodies[hold.partner_id.id].append(text(hold))
            holds.partner_id._finance_log(
                company, {key: "\n".join(texts) for key, texts in bodies.items()}
            )

    def _end_text(self):
        self.ensure_one()
        if self.kind == 'release':
            return self.env._("Release ended: %s", self.reason)
        return self.env._("Hold ended: %s", self.reason)

    def _log_text(self):
        """Return what the chatter of the customer says about this hold."""
        self.ensure_one()
        if self.kind == 'release':
            return self.env._(
                "Released from automatic holds until %(date)s: %(reason)s",
                date=format_date(self.env, self.date_end),
                reason=self.reason,
            )
        if self.date_end:
            return self.env._(
                "Put on hold until %(date)s: %(reason)s",
                date=format_date(self.env, self.date_end),
                reason=self.reason,
            )
        return self.env._("Put on hold: %s", self.reason)

    def _changed(self):
        self.env['res.partner']._finance_invalidate()
