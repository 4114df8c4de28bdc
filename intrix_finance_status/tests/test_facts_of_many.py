import random
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..models import finance_status_document_write as document_write
from ..models import finance_status_order as facts
from .common import day
from .queries import watched_queries
from .test_document_sync import SyncCommon


@tagged('post_install', '-at_install')
class TestFactsOfMany(SyncCommon):
    """Facts of many orders, taken by SQL alone, are those that the ORM computes."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(20261201)
        amounts = [(1000,), (300, 700), (-50, 500)]
        self.orders = self.env['sale.order'].union(
            *(self._order(*self.random.choice(amounts)) for _n in range(6)),
            self._order(currency=self._usd()),
        )

    def _rows(self, version):
        for number in range(12):
            orders = self.random.sample(list(self.orders), self.random.choice([1, 1, 2]))
            kind = self.random.choice(['invoice', 'invoice', 'refund'])
            total = self.random.choice([250, 333.33, 1000])
            yield self._row(
                number,
                version=version,
                document_type=kind,
                orders=[{'reference': order.name} for order in orders],
                amount_total=total,
                amount_paid=self.random.choice([0, 0, 100, total]),
                date_due=str(day(self.random.randint(-20, 30))),
            )

    def _facts(self):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                'SELECT order_id, %s FROM finance_status_order WHERE order_id = ANY(%s) '
                'ORDER BY order_id',
                SQL(', ').join(map(SQL.identifier, facts.FACTS)),
                self.orders.ids,
            )
        )

    def test_same(self):
        for version in range(1, 6):
            with patch.object(facts, 'TAKEN_AT_ONCE', 0):
                self.Document._sync(self.source, list(self._rows(version)))
            taken = self._facts()
            self.assertTrue(any(row[1] for row in taken))
            self.orders.finance_fact_ids.modified(['order_id'])
            self.assertEqual(self._facts(), taken)
            # what is in the caches is what was written
            with patch.object(facts, 'TAKEN_AT_ONCE', 0):
                self.orders[:1].mapped('finance_amount_invoiced')
                self.Document._sync(self.source, list(self._rows(version + 10)))
            invoiced = dict(row[:2] for row in self._facts())
            self.assertAlmostEqual(
                self.orders[0].finance_amount_invoiced, invoiced.get(self.orders[0].id, 0)
            )

    def test_unchanged(self):
        """Nothing is written where no fact changes."""
        rows = list(self._rows(1))
        self.Document._sync(self.source, rows)
        self.env.flush_all()
        places = SQL('SELECT order_id, ctid::text FROM finance_status_order ORDER BY order_id')
        before = self.env.execute_query(places)
        self.env['finance.status.order']._take_facts(self.orders.ids)
        after = dict(self.env.execute_query(places))
        self.assertEqual({**after, **dict(before)}, after)

    def test_statistics(self):
        """PostgreSQL knows of the documents before it is asked for their facts."""
        with (
            patch.object(document_write, 'MANY', 5),
            patch.object(facts, 'TAKEN_AT_ONCE', 0),
            watched_queries() as queries,
        ):
            self.Document._sync(self.source, list(self._rows(1)))
        texts = [query.text.strip() for query in queries]
        [analyzed] = [index for index, text in enumerate(texts) if text.startswith('ANALYZE')]
        taken = [
            index
            for index, text in enumerate(texts)
            if text.startswith('INSERT INTO finance_status_order ')
        ]
        self.assertGreater(min(taken), analyzed)
