"""Take a stream out of an OLE compound document, the package of old workbooks.

xlrd follows the chains of sectors without end where they lead in a circle; here they don't.
"""

import struct

SIGNATURE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
# how many sectors of the allocation table the header itself tells
_IN_HEADER = 109


class OleError(ValueError):
    """The document is damaged."""


class Document:
    """The streams of a compound document, by name.

    :param bytes content: the file
    :raises OleError: it is damaged
    """

    def __init__(self, content):
        self._content = content
        if len(content) < _HEADER or not content.startswith(SIGNATURE):
            raise OleError("no header")
        (shift, small_shift) = struct.unpack_from('<HH', content, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise OleError("sector size")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        first_entry, _signature, self._cutoff, first_small, _count, first_more, _count = (
            struct.unpack_from('<7I', content, 48)
        )
        self._table = self._allocation(first_more)
        self._small_table = self._numbers(self._chain(first_small, self._table, True))
        self.entries = {}
        self._small = b''
        self._read_entries(self._joined(first_entry))

    def _sector(self, number):
        start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _numbers(self, sectors):
        data = b''.join(map(self._sector, sectors))
        return struct.unpack(f'<{len(data) // 4}I', data[: len(data) // 4 * 4])

    def _allocation(self, more):
        """Return the table that tells which sector follows each."""
        sectors = [
            number
            for number in struct.unpack_from(f'<{_IN_HEADER}I', self._content, 76)
            if number < _LAST_SECTOR
        ]
        seen = set()
        while more < _LAST_SECTOR:
            if more in seen:
                raise OleError("circle")
            seen.add(more)
            *numbers, more = self._numbers([more]) or (_LAST_SECTOR,)
            sectors += [number for number in numbers if number < _LAST_SECTOR]
        if len(sectors) * self._size > len(self._content):
            raise OleError("allocation table")
        return self._numbers(sectors)

    def _chain(self, number, table, lenient=False):
        """Return the sectors from a first one to the last."""
        sectors = []
        while number < _LAST_SECTOR:
            if number >= len(table):
                if lenient:
                    break
                raise OleError("sector out of range")
            if len(sectors) > len(table):
                raise OleError("circle")
            sectors.append(number)
            number = table[number]
        return sectors

    def _joined(self, number):
        return b''.join(map(self._sector, self._chain(number, self._table)))

    def _read_entries(self, data):
        for start in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from('<HB', data, start + 64)
            first, size = struct.unpack_from('<II', data, start + 116)
            if kind == _ROOT and not self._small and first < _LAST_SECTOR:
                self._small = self._joined(first)
            elif kind == _STREAM and 2 < length <= 64:
                name = data[start : start + length - 2].decode('utf-16-le', errors='replace')
                self.entries.setdefault(name, (first, size))

    def stream(self, name):
        """Return the content of a stream.

        :raises OleError: part of it is missing
        """
        first, size = self.entries[name]
        if size > len(self._content):
            raise OleError("stream longer than the file")
        if size >= self._cutoff:
            data = self._joined(first)
        else:
            width = self._small_size
            data = b''.join(
                self._small[number * width : (number + 1) * width]
                for number in self._chain(first, self._small_table)
            )
        if len(data) < size:
            raise OleError("part of a stream is missing")
        return data[:size]
