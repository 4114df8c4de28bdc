from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusExposure(models.Model):
    """Customers with a credit limit, while orders of theirs are being confirmed.

    Two orders confirmed at once must not exceed the limit together. Both write this row, so
    PostgreSQL lets the second one start over, and see the first. The row of the customer itself
    is left alone: others work on it.
    """

    _name = 'finance.status.exposure'
    _description = 'Check of a Credit Limit'
    _log_access = False

    partner_id = fields.Many2one('res.partner', required=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, ondelete='cascade')
    checks = fields.Integer(help="How often orders were checked against the limit.")

    _partner_uniq = models.UniqueIndex('(partner_id, company_id)')

    @api.model
    def _limited(self, orders):
        """Return the orders whose customers have a credit limit, by company and entity."""
        groups = {}
        for order in orders.sudo():
            company = order.company_id
            if company.account_use_credit_limit:
                entity = order.partner_invoice_id.commercial_partner_id.with_company(company)
                if entity.credit_limit > 0:
                    groups[entity, company] = groups.get((entity, company), orders.browse()) | order
        return groups

    @api.model
    def _lock(self, orders):
        """Let other confirmations for the same customers with a limit wait, and start over."""
        keys = sorted((entity.id, company.id) for entity, company in self._limited(orders))
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
    def _exceeded_by(self, orders):
        """Return the orders that take their customers over the credit limit, with a text each."""
        exceeded = {}
        for (entity, company), group in self._limited(orders).items():
            exposure = entity.finance_amount_exposure
            for order in group:
                exposure += company.currency_id.round(
                    order.amount_total / (order.currency_rate or 1.0)
                )
                if company.currency_id.compare_amounts(exposure, entity.credit_limit) > 0:
                    exceeded[orders.browse(order.id)] = self.env._(
                        "with this order %(amount)s would be due and ordered, "
                        "more than the credit limit of %(limit)s",
                        amount=company.currency_id.format(exposure),
                        limit=company.currency_id.format(entity.credit_limit),
                    )
        return exceeded
