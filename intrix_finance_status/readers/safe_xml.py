"""Parse XML that may be hostile: no entities, no network, no document type, bounded size."""

from lxml import etree

from .base import MAX_FILE_BYTES, ReadError, _lt


def parse(content):
    """Return the root element of ``content``.

    :param bytes content: the file as it came; lxml reads its encoding
    :raises ReadError: not well-formed, with a document type, or too large
    """
    if len(content) > MAX_FILE_BYTES:
        raise ReadError(_lt("The file is larger than %s MB.", MAX_FILE_BYTES // 1024 // 1024))
    # Odoo's default parser is safe, an explicit one has to be made so again
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(_lt("The file is not well-formed XML: %s", error)) from error
    if root.getroottree().docinfo.doctype:
        raise ReadError(_lt("The file has a document type (DOCTYPE), which is not accepted."))
    return root


def local_name(element):
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname
