"""Parse XML that may be hostile: no entities, no network, no document type, bounded size."""

from lxml import etree

from .base import MAX_FILE_BYTES, ReadError, _lt

# Odoo's default parser is safe, an explicit one has to be made so again
_SAFE = {
    'resolve_entities': False,
    'no_network': True,
    'load_dtd': False,
    'dtd_validation': False,
    'huge_tree': False,
    'recover': False,
    'remove_comments': True,
    'remove_pis': True,
}
_CHUNK = 1 << 16


def parse(content):
    """Return the root element of ``content``.

    :param bytes content: the file as it came; lxml reads its encoding
    :raises ReadError: not well-formed, with a document type, or too large
    """
    _check_size(content)
    try:
        root = etree.fromstring(content, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error) from error
    _check_type(root)
    return root


def parse_events(content, tags):
    """Yield the ``start`` and ``end`` of elements with certain tags, as ``iterwalk`` does.

    Whoever takes them may empty elements that have ended, so that the file is never in memory
    as a whole. What went before an error is worth nothing: take all or nothing.

    :param bytes content: the file as it came; lxml reads its encoding
    :raises ReadError: not well-formed, with a document type, or too large
    """
    _check_size(content)
    parser = etree.XMLPullParser(events=('start', 'end'), tag=tags, **_SAFE)
    checked = False
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
            for event, element in parser.read_events():
                if not checked:
                    _check_type(element)
                    checked = True
                yield event, element
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error) from error
    _check_type(root)
    yield from parser.read_events()


def _check_size(content):
    if len(content) > MAX_FILE_BYTES:
        raise ReadError(_lt("The file is larger than %s MB.", MAX_FILE_BYTES // 1024 // 1024))


def _check_type(element):
    if element.getroottree().docinfo.doctype:
        raise ReadError(_lt("The file has a document type (DOCTYPE), which is not accepted."))


def _not_well_formed(error):
    return ReadError(_lt("The file is not well-formed XML: %s", error))


def local_name(element):
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname
