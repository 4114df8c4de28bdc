#!/usr/bin/env bash
# okane 0.2.0 (MIT), a reader of camt.053 statements (made for the form of Czech banks).
#
# An entry that books several payments in one sum has one TxDtls for each, with its own amount and
# reference. okane makes one transaction of it: the amount of the whole entry with the text and the
# end-to-end reference of the first payment. Two of three customers' payments vanish and the first
# seems to have paid for all of them. The entries have to be split by their TxDtls.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check okane==0.2.0
"$place/venv/bin/python" - "$place/batch.xml" <<'PYTHON'
import sys

import okane

STATEMENT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-05T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-05T08:00:00</CreDtTm>
<FrToDt><FrDtTm>2026-11-05T00:00:00</FrDtTm><ToDtTm>2026-11-05T23:59:59</ToDtTm></FrToDt>
<Acct><Id><IBAN>HR1723600001101234565</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-04</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1600.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-05</Dt></Dt></Bal>
<Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">600.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-05</Dt></BookgDt><ValDt><Dt>2026-11-05</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch>%s</NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""
PAYMENT = """\
<TxDtls><Refs><EndToEndId>E%(n)d</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="EUR">%(n)d00.00</Amt></TxAmt></AmtDtls>
<RltdPties><Dbtr><Nm>Customer %(n)d</Nm></Dbtr></RltdPties>
<RmtInf><Ustrd>Invoice %(n)d</Ustrd></RmtInf></TxDtls>"""

with open(sys.argv[1], 'w') as file:
    file.write(STATEMENT % ''.join(PAYMENT % dict(n=n) for n in (1, 2, 3)))
statement = okane.BankToCustomerStatement.from_file(sys.argv[1])
found = [(str(t.amount), t.ref.end_to_end_id, t.remote_info) for t in statement.transactions]
print("paid: 100.00 for invoice 1, 200.00 for invoice 2, 300.00 for invoice 3")
print("read:", found)
assert found == [('600.00', 'E1', 'Invoice 1')], found
PYTHON
