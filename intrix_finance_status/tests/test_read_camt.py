import json
from datetime import date
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..readers import camt
from ..readers.base import IncompleteError, ReadError
from .reader_samples import FOLDER, english, refusal, sample

# file: what is booked in it (amount, booked on, value date)
EXPECTED = {
    'genkgo_camt053.v2.minimal.ultimate.xml': [('8.85', '2014-12-31', '2015-01-02')],
    'genkgo_camt053.v2.with-party-ids.xml': [('8.85', '2014-12-31', '2015-01-02')],
    'genkgo_camt053.v2.all-balance-types.xml': [('8.85', '2014-12-31', '2015-01-02')],
    'genkgo_camt053.v3.xml': [('8.85', '2014-12-31', '2015-01-02')],
    'genkgo_camt053.v4.xml': [('8.85', '2014-12-31', '2015-01-02')],
    'genkgo_camt053.v8.xml': [('8.85', '2014-12-31', '2015-01-02')],
    'genkgo_camt53.only-Dt-with-DtTm.xml': [],
    'genkgo_camt052.v6.Amt-zero.xml': [],
    'genkgo_camt054.v2.xml': [('-200000', '2007-10-18', '2007-10-18')],
    'genkgo_camt054.v4.xml': [('-200000', '2007-10-18', '2007-10-18')],
    'genkgo_camt054.v8.xml': [('-200000', '2007-10-18', '2007-10-18')],
    'hbci4java_test-camt-parse-05200102.xml': [
        ('10', '2018-07-20', '2018-07-21'),
        ('0.5', '2018-07-20', '2018-07-22'),
    ],
    'hbci4java_test-camt-parse-05200108.xml': [('-34', '2023-11-10', '2023-11-10')],
    'hbci4java_test-camt-parse-5200108-missing-date.xml': [('-34', '2023-11-10', '2023-11-10')],
    'dvbern_camt054_v4_batch_esr.xml': [
        ('111', '2017-07-27', '2017-07-27'),
        ('2', '2017-07-27', '2017-07-27'),
    ],
    'dvbern_business_sample_camt.053.001.04.xml': [
        ('105678.5', '2010-10-18', '2010-10-18'),
        ('-200000', '2010-10-18', '2010-10-18'),
        ('30000', '2010-10-18', '2010-10-18'),
    ],
}
# under a licence that lets us read them only
ELSEWHERE = {
    'oca_test-camt053.xml': [
        ('-754.25', '2014-01-05', '2014-01-05'),
        ('-564.05', '2014-01-05', '2014-01-05'),
        ('-100', '2014-01-05', '2014-01-05'),
        ('1405.31', '2014-01-05', '2014-01-05'),
    ],
    'oca_test-camt053-no-ntry.xml': [],
    'oca_test-camt054.xml': [('5', '2022-01-26', '2022-01-26')],
    'tryton_camt.053.001.02.xml': [('-100', '2009-04-29', '2009-04-25')],
}
# their balances don't add up, as those who made them up didn't mean them to
DOES_NOT_ADD_UP = {'genkgo_camt053.v2.all-balance-types.xml', 'oca_test-camt053.xml'}


def told(reading):
    return [(row.amount, row.date.isoformat(), row.value_date.isoformat()) for row in reading.rows]


# one is refused, the other doesn't add up
TESTED_ELSEWHERE = (
    'hbci4java_test-camt-parse-invalid.xml',
    'hbci4java_test-camt-ruecklastschrift.xml',
)


class TestReadCamtSamples(BaseCase):
    """Files of banks and of other programs' tests, with what their authors expect."""

    def _reading(self, name):
        content = sample(f'camt/{name}')
        if content is None:
            self.skipTest(
                f"camt/{name} may not be copied: FINANCE_STATUS_SAMPLES has to name its folder"
            )
        return camt.read(content, incomplete=name in DOES_NOT_ADD_UP)

    def _check(self, expected):
        for name, rows in expected.items():
            with self.subTest(name):
                reading = self._reading(name)
                self.assertEqual(
                    told(reading), [(Decimal(amount), *days) for amount, *days in rows]
                )
                self.assertEqual(reading.kind, 'transactions')

    def test_samples(self):
        self._check(EXPECTED)

    def test_samples_kept_elsewhere(self):
        self._check(ELSEWHERE)

    def test_all_samples_are_tested(self):
        names = {path.name for path in (FOLDER / 'camt').glob('*.xml')}
        self.assertEqual(names, {*EXPECTED, *TESTED_ELSEWHERE})

    def test_golden_values_of_genkgo(self):
        """Minor units, currency, reference and dates as the files' own test suite has them."""
        checked = 0
        for path in sorted((FOLDER / 'camt').glob('genkgo_*.json')):
            golden = json.loads(path.read_text())
            name = path.name.replace('.json', '.xml')
            reading = camt.read(sample(f'camt/{name}'), incomplete=name in DOES_NOT_ADD_UP)
            for entry in golden.get('getEntries') or ():
                if not isinstance(entry, dict) or entry.get('getStatus') == 'PDNG':
                    continue
                [row] = reading.rows
                amount = entry['getAmount']
                sign = 1 if entry['getCreditDebitIndicator'] == 'CRDT' else -1
                self.assertEqual(row.amount * 100, sign * abs(int(amount['getAmount'])), name)
                self.assertEqual(row.currency, amount['getCurrency']['getCode'])
                self.assertEqual(row.date.isoformat(), entry['getBookingDate']['0'][:10])
                self.assertEqual(row.value_date.isoformat(), entry['getValueDate']['0'][:10])
                reference = entry['getAccountServicerReference'] or ''
                self.assertEqual(row.bank_reference, reference)
                checked += 1
        self.assertEqual(checked, 9)

    def test_wrong_namespace(self):
        why = refusal(camt.read, sample('camt/hbci4java_test-camt-parse-invalid.xml'))
        self.assertIn("“urn:iso:std:iso:20022:tech:xsd:camt”", why)

    def test_batch_without_amounts_is_one_movement(self):
        [row] = self._reading('genkgo_camt054.v2.xml').rows
        self.assertEqual(row.amount, Decimal(-200000))
        self.assertTrue(row.without_details)
        self.assertEqual(row.details_count, 3)
        self.assertIn('ISR ref number V1', row.references)
        self.assertIn('ISR ref number V2', row.references)

    def test_pending_is_told(self):
        reading = self._reading('genkgo_camt052.v6.Amt-zero.xml')
        [skipped] = reading.skipped
        self.assertEqual(skipped.position, '1')
        self.assertEqual(english(skipped.reason), "Pending, not booked yet.")

    def test_payer_and_text(self):
        first, second = self._reading('hbci4java_test-camt-parse-05200102.xml').rows
        self.assertEqual(first.partner_name, 'Max Mustermann')
        self.assertEqual(first.partner_account, 'DE12345678901234567891')
        self.assertEqual(first.text, 'Verwendungszweck 1')
        self.assertEqual(first.bank_reference, '')
        self.assertEqual(second.partner_name, 'Bert Bezahler')
        self.assertEqual(second.partner_account, 'DE12345678901234567892')
        self.assertNotEqual(first.identity, second.identity)

    def test_parts_of_a_batch(self):
        reading = self._reading('dvbern_camt054_v4_batch_esr.xml')
        self.assertEqual([row.position for row in reading.rows], ['1.1', '1.2'])
        self.assertTrue(all(row.part_of_batch and row.is_payment for row in reading.rows))
        self.assertEqual(len({row.identity for row in reading.rows}), 2)
        self.assertEqual(len({row.entry_identity for row in reading.rows}), 1)

    def test_returned_direct_debits(self):
        """The customer stands as creditor, and our own account isn't told."""
        reading = self._reading('oca_test-camt053.xml')
        _fee, first, second, incoming = reading.rows
        self.assertTrue(first.takes_back and second.takes_back)
        self.assertEqual(first.partner_name, 'Test Customer')
        self.assertEqual(first.return_reason, 'AC06')
        self.assertTrue(incoming.is_payment)
        self.assertEqual(incoming.partner_account, 'NL69ABNA0522123643')
        [statement] = reading.statements
        self.assertEqual(statement.opening, Decimal('15568.27'))
        self.assertEqual(statement.closing, Decimal('15121.12'))

    def test_balances(self):
        [statement] = self._reading('hbci4java_test-camt-parse-05200102.xml').statements
        self.assertEqual((statement.opening, statement.closing), (100, Decimal('110.50')))
        self.assertTrue(statement.checked)
        [statement] = self._reading('dvbern_business_sample_camt.053.001.04.xml').statements
        self.assertEqual(statement.account, '50000000054910000003')
        self.assertEqual(statement.date_from, date(2010, 10, 18))

    def test_what_does_not_add_up_is_refused(self):
        content = sample('camt/genkgo_camt053.v2.all-balance-types.xml')
        with self.assertRaises(IncompleteError) as caught:
            camt.read(content)
        self.assertIn("doesn't add up", english(caught.exception.args[0]))
        reading = camt.read(content, incomplete=True)
        self.assertIn("doesn't add up", english(reading.warnings[0]))
        self.assertFalse(reading.statements[0].checked)

    def test_cut_anywhere_is_an_error(self):
        """Never a part of a file, even where the part would be readable."""
        names = [*EXPECTED, *ELSEWHERE]
        for name in names:
            content = sample(f'camt/{name}')
            for end in range(0, len(content.rstrip()) if content else 0, 25):
                for incomplete in (False, True):
                    with self.assertRaises(ReadError, msg=f'{name} cut at {end}'):
                        camt.read(content[:end], incomplete=incomplete)
