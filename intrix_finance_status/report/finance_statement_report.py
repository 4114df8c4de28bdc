from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..models.res_partner_documents import USER_GROUP


class FinanceStatementReport(models.AbstractModel):
    """What the statements of open items show: one per commercial entity, with one query."""

    _name = 'report.intrix_finance_status.report_statement'
    _description = 'Statement of Open Items'

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the report.

        :param docids: customers; those of ``data['partner_ids']`` where the report is called
            with options
        :param dict data: ``date``: as of that day; else that of the context's
            ``finance_statement_date``, else today
        """
        # a report can be called by its address, whether or not it is in the user's menu
        if not self.env.su and not self.env.user.has_group(USER_GROUP):
            raise AccessError(self.env._("Only finance can print statements of open items."))
        data = data or {}
        partners = self.env['res.partner'].browse(docids or self._ids_of(data))
        partners.check_access('read')
        date = partners._finance_date_told(data.get('date')) or partners._finance_statement_date()
        return {
            **partners._finance_statement_context(date),
            'docs': partners.commercial_partner_id,
            'doc_ids': partners.commercial_partner_id.ids,
            'doc_model': 'res.partner',
            'statements': partners._finance_statements(date),
        }

    @api.model
    def _ids_of(self, data):
        """Return the customers that the options of the report name.

        :raise UserError: when they are no ids
        """
        ids = data.get('partner_ids') or []
        if not isinstance(ids, list) or not all(type(one) is int for one in ids):
            raise UserError(self.env._("These are no customers: %s", str(ids)[:100]))
        return ids
