import json

from odoo.tests import tagged

from .common import day
from .test_document_sync import SyncCommon


@tagged('post_install', '-at_install')
class TestDocumentUndo(SyncCommon):
    """Documents are brought back exactly as they were."""

    def _snapshot(self, documents):
        """Return the snapshot as it comes back from a JSON column."""
        return json.loads(json.dumps(self.Document._snapshot(documents)))

    def test_restored(self):
        order, other = self._order(3000), self._order(3000)
        lines = [
            {'date_due': str(day(-5)), 'amount': 400},
            {'date_due': str(day(15)), 'amount': 600},
        ]
        payment = {'identity': 'a', 'date': str(day(-6)), 'amount': 400}
        known = self._synced(
            self._row(1, lines=lines, payments=[payment], orders=[order.name]),
            self._row(2, orders=[order.name], version=1),
            self._row(3, state='cancelled'),
        )
        figures = order.read(order._finance_derived_fields)
        before = self._snapshot(known)
        documents = known | self._synced(
            {
                'external_id': 'E1',
                'amount_total': 900,
                'payments': [{**payment, 'amount': 300}, {**payment, 'identity': 'b'}],
            },
            self._row(2, state='paid', partner_name="Somebody", orders=[other.name], version=2),
            self._row(3, state='open', name='other'),
            self._row(4, orders=[other.name], amount_total=77),
        )
        self.assertNotEqual(self._snapshot(known), before)
        self.assertNotEqual(order.read(order._finance_derived_fields), figures)
        self.assertTrue(other.finance_amount_invoiced)
        new = documents - known
        kept = self.Document._restore(self.source, {**before, str(new.id): None})
        self.assertFalse(kept)
        self.assertFalse(new.exists())
        self.assertEqual(self._snapshot(known), before)
        self.assertEqual(order.read(order._finance_derived_fields), figures)
        self.assertFinance(order, invoiced=2000, due=1600)
        self.assertFinance(other, invoiced=0, status='ordered')
        # and from then on as if nothing had happened
        self.assertSynced(self._sync(self._row(2, version=1)), unchanged=1)

    def test_deleted_since(self):
        """A document that somebody deleted comes back with the same id."""
        document = self._synced(self._row(orders=[self._order().name]))
        before = self._snapshot(document)
        order = document.order_ids.order_id
        document.unlink()
        self.assertFinance(order, invoiced=0)
        self.Document._restore(self.source, before)
        self.assertEqual(self._snapshot(document), before)
        self.assertFinance(order, invoiced=1000)

    def test_payments_of_people_stay(self):
        known, new = self._synced(self._row(1), self._row(2))
        before = self._snapshot(known)
        self._synced(self._row(1, amount_paid=100))
        self._pay_document(known, 250)
        self._pay_document(new, 1000)
        kept = self.Document._restore(self.source, {**before, new.id: None})
        self.assertEqual(kept, new)
        self.assertRecordValues(
            known, [{'source_amount_paid': 0, 'amount_paid': 250, 'amount_due': 750}]
        )
        self.assertEqual(known.line_ids.amount_due, 750)
        self.assertEqual(new.state, 'paid')

    def test_only_of_the_source(self):
        other = self.source.copy({'code': 'other'})
        document = self._synced(self._row())
        before = self._snapshot(document)
        self._synced(self._row(state='paid'))
        self.Document._restore(other, before)
        self.Document._restore(other, {document.id: None})
        self.assertEqual(document.state, 'paid')
