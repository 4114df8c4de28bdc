from odoo.tests import tagged

from ..readers.base import Row
from .common import day
from .common_import import ImportCommon
from .reader_samples import sample

OIB = '12345678903'
OTHER_OIB = '94577403194'
NAPLATA = """
    <Naplata>
        <brojDokumenta>{number}</brojDokumenta><datumIzdavanja>{issued}</datumIzdavanja>
        <oibPorezniBrojIzdavatelja>{issuer}</oibPorezniBrojIzdavatelja>
        <oibPorezniBrojPrimatelja>{customer}</oibPorezniBrojPrimatelja>
        <datumNaplate>{paid}</datumNaplate><naplaceniIznos>{amount}</naplaceniIznos>
        <nacinPlacanja>T</nacinPlacanja>
    </Naplata>"""


def report(*payments, issuer=OIB):
    """Return a collection report of (number, amount, VAT number of the customer)."""
    parts = ''.join(
        NAPLATA.format(
            number=number,
            amount=f'{amount:.2f}',
            issued=day(-20),
            paid=day(-1),
            issuer=issuer,
            customer=customer,
        )
        for number, amount, customer in payments
    )
    namespace = 'http://www.porezna-uprava.gov.hr/fin/2024/types/eIzvjestavanje'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<EvidentirajNaplatuZahtjev xmlns="{namespace}">{parts}</EvidentirajNaplatuZahtjev>'
    ).encode()


@tagged('post_install', '-at_install')
class TestImportPayments(ImportCommon):
    """Collection reports pay documents of whatever source, found by their numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.vat = OIB
        cls.books = cls.env['finance.status.source'].create({'name': "ERP", 'code': 'erp'})
        cls.order = cls._order()
        cls._tell('1234/2026/06', 1000, orders=[{'reference': cls.order.name}])
        cls._tell('7/1/1', 500, partner_vat=OTHER_OIB)

    @classmethod
    def _tell(cls, name, total, **values):
        [result] = cls.env['finance.status.document']._sync(
            cls.books,
            [{'name': name, 'date': day(-20), 'amount_total': total, **values}],
        )
        return cls.env['finance.status.document'].browse(result.document_id)

    def test_paid_at_the_bank_already(self):
        """What the bank or a person has registered is the same money, once for each of them."""
        documents = self._documents(self.books)
        document = documents['1234/2026/06']
        self.env['finance.status.document.payment'].create(
            [
                {'document_id': document.id, 'date': day(-2), 'amount': 400, 'kind': 'bank',
                 'identity': 'bank:1'},
                {'document_id': document.id, 'date': day(-90), 'amount': 100, 'kind': 'manual',
                 'identity': 'manual:1'},
            ]
        )  # fmt: skip
        rows = ('1234-2026-06', 400, OTHER_OIB), ('1234-2026-06', 100, OTHER_OIB)
        for _again in range(2):
            record = self._upload(report(*rows), 'report.xml', import_again=True)
            if record.count_left:
                record.action_import()
                self._cron()
            self.assertEqual(document.amount_paid, 600)
        record = self._upload(report(rows[0], rows[0], rows[1]), 'report.xml')
        self.assertRows(
            record,
            ('1234-2026-06', 'unchanged'),
            ('1234-2026-06', 'new'),
            ('1234-2026-06', 'unchanged'),
        )

    def test_paid_by_number(self):
        record = self._upload(
            report(('1234-2026-06', 400, OTHER_OIB), ('7-1-1', 500, OTHER_OIB), ('9-1-1', 5, OIB)),
            'report.xml',
        )
        self.assertEqual((record.state, record.kind), ('preview', 'payments'))
        self.assertRows(record, ('1234-2026-06', 'new'), ('7-1-1', 'new'), ('9-1-1', 'error'))
        self.assertIn('9-1-1', record.line_ids[-1].message)
        record.action_import()
        self._cron()
        self.assertEqual(record.state, 'done')
        documents = self._documents(self.books)
        self.assertRecordValues(
            documents['1234/2026/06'] + documents['7/1/1'],
            [
                {'state': 'open', 'amount_due': 600, 'date_paid': day(-1)},
                {'state': 'paid', 'amount_due': 0, 'date_paid': day(-1)},
            ],
        )
        self.assertFinance(self.order, paid=400, due=600)
        record.action_undo()
        self._cron()
        self.assertRows(record, ('1234-2026-06', 'undone'), ('7-1-1', 'undone'), ('9-1-1', 'error'))
        self.assertEqual(documents['7/1/1'].amount_due, 500)
        self.assertFinance(self.order, paid=0, due=1000)

    def test_same_payment_in_a_later_report(self):
        self._import(report(('7-1-1', 200, OTHER_OIB)), 'report.xml')
        record = self._import(report(('7-1-1', 200, OTHER_OIB), ('7-1-1', 50, OTHER_OIB)), 'r2.xml')
        self.assertRows(record, ('7-1-1', 'unchanged'), ('7-1-1', 'new'))
        self.assertEqual(self._documents(self.books)['7/1/1'].amount_paid, 250)

    def test_report_of_another_company(self):
        record = self._upload(report(('7-1-1', 200, OTHER_OIB), issuer=OTHER_OIB), 'report.xml')
        self.assertRows(record, ('7-1-1', 'error'))
        self.assertIn(OTHER_OIB, record.line_ids.message)
        self.env.company.vat = False
        record.action_read_again()
        self.assertRows(record, ('7-1-1', 'error'))

    def test_customer_must_fit(self):
        record = self._upload(report(('7-1-1', 200, OIB)), 'report.xml')
        self.assertRows(record, ('7-1-1', 'error'))
        # the same number of another customer
        self._tell('7-1-1', 300, partner_vat=f'HR{OIB}')
        record.action_read_again()
        self.assertRows(record, ('7-1-1', 'new'))
        record.action_import()
        self._cron()
        self.assertEqual(self._documents(self.books)['7-1-1'].amount_paid, 200)

    def test_not_certain(self):
        self._tell('7.1.1', 300, partner_vat=OTHER_OIB)
        cancelled = self._tell('8/1/1', 300)
        cancelled.cancelled = True
        record = self._upload(
            report(('7-1-1', 200, OTHER_OIB), ('8-1-1', 1, OTHER_OIB)), 'report.xml'
        )
        self.assertRows(record, ('7-1-1', 'error'), ('8-1-1', 'error'))

    def test_undo_leaves_changed_payment(self):
        record = self._import(report(('7-1-1', 200, OTHER_OIB)), 'report.xml')
        payment = record.line_ids.payment_id
        self.assertTrue(payment)
        payment.amount = 100
        record.action_undo()
        self._cron()
        self.assertRows(record, ('7-1-1', 'kept'))
        self.assertEqual(payment.exists().amount, 100)

    def test_sample(self):
        record = self._upload(sample('hr/fiskalizacija2_EvidentirajNaplatuZahtjev.xml'), 'n.xml')
        self.assertEqual((record.state, record.kind), ('preview', 'payments'))
        self.assertTrue(record.count_error)

    def test_invoice_of_a_supplier(self):
        """An e-invoice that another company issued is no claim of this one."""
        values = {'name': '5', 'date': day(-3), 'amount_total': 100, 'issuer_name': "Supplier"}
        rows = [
            Row('1', {**values, 'issuer_vat': OTHER_OIB}),
            Row('2', {**values, 'name': '6', 'issuer_vat': f'HR{OIB}'}),
            Row('3', {**values, 'name': '7'}),
            Row('4', {**values, 'name': '8', 'issuer_name': self.env.company.name.upper()}),
        ]
        with self._read_as(rows):
            record = self._import(b'rows')
        self.assertRows(record, ('5', 'error'), ('6', 'new'), ('7', 'error'), ('8', 'new'))
