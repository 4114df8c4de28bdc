#!/usr/bin/env bash
# mt940js 1.3.5, mt940-js 1.0.0 and @centrapay/swift-parser 1.0.1, readers of MT940 statements in
# JavaScript.
#
# In field :61: the date of value has a year and the date of entry has only month and day. All three
# give it the year of the value date. At the turn of the year they differ: a payment with value on
# 31 December 2025 that the bank books on 2 January 2026 comes out as booked on 2 January 2025, and
# one with value on 2 January 2026 that was booked on 31 December 2025 as booked a year later. The
# right year is the one that puts the two dates closest to each other.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
    mt940js@1.3.5 mt940-js@1.0.0 tslib@2.8.1 @centrapay/swift-parser@1.0.1 > /dev/null
cat > read.js <<'JAVASCRIPT'
const file = `:20:STATEMENT
:25:HR1723600001101234565
:28C:00001/001
:60F:C251230EUR1000,00
:61:2512310102C100,00NTRFINV-1//B1
:86:value before the turn of the year, booked after it
:61:2601021231C20,00NTRFINV-2//B2
:86:value after the turn of the year, booked before it
:62F:C260102EUR1120,00
`;
const day = (date) => (typeof date === 'string' ? date : date.toISOString()).slice(0, 10);
const expected = JSON.stringify(['2025-01-02', '2026-12-31']);

async function main() {
  const mt940js = new (require('mt940js').Parser)().parse(file);
  const { read } = require('mt940-js');
  const centrapay = require('@centrapay/swift-parser');
  const found = {
    mt940js: mt940js[0].transactions,
    'mt940-js': (await read(Buffer.from(file)))[0].transactions,
    '@centrapay/swift-parser': centrapay.parse({ type: 'mt940', data: file })[0].transactions,
  };
  for (const [name, lines] of Object.entries(found)) {
    const days = lines.map((line) => day(line.entryDate));
    console.log(`${name}: booked 2026-01-02 and 2025-12-31, read ${days.join(' and ')}`);
    if (JSON.stringify(days) !== expected) process.exitCode = 1;
  }
}
main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
JAVASCRIPT
node read.js
