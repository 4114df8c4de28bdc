from odoo import api, models
from odoo.exceptions import UserError


class FinanceAgeingReport(models.AbstractModel):
    """What the printed ageing shows: of the dialogs that asked for it."""

    _name = 'report.intrix_finance_status_report.report_ageing'
    _description = 'Ageing of Receivables'

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the report.

        :param docids: records of ``finance.receivable.open``
        :raises UserError: they are gone: dialogs are deleted after a while
        """
        dialogs = self.env['finance.receivable.open'].browse(docids)
        if dialogs.exists() != dialogs:
            raise UserError(
                self.env._("This ageing was asked for some time ago. Please ask for it again.")
            )
        dialogs.check_access('read')
        return {'docs': dialogs, 'doc_ids': dialogs.ids, 'doc_model': dialogs._name}
