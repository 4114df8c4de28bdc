#!/usr/bin/env bash
# camt053-loader-mt940 0.0.23 (Apache-2.0 or MIT), which turns MT940 statements into camt.053 ones.
#
# Where the two formats meet, the mark RC of MT940 (a credit taken back: money goes out) has to
# become DBIT with a reversal indicator: in camt.053 CdtDbtInd tells where the money of this entry
# goes, and the indicator only adds that it undoes another one. The loader keeps the side of the
# first entry: RC becomes CRDT and RD becomes DBIT, each with the indicator. Its entries no longer
# add up to the balances, and a customer's payment that was taken back counts as a second one.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check camt053-loader-mt940==0.0.23 camt053==0.0.23 mt-940==5.1.1
"$place/venv/bin/python" - <<'PYTHON'
from decimal import Decimal

from camt053_loader_mt940 import parse_mt940

STATEMENT = """\
:20:STATEMENT
:25:HR1723600001101234565
:28C:1/1
:60F:C261101EUR1000,00
:61:2611021102C100,00NTRFINV-1//B1
:86:payment of a customer
:61:2611031103RC100,00NTRFINV-1//B2
:86:the same payment taken back by the bank
:61:2611041104D20,00NTRFFEE-1//B3
:86:charges
:61:2611051105RD20,00NTRFFEE-1//B4
:86:the same charges taken back
:62F:C261105EUR1000,00
"""

[statement] = parse_mt940(STATEMENT).statements
read = [(e.credit_debit_indicator, e.reversal_indicator) for e in statement.entries]
signs = {'CRDT': 1, 'DBIT': -1}
moved = sum(signs[e.credit_debit_indicator] * Decimal(e.amount) for e in statement.entries)
for mark, (side, reversal) in zip(('C', 'RC', 'D', 'RD'), read):
    print(mark, "is read as", side, "with reversal indicator" if reversal else "")
print("the balances are equal and the entries add up to", moved)
assert read == [('CRDT', False), ('CRDT', True), ('DBIT', False), ('DBIT', True)], read
assert moved == 160, moved
PYTHON
