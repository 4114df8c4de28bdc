"""Payment references of Croatia (HR), Slovenia (SI) and ISO 11649 (RF), and numbers in free text.

People and banks write the number of an invoice in many ways: ``123/1/1`` comes as ``HR00 12311``,
``HR00 1231-1`` or ``HR01 123-1-1K`` with a check digit. A right check digit is evidence; a wrong
one, or an unknown model, still matches by the number.
"""

import re
from dataclasses import dataclass
from itertools import combinations

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

# how well a reference names a document
NONE, WEAK, STRONG, PROVEN = range(4)
# digits of fewer than this are too weak alone
MIN_DIGITS = 4
MAX_CANDIDATES = 30
MAX_TEXT = 2000
# of a reference, how many parts are looked at, and how many of them together may be a number
MAX_PARTS = 30
MAX_SLICE = 6

_NOTHING = {'', 'NOTPROVIDED', 'NOTAVAIL', 'NOTAVAILABLE', 'NONREF', 'NRC', 'NULL', 'NONE'}
_WITH_MODEL = re.compile(r'(HR|SI)([0-9]{2})(.*)')
_RF = re.compile(r'RF([0-9]{2})([0-9A-Z]{1,21})')
_SPACES = re.compile(r'\s+')
_MARKS = re.compile(r'[^0-9A-Z]+')
_PREFIX = re.compile(r'^\s*(?:HR|SI|RF)\s*[0-9]{2}')

# Parts (from 0) that share a check digit, the last digit of the last of them.
_GROUPS = {
    '01': ((0, 1, 2),),
    '02': ((1,), (2,)),
    '03': ((0,), (1,), (2,)),
    '04': ((0,), (2,)),
    '05': ((0,),),
    '06': ((1, 2),),
    '07': ((1,),),
    '08': ((0, 1), (2,)),
    '09': ((0, 1),),
    '10': ((0,), (1, 2)),
    '11': ((0,), (1,)),
    'SI12': ((0,),),
    **{f'SI{model}': ((0,), (1,)) for model in (18, 19, 28, 38, 40, 41, 48, 49, 58)},
    **{f'SI{model}': ((0,),) for model in (21, 31, 51, 55)},
}

# References and numbers in a text in capitals
_MODEL_IN_TEXT = re.compile(r'\b(?:HR|SI) ?[0-9]{2}[ -]{0,2}[0-9][0-9-]{0,21}')
_RF_IN_TEXT = re.compile(r'\bRF ?[0-9]{2}(?: ?[0-9A-Z]{1,4})+')
_IBAN_IN_TEXT = re.compile(r'\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{1,4}){3,8}\b')
_DATE_IN_TEXT = re.compile(
    r'(?<![0-9/-])(?:[0-9]{1,2}\. ?[0-9]{1,2}\. ?[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9/-])'
)
_AMOUNT_IN_TEXT = re.compile(r'(?<![0-9/-])[0-9]+(?:\.[0-9]{3})*,[0-9]{2}(?![0-9/-])')
_NUMBER_IN_TEXT = re.compile(r'[^\W_]+(?:[-/\\._][^\W_]+)*')
_LOOSE_SLASH = re.compile(r'(?<=[0-9]) ?/ ?(?=[0-9])')

_IBAN = re.compile(r'[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}')
_IBAN_LENGTHS = {'HR': 21, 'SI': 19}


def _is_iban(text):
    """Tell whether this is a bank account.

    Not by ``stdnum.iban``: its list of countries can't be opened under Odoo's import hook.
    """
    compact = _SPACES.sub('', text)
    if not _IBAN.fullmatch(compact):
        return False
    if len(compact) != _IBAN_LENGTHS.get(compact[:2], len(compact)):
        return False
    return mod_97_10.is_valid(compact[4:] + compact[:4])


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as it was written, taken apart.

    ``model``: ``HR01``, ``RF`` or empty for a bare number. ``checked``: whether its check digits
    are right, ``None`` where it has none.
    """

    text: str
    model: str
    parts: tuple[str, ...]
    checked: bool | None = None

    @property
    def groups(self):
        """Return the groups of parts that have a check digit."""
        if self.model[2:] <= '11':
            return _GROUPS.get(self.model[2:], ())
        return _GROUPS.get(self.model, ())

    def without_check_digits(self):
        """Return the parts without their check digits, or ``None`` where the model has none."""
        parts = list(self.parts)
        for group in self.groups:
            if present := [index for index in group if index < len(parts)]:
                parts[present[-1]] = parts[present[-1]][:-1]
        return tuple(parts) if self.groups else None

    def lookup_keys(self):
        """Return ``number_keys`` of numbers that this reference may name, to look them up."""
        found = dict.fromkeys(_keys(self.parts))
        bare = self.without_check_digits()
        if bare:
            found.update(dict.fromkeys(_keys(bare)))
        found.update(dict.fromkeys(_keys_of_slices(self)))
        return [key for key in found if key]


def check_digit(digits):
    """Return the MOD11INI check digit of HR and SI references.

    >>> check_digit('120'), check_digit('165'), check_digit('4000')
    ('1', '1', '2')
    """
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), 2))
    return str((11 - total % 11) % 11 % 10)


def parse(text):
    """Return a text that is one reference or number as a ``Reference``, else ``None``.

    >>> parse('HR01 123-1-18').parts
    ('123', '1', '18')
    >>> parse('HR99') is parse('NOTPROVIDED') is None
    True
    """
    text = (text or '').strip()[:MAX_TEXT]
    compact = _SPACES.sub('', text).upper()
    if compact in _NOTHING:
        return None
    if found := _RF.fullmatch(compact):
        return Reference(text, 'RF', _split(found[2]), iso11649.is_valid(compact))
    if (found := _WITH_MODEL.fullmatch(compact)) and not _is_iban(compact):
        country, number, rest = found.groups()
        parts = _split(rest)
        if number == '99' or not any(part.isdigit() for part in parts):
            return None
        reference = Reference(text, country + number, parts)
        return Reference(text, reference.model, parts, _is_checked(reference))
    parts = _split(text.upper())
    return Reference(text, '', parts) if any(map(_digits, parts)) else None


def candidates(text):
    """Return the references and numbers found in a free text, those with a model first.

    Dates, amounts and bank accounts are none.

    >>> [found.text for found in candidates('Uplata po rn. 123/1/1 od 5.3.2026., HR00 17-1-1')]
    ['HR00 17-1-1', '123/1/1']
    """
    text = _SPACES.sub(' ', (text or '')[:MAX_TEXT]).upper()
    found = []

    def take(match):
        written = match[0]
        if match.re is _RF_IN_TEXT:
            written = _valid_rf(written) or ''
        elif match.re is _IBAN_IN_TEXT:
            return ' ' if _is_iban(written) else written
        if reference := parse(written):
            found.append(reference)
            return ' ' + match[0][len(written) :]
        return match[0]

    for pattern in (_IBAN_IN_TEXT, _RF_IN_TEXT, _MODEL_IN_TEXT):
        text = pattern.sub(take, text)
    for pattern in (_DATE_IN_TEXT, _AMOUNT_IN_TEXT):
        text = pattern.sub(' ', text)
    text = _LOOSE_SLASH.sub('/', text)
    for written in _NUMBER_IN_TEXT.findall(text):
        if any(char in '0123456789' for char in written) and (reference := parse(written)):
            found.append(reference)
    return list({reference.text: reference for reference in found}.values())[:MAX_CANDIDATES]


def number_keys(number, is_reference=False):
    """Return what a document's number is looked up by: its digits, with and without zeros ahead.

    ``is_reference``: the number is a payment reference, whose model doesn't count. The database
    has the same in an index, see ``finance.status.document``.

    >>> number_keys('R-2026/00123')
    ['202600123', '2026123']
    """
    number = (number or '').upper()
    if is_reference:
        number = _PREFIX.sub('', number)
    return _keys(re.split(r'[^0-9]', number))


def matches(number, reference):
    """Return how well a reference names the document of this number (or payment reference).

    ``STRONG``: the whole number, of at least four digits, written in its parts or behind a model.
    ``PROVEN``: its check digit is right, too. ``WEAK``: a few digits only, a part of the
    reference only, a bare number without the marks, or other letters: needs amount or payer.

    >>> matches('123/1/1', 'HR00 1231-1') == STRONG, matches('1/1/1', 'HR00 111') == WEAK
    (True, True)
    """
    if isinstance(reference, str):
        reference = parse(reference)
    number = parse(number)
    if not reference or not number:
        return NONE
    keys = set(filter(None, _keys(number.parts)))
    bare = reference.without_check_digits()
    whole = not keys.isdisjoint(_keys(reference.parts))
    without_digits = bool(bare) and not keys.isdisjoint(_keys(bare))
    if not whole and not without_digits:
        return NONE if keys.isdisjoint(_keys_of_slices(reference)) else WEAK
    if reference.checked and bare and not without_digits and not number.model:
        # its last digit is the right check digit of another number
        return WEAK
    if len(_digits(''.join(number.parts))) < MIN_DIGITS:
        return WEAK
    letters = [_letters(parts) for parts in (number.parts, reference.parts)]
    if all(letters) and letters[0] != letters[1]:
        return WEAK
    if reference.model:
        if reference.checked:
            return PROVEN
        # else the last digit was left out as a check digit that it isn't
        return STRONG if whole else WEAK
    return STRONG if _stripped(number.parts) == _stripped(reference.parts) else WEAK


def same_parts(number, reference):
    """Return whether number and reference have the same parts, not only the same digits."""
    number = parse(number)
    written = (reference.parts, reference.without_check_digits() or ())
    return bool(number) and _stripped(number.parts) in map(_stripped, written)


def _is_checked(reference):
    groups = [
        ''.join(reference.parts[index] for index in group if index < len(reference.parts))
        for group in reference.groups
    ]
    groups = [digits for digits in groups if digits]
    if not groups:
        return None
    return all(
        len(digits) > 1 and digits.isdigit() and check_digit(digits[:-1]) == digits[-1]
        for digits in groups
    )


def _valid_rf(text):
    """Return the longest start of a text, cut at spaces, that is a right RF reference."""
    words = text.split(' ')
    for end in range(len(words), 0, -1):
        written = ' '.join(words[:end])
        if iso11649.is_valid(written):
            return written
    return None


def _split(text):
    return tuple(filter(None, _MARKS.split(text)))


def _digits(text):
    return re.sub('[^0-9]', '', text)


def _letters(parts):
    return re.sub('[0-9]', '', ''.join(parts))


def _stripped(parts):
    """Return the groups of digits without zeros ahead."""
    runs = re.findall('[0-9]+', ' '.join(parts))
    return tuple(run.lstrip('0') for run in runs)


def _keys(parts):
    """Return the joined digits without zeros ahead, of all and of each group of digits."""
    runs = re.findall('[0-9]+', ' '.join(parts))
    return list(dict.fromkeys((''.join(runs).lstrip('0'), ''.join(_stripped(parts)))))


def _keys_of_slices(reference):
    """Return the keys of neighbouring parts of a reference that aren't all of them."""
    return {
        key
        for parts in filter(None, (reference.parts, reference.without_check_digits()))
        for start, end in combinations(range(min(len(parts), MAX_PARTS) + 1), 2)
        if end - start < len(parts) and end - start <= MAX_SLICE
        for key in _keys(parts[start:end])
        if len(key) >= MIN_DIGITS
    }
