#!/usr/bin/env bash
# num2words 0.5.14 (LGPL), which writes amounts in words for invoices and payment orders.
#
# As money, a whole number of the type int counts as cents, and the same number as float, Decimal or
# text as euros: 12500 is "one hundred and twenty-five euro", 12500.0 is twelve thousand five
# hundred. A list of amounts from JSON or from a workbook, where 12500 comes as int and 99.90 as
# float, gets some amounts right and others a hundred times too small. Amounts have to be made
# Decimal first.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14
"$place/venv/bin/python" - <<'PYTHON'
import json
from decimal import Decimal

from num2words import num2words


def words(amount, lang='en'):
    return num2words(amount, lang=lang, to='currency', currency='EUR')


for amount in json.loads('[12500, 12500.0, 99.90]'):
    print(repr(amount), "is written as", words(amount))
right = "twelve thousand, five hundred euro, zero cents"
assert words(12500) == "one hundred and twenty-five euro, zero cents", words(12500)
assert [words(a) for a in (12500.0, Decimal(12500), '12500')] == [right] * 3
assert words(12500, 'de') != words(Decimal(12500), 'de') == words(12500.0, 'de')
assert words(12500, 'it') != words(Decimal(12500), 'it') == words(12500.0, 'it')
PYTHON
