from odoo import api, models


class OverviewReport(models.AbstractModel):
    """The overview on paper: always as who prints it may see it, whatever the request names."""

    _name = 'report.intrix_finance_status_report.report_overview'
    _description = 'Overview on Paper'

    @api.model
    def _get_report_values(self, docids, data=None):
        filters = {
            key: value
            for key, value in (data or {}).items()
            if key in ('period', 'team_id', 'user_id')
        }
        return {
            'docs': self.env.user,
            'currency': self.env.company.currency_id,
            'overview': self.env['finance.status.overview'].get_overview(**filters),
        }
