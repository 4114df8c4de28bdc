#!/usr/bin/env bash
# bankstatementparser 0.0.29 (Apache-2.0 or MIT), a reader of camt.053 statements.
#
# Since camt.053.001.08, which banks have sent since 2025, the name of a party stands one level
# deeper (Dbtr/Pty/Nm). Such a file is read without complaint, amounts and references are right,
# and the name of every payer is empty.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check bankstatementparser==0.0.29
"$place/venv/bin/python" - <<'PYTHON'
import logging
import tempfile

from bankstatementparser import CamtParser

logging.disable(logging.CRITICAL)
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
PARTY = {
    '02': '<RltdPties><Dbtr><Nm>Customer</Nm></Dbtr></RltdPties>',
    '08': '<RltdPties><Dbtr><Pty><Nm>Customer</Nm></Pty></Dbtr></RltdPties>',
}


def debtor(version):
    status = 'BOOK' if version == '02' else '<Cd>BOOK</Cd>'
    with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
        file.write(
            STATEMENT
            % dict(version=version, closing='1100.00', status=status, details=PARTY[version])
        )
        file.flush()
        return CamtParser(file.name).parse()['Debtor'].tolist()


names = {version: debtor(version) for version in PARTY}
for version, found in names.items():
    print(f"camt.053.001.{version}: debtor", found)
assert names == {'02': ['Customer'], '08': ['']}, names
PYTHON
