#!/usr/bin/env bash
# sepa-qr 0.0.2 (npm), a writer of the SEPA payment code (EPC069-12); zxing-cpp 3.1.1 reads it here.
#
# The standard has four lines behind the amount: purpose, creditor reference, text for the payee,
# and a note to the payer. sepa-qr writes three: the remittance text, for which its README shows
# "Invoice" and a number, lands on the line of the creditor reference (ISO 11649, RF with check
# digits), and the note to the payer lands on the line of the text that the payee gets. A text has
# to be given as `information`, and `remittance` is for a reference alone.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sepa-qr@0.0.2 > /dev/null
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check zxing-cpp==3.1.1 pillow==12.1.1
cat > write.js <<'JAVASCRIPT'
const write = require('sepa-qr');

write({
  name: 'Firma d.o.o.',
  iban: 'HR1723600001101234565',
  amount: 123.55,
  purpose: 'GDDS',
  remittance: 'Invoice 15-1-1',
  information: 'Thank you',
  type: 'png',
}).pipe(require('fs').createWriteStream('code.png'));
JAVASCRIPT
node write.js
"$place/venv/bin/python" - <<'PYTHON'
import zxingcpp
from PIL import Image

[code] = zxingcpp.read_barcodes(Image.open('code.png'))
names = ['purpose', 'creditor reference', 'text for the payee', 'note to the payer']
found = dict(zip(names, code.text.split('\n')[8:]))
print(found)
assert found == {
    'purpose': 'GDDS',
    'creditor reference': 'Invoice 15-1-1',
    'text for the payee': 'Thank you',
}
PYTHON
