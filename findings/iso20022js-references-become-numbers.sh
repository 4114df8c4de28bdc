#!/usr/bin/env bash
# iso20022.js 0.0.15, a reader of bank statements (camt.053) in JavaScript.
#
# Codes and references of entries are kept as text, but the payer's own text is not: what looks like
# a number becomes one. "0000151" comes out as 151 and "12.10" as 12.1; the same with the bank's
# reference of a transaction. Who looks for an invoice by the text of its payment does not find it,
# or finds another one.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts iso20022.js@0.0.15 > /dev/null
cat > read.mjs <<'JAVASCRIPT'
import { CashManagementEndOfDayReport } from 'iso20022.js';

const texts = ['Invoice 151', '0000151', '12.10'];
const details = texts.map((text) => `<TxDtls><Refs><AcctSvcrRef>00${texts.indexOf(text)}</AcctSvcrRef></Refs>
  <RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls>`);
const file = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-30T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-30T08:00:00</CreDtTm>
<Acct><Id><IBAN>HR1210010051863000160</IBAN></Id><Svcr><FinInstnId><BIC>NBHRHR2X</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-29</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-29</Dt></BookgDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls>${details.join('')}</NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>`;

const report = CashManagementEndOfDayReport.fromXML(file);
const read = report.transactions.map((t) => t.remittanceInformation);
const references = report.transactions.map((t) => t.accountServicerReferenceId);
texts.forEach((text, i) => console.log(JSON.stringify(text), 'is read as', JSON.stringify(read[i])));
console.log('references 000 to 002 are read as', JSON.stringify(references));
const expected = ['Invoice 151', 151, 12.1];
if (JSON.stringify(read) !== JSON.stringify(expected)) process.exit(1);
if (JSON.stringify(references) !== JSON.stringify([0, 1, 2])) process.exit(1);
JAVASCRIPT
node read.mjs
