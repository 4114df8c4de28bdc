from odoo import api, models


class DiagnosisReport(models.AbstractModel):
    """The diagnosis of customers, of those that the user may read."""

    _name = 'report.intrix_finance_status_report.report_diagnosis'
    _description = 'Diagnosis of a Customer'

    @api.model
    def _get_report_values(self, docids, data=None):
        partners = self.env['res.partner'].browse(docids)
        return {
            'docs': partners,
            'diagnoses': [partner._finance_diagnosis() for partner in partners],
        }
