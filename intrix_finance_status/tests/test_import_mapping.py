from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCommon, csv

HEADINGS = 'Broj;Kupac;Iznos;Datum;Polje'


@tagged('post_install', '-at_install')
class TestImportMapping(ImportCommon):
    """How a table was understood can be corrected, and is remembered for the next file."""

    def _file(self, *rows, headings=HEADINGS):
        return csv(*rows, headings=headings)

    def _column(self, record, header):
        return record.column_ids.filtered(lambda column: column.header == header)

    def test_corrected_and_remembered(self):
        order = self._order(1234)
        record = self._upload(self._file(f'A-1;Customer;1.234,00;01.03.2026;{order.name}'))
        self.assertEqual(record.column_ids.mapped('header'), HEADINGS.split(';'))
        self.assertEqual(self._column(record, 'Broj').field, 'name')
        self.assertEqual(self._column(record, 'Iznos').samples, '1.234,00')
        self._column(record, 'Polje').field = 'order_reference'
        self._column(record, 'Kupac').field = False
        record.action_read_again()
        self.assertEqual(record.line_ids.values['order_reference'], order.name)
        self.assertNotIn('partner_name', record.line_ids.values)
        self._column(record, 'Kupac').field = 'partner_name'
        record.action_read_again()
        self.assertEqual(record.line_ids.partner_name, 'Customer')
        self.assertFalse(self.source.mapping)
        record.action_import()
        self._cron()
        self.assertFinance(order, invoiced=1234)
        # the next file: other rows above the headings, another encoding
        content = self._file(f'A-2;Čović;10,00;02.03.2026;{order.name}').decode()
        record = self._upload(f'Naslov\r\n\r\n{content}'.encode('cp1250'), 'next.csv')
        self.assertEqual(record.line_ids.values['order_reference'], order.name)
        self.assertEqual(record.layout_ids.encoding, 'cp1250')
        self.assertTrue(record._layouts_are_known())
        # other headings, and another source, are not concerned
        other = self.env['finance.status.source'].create({'name': "Other", 'code': 'other'})
        content = self._file('A-3;Customer;10,00;02.03.2026;X')
        self.assertNotIn(
            'order_reference', self._upload(content, 'other.csv', other).line_ids.values
        )

    def test_question(self):
        """What may be read in two ways is asked, and nothing imported before."""
        rows = ('A-1;Customer;1.234;01.03.2026;x', 'A-2;Customer;2.345;01.03.2026;x')
        record = self._upload(self._file(*rows, headings='Number;Kunde;Betrag;Datum;Text'))
        if not record.question_ids:
            # the language of the headings told
            record = self._upload(self._file(*rows, headings='Invoice no.;Kupac;Amount;Datum;x'))
        self.assertTrue(record.question_ids)
        self.assertEqual(record.state, 'preview')
        self.assertFalse(record.line_ids)
        with self.assertRaises(UserError):
            record.action_import()
        choices = [value for value, _label in record.question_ids.choices]
        self.assertEqual(sorted(choices), [',', '.'])
        record.question_ids.answer = ','
        record.action_read_again()
        self.assertFalse(record.question_ids)
        self.assertEqual(record.line_ids.sorted('id').mapped('amount'), [1234, 2345])
        record.action_import()
        self._cron()
        self.assertEqual(self._documents()['A-1'].amount_total, 1234)

    def test_header_row(self):
        content = self._file(
            'Broj;Kupac;Iznos;Datum;Narudžba',
            'A-1;Customer;10,00;01.03.2026;S1',
            headings='Račun;Partner;Ukupno;Datum računa;Opis',
        )
        record = self._upload(content)
        layout = record.layout_ids
        wanted = 2 if layout.header_row == 1 else 1
        layout.header_row = wanted
        record.action_read_again()
        self.assertEqual(record.layout_ids.header_row, wanted)
        self.assertEqual(record.state, 'preview')

    def test_unreadable(self):
        for content, told in (
            (b'%PDF-1.4', "PDF"),
            (b'PK\x03\x04 no zip', ""),
            (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ""),
            (b'<html><table></table></html>', "web page"),
            (bytes(range(256)) * 10, ""),
            (b'a;b\n1;2\n', "table"),
        ):
            with self.subTest(content=content[:20]):
                record = self._upload(content, 'x.csv')
                self.assertEqual(record.state, 'failed')
                self.assertIn(told, record.message)
                self.assertFalse(record.line_ids)
                with self.assertRaises(UserError):
                    record.action_import()
