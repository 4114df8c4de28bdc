#!/usr/bin/env bash
# camt-parser 1.1.0 (npm, MIT), a reader of bank statements of the version camt.053.001.08.
#
# It is made for the payments that one makes: of the parties it reads the creditor alone, and of the
# text of a payment only the structured part. For a customer's payment with a plain text
# ("Invoice 15-1-1") no payer, no payer's account and no text come out, and no amount of the single
# payments of a batch where it stands in TxDtls/Amt. Nothing is said of it. A reference that
# stands beside a second one (two invoices paid at once) comes out as the empty text.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts camt-parser@1.1.0 > /dev/null
cat > read.cjs <<'JAVASCRIPT'
const { parseCamt053 } = require('camt-parser');

const reference = (text) => `<Strd><CdtrRefInf><Ref>${text}</Ref></CdtrRefInf></Strd>`;
const texts = [
  '<Ustrd>Invoice 15-1-1</Ustrd>',
  reference('RF18539007547034'),
  reference('RF18539007547034') + reference('RF18539007547034'),
];
const details = texts.map((text, i) => `<TxDtls><Refs><EndToEndId>E${i}</EndToEndId></Refs>
  <Amt Ccy="EUR">20.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
  <RltdPties><Dbtr><Pty><Nm>Customer</Nm></Pty></Dbtr>
  <DbtrAcct><Id><IBAN>HR1210010051863000160</IBAN></Id></DbtrAcct></RltdPties>
  <RmtInf>${text}</RmtInf></TxDtls>`);
const file = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-12-01T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-12-01T08:00:00</CreDtTm>
<Acct><Id><IBAN>HR1723600001101234565</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">60.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-01</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">60.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-12-01</Dt></BookgDt><ValDt><Dt>2026-12-01</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls>${details.join('')}</NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>`;

parseCamt053(file).then((read) => {
  const payments = read.statements[0].transactions[0].details;
  const text = JSON.stringify(payments);
  payments.forEach((payment) => console.log(JSON.stringify(payment)));
  const found = payments.map(
    (p) => p.remittanceInformation?.structured.creditorReferenceInformation.reference
  );
  const lost = ['Customer', 'HR1210010051863000160', 'Invoice 15-1-1', '20.00'];
  if (lost.some((part) => text.includes(part))) process.exit(1);
  if (found.length !== 3 || found[0] !== undefined) process.exit(1);
  if (found[1] !== 'RF18539007547034' || found[2] !== '') process.exit(1);
});
JAVASCRIPT
node read.cjs
