"""Merge new terms of each addon's template into its Croatian and Slovenian catalogues."""

import sys
from pathlib import Path

import polib

LANGUAGES = {
    'hr': 'nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : '
    'n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;',
    'sl': 'nplurals=4; plural=n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3;',
}
VOLATILE = ('POT-Creation-Date', 'PO-Revision-Date')


def update(folder):
    """Update the catalogues of one addon."""
    template_path = folder / 'i18n' / f'{folder.name}.pot'
    template = polib.pofile(template_path, wrapwidth=78)
    for name in VOLATILE:
        template.metadata.pop(name, None)
    template.save()
    for language, plural_forms in LANGUAGES.items():
        path = folder / 'i18n' / f'{language}.po'
        catalogue = polib.pofile(path, wrapwidth=78) if path.exists() else polib.POFile()
        catalogue.wrapwidth = 78
        catalogue.merge(template)
        for entry in catalogue.obsolete_entries():
            catalogue.remove(entry)
        catalogue.metadata = {
            **template.metadata,
            'Language': language,
            'Plural-Forms': plural_forms,
        }
        catalogue.save(path)
        missing = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
        print(f"{path}: {missing} terms to translate")


if __name__ == '__main__':
    for argument in sys.argv[1:]:
        update(Path(argument))
