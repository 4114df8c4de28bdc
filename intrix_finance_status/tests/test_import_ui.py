from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..models import finance_status_import_run as run
from .common import FinanceStatusBase, day
from .reader_samples import sample

OIB = '12345678903'
REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<EvidentirajNaplatuZahtjev xmlns="http://www.porezna-uprava.gov.hr/fin/2024/types/eIzvjestavanje">
  <Naplata>
    <brojDokumenta>T-2026-1</brojDokumenta><datumIzdavanja>{date}</datumIzdavanja>
    <oibPorezniBrojIzdavatelja>{oib}</oibPorezniBrojIzdavatelja>
    <oibPorezniBrojPrimatelja>94577403194</oibPorezniBrojPrimatelja>
    <datumNaplate>{date}</datumNaplate><naplaceniIznos>1000.00</naplaceniIznos>
    <nacinPlacanja>T</nacinPlacanja>
  </Naplata>
</EvidentirajNaplatuZahtjev>"""


@tagged('post_install', '-at_install')
class TestImportUi(FinanceStatusBase, HttpCase):
    """What a finance user sees: upload, preview, import, progress, the order's status."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.vat = OIB
        cls.finance = new_test_user(
            cls.env,
            'import_tour',
            'intrix_finance_status.group_finance_status_user,sales_team.group_sale_salesman_all_leads',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.source = cls.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        cls.order = cls._order(user_id=cls.finance.id)
        cls.order.name = 'TOUR-1'

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(run, 'BATCH', 4))
        Import = self.env.registry['finance.status.import']
        ask = Import.get_progress

        def work_and_ask(record):
            """Let the job do a step each time the progress bar asks."""
            job = record.env(user=1)['finance.status.import']
            if waiting := job._next_import():
                waiting._work()
            record.env.invalidate_all()
            return ask(record)

        self.startPatcher(patch.object(Import, 'get_progress', work_and_ask))

    def _offer(self, name, content):
        """Let the browser fetch a file, to upload it."""
        self.env['ir.attachment'].create(
            {'name': name, 'raw': content, 'url': f'/finance_tour/{name}', 'public': True}
        )

    def _tour(self, name, url='/odoo/finance-imports', **options):
        self.start_tour(url, name, login=self.finance.login, **options)

    def test_upload_to_status(self):
        lines = ['Broj računa;Kupac;Datum računa;Dospijeće;Ukupno;Plaćeno;Narudžba;Napomena']
        for n in range(1, 13):
            order = 'TOUR-1' if n == 1 else ''
            lines.append(
                f'T-2026-{n};Customer;{day(-5):%d.%m.%Y};{day(10):%d.%m.%Y};1.000,00;0,00;{order};'
            )
        lines.append('T-2026-13;Customer;31.02.2026;;1.000,00;0,00;;')
        lines.append('Ukupno;;;;13.000,00;;;')
        self._offer('invoices.csv', '\r\n'.join(lines).encode('cp1250'))
        self._offer('report.xml', REPORT.format(date=day(-1), oib=OIB).encode())
        self._tour('finance_import_csv')
        self.assertFinance(self.order, status='invoiced', due=1000)
        self._tour('finance_import_report')
        self.assertFinance(self.order, status='paid', due=0)
        self._tour('finance_import_undo')
        self.assertFinance(self.order, status='invoiced', due=1000)

    def test_unknown_customer(self):
        """A customer nobody knows is created from the preview; a wrong total is confirmed."""
        self.finance.group_ids += self.env.ref('base.group_partner_manager')
        lines = [
            'Broj računa;Kupac;Datum računa;Dospijeće;Ukupno;Plaćeno',
            f'N-1;Nova d.o.o.;{day(-5):%d.%m.%Y};{day(10):%d.%m.%Y};250,00;50,00',
            f'N-2;Customer;{day(-5):%d.%m.%Y};{day(10):%d.%m.%Y};200,00;0,00',
            'Ukupno;;;;999,00;',
        ]
        self._offer('unknown.csv', '\r\n'.join(lines).encode())
        self._tour('finance_import_customers')
        created = self.env['res.partner'].search([('name', '=', 'Nova d.o.o.')])
        self.assertEqual(len(created), 1)
        document = self.env['finance.status.document'].search([('name', '=', 'N-1')])
        self.assertRecordValues(document, [{'partner_id': created.id, 'amount_due': 200}])

    def test_samples_of_other_kinds(self):
        self._offer('invoice.xml', sample('ubl/odoo_l10n_hr_edi_test_invoice.xml'))
        self._offer('statement.xml', sample('camt/genkgo_camt053.v2.with-party-ids.xml'))
        self._tour('finance_import_ubl')
        self._tour('finance_import_camt')
        self.assertEqual(
            set(self.env['finance.status.import'].search([]).mapped('kind')),
            {'documents', 'transactions'},
        )

    def test_corrected_columns(self):
        self._offer(
            'odd.csv',
            b'Broj;Kupac;Iznos;Datum;Polje\r\nA-1;Customer;1.234,00;01.03.2026;TOUR-1\r\n',
        )
        self._tour('finance_import_columns')
        [record] = self.env['finance.status.import'].search([])
        self.assertEqual(record.state, 'preview')
        self.assertEqual(record.line_ids.values['order_reference'], 'TOUR-1')
