import os
import tempfile
import tracemalloc
from itertools import pairwise
from unittest.mock import patch

from odoo.tests.common import BaseCase

from ..readers import base, camt, recognise, safe_xml
from ..readers.base import ReadError
from .camt_files import (
    addiko,
    balance,
    details,
    document,
    entry,
    erste,
    halcom,
    message,
    part,
    path,
    statement,
    tag,
)
from .reader_samples import FOLDER, damaged, refusal


def with_type(inner, content):
    """Return a file with a document type in it."""
    head, line, body = content.partition(b'\n')
    return head + line + b'<!DOCTYPE Document [' + inner + b']>' + body


class TestReadCamtHostile(BaseCase):
    """Files made to do harm, or damaged: refused with a message, never read in part."""

    def _refused(self, content, word=''):
        for read in (camt.read, recognise.read):
            why = refusal(read, content)
            self.assertTrue(why, read)
            self.assertIn(word, why)

    def test_document_type(self):
        self._refused(with_type(b'', erste()), 'DOCTYPE')
        self._refused(with_type(b'<!ENTITY a "b">', erste()), 'DOCTYPE')
        end = erste() + b'<!DOCTYPE Document []>'
        self._refused(end)

    def test_entities_are_not_read(self):
        """An external entity would show a file of the server in the text of a payment."""
        with tempfile.NamedTemporaryFile('w', suffix='.txt', delete=False) as secret:
            secret.write('top secret')
        self.addCleanup(os.unlink, secret.name)
        for inner in (
            f'<!ENTITY x SYSTEM "file://{secret.name}">',
            f'<!ENTITY % p SYSTEM "file://{secret.name}">%p;<!ENTITY x "y">',
            '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
        ):
            content = with_type(inner.encode(), erste()).replace(b'RN 17-1-1', b'&x;')
            for read in (camt.read, recognise.read):
                why = refusal(read, content)
                self.assertTrue(why)
                self.assertNotIn('top secret', why)

    def test_entities_that_grow(self):
        names = [f'e{number}' for number in range(40)]
        inner = '<!ENTITY e0 "ha">' + ''.join(
            f'<!ENTITY {name} "&{before};&{before};">' for before, name in pairwise(names)
        )
        content = with_type(inner.encode(), erste()).replace(b'RN 17-1-1', b'&e39;')
        tracemalloc.start()
        self._refused(content)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertLess(peak, 20_000_000)

    def test_unknown_entity(self):
        self._refused(erste().replace(b'RN 17-1-1', b'&nothing;'), 'not well-formed')

    def test_schemas_and_includes_are_not_followed(self):
        told = b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a http://127.0.0.1:9/x"'
        content = erste().replace(b'<GrpHdr>', b'<GrpHdr' + told + b'>')
        self.assertEqual(len(camt.read(content).rows), 4)
        include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
        content = erste().replace(b'RN 17-1-1', include)
        self.assertNotIn('root', str(camt.read(content).rows))

    def test_deep_nesting(self):
        for depth in (200, 300, 100_000):
            nested = '<a>' * depth + '</a>' * depth
            for content in (
                message(entry(5, part('5', more=nested))),
                document(nested),
                nested.encode(),
            ):
                for read in (camt.read, recognise.read):
                    try:
                        read(content)
                    except ReadError:
                        continue
                    self.assertEqual(depth, 200)

    def test_huge_text(self):
        huge = 'x' * 11_000_000
        self._refused(message(entry(5, part('5', pieces=[huge]))), 'not well-formed')
        [row] = camt.read(message(entry(5, part('5', pieces=[huge[:5_000_000]])))).rows
        self.assertLessEqual(len(row.text), 2000)
        [row] = camt.read(message(entry(5, part('5', references=['7' * 500_000])))).rows
        self.assertLessEqual(len(row.references[0]), 140)

    def test_many_of_everything(self):
        """A payment with a hundred thousand references is one payment, and soon read."""
        many = [f'REF{number}' for number in range(20_000)]
        [row] = camt.read(message(entry(5, part('5', references=many)))).rows
        self.assertLessEqual(len(row.references), 1000)
        names = ''.join(f'<n{number}/>' for number in range(20_000))
        self.assertEqual(len(camt.read(message(entry(5, names))).rows), 1)

    def test_too_large(self):
        with patch.object(safe_xml, 'MAX_FILE_BYTES', 1000):
            self.assertIn('larger', refusal(camt.read, erste()))

    def test_too_many(self):
        with patch.object(camt, 'MAX_ROWS', 5):
            self.assertEqual(len(camt.read(message(*[entry(5)] * 5)).rows), 5)
            for content in (
                message(*[entry(5)] * 6),
                message(*[entry(5, state='PDNG')] * 6),
                message(entry(6, *[part('1')] * 6)),
                document(*[statement(entry(5))] * 6),
            ):
                self.assertIn('more than 5 rows', refusal(camt.read, content))
        self.assertGreaterEqual(base.MAX_ROWS, 100_000)

    def test_statements_without_end(self):
        """Statements without entries are bounded as well."""
        with patch.object(camt, 'MAX_ROWS', 5):
            self.assertIn('more than', refusal(camt.read, document(*[statement()] * 6)))

    def test_messages_within_messages(self):
        """Only the outermost is read: what it holds can't pass for a statement."""
        inner = erste().partition(b'\n')[2].decode()
        content = message(entry(5, part('5', more=path('SplmtryData/Envlp', inner))))
        self.assertEqual([row.amount for row in camt.read(content).rows], [5])
        content = message(entry(5, part('5', more=statement(entry(7)))))
        self.assertEqual([row.amount for row in camt.read(content).rows], [5])
        content = message(tag('Other', entry(7)), entry(5))
        self.assertEqual([row.amount for row in camt.read(content).rows], [5])

    def test_elements_in_elements(self):
        """Text where elements belong, and elements where text belongs."""
        for content in (
            message(entry(5, '<TxDtls>text</TxDtls>')),
            message(entry(5, '<TxDtls/>', '<TxDtls/>')),
            message(entry(5, part('5', more='<RtrInf/>'))),
            message(entry(5, part('5', more='<RmtInf>text</RmtInf>'))),
            message(entry(5, part('5', more='<RmtInf><Strd/><Strd>x</Strd></RmtInf>'))),
            message(entry(5, part('5', more='<RltdPties>x</RltdPties><Refs>x</Refs>'))),
            message(entry(5).replace('<BkTxCd/>', '<BkTxCd>x</BkTxCd><NtryDtls>x</NtryDtls>')),
        ):
            self.assertEqual([row.amount for row in camt.read(content).rows], [5])
        for wrong in (
            entry(5).replace('>5</Amt>', '><Amt Ccy="EUR">5</Amt></Amt>'),
            entry(5).replace('CRDT', '<x>CRDT</x>'),
        ):
            self.assertTrue(refusal(camt.read, message(wrong)))

    def test_same_element_twice(self):
        """The first counts, as for every XML reader; a second amount isn't added."""
        double = entry(5).replace('</Amt>', '</Amt><Amt Ccy="EUR">7</Amt>')
        self.assertEqual([row.amount for row in camt.read(message(double)).rows], [5])

    def test_damaged(self):
        """Damage is refused, or doesn't make what is read wrong in itself."""
        files = [erste(), addiko(), halcom(), message(entry(9, part('5'), part('4')))]
        files += [
            (FOLDER / 'camt' / name).read_bytes()
            for name in ('genkgo_camt054.v4.xml', 'hbci4java_test-camt-parse-05200102.xml')
        ]
        for seed, content in enumerate(files):
            for number, copy in enumerate(damaged(content, seed, 400)):
                with self.subTest(seed=seed, number=number):
                    self._check_damaged(copy)

    def _check_damaged(self, content):
        for incomplete in (False, True):
            try:
                reading = camt.read(content, incomplete=incomplete)
            except ReadError as error:
                self.assertTrue(error.args)
                continue
            identities = [row.identity for row in reading.rows]
            self.assertEqual(len(identities), len(set(identities)))
            for row in reading.rows:
                self.assertTrue(row.amount and row.account and row.date)
                self.assertEqual(len(row.currency), 3)
            [*statements] = reading.statements
            if len(statements) == 1 and statements[0].checked and len(reading.skipped) == 0:
                [told] = statements
                self.assertEqual(
                    told.opening + sum(row.amount for row in reading.rows), told.closing
                )

    def test_memory_does_not_grow_with_the_file(self):
        """What is read of an entry is thrown away before the next."""
        payment = entry(
            5,
            details(amount='5', references=['HR00 1'], more=path('AddtlTxInf', 'x' * 400)),
            state='PDNG',
        )
        content = document(statement(balance('OPBD', 0), balance('CLBD', 0), *[payment] * 20_000))
        # lxml's memory isn't Python's: ask the system
        before = _resident()
        camt.read(content)
        self.assertLess(_resident() - before, len(content))


def _resident():
    with open('/proc/self/statm') as statm:
        return int(statm.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')
