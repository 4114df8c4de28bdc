"""Reading files: a workbook and a bank statement, beside what only walks through them.

No database is asked anything; what is compared is processor time.
"""

import io
import json
import random
import time
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter
from lxml import etree

from devtools.bench.odoo_process import run, say
from devtools.bench.timing import Sample, alternate, timed

COUNT = 20_000
PAIRS = 7
FIRST = datetime(2023, 1, 1)
HEADINGS = (
    "Invoice number", "Customer", "Order no.", "Invoice date", "Due date", "Currency", "Total",
    "Amount paid", "Paid on",
)  # fmt: skip
ENTRY = """<Ntry><NtryRef>{number}</NtryRef><Amt Ccy="EUR">{amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-01</Dt></BookgDt>
<ValDt><Dt>2026-11-01</Dt></ValDt><AcctSvcrRef>REF{number}</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>E2E{number}</EndToEndId><TxId>T{number}</TxId></Refs>
<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty>
<Nm>Customer {customer}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>HR1210010051863000160</IBAN></Id>
</DbtrAcct></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>HR00{number}-1-1</Ref></CdtrRefInf></Strd>
<Ustrd>Invoice {number}/1/1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>"""
STATEMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr>
<MsgId>M</MsgId><CreDtTm>2026-11-02T00:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>
<CreDtTm>2026-11-02T00:00:00</CreDtTm><Acct><Id><IBAN>HR5624020061100000013</IBAN></Id>
<Ccy>EUR</Ccy></Acct>{opening}{closing}{entries}</Stmt></BkToCstmrStmt></Document>"""


def workbook(count):
    """Return a workbook with so many invoices, half of them paid, with real dates."""
    rand = random.Random(1)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, day = book.add_worksheet(), book.add_format({'num_format': 'dd.mm.yyyy'})
    sheet.write_row(0, 0, HEADINGS)
    for number in range(1, count + 1):
        date = FIRST + timedelta(rand.randrange(1000))
        due, total = date + timedelta(30), rand.randrange(1000, 500_000) / 100
        sheet.write_row(number, 0, [f'B-{number:06}', f'Customer {number % 4000}', f'S{number:05}'])
        sheet.write_datetime(number, 3, date, day)
        sheet.write_datetime(number, 4, due, day)
        sheet.write_row(number, 5, ['EUR', total, total if number % 2 else 0])
        if number % 2:
            sheet.write_datetime(number, 8, due, day)
    book.close()
    return target.getvalue()


def statement(count):
    """Return a statement of an account with so many payments received, which add up."""
    amounts = [100 + number % 900 for number in range(count)]
    entries = ''.join(
        ENTRY.format(number=number, amount=f'{amount}.00', customer=number % 4000)
        for number, amount in enumerate(amounts)
    )
    return STATEMENT.format(
        opening=BALANCE.format(code='OPBD', amount='0.00'),
        closing=BALANCE.format(code='CLBD', amount=f'{sum(amounts)}.00'),
        entries=entries,
    ).encode()


def read(content):
    """Read a file by the addon, to its last row; return how many there are."""
    from odoo.addons.intrix_finance_status.readers import recognise

    return sum(1 for _row in recognise.read(content).rows)


def by_openpyxl(content):
    """Walk through the cells of a workbook; return how many rows have some."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return sum(1 for _row in book.active.iter_rows(values_only=True)) - 1


def by_calamine(content):
    """Walk through the cells of a workbook; return how many rows have some."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return len(book.get_sheet_by_index(0).to_python()) - 1


def by_lxml(content):
    """Walk through the elements of a statement; return how many entries there are."""
    found = etree.iterparse(io.BytesIO(content))
    return sum(1 for _event, element in found if element.tag.endswith('}Ntry'))


def sample(work, content):
    """Return a function that measures ``work``, which has to find all rows."""

    def measure(_number):
        start = time.process_time()
        seconds, count = timed(lambda: work(content))
        if count != COUNT:
            raise AssertionError(f"{work.__name__} found {count} rows")
        return Sample(seconds, 0, time.process_time() - start)

    return measure


def _references():
    try:
        import python_calamine  # noqa: F401 - where it is installed, it is what we read by
    except ImportError:
        return by_openpyxl, "openpyxl, its cells alone", 1.5
    return by_calamine, "python-calamine, its cells alone", 1.3


def main(database, output):
    """Compare both kinds of files; write the rows."""
    reference, name, goal = _references()
    rows = []
    for key, content, words, other, other_name, limit in (
        ('read_xlsx', workbook(COUNT), "a workbook of {:,} invoices", reference, name, goal),
        (
            'read_camt',
            statement(COUNT),
            "a bank statement of {:,} payments",
            by_lxml,
            "lxml.iterparse, its elements alone",
            1.5,
        ),
    ):
        rows.append(
            {
                'key': key,
                'operation': f"read {words.format(COUNT)}",
                'reference_name': other_name,
                'goal': limit,
                **alternate(sample(read, content), sample(other, content), PAIRS),
            }
        )
        say(f"{rows[-1]['operation']}: {rows[-1]['ratio']:.2f}")
    Path(output).write_text(json.dumps(rows))


if __name__ == '__main__':
    run(main)
