"""What a column holds, by its heading and, where that doesn't tell, by its cells."""

import hashlib
import re
from collections import Counter
from itertools import islice

from . import amounts, dates
from .base import Column, _lt
from .folding import fold, fold_words
from .synonyms import SYNONYMS

# what a person may choose for a column
FIELDS = {
    'name': _lt("Invoice number"),
    'name_2': _lt("Invoice number, second part"),
    'name_3': _lt("Invoice number, third part"),
    'document_type': _lt("Type (invoice, credit note)"),
    'partner_name': _lt("Customer"),
    'partner_reference': _lt("Customer code"),
    'partner_vat': _lt("Customer's VAT number"),
    'order_reference': _lt("Order"),
    'customer_reference': _lt("Customer's order"),
    'payment_reference': _lt("Payment reference"),
    'linked': _lt("Linked document"),
    'text': _lt("Description"),
    'text_2': _lt("Description, second part"),
    'currency': _lt("Currency"),
    'date': _lt("Date"),
    'date_due': _lt("Due date"),
    'date_paid': _lt("Date of payment"),
    'date_cancelled': _lt("Date of cancellation"),
    'value_date': _lt("Value date"),
    'amount_total': _lt("Total with tax"),
    'amount_net': _lt("Total without tax"),
    'amount_tax': _lt("Tax"),
    'amount_paid': _lt("Paid"),
    'amount_credited': _lt("Credited"),
    'amount_due': _lt("Open"),
    'debit': _lt("Debit"),
    'credit': _lt("Credit"),
    'direction': _lt("Debit or credit"),
    'state': _lt("State"),
    'cancelled': _lt("Cancelled"),
    'konto': _lt("Ledger account"),
    'payment_method': _lt("Payment method"),
    'instalment': _lt("Instalment"),
    'account': _lt("Own bank account"),
    'partner_account': _lt("Bank account of the customer"),
    'bank_reference': _lt("Bank's reference"),
}
AMOUNTS = frozenset(
    ('amount_total', 'amount_net', 'amount_tax', 'amount_paid', 'amount_credited', 'amount_due',
     'debit', 'credit')
)  # fmt: skip
DATES = frozenset(('date', 'date_due', 'date_paid', 'date_cancelled', 'value_date'))
WHO = frozenset(('name', 'partner_name', 'partner_vat', 'partner_reference'))
# these mean another thing in another table: their cells decide
DECIDED_BY_CELLS = frozenset(
    ('valuta', 'konto', 'amount_paid', 'amount_due', 'date_paid', 'name', 'credit', 'debit',
     'payment_reference', 'account')
)  # fmt: skip
MAX_HEADING = 80
WHOLE = 1000
_SAMPLES = 3
_LOOK_AT = 200
# shorter ones only as a whole: "de" begins too many words
_SHORTEST_PREFIX = 4
# a heading that goes on like this names something else about it
_DENIED = re.compile(
    r'adres|address|anschrift|naslov|mail|telefon|phone|mjesto|grad|city|ort$|post|zip|plz|drzav|'
    r'country|land$|artik|item|article|rabat|popust|discount|stop|rate|satz|prozent|percent|id$|'
    r'dana|tage$|days'
)
_CURRENCY_WORDS = frozenset(
    ('eur', 'euro', 'eura', 'hrk', 'kn', 'usd', 'chf', 'gbp', 'bam', 'rsd', 'czk', 'huf', 'pln')
)
_IBAN = re.compile(r'[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}|[0-9]{5}-[0-9]{10}', re.ASCII)
_PLAIN_REFERENCES = frozenset(('reference', 'referenca', 'referenz'))
# what only banks call it, and what they call the numbers of their own rows
_PAID_OUT = frozenset(
    ('isplata', 'isplate', 'nateret', 'teret', 'vbreme', 'odliv', 'odlivi', 'withdrawal',
     'withdrawals', 'paidout', 'moneyout', 'umsatzsoll', 'lastschrift')
)  # fmt: skip
_PAID_IN = frozenset(
    ('uplata', 'uplate', 'ukorist', 'korist', 'vdobro', 'priliv', 'prilivi', 'deposit', 'deposits',
     'paidin', 'moneyin', 'umsatzhaben', 'gutschriftbetrag')
)  # fmt: skip
_VALUE_DATES = frozenset(('datumvalute', 'valuta'))
_ANY_NUMBER = frozenset(
    ('broj', 'dokument', 'brojdokumenta', 'brdokumenta', 'oznaka', 'stevilka', 'stdokumenta', 'no',
     'num', 'number', 'ref', 'documentno', 'docno', 'documentnumber', 'beleg', 'belegnummer')
)  # fmt: skip
_YES = frozenset(('da', 'ne', 'yes', 'no', 'ja', 'nein', 'true', 'false', 'x', 'djelomicno'))


def without_currency(heading):
    """Return (heading, ISO code) of a heading such as ``Iznos (EUR)``."""
    words = fold_words(heading)
    if len(words) > 1 and words[-1] in _CURRENCY_WORDS:
        return ' '.join(words[:-2] if words[-2] in ('u', 'v', 'in') else words[:-1]), (
            amounts.currency_of(words[-1])
        )
    if '€' in heading:
        return heading.replace('€', ''), 'EUR'
    return heading, ''


def field_of(heading):
    """Return (field, weight, languages) of a heading; the weight of a whole one is above
    ``WHOLE``.

    >>> field_of('Št. računa')[0], field_of('Iznos (EUR)')[0], field_of('Zapisnik')[0]
    ('name', 'amount_total', None)
    """
    if not heading or len(heading) > MAX_HEADING:
        return None, 0, frozenset()
    folded = fold(heading)
    if folded not in SYNONYMS:
        folded = fold(without_currency(heading)[0])
    if folded in SYNONYMS:
        field, languages, place = SYNONYMS[folded]
        return field, 2 * WHOLE - place, languages
    for length in range(len(folded) - 1, _SHORTEST_PREFIX - 1, -1):
        if folded[:length] in SYNONYMS:
            field, languages, _place = SYNONYMS[folded[:length]]
            rest = SYNONYMS.get(folded[length:])
            # "Iznos otvoreno" is what is open
            if rest and rest[0] in AMOUNTS | DATES and length < len(folded) - 3:
                return rest[0], length, rest[1]
            if _DENIED.search(folded[length:]):
                break
            return field, length, languages
    return None, 0, frozenset()


def map_headings(headings):
    """Return ({index: field}, languages) for a row of headings; each field once, the best."""
    best, languages = {}, Counter()
    for index, heading in enumerate(headings):
        field, weight, spoken = field_of(heading)
        if not field:
            continue
        languages.update(spoken)
        if field == 'text' and field in best:
            field = 'text_2'
        if field != 'ignore' and weight > best.get(field, (0, 0))[0]:
            best[field] = (weight, index)
    return {index: field for field, (_weight, index) in best.items()}, languages


def language_of(languages):
    """Return the only language that most headings belong to, or nothing."""
    ranked = languages.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        top = (
            {language for language, count in languages.items() if count == ranked[0][1]}
            if (ranked)
            else set()
        )
        # these write numbers the same way
        return min(top) if top and 'en' not in top else ''
    return ranked[0][0]


def fingerprint(headings):
    """Return what a header is known by: the same for the same headings, however written."""
    folded = [fold(heading) for heading in headings]
    while folded and not folded[-1]:
        folded.pop()
    return hashlib.sha256('|'.join(folded).encode()).hexdigest()[:16]


def make_columns(headings, mapping, rows):
    """Return the ``Column`` of each heading, with the first cells below it as samples.

    :param rows: the rows below the header, as lists of cells
    """
    columns = []
    for index, heading in enumerate(headings):
        cells = (row[index] for row in rows if index < len(row))
        filled = (shown(cell) for cell in cells if cell is not None and shown(cell))
        columns.append(Column(index, heading, mapping.get(index), tuple(islice(filled, _SAMPLES))))
    return columns


def shown(cell):
    """Return a cell as a text, as a person would see it."""
    if cell.__class__ is str:
        return cell.strip()
    if cell is None:
        return ''
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    # a date without a time
    return str(cell).removesuffix(' 00:00:00')


def settle(headings, mapping, rows, languages):
    """Decide by the cells what the headings leave open; changes ``mapping``."""
    fields = {field: index for index, field in mapping.items()}
    for field in sorted(DECIDED_BY_CELLS & fields.keys()):
        index = fields[field]
        found = _by_cells(field, _first_cells(rows, index), fields, languages)
        if found != field:
            del mapping[index]
            if found and found not in mapping.values():
                mapping[index] = found
    for index, heading in enumerate(headings):
        # "Due" beside "Balance" is no second amount
        field = field_of(heading)[0] if index not in mapping else None
        if field in ('amount_due', 'amount_paid'):
            found = _by_cells(field, _first_cells(rows, index), fields, languages)
            if found in DATES and found not in mapping.values():
                mapping[index] = found
    _name_by_digits(headings, mapping, rows)
    _name_by_reference(headings, mapping)
    _of_a_bank(headings, mapping)


def _name_by_reference(headings, mapping):
    """Take a plain "Reference" for the number in lists of open items that have no other."""
    if 'name' in mapping.values() or 'date_due' not in mapping.values():
        return
    for index, field in mapping.items():
        if field == 'payment_reference' and fold(headings[index]) in _PLAIN_REFERENCES:
            mapping[index] = 'name'
            return


def _name_by_digits(headings, mapping, rows):
    """Take another column for the number where the one found has words, as "Račun" everywhere."""
    index = next((index for index, field in mapping.items() if field == 'name'), None)
    if index is None or _numbered(rows, index) > 0.3:
        return
    for other, heading in enumerate(headings):
        if field_of(heading)[0] == 'name' and other != index and _numbered(rows, other) > 0.5:
            del mapping[index]
            mapping[other] = 'name'
            return


def _numbered(rows, index):
    cells = _first_cells(rows, index)
    return _share(lambda cell: any(map(str.isdigit, shown(cell))), cells)


def _first_cells(rows, index):
    """Return the filled ones among the first cells of a column."""
    cells = (row[index] for row in islice(rows, _LOOK_AT) if index < len(row))
    return [cell for cell in cells if shown(cell)]


def _of_a_bank(headings, mapping):
    """Read a bank's list as such, also where it numbers its rows and has value dates."""
    by_field = {field: index for index, field in mapping.items()}
    words = {field: fold(headings[index]) for field, index in by_field.items()}
    named = 'name' in by_field
    paid_out = words.get('debit') in _PAID_OUT and words.get('credit') in _PAID_IN
    if words.get('date_due') in _VALUE_DATES and (not named or paid_out):
        mapping[by_field['date_due']] = 'value_date'
        by_field['value_date'] = by_field.pop('date_due')
    evidence = paid_out or by_field.keys() & {'partner_account', 'direction', 'value_date'}
    if named and evidence and 'date_due' not in by_field and words['name'] in _ANY_NUMBER:
        mapping[by_field['name']] = 'linked' if 'bank_reference' in by_field else 'bank_reference'


def _share(test, cells):
    return sum(map(test, cells)) / len(cells) if cells else 0


def _is_currency(cell):
    return (
        cell.__class__ is str and bool(amounts.currency_of(cell)) and not re.search('[0-9]', cell)
    )


def _is_account(cell):
    return cell.__class__ is str and bool(_IBAN.fullmatch(cell.replace(' ', '').upper()))


def _by_cells(field, cells, fields, languages):
    if field == 'valuta':
        if _share(_is_currency, cells) > 0.5:
            return 'currency'
        if _share(dates.is_date, cells) > 0.5:
            return 'value_date' if 'date_due' in fields or 'name' not in fields else 'date_due'
        return None
    if field == 'konto':
        # in German it is the customer's number, elsewhere an account of the ledger
        german = language_of(languages) == 'de'
        return 'partner_reference' if german and 'partner_reference' not in fields else 'konto'
    if field in ('name', 'payment_reference', 'account'):
        if cells and _share(_is_account, cells) > 0.5:
            return 'account' if len(set(cells)) == 1 else 'partner_account'
        return None if field == 'account' else field
    if not cells:
        return field
    if _share(lambda cell: fold(shown(cell)) in _YES, cells) > 0.5:
        return 'state' if field in ('amount_paid', 'date_paid') else None
    money, days = _share(amounts.is_amount, cells), _share(dates.is_date, cells)
    if field == 'date_paid':
        return 'amount_paid' if money > 0.5 >= days else field
    if days > max(0.5, money):
        return {'amount_paid': 'date_paid', 'amount_due': 'date_due'}.get(field)
    return field
