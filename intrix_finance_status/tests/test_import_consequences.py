from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..models import finance_status_import_consequences as consequences
from .common import day
from .common_import import ImportCommon, csv


@tagged('post_install', '-at_install')
class TestImportConsequences(ImportCommon):
    """What follows of an import is said before it runs, and is what really follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_policy()
        cls.order = cls._order()
        cls.offer = cls._order(confirm=False)
        # who may see orders is told which
        cls.finance.group_ids += cls.env.ref('sales_team.group_sale_salesman_all_leads')

    def _late(self, number, order='', partner='Customer', total='1000,00', paid='0,00'):
        return f'{number};{partner};;{day(-70):%d.%m.%Y};{day(-40):%d.%m.%Y};{total};{paid};{order}'

    def _lines(self, record):
        return (record.consequences_text or '').split('\n')

    def test_hold(self):
        record = self._upload(csv(self._late(1, self.order.name), self._late(2)))
        self.assertEqual(
            self._lines(record),
            [
                "Customers that go on hold: 1 (Customer)",
                f"Quotations that can't be confirmed any more: 1 ({self.offer.name})",
                f"Orders that become overdue: 1 ({self.order.name})",
            ],
        )
        # nothing of it has happened
        self.assertFalse(self._documents())
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.finance_hold)
        self.assertRows(record, ('1', 'new'), ('2', 'new'))
        record.action_import()
        self._cron()
        self.assertTrue(self.customer.finance_hold)
        self.assertFinance(self.order, status='overdue')

    def test_released(self):
        self.source.open_items_only = True
        self._import(csv(self._late(1, self.order.name), *[(f'{n}', 10) for n in range(2, 9)]))
        self.assertTrue(self.customer.finance_hold)
        record = self._upload(csv(*[(f'{n}', 10) for n in range(2, 9)]))
        self.assertEqual(
            self._lines(record),
            [
                "Customers that are on hold no more: 1 (Customer)",
                f"Quotations that can be confirmed again: 1 ({self.offer.name})",
                f"Orders that are overdue no more: 1 ({self.order.name})",
                f"Orders that become paid: 1 ({self.order.name})",
                "Documents that are open no more: 1 (1)",
            ],
        )
        record.open_items_only = False
        self.assertEqual(
            self._lines(record), ["Nobody goes on hold, and no order becomes paid or overdue."]
        )

    def test_job(self):
        """Many rows are tried by the job: the preview is there before."""
        self.startPatcher(patch.object(consequences, 'QUICK_TRY', 1))
        self.startPatcher(patch.object(consequences, 'BATCH', 1))
        record = self._upload(csv(self._late(1), self._late(2)))
        self.assertEqual((record.state, record.consequences_text), ('preview', False))
        self.assertTrue(record.consequences_waiting)
        self.assertTrue(record.get_progress()['waiting'])
        self._cron()
        self.assertEqual((record.state, record.consequences_waiting), ('preview', False))
        self.assertIn("Customers that go on hold: 1 (Customer)", record.consequences_text)

    def test_too_many(self):
        self.startPatcher(patch.object(consequences, 'MOST_TRIED', 1))
        record = self._upload(csv(self._late(1), self._late(2)))
        self.assertIn("not worked out for more than 1 rows", record.consequences_text)

    def test_failure(self):
        """What can't be tried does not stop the preview."""
        with (
            patch.object(
                self.env.registry['finance.status.document'], '_sync', side_effect=KeyError('x')
            ),
            self.assertLogs('odoo.addons.intrix_finance_status', 'ERROR'),
        ):
            record = self._upload(csv(self._late(1)))
        self.assertEqual(record.state, 'preview')
        self.assertIn("could not be worked out", record.consequences_text)

    def test_payments(self):
        """A collection report: what it pays counts as well."""
        self._import(csv(self._late(1, self.order.name)))
        report = f'Broj računa;Datum uplate;Uplaćeno\r\n1;{day(-1):%d.%m.%Y};1000,00\r\n'
        record = self._upload(report.encode(), 'paid.csv')
        self.assertEqual(record.kind, 'payments')
        self.assertIn("Customers that are on hold no more: 1 (Customer)", record.consequences_text)

    def test_names_of_what_may_be_read(self):
        """Of orders that the user may not read, only the number is told."""
        record = self._upload(csv(self._late(1, self.order.name)))
        user = new_test_user(
            self.env,
            'import_other',
            'intrix_finance_status.group_finance_status_user',
            company_id=self.env.company.id,
        )
        self.assertIn(self.order.name, record.consequences_text)
        lines = self._lines(record.with_user(user))
        self.assertIn("Orders that become overdue: 1", lines)

    def test_given_up(self):
        """What stops the server is not tried for ever."""
        self.startPatcher(patch.object(consequences, 'QUICK_TRY', 0))
        record = self._upload(csv(self._late(1)))
        record.sudo().progress_id.attempts = consequences.MOST_ATTEMPTS
        self._cron()
        self.assertIn("could not be worked out", record.consequences_text)
        self.assertFalse(record.consequences_waiting)
