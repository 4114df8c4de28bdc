from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusExposure(models.Model):
    """Customers with a credit limit, while orders of theirs are being confirmed.

    Two orders confirmed at once must not exceed the limit together. Both write this row, so
    PostgreSQL lets the second one start over, and see the first. The row of the customer itself
    is left alone: others work on it.
    """

    _name = 'finance.status.exposure'
    _inherit = ['finance.status.named.mixin']
    _description = 'Check of a Credit Limit'
    _log_access = False

    partner_id = fields.Many2one('res.partner', required=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, ondelete='cascade')
    checks = fields.Integer(help="How often orders were checked against the limit.")

    _partner_uniq = models.UniqueIndex('(partner_id, company_id)')

    @api.model
    def _limited(self, orders, warning=False):
        """Return the orders whose customers have a limit, by company and entity.

        :param bool warning: also of those whose limit only warns
        """
        groups = {}
        for order in orders.sudo():
            company = order.company_id
            if company.account_use_credit_limit:
                entity = order.partner_invoice_id.commercial_partner_id.with_company(company)
                stops = warning or entity._finance_hold_rule().credit_limit
                if stops and entity.credit_limit > 0:
                    groups[entity, company] = groups.get((entity, company), orders.browse()) | order
        return groups

    @api.model
    def _lock(self, orders):
        """Let other confirmations for the same customers with a limit wait, and start over.

        Those in other branches of the same legal entity, too.
        """
        keys = sorted(
            {(entity.id, company.root_id.id) for entity, company in self._limited(orders)}
        )
        if keys:
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO finance_status_exposure (partner_id, company_id, checks)
                    SELECT * FROM UNNEST(%s, %s, %s)
                        ON CONFLICT (partner_id, company_id)
                        DO UPDATE SET checks = finance_status_exposure.checks + 1
                    RETURNING id
                    """,
                    [partner for partner, _company in keys],
                    [company for _partner, company in keys],
                    [1] * len(keys),
                )
            )

    @api.model
    def _exceeded_by(self, orders, counted=False, warning=False):
        """Return the orders that take their customers over the credit limit, with a text each.

        Not of customers whom finance has released.

        :param bool counted: the orders count in what is ordered already
        :param bool warning: also where the limit only warns
        """
        exceeded = {}
        # what the orders of this batch add, in all branches
        added = {}
        for company, groups in self._limited_by_company(orders, warning).items():
            entities = self.env['res.partner'].union(*groups).with_company(company)
            figures = entities._finance_hold_figures()
            for entity, group in groups.items():
                of_entity = figures[entity.id]
                if of_entity.kind == 'release':
                    continue
                key = entity.id, company.root_id
                for order in group:
                    amount = order.amount_total / (order.currency_rate or 1.0)
                    if not counted:
                        added[key] = added.get(key, 0.0) + company.currency_id.round(amount)
                    exposure = float(of_entity.exposure) + added.get(key, 0.0)
                    if company.currency_id.compare_amounts(exposure, entity.credit_limit) > 0:
                        exceeded[orders.browse(order.id)] = self._exceeded_text(
                            entity, exposure, of_entity.exposure_visible
                        )
        return exceeded

    @api.model
    def _limited_by_company(self, orders, warning):
        """Return the groups of ``_limited`` per company."""
        by_company = {}
        for (entity, company), group in self._limited(orders, warning).items():
            by_company.setdefault(company, {})[entity] = group
        return by_company

    @api.model
    def _exceeded_text(self, entity, exposure, visible):
        """Return why an order can't be confirmed, without amounts that the user may not see."""
        currency = entity.env.company.currency_id
        limit = currency.format(entity.credit_limit)
        if not visible:
            return self.env._(
                "with this order and what is due and ordered in other branches as well, "
                "the credit limit of %(limit)s would be exceeded",
                limit=limit,
            )
        return self.env._(
            "with this order %(amount)s would be due and ordered, "
            "more than the credit limit of %(limit)s",
            amount=currency.format(exposure),
            limit=limit,
        )

    @api.model
    def _finance_merge(self, sources, destination):
        """Let go of the rows of customers who are merged into another one: it has its own."""
        self.search([('partner_id', 'in', sources.ids)]).unlink()
