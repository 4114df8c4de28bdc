from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import day
from .common_import import ImportCommon, csv


@tagged('post_install', '-at_install')
class TestImportClosing(ImportCommon):
    """Lists of open items only: what is not in them any more has been paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source.open_items_only = True
        cls.order = cls._order()
        # ten open documents of 100 each, the first one of an order
        cls.rows = [(f'{n}', 100, 0, cls.order.name if n == 1 else '') for n in range(1, 11)]

    def setUp(self):
        super().setUp()
        self.first = self._import(csv(*self.rows), filename='first.csv', date_list=day(-3))

    def _states(self):
        return {name: document.state for name, document in self._documents().items()}

    def test_paid(self):
        self.assertEqual(set(self._states().values()), {'open'})
        record = self._upload(csv(*self.rows[2:]), date_list=day(-1))
        self.assertEqual((record.count_paid, record.count_unchanged), (2, 8))
        self.assertEqual(record.closing_amount, 200)
        self.assertFalse(record.closing_question)
        paid = record.line_ids.filtered(lambda line: line.outcome == 'paid')
        self.assertEqual(paid.mapped('name'), ['1', '2'])
        self.assertEqual(self._states()['1'], 'open')
        record.action_import()
        self._cron()
        self.assertEqual(record.state, 'done')
        self.assertEqual(record.count_paid, 2)
        documents = self._documents()
        self.assertRecordValues(
            documents['1'] + documents['2'] + documents['3'],
            [
                {'state': 'paid', 'amount_due': 0, 'date_paid': day(-1)},
                {'state': 'paid', 'amount_due': 0, 'date_paid': day(-1)},
                {'state': 'open', 'amount_due': 100, 'date_paid': False},
            ],
        )
        self.assertFinance(self.order, due=900 - 900, paid=100)
        record.action_undo()
        self._cron()
        self.assertEqual(set(self._states().values()), {'open'})
        self.assertEqual((record.count_undone, record.count_unchanged), (2, 8))

    def test_too_much(self):
        record = self._upload(csv(*self.rows[4:]))
        self.assertEqual(record.count_paid, 4)
        self.assertIn('40 %', record.closing_question)
        with self.assertRaises(UserError):
            record.action_import()
        record.action_confirm_closing()
        self.assertFalse(record.closing_question)
        record.action_import()
        self._cron()
        self.assertEqual(sorted(self._states().values()), ['open'] * 6 + ['paid'] * 4)

    def test_too_large_an_amount(self):
        self.source.closing_amount = 150
        record = self._upload(csv(*self.rows[2:]))
        self.assertIn('150.00', record.closing_question)
        self.source.closing_amount = 200
        record.invalidate_recordset()
        self.assertFalse(record.closing_question)

    def test_more_since_the_preview(self):
        """What turned too much after a person looked waits again, with the rows imported."""
        record = self._upload(csv(*self.rows[2:8], ('11', 5)))
        self.assertEqual(record.count_paid, 4)
        record.action_confirm_closing()
        record.action_import()
        self.env['finance.status.document']._sync(
            self.source,
            [{'name': name, 'date': day(-9), 'amount_total': 100} for name in ('12', '13')],
        )
        self._cron()
        self.assertEqual(record.state, 'stopped')
        self.assertIn('11', self._documents())
        self.assertEqual(self._states()['1'], 'open')
        self.assertIn('6 of', record.message)
        self.assertEqual(len(record.activity_ids), 1)
        record.action_continue()
        self._cron()
        self.assertEqual(record.state, 'done')
        self.assertEqual(
            {name for name, state in self._states().items() if state == 'paid'},
            {'1', '2', '9', '10', '12', '13'},
        )

    def test_empty_list(self):
        for content in (csv(), csv('Ukupno;;;;;0,00;;'), b'\n\n', csv('x;y;;;;;;')):
            with self.subTest(content=content):
                record = self._upload(content)
                self.assertFalse(record.count_paid)
                if record.state == 'preview':
                    with self.assertRaises(UserError):
                        record.action_import()

    def test_wrong_file(self):
        """None of the open documents is in it, however many these are."""
        self.source.closing_percent = 100
        record = self._upload(csv(('77', 100), ('78', 100)))
        self.assertTrue(record.closing_question)
        with self.assertRaises(UserError):
            record.action_import()

    def test_list_of_one_customer(self):
        self.source.closing_percent = 100
        partner = self._customer("Other")
        other = csv(*(f'o{n};Other;;01.03.2026;20.03.2026;100,00;0,00;' for n in range(1, 4)))
        record = self._upload(other, open_items_only=False)
        record.action_import()
        self._cron()
        self.assertEqual(self._documents()['o1'].partner_id, partner)
        shorter = csv(*(f'o{n};Other;;01.03.2026;20.03.2026;100,00;0,00;' for n in (1, 2)))
        record = self._upload(shorter)
        self.assertEqual(record.count_paid, 11)
        record.source_id.sudo().closing_percent = 100
        # the customers told by name are one: "Other" alone
        self.assertTrue(record.closing_question)
        record.closing_scope = 'listed'
        self.assertEqual(record.count_paid, 1)
        self.assertFalse(record.closing_question)
        record.action_import()
        self._cron()
        self.assertEqual([n for n, s in self._states().items() if s == 'paid'], ['o3'])

    def test_later_documents_stay(self):
        """What was issued after the day of the list can't be in it."""
        self.env['finance.status.document']._sync(
            self.source,
            [{'name': '20', 'date': day(0), 'amount_total': 50}],
        )
        record = self._upload(csv(*self.rows[1:]), date_list=day(-1))
        self.assertEqual(record.line_ids.filtered(lambda line: line.outcome == 'paid').name, '1')

    def test_unreadable_row_is_in_the_list(self):
        rows = [*self.rows[1:], '1;Customer;;41.01.2026;;100,00;0,00;']
        record = self._upload(csv(*rows))
        self.assertEqual((record.count_error, record.count_paid), (1, 0))

    def test_other_source_and_company(self):
        other = self.env['finance.status.source'].create({'name': "Other", 'code': 'other'})
        self.env['finance.status.document']._sync(
            other, [{'name': '50', 'date': day(-5), 'amount_total': 50}]
        )
        record = self._import(csv(*self.rows[1:]))
        self.assertEqual(record.count_paid, 1)
        self.assertEqual(self._documents(other)['50'].state, 'open')

    def test_older_list(self):
        record = self._upload(csv(*self.rows[1:]), date_list=day(-4))
        self.assertIn(str(day(-3)), record.closing_question)

    def test_switched_off_in_the_preview(self):
        record = self._upload(csv(*self.rows[1:]))
        self.assertEqual(record.count_paid, 1)
        record.open_items_only = False
        self.assertEqual(record.count_paid, 0)
        record.open_items_only = True
        self.assertEqual(record.count_paid, 1)
        record.open_items_only = False
        record.action_import()
        self._cron()
        self.assertEqual(set(self._states().values()), {'open'})

    def test_confirmed_documents_of_odoo_stay(self):
        invoice = self._plain_invoice()
        self._import(csv(*self.rows[1:]))
        self.assertEqual(invoice.payment_state, 'not_paid')
