"""Tell what a file is by its content, never by its name, and have it read."""

import re

from . import archive, camt, cii, collection_report, eslog, headings, text, ubl, workbook
from .base import MAX_FILE_BYTES, EmptyError, ReadError, _lt
from .cells import of_text
from .safe_xml import local_name, parse
from .table import Source, layouts_of
from .table import read as read_table
from .table_payments import currency_told

_E_INVOICES = (
    'Invoice', 'CreditNote', 'CrossIndustryInvoice', 'CrossIndustryDocument', 'IzdaniRacun',
    'IzdaniRacunEnostavni',
)  # fmt: skip
_HTML = re.compile(rb'<(?:!doctype html|html|head|meta|table|body|div|style)\b', re.I)
_MARKUP = re.compile(rb'<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?[\s>/])')
_EXTF = _lt(
    "This is a DATEV batch of postings (EXTF), which says nothing of what is open. "
    "Export the list of open items (OPOS-Liste) as csv instead."
)
_OFX = _lt("This is a bank file in OFX. Export it as camt.053, or as csv, instead.")
# a dictionary: Odoo's export of terms takes a parenthesis after a call for one more call
_REFUSED = {
    b'"EXTF"': _EXTF,
    b'EXTF;': _EXTF,
    b'OFXHEADER': _OFX,
    b'%PDF': _lt("This is a PDF. Export the list as a table (xlsx, xls or csv) instead."),
    b'{\\rtf': _lt("This is a text document. Export the list as a table instead."),
    b'\x89PNG': _lt("This is a picture. Export the list as a table instead."),
    b'\xff\xd8\xff': _lt("This is a picture. Export the list as a table instead."),
    b'\x1f\x8b': _lt("The file is compressed in a way that is not read. Make a zip of it."),
    b'Rar!': _lt("The file is compressed in a way that is not read. Make a zip of it."),
    b'7z\xbc\xaf': _lt("The file is compressed in a way that is not read. Make a zip of it."),
}
HTML = _lt(
    "This is a web page, whatever it is called. "
    "Open it in a spreadsheet program and save it as xlsx, or export it as csv."
)
# records of the national payment order: a thousand characters, the kind in the last three
_HUB = re.compile(rb'[^\r\n]{997}9[0-9]{2}\r?\n')


def read(content, filename='', *, layouts=None, language='', numbers=None, incomplete=False):
    """Return what a file says, as a ``Reading``.

    :param bytes content: the file as it came
    :param filename: may tell the currency; what the file is, its content tells
    :param layouts: how tables are to be understood: ``Layout`` or their dicts, in a list or a
        dict by fingerprint (what a source remembers); those of other headings do nothing
    :param language: of the company, where the headings don't tell how numbers are written
    :param numbers: the decimal mark, ``.`` or ``,``: the answer to a question
    :param incomplete: take bank statements whose movements don't add up, with a warning
    :raises IncompleteError: a bank statement doesn't add up; it may be taken with ``incomplete``
    :raises ReadError: the file can't be read; its message says why and what to do. Nothing else
        is raised, whatever the file holds.
    """
    table = (layouts, (language or '')[:2].lower(), numbers or '')
    try:
        reading = _read(bytes(content), table, incomplete)
        reading.currency = reading.currency or currency_told([filename or ''])
        return reading
    except ReadError:
        raise
    except MemoryError as error:
        raise ReadError(_lt("The file needs more memory than there is.")) from error
    except RecursionError as error:
        raise ReadError(_lt("The file is nested too deeply.")) from error


def _read(content, table, incomplete, nested=False):
    if not content.strip():
        raise EmptyError(_lt("The file is empty."))
    if len(content) > MAX_FILE_BYTES:
        raise ReadError(_lt("The file is larger than %s MB.", MAX_FILE_BYTES // 1024 // 1024))
    for start, reason in _REFUSED.items():
        if content.startswith(start):
            raise ReadError(reason)
    if content.startswith(b'PK'):
        if archive.is_plain(content):
            if nested:
                raise ReadError(_lt("A zip within a zip is not read."))
            return archive.read(
                content, lambda member: _read(member, table, incomplete, nested=True)
            )
        return workbook.read_xlsx(content, *table)
    if workbook.is_xls(content):
        return workbook.read_xls(content, *table)
    if (markup := _markup(content)) is not None:
        return _read_markup(markup, content, table, incomplete)
    return _read_text(content, *table)


def _markup(content):
    """Return the beginning of a file of tags as plain bytes, or None."""
    start = content[:4096]
    if start.startswith((b'\xff\xfe', b'\xfe\xff')) or start[:2] in (b'<\x00', b'\x00<'):
        start = start.replace(b'\x00', b'').lstrip(b'\xff\xfe')
    start = start.removeprefix(b'\xef\xbb\xbf').lstrip()
    return start if _MARKUP.match(start) else None


def _read_markup(start, content, table, incomplete):
    if _HTML.match(start) or (_HTML.search(start[:1024]) and not start.startswith(b'<?xml')):
        raise ReadError(HTML)
    # white space before the declaration is not allowed, and harmless
    content = content.lstrip() if content[:1].isspace() else content
    if camt.seems_camt(content):
        # without the whole file as a tree in memory
        return camt.read(content, incomplete=incomplete)
    root = parse(content)
    name = local_name(root)
    if name.lower() == 'html':
        raise ReadError(HTML)
    if name == 'Workbook':
        return workbook.read_xml(root, *table)
    if camt.recognises(root) or name == 'Document':
        # it knows best why another message isn't read
        return camt.read_root(root, incomplete=incomplete)
    if collection_report.recognises(root):
        return collection_report.read_root(root)
    for e_invoices in (eslog, cii):
        if e_invoices.recognises(root):
            return e_invoices.read_root(root)
    if name in ('CrossIndustryInvoice', 'CrossIndustryDocument'):
        return cii.read_root(root)
    if ubl.recognises(root) or name in _E_INVOICES:
        return ubl.read_root(root)
    if name == 'OFX':
        raise ReadError(_OFX)
    raise ReadError(
        _lt(
            "XML of this kind (%s) is not read. What is read: e-invoices (UBL, CII, e-SLOG 2.0), "
            "bank statements (camt.053, camt.054) and the Croatian collection report.",
            name[:80],
        )
    )


# a bank statement's header of SWIFT, or its first field
_MT940 = re.compile(rb'(?:\{1:[^}]{1,40}\}|\s*:20:[^\r\n]{0,40}\r?\n\s*:2[0158])')
_JSON = re.compile(rb'\s*[\[{]\s*(?:["{\[]|[\]}]\s*$)')


def _read_text(content, layouts, language, numbers):
    if _MT940.match(content[:200]):
        raise ReadError(_lt("This is a bank statement in MT940. Export it as camt.053 instead."))
    if _JSON.match(content[:200]):
        raise ReadError(
            _lt(
                "This is a file of an interface (JSON). Export the list as csv or xlsx, "
                "or push the documents."
            )
        )
    if _HUB.match(content[:1002]):
        raise ReadError(
            _lt("This is a bank statement in the old text format. Export it as camt.053.")
        )
    layouts = layouts_of(layouts)
    chosen = {layout.encoding for layout in layouts if layout.encoding in text.EIGHT_BIT}
    decoded, encoding = text.decode(content, chosen.pop() if len(chosen) == 1 else '')
    rows, separator = text.split(decoded, _separator(decoded, layouts))
    try:
        grid = of_text(rows)
    except text.Swallowed:
        grid = of_text(text.split(decoded, separator, by_line=True)[0])
    source = Source('csv', encoding, separator, language, numbers, decoded[-1:] not in '\r\n')
    source.is_unclosed = source.is_open_ended and decoded.count('"') % 2 == 1
    del decoded
    return read_table([grid], source, layouts)


def _separator(decoded, layouts):
    """Return the separator of a layout that fits, or that only says how to separate."""
    start = decoded[:60_000]
    for layout in layouts:
        if not layout.separator:
            continue
        if not layout.columns:
            return layout.separator[:1]
        grid = of_text(text.split(start, layout.separator[:1], by_line=True)[0])
        if headings.find_known(grid, layout):
            return layout.separator[:1]
    return ''
