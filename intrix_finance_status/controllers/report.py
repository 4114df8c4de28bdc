import json

from odoo.addons.web.controllers.report import ReportController
from odoo.fields import Date
from odoo.http import content_disposition, request, route
from werkzeug.urls import url_parse

STATEMENT = '/report/pdf/intrix_finance_status.report_statement'


class FinanceReportController(ReportController):
    """Name the statement of a customer after the customer and its day."""

    @route()
    def report_download(self, data, context=None, token=None, readonly=True):
        response = super().report_download(data, context=context, token=token, readonly=readonly)
        url = url_parse(json.loads(data)[0])
        options = url.decode_query().get('options')
        if url.path == STATEMENT and options:
            # the report has checked what stands in them
            name = self._finance_statement_name(json.loads(options))
            response.headers['Content-Disposition'] = content_disposition(f'{name}.pdf')
        return response

    def _finance_statement_name(self, options):
        customers = request.env['res.partner'].browse(options['partner_ids'])
        customers = customers.with_context(finance_statement_date=options.get('date'))
        if len(customers) == 1:
            return customers._finance_statement_name()
        date = Date.to_string(customers._finance_statement_date())
        return request.env._("Open items, %s", date)
