from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .camt_files import balance, document, entry, erste, part, statement
from .common_import import ImportCommon
from .reader_samples import sample


@tagged('post_install', '-at_install')
class TestImportStatements(ImportCommon):
    """Bank statements as files to import."""

    def _import(self, content):
        statement_import = self._upload(content, 'statement.xml')
        statement_import.action_import()
        self._cron()
        return statement_import

    def _movements(self):
        return self.env['finance.status.transaction'].search([('source_id', '=', self.source.id)])

    def test_preview(self):
        statement_import = self._upload(erste(), 'statement.xml')
        self.assertEqual(
            (statement_import.state, statement_import.kind), ('preview', 'transactions')
        )
        self.assertEqual(statement_import.line_ids.mapped('position'), ['1', '2', '3', '4'])
        self.assertFalse(statement_import.incomplete)

    def test_does_not_add_up(self):
        """It is refused, and taken only if a person says so."""
        content = erste().replace(b'2637.55', b'2637.56')
        statement_import = self._upload(content, 'statement.xml')
        self.assertEqual(statement_import.state, 'failed')
        self.assertIn("doesn't add up", statement_import.message)
        self.assertFalse(statement_import.line_ids)
        self.assertTrue(statement_import.incomplete)
        with self.assertRaises(UserError):
            statement_import.action_import()
        with self.assertRaises(AccessError):
            statement_import.take_incomplete = True
        statement_import.action_take_incomplete()
        self.assertEqual(statement_import.state, 'preview')
        self.assertIn("doesn't add up", statement_import.warnings)
        self.assertEqual(len(statement_import.line_ids), 4)
        with self.assertRaises(UserError):
            statement_import.action_take_incomplete()

    def test_other_failures_stay(self):
        statement_import = self._upload(erste()[:-100], 'statement.xml')
        self.assertEqual(statement_import.state, 'failed')
        self.assertFalse(statement_import.incomplete)
        with self.assertRaises(UserError):
            statement_import.action_take_incomplete()

    def test_notification_then_statement(self):
        """The parts come first, then the statement has their sum in one line."""
        self._import(sample('camt/dvbern_camt054_v4_batch_esr.xml'))
        self.assertEqual(sorted(self._movements().mapped('amount')), [2, 111])
        line = entry(
            '113.00',
            reference='2017072700000000000',
            day='2017-07-27',
            value_day='2017-07-27',
            currency='CHF',
        )
        content = document(
            statement(
                balance('OPBD', 0, currency='CHF'),
                balance('CLBD', 113, currency='CHF'),
                line,
                account='CH160077401231234567',
                currency='CHF',
            )
        )
        self._import(content)
        self.assertEqual(sorted(self._movements().mapped('amount')), [2, 111])

    def test_overlapping_statements(self):
        """The same payment twice on one day is two, in whatever statement they come again."""
        payment = entry(5, part('5', debtor='A', references=['HR00 17']))
        other = entry(7, part('7', debtor='A', references=['HR00 18']))
        first = document(statement(payment, payment), kind='053')
        second = document(statement(payment, payment, other, name='S2'), kind='053')
        for content, amounts in ((first, [5, 5]), (second, [5, 5, 7])):
            self._import(content)
            self.assertEqual(sorted(self._movements().mapped('amount')), amounts)
