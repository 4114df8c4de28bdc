import io
import os
import random
from pathlib import Path

import openpyxl

from ..readers.base import ReadError

FOLDER = Path(__file__).parent / 'samples'
ELSEWHERE = os.environ.get('FINANCE_STATUS_SAMPLES')


def sample(name):
    """Return the content of a sample file, or None where it may not be copied and isn't there."""
    for folder in (FOLDER, Path(ELSEWHERE) if ELSEWHERE else None):
        if folder and (folder / name).is_file():
            return (folder / name).read_bytes()
    return None


def english(message):
    """Return a message that is translated where it is shown, as it was written."""
    return message if isinstance(message, str) else message._translate('en_US')


def refusal(read, content):
    """Return why a reader refuses a file, or None if it reads it."""
    try:
        read(content)
    except ReadError as error:
        return english(error.args[0])
    return None


def damaged(content, seed, count):
    """Yield ``count`` damaged copies of a file, the same ones for the same seed."""
    randomness = random.Random(seed)
    pieces = [b'<', b'>', b'&', b'"', b'/', b'\x00', b'\xff', b'-', b'.', b',', b' ', b'1e9']
    pieces += [b'9' * 40, b'NaN', b'0', b'\n', b'-01']
    for _count in range(count):
        copy = bytearray(content)
        for _change in range(randomness.choice((1, 1, 1, 2, 4))):
            start = randomness.randrange(len(copy) or 1)
            end = start + randomness.randint(0, 12)
            change = randomness.randrange(4)
            if change == 0:
                copy[start:end] = b''
            elif change == 1:
                copy[start:start] = randomness.choice(pieces)
            elif change == 2:
                copy[start:end] = randomness.choice(pieces)
            else:
                copy[start:start] = copy[end : end + 60]
        yield bytes(copy)


def text(*lines, encoding='utf-8', end='\r\n'):
    """Return lines as the bytes of a file."""
    return (end.join(lines) + end).encode(encoding)


def workbook(*sheets):
    """Return an xlsx file of (name, rows) sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
