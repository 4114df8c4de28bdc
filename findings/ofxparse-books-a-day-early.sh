#!/usr/bin/env bash
# ofxparse 0.21 (MIT), the reader of OFX bank files that Odoo 19 pins.
#
# A posting time in OFX may carry the bank's offset from UTC. ofxparse converts it to UTC and drops
# the offset: what a bank in Zagreb or Ljubljana books at the start of 1 December comes out with
# the date 30 November, in another month. A posting date without a time stays as it is. The day of
# the bank has to be read from the first eight digits of the file.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check ofxparse==0.21
"$place/venv/bin/python" - <<'PYTHON'
import io

from ofxparse import OfxParser

FILE = """\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261201<LANGUAGE>ENG
</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>
<DTSTART>20261130<DTEND>20261201<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>%s<TRNAMT>100.00<FITID>1
<NAME>Customer</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>100.00<DTASOF>20261201</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def booked(posted):
    parsed = OfxParser.parse(io.BytesIO((FILE % posted).encode()))
    return str(parsed.account.statement.transactions[0].date.date())


days = {posted: booked(posted) for posted in ('20261201', '20261201000000[+1:CET]')}
for posted, day in days.items():
    print(posted, "is booked on", day)
assert list(days.values()) == ['2026-12-01', '2026-11-30'], days
PYTHON
