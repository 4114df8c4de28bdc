from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import camt
from ..readers.base import Remittance
from .camt_files import (
    OWN,
    PAYER,
    entry,
    message,
    money,
    part,
    path,
    remittance,
    rows,
    tag,
)
from .reader_samples import refusal, sample


def amounts(*entries, **told):
    return [row.amount for row in rows(*entries, **told)]


class TestReadCamtEntries(BaseCase):
    """What an entry says: signs, amounts of its payments, who paid and what for."""

    def test_only_what_is_booked(self):
        for version in ('04', '08'):
            for state in ('PDNG', 'INFO', 'FUTR', 'XXXX', None):
                reading = camt.read(message(entry(5, state=state, version=version)))
                self.assertEqual(reading.rows, [], state)
                self.assertEqual(len(reading.skipped), 1)
        # a statement has booked entries only
        self.assertEqual(amounts(entry(5, state=None), kind='053'), [5])
        self.assertEqual(amounts(entry(5, state='PDNG'), kind='053'), [])

    def test_signs(self):
        cases = (
            # amount, RvslInd, RtrInf: payment, takes back
            ('5', None, None, True, False),
            ('5', 'false', None, True, False),
            ('5', '0', None, True, False),
            ('5', 'true', None, False, False),
            ('5', None, 'AC04', False, False),
            ('-5', None, None, False, False),
            ('-5', 'true', None, False, True),
            ('-5', '1', None, False, True),
            ('-5', None, 'AC06', False, True),
        )
        for amount, reversal, returned, is_payment, takes_back in cases:
            with self.subTest(amount=amount, reversal=reversal, returned=returned):
                [row] = rows(
                    entry(amount, part('5', returned=returned), reversal=reversal),
                )
                # RvslInd doesn't turn the sign
                self.assertEqual(row.amount, Decimal(amount))
                self.assertEqual((row.is_payment, row.takes_back), (is_payment, takes_back))

    def test_own_sign_of_a_payment(self):
        """A batch may hold a correction with the other sign."""
        batch = entry(90, part('100', direction='CRDT'), part('10', direction='DBIT'))
        self.assertEqual(amounts(batch), [100, -10])
        # some banks tell the sign it had at the payer's
        self.assertEqual(amounts(entry(5, part('5', direction='DBIT'))), [5])

    def test_return_with_charges(self):
        """The customer's part of what went back is what he had paid."""
        for told in ({'amount': '53.00'}, {}):
            back, charges = rows(
                entry('-53.00', part(**told, instructed='50.00', returned='AC06')), kind='053'
            )
            self.assertEqual((back.amount, charges.amount), (-50, -3))
            self.assertTrue(back.takes_back)
            self.assertTrue(charges.charges)
            self.assertFalse(charges.takes_back or charges.is_payment)
            self.assertEqual(charges.identity, f'{back.identity}|charges')

    def test_charges_of_a_payment(self):
        paid, charges = rows(entry('98', part('100', references=['17'])))
        self.assertEqual((paid.amount, charges.amount), (100, -2))
        self.assertEqual((paid.references, charges.references), (('17',), ()))
        self.assertEqual(amounts(entry('290', part('100'), part('200'))), [100, 200, -10])

    def test_what_nobody_calls_charges_is_none(self):
        """An amount that can't be the entry's is not believed."""
        self.assertEqual(amounts(entry('8.85', part('105.75'))), [Decimal('8.85')])
        self.assertEqual(amounts(entry('60', part('100'))), [60])
        self.assertEqual(amounts(entry('100', part('98'))), [100])
        [row] = rows(entry('60', part('50'), part('50')))
        self.assertEqual((row.amount, row.without_details), (60, True))
        told = money('TtlChrgsAndTaxAmt', '40.00')
        self.assertEqual(amounts(entry('60', part('100', more=tag('Chrgs', told)))), [100, -40])

    def test_amount_in_the_currency_of_the_account(self):
        """A dollar isn't a euro."""
        inner = tag(
            'AmtDtls',
            path('TxAmt', money('Amt', '110.00', 'USD')),
            path('CntrValAmt', money('Amt', '100.00')),
        )
        for element in (
            tag('TxDtls', inner),
            tag('TxDtls', money('Amt', '110.00', 'USD'), inner),
            tag('TxDtls', money('Amt', '110.00', 'USD')),
        ):
            [row] = rows(entry('100.00', element))
            self.assertEqual((row.amount, row.currency), (100, 'EUR'))
        batch = entry('200.00', tag('TxDtls', inner), tag('TxDtls', inner))
        self.assertEqual(amounts(batch), [100, 100])

    def test_batch_by_instructed_amounts(self):
        batch = entry('30', part(instructed='10'), part(instructed='20'))
        self.assertEqual(amounts(batch), [10, 20])
        batch = entry('-30', part(instructed='10'), part(instructed='20'), reversal='true')
        self.assertEqual(amounts(batch), [-10, -20])

    def test_batch_without_amounts(self):
        [row] = rows(entry('429.56', part(references=['1']), part(references=['2'], debtor='A')))
        self.assertEqual(row.amount, Decimal('429.56'))
        self.assertTrue(row.without_details)
        self.assertEqual(row.references, ('1', '2'))
        self.assertEqual(row.partner_name, '')
        self.assertEqual(row.details_count, 2)
        # details of one payment need no amount
        [row] = rows(entry('429.56', part(references=['1'])))
        self.assertFalse(row.without_details)

    def test_several_batches_in_an_entry(self):
        element = entry('6', part('1'), part('2')).replace(
            '</NtryDtls>', f'</NtryDtls>{tag("NtryDtls", part("3"))}'
        )
        self.assertEqual(amounts(element), [1, 2, 3])

    def test_white_space_and_decimals(self):
        told = entry('8.850').replace('>8.850<', '>\n  8.850 <').replace('>CRDT<', '> CRDT\n<')
        self.assertEqual(amounts(told), [Decimal('8.85')])
        self.assertEqual(amounts(entry('.5')), [Decimal('0.5')])
        self.assertEqual(amounts(entry('0')), [])

    def test_amounts_that_are_none(self):
        for text in (
            '', '--5', '+-5', '1,00', '1.000,00', '1e3', 'NaN', 'Infinity', '0x10', '٥', '1 000',
            '1' * 14, '9' * 400, '1.1234567', '5 EUR',
        ):  # fmt: skip
            why = refusal(camt.read, message(entry('7').replace('>7<', f'>{text}<')))
            self.assertTrue(why and why.startswith('1'), (text, why))
        # the sign stands beside it
        negative = entry('7').replace('>7<', '>-7<')
        self.assertIn("“-7” is not an amount", refusal(camt.read, message(negative)))

    def test_what_is_missing(self):
        whole = entry('5')
        for missing in ('<Amt Ccy="EUR">5</Amt>', '<CdtDbtInd>CRDT</CdtDbtInd>'):
            self.assertTrue(refusal(camt.read, message(whole.replace(missing, ''))), missing)
        for currency in ('', 'eur', 'EURO', '€'):
            content = message(whole.replace('"EUR"', f'"{currency}"'), currency=None)
            self.assertIn("currency", refusal(camt.read, content))
        self.assertIn("account", refusal(camt.read, message(whole, account=None)))
        # the account tells the currency as well
        self.assertEqual(amounts(whole.replace(' Ccy="EUR"', '')), [5])

    def test_other_kinds_of_account(self):
        for number in (
            path('Othr/Id', '1234'), path('BBAN', '1234'), path('PrtryAcct/Id', '1234')
        ):  # fmt: skip
            content = message(entry(5)).replace(f'<IBAN>{OWN}</IBAN>'.encode(), number.encode())
            self.assertEqual(camt.read(content).rows[0].account, '1234')

    def test_counterparty_by_account(self):
        """Banks differ in who is the debtor of a return; our account tells."""
        sides = {'debtor': 'A', 'debtor_account': PAYER, 'creditor': 'B', 'creditor_account': OWN}
        turned = {'debtor': 'B', 'debtor_account': OWN, 'creditor': 'A', 'creditor_account': PAYER}
        for told in (sides, turned):
            for amount in ('5', '-5'):
                for version in ('02', '08'):
                    [row] = rows(
                        entry(amount, part('5', version, **told), version=version),
                        version=version,
                    )
                    self.assertEqual((row.partner_name, row.partner_account), ('A', PAYER))

    def test_counterparty_by_name(self):
        sides = {'debtor': 'A', 'debtor_account': PAYER, 'creditor': 'Mi, D.O.O.'}
        turned = {'creditor': 'A', 'creditor_account': PAYER, 'debtor': 'Mi, D.O.O.'}
        for told in (sides, turned):
            for amount in ('5', '-5'):
                [row] = rows(entry(amount, part('5', **told)), owner='MI d.o.o.')
                self.assertEqual(row.partner_name, 'A')

    def test_counterparty_of_a_return(self):
        """The parties are those of the first time: of what is debited again, the debtor."""
        told = {'debtor': 'A', 'creditor': 'B', 'returned': 'MS03'}
        self.assertEqual(rows(entry('-5', part('5', **told)))[0].partner_name, 'A')
        self.assertEqual(rows(entry('5', part('5', **told)))[0].partner_name, 'B')
        content = sample('camt/hbci4java_test-camt-ruecklastschrift.xml')
        back, charges = camt.read(content, incomplete=True).rows
        self.assertEqual((back.amount, charges.amount), (-50, -3))
        self.assertTrue(back.takes_back)
        self.assertEqual(
            (back.partner_name, back.partner_account), ('Sven Schuldner', 'DES1234567890')
        )

    def test_counterparty_by_sign(self):
        told = {'debtor': 'A', 'creditor': 'B'}
        self.assertEqual(rows(entry('5', part('5', **told)))[0].partner_name, 'A')
        self.assertEqual(rows(entry('-5', part('5', **told)))[0].partner_name, 'B')
        # the side that is told, as long as it isn't ours
        self.assertEqual(rows(entry('5', part('5', creditor='B')))[0].partner_name, 'B')
        [row] = rows(entry('5', part('5', creditor='B', creditor_account=OWN)))
        self.assertEqual((row.partner_name, row.partner_account), ('', ''))

    def test_accounts_with_spaces(self):
        spaced = ' '.join(OWN[start : start + 4] for start in range(0, len(OWN), 4))
        [row] = rows(
            entry('5', part('5', debtor_account=PAYER.lower(), creditor_account=spaced)),
            account=spaced,
        )
        self.assertEqual((row.account, row.partner_account), (OWN, PAYER))

    def test_references(self):
        [row] = rows(
            entry(
                '5',
                part(
                    '5',
                    references=['HR00 1-1'],
                    note='note',
                    documents=['INV/7'],
                    pieces=['Račun 123', '456 hvala'],
                    end_to_end='E2E',
                    more=path('AddtlTxInf', 'bank text'),
                ),
                note='entry note',
            )
        )
        self.assertEqual(row.references, ('HR00 1-1', 'INV/7'))
        self.assertEqual(
            row.texts,
            ('note', 'Račun 123456 hvala', 'Račun 123 456 hvala', 'bank text', 'entry note'),
        )
        self.assertEqual(row.text, 'Račun 123 456 hvala')
        self.assertEqual(row.end_to_end_id, 'E2E')

    def test_texts_stand_in_for_each_other(self):
        self.assertEqual(rows(entry('5', part('5', note='a'), note='b'))[0].text, 'a')
        told = part('5', more=path('AddtlTxInf', 'c'))
        self.assertEqual(rows(entry('5', told, note='b'))[0].text, 'c')
        self.assertEqual(rows(entry('5', note='b'))[0].text, 'b')

    def test_no_references(self):
        """Ways to say nothing."""
        nothing = [
            'NOTPROVIDED', 'NotProvided', 'NOTAVAIL', 'NONREF', 'NRC', 'NULL', '/', 'HR99', 'SI99',
            'HR 99', 'HR00', 'SI00 ', 'RF', '-', '000', ' ',
        ]  # fmt: skip
        [row] = rows(
            entry(
                '5',
                part(
                    '5',
                    references=nothing,
                    documents=['NOTPROVIDED'],
                    pieces=['/'],
                    end_to_end='NOTPROVIDED',
                    reference='NONREF',
                ),
                reference='NONREF',
            )
        )
        self.assertEqual(row.references, ())
        self.assertEqual(row.remittances, ())
        self.assertEqual((row.texts, row.end_to_end_id, row.bank_reference), ((), '', ''))

    def test_references_by_exact_path(self):
        """Other elements are called Ref and Amt as well."""
        inner = tag(
            'TxDtls',
            tag('Refs', path('Prtry', path('Tp', 'X') + path('Ref', 'PRTRY'))),
            remittance(references=['17']),
            path('SplmtryData/Envlp/RmtInf/Strd/CdtrRefInf/Ref', 'ENVELOPE'),
            '<RmtInf xmlns="urn:other"><Ustrd>foreign</Ustrd></RmtInf>',
        )
        [row] = rows(entry('5', inner))
        self.assertEqual((row.references, row.texts), (('17',), ()))

    def test_one_payment_for_several_invoices(self):
        [row] = rows(
            entry(
                '30',
                part('30', references=['HR00 1', 'HR00 2', 'HR00 3'], amounts=['10', '15.5']),
            )
        )
        self.assertEqual(row.amount, 30)
        self.assertEqual(
            row.remittances,
            (
                Remittance('HR00 1', Decimal(10)),
                Remittance('HR00 2', Decimal('15.5')),
                Remittance('HR00 3'),
            ),
        )

    def test_nothing_leaks_into_the_next_entry(self):
        first = entry('5', part('5', references=['1'], end_to_end='E', pieces=['text']))
        second = entry('5', part('5'))
        _first, row = rows(first, second)
        self.assertEqual((row.references, row.texts, row.text, row.end_to_end_id), ((), (), '', ''))

    def test_partner_identifiers(self):
        inner = path('RltdPties', path('Dbtr', path('Id/OrgId/Othr/Id', '11111111119')))
        [row] = rows(entry('5', tag('TxDtls', inner)))
        self.assertEqual(row.partner_identifiers, ('11111111119',))

    def test_reason_of_a_return(self):
        [row] = rows(entry('-5', part('5', returned='AC06')))
        self.assertEqual(row.return_reason, 'AC06')
        inner = tag('TxDtls', path('RtrInf', path('Rsn/Prtry', 'X') + path('AddtlInf', 'closed')))
        self.assertEqual(rows(entry('-5', inner))[0].return_reason, 'X closed')
