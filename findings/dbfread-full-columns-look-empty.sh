#!/usr/bin/env bash
# dbfread 2.0.7, a reader of the DBF files that accounting programs on FoxPro and Clipper export.
#
# A number that is too wide for its column is stored as asterisks ("********"), as the program shows
# it on the screen. dbfread strips asterisks as padding, so the amount comes out as None, like a
# column that was left empty: a list of open items loses its largest amounts without a word. A
# number with asterisks beside it ("12*") comes out as what is left of it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check dbfread==2.0.7
"$place/venv/bin/python" - "$place/list.dbf" <<'PYTHON'
import struct
import sys

import dbfread

COLUMNS = [('NUMBER', 'C', 8, 0), ('AMOUNT', 'N', 8, 2)]
ROWS = [('1', '100.00'), ('2', '********'), ('3', ''), ('4', '12*')]
size = 1 + sum(width for _name, _kind, width, _decimals in COLUMNS)
with open(sys.argv[1], 'wb') as file:
    header = 32 + 32 * len(COLUMNS) + 1
    file.write(struct.pack('<BBBBIHH20x', 3, 126, 11, 30, len(ROWS), header, size))
    for name, kind, width, decimals in COLUMNS:
        file.write(struct.pack('<11sc4xBB14x', name.encode(), kind.encode(), width, decimals))
    file.write(b'\r')
    for number, amount in ROWS:
        file.write(f' {number:<8}{amount:>8}'.encode())
    file.write(b'\x1a')

amounts = {row['NUMBER']: row['AMOUNT'] for row in dbfread.DBF(sys.argv[1], encoding='cp852')}
print("written", dict(ROWS))
print("read   ", amounts)
assert amounts == {'1': 100.0, '2': None, '3': None, '4': 12}
PYTHON
