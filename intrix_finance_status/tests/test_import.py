from odoo.exceptions import UserError
from odoo.tests import tagged

from ..readers.base import Row
from .common import day
from .common_import import ImportCommon, csv


@tagged('post_install', '-at_install')
class TestImport(ImportCommon):
    """From a file by its preview to documents, and back."""

    def test_preview(self):
        """Every row says what will happen, and nothing is changed."""
        self._import(csv(('1', 100), ('2', 200), ('3', 300)))
        record = self._upload(
            csv(
                ('1', 100),
                ('2', 200, 200),
                ('4', 400),
                'x;y;;31.02.2026;;abc;;',
                'Ukupno;;;;;700,00;;',
            )
        )
        self.assertEqual(record.state, 'preview')
        self.assertRows(
            record,
            ('1', 'unchanged'),
            ('2', 'changed'),
            ('4', 'new'),
            ('x', 'error'),
            (False, 'skipped'),
        )
        self.assertEqual(record.line_ids.sorted('id').mapped('position')[:4], ['2', '3', '4', '5'])
        self.assertIn('31.02.2026', record.line_ids.filtered(lambda line: line.name == 'x').message)
        changed = record.line_ids.filtered(lambda line: line.outcome == 'changed')
        self.assertIn('0.00 → 200.00', changed.message)
        self.assertEqual(set(self._documents()), {'1', '2', '3'})
        self.assertEqual(self._documents()['2'].amount_due, 200)

    def test_import(self):
        order = self._order()
        record = self._upload(csv(('1', 1000, 0, order.name), ('2', 200, 50), ('3', 5), ('4', 5)))
        self.assertEqual(order.finance_status, 'ordered')
        record.action_import()
        self.assertEqual(record.state, 'queued')
        self.assertEqual(self._documents(), {})
        self._cron()
        self.assertEqual(record.state, 'done')
        self.assertRows(record, *((number, 'new') for number in '1234'))
        documents = self._documents()
        self.assertRecordValues(
            documents['1'] + documents['2'],
            [
                {'amount_total': 1000, 'amount_due': 1000, 'date': day(-20), 'date_due': day(10)},
                {'amount_total': 200, 'amount_due': 150, 'date': day(-20), 'date_due': day(10)},
            ],
        )
        self.assertEqual(documents['1'].create_uid, self.finance)
        self.assertEqual(record.line_ids.document_id, self.source.document_ids)
        self.assertFinance(order, invoiced=1000, due=1000, status='invoiced')

    def test_same_file_twice(self):
        record = self._import(csv(('1', 100), ('2', 200)))
        again = self._upload(csv(('1', 100), ('2', 200)))
        self.assertEqual(again.duplicate_id, record)
        self.assertFalse(record.duplicate_id)
        self.assertRows(again, ('1', 'unchanged'), ('2', 'unchanged'))
        with self.assertRaises(UserError):
            again.action_import()
        again.import_again = True
        write_date = self._documents()['1'].write_date
        again.action_import()
        self._cron()
        self.assertRows(again, ('1', 'unchanged'), ('2', 'unchanged'))
        self.assertEqual(self._documents()['1'].write_date, write_date)
        self.assertFalse(record.duplicate_id)

    def test_twice_in_the_file(self):
        """The same once more is left out; what differs is an error, and the first one counts."""
        values = {'name': '1', 'date': day(-3), 'amount_total': 100}
        rows = [
            Row('1', values),
            Row('2', {**values, 'name': '2'}),
            Row('3', {**values, 'name': '3'}),
            Row('4', dict(values)),
            Row('5', {**values, 'name': '2', 'amount_total': 300}),
            Row('6', {**values, 'date': day(-400)}),
        ]
        with self._read_as(rows):
            record = self._import(b'rows')
        self.assertRows(
            record,
            ('1', 'new'),
            ('2', 'new'),
            ('3', 'new'),
            ('1', 'skipped'),
            ('2', 'error'),
            # another year
            ('1', 'new'),
        )
        self.assertEqual(self._documents()['2'].amount_total, 100)

    def test_undo(self):
        order = self._order()
        first = self._import(csv(('1', 1000, 0, order.name), ('2', 200)))
        second = self._import(csv(('1', 1000, 1000, order.name), ('3', 300), ('4', 5), ('5', 5)))
        self.assertFinance(order, due=0, status='paid')
        second.action_undo()
        self.assertEqual(second.state, 'queued')
        self._cron()
        self.assertEqual(second.state, 'undone')
        self.assertRows(second, ('1', 'undone'), ('3', 'undone'), ('4', 'undone'), ('5', 'undone'))
        self.assertEqual(set(self._documents()), {'1', '2'})
        self.assertFinance(order, due=1000, status='invoiced')
        first.action_undo()
        self._cron()
        self.assertEqual(self._documents(), {})
        self.assertFinance(order, invoiced=0, due=0, status='ordered')
        # and once more from the start
        self.assertFalse(second.duplicate_id)
        second.action_read_again()
        self.assertRows(second, ('1', 'new'), ('3', 'new'), ('4', 'new'), ('5', 'new'))
        second.action_import()
        self._cron()
        self.assertEqual(set(self._documents()), {'1', '3', '4', '5'})

    def test_undo_leaves_what_was_changed_since(self):
        record = self._import(csv(('1', 100), ('2', 200), ('3', 300), ('4', 400)))
        documents = self._documents()
        self.env['finance.status.document.payment'].create(
            {'document_id': documents['2'].id, 'amount': 50, 'date': day(0)}
        )
        documents['3'].unlink()
        self._import(csv(('4', 400, 100)), filename='later.csv')
        record.action_undo()
        self._cron()
        self.assertRows(record, ('1', 'undone'), ('2', 'kept'), ('3', 'undone'), ('4', 'kept'))
        kept = record.line_ids.filtered(lambda line: line.outcome == 'kept')
        self.assertTrue(all(kept.mapped('message')))
        self.assertEqual(set(self._documents()), {'2', '4'})
        self.assertEqual(self._documents()['4'].amount_paid, 100)

    def test_upload(self):
        """Of one source the files are read at once; of several it is asked which."""
        files = self._attachment(csv(('1', 5))) + self._attachment(csv(('2', 5)), 'b.csv')
        action = self.Import.action_upload(files[0].ids)
        record = self.Import.browse(action['res_id'])
        self.assertEqual((record.state, record.source_id), ('preview', self.source))
        self.env['finance.status.source'].create({'name': "Other", 'code': 'other'})
        action = self.Import.action_upload(files.ids)
        self.assertEqual(action['target'], 'new')
        wizard = self.env[action['res_model']].with_user(self.finance).browse(action['res_id'])
        # the one used last
        self.assertEqual(wizard.source_id, self.source)
        action = wizard.action_read()
        self.assertEqual(self.Import.search_count(action['domain']), 2)
        wizard.attachment_ids = False
        with self.assertRaises(UserError):
            wizard.action_read()

    def test_upload_without_a_source(self):
        self.env['finance.status.source'].search([]).active = False
        with self.assertRaises(UserError):
            self.Import.action_upload(self._attachment(csv(('1', 5))).ids)
