#!/usr/bin/env bash
# pycamt 1.1.1 (MIT), a reader of camt.053 statements.
#
# A payment ordered as 110 USD and booked as 100 EUR carries both amounts in its details, the
# instructed one first. pycamt takes the first amount that it meets below the details and the
# currency of the entry: it reports 110.00 EUR, an amount that is nowhere in the file. The booked
# amount is that of TxAmt in the currency of the account, or of the entry.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pycamt==1.1.1
"$place/venv/bin/python" - <<'PYTHON'
import tempfile

from pycamt.parser import Camt053Parser

STATEMENT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.%(version)s"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-05T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-05T08:00:00</CreDtTm>
<Acct><Id><IBAN>HR1723600001101234565</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-04</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%(closing)s</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-05</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>%(status)s</Sts>
<BookgDt><Dt>2026-11-05</Dt></BookgDt><ValDt><Dt>2026-11-05</Dt></ValDt>
<AcctSvcrRef>B1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>
<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>
<Refs><EndToEndId>E1</EndToEndId></Refs>%(details)s
<RmtInf><Ustrd>Invoice 15-1-1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""
AMOUNTS = """\
<AmtDtls><InstdAmt><Amt Ccy="USD">110.00</Amt></InstdAmt>
<TxAmt><Amt Ccy="EUR">100.00</Amt></TxAmt></AmtDtls>"""

with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
    file.write(STATEMENT % dict(version='02', closing='1100.00', status='BOOK', details=AMOUNTS))
    file.flush()
    [movement] = Camt053Parser.from_file(file.name).get_transactions()
print("booked: 100.00 EUR, read:", movement['Amount'], movement['Currency'])
assert (movement['Amount'], movement['Currency']) == ('110.00', 'EUR'), movement
PYTHON
