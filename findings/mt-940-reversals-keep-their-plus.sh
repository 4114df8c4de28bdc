#!/usr/bin/env bash
# mt-940 5.1.1 (BSD), a reader of MT940 statements.
#
# In field :61: the mark RC takes back a credit (money goes out again) and RD takes back a debit
# (money comes in again). mt-940 gives a minus to the mark D alone: a customer's payment that the
# bank took back (RC) comes out as a second payment of the same amount, and the amounts of a
# statement don't add up to the difference of its balances. Whoever uses the amounts has to turn
# the sign of RC by the transaction's status.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check mt-940==5.1.1
"$place/venv/bin/python" - <<'PYTHON'
import mt940

STATEMENT = """\
:20:STATEMENT
:25:HR1723600001101234565
:28C:00001/001
:60F:C261101EUR1000,00
:61:2611021102C100,00NTRFINV-1//B1
:86:payment of a customer
:61:2611031103RC100,00NTRFINV-1//B2
:86:the same payment taken back by the bank
:61:2611041104D20,00NTRFFEE-1//B3
:86:charges
:62F:C261104EUR980,00
"""

statement = mt940.parse(STATEMENT)
amounts = [str(line.data['amount'].amount) for line in statement]
opening = statement.data['final_opening_balance'].amount.amount
closing = statement.data['final_closing_balance'].amount.amount
moved = sum(line.data['amount'].amount for line in statement)
print("amounts:", ' '.join(amounts))
print("balances moved by", closing - opening, "and the amounts add up to", moved)
assert amounts == ['100.00', '100.00', '-20.00'], amounts
assert closing - opening == -20 and moved == 180
PYTHON
