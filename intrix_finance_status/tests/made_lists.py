"""Lists as hypothesis makes them: what they say is known, as each is written from it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from .table_files import xls_file, xlsx_file

HEADINGS = {
    'hr': {
        'name': ('Broj računa', 'Račun', 'Br. računa', 'Broj dokumenta', 'Dokument'),
        'partner_name': ('Kupac', 'Naziv kupca', 'Partner', 'Komitent'),
        'partner_vat': ('OIB', 'OIB kupca'),
        'date': ('Datum računa', 'Datum', 'Datum izdavanja', 'Dat. rač.'),
        'date_due': ('Dospijeće', 'Datum dospijeća', 'Rok plaćanja', 'Dat. dosp.'),
        'total': ('Ukupno', 'Iznos računa', 'Ukupno s PDV-om', 'Bruto iznos', 'Iznos'),
        'paid': ('Plaćeno', 'Uplaćeno', 'Iznos uplate', 'Uplaćeni iznos'),
        'open': ('Otvoreno', 'Saldo', 'Preostalo', 'Iznos duga', 'Nenaplaćeno'),
        'currency': ('Oznaka valute',),
        'noise': ('Napomena', 'Mjesto', 'Telefon', 'Referent', 'Kašnjenje'),
        'subtotal': '{} ukupno',
        'totals': ('Ukupno', 'Sveukupno', 'Ukupno:'),
        'titles': ('Otvorene stavke kupaca', 'Na dan 30.11.2026.', 'Tvrtka d.o.o.'),
    },
    'sl': {
        'name': ('Št. računa', 'Številka računa', 'Račun št.', 'Št. dokumenta'),
        'partner_name': ('Kupec', 'Naziv stranke', 'Stranka', 'Partner'),
        'partner_vat': ('ID za DDV', 'Davčna št.'),
        'date': ('Datum računa', 'Datum izdaje', 'Datum dokumenta'),
        'date_due': ('Zapadlost', 'Datum zapadlosti', 'Rok plačila'),
        'total': ('Znesek', 'Skupaj z DDV', 'Znesek računa', 'Bruto znesek'),
        'paid': ('Plačano', 'Znesek plačila', 'Plačani znesek'),
        'open': ('Odprto', 'Odprti znesek', 'Neplačano', 'Ostanek'),
        'currency': ('Denarna enota',),
        'noise': ('Opomba', 'Kraj', 'Telefon', 'Referent', 'Zamuda'),
        'subtotal': '{} skupaj',
        'totals': ('Skupaj', 'Vsota', 'SKUPAJ:'),
        'titles': ('Odprte postavke', 'Na dan 30.11.2026', 'Podjetje d.o.o.'),
    },
    'en': {
        'name': ('Invoice number', 'Invoice No.', 'Invoice #', 'Document no.', 'InvoiceNumber'),
        'partner_name': ('Customer', 'Customer name', 'Contact', 'Bill to'),
        'partner_vat': ('VAT number', 'Tax ID'),
        'date': ('Invoice date', 'Date', 'InvoiceDate', 'Issue date'),
        'date_due': ('Due date', 'DueDate', 'Payment due'),
        'total': ('Total', 'Invoice total', 'Amount', 'Gross'),
        'paid': ('Paid', 'Amount paid', 'InvoiceAmountPaid', 'Payments'),
        'open': ('Open balance', 'Amount due', 'Outstanding', 'Balance due'),
        'currency': ('Currency', 'Currency code'),
        'noise': ('Memo', 'City', 'Phone', 'Salesperson', 'Days overdue'),
        'subtotal': 'Total for {}',
        'totals': ('Total', 'Grand Total', 'TOTAL'),
        'titles': ('Aged Receivables', 'As of November 30, 2026', 'Our Company Ltd'),
    },
    'de': {
        'name': ('Rechnungsnummer', 'Rechnungs-Nr.', 'Belegnummer', 'RE-Nr.'),
        'partner_name': ('Kunde', 'Kundenname', 'Debitor', 'Firma'),
        'partner_vat': ('USt-IdNr.', 'UID'),
        'date': ('Rechnungsdatum', 'Belegdatum', 'Datum'),
        'date_due': ('Fälligkeit', 'Fällig am', 'Fälligkeitsdatum'),
        'total': ('Rechnungsbetrag', 'Bruttobetrag', 'Betrag', 'Gesamtbetrag'),
        'paid': ('Bezahlt', 'Zahlung', 'Bezahlter Betrag'),
        'open': ('Offen', 'Offener Betrag', 'Restbetrag'),
        'currency': ('Währung',),
        'noise': ('Bemerkung', 'Ort', 'Telefon', 'Bearbeiter', 'Tage überfällig'),
        'subtotal': 'Summe {}',
        'totals': ('Summe', 'Gesamt', 'Gesamtsumme'),
        'titles': ('Offene Posten', 'Stand 30.11.2026', 'Firma GmbH'),
    },
}
CUSTOMERS = (
    ('Alfa d.o.o.', '12345678903'),
    ('Žito Šibenik', '69435151530'),
    ('Brown & Co, "Sons"', '98765432106'),
    ('Müller GmbH', '11223344556'),
    ('Obrt Đuro, vl. Đ. Čačić', '55667788990'),
)
NUMBERS = (
    '{}-1-1', '{}/PP1/1', 'R-26/{:05}', 'INV-{:04}', '2026-{:06}', '{:010}', 'RE {}/26',
)  # fmt: skip
MARKS = (('.', ','), (',', '.'), ('', ','), ('', '.'), (' ', ','), ('\u00a0', ','))
DATES = ('%d.%m.%Y', '%d.%m.%Y.', '%Y-%m-%d', '%-d.%-m.%Y', '%d. %m. %Y', '%d.%m.%y')
BAD = ('#REF!', '#N/A', 'storno', '12,3,4', '31.02.2026', '1.2.3', '??')


@dataclass
class Document:
    """An invoice, or with a negative total a credit note, as it is known to be."""

    number: str
    customer: str
    vat: str
    date: date
    date_due: date
    total: Decimal
    paid: Decimal

    @property
    def open(self):
        return self.total - self.paid


@dataclass
class MadeList:
    """A file, what it says, and how it was written."""

    documents: list
    content: bytes
    columns: tuple
    headings: dict
    has_vat: bool
    kind: str
    # numbers of documents whose row was damaged
    damaged: set = field(default_factory=set)


@st.composite
def documents(draw):
    """Return documents of several customers, those of each one behind the other."""
    style = draw(st.sampled_from(NUMBERS))
    found = []
    number = draw(st.integers(1, 400))
    for customer, vat in draw(st.permutations(CUSTOMERS))[: draw(st.integers(1, 4))]:
        for _count in range(draw(st.integers(1, 4))):
            number += draw(st.integers(1, 9))
            day = date(2026, 1, 1) + timedelta(draw(st.integers(0, 320)))
            total = Decimal(draw(st.integers(1, 9_999_999))) / 100
            share = draw(st.sampled_from((0, 0, 1, 2, 4)))
            paid = (total * share / 4).quantize(Decimal('0.01'))
            sign = -1 if draw(st.integers(0, 9)) == 0 else 1
            due = day + timedelta(draw(st.integers(0, 90)))
            name = style.format(number)
            found.append(Document(name, customer, vat, day, due, total * sign, paid * sign))
    return found


def written(value, marks, form):
    """Return a value as a program writes it in a text."""
    if isinstance(value, date):
        return f'{value:{form}}'
    if isinstance(value, Decimal):
        thousands, point = marks
        text = f'{value:,.2f}'.replace(',', '\0').replace('.', point)
        return text.replace('\0', thousands)
    return '' if value is None else value


def joined(rows, separator):
    """Return rows as a text; what holds the separator or a quote is quoted."""

    def cell(text):
        if separator in text or '"' in text:
            return '"' + text.replace('"', '""') + '"'
        return text

    return '\r\n'.join(separator.join(map(cell, row)) for row in rows) + '\r\n'


@st.composite
def made_lists(draw, damage=False):
    """Return a ``MadeList``.

    :param bool damage: whether one of its cells can't be read
    """
    told = draw(documents())
    words = HEADINGS[draw(st.sampled_from(sorted(HEADINGS)))]
    amounts = draw(
        st.sampled_from(
            (('total', 'paid'), ('total', 'open'), ('total', 'paid', 'open'), ('open',))
        )
    )
    below_titles = draw(st.booleans())
    fields = ['name', 'date', 'date_due', *amounts]
    if not below_titles:
        fields.append('partner_name')
    if has_vat := not below_titles and draw(st.booleans()):
        fields.append('partner_vat')
    if draw(st.booleans()):
        fields.append('currency')
    noise = draw(st.lists(st.sampled_from(words['noise']), max_size=2, unique=True))
    columns = tuple(draw(st.permutations([*fields, *noise])))
    headings = {
        name: draw(st.sampled_from(words[name])) if name in fields else name for name in columns
    }
    # of one customer alone nobody knows whether the others are his
    several = len({document.customer for document in told}) > 1
    merged = several and not below_titles and draw(st.integers(0, 4)) == 0
    rows, places = _rows(draw, told, words, columns, headings, below_titles, merged)
    damaged = set()
    if damage:
        position, number = draw(st.sampled_from(places))
        name = draw(st.sampled_from(amounts))
        rows[position][columns.index(name)] = draw(st.sampled_from(BAD))
        damaged.add(number)
    kind, content = _file(draw, rows)
    return MadeList(told, content, columns, headings, has_vat, kind, damaged)


def _rows(draw, told, words, columns, headings, below_titles, merged):
    """Return the rows, and [(position, number)] of those with a document."""
    titles = draw(st.lists(st.sampled_from(words['titles']), max_size=3, unique=True))
    rows = [[title] for title in titles]
    if titles and draw(st.booleans()):
        rows.append([])
    head = [headings[name] for name in columns]
    rows.append(head)
    subtotals = draw(st.booleans())
    again = draw(st.integers(0, 4)) == 0
    places, previous = [], None
    for document in told:
        if previous != document.customer:
            if previous and subtotals:
                rows.append(_total(words['subtotal'].format(previous), told, columns, previous))
            if previous and again:
                rows.append(list(head))
            if below_titles:
                rows.append([document.customer])
        row = [_value(document, name) for name in columns]
        if merged and previous == document.customer:
            row[columns.index('partner_name')] = None
        places.append((len(rows), document.number))
        rows.append(row)
        previous = document.customer
    if subtotals:
        rows.append(_total(words['subtotal'].format(previous), told, columns, previous))
    if draw(st.booleans()):
        rows.append(_total(draw(st.sampled_from(words['totals'])), told, columns))
    return rows, places


def _value(document, name):
    return {
        'name': document.number,
        'partner_name': document.customer,
        'partner_vat': document.vat,
        'date': document.date,
        'date_due': document.date_due,
        'total': document.total,
        'paid': document.paid,
        'open': document.open,
        'currency': 'EUR',
    }.get(name)


def _total(text, told, columns, customer=None):
    """Return a row with the sums of the documents, of one customer or of all."""
    row = [
        sum((getattr(one, name) for one in told if customer in (None, one.customer)), Decimal())
        if name in ('total', 'paid', 'open')
        else None
        for name in columns
    ]
    first = next((at for at, cell in enumerate(row) if cell is None), 0)
    row[first] = text
    return row


def _file(draw, rows):
    kind = draw(st.sampled_from(('csv', 'csv', 'csv', 'xlsx', 'xls')))
    if kind == 'csv':
        marks, form = draw(st.sampled_from(MARKS)), draw(st.sampled_from(DATES))
        separator = draw(st.sampled_from((';', '\t', ',')))
        encoding = draw(st.sampled_from(('utf-8', 'utf-8-sig', 'utf-16')))
        texts = [[written(cell, marks, form) for cell in row] for row in rows]
        return kind, joined(texts, separator).encode(encoding)
    cells = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
    return kind, (xlsx_file if kind == 'xlsx' else xls_file)(cells)
