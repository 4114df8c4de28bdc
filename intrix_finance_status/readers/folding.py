"""Compare words as people write them: without case, accents and punctuation."""

import re
import unicodedata

_PLAIN = re.compile(r'[a-z0-9]*', re.ASCII)
_OTHER = re.compile(r'[^a-z0-9]+')
# NFKD leaves these as they are
_LETTERS = str.maketrans({'đ': 'd', 'ß': 'ss', 'ø': 'o', 'æ': 'ae', 'ł': 'l', '№': 'no'})


def fold(text):
    """Return a text in lower case, without accents, only letters and digits.

    >>> fold('Št. računa') == fold('ST RACUNA') == fold('st.racuna')
    True
    """
    text = text.lower()
    if _PLAIN.fullmatch(text):
        return text
    return _OTHER.sub('', unicodedata.normalize('NFKD', text.translate(_LETTERS)).lower())


def fold_words(text):
    """Return the words of a text, each folded."""
    text = unicodedata.normalize('NFKD', text.lower().translate(_LETTERS))
    text = ''.join(letter for letter in text if not unicodedata.combining(letter))
    return [word for word in _OTHER.split(text) if word]
