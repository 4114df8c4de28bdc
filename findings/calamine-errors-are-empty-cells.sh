#!/usr/bin/env bash
# python-calamine 0.9.1 (MIT), a fast reader of workbooks, beside openpyxl 3.1.5 (MIT).
#
# A cell that holds a spreadsheet error (#REF!, #N/A) comes out of python-calamine as the empty
# text, just like a cell that was never filled; openpyxl gives the error's name. In a list of open
# items the broken amount of an invoice looks like no amount at all.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
"$place/venv/bin/python" - <<'PYTHON'
import os
import tempfile

import openpyxl
from python_calamine import CalamineWorkbook

ROWS = [['Invoice', 'Open'], ['15-1-1', 100], ['16-1-1', '#REF!'], ['17-1-1', '#N/A'], ['18-1-1']]

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'list.xlsx')
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for cell in ('B3', 'B4'):
        book.active[cell].data_type = 'e'
    book.save(path)
    fast = [row[1] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
    slow = [row[1].value for row in openpyxl.load_workbook(path).active.iter_rows()]
print("python-calamine:", fast)
print("openpyxl:       ", slow)
assert fast == ['Open', 100.0, '', '', ''], fast
assert slow == ['Open', 100, '#REF!', '#N/A', None], slow
PYTHON
