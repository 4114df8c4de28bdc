"""Read a zip of files as one: one level deep, bounded in number and size."""

import io
import zipfile
from dataclasses import replace
from itertools import chain

from .base import MAX_FILE_BYTES, ReadError, Reading, Skipped, _lt

MAX_FILES = 500
MAX_UNPACKED = 200 * 1024 * 1024
# of packages of other programs: no zips of files to read
_PACKAGES = ('[Content_Types].xml', 'mimetype', 'xl/workbook.xml')
_HIDDEN = ('__MACOSX/', '.', 'Thumbs.db')


def is_plain(content):
    """Tell whether a zip holds files, and isn't the package of an office document.

    :raises ReadError: it can't be opened
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return not any(name in _PACKAGES for name in archive.namelist())
    # a damaged zip raises whatever its bytes lead zipfile to
    except Exception as error:
        raise ReadError(
            _lt(
                "The workbook or zip is damaged or incomplete: %s",
                f'{type(error).__name__} {error}'[:200],
            )
        ) from error


def read(content, read_member):
    """Return one ``Reading`` of all files in a zip.

    :param read_member: reads the content of one
    :raises ReadError: it is hostile, none can be read, or they are of different kinds
    """
    readings, refused = [], []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in _members(archive):
                data = archive.read(member)
                try:
                    readings.append((member.filename, read_member(data)))
                except ReadError as error:
                    refused.append((member.filename, error))
    except (ReadError, MemoryError):
        raise
    # what a damaged member raises is up to zipfile and zlib
    except Exception as error:
        reason = f'{type(error).__name__} {error}'[:200]
        raise ReadError(_lt("The zip can't be read: %s", reason)) from error
    if not readings:
        if not refused:
            raise ReadError(_lt("The zip holds no file."))
        name, error = refused[0]
        # of the same kind: an incomplete statement may still be taken
        raise type(error)(_lt("%(file)s: %(reason)s", file=name, reason=error.args[0]))
    return _joined(readings, refused)


def _members(archive):
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and not member.filename.startswith(_HIDDEN)
        and not member.filename.rpartition('/')[2].startswith('.')
    ]
    if len(members) > MAX_FILES:
        raise ReadError(_lt("The zip holds more than %s files.", MAX_FILES))
    if any(member.flag_bits & 1 for member in members):
        raise ReadError(_lt("The file is protected by a password. Save it without one."))
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or any(member.file_size > MAX_FILE_BYTES for member in members):
        raise ReadError(
            _lt("Unpacked, the file is far too large (%s MB).", unpacked // 1024 // 1024)
        )
    return members


class _Rows:
    """The rows of several readings, one after the other."""

    def __init__(self, readings):
        self._readings = readings

    def __len__(self):
        return sum(len(reading.rows) for _name, reading in self._readings)

    def __iter__(self):
        return chain.from_iterable(
            (_placed(name, row) for row in reading.rows) for name, reading in self._readings
        )

    def __getitem__(self, index):
        if isinstance(index, slice):
            return list(self)[index]
        index = range(len(self))[index]
        for name, reading in self._readings:
            if index < len(reading.rows):
                return _placed(name, reading.rows[index])
            index -= len(reading.rows)
        raise IndexError(index)


def _placed(name, row):
    return replace(row, position=f'{name}: {row.position}')


def _joined(readings, refused):
    kinds = {reading.kind for _name, reading in readings}
    if len(kinds) > 1:
        raise ReadError(
            _lt("The zip holds both invoices and payments. Import them one after the other.")
        )
    formats = list(dict.fromkeys(reading.format for _name, reading in readings))
    joined = Reading(kind=kinds.pop(), format=f'zip ({", ".join(formats)})')
    joined.rows = _Rows(readings)
    for name, reading in readings:
        joined.skipped += [
            Skipped(f'{name}: {skipped.position}', skipped.reason) for skipped in reading.skipped
        ]
        joined.layouts += reading.layouts
        joined.questions += reading.questions
        joined.warnings += reading.warnings
        joined.statements += reading.statements
        joined.negative_credits += reading.negative_credits
        # of several lists, none has all
        joined.open_items = reading.open_items if len(readings) == 1 else ''
        joined.totals += [
            replace(total, position=f'{name}: {total.position}') for total in reading.totals
        ]
    # a file that can't be read must not go unnoticed
    joined.warnings += [
        _lt("%(file)s is left out: %(reason)s", file=name, reason=error.args[0])
        for name, error in refused
    ]
    return joined
