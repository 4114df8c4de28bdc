import io
import zipfile
from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import camt, recognise
from ..readers.base import IncompleteError
from .camt_files import (
    OWN,
    PAYER,
    addiko,
    balance,
    document,
    entry,
    erste,
    halcom,
    message,
    path,
    statement,
    tag,
)
from .reader_samples import english, refusal


def identities(content):
    return [row.identity for row in camt.read(content).rows]


class TestReadCamtFiles(BaseCase):
    """What stands around the entries: banks' own ways, pages, wrappers, completeness."""

    def test_erste(self):
        reading = camt.read(erste())
        self.assertEqual(reading.format, 'camt.053')
        self.assertEqual(reading.warnings, [])
        first, on_behalf, without, fee = reading.rows
        self.assertEqual(first.references, ('HR0000-00000000001',))
        self.assertEqual(first.text, 'Uplata po računu 1/1/1')
        self.assertEqual(first.partner_name, 'KUPAC d.o.o.')
        self.assertEqual(first.partner_account, PAYER)
        self.assertEqual(first.end_to_end_id, '')
        self.assertEqual(on_behalf.partner_name, 'POSREDNIK d.d.')
        self.assertEqual(on_behalf.ultimate_name, 'Ivana Horvat')
        self.assertEqual(on_behalf.references, ('HR01123-1-18',))
        self.assertEqual(on_behalf.end_to_end_id, 'HR0112-34')
        self.assertEqual(without.references, ())
        self.assertEqual(without.texts, ('RN 17-1-1',))
        self.assertEqual(fee.amount, Decimal('-12.35'))
        self.assertFalse(fee.is_payment or fee.takes_back)
        [told] = reading.statements
        self.assertEqual((told.account, told.name, told.owner), (OWN, '211', 'MI d.o.o.'))
        self.assertTrue(told.checked)

    def test_addiko(self):
        reading = camt.read(addiko())
        [row] = reading.rows
        self.assertEqual(row.partner_name, 'Grad Rijeka')
        self.assertEqual(row.references, ('HR00 20-2026',))
        self.assertEqual(reading.statements[0].opening, Decimal('-50.00'))

    def test_halcom(self):
        first, second = camt.read(halcom()).rows
        self.assertEqual(first.references, ('SI0026-370-000017',))
        self.assertEqual(first.text, 'Račun 26-370-000017')
        self.assertEqual(second.references, ('RF18539007547034',))
        self.assertEqual(second.end_to_end_id, '')
        self.assertEqual(identities(halcom('052')), [first.identity, second.identity])

    def test_every_version(self):
        for kind in ('052', '053', '054'):
            for number in range(1, 15):
                content = message(entry(5), kind=kind, version=f'{number:02}')
                reading = camt.read(content)
                self.assertEqual(reading.format, f'camt.{kind}')
                self.assertEqual([row.amount for row in reading.rows], [5])
        for version in ('00', '15', '99', '2'):
            self.assertIn("known are", refusal(camt.read, message(version=version)))

    def test_another_message(self):
        content = document(statement()).replace(b'camt.053.001.02', b'pain.001.001.03')
        self.assertIn("pain.001", refusal(camt.read, content))
        content = document(statement(), kind='054').replace(b'camt.054.', b'camt.053.')
        self.assertIn("has no BkToCstmrStmt", refusal(camt.read, content))
        self.assertIn("no statement of a bank", refusal(camt.read, b'<a/>'))
        self.assertIn("no statement of an account", refusal(camt.read, document()))
        self.assertTrue(refusal(camt.read, b''))

    def test_wrapper(self):
        """Banks wrap a message with its application header, or several of them."""
        inner = erste().partition(b'\n')[2]
        wrapped = (
            b'<BizMsg xmlns="urn:x"><AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02">'
            b'<Fr/></AppHdr>' + inner + b'</BizMsg>'
        )
        self.assertEqual(identities(wrapped), identities(erste()))
        both = b'<m>' + inner + addiko().partition(b'\n')[2] + b'</m>'
        reading = camt.read(both)
        self.assertEqual(len(reading.statements), 2)
        self.assertEqual(
            [row.position for row in reading.rows], ['1!1', '1!2', '1!3', '1!4', '2!1']
        )
        for content in (wrapped, both):
            self.assertEqual(
                [row.identity for row in recognise.read(content).rows], identities(content)
            )

    def test_comments_and_instructions(self):
        content = erste().replace(b'<GrpHdr>', b'<!-- a --><?pi x?><GrpHdr>')
        content = content.replace(b'1250.00</Amt>', b'12<!-- b -->50.00</Amt>')
        self.assertEqual(identities(content), identities(erste()))

    def test_prefixed_names(self):
        content = erste().decode()
        content = content.replace('</', '</c:').replace('<c:', '<').replace('</c:', '</')
        content = content.replace('xmlns=', 'xmlns:c=')
        head, _line, body = content.partition('\n')
        body = body.replace('</', '\x00').replace('<', '<c:').replace('\x00', '</c:')
        self.assertEqual(identities(f'{head}\n{body}'.encode()), identities(erste()))

    def test_encodings(self):
        plain = erste().decode()
        for encoding in ('utf-16', 'windows-1250', 'iso-8859-2', 'utf-8-sig'):
            named = plain.replace('UTF-8', encoding.replace('-sig', ''))
            content = named.encode(encoding)
            self.assertEqual(
                [row.text for row in camt.read(content).rows],
                [row.text for row in camt.read(erste()).rows],
                encoding,
            )
            self.assertEqual(len(recognise.read(content).rows), 4, encoding)

    def test_tree_gives_the_same(self):
        from ..readers.safe_xml import parse

        for content in (erste(), addiko(), halcom()):
            self.assertEqual(camt.read_root(parse(content)), camt.read(content))

    def test_several_accounts(self):
        content = document(
            statement(balance('OPBD', 0), balance('CLBD', 5), entry(5)),
            statement(balance('OPBD', 1), balance('CLBD', 8), entry(7), account=PAYER, name='S2'),
        )
        reading = camt.read(content)
        self.assertEqual([row.account for row in reading.rows], [OWN, PAYER])
        self.assertEqual([told.closing for told in reading.statements], [5, 8])

    def test_balances_behind_the_entries(self):
        content = document(statement(entry(5), balance('OPBD', 0), balance('CLBD', 5)))
        self.assertTrue(camt.read(content).statements[0].checked)
        content = document(statement(entry(5), balance('OPBD', 0), balance('CLBD', 6)))
        with self.assertRaises(IncompleteError):
            camt.read(content)

    def test_missing_and_doubled_entries(self):
        whole = erste()
        start = whole.index(b'<Ntry>')
        end = whole.index(b'</Ntry>') + len(b'</Ntry>')
        for content in (
            whole[:start] + whole[end:],
            whole[:end] + whole[start:end] + whole[end:],
        ):
            with self.assertRaises(IncompleteError):
                camt.read(content)
            with self.assertRaises(IncompleteError):
                recognise.read(content)
            reading = camt.read(content, incomplete=True)
            self.assertIn("doesn't add up", english(reading.warnings[0]))
            self.assertFalse(reading.statements[0].checked)

    def test_totals(self):
        """Without balances, as in notifications, counts and sums tell that something is gone."""

        def content(number, amount, *entries):
            summary = path('TtlCdtNtries', path('NbOfNtries', number) + path('Sum', amount))
            return message(tag('TxsSummry', summary), *entries)

        self.assertEqual(len(camt.read(content('2', '12.00', entry(5), entry(7))).rows), 2)
        self.assertEqual(len(camt.read(content('02', '12', entry(5), entry(7))).rows), 2)
        # those not booked yet may be counted, or not
        pending = entry(7, state='PDNG')
        self.assertEqual(len(camt.read(content('2', '12', entry(5), pending)).rows), 1)
        self.assertEqual(len(camt.read(content('1', '5', entry(5), pending)).rows), 1)
        for wrong in (content('3', '12', entry(5), entry(7)), content('2', '13', entry(12))):
            with self.assertRaises(IncompleteError):
                camt.read(wrong)

    def test_days_with_balances_each(self):
        content = document(
            statement(
                balance('OPBD', 0, '2026-11-01'),
                balance('CLBD', 5, '2026-11-01'),
                balance('OPBD', 5, '2026-11-02'),
                balance('CLBD', 12, '2026-11-02'),
                entry(5),
                entry(7),
            )
        )
        [told] = camt.read(content).statements
        self.assertEqual((told.opening, told.closing, told.checked), (0, 12, True))

    def test_pages(self):
        def page(number, is_last, *inner):
            pages = path('StmtPgntn', path('PgNb', number) + path('LastPgInd', is_last))
            return statement(*inner, head=pages)

        first = page(1, 'false', balance('OPBD', 0), entry(5), entry(5))
        last = page(2, 'true', entry(5), balance('CLBD', 15))
        reading = camt.read(document(first, last))
        self.assertTrue(all(told.checked for told in reading.statements))
        self.assertEqual(len({row.identity for row in reading.rows}), 3)
        # what is missing isn't held against the page that is here
        reading = camt.read(document(first))
        self.assertIn("several pages", english(reading.warnings[0]))
        with self.assertRaises(IncompleteError):
            camt.read(document(first, last.replace('>15<', '>16<')))

    def test_dates(self):
        def first_date(content):
            return camt.read(content).rows[0].date

        self.assertEqual(first_date(message(entry(5, day='2026-11-01Z'))), date(2026, 11, 1))
        stamp = entry(5).replace(
            '<BookgDt><Dt>2026-11-02</Dt>', '<BookgDt><DtTm>2026-11-01T23:30:00.123+01:00</DtTm>'
        )
        self.assertEqual(first_date(message(stamp)), date(2026, 11, 1))
        self.assertEqual(
            first_date(message(entry(5, day=None, value_day='2026-10-30'))), date(2026, 10, 30)
        )
        without = entry(5, day=None, value_day=None)
        self.assertEqual(first_date(message(without)), date(2026, 11, 3))
        content = document(statement(balance('CLBD', 5, '2026-10-29'), without))
        self.assertEqual(first_date(content), date(2026, 10, 29))
        for wrong in ('2026-02-30', '1.11.2026', '20261101', '2026-11-01x', '٢٠٢٦-١١-٠١'):
            why = refusal(camt.read, message(entry(5, day=wrong)))
            self.assertIn('is not a date', why)

    def test_zip(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w') as archive:
            archive.writestr('a/1.xml', erste())
            archive.writestr('a/2.xml', halcom())
        reading = recognise.read(packed.getvalue())
        self.assertEqual(reading.kind, 'transactions')
        self.assertEqual([row.position for row in reading.rows][3:5], ['a/1.xml: 4', 'a/2.xml: 1'])
        self.assertEqual(len(reading.statements), 2)

    def test_zip_of_what_does_not_add_up(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w') as archive:
            archive.writestr('1.xml', erste().replace(b'2637.55', b'1'))
        with self.assertRaises(IncompleteError):
            recognise.read(packed.getvalue())
        self.assertEqual(len(recognise.read(packed.getvalue(), incomplete=True).rows), 4)
