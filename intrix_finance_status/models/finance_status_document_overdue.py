from odoo import api, fields, models
from odoo.tools import SQL

from .finance_status_mixin import derived


class FinanceStatusDocument(models.Model):
    """How late a document kept elsewhere is today: derived, never stored.

    Credit notes are never late: the customer waits for those.
    """

    _name = 'finance.status.document'
    _inherit = ['finance.status.document', 'finance.status.mixin']

    days_overdue = derived(
        fields.Integer,
        'days_overdue',
        aggregator='max',
        help="Days since the earliest due date with an open amount; 0 when nothing is late.",
    )
    amount_overdue = derived(
        fields.Monetary,
        'amount_overdue',
        string="Overdue",
        help="Open instalments whose due date is before today.",
    )

    _finance_derived_fields = ('days_overdue', 'amount_overdue')

    @api.depends(
        'document_type', 'state', 'date', 'line_ids.amount_due', 'line_ids.date_due', 'currency_id'
    )
    @api.depends_context('uid', 'tz')
    def _compute_finance(self):
        self._finance_read_derived(self._finance_derived_fields)

    def _finance_values_unsaved(self, fnames):
        return dict.fromkeys(fnames, 0)

    def _finance_late_lines(self, alias, query, value):
        """Return ``value``, an aggregate over the document's late instalments, as SQL."""
        Line = self.env['finance.status.document.line']
        return SQL(
            """
            CASE WHEN %(type)s = 'invoice' AND %(due)s > 0 THEN COALESCE((
                SELECT %(value)s
                  FROM finance_status_document_line AS late
                 WHERE late.document_id = %(document)s
                   AND late.amount_due > 0 AND late.date_due < %(today)s), 0)
                 ELSE 0 END
            """,
            type=self._field_to_sql(alias, 'document_type', query),
            due=self._field_to_sql(alias, 'amount_due', query),
            value=value,
            document=SQL.identifier(alias, 'id'),
            today=self.env['finance.status.ledger']._today(),
            to_flush=[Line._fields[fname] for fname in ('amount_due', 'date_due', 'document_id')],
        )

    def _compute_sql_days_overdue(self, alias, query):
        today = self.env['finance.status.ledger']._today()
        return self._finance_late_lines(alias, query, SQL('%s::date - MIN(late.date_due)', today))

    def _compute_sql_amount_overdue(self, alias, query):
        return self._finance_late_lines(alias, query, SQL('SUM(late.amount_due)'))
