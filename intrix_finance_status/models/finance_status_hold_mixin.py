from odoo import api, fields, models
from odoo.fields import Domain

from .finance_status_mixin import VIEWER_GROUP


class FinanceStatusHoldMixin(models.AbstractModel):
    """Records that must not go on while their customer is on hold: an order, a delivery, a task.

    A model gives ``_finance_hold_reasons`` and ``_finance_hold_domain``, and overrides
    ``_compute_finance_hold`` for its dependencies: all that a form can name (customer, order,
    company) is to be among them, because the user must be able to read it.
    """

    _name = 'finance.status.hold.mixin'
    _inherit = ['finance.status.shown.mixin']
    _description = 'Stopped by a Finance Hold'

    finance_hold = fields.Boolean(
        string="On Hold",
        compute='_compute_finance_hold',
        search='_search_finance_hold',
        compute_sudo=True,
        groups=VIEWER_GROUP,
    )
    finance_hold_reason = fields.Char(
        string="Reason of the Hold",
        compute='_compute_finance_hold',
        compute_sudo=True,
        groups=VIEWER_GROUP,
    )

    @api.depends_context('uid', 'company', 'tz', 'lang')
    def _compute_finance_hold(self):
        reasons = self._finance_shown_reasons()
        for record in self:
            reason = reasons.get(record)
            record.finance_hold = bool(reason)
            record.finance_hold_reason = reason

    def _finance_shown_reasons(self):
        """Return the reasons that this user, not sudo, may see, as a dict of texts."""
        return self._finance_shown('finance_hold')._finance_hold_reasons()

    def _search_finance_hold(self, operator, value):
        self._check_field_access(self._fields['finance_hold'], 'read')
        if operator != 'in':
            return NotImplemented
        held = self._finance_hold_domain()
        return held if True in value else ~held

    def _finance_hold_reasons(self):
        """Return why records must not go on, as a dict of texts; without those that may."""
        raise NotImplementedError

    def _finance_hold_domain(self):
        """Return the domain of the records that must not go on, each in its own company."""
        raise NotImplementedError

    def _finance_hold_domain_of_partner(self, *fnames):
        """Return the domain of the records with a customer on hold in one of the fields."""
        Partner = self.env['res.partner'].sudo().with_context(active_test=False)
        domains = []
        for company in self.env.companies:
            held = Partner.with_company(company)._search([('finance_hold', '=', True)])
            # what belongs to no company is judged in the current one
            company_ids = [company.id, False] if company == self.env.company else [company.id]
            domains.append(
                Domain('company_id', 'in', company_ids)
                & Domain.OR(Domain(fname, 'in', held) for fname in fnames)
            )
        return Domain.OR(domains)

    def _finance_hold_reasons_of_partner(self):
        """Return the same for records that have a customer and no order."""
        reasons = {}
        by_company = self.grouped(lambda record: record.company_id._origin or self.env.company)
        for company, records in by_company.items():
            held = records.partner_id._origin.sudo().with_company(company)._finance_held()
            texts = {partner.id: partner.finance_hold_reason for partner in held}
            for record in records:
                if record.partner_id._origin.id in texts:
                    reasons[record] = texts[record.partner_id._origin.id]
        return reasons

    @api.model
    def _hold_text(self, stopped):
        """Return a line for each record and its reason."""
        return "\n".join(
            f"{record.name}, {record.partner_id.display_name}: {text}"
            for record, text in stopped.items()
        )
