from odoo.tests.common import BaseCase

from ..readers import camt
from .camt_files import OWN, PAYER, balance, document, entry, part, rows, statement
from .reader_samples import english


class TestCamtIdentity(BaseCase):
    """The same movement is known again, whatever message or file it comes in."""

    def _identities(self, *entries, **told):
        return [row.identity for row in rows(*entries, **told)]

    def _payment(self, version='04', **told):
        return part(
            '5',
            version,
            debtor='A',
            debtor_account=PAYER,
            references=['HR00 17'],
            **told,
        )

    def test_same_in_every_message(self):
        for reference in (None, 'NONREF', 'B1'):
            found = {
                *self._identities(entry('5', self._payment(), reference=reference)),
                *self._identities(
                    entry('5', self._payment('02'), reference=reference), kind='053', version='02'
                ),
                *self._identities(
                    entry('5.00', self._payment('08'), reference=reference, version='08'),
                    kind='052',
                    version='08',
                    name='other',
                ),
            }
            self.assertEqual(len(found), 1, reference)

    def test_notification_may_know_more(self):
        """The statement has the entry's reference only, and no details."""
        [plain] = rows(entry('5', reference='B1'), kind='053')
        [detailed] = rows(entry('5', self._payment(reference='T1'), reference='B1'))
        self.assertEqual(plain.identity, detailed.identity)
        batch = rows(entry('9', part('5'), part('4'), reference='B2'))
        [whole] = rows(entry('9', reference='B2'), kind='053')
        self.assertTrue(whole.without_details)
        self.assertEqual({row.entry_identity for row in batch}, {whole.entry_identity})
        self.assertEqual(len({row.identity for row in (*batch, whole)}), 3)

    def test_line_and_batch_of_the_same_sum(self):
        """In one file they are two entries, told by one file in parts they are the same."""
        batch, line = entry('9', part('5'), part('4')), entry('9')
        *_parts, first, second = rows(batch, line)
        self.assertNotEqual(first.entry_identity, second.entry_identity)
        self.assertEqual(rows(line)[0].entry_identity, first.entry_identity)

    def test_batch(self):
        batch = entry('10', self._payment(), self._payment(), reference='B1')
        self.assertEqual(len(set(self._identities(batch))), 2)
        self.assertEqual(self._identities(batch), self._identities(batch, kind='053'))
        own = entry('10', self._payment(reference='T1'), self._payment(reference='T2'))
        again = entry('10', self._payment(reference='T2'), self._payment(reference='T1'))
        self.assertEqual(set(self._identities(own)), set(self._identities(again)))

    def test_same_payment_twice_on_a_day(self):
        """Both are kept, without a reference of the bank and with one that it gives to both."""
        for reference in (None, 'B1'):
            payment = entry('5', self._payment(), reference=reference)
            once = self._identities(payment)
            twice = self._identities(payment, payment)
            self.assertEqual(twice[:1], once)
            self.assertEqual(len(set(twice)), 2)
            self.assertEqual(self._identities(payment, payment, name='again'), twice)

    def test_what_makes_another_movement(self):
        first = entry('5', self._payment())
        others = (
            entry('6', self._payment()),
            entry('-5', self._payment()),
            entry('5', self._payment(), day='2026-11-01'),
            entry('5', self._payment(), value_day='2026-11-01'),
            entry('5', part('5', debtor='A', debtor_account=OWN, references=['HR00 17'])),
            entry('5', part('5', debtor='A', debtor_account=PAYER, references=['HR00 18'])),
            entry('5', self._payment(pieces=['x'])),
            entry('5', self._payment(end_to_end='x')),
        )
        found = [self._identities(other)[0] for other in (first, *others)]
        found += self._identities(first, account=PAYER)
        self.assertEqual(len(set(found)), len(others) + 2)

    def test_reversal_with_the_same_reference(self):
        """Banks put the reference of the movement on what takes it back."""
        found = self._identities(
            entry('5', self._payment(), reference='B1'),
            entry('-5', self._payment(), reference='B1', reversal='true'),
        )
        self.assertEqual(len(set(found)), 2)

    def test_reference_used_again(self):
        """Banks that count their references anew every day are not believed to be unique."""

        def both(reference):
            return [
                rows(entry('5', self._payment(), reference=reference, day=day))[0]
                for day in ('2026-11-02', '2026-12-02')
            ]

        first, later = both('B0001')
        self.assertNotEqual(first.identity, later.identity)
        # a day may differ between messages; the fingerprint tells what isn't the same
        first, later = both('2026110200000001')
        self.assertEqual(first.identity, later.identity)
        self.assertNotEqual(first.fingerprint, later.fingerprint)

    def test_statement_twice_in_a_file(self):
        payment = entry('5', self._payment())
        once = statement(balance('OPBD', 0), balance('CLBD', 10), payment, payment)
        reading = camt.read(document(once, once))
        self.assertEqual(len(reading.rows), 2)
        self.assertEqual([skipped.position for skipped in reading.skipped], ['2!1', '2!2'])
        self.assertIn("already", english(reading.skipped[0].reason))
        # another statement of that day has other movements
        other = statement(balance('OPBD', 10), balance('CLBD', 15), payment, name='S2')
        self.assertEqual(len(camt.read(document(once, other)).rows), 3)

    def test_reports_of_a_day(self):
        """Each has what the one before had."""
        payment = entry('5', self._payment())
        reports = (
            statement(payment, kind='052', name='R1'),
            statement(payment, payment, kind='052', name='R2'),
        )
        reading = camt.read(document(*reports, kind='052'))
        self.assertEqual(len(reading.rows), 2)
