"""Check the XML of the addons: well-formed, and data files by Odoo's own grammar."""

import sys
from pathlib import Path

from lxml import etree


def check(odoo_path, folders):
    """Return what is wrong, a line each."""
    grammar = etree.RelaxNG(etree.parse(Path(odoo_path) / 'odoo' / 'import_xml.rng'))
    problems = []
    for folder in folders:
        for path in sorted(Path(folder).rglob('*.xml')):
            try:
                document = etree.parse(path)
            except etree.XMLSyntaxError as error:
                problems.append(f"{path}: {error}")
                continue
            if document.getroot().tag == 'odoo' and not grammar.validate(document):
                problems += [f"{path}:{error.line}: {error.message}" for error in grammar.error_log]
    return problems


if __name__ == '__main__':
    found = check(sys.argv[1], sys.argv[2:])
    print('\n'.join(found) or "well-formed and valid")
    sys.exit(bool(found))
