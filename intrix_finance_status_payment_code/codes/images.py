"""Draw payment codes, in black and white and in the size that their rules give.

The libraries that make the symbols are optional: without them there is no picture.
"""

import struct
import zlib
from dataclasses import dataclass

from . import epc_qr, hub3, upn_qr

try:
    import segno
except ImportError:
    segno = None
try:
    import pdf417gen
except ImportError:
    pdf417gen = None

# of pictures: a pixel is a whole number of dots of a printer, and the module one of pixels
_DPI = 300
_MM_PER_INCH = 25.4
_SIGNATURE = b'\x89PNG\r\n\x1a\n'
# readers take any mask; trying all of them takes most of the time, and none is better with text
_MASK = 3


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol in modules: a row is a string of ``0`` and ``1`` (black), without the margin.

    ``module``: width of one in mm; ``ratio``: height of a row to that; ``margin``: what has to
    stay white around it, in modules.
    """

    rows: tuple[str, ...]
    module: float
    ratio: int
    margin: int

    @property
    def columns(self):
        """Return the width in modules, with the margin."""
        return len(self.rows[0]) + 2 * self.margin

    @property
    def width(self):
        """Return the width in mm, with the margin."""
        return self.module * self.columns

    @property
    def height(self):
        """Return the height in mm, with the margin."""
        return self.module * (len(self.rows) * self.ratio + 2 * self.margin)

    def png(self, scale=None):
        """Return the picture.

        :param scale: pixels of a module; by default as many as fit its size in print
        """
        scale = scale or round(self.module / _MM_PER_INCH * _DPI)
        side = '0' * self.margin
        blank = '0' * self.columns
        lines = [(blank, self.margin)]
        lines += [(f'{side}{row}{side}', self.ratio) for row in self.rows]
        lines += [(blank, self.margin)]
        width = len(blank) * scale
        pixels = b''.join(_line(row, scale, width) * (scale * times) for row, times in lines)
        height = scale * sum(times for _row, times in lines)
        header = struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)
        return b''.join(
            (
                _SIGNATURE,
                _chunk(b'IHDR', header),
                _chunk(b'IDAT', zlib.compress(pixels, 9)),
                _chunk(b'IEND', b''),
            )
        )


def draw_hub3(payment, with_diacritics=False):
    """Return the symbol of a payment in Croatia, or ``None`` where the library is missing.

    It is never higher than the field of the form: then it is without the payer.
    """
    if not pdf417gen:
        return None
    for with_payer in (True, False):
        text = hub3.payload(payment, with_diacritics, with_payer)
        words = pdf417gen.encode(text, columns=hub3.COLUMNS, security_level=hub3.SECURITY_LEVEL)
        rows = tuple(''.join(f'{word:b}' for word in row) for row in words)
        symbol = Symbol(rows, hub3.MODULE, hub3.RATIO, hub3.MARGIN)
        if symbol.height <= hub3.HIGHEST:
            break
    return symbol


def draw_upn(payment):
    """Return the symbol of a payment in Slovenia, or ``None`` where the library is missing."""
    text = upn_qr.payload(payment)
    return _qr(text, upn_qr, version=upn_qr.VERSION, encoding=upn_qr.ENCODING, eci=True)


def draw_epc(payment):
    """Return the symbol of a payment in the euro area, ``None`` where the library is missing."""
    return _qr(epc_qr.payload(payment).encode(), epc_qr)


def _qr(content, rules, **options):
    if not segno:
        return None
    code = segno.make_qr(content, error='m', boost_error=False, mode='byte', mask=_MASK, **options)
    rows = tuple(''.join(map(str, row)) for row in code.matrix)
    return Symbol(rows, rules.MODULE, 1, 4)


def _line(row, scale, width):
    """Return a line of pixels: white is 1, and the last byte is filled up."""
    bits = ''.join(('0' if char == '1' else '1') * scale for char in row)
    size = -(-width // 8)
    # no filter
    return b'\0' + int(bits.ljust(size * 8, '0'), 2).to_bytes(size, 'big')


def _chunk(kind, content):
    checksum = zlib.crc32(kind + content)
    return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', checksum)
