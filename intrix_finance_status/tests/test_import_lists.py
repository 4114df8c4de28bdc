import io
import zipfile
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import day
from .common_import import ImportCommon, csv
from .reader_samples import sample

AGEING = 'Kupac;Račun;Datum;Dospijeće;Nedospjelo;0-30;31-60;61-90;>90;Ukupno'


@tagged('post_install', '-at_install')
class TestImportLists(ImportCommon):
    """Lists as programs export them, one after the other, from the file to the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.currency']._activate_group_multi_currency()
        cls.env['res.currency'].with_context(active_test=False).search(
            [('name', 'in', ('EUR', 'USD', 'GBP'))]
        ).active = True

    def _list(self, name, **values):
        """Return an import of a sample that was imported."""
        return self._import(sample(f'lists/{name}'), name, **values)

    def _open(self):
        """Return {number: (total, paid, open)} of the documents."""
        return {
            name: (document.amount_total, document.amount_paid, document.amount_due)
            for name, document in self._documents().items()
        }

    def _bank(self, amount, text, day=date(2026, 11, 20), payer=''):
        """Have the bank bring a payment."""
        currency = self.env.company.currency_id.name
        content = (
            'Datum;Platitelj;Opis;Valuta;Uplata;Isplata\n'
            f'{day:%d.%m.%Y};{payer};{text};{currency};{amount},00;\n'
        )
        return self._import(content.encode(), 'bank.csv')

    # what an ageing says

    def test_ageing(self):
        self._list('ageing_1_invoices.csv')
        self.assertEqual(self._open(), {'15-1-1': (1000, 750, 250)})
        record = self._list('ageing_2_list.csv')
        self.assertRows(record, ('15-1-1', 'unchanged'))
        self.assertEqual(self._open(), {'15-1-1': (1000, 750, 250)})
        self.assertEqual(self._documents()['15-1-1'].state, 'open')

    def test_ageing_of_xero(self):
        self._list('xero_1_invoices.csv')
        self.assertEqual(self._open(), {'INV-9021': (1000, 650, 350)})
        record = self._list('xero_2_aged_receivables_detail.csv')
        self.assertEqual(self._open(), {'INV-9021': (1000, 650, 350)})
        self.assertFalse(record.count_error)

    def test_payment_between_two_ageings(self):
        """What the bank brought is in the second list as well: it is deducted once."""
        row = 'Sava Papir d.o.o.;15-1-1;05.09.2026;05.10.2026;0,00;0,00;{0};0,00;0,00;{0}'
        customer = self._customer("Sava Papir d.o.o.")
        self._import(f'{AGEING}\n{row.format("250,00")}\n'.encode())
        self.assertEqual(self._open(), {'15-1-1': (250, 0, 250)})
        self.assertEqual(self._documents()['15-1-1'].partner_id, customer)
        self._bank(100, "Uplata po računu 15-1-1", payer="Sava Papir d.o.o.")
        self.assertEqual(self._open(), {'15-1-1': (250, 100, 150)})
        self._import(f'{AGEING}\n{row.format("150,00")}\n'.encode())
        self.assertEqual(self._open(), {'15-1-1': (250, 100, 150)})
        # the bookkeeper has not booked it yet
        self._import(f'{AGEING}\n{row.format("250,00")}\n '.encode())
        self.assertEqual(self._open(), {'15-1-1': (250, 100, 150)})

    def test_total_below_what_is_paid(self):
        """Never a debt turned round: the row says what may be wrong, and what to do."""
        self._import(csv(('1', 1000, 750)))
        headings = 'Broj računa;Kupac;Datum računa;Datum dospijeća;Ukupno'
        date_ = self._documents()['1'].date
        record = self._upload(csv(f'1;Customer;{date_:%d.%m.%Y};;250,00', headings=headings))
        self.assertRows(record, ('1', 'error'))
        line = record.line_ids
        self.assertEqual(line.position, '2')
        for told in ("Total with tax", "250.00", "750.00", "still open"):
            self.assertIn(told, line.message)
        # as it says: the column holds what is open
        record.column_ids.filtered(
            lambda column: column.field == 'amount_total'
        ).field = 'amount_due'
        record.action_read_again()
        self.assertRows(record, ('1', 'unchanged'))
        self.assertEqual(self._open(), {'1': (1000, 750, 250)})

    def test_total_below_what_the_bank_brought(self):
        self._import(csv(('1', 1000, 0)))
        document = self._documents()['1']
        self.env['finance.status.document.payment'].create(
            {'document_id': document.id, 'amount': 750, 'date': '2026-11-20', 'kind': 'bank'}
        )
        record = self._upload(csv(('1', 250, 0)))
        self.assertRows(record, ('1', 'error'))
        # a total corrected to what is paid, or above, is none
        self.assertRows(self._upload(csv(('1', 800, 0))), ('1', 'changed'))

    # codes

    def test_remembered_ledger_code(self):
        """An account code chosen as customer code once doesn't give all to one customer."""
        agency = self._customer("City Agency Ltd")
        club = self._customer("Bayside Club")
        record = self._upload(sample('lists/remembered_ledger_code.csv'))
        record.column_ids.filtered(lambda c: c.header == 'AccountCode').field = 'partner_reference'
        record.action_read_again()
        record.action_import()
        self._cron()
        documents = self._documents()
        self.assertEqual(documents['INV-0021'].partner_reference, '200')
        documents['INV-0021'].with_user(self.finance).action_choose(agency.id)
        self.assertEqual(documents['INV-0021'].partner_id, agency)
        self.assertEqual(documents['INV-0022'].partner_id, club)
        self.assertFalse(documents['INV-0024'].partner_id)
        self._import(sample('lists/remembered_ledger_code.csv').replace(b'INV-002', b'INV-003'))
        documents = self._documents()
        self.assertEqual(documents['INV-0031'].partner_id, agency)
        self.assertEqual(documents['INV-0032'].partner_id, club)
        self.assertFalse(documents['INV-0034'].partner_id)

    # numbers begin again with the year

    def test_numbers_of_two_years(self):
        self._customer("Alfa d.o.o.")
        self._customer("Beta d.o.o.")
        record = self._list('year2.csv')
        self.assertRows(record, ('15/1/1', 'new'), ('15/1/1', 'new'))
        documents = self.env['finance.status.document'].search(
            [('source_id', '=', self.source.id)], order='date'
        )
        self.assertRecordValues(
            documents,
            [
                {'name': '15/1/1', 'date': date(2025, 12, 20), 'amount_due': 100},
                {'name': '15/1/1', 'date': date(2026, 1, 15), 'amount_due': 50},
            ],
        )
        self.assertEqual(documents.mapped('partner_id.name'), ["Alfa d.o.o.", "Beta d.o.o."])
        return documents

    def test_next_list_of_two_years(self):
        documents = self.test_numbers_of_two_years()
        record = self._import(sample('lists/year2.csv').replace(b'50,00;50,00', b'50,00;20,00'))
        self.assertRows(record, ('15/1/1', 'unchanged'), ('15/1/1', 'changed'))
        self.assertEqual(documents.mapped('amount_due'), [100, 20])

    def test_payment_of_the_right_year(self):
        documents = self.test_numbers_of_two_years()
        # before the second one was issued
        self._bank(100, "Uplata po računu 15-1-1", date(2026, 1, 10))
        self.assertEqual(documents.mapped('amount_due'), [0, 50])
        self._bank(50, "Uplata po računu 15-1-1", date(2026, 2, 10))
        self.assertEqual(documents.mapped('amount_due'), [0, 0])

    def test_payment_of_this_year(self):
        documents = self.test_numbers_of_two_years()
        self._bank(50, "Uplata po računu 15-1-1", date(2026, 2, 10), payer="Beta d.o.o.")
        self.assertEqual(documents.mapped('amount_due'), [100, 0])

    def test_reported_payment_of_the_right_year(self):
        documents = self.test_numbers_of_two_years()
        headings = 'Broj računa;Datum uplate;Iznos uplate'
        self._import(csv('15/1/1;05.01.2026;30,00', headings=headings))
        self.assertEqual(documents.mapped('amount_due'), [70, 50])
        self._import(csv('15/1/1;05.02.2026;50,00', headings=headings))
        self.assertEqual(documents.mapped('amount_due'), [70, 0])

    def test_ageing_without_dates(self):
        """Of two years' invoices with one number, the due date tells which is meant."""
        documents = self.test_numbers_of_two_years()
        headings = 'Broj računa;Kupac;Dospijeće;Otvoreno'
        self._import(csv('15/1/1;Alfa d.o.o.;20.01.2026;60,00', headings=headings))
        self.assertEqual(documents.mapped('amount_due'), [60, 50])

    def test_closing_in_the_new_year(self):
        """The number of January does not keep the one of December open."""
        self.source.open_items_only = True
        self.source.closing_percent = 100
        lists = sample('lists/year2.csv').splitlines(keepends=True)
        more = b'16/1/1;Alfa d.o.o.;20.12.2025;20.01.2026;10,00;10,00\r\n'
        self._import(b''.join([lists[0], lists[1].rstrip() + b'\r\n', more]))
        record = self._import(b''.join([lists[0], lists[2].rstrip() + b'\r\n', more]), 'second.csv')
        self.assertEqual(
            [(line.name, line.date.year) for line in record.line_ids if line.outcome == 'paid'],
            [('15/1/1', 2025)],
        )

    # bank lists that name no currency

    def _movements(self):
        return self.env['finance.status.transaction'].search([('source_id', '=', self.source.id)])

    def _answer(self, record, answer):
        [question] = record.question_ids
        question.with_user(self.finance).answer = answer
        record.action_read_again()

    def _bank_list(self, account='DE89370400440532013000', title='', amount='100,00'):
        return (
            f'{title}\nKonto: {account}\nDatum;Platitelj;Opis;Uplata;Isplata\n'
            f'01.11.2026;Sava Papir d.o.o.;Racun 15-1-1;{amount};\n'
        ).encode()

    def test_currency_of_the_country(self):
        self.env.company.currency_id = self.env.ref('base.EUR')
        record = self._upload(sample('lists/bank_no_currency.csv'))
        self.assertFalse(record.question_ids)
        self.assertEqual(record.line_ids.sorted('id')[0].currency, 'EUR')
        self.assertIn("EUR is taken", record.warnings)
        self.assertEqual(record.line_ids.mapped('outcome'), ['new', 'skipped'])
        record.action_import()
        self._cron()
        self.assertEqual(record.line_ids.mapped('outcome'), ['new', 'skipped'])
        self.assertRecordValues(
            self._movements(), [{'amount': 100, 'currency_id': self.env.ref('base.EUR').id}]
        )

    def test_currency_is_asked_once(self):
        record = self._upload(self._bank_list('CH9300762011623852957'))
        self.assertIn('CH9300762011623852957', record.question_ids.text)
        self.assertFalse(record.line_ids)
        choices = [value for value, _label in record.question_ids.choices]
        self.assertEqual(choices[0], self.env.company.currency_id.name)
        self._answer(record, 'GBP')
        self.assertEqual(record.line_ids.currency, 'GBP')
        record.action_import()
        self._cron()
        self.assertEqual(self._movements().currency_id.name, 'GBP')
        # the next one of the account is read without a question, and may be answered again
        record = self._upload(self._bank_list('CH9300762011623852957', amount='7,00'))
        self.assertFalse(record.question_ids)
        self.assertEqual(record.line_ids.currency, 'GBP')
        record.action_ask_again()
        self._answer(record, 'EUR')
        self.assertEqual(record.line_ids.currency, 'EUR')
        # another account is another question
        self.assertTrue(self._upload(self._bank_list('GB29NWBK60161331926819')).question_ids)

    def test_currency_of_the_account(self):
        self.env['account.journal'].create(
            {
                'name': "Bank in pounds",
                'type': 'bank',
                'code': 'BNKP',
                'currency_id': self.env.ref('base.GBP').id,
                'bank_acc_number': 'CH93 0076 2011 6238 5295 7',
            }
        )
        record = self._upload(self._bank_list('CH9300762011623852957', 'Valuta: EUR'))
        self.assertEqual(record.line_ids.currency, 'GBP')

    def test_currency_of_title_or_name(self):
        record = self._upload(self._bank_list('CH9300762011623852957', 'Konto in EUR'))
        self.assertEqual(record.line_ids.currency, 'EUR')
        content = self._bank_list('CH9300762011623852957')
        record = self._upload(content, 'kontoauszug_GBP_2026-11.csv')
        self.assertEqual(record.line_ids.currency, 'GBP')
        # the same movement, whatever the file is called
        self.assertEqual(
            record.line_ids.values['identity'],
            self._upload(content, 'EUR.csv').line_ids.values['identity'],
        )
        self.assertTrue(self._upload(content, 'EUR-GBP.csv').question_ids)

    def test_unknown_currency_in_the_preview(self):
        content = (
            self._bank_list()
            .replace(b'Opis;', b'Opis;Oznaka valute;')
            .replace(b'15-1-1;', b'1;XQX;')
        )
        record = self._upload(content)
        self.assertEqual(record.line_ids.outcome, 'error')
        self.assertIn("currency is not known", record.line_ids.message)

    # nothing is open any more

    def test_everything_is_paid(self):
        self._import(csv(('1', 1000, 0), ('2', 500, 100)))
        for content in (
            b'Otvorene stavke kupaca na dan 30.11.2026.\n',
            csv(headings='Otvorene stavke kupaca\nNa dan;30.11.2026\nBroj;Kupac;Datum;Otvoreno'),
            csv('Ukupno;;;;;0,00;;'),
            b'\n \n',
        ):
            with self.subTest(content=content):
                record = self._upload(content)
                self.assertIn(record.state, ('failed', 'preview'))
                self.assertFalse(record.count_paid)
                record.action_take_empty()
                self.assertEqual((record.state, record.count_paid), ('preview', 2))
                self.assertEqual(record.closing_amount, 1400)
                self.assertIn('1,400.00', record.closing_question)
                with self.assertRaises(UserError):
                    record.action_import()
                record.action_ask_again()
                self.assertFalse(record.count_paid)
        record = self._upload(content)
        record.action_take_empty()
        record.action_confirm_closing()
        record.action_import()
        self._cron()
        self.assertEqual(record.state, 'done')
        self.assertEqual(self._open(), {'1': (1000, 1000, 0), '2': (500, 500, 0)})
        record.action_undo()
        self._cron()
        self.assertEqual(self._open(), {'1': (1000, 0, 1000), '2': (500, 100, 400)})

    def test_what_is_not_empty(self):
        """A file that lists something, but isn't understood, doesn't mean that all is paid."""
        self._import(csv(('1', 1000, 0)))
        for content in (
            csv('a;b;12,50', headings='x;y;z'),
            csv(('1', 1000)),
            b'%PDF-1.4',
            sample('lists/mt940.sta'),
        ):
            record = self._upload(content)
            with self.assertRaises(UserError):
                record.action_take_empty()

    # corrected invoices

    def _e_invoice(self, name):
        return sample(f'lists/ubl_corrected_{name}.xml')

    def _issued_by_us(self):
        self.env.company.partner_id.vat = 'HR68139364755'

    def test_corrected_invoice(self):
        self._issued_by_us()
        self._import(self._e_invoice('1_original_380'), 'first.xml')
        record = self._upload(self._e_invoice('2_replacing_384'), 'second.xml')
        self.assertRows(record, ('103-1-1', 'new'), ('102-1-1', 'changed'))
        self.assertIn("103-1-1 has replaced it", record.line_ids.sorted('id')[1].message)
        record.action_import()
        self._cron()
        self.assertRows(record, ('103-1-1', 'new'), ('102-1-1', 'changed'))
        documents = self._documents()
        self.assertEqual(documents['102-1-1'].state, 'cancelled')
        self.assertEqual(self._open()['103-1-1'], (100, 0, 100))
        self.assertEqual(sum(self._documents()[name].amount_due for name in documents), 100)
        # told once more, the original stays replaced
        self._import(self._e_invoice('1_original_380') + b' ', 'again.xml')
        self.assertEqual(documents['102-1-1'].state, 'cancelled')
        record.action_undo()
        self._cron()
        self.assertEqual(self._documents().keys(), {'102-1-1'})
        self.assertEqual(self._open()['102-1-1'], (125, 0, 125))

    def test_replacing_one_known_in_another_source(self):
        """The row of what it replaces stands at the same position, and hides nothing."""
        self._issued_by_us()
        self._import(self._e_invoice('2_replacing_384'), source=self._other_source())
        record = self._upload(self._e_invoice('2_replacing_384'), 'second.xml')
        self.assertEqual(record.known_elsewhere, 1)

    def test_corrected_before_the_original(self):
        self._issued_by_us()
        record = self._import(self._e_invoice('2_replacing_384'), 'second.xml')
        self.assertRows(record, ('103-1-1', 'new'), ('102-1-1', 'unchanged'))
        self.assertIn("not known here", record.line_ids.sorted('id')[1].message)
        self._import(self._e_invoice('1_original_380'), 'first.xml')
        self.assertEqual(self._documents()['102-1-1'].state, 'cancelled')
        self.assertEqual(sum(d.amount_due for d in self._documents().values()), 100)

    def test_corrected_both_in_preview(self):
        """Both are read before either is imported."""
        self._issued_by_us()
        second = self._upload(self._e_invoice('2_replacing_384'), 'second.xml')
        first = self._upload(self._e_invoice('1_original_380'), 'first.xml')
        first.action_import()
        second.action_import()
        self._cron()
        self.assertEqual(self._documents()['102-1-1'].state, 'cancelled')

    def test_corrected_in_one_file(self):
        self._issued_by_us()
        content = io.BytesIO()
        with zipfile.ZipFile(content, 'w') as archive:
            archive.writestr('a.xml', self._e_invoice('2_replacing_384'))
            archive.writestr('b.xml', self._e_invoice('1_original_380'))
        record = self._import(content.getvalue(), 'both.zip')
        self.assertRows(record, ('103-1-1', 'new'), ('102-1-1', 'new'))
        self.assertEqual(self._documents()['102-1-1'].state, 'cancelled')
        self.assertEqual(sum(d.amount_due for d in self._documents().values()), 100)

    def test_corrected_after_payment(self):
        """What was paid on the original is not lost without a word."""
        self._issued_by_us()
        self._import(self._e_invoice('1_original_380'), 'first.xml')
        self.env['finance.status.document.payment'].create(
            {
                'document_id': self._documents()['102-1-1'].id,
                'amount': 25,
                'date': '2026-11-20',
                'kind': 'manual',
            }
        )
        record = self._upload(self._e_invoice('2_replacing_384'), 'second.xml')
        self.assertIn('25.00', record.question_ids.text)
        with self.assertRaises(UserError):
            record.action_import()
        self._answer(record, 'keep')
        self.assertRows(record, ('103-1-1', 'new'))
        record.action_ask_again()
        self._answer(record, 'cancel')
        self.assertRows(record, ('103-1-1', 'new'), ('102-1-1', 'changed'))

    def test_corrected_by_a_difference(self):
        """With minus it is the difference: both count."""
        self._issued_by_us()
        self._import(self._e_invoice('1_original_380'), 'first.xml')
        content = self._e_invoice('2_replacing_384').replace(b'>80.00<', b'>-20.00<')
        record = self._import(content.replace(b'>100.00<', b'>-25.00<'), 'second.xml')
        self.assertRows(record, ('103-1-1', 'new'))
        self.assertEqual(self._documents()['103-1-1'].document_type, 'refund')
        self.assertEqual(self._documents()['102-1-1'].state, 'open')

    def test_credit_note_with_minus(self):
        """Whether it is a credit or a claim is asked, once for a file; both can be answered."""
        self._issued_by_us()
        content = sample('lists/ubl_creditnote_negative.xml')
        for answer, total in (('refund', -125), ('invoice', 125)):
            record = self._upload(content, f'{answer}.xml')
            self.assertFalse(record.line_ids)
            with self.assertRaises(UserError):
                record.action_import()
            self._answer(record, answer)
            self.assertEqual(record.line_ids.amount, total)
            record.action_ask_again()
            self.assertTrue(record.question_ids)

    def test_corrected_of_another_company(self):
        """What another company issued cancels nothing of ours."""
        self._issued_by_us()
        self._import(self._e_invoice('1_original_380'), 'first.xml')
        self.env.company.partner_id.vat = 'HR12345678903'
        record = self._upload(self._e_invoice('2_replacing_384'), 'second.xml')
        self.assertRows(record, ('103-1-1', 'error'), ('102-1-1', 'error'))

    # the same invoice in two sources

    def _other_source(self):
        return self.env['finance.status.source'].create({'name': "Shop", 'code': 'shop'})

    def _in_all(self):
        """Return (state, paid, open) of the documents of all sources, the oldest first."""
        documents = self.env['finance.status.document'].search(
            [('company_id', '=', self.env.company.id)], order='id'
        )
        return [(d.state, d.amount_paid, d.amount_due) for d in documents]

    def test_known_in_another_source(self):
        customer = self.customer
        shop = self._other_source()
        self.env['finance.status.document']._sync(
            shop,
            [
                {
                    'external_id': 'S1',
                    'name': '15/1/1',
                    'date': day(-20),
                    'date_due': day(-10),
                    'amount_total': 1000,
                    'partner_name': "Customer",
                }
            ],
        )
        self.assertEqual(customer.finance_amount_due, 1000)
        content = csv(('15-1-1', 1000, 400), ('16-1-1', 7))
        record = self._upload(content)
        line = record.line_ids.sorted('id')[0]
        self.assertIn("Known in Shop", line.message)
        self.assertEqual(record.known_elsewhere, 1)
        record.action_import()
        self._cron()
        self.assertIn("Known in Shop", line.message)
        # once, and by what both say
        self.assertEqual(
            self._in_all(), [('open', 400, 600), ('cancelled', 400, 0), ('open', 0, 7)]
        )
        customer.invalidate_recordset()
        self.assertEqual((customer.finance_amount_due, customer.finance_amount_overdue), (607, 600))
        document = self._documents()['15-1-1']
        self.assertEqual(document.known_elsewhere, "Shop")
        self.assertAgreesWithCompute(document | document.same_as_id)
        # the next list tells more, and again nothing is counted twice
        record = self._import(csv(('15-1-1', 1000, 1000), ('16-1-1', 7)))
        self.assertEqual(
            self._in_all(), [('paid', 1000, 0), ('cancelled', 1000, 0), ('open', 0, 7)]
        )
        self.assertIn("Known in Shop", record.line_ids.sorted('id')[0].message)
        return document

    def assertAgreesWithCompute(self, documents):
        """Check that what SQL wrote is what the fields compute."""
        names = ['amount_paid', 'amount_due', 'state']
        stored = documents.read(names)
        for name in names:
            self.env.add_to_compute(documents._fields[name], documents)
        self.assertEqual(documents.read(names), stored)

    def test_known_elsewhere_answers(self):
        document = self.test_known_in_another_source()
        other = document.same_as_id
        order = self._order()
        other.order_ids = [(0, 0, {'order_id': order.id, 'amount': 1000})]
        self.assertFinance(order, invoiced=1000)
        document.with_user(self.finance).action_count_here()
        self.assertEqual((document.state, other.state), ('paid', 'cancelled'))
        self.assertEqual(other.same_as_id, document)
        self.assertFinance(order, invoiced=1000)
        other.with_user(self.finance).action_count_beside()
        self.assertEqual((document.state, other.state), ('paid', 'open'))
        self.assertFinance(order, invoiced=2000)
        # said once, it stays
        self._import(csv(('15-1-1', 1000, 500), ('16-1-1', 8)))
        self.assertEqual((document.state, other.state), ('open', 'open'))

    def test_known_elsewhere_cancelled_there(self):
        document = self.test_known_in_another_source()
        other = document.same_as_id
        self.env['finance.status.document']._sync(
            other.source_id, [{'external_id': 'S1', 'state': 'cancelled'}]
        )
        self.assertEqual((document.state, other.state), ('paid', 'cancelled'))
        self.assertFalse(document.same_as_id)

    def test_known_elsewhere_removed_there(self):
        document = self.test_known_in_another_source()
        document.same_as_id.unlink()
        self.assertEqual((document.state, document.amount_paid), ('paid', 1000))

    def test_known_elsewhere_cancelled_by_hand(self):
        document = self.test_known_in_another_source()
        document.same_as_id.cancelled = True
        self.assertFalse(document.same_as_id)
        self.assertEqual((document.state, document.amount_paid), ('paid', 1000))

    def test_known_elsewhere_undone(self):
        document = self.test_known_in_another_source()
        other = document.same_as_id
        for record in self.Import.search([('source_id', '=', self.source.id)], order='id desc'):
            record.action_undo()
            self._cron()
        self.assertFalse(document.exists())
        self.assertEqual((other.state, other.amount_due), ('open', 1000))

    def test_other_invoices_with_the_number(self):
        """Other customers, other years, credit notes and other companies are others."""
        shop = self._other_source()
        self._customer("Other Ltd")
        told = {'date': day(-20), 'amount_total': 1000, 'partner_name': "Customer"}
        self.env['finance.status.document']._sync(
            shop,
            [
                {**told, 'external_id': 'S1', 'name': '1', 'partner_name': "Other Ltd"},
                {**told, 'external_id': 'S2', 'name': '2', 'date': day(-20 - 366)},
                {**told, 'external_id': 'S3', 'name': '3', 'document_type': 'refund'},
            ],
        )
        record = self._import(csv(('1', 1000), ('2', 1000), ('3', 1000)))
        self.assertFalse(record.known_elsewhere)
        self.assertEqual({state for state, _paid, _due in self._in_all()}, {'open'})

    def test_known_in_odoo(self):
        """Odoo's own books count, as long as the invoice is posted."""
        customer = self.customer
        invoice = self._plain_invoice(1000, partner=customer, date=day(-20), due=day(-10))
        due = customer.finance_amount_due
        record = self._upload(csv((invoice.name, 1000)))
        self.assertIn("Known in Odoo's books", record.line_ids.message)
        record.action_import()
        self._cron()
        document = self._documents()[invoice.name]
        self.assertEqual((document.state, document.same_as_move_id), ('cancelled', invoice))
        customer.invalidate_recordset()
        self.assertEqual(customer.finance_amount_due, due)
        invoice.button_draft()
        self.assertEqual(document.state, 'open')
        customer.invalidate_recordset()
        self.assertEqual(customer.finance_amount_due, 1000)

    def test_payment_of_what_counts_elsewhere(self):
        document = self.test_known_in_another_source()
        self._bank(1000, "Uplata po računu 15-1-1", payer="Customer")
        self.assertFalse(document.payment_ids)
        self.assertEqual(document.same_as_id.payment_ids.amount, 1000)
