from odoo import api, models
from odoo.tools import SQL


class FinanceStatusLedger(models.AbstractModel):
    _inherit = 'finance.status.ledger'

    @api.model
    def _converted_orders(self):
        """Return the orders that have a document in another currency as a SELECT."""
        return self._union_of_sources('_finance_converted_order_query')


class FinanceStatusDocument(models.Model):
    """Documents kept elsewhere in another currency than the company's."""

    _inherit = 'finance.status.document'

    @api.model
    def _finance_converted_order_query(self):
        return SQL(
            """
            SELECT share.order_id
              FROM finance_status_document AS document
              JOIN finance_status_document_order AS share ON share.document_id = document.id
              JOIN sale_order AS sale ON sale.id = share.order_id
             WHERE document.currency_id <> sale.currency_id
            """,
            to_flush=[
                *self._finance_flush_fields(),
                self.env['sale.order']._fields['currency_id'],
            ],
        )

    @api.model
    def _converted_documents(self):
        """Return the documents with the rate that they have, and that of now, as a SELECT."""
        ledger = self.env['finance.status.ledger']
        root = SQL("split_part(company.parent_path, '/', 1)::int")
        return SQL(
            """
            SELECT document.id, document.balance_rate, %(company_rate)s / %(document_rate)s AS rate
              FROM finance_status_document AS document
              JOIN res_company AS company ON company.id = document.company_id
             WHERE document.currency_id <> company.currency_id
            """,
            company_rate=ledger._currency_rate(
                SQL('company.currency_id'), root, SQL('document.date')
            ),
            document_rate=ledger._currency_rate(
                SQL('document.currency_id'), root, SQL('document.date')
            ),
            to_flush=self._finance_flush_fields(),
        )

    @api.model
    def _to_convert(self):
        """Return (id, rate) of the documents whose rate of now is another than theirs."""
        return self.env.execute_query(
            SQL(
                # as it is stored, a rate may have lost its last digits
                'SELECT id, rate FROM (%s) AS converted '
                'WHERE ABS(rate - balance_rate) > rate * 1e-9 ORDER BY id',
                self._converted_documents(),
            )
        )

    @api.model
    def _convert_again(self, rates):
        """Have amounts in company currency follow, and all figures made of them.

        :param rates: (id, rate) of documents
        """
        ids = [document_id for document_id, _rate in rates]
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_document AS document
                   SET balance_rate = fresh.rate
                  FROM UNNEST(%s::int[], %s::numeric[]) AS fresh(id, rate)
                 WHERE document.id = fresh.id
                """,
                ids,
                [rate for _id, rate in rates],
            )
        )
        self._sync_settle(ids)
        self._sync_written(self.browse(ids), self.browse(), self._sync_orders(ids))
