"""Texts in whatever encoding, and what separates their columns.

Detectors know cp1250 badly or not at all, and it is what Croatian and Slovenian programs write.
So the likeliest of four encodings is taken by how well its letters fit the words.
"""

import codecs
import csv
import re
from collections import Counter

from .base import ReadError, _lt

SEPARATORS = (';', '\t', ',', '|')
EIGHT_BIT = ('cp1250', 'iso8859-2', 'cp1252', 'cp852')
MIXED = 'utf-8 (mixed)'
MAX_LINE = 200_000
# of one row, in its cells
MOST_LINES = 200
_RETURN = re.compile(r'\r(?!\n)')
_LINE = re.compile(r'[^\n]*\n|[^\n]+')
_BOMS = (
    # UTF-32 first: it begins as UTF-16 does
    (codecs.BOM_UTF32_LE, 'utf-32'),
    (codecs.BOM_UTF32_BE, 'utf-32'),
    (codecs.BOM_UTF8, 'utf-8-sig'),
    (codecs.BOM_UTF16_LE, 'utf-16'),
    (codecs.BOM_UTF16_BE, 'utf-16'),
)
_SEPARATED = bytes.maketrans(b';,|"\t', b'     ')
_MOST_WORDS = 3000
_OTHER = re.compile(r'[^\x00-\x7f]')
_SCORES = {
    **dict.fromkeys('čćžšđČĆŽŠĐ', 4),
    **dict.fromkeys('äöüÄÖÜß', 3),
    **dict.fromkeys('áéíóúýÁÉÍÓÚàèìòùâêîôûçñłńśźżąęőűřňěůťďľĺŕãõëïåøæ', 0),
    **dict.fromkeys('€„“”’‘–—…«»°§\u00a0', 2),
}
# what stands where another encoding has a letter
_WRONG, _ODD, _UNUSED = -4, -1, -10
_CONTROL = re.compile('[\x00-\x08\x0b\x0e-\x1f]')


def decode(content, encoding=''):
    """Return (text, encoding) of a file.

    :param bytes content: the file as it came
    :param encoding: what a person chose, where the file doesn't prove another
    :raises ReadError: it is no text
    """
    found = next((name for bom, name in _BOMS if content.startswith(bom)), '') or _wide(content)
    if found:
        # a cut last character is no reason to refuse the rest
        return _checked(content.decode(found, errors='replace')), found
    if _is_utf8(content):
        return _checked(content.decode('utf-8')), 'utf-8'
    best = encoding if encoding in EIGHT_BIT else _best(content)
    lines = [line for line in content.split(b'\n') if not line.isascii()]
    if sum(map(_is_utf8, lines)) * 2 > len(lines):
        return _checked(_mixed(content, best)), MIXED
    return _checked(content.decode(best, errors='replace')), best


def _wide(content):
    """Return UTF-16 without a mark at the beginning, which shows by its many NULs."""
    start = content[:4096]
    if start.count(0) * 4 < len(start) or len(start) < 4:
        return ''
    return 'utf-16-le' if start[1::2].count(0) > start[::2].count(0) else 'utf-16-be'


def _checked(text):
    if len(_CONTROL.findall(text[:20_000])) > 2:
        raise ReadError(_lt("The file is neither a table, nor text, nor XML."))
    return text.replace('\x00', '')


def _is_utf8(line):
    try:
        line.decode('utf-8')
    except UnicodeDecodeError:
        return False
    return True


def _mixed(content, other):
    """Decode each line as it wants: files are put together from several."""
    return ''.join(
        line.decode('utf-8' if _is_utf8(line) else other, errors='replace')
        for line in content.splitlines(keepends=True)
    )


# words of headings, in letters that all these encodings have
_WESTERN = re.compile(
    rb'\b(?:facture|libell|montant|client|solde|pi.ce|fattura|cliente|scadenza|importo|totale|'
    rb'imponibile|ragione sociale|numero doc)',
    re.I,
)
_FEWEST_WESTERN = 2


def _best(content):
    if len({word.lower() for word in _WESTERN.findall(content[:20_000])}) >= _FEWEST_WESTERN:
        # č, ŕ and ű of the eastern ones stand where French and Italian have è, à and û
        return 'cp1252'
    words = {word for word in content.translate(_SEPARATED).split() if not word.isascii()}
    words = sorted(words)[:_MOST_WORDS]
    return max(EIGHT_BIT, key=lambda name: sum(_score(word, name) for word in words))


def _score(word, name):
    """Return how well a word fits an encoding."""
    try:
        text = word.decode(name)
    except UnicodeDecodeError:
        return _UNUSED
    score = 0
    for found in _OTHER.finditer(text):
        letter = found[0]
        score += _SCORES.get(letter, _ODD if letter.isalpha() else _WRONG)
        if '\x80' <= letter <= '\x9f':
            score += _UNUSED
        # no word has a capital after a small letter
        elif letter.isupper() and text[: found.start()][-1:].islower():
            score += _WRONG
    return score


class Swallowed(Exception):
    """A cell holds whole rows, for want of the quote that ends it."""


def split(text, separator='', by_line=False):
    """Return (rows, separator) of a text: each row a list of texts, empty lines too.

    :param separator: what a person chose; else the one that gives most rows of the same width
    :param by_line: no cell goes on in the next line
    :raises ReadError: from the rows: a line or cell is far too long
    :raises Swallowed: from the rows: they can only be read by line
    """
    if text.count('\r') != text.count('\r\n'):
        # old ends of lines, or what was left of some
        text = _RETURN.sub(' ' if '\n' in text else '\n', text)
    # Excel's own hint
    hint = re.match(r'"?sep=(.)"?\r?\n', text[:20])
    separator = separator or (hint[1] if hint else '') or _separator(text)
    return _read_rows(text, separator, by_line or text.count('"') % 2 == 1, bool(hint)), separator


def _read_rows(text, separator, by_line, hint):
    rows = _rows(text, separator, by_line)
    try:
        if hint:
            next(rows)
            yield []
        yield from rows
    except csv.Error as error:
        raise ReadError(_lt("The table can't be read: %s", error)) from error


def _separator(text):
    start = text[:60_000]
    if len(start) < len(text):
        start = start.rpartition('\n')[0] or start
    best, score = ';', (0, 0)
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in _rows(start, separator, True) if len(row) > 1)
        except csv.Error:
            continue
        # what a row has beyond its columns are often decimal commas
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if (count, width) > score:
            best, score = separator, (count, width)
    return best


def _rows(text, separator, by_line):
    """Yield the rows. A quote that is never closed must not swallow what follows."""
    lines = _lines(text)
    if by_line:
        for line in lines:
            if line:
                quoting = csv.QUOTE_NONE if line.count('"') % 2 else csv.QUOTE_MINIMAL
                row = next(
                    csv.reader([line.rstrip('\r\n')], delimiter=separator, quoting=quoting), []
                )
                yield [cell.strip('"') for cell in row] if quoting == csv.QUOTE_NONE else row
        return
    reader = csv.reader(_counted(lines, count := [0]), delimiter=separator)
    for row in reader:
        if count[0] > 1 and any('\n' in cell and cell.count(separator) > 1 for cell in row):
            raise Swallowed
        count[0] = 0
        yield row


def _lines(text):
    for found in _LINE.finditer(text):
        if found.end() - found.start() > MAX_LINE:
            raise ReadError(_lt("The file has a line of more than %s characters.", MAX_LINE))
        yield found[0]


def _counted(lines, count):
    """Yield lines, counting them until the row ends."""
    for line in lines:
        count[0] += 1
        if count[0] > MOST_LINES:
            raise Swallowed
        yield line
