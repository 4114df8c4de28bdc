from datetime import datetime, time

from odoo import api, models

from .demo_documents import BOOKED_ORDERS, TOLD


class FinanceStatusDemo(models.AbstractModel):
    """Documents of a bookkeeper outside of Odoo, told as her program would."""

    _inherit = 'finance.status.demo'

    @api.model
    def _load(self):
        res = super()._load()
        if not self._ref('demo_source_bookkeeper'):
            self.sudo().with_context(tracking_disable=True)._tell_documents()
        return res

    def _orders_to_create(self):
        return (*super()._orders_to_create(), *BOOKED_ORDERS)

    def _tell_documents(self):
        """Have the bookkeeper tell of the invoices of some orders, and of a few riddles."""
        source = self.env['finance.status.source'].create({
            'name': 'Bookkeeper (Lipa računovodstvo)',
            'code': 'bookkeeper',
            'company_id': self.env.ref('base.main_company').id,
            'user_id': self._ref('user_finance').id,
            'max_age_days': 14,
        })
        self._give_xmlid(source, 'demo_source_bookkeeper')
        results = self.env['finance.status.document']._sync(
            source,
            [self._told_document(row) for row in TOLD],
            date_data=datetime.combine(self._day(2), time(16)),
        )
        for row, result in zip(TOLD, results, strict=True):
            document = self.env['finance.status.document'].browse(result.document_id)
            self._give_xmlid(document, f'demo_document_{row.number}')

    def _told_document(self, row):
        orders = [self._demo_order(key) for key in row.orders]
        total = row.total or sum(order.amount_total for order in orders)
        names = [order.name for order in orders]
        reference = ', '.join(names) if row.reference is None else row.reference.format(*names)
        told = {
            'external_id': f'LIPA-{row.number}',
            'name': f'{row.number}/1/1',
            'partner_name': row.name,
            'partner_reference': row.code,
            'order_reference': reference,
            'date': str(self._day(row.age)),
            'date_due': str(self._day(row.due)),
            'amount_total': f'{total:.2f}',
            'amount_paid': f'{total * row.paid / 100:.2f}',
        }
        if row.paid_age is not None:
            told['date_paid'] = str(self._day(row.paid_age))
        if row.instalments:
            first = round(total * row.instalments[0][1] / 100, 2)
            told['lines'] = [
                {'date_due': str(self._day(due)), 'amount': f'{amount:.2f}'}
                for (due, _percent), amount in zip(
                    row.instalments, (first, total - first), strict=True)
            ]
        return told
