#!/usr/bin/env bash
# iso20022.js 0.0.15, a reader of bank statements (camt.053) in JavaScript.
#
# Each entry has a field `reversal`, which is false for every file: the XML parser has already made
# a boolean of <RvslInd>true</RvslInd>, and the reader compares it with the text 'true'. Who trusts
# the field takes a returned customer's payment for a payment of one's own, and leaves the invoice
# paid.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts iso20022.js@0.0.15 > /dev/null
cat > read.mjs <<'JAVASCRIPT'
import { CashManagementEndOfDayReport } from 'iso20022.js';

const entry = (reference, reversal) => `<Ntry><NtryRef>${reference}</NtryRef>
  <Amt Ccy="EUR">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>${reversal}<Sts>BOOK</Sts>
  <BookgDt><Dt>2026-11-29</Dt></BookgDt>
  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
</Ntry>`;
const file = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-30T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-30T08:00:00</CreDtTm>
<Acct><Id><IBAN>HR1210010051863000160</IBAN></Id><Svcr><FinInstnId><BIC>NBHRHR2X</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-29</Dt></Dt></Bal>
${entry('paid out', '')}${entry('returned', '<RvslInd>true</RvslInd>')}
</Stmt></BkToCstmrStmt></Document>`;

const [statement] = CashManagementEndOfDayReport.fromXML(file).statements;
const told = Object.fromEntries(statement.entries.map((e) => [e.referenceId, e.reversal]));
console.log('reversal, as told by the reader:', told);
if (told['paid out'] !== false || told.returned !== false) process.exit(1);
JAVASCRIPT
node read.mjs
