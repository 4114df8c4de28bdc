"""Check that each catalogue has every term of its template, translated, in the glossary's words."""

import ast
import re
import sys
from pathlib import Path

import polib

LANGUAGES = ('hr', 'sl')
GLOSSARY = Path(__file__).resolve().parent.parent / 'docs' / 'glossary.md'
# the names of what marks a text for translation
MARKS = ('_', '_lt')
PLACEHOLDER = re.compile(r'%(?:\(\w+\))?[sdf]|%%')


def glossary():
    """Return the words of the glossary: by language, by English term.

    :raise ValueError: a line of the table has not got its columns
    """
    words = {language: {} for language in LANGUAGES}
    lines = [line for line in GLOSSARY.read_text().splitlines() if line.startswith('|')]
    for line in lines[2:]:  # below the headings and their rule
        term, *translations, _meaning = (cell.strip() for cell in line.strip('|').split('|'))
        for language, translation in zip(LANGUAGES, translations, strict=True):
            words[language][term] = translation
    return words


def marked(folder):
    """Return the texts that the code of an addon marks for translation."""
    texts = set()
    for path in folder.rglob('*.py'):
        if 'tests' in path.relative_to(folder).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, 'id', getattr(node.func, 'attr', ''))
            text = node.args[0]
            if name in MARKS and isinstance(text, ast.Constant) and isinstance(text.value, str):
                texts.add(text.value)
    return texts


def check(folder, words):
    """Return what is wrong with the catalogues of one addon, a line each."""
    template_path = folder / 'i18n' / f'{folder.name}.pot'
    if not template_path.exists():
        return [f"{template_path} is missing: ./dev pot"]
    terms = {entry.msgid for entry in polib.pofile(template_path)}
    # Odoo's export goes on after a file that it could not read to its end
    problems = [f"{template_path}: missing: {text!r}" for text in sorted(marked(folder) - terms)]
    for language in LANGUAGES:
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
            elif words[language].get(entry.msgid, entry.msgstr) != entry.msgstr:
                problems.append(f"{path}: another word than the glossary's: {entry.msgid!r}")
        known = {entry.msgid for entry in catalogue if not entry.obsolete}
        problems += [f"{path}: missing: {term!r}" for term in sorted(terms - known)]
        problems += [f"{path}: not in the template: {term!r}" for term in sorted(known - terms)]
    return problems


if __name__ == '__main__':
    meant = glossary()
    found = [problem for folder in sys.argv[1:] for problem in check(Path(folder), meant)]
    print('\n'.join(found) or "complete")
    sys.exit(bool(found))
