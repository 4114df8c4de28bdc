"""What a document told, in forms that can be compared. Plain Python, no Odoo."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from stdnum.exceptions import ValidationError
from stdnum.hr import oib

# letters that Unicode does not take apart
SPECIAL = {'đ': 'd', 'ł': 'l', 'ø': 'o', 'ı': 'i', 'ħ': 'h', 'ŧ': 't'}
_LEGAL_FORMS = (
    'ag as bv co company corp dd dno doo eood gmbh inc jdoo kd kft kg limited llc llp ltd nv obrt '
    'ohg ood oy plc s sa sarl sas se sl so sp spa spzoo srl sro ug vl zoo'
)
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())
# ISO codes, and what tax numbers use instead for Greece
_VAT_COUNTRIES = (
    'AT BA BE BG CH CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IT LT LU LV ME MK MT NL NO PL PT RO '
    'RS SE SI SK XI'
)
VAT_COUNTRIES = frozenset(_VAT_COUNTRIES.split())
LONGEST_SPAN = 4
MOST_TOKENS = 200

_PUNCTUATION = re.compile(r"[.'’`´]")
_NOT_WORD = re.compile(r'[\W_]+')
_RUN = re.compile(r'[^\W_]+')
_DIGIT = re.compile(r'\d')
_LETTER = re.compile(r'[^\W\d_]')
_NO_DIGIT = re.compile(r'\D')
_WORD = re.compile('[A-Z0-9]+')
_SEPARATORS = frozenset('-/._ ')
_GLUE = frozenset('-/._')
_LOOKS_LIKE_ORDER = re.compile(r'[^\W\d_]{1,4}[-/]?\d{3,}')


def _plain_letter(letter):
    letter = SPECIAL.get(letter.lower(), letter)
    return unicodedata.normalize('NFKD', letter)[0].lower()


# (letters with marks, the same without): for PostgreSQL's translate() too
_marked = [
    chr(code)
    for code in range(0xC0, 0x250)
    if chr(code).isalpha() and 'a' <= _plain_letter(chr(code)) <= 'z'
]
MARKED_LETTERS = ''.join(_marked)
PLAIN_LETTERS = ''.join(map(_plain_letter, _marked))
_TO_PLAIN = str.maketrans(MARKED_LETTERS, PLAIN_LETTERS)


@lru_cache(8192)
def fold(text):
    """Return the words of ``text`` in plain lower case letters.

    >>> fold("  Šećer  D.O.O. (Županja)")
    'secer doo zupanja'
    """
    text = unicodedata.normalize('NFC', text or '').translate(_TO_PLAIN).casefold()
    return _NOT_WORD.sub(' ', _PUNCTUATION.sub('', text)).strip()


@lru_cache(8192)
def letters(text):
    """Return ``text`` without all but plain letters and digits, as the index of names has it.

    >>> letters("Šećer d.o.o.")
    'secerdoo'
    """
    text = unicodedata.normalize('NFC', text or '').translate(_TO_PLAIN).lower()
    return re.sub('[^a-z0-9]', '', text)


def core_words(text):
    """Return the words that make a name: folded, without the legal form.

    >>> core_words("ACME Trade d.o.o.") == core_words("ACME TRADE")
    True
    """
    words = fold(text).split()
    return tuple(word for word in words if word not in LEGAL_FORMS) or tuple(words)


def one_letter_off(one, other):
    """Tell whether two texts differ by one letter: another, one more, or two changed about.

    >>> one_letter_off('mlijekara', 'mljekara'), one_letter_off('adria', 'adriatic')
    (True, False)
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    one, other = one[same:], other[same:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )


def one_letter_off_pattern(text):
    """Return a regular expression of what begins with what is one letter off.

    >>> bool(re.match(one_letter_off_pattern('mlijekara'), 'mljekaradoo'))
    True
    """
    found = []
    for at in range(1, len(text)):
        found.append(f'{text[:at]}.?{text[at + 1 :]}')
        found.append(f'{text[:at]}.{text[at:]}')
        found.append(f'{text[: at - 1]}{text[at]}{text[at - 1]}{text[at + 1 :]}')
    return f'^(?:{"|".join(found)})'


def names_agree(one, other):
    """Tell whether two names may well be the same customer's.

    >>> names_agree("Hotel Jadran d.d.", "JADRAN HOTEL")
    True
    >>> names_agree("Hotel Jadran", "Hotel Adriatic")
    False
    """
    one, other = set(core_words(one)), set(core_words(other))
    return len(one & other) * 2 > min(len(one), len(other))


class VatKey(NamedTuple):
    """A tax number: country ('' where it is not told) and the number without it."""

    country: str
    number: str


@lru_cache(8192)
def vat_key(text):
    """Return the tax number in ``text`` as a ``VatKey``, or None.

    >>> vat_key("OIB: 694 351 514 30")
    VatKey(country='HR', number='69435151430')
    >>> vat_key("SI 12345679")
    VatKey(country='SI', number='12345679')
    """
    if not text:
        return None
    words = _WORD.findall(text.upper())
    told_oib = any(word.startswith('OIB') for word in words)
    plain = ''.join(
        word
        for word in words
        # what such numbers are called, in whatever language
        if any(map(str.isdigit, word)) or (word in VAT_COUNTRIES and word != 'NO')
    ).removeprefix('OIB')
    country, number = '', plain
    if plain[:2] in VAT_COUNTRIES and any(map(str.isdigit, plain[2:])):
        country, number = plain[:2], plain[2:]
        country = 'GR' if country == 'EL' else country
    if len(number) < 5 or not any(map(str.isdigit, number)):
        return None
    if not country and (told_oib or _is_oib(number)):
        country = 'HR'
    return VatKey(country, number)


def _is_oib(number):
    try:
        return bool(oib.validate(number))
    except ValidationError:
        return False


def vat_spellings(key, home):
    """Return the ways to write a tax number, as the index of tax numbers has them."""
    countries = {key.country or home, *(('EL',) if key.country == 'GR' else ())} - {''}
    return {key.number, *(country + key.number for country in countries)}


class Token(NamedTuple):
    """Words of a text that may name an order, in capitals.

    ``start`` and ``end``: where it stands. ``whole``: it is not a part of a longer number.
    """

    value: str
    start: int
    end: int
    whole: bool


def tokens(text):
    """Return what in ``text`` may be the number of an order.

    >>> [token.value for token in tokens("S00012, 4711/26") if token.whole]
    ['S00012', '4711/26']
    """
    text = unicodedata.normalize('NFC', text or '').upper()
    runs = [match.span() for match in _RUN.finditer(text)]
    found = []
    for first, (start, _end) in enumerate(runs):
        for last in range(first, min(first + LONGEST_SPAN, len(runs))):
            end = runs[last][1]
            if last > first and text[runs[last - 1][1] : runs[last][0]] not in _SEPARATORS:
                break
            value = text[start:end]
            if _DIGIT.search(value):
                found.append(Token(value, start, end, _is_whole(text, value, start, end)))
    return found[:MOST_TOKENS]


def _is_whole(text, value, start, end):
    """Tell whether digits alone are not a part of a longer number: 0012 of SO/0012 is."""
    if _LETTER.search(value):
        return True
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    glued_before = len(before) == 2 and before[1] in _GLUE and before[0].isalnum()
    glued_after = len(after) == 2 and after[0] in _GLUE and after[1].isalnum()
    return not glued_before and not glued_after and len(_NO_DIGIT.sub('', value)) >= 4


def shape(value):
    """Return what a number looks like: its letters, and 9 for each digit.

    >>> shape("S00012")
    'S99999'
    """
    return _DIGIT.sub('9', value)


def may_name_order(text):
    """Tell whether a person would take ``text`` for the number of an order."""
    text = (text or '').strip()
    single = len(text.split()) == 1 and any(map(str.isdigit, text))
    return single or bool(_LOOKS_LIKE_ORDER.search(text))
