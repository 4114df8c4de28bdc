#!/usr/bin/env bash
# segno 1.6.6 (BSD), a writer of QR codes, and zxing-cpp 3.1.1 (Apache-2.0), a reader of them.
#
# segno's helper for the SEPA payment code (EPC069-12) chooses the narrowest character set that
# holds the text. A name with Croatian or Slovenian letters is written in ISO 8859-2: the third
# line of the payload says so, but the symbol itself doesn't, and a reader decodes the bytes before
# it knows that there is a third line. The payee's name arrives garbled (š as ¹, ć as æ). With
# encoding='utf-8' it arrives whole.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check segno==1.6.6 zxing-cpp==3.1.1 pillow==12.1.1
"$place/venv/bin/python" - <<'PYTHON'
import io

import zxingcpp
from PIL import Image
from segno import helpers


def payee(**options):
    """Return the character set and the name that a reader finds in the code."""
    code = helpers.make_epc_qr(
        name='Šišmiš i ćuk d.o.o.',
        iban='HR1723600001101234565',
        amount='123.55',
        text='Racun 15-1-1',
        **options,
    )
    picture = io.BytesIO()
    code.save(picture, kind='png', scale=6)
    [found] = zxingcpp.read_barcodes(Image.open(picture))
    lines = found.text.split('\n')
    return lines[2], lines[5]


print("by itself:", *payee())
print("told to use UTF-8:", *payee(encoding='utf-8'))
assert payee() == ('3', '©i¹mi¹ i æuk d.o.o.'), payee()
assert payee(encoding='utf-8') == ('1', 'Šišmiš i ćuk d.o.o.')
PYTHON
