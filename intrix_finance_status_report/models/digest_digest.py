from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .finance_status_overview import SEES_ALL

#: of the days whose sales make up the DSO
DAYS_OF_SALES = 90


class DigestDigest(models.Model):
    """What is open, late and collected, in the digest; for who may see all of it."""

    _inherit = 'digest.digest'

    kpi_finance_open = fields.Boolean("Open")
    kpi_finance_open_value = fields.Monetary(compute='_compute_kpi_finance', groups=SEES_ALL)
    kpi_finance_overdue = fields.Boolean("Overdue")
    kpi_finance_overdue_value = fields.Monetary(compute='_compute_kpi_finance', groups=SEES_ALL)
    kpi_finance_collected = fields.Boolean("Collected")
    kpi_finance_collected_value = fields.Monetary(compute='_compute_kpi_finance', groups=SEES_ALL)
    kpi_finance_dso = fields.Boolean("Days Sales Outstanding")
    kpi_finance_dso_value = fields.Integer(compute='_compute_kpi_finance', groups=SEES_ALL)
    kpi_finance_delivered_not_invoiced = fields.Boolean("Delivered, Not Invoiced")
    kpi_finance_delivered_not_invoiced_value = fields.Monetary(
        compute='_compute_kpi_finance_orders', groups=SEES_ALL
    )
    kpi_finance_on_hold = fields.Boolean("Deliveries on Hold")
    kpi_finance_on_hold_value = fields.Integer(
        compute='_compute_kpi_finance_orders', groups=SEES_ALL
    )

    def _finance_check_kpis(self):
        """Refuse who sees a part only, as Odoo's own figures do: the digest leaves them out.

        :raise AccessError: always for those
        """
        if not self.env.user.has_groups(SEES_ALL):
            raise AccessError(self.env._("These figures are for those who see all sales."))

    def _compute_kpi_finance(self):
        """Work out what was open at the end of the period, and what was collected in it."""
        self._finance_check_kpis()
        start, end, companies = self._get_kpi_compute_parameters()
        # a digest of another company can be read, too
        companies &= self.env.companies
        today = self.env['finance.status.ledger']._today()
        first, last = (
            fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(moment)).date()
            if moment
            else today
            for moment in (start, end)
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT company_id, SUM(balance) AS open,
                       SUM(balance) FILTER (WHERE is_claim AND date_due < %(last)s) AS overdue,
                       -SUM(balance) FILTER (
                           WHERE change_type = 'payment' AND date > %(first)s) AS collected,
                       SUM(balance) FILTER (
                           WHERE change_type IN ('invoice', 'refund')
                             AND date > %(last)s::date - %(days)s) AS sales
                  FROM (%(changes)s) AS change
                 WHERE company_id IN %(companies)s AND date <= %(last)s
                 GROUP BY company_id
                """,
                first=first,
                last=last,
                days=DAYS_OF_SALES,
                changes=self.env['finance.status.ledger']._changes(),
                companies=tuple(companies.ids) or (0,),
            )
        )
        by_company = {row['company_id']: row for row in rows}
        for digest in self:
            figures = by_company.get((digest.company_id or self.env.company).id, {})
            is_open, sales = figures.get('open') or 0, figures.get('sales') or 0
            digest.kpi_finance_open_value = is_open
            digest.kpi_finance_overdue_value = figures.get('overdue') or 0
            digest.kpi_finance_collected_value = figures.get('collected') or 0
            digest.kpi_finance_dso_value = round(is_open / sales * DAYS_OF_SALES) if sales else 0

    def _compute_kpi_finance_orders(self):
        """Count what waits now: of an earlier day nobody knows what was on hold."""
        self._finance_check_kpis()
        overview = self.env['finance.status.overview']
        for digest in self:
            company = digest.company_id or self.env.company
            if company not in self.env.companies:
                # it can be read all the same
                digest.kpi_finance_delivered_not_invoiced_value = 0
                digest.kpi_finance_on_hold_value = 0
                continue
            figures = {
                figure['key']: figure
                for figure in overview.with_company(company)._waiting(
                    Domain('company_id', '=', company.id)
                )
            }
            digest.kpi_finance_delivered_not_invoiced_value = figures['delivered_not_invoiced'][
                'value'
            ]
            digest.kpi_finance_on_hold_value = figures['on_hold']['number']

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref('intrix_finance_status_report.menu_finance_status_overview')
        action = 'intrix_finance_status_report.finance_status_overview_action'
        for fname in self._fields:
            if fname.startswith('kpi_finance_') and not fname.endswith('_value'):
                actions[fname] = f'{action}?menu_id={menu.id}'
        return actions
