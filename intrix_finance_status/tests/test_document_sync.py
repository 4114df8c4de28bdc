import json
import math
from datetime import datetime
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import day
from .queries import watched_queries
from .test_documents import DocumentsCommon


class SyncCommon(DocumentsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({'vat': 'HR12345678901', 'ref': 'C-77'})
        cls.Document = cls.env['finance.status.document']

    def _row(self, number=1, **values):
        return {
            'external_id': f'E{number}',
            'name': f'2026-{number}',
            'partner_name': "Customer",
            'date': str(day(-20)),
            'date_due': str(day(10)),
            'amount_total': 1000,
            **values,
        }

    def _sync(self, *rows, code='books'):
        return self.Document.sync(code, list(rows))

    def _synced(self, *rows):
        """Sync rows without errors; return their documents."""
        results = self.Document._sync(self.source, list(rows))
        self.assertEqual([result.problems for result in results], [[] for _row in rows])
        return self.Document.browse(result.document_id for result in results)

    def assertSynced(self, answer, created=0, updated=0, unchanged=0, errors=()):
        got = [(error['index'], error['field']) for error in answer['errors']]
        self.assertEqual(
            (answer['created'], answer['updated'], answer['unchanged'], got),
            (created, updated, unchanged, list(errors)),
            answer['errors'],
        )

    def assertRefused(self, fname, row, message=''):
        """Check that a row is refused for a field, and nothing is written of it."""
        before = self.Document.search_count([])
        answer = self._sync(row)
        self.assertSynced(answer, errors=[(0, fname)])
        self.assertTrue(answer['errors'][0]['message'])
        self.assertIn(message, answer['errors'][0]['message'])
        self.assertEqual(self.Document.search_count([]), before)
        json.dumps(answer)


@tagged('post_install', '-at_install')
class TestDocumentSync(SyncCommon):
    """What sources tell becomes documents, once and for what it says."""

    def test_created_updated_unchanged(self):
        order = self._order()
        row = self._row(orders=[{'reference': order.name}], date_due=str(day(-8)))
        row['date'] = str(day(-20))
        self.assertSynced(self._sync(row), created=1)
        document = self.Document.search([('external_id', '=', 'E1')])
        self.assertRecordValues(
            document,
            [
                {
                    'source_id': self.source.id,
                    'company_id': self.env.company.id,
                    'name': '2026-1',
                    'document_type': 'invoice',
                    'partner_id': self.customer.id,
                    'currency_id': self.eur.id,
                    'date': day(-20),
                    'date_due': day(-8),
                    'amount_total': 1000,
                    'amount_paid': 0,
                    'amount_due': 1000,
                    'date_paid': False,
                    'state': 'open',
                    'match_state': 'matched',
                }
            ],
        )
        self.assertRecordValues(
            document.line_ids,
            [{'date_due': day(-8), 'amount': 1000, 'amount_due': 1000, 'balance_due': 1000}],
        )
        self.assertFinance(order, invoiced=1000, due=1000, overdue=1000, days=8, status='overdue')
        self.assertFinance(self.customer, due=1000, status='overdue')
        self.assertSynced(self._sync(row), unchanged=1)
        paid = {'external_id': 'E1', 'state': 'paid', 'date_paid': str(day(-6))}
        self.assertSynced(self._sync(paid), updated=1)
        self.assertFinance(order, paid=1000, due=0, date_paid=day(-6), status='paid')
        self.assertFinance(self.customer, due=0, status='paid', average_delay=2)
        self.assertSynced(self._sync(paid), unchanged=1)
        self.assertSynced(self._sync({'external_id': 'E1', 'state': 'cancelled'}), updated=1)
        self.assertFinance(order, invoiced=0, status='ordered')
        self.assertEqual(document.state, 'cancelled')

    def test_same_as_by_the_orm(self):
        """SQL settles documents as their computed fields do."""
        usd = self._usd(3.0)
        lines = [
            {'date_due': str(day(5)), 'amount': 333.33},
            {'date_due': str(day(1)), 'amount': 333.33},
            {'date_due': str(day(1)), 'amount': 333.34},
        ]
        payments = [
            {'identity': 'a', 'date': str(day(-3)), 'amount': 400},
            {'identity': 'b', 'date': str(day(-1)), 'amount': -100},
        ]
        documents = self._synced(
            self._row(1, lines=lines),
            self._row(2, lines=lines, amount_paid=333.34, currency='USD'),
            self._row(3, lines=lines, payments=payments),
            self._row(4, lines=lines, payments=payments, amount_paid=250, date_paid=str(day(-2))),
            self._row(5, amount_total=-1000, amount_paid=-10),
            self._row(6, amount_paid=1100, currency='USD'),
            self._row(7, state='cancelled', lines=lines),
            self._row(8, amount_total=0),
            self._row(9, state='paid'),
        )
        self.assertEqual(documents[1].currency_id, usd)
        documents |= self._synced(
            self._row(1, payments=payments),
            self._row(2, amount_total=900, amount_paid=800),
            self._row(4, lines=lines[1:], amount_total=666.67),
        )
        fields = {
            documents: [
                'amount_paid',
                'amount_due',
                'date_paid',
                'state',
                'balance_rate',
            ],
            documents.line_ids: ['amount_due', 'balance', 'balance_due'],
        }
        told = [records.read(fnames) for records, fnames in fields.items()]
        for records, fnames in fields.items():
            for fname in fnames:
                self.env.add_to_compute(records._fields[fname], records)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual([r.read(fnames) for r, fnames in fields.items()], told)
        self.assertEqual(documents[5].state, 'paid')
        self.assertEqual(documents[5].line_ids.amount_due, -100)
        for document in documents:
            self.assertAlmostEqual(sum(document.line_ids.mapped('amount_due')), document.amount_due)

    def test_partial_errors(self):
        answer = self._sync(self._row(1), self._row(2, date='31.12.2026'), 'what', self._row(3))
        self.assertSynced(answer, created=2, errors=[(1, 'date'), (2, '')])
        self.assertEqual(answer['errors'][0]['external_id'], 'E2')
        self.assertIn('31.12.2026', answer['errors'][0]['message'])
        again = self._sync(self._row(1), self._row(2), self._row(3))
        self.assertSynced(again, created=1, unchanged=2)

    def test_refused(self):
        for fname, values in (
            ('amount_total', {'amount_total': 'abc'}),
            ('amount_total', {'amount_total': '1.234,56'}),
            ('amount_total', {'amount_total': '12,5'}),
            ('amount_total', {'amount_total': [1]}),
            ('amount_total', {'amount_total': {'amount': 1}}),
            ('amount_total', {'amount_total': True}),
            ('amount_total', {'amount_total': math.nan}),
            ('amount_total', {'amount_total': math.inf}),
            ('amount_total', {'amount_total': Decimal('NaN')}),
            ('amount_total', {'amount_total': 1e15}),
            ('amount_total', {'amount_total': 10**400}),
            ('amount_total', {'amount_total': '9' * 400}),
            ('amount_total', {'amount_total': None}),
            ('amount_total', {'amount_total': -5, 'document_type': 'invoice'}),
            ('amount_paid', {'amount_paid': -1}),
            ('amount_due', {'amount_due': 1000.02}),
            ('amount_due', {'amount_paid': 500, 'amount_due': 499.98}),
            ('state', {'state': 'paid', 'amount_due': 1}),
            ('state', {'state': 'open', 'amount_paid': 1000}),
            ('state', {'state': 'finished'}),
            ('document_type', {'document_type': 'receipt'}),
            ('currency', {'currency': 'XYZ'}),
            ('currency', {'currency': ['EUR']}),
            ('date', {'date': '1989-12-31'}),
            ('date', {'date': '2101-01-01'}),
            ('date', {'date': '2026-02-30'}),
            ('date', {'date': 20260101}),
            ('date', {'date': None}),
            ('date_due', {'date_due': str(day(-21))}),
            ('date_due', {'date_due': {}}),
            ('lines', {'lines': 'now'}),
            ('lines', {'lines': [None]}),
            ('lines', {'lines': [{'date_due': str(day(0))}]}),
            ('lines', {'lines': [{'date_due': str(day(0)), 'amount': 999.98}]}),
            ('lines', {'lines': [{'date_due': str(day(0)), 'amount': 'x'}]}),
            (
                'lines',
                {
                    'lines': [
                        {'date_due': str(day(0)), 'amount': 1001},
                        {'date_due': str(day(1)), 'amount': -1},
                    ]
                },
            ),
            ('orders', {'orders': [{'amount': 1}]}),
            ('orders', {'orders': [{'reference': 'S1', 'amount': 1000.02}]}),
            ('payments', {'payments': [{'identity': 'a', 'amount': 1}]}),
            (
                'payments',
                {
                    'payments': [
                        {'identity': 'a', 'amount': 1, 'date': str(day(0))},
                        {'identity': 'a', 'amount': 2, 'date': str(day(0))},
                    ]
                },
            ),
            ('version', {'version': 'new'}),
            ('version', {'version': [1]}),
            ('name', {'name': 'x' * 201}),
            ('name', {'name': 'x\0'}),
            ('name', {'name': '\ud800'}),
            ('partner_name', {'partner_name': ['Customer']}),
            ('amount_totl', {'amount_totl': 5}),
        ):
            with self.subTest(values):
                self.assertRefused(fname, self._row(**values))
        self.assertRefused('name', {'date': str(day(0)), 'amount_total': 1})
        self.env.ref('base.JPY').active = False
        self.assertRefused('currency', self._row(currency='JPY'), 'not active')

    def test_messages(self):
        """A message says what is wrong with which part, in words."""
        row = self._row(lines=[{'date_due': str(day(0)), 'amount': '1,0'}])
        [error] = self._sync(row)['errors']
        self.assertEqual(
            error,
            {
                'index': 0,
                'external_id': 'E1',
                'field': 'lines',
                'message': "Number 1: “1,0” is no amount: write it as 1234.56.",
            },
        )

    def test_taken(self):
        """Ways to say the same."""
        for values, expected in (
            ({'amount_total': '1000.00'}, {'amount_total': 1000}),
            ({'amount_total': Decimal('1000.005')}, {'amount_total': 1000.01}),
            ({'date': day(-20)}, {'date': day(-20)}),
            ({'date': f'{day(-20)}T23:59:59+02:00'}, {'date': day(-20)}),
            ({'currency': 'eur'}, {'currency_id': self.eur.id}),
            ({'name': 17.0}, {'name': '17'}),
            ({'name': None}, {'name': 'E1'}),
            ({'amount_due': 0}, {'state': 'paid', 'amount_paid': 1000}),
            ({'amount_due': 1000.01}, {'state': 'open', 'amount_paid': 0}),
            ({'amount_due': 250}, {'amount_paid': 750}),
            ({'amount_paid': 750, 'amount_due': 250.01}, {'amount_due': 250}),
            ({'amount_paid': 999.99, 'state': 'paid'}, {'amount_due': 0, 'state': 'paid'}),
            ({'date_paid': str(day(-1))}, {'amount_due': 0, 'date_paid': day(-1)}),
            ({'state': 'OPEN'}, {'state': 'open'}),
            ({'date_due': ''}, {'date_due': day(-20)}),
            ({'amount_total': -1000}, {'document_type': 'refund', 'amount_total': 1000}),
            (
                {'amount_total': -1000, 'amount_due': -400},
                {'document_type': 'refund', 'amount_paid': 600, 'amount_due': 400},
            ),
            ({'amount_paid': 1200}, {'amount_due': -200, 'state': 'paid'}),
        ):
            with self.subTest(values):
                document = self._synced(self._row(**values))
                self.assertRecordValues(document, [expected])
                self.assertSynced(self._sync(self._row(**values)), unchanged=1)
                document.unlink()

    def test_preceding(self):
        """A credit note names its invoices, in a list or a text; telling nothing keeps them."""
        values = {'document_type': 'refund', 'amount_total': 100}
        credit = self._synced(self._row(2, preceding=['2026-1', ' 2026-0 '], **values))
        self.assertEqual(credit.preceding, "2026-1, 2026-0")
        self._synced(self._row(2, preceding=[], **values))
        self.assertEqual(credit.preceding, "2026-1, 2026-0")
        self._synced(self._row(2, preceding="2026-1", **values))
        self.assertEqual(credit.preceding, "2026-1")
        for wrong in ([{}], {'name': '2026-1'}, [['2026-1']], ['1'] * 1001, 'x' * 2001):
            self.assertRefused('preceding', self._row(3, preceding=wrong, **values))

    def test_by_number(self):
        """Without an external_id the number is the identity, within the year of the date."""
        row = self._row()
        del row['external_id']
        self.assertSynced(self._sync(row), created=1)
        self.assertSynced(self._sync(row), unchanged=1)
        self.assertSynced(self._sync({'name': '2026-1', 'state': 'paid'}), updated=1)
        last_year = {**row, 'date': '2025-06-01', 'date_due': '2025-06-15'}
        self.assertSynced(self._sync(last_year), created=1)
        self.assertSynced(self._sync({'name': '2026-1', 'state': 'open'}), errors=[(0, 'name')])
        self.assertSynced(self._sync(row, last_year), unchanged=2)

    def test_number_then_external_id(self):
        row = self._row()
        del row['external_id']
        document = self._synced(row)
        self.assertEqual(self._synced(self._row()), document)
        self.assertEqual(document.external_id, 'E1')
        # and by the number alone again
        self.assertSynced(self._sync(row), unchanged=1)
        self.assertEqual(self._synced(self._row(2, name='2026-1')).name, '2026-1')
        self.assertSynced(self._sync(row), errors=[(0, 'name')])

    def test_unknown_payment(self):
        """What is told of a document that nobody knows is refused."""
        payment = {'identity': 'a', 'amount': 1, 'date': str(day(0))}
        self.assertRefused('amount_total', {'name': 'Z', 'payments': [payment]})

    def test_twice_in_one_call(self):
        answer = self._sync(self._row(), self._row(), self._row(2))
        self.assertSynced(answer, created=2, unchanged=1)
        answer = self._sync(self._row(3), self._row(4), self._row(3, amount_total=5))
        self.assertSynced(answer, created=1, errors=[(0, 'external_id'), (2, 'external_id')])
        self.assertIn('number 3', answer['errors'][0]['message'])
        rows = [self._row(5, version=version, amount_total=version) for version in (1, 3, 2)]
        self.assertSynced(self._sync(*rows), created=1, unchanged=2)
        self.assertEqual(self.Document.search([('external_id', '=', 'E5')]).amount_total, 3)
        self.assertSynced(self._sync(*rows), unchanged=3)
        row = self._row(6)
        by_name = {name: value for name, value in row.items() if name != 'external_id'}
        self.assertSynced(self._sync(row, by_name), errors=[(0, 'external_id'), (1, 'name')])

    def test_same_refused_twice(self):
        row = self._row(date='x')
        self.assertSynced(self._sync(row, row), errors=[(0, 'date'), (1, 'date')])
        row = self._row(date_due=str(day(-30)))
        self.assertSynced(self._sync(row, row), errors=[(0, 'date_due'), (1, 'date_due')])

    def test_out_of_order(self):
        """An older version changes nothing, whatever way versions are told."""
        for older, newer in (
            (1, 2),
            ('9', '10'),
            ('2026-01-01', '2026-01-01T10:00:00'),
            ('2026-01-01T12:00:00+02:00', '2026-01-01T11:00:00Z'),
            (datetime(2026, 1, 1), datetime(2026, 1, 2)),
        ):
            with self.subTest(older=older, newer=newer):
                document = self._synced(self._row(version=newer, state='paid'))
                self.assertSynced(self._sync(self._row(version=older)), unchanged=1)
                self.assertEqual(document.state, 'paid')
                # the same version with something else, and what has none, are taken
                self.assertSynced(self._sync(self._row(version=newer, state='open')), updated=1)
                self.assertSynced(self._sync(self._row(amount_total=900)), updated=1)
                self.assertSynced(self._sync(self._row(version=older)), unchanged=1)
                document.unlink()

    def test_payments(self):
        """A payment told twice is one; one taken back is open again."""
        order = self._order()
        row = self._row(orders=[order.name], date_due=str(day(-5)))
        self._synced(row)
        first = {'identity': 'p1', 'date': str(day(-4)), 'amount': 400, 'reference': "Bank"}
        second = {'identity': 'p2', 'date': str(day(-3)), 'amount': 600}
        key = {'external_id': 'E1'}
        self.assertSynced(self._sync({**key, 'payments': [first]}), updated=1)
        self.assertSynced(self._sync({**key, 'payments': [first]}), unchanged=1)
        self.assertFinance(order, paid=400, due=600, status='overdue')
        self.assertSynced(self._sync({**key, 'payments': [second, first]}), updated=1)
        self.assertFinance(order, paid=1000, due=0, status='paid', date_paid=day(-3))
        back = {'identity': 'p3', 'date': str(day(-1)), 'amount': -600}
        self.assertSynced(self._sync({**key, 'payments': [back]}), updated=1)
        self.assertFinance(order, paid=400, due=600)
        corrected = {**first, 'amount': 500}
        self.assertSynced(self._sync({**key, 'payments': [corrected]}), updated=1)
        self.assertFinance(order, paid=500, due=500)

    def test_date_paid_unknown(self):
        """What turns paid without a date was paid today; of what is new nobody knows."""
        new = self._synced(self._row(1, state='paid'))
        self.assertFalse(new.date_paid)
        document = self._synced(self._row(2))
        self._synced(self._row(2, state='paid'))
        self.assertEqual(document.date_paid, day(0))
        self.assertSynced(self._sync(self._row(2, state='paid')), unchanged=1)
        self._synced(self._row(2, state='open'))
        self.assertRecordValues(document, [{'date_paid': False, 'amount_due': 1000}])
        self.assertFinance(self.customer, average_delay=0, on_time_rate=0)

    def test_only_what_is_open(self):
        """Lists of open items often have no totals: a document is for what is open at least."""
        row = {'name': 'R-1', 'date': str(day(-20)), 'amount_due': 400}
        document = self._synced(row)
        self.assertEqual((document.amount_total, document.amount_due), (400, 400))
        self._synced({**row, 'amount_due': 150})
        self.assertEqual((document.amount_total, document.amount_due), (400, 150))
        self._synced({**row, 'amount_due': 500})
        self.assertEqual((document.amount_total, document.amount_due), (500, 500))
        self._synced({**row, 'amount_total': 800, 'amount_due': 500})
        self._synced({**row, 'amount_due': 300})
        self.assertEqual((document.amount_total, document.amount_due), (800, 300))
        self.assertRefused('amount_total', {'name': 'R-2', 'date': str(day(0)), 'amount_due': 0})

    def test_total_changes(self):
        """The orders' shares follow the total, and so does the only instalment."""
        orders = [self._order(), self._order()]
        whole, part = self._synced(
            self._row(1, orders=[{'reference': order.name, 'amount': 500} for order in orders]),
            self._row(2, orders=[{'reference': orders[0].name, 'amount': 300}]),
        )
        self._synced(self._row(1, amount_total=333.33), self._row(2, amount_total=400))
        self.assertEqual(sorted(whole.order_ids.mapped('amount')), [166.66, 166.67])
        self.assertEqual(part.order_ids.amount, 300)
        self.assertEqual(whole.line_ids.amount, 333.33)
        self._synced(self._row(2, amount_total=200))
        self.assertEqual(part.order_ids.amount, 200)
        self.assertFinance(orders[0], invoiced=366.67)

    def test_instalments_stay(self):
        lines = [
            {'date_due': str(day(5)), 'amount': 400},
            {'date_due': str(day(15)), 'amount': 600},
        ]
        document = self._synced(self._row(date_due=None, lines=lines))
        self.assertEqual(document.date_due, day(15))
        self._synced({'external_id': 'E1', 'amount_paid': 500})
        self.assertEqual(document.line_ids.mapped('amount_due'), [0, 500])
        self._synced({'external_id': 'E1', 'amount_total': 1200})
        self.assertRecordValues(document.line_ids, [{'amount': 1200, 'amount_due': 700}])

    def test_preview(self):
        self._synced(self._row(1), self._row(2))
        before = self.Document.search([]).read()
        rows = [self._row(1), self._row(2, state='paid'), self._row(3), self._row(4, date='x')]
        with watched_queries() as queries:
            results = self.Document._preview(self.source, rows)
        self.assertFalse([query.text for query in queries if query.writes])
        self.assertEqual(
            [result.outcome for result in results], ['unchanged', 'updated', 'created', 'error']
        )
        self.assertEqual(self.Document.search([]).read(), before)

    def test_queries(self):
        """As many queries for one document as for many, new or known."""

        def queries(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            with watched_queries() as watched:
                self.assertFalse(self._sync(*rows)['errors'])
                self.env.flush_all()
            return len(watched)

        orders = [self._order(confirm=False) for _n in range(81)]
        rows = [
            self._row(number, order_reference=order.name, currency='USD')
            for number, order in enumerate(orders)
        ]
        self._usd()
        self._synced(self._row(99))
        counts = [(queries(rows[:1]), queries(rows[1:]))]
        changed = [
            {
                **row,
                'state': 'paid',
                'amount_total': 7,
                'lines': [
                    {'date_due': str(day(10)), 'amount': 3},
                    {'date_due': str(day(11)), 'amount': 4},
                ],
            }
            for row in rows
        ]
        counts.append((queries(changed[:1]), queries(changed[1:])))
        counts.append((queries(changed[:1]), queries(changed)))
        for one, many in counts:
            self.assertLessEqual(many, one, counts)
        self.assertLess(counts[-1][1], 15)

    def test_who_may(self):
        group = 'intrix_finance_status.group_finance_status_user'
        user = new_test_user(self.env, 'program', group)
        self.assertEqual(self.Document.with_user(user).sync('books', [self._row()])['created'], 1)
        for group in (
            'base.group_portal',
            'base.group_user',
            'sales_team.group_sale_salesman',
            'intrix_finance_status.group_finance_status_viewer',
        ):
            other = new_test_user(self.env, group, group)
            with self.subTest(group=group), self.assertRaises(AccessError):
                self.Document.with_user(other).sync('books', [self._row()])

    def test_which_source(self):
        for code in ('nobody', '', None, ['books'], 'manual'):
            with self.subTest(code=code), self.assertRaisesRegex(UserError, "no source"):
                self._sync(self._row(), code=code)
        self.source.active = False
        with self.assertRaisesRegex(UserError, "no source"):
            self._sync(self._row())

    def test_other_company(self):
        """A source of another company is not known; one of two companies has to be chosen."""
        other = self.setup_other_company()['company']
        group = 'intrix_finance_status.group_finance_status_user'
        user = new_test_user(
            self.env, 'program', group, company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        Document = self.Document.with_user(user)
        with self.assertRaisesRegex(UserError, "no source"):
            Document.sync('books', [self._row()])
        theirs = self.source.copy({'company_id': other.id, 'code': 'books'})
        self.assertEqual(Document.sync('books', [self._row()])['created'], 1)
        document = self.Document.search([('source_id', '=', theirs.id)])
        self.assertEqual(document.company_id, other)
        # their documents are no concern of ours
        self.assertSynced(self._sync(self._row()), created=1)
        self.assertFinance(self.customer, due=1000)

    def test_wrong_arguments(self):
        for documents in (None, 'x', {'external_id': 'E1'}, 5):
            with self.subTest(documents), self.assertRaises(UserError):
                self.Document.sync('books', documents)
        with self.assertRaisesRegex(UserError, "10000"):
            self.Document.sync('books', [{}] * 10001)
        self.assertSynced(self._sync())
