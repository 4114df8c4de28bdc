from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import day
from .common_import import HEADINGS, ImportCommon, csv


@tagged('post_install', '-at_install')
class TestImportPreview(ImportCommon):
    """What a person sees before importing."""

    def test_due_and_open(self):
        """Each row has its due date, and what will be open by all that is told and known."""
        record = self._upload(csv(('1', 100, 30), ('2', 50, 50), ('3', -20)))
        self.assertRecordValues(
            record.line_ids.sorted('id'),
            [
                {'name': '1', 'date_due': day(10), 'amount': 100, 'amount_due': 70},
                {'name': '2', 'date_due': day(10), 'amount': 50, 'amount_due': 0},
                {'name': '3', 'date_due': day(10), 'amount': -20, 'amount_due': -20},
            ],
        )
        record.action_import()
        self._cron()
        documents = self._documents()
        self.assertEqual(
            [documents[name].amount_due for name in '123'], [70, 0, 20], "as the preview said"
        )
        # a payment registered since counts in the next preview
        self.env['finance.status.document.payment'].create(
            {'document_id': documents['1'].id, 'amount': 90, 'date': day(0), 'kind': 'manual'}
        )
        again = self._upload(csv(('1', 100, 30)))
        self.assertEqual(again.line_ids.amount_due, 10)

    def test_open_items(self):
        """What is not in the list any more is open no more; when it was due is told."""
        self.source.open_items_only = True
        self._import(csv(('1', 100), ('2', 100), ('3', 100), ('4', 100)))
        record = self._upload(csv(('1', 100), ('2', 100), ('3', 100)))
        paid = record.line_ids.filtered(lambda line: line.outcome == 'paid')
        self.assertRecordValues(
            paid, [{'name': '4', 'amount': 100, 'amount_due': 0, 'date_due': day(10)}]
        )

    def test_no_due_date(self):
        """Without a column of due dates, a row says the day that will count."""
        record = self._upload(
            csv(
                f'7;Customer;{day(-5):%d.%m.%Y};12,00',
                headings='Broj računa;Kupac;Datum računa;Ukupno',
            )
        )
        self.assertEqual(record.line_ids.date_due, day(-5))

    def test_unknown_customers(self):
        """How many customers nobody knows, and what their rows add up to."""
        rows = [
            f'{number};{name};{vat};{day(-20):%d.%m.%Y};{day(10):%d.%m.%Y};10,00;0;'
            for number, name, vat in (
                ('1', 'Customer', ''),
                ('2', 'Nobody Ltd', ''),
                ('3', 'Nobody Ltd', ''),
                ('4', 'Another', '12345678903'),
            )
        ]
        record = self._upload(csv(*rows, headings=HEADINGS))
        known = record.line_ids.filtered('partner_id')
        self.assertEqual(known.mapped('name'), ['1'])
        self.assertEqual(known.partner_id, self.customer)
        self.assertEqual(record.unknown_count, 2)
        self.assertIn('rows: 3', record.unknown_text)
        self.assertIn('30.00', record.unknown_text)

    def test_totals(self):
        """A total of the file that differs from what was read has to be confirmed."""
        record = self._upload(csv(('1', 100), 'Ukupno;;;;;150,00;;'))
        self.assertIn('150.00', record.totals_question)
        self.assertIn('50.00', record.totals_question)
        self.assertRecordValues(
            record.total_ids,
            [{'amount_told': 150, 'amount_read': 100, 'difference': 50, 'heading': 'Ukupno'}],
        )
        with self.assertRaisesRegex(UserError, '150.00'):
            record.action_import()
        record.action_confirm_totals()
        self.assertFalse(record.totals_question)
        record.action_import()
        self._cron()
        self.assertEqual(record.state, 'done')

    def test_totals_agree(self):
        record = self._upload(csv(('1', 100), ('2', 50), 'Ukupno;;;;;150,00;;'))
        self.assertFalse(record.totals_question)
        self.assertIn('agrees', record.totals_text)
        self.assertRecordValues(record.total_ids, [{'difference': 0}])

    def test_open_items_by_title(self):
        """A file titled so proposes to take what isn't in it for paid."""
        self._import(csv(('1', 100), ('2', 100), ('3', 100), ('4', 100)))
        content = b'Otvorene stavke kupaca\r\n\r\n' + csv(('1', 100), ('2', 100), ('3', 100))
        record = self._upload(content)
        self.assertEqual(record.open_items_title, 'Otvorene stavke kupaca')
        self.assertEqual((record.open_items_only, record.count_paid), (False, 0))
        record.action_open_items_only()
        self.assertEqual((record.open_items_only, record.count_paid), (True, 1))
        other = self._upload(content)
        other.action_not_open_items()
        self.assertEqual((other.open_items_title, other.count_paid), (False, 0))
