"""Check that each catalogue has every term of its template, translated."""

import re
import sys
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r'%(?:\(\w+\))?[sdf]|%%')


def check(folder):
    """Return what is wrong with the catalogues of one addon, a line each."""
    template_path = folder / 'i18n' / f'{folder.name}.pot'
    if not template_path.exists():
        return [f"{template_path} is missing: ./dev pot"]
    terms = {entry.msgid for entry in polib.pofile(template_path)}
    problems = []
    for language in ('hr', 'sl'):
        path = folder / 'i18n' / f'{language}.po'
        if not path.exists():
            problems.append(f"{path} is missing: ./dev pot")
            continue
        catalogue = polib.pofile(path)
        for entry in catalogue:
            if not entry.translated():
                problems.append(f"{path}: not translated: {entry.msgid!r}")
            elif sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(
                PLACEHOLDER.findall(entry.msgstr)
            ):
                problems.append(f"{path}: other placeholders than {entry.msgid!r}")
        known = {entry.msgid for entry in catalogue if not entry.obsolete}
        problems += [f"{path}: missing: {term!r}" for term in sorted(terms - known)]
        problems += [f"{path}: not in the template: {term!r}" for term in sorted(known - terms)]
    return problems


if __name__ == '__main__':
    found = [problem for folder in sys.argv[1:] for problem in check(Path(folder))]
    print('\n'.join(found) or "complete")
    sys.exit(bool(found))
