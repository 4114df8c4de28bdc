"""Values of ISO 20022 bank messages, found by exact paths: amounts, dates, accounts, references."""

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256

from .base import ReadError, _lt

MAX_TEXT = 2000
MAX_REFERENCE = 140
MAX_NAMES = 2000
# what a Monetary field still holds to the cent, and what ISO 20022 allows behind the point
MAX_DIGITS = 13
MAX_DECIMALS = 5

_AMOUNT = re.compile(r'\+?([0-9]{1,18})(?:\.([0-9]{0,18}))?|\+?\.([0-9]{1,18})', re.ASCII)
_CURRENCY = re.compile(r'[A-Z]{3}')
_DATE = re.compile(
    r'([0-9]{4})-([0-9]{2})-([0-9]{2})'
    r'(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?',
    re.ASCII,
)
_NOTHING = re.compile(
    r'(?:NOTPROVIDED|NOTAVAIL|NOTAVAILABLE|NONREF|NRC|NULL|NONE|N/?A|[\W_0]*|RF'
    r'|(?:HR|SI)(?:99.*|[0-9]{0,2}))'
)
_DIGITS = tuple('123456789')
_NO_ALNUM = re.compile(r'[\W_]+')


class Names(dict):
    """Names without their namespace by tag; '' for other namespaces and what nobody asks for."""

    def __init__(self, prefix, unused=()):
        super().__init__()
        self.prefix = prefix
        self.unused = frozenset(unused)

    def __missing__(self, tag):
        name = tag[len(self.prefix) :] if tag.startswith(self.prefix) else ''
        if name in self.unused:
            name = ''
        # a hostile file may have a new name in every element
        if len(self) < MAX_NAMES:
            self[tag] = name
        return name


def tree(element, names):
    """Return an element's content as dicts: much quicker to look into than elements.

    A name that is there several times holds a list; an amount its text and its currency. What is
    of another namespace than that of ``names`` is left out.
    """
    found = {}
    for child in element:
        name = names[child.tag]
        if not name:
            continue
        if len(child):
            value = tree(child, names)
        elif name.endswith('Amt'):
            value = (child.text, child.get('Ccy'))
        else:
            value = child.text
        if name not in found:
            found[name] = value
        elif type(found[name]) is list:
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


@cache
def _steps(path):
    return tuple(path.split('/'))


def one(node, name):
    """Return what an element holds by a name, the first of several, or None."""
    if type(node) is not dict:
        return None
    value = node.get(name)
    return value[0] if type(value) is list else value


def first(node, path):
    """Return what is at a path such as ``Acct/Id/IBAN``, the first of several, or None."""
    for step in _steps(path):
        if type(node) is not dict:
            return None
        node = node.get(step)
        if type(node) is list:
            node = node[0]
    return node


def every(node, path):
    """Return all that is at a path."""
    nodes = [node]
    for step in _steps(path):
        below = []
        for node in nodes:
            value = node.get(step) if type(node) is dict else None
            if type(value) is list:
                below += value
            elif value is not None:
                below.append(value)
        if not below:
            return below
        nodes = below
    return nodes


def first_text(node, *paths):
    """Return the text at the first path that has one, on one line."""
    for path in paths:
        value = first(node, path)
        if type(value) is str and (value := clean(value)):
            return value
    return ''


def one_text(node, name):
    """Return the text of an element by a name, on one line."""
    value = one(node, name)
    return clean(value) if type(value) is str else ''


def every_text(node, path):
    """Return all texts at a path, on one line each."""
    texts = [clean(value) for value in every(node, path) if isinstance(value, str)]
    return [text for text in texts if text]


def all_texts(node, name):
    """Return all texts of an element by a name, on one line each."""
    value = node.get(name) if type(node) is dict else None
    if value is None:
        return []
    if type(value) is str:
        text = clean(value)
        return [text] if text else []
    return every_text(node, name)


def first_date(node, name, position):
    """Return the date at ``Dt`` or ``DtTm`` of an element as it is written, or None."""
    node = one(node, name)
    text = one_text(node, 'Dt') or one_text(node, 'DtTm')
    return read_date(text, position) if text else None


def clean(text):
    """Return a text on one line, without white space around it, of a bounded length."""
    return ' '.join(text.split())[:MAX_TEXT] if text else ''


@lru_cache(maxsize=512)
def _date(text):
    return date(*map(int, _DATE.fullmatch(text).groups()))


def read_date(text, position):
    """Return a date, or a date and time, as the date that is written.

    :raises ReadError: no date
    """
    try:
        return _date(text)
    except (AttributeError, ValueError):
        raise ReadError(
            _lt("%(position)s: “%(text)s” is not a date.", position=position, text=text[:40])
        ) from None


@lru_cache(maxsize=512)
def _amount(text):
    """Return an amount and how many decimals it has, or None."""
    found = _AMOUNT.fullmatch(text)
    return found and (Decimal(text), len((found[2] or found[3] or '').rstrip('0')))


def read_amount(told, position):
    """Return an amount, never negative: its sign is told beside it.

    :param told: as ``tree`` gives it

    :raises ReadError: missing or no amount, with a sign, or too large
    """
    text = (told if isinstance(told, str) else told[0] if isinstance(told, tuple) else None) or ''
    text = text.strip()
    if not text:
        raise ReadError(_lt("%s: the amount is missing.", position))
    found = _amount(text[:400])
    if not found:
        raise ReadError(
            _lt("%(position)s: “%(text)s” is not an amount.", position=position, text=text[:40])
        )
    amount, decimals = found
    if amount.adjusted() >= MAX_DIGITS or decimals > MAX_DECIMALS:
        raise ReadError(
            _lt(
                "%(position)s: the amount %(text)s has too many digits.",
                position=position,
                text=text[:40],
            )
        )
    return amount


def read_currency(told, default, position):
    """Return the currency of an amount, or of its account.

    :raises ReadError: missing, or no code of three letters
    """
    code = (clean(told[1]) if isinstance(told, tuple) else '') or default
    if not _CURRENCY.fullmatch(code):
        raise ReadError(
            _lt(
                "%(position)s: “%(text)s” is not the code of a currency.",
                position=position,
                text=code[:40],
            )
        )
    return code


def read_sign(text, position):
    """Return 1 for credit and -1 for debit.

    :raises ReadError: neither
    """
    text = clean(text) if isinstance(text, str) else ''
    if text == 'CRDT':
        return 1
    if text == 'DBIT':
        return -1
    raise ReadError(
        _lt(
            "%(position)s: it is not told whether the amount is credit or debit (“%(text)s”).",
            position=position,
            text=text[:40],
        )
    )


def is_true(node, path):
    """Tell whether the indicator at a path is set."""
    return first_text(node, path) in ('true', '1')


def in_currency(told, currency):
    """Tell whether there is an amount, in a currency."""
    return isinstance(told, tuple) and (clean(told[1]) or currency) == currency


def is_reference(text):
    """Tell whether a text refers to something, and is not one of the ways to say nothing.

    >>> [is_reference(text) for text in ('HR99', 'SI99 ', 'NONREF', '/', 'HR00', 'HR00 1', '7')]
    [False, False, False, False, False, True, True]
    """
    # most begin with a digit, which the pattern needn't be asked about
    return text[:1] in _DIGITS or not _NOTHING.fullmatch(text.replace(' ', '').upper())


def references(texts):
    """Return the texts that refer to something, without repetition."""
    if not texts:
        return []
    return list(dict.fromkeys(text[:MAX_REFERENCE] for text in texts if is_reference(text)))


def account_number(text):
    """Return an account in capitals without spaces."""
    return clean(text).replace(' ', '').upper()[:MAX_REFERENCE]


def name_key(text):
    """Return a name to compare."""
    return _NO_ALNUM.sub('', text).casefold()


def plain(amount):
    """Return an amount as text, the same for equal amounts.

    >>> plain(Decimal('8.850')), plain(Decimal('-100'))
    ('8.85', '-100')
    """
    return format(amount.normalize(), 'f')


def digest(*told):
    """Return a short text that is the same for the same values."""
    return sha256('\x1f'.join(map(str, told)).encode()).hexdigest()[:32]
