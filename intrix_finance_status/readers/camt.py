"""Statements of banks: ISO 20022 camt.052, camt.053 and camt.054, versions 01 to 14.

Only booked movements are taken. A file whose balances or totals don't add up has lost something,
and is refused unless it is asked for with ``incomplete=True``.
"""

import re
from collections import Counter

from lxml import etree

from .base import MAX_ROWS, IncompleteError, ReadError, Reading, Skipped, Statement, _lt
from .camt_balance import Balances
from .camt_entry import EntryReader
from .camt_values import (
    Names,
    account_number,
    every,
    first,
    first_date,
    first_text,
    is_true,
    read_date,
    tree,
)
from .safe_xml import parse_events

_NAMESPACE = re.compile(r'urn:iso:std:iso:20022:tech:xsd:camt\.(05[234])\.001\.(0[1-9]|1[0-4])')
_ISO_MESSAGE = re.compile(r'urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.[0-9]{3})\.[0-9.]+')
_DECLARED = re.compile(rb'xmlns(?::[\w.-]+)?\s*=\s*["\']urn:iso:std:iso:20022:tech:xsd:camt\.05')
# message: its element, what it repeats, the element of its pages
_MESSAGES = {
    '052': ('BkToCstmrAcctRpt', 'Rpt', 'RptPgntn'),
    '053': ('BkToCstmrStmt', 'Stmt', 'StmtPgntn'),
    '054': ('BkToCstmrDbtCdtNtfctn', 'Ntfctn', 'NtfctnPgntn'),
}
# of entries; they are many, and looking at them takes time
_UNUSED = (
    'CardTx', 'CcyXchg', 'CtctDtls', 'InitgPty', 'PstlAdr', 'Purp', 'RltdAgts', 'RltdDts',
    'RltdPric', 'RltdQties', 'SplmtryData', 'Tax', 'TechInptChanl', 'Tp',
)  # fmt: skip
_TAGS = ('{*}Document', '{*}Stmt', '{*}Rpt', '{*}Ntfctn', '{*}Ntry')


def recognises(root):
    """Tell whether a root element is, or wraps, a camt message of whatever version."""
    return any('camt.05' in _namespace(document) for document in root.iter('{*}Document'))


def seems_camt(content):
    """Tell from its beginning whether a file declares to be camt; it needn't be parsed first."""
    return bool(_DECLARED.search(content[:65536]))


def read(content, *, incomplete=False):
    """Return the booked movements of a bank's file.

    Entry by entry: the memory needed is that of the movements, not that of the file.

    :param bytes content: the file as it came
    :param bool incomplete: take a file that doesn't add up, with a warning
    :return: ``Reading`` of kind ``transactions``; its rows are ``Transaction``
    :raises IncompleteError: balances or totals don't agree with the movements
    :raises ReadError: not well-formed, unsafe, another message, or unreadable
    """
    return _File(incomplete, owned=True).follow(parse_events(content, _TAGS))


def read_root(root, *, incomplete=False):
    """Return the movements below a root element that was parsed safely; see ``read``."""
    events = etree.iterwalk(root, events=('start', 'end'), tag=_TAGS)
    return _File(incomplete, owned=False).follow(events)


class _File:
    """What is known of a file while its statements go by.

    :param bool owned: entries may be thrown away when they were read
    """

    def __init__(self, incomplete, owned):
        self.incomplete = incomplete
        self.owned = owned
        self.count = 0
        self.balances = {}
        self.entries = EntryReader()
        self.told = set()
        self.formats = Counter()
        self.reading = Reading(kind='transactions', format='', rows=[])
        self.document = self.element = self.statement = self.previous = None

    def follow(self, events):
        """Go through the start and end of documents, statements and entries."""
        for event, element in events:
            name = element.tag.rpartition('}')[2]
            if name == 'Document':
                if event == 'start':
                    self._start_document(element)
                elif element is self.document:
                    self._end_document()
            elif self.document is not None and element.tag.startswith(self.prefix):
                self._on_event(event, element, name)
        if not self.formats:
            raise ReadError(_lt("This is no statement of a bank (camt.052, camt.053 or camt.054)."))
        if not self.reading.statements:
            raise ReadError(_lt("The file has no statement of an account."))
        self.reading.format = self.formats.most_common(1)[0][0]
        self._check()
        return self.reading

    def _on_event(self, event, element, name):
        if name == 'Ntry':
            if event == 'end' and element.getparent() is self.element:
                self._read_entry(element)
        elif name == self.repeated:
            if event == 'start' and self._is_message(element.getparent()):
                self.element = element
                self.statement = self.previous = None
                self.index = 0
            elif event == 'end' and element is self.element:
                self._end_statement()

    def _start_document(self, document):
        if self.document is not None:
            return
        namespace = _namespace(document)
        found = _NAMESPACE.fullmatch(namespace)
        if not found:
            raise ReadError(_refusal(namespace))
        self.document = document
        self.kind = found[1]
        self.prefix = f'{{{namespace}}}'
        self.names = Names(self.prefix)
        self.entry_names = Names(self.prefix, _UNUSED)
        self.message, self.repeated, self.pages = _MESSAGES[self.kind]
        self.formats[f'camt.{self.kind}'] += 1

    def _is_message(self, element):
        return element.tag == self.prefix + self.message and element.getparent() is self.document

    def _end_document(self):
        message = self.document.find(self.prefix + self.message)
        if message is None:
            raise ReadError(
                _lt(
                    "The file says it is camt.%(kind)s, but has no %(element)s.",
                    kind=self.kind,
                    element=self.message,
                )
            )
        self.document = self.element = None

    def _header(self):
        """Return what a statement tells beside its entries."""
        entry = self.prefix + 'Ntry'
        others = (child for child in self.element if child.tag != entry)
        return tree(others, self.names)

    def _start_statement(self):
        header = self._header()
        number = len(self.reading.statements) + 1
        self._check_size(number)
        # the first one's entries are told by their number alone, until there is a second
        self.place = '' if number == 1 else f'{number}!'
        account = account_number(
            first_text(
                header,
                'Acct/Id/IBAN',
                'Acct/Id/Othr/Id',
                # the first version
                'Acct/Id/BBAN',
                'Acct/Id/PrtryAcct/Id',
            )
        )
        name = first_text(header, 'Id')[:140]
        if not account:
            raise ReadError(_lt("The statement %s doesn't tell its account.", name or number))
        page, self.is_last = self._page(header)
        self.statement = Statement(
            account=account,
            currency=first_text(header, 'Acct/Ccy')[:3],
            name=name,
            owner=first_text(header, 'Acct/Ownr/Nm', 'Acct/Ownr/Pty/Nm', 'Acct/Nm')[:140],
            date_from=_date(header, 'FrToDt/FrDtTm', 'FrToDt/FrDt'),
            date_to=_date(header, 'FrToDt/ToDtTm', 'FrToDt/ToDt'),
            page=page,
        )
        self.reading.statements.append(self.statement)
        # a report is given again during the day, a statement only once; pages belong together
        occasion = (self.kind, account, name, page, self.statement.date_to)
        again = self.kind == '052' or occasion in self.told
        self.told.add(occasion)
        self.entries.start(self.kind, self.statement, _fallback_date(header), again)
        key = (self.kind, account, name) if page else number
        self.balance = self.balances.setdefault(key, Balances(self.kind))

    def _end_statement(self):
        if self.statement is None:
            self._start_statement()
        # balances may stand behind the entries
        self.balance.add_statement(self._header(), self.statement, self.is_last)
        self._forget(self.element)
        self.element = None

    def _page(self, header):
        """Return the page of a statement that has several, and whether it is the last."""
        told = first(header, self.pages)
        if told is None:
            group = self.element.getparent().find(self.prefix + 'GrpHdr')
            told = first(tree(group, self.names), 'MsgPgntn') if group is not None else None
        if told is None:
            return '', True
        page = first_text(told, 'PgNb')[:20]
        is_last = is_true(told, 'LastPgInd')
        return ('', True) if page == '1' and is_last else (page or '?', is_last)

    def _read_entry(self, element):
        if self.statement is None:
            self._start_statement()
        self.index += 1
        self.count += 1
        position = f'{self.place}{self.index}'
        outcome = self.entries.outcome_of(tree(element, self.entry_names), position)
        self._forget(element)
        self.statement.entries += 1
        self.balance.add_entry(outcome.amount, outcome.sign, outcome.currency, outcome.booked)
        if outcome.reason is not None:
            self.reading.skipped.append(Skipped(position, outcome.reason))
        self.reading.rows += outcome.transactions
        self._check_size(max(self.count, len(self.reading.rows)))

    def _check_size(self, count):
        if count > MAX_ROWS:
            raise ReadError(_lt("The file has more than %s rows.", MAX_ROWS))

    def _forget(self, element):
        """Throw an element away that was read; the parser may still be at it, not before it."""
        if not self.owned:
            return
        element.clear()
        if self.previous is not None and element is not self.element:
            self.element.remove(self.previous)
        self.previous = element

    def _check(self):
        """Refuse what doesn't add up, or warn of it; tell what can't be checked."""
        wrong = []
        for balances in self.balances.values():
            problems, doubts = balances.check()
            wrong += problems
            self.reading.warnings += doubts
        if wrong and not self.incomplete:
            raise IncompleteError(wrong[0])
        self.reading.warnings[:0] = wrong
        if len(self.reading.statements) > 1:
            for row in (*self.reading.rows, *self.reading.skipped):
                if '!' not in row.position:
                    row.position = f'1!{row.position}'


def _namespace(document):
    return etree.QName(document).namespace or ''


def _date(header, *paths):
    text = first_text(header, *paths)
    return read_date(text, paths[0]) if text else None


def _fallback_date(header):
    """Return the date of a statement, for entries without one."""
    for balance in reversed(every(header, 'Bal')):
        found = first_date(balance, 'Dt', 'Bal')
        if found:
            return found
    return _date(header, 'FrToDt/ToDtTm', 'FrToDt/ToDt', 'CreDtTm')


def _refusal(namespace):
    iso = _ISO_MESSAGE.fullmatch(namespace)
    if iso and not iso[1].startswith('camt.05'):
        return _lt("The message %s is no statement of a bank; ask for camt.053.", iso[1])
    return _lt(
        "The file names itself “%s”; known are camt.052, camt.053 and camt.054 in the versions "
        "001.01 to 001.14 of ISO 20022.",
        namespace[:120],
    )
