"""The texts of a workbook, which its cells refer to: as openpyxl reads them, ten times as fast."""

from lxml import etree
from openpyxl.packaging.manifest import SHARED_STRINGS
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHEET_MAIN_NS

_ITEM, _TEXT, _RUN = (f'{{{SHEET_MAIN_NS}}}{name}' for name in ('si', 't', 'r'))


class Reader(ExcelReader):
    """openpyxl's reader, which makes several objects of each text to get at its letters."""

    def read_strings(self):
        """Read the texts, if there are any."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as opened:
                self.shared_strings = list(texts(opened))


def texts(opened):
    """Yield the texts of ``sharedStrings.xml``, without how they are formatted or spoken."""
    for _event, item in etree.iterparse(opened, tag=_ITEM, resolve_entities=False, huge_tree=True):
        found = []
        for part in item:
            if part.tag == _TEXT:
                found.append(part.text or '')
            elif part.tag == _RUN:
                found.append(part.findtext(_TEXT) or '')
        item.clear()
        while item.getprevious() is not None:
            del item.getparent()[0]
        # as openpyxl: the mark before what looks like an escaped letter and is none
        yield ''.join(found).replace('x005F_', '')
