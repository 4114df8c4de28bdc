"""Text as the fields of payment codes take it."""

import re
import unicodedata

# letters that are no base letter with a mark
_LETTERS = str.maketrans(
    {
        'đ': 'd',
        'Đ': 'D',
        'ð': 'd',
        'Ð': 'D',
        'ł': 'l',
        'Ł': 'L',
        'ø': 'o',
        'Ø': 'O',
        'ß': 'ss',
        'ẞ': 'SS',
        'æ': 'ae',
        'Æ': 'AE',
        'œ': 'oe',
        'Œ': 'OE',
        'þ': 'th',
        'Þ': 'Th',
        'ı': 'i',
        '–': '-',
        '—': '-',
        '‑': '-',
        '’': "'",
        '‘': "'",
        '“': '"',
        '”': '"',
        '„': '"',
        '…': '...',
        '€': 'EUR',
        '&': '+',
    }
)


def one_line(text):
    """Return a text without control characters and line breaks, each blank single.

    >>> one_line(' Moja\\ntvrtka  d.o.o.\\t')
    'Moja tvrtka d.o.o.'
    """
    text = unicodedata.normalize('NFC', text or '')
    # control characters, surrogates and what only formats
    text = ''.join(' ' if unicodedata.category(char)[0] in 'CZ' else char for char in text)
    return re.sub(' +', ' ', text).strip()


def fold(text, can_stay):
    """Return a text of the letters that can stay; others as a plain letter, else a blank.

    :param can_stay: tells of a character whether a field takes it

    >>> fold('Škoda & Ćurić, 5 m²', lambda char: char.isascii() and char.isalnum() or char in ' ,+')
    'Skoda + Curic, 5 m2'
    """
    return one_line(''.join(_folded(char, can_stay) for char in one_line(text)))


def shorten(text, length, encoding=None):
    """Return the start of a text that is at most so long: in characters, or encoded in bytes."""
    text = text[:length]
    while encoding and len(text.encode(encoding)) > length:
        text = text[:-1]
    return text.strip()


def _folded(char, can_stay):
    if can_stay(char):
        return char
    plain = unicodedata.normalize('NFKD', char.translate(_LETTERS))
    plain = ''.join(part for part in plain if not unicodedata.combining(part))
    plain = plain.translate(_LETTERS)
    return ''.join(part if can_stay(part) else ' ' for part in plain)
