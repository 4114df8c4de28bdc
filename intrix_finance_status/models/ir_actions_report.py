from odoo import models
from odoo.addons.base.models.ir_actions_report import _wkhtml


class IrActionsReport(models.Model):
    """Print the statements of several customers with any wkhtmltopdf."""

    _inherit = 'ir.actions.report'

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print customer by customer where wkhtmltopdf can't take several documents at once."""
        data = data or {}
        ids = res_ids or data.get('partner_ids') or []
        statement = self.env.ref('intrix_finance_status.finance_statement_report')
        if len(ids) < 2 or self._get_report(report_ref) != statement or _wkhtml().is_patched_qt:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for entity in self.env['res.partner'].browse(ids).commercial_partner_id:
            streams.update(
                super()._render_qweb_pdf_prepare_streams(report_ref, dict(data), entity.ids)
            )
        return streams
