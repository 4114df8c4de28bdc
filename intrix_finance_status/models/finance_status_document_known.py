from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..sync.merge import Currency, Known, Merger

MODELS = (
    'finance.status.document',
    'finance.status.document.line',
    'finance.status.document.payment',
    'finance.status.document.order',
)
TOLD_COLUMNS = (
    'external_id',
    'name',
    'document_type',
    'currency_id',
    'date',
    'date_due',
    'amount_total',
    'source_amount_paid',
    'source_date_paid',
    'cancelled',
    'version',
    'partner_name',
    'partner_vat',
    'partner_reference',
    'order_reference',
    'customer_reference',
    'payment_reference',
    'preceding',
    'told_orders',
)
AMOUNT_COLUMNS = ('amount_total', 'source_amount_paid')


def decimal(amount):
    return amount if isinstance(amount, Decimal) else Decimal(repr(amount or 0.0))


class FinanceStatusDocument(models.Model):
    """What is known of the documents that a source tells of, read with a few statements."""

    _inherit = 'finance.status.document'

    @api.model
    def _sync_flush(self):
        for name in MODELS:
            self.env[name].flush_model()

    @api.model
    def _sync_known(self, source, rows):
        """Return the documents of the source that ``rows`` may mean as ``Known``."""
        wanted = [told.values for told in rows if not told.problems]
        external_ids = list({v['external_id'] for v in wanted if 'external_id' in v})
        names = list({v['name'] for v in wanted if 'name' in v})
        self._sync_flush()
        known = {}
        for values in self.env.execute_query_dict(
            SQL(
                """
                SELECT id, %(columns)s FROM finance_status_document
                 WHERE source_id = %(source)s AND external_id = ANY(%(external_ids)s)
                 UNION
                SELECT id, %(columns)s FROM finance_status_document
                 WHERE source_id = %(source)s AND name = ANY(%(names)s)
                """,
                columns=SQL(', ').join(map(SQL.identifier, TOLD_COLUMNS)),
                source=source.id,
                external_ids=external_ids,
                names=names,
            )
        ):
            document = Known(values.pop('id'), values)
            for name in AMOUNT_COLUMNS:
                values[name] = decimal(values[name])
            values['cancelled'] = bool(values['cancelled'])
            known[document.id] = document
        ids = list(known)
        for document_id, date_due, amount in self.env.execute_query(
            SQL(
                'SELECT document_id, date_due, amount FROM finance_status_document_line '
                'WHERE document_id = ANY(%s) ORDER BY document_id, date_due, id',
                ids,
            )
        ):
            known[document_id].lines.append((date_due, decimal(amount)))
        for document_id, identity, date, amount, reference, kind in self.env.execute_query(
            SQL(
                'SELECT document_id, identity, date, amount, reference, kind '
                'FROM finance_status_document_payment WHERE document_id = ANY(%s)',
                ids,
            )
        ):
            known[document_id].amount_registered += decimal(amount)
            if identity:
                known[document_id].payments[identity] = (date, decimal(amount), reference, kind)
        return list(known.values())

    @api.model
    def _sync_merger(self, source, today):
        # all there are: about 170
        currencies = self.env['res.currency'].search([('active', 'in', (True, False))])
        by_code = {
            currency.name: Currency(
                currency.id, currency.name, currency.active, decimal(currency.rounding)
            )
            for currency in currencies
        }
        return Merger(by_code, source.company_id.currency_id.name, today)
