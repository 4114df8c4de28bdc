"""Decide by the cells of a table what its headings leave open."""

import re
from itertools import islice

from . import amounts, dates, words
from .columns import AMOUNTS, DATES, field_of, language_of, shown
from .folding import fold
from .heading_words import is_bucket, is_total_of_a_row

# these mean another thing in another table: their cells decide
DECIDED_BY_CELLS = frozenset(
    ('valuta', 'konto', 'amount_paid', 'amount_due', 'date_paid', 'name', 'credit', 'debit',
     'payment_reference', 'account', 'document_type')
)  # fmt: skip
_LOOK_AT = 200
_IBAN = re.compile(r'[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}|[0-9]{5}-[0-9]{10}', re.ASCII)
_PLAIN_REFERENCES = frozenset(('reference', 'referenca', 'referenz'))
# what only banks call it, and what they call the numbers of their own rows
_PAID_OUT = frozenset(
    ('isplata', 'isplate', 'nateret', 'teret', 'vbreme', 'odliv', 'odlivi', 'withdrawal',
     'withdrawals', 'paidout', 'moneyout', 'umsatzsoll', 'lastschrift', 'belastung',
     'belastungsbetrag')
)  # fmt: skip
_PAID_IN = frozenset(
    ('uplata', 'uplate', 'ukorist', 'korist', 'vdobro', 'priliv', 'prilivi', 'deposit', 'deposits',
     'paidin', 'moneyin', 'umsatzhaben', 'gutschriftbetrag', 'gutschrift')
)  # fmt: skip
CREDITS = frozenset(
    ('c', 'cr', 'crdt', 'k', 'h', 'credit', 'potrazuje', 'p', 'dobro', 'haben', 'plus',
     'gutschrift', 'korist', 'ukorist', 'uplata', 'vdobro', 'incoming', 'in', 'priljev', 'priliv',
     'eingang', 'avere', 'entrata', 'prijem', 'prichozi')
)  # fmt: skip
DEBITS = frozenset(
    ('d', 'dr', 'dbit', 's', 'debit', 'duguje', 'b', 'breme', 'soll', 'minus', 'belastung',
     'lastschrift', 'teret', 'nateret', 'isplata', 'vbreme', 'outgoing', 'out', 'odljev', 'odliv',
     'ausgang', 'dare', 'uscita', 'vydej', 'odchozi')
)  # fmt: skip
_VALUE_DATES = frozenset(('datumvalute', 'valuta'))
_ANY_NUMBER = frozenset(
    ('broj', 'dokument', 'brojdokumenta', 'brdokumenta', 'oznaka', 'stevilka', 'stdokumenta', 'no',
     'num', 'number', 'ref', 'documentno', 'docno', 'documentnumber', 'beleg', 'belegnummer')
)  # fmt: skip
_BOOKED_ON = frozenset(
    ('datumknjizenja', 'datareg', 'dataregistrazione', 'datacontabile', 'buchungsdatum',
     'postingdate', 'datecomptabilisation', 'datedecomptabilisation', 'dateecriture',
     'datedecriture', 'dataksiegowania', 'datumzauctovani')
)  # fmt: skip
_YES = frozenset(('da', 'ne', 'yes', 'no', 'ja', 'nein', 'true', 'false', 'x', 'djelomicno'))


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
    _amount_beside_marks(headings, mapping, rows)
    for index, heading in enumerate(headings):
        # "Due" beside "Balance" is no second amount
        field = field_of(heading)[0] if index not in mapping else None
        if field in ('amount_due', 'amount_paid'):
            found = _by_cells(field, _first_cells(rows, index), fields, languages)
            if found in DATES and found not in mapping.values():
                mapping[index] = found
    _name_by_digits(headings, mapping, rows)
    _name_by_reference(headings, mapping)
    _name_beside_code(headings, mapping, rows)
    _no_code_of_many(mapping, rows)
    _of_an_ageing(headings, mapping)
    _booked_beside_dated(headings, mapping)
    _of_a_bank(headings, mapping)
    _type_by_words(mapping, rows)
    _direction_by_words(mapping, rows)
    _booking_by_words(mapping, rows)


def _amount_beside_marks(headings, mapping, rows):
    """Take the amount from another column where the best heading, as "Offen: ja", has none."""
    for index, heading in enumerate(headings):
        field = field_of(heading)[0] if index not in mapping else None
        if field not in AMOUNTS or field in mapping.values():
            continue
        if _share(amounts.is_amount, _first_cells(rows, index)) > 0.5:
            mapping[index] = field


def _type_by_words(mapping, rows):
    """Take a column of "Rechnung" and "Rechnungskorrektur" for the type, whatever it is called."""
    fields = set(mapping.values())
    if 'document_type' in fields or 'name' not in fields or fields & {'debit', 'direction'}:
        return
    for index in range(max(map(len, islice(rows, _LOOK_AT)), default=0)):
        cells = _first_cells(rows, index) if index not in mapping else ()
        kinds = {words.type_named(shown(cell)) for cell in cells}
        if None not in kinds and 'refund' in kinds:
            mapping[index] = 'document_type'
            return


def _direction_by_words(mapping, rows):
    """Take a column of nothing but "debit" and "credit" for what gives amounts their sign."""
    fields = {field: index for index, field in mapping.items()}
    if 'amount_total' not in fields or fields.keys() & {'debit', 'credit', 'direction', 'name'}:
        return
    if any(
        shown(cell)[:1] in ('-', '−', '(') for cell in _first_cells(rows, fields['amount_total'])
    ):
        return
    for index in range(max(map(len, islice(rows, _LOOK_AT)), default=0)):
        if mapping.get(index) not in (None, 'document_type'):
            continue
        cells = _first_cells(rows, index)
        if cells and _share(_is_direction, cells) == 1:
            mapping[index] = 'direction'
            return


def _is_direction(cell):
    word = fold(shown(cell))
    return len(word) > 1 and (word in CREDITS or word in DEBITS)


def _booking_by_words(mapping, rows):
    """Take a bank's column of nothing but "booked" and "pending" for the state."""
    fields = set(mapping.values())
    if 'state' in fields or 'name' in fields or not fields & {'account', 'partner_account', 'text'}:
        return
    for index in range(max(map(len, islice(rows, _LOOK_AT)), default=0)):
        cells = _first_cells(rows, index) if index not in mapping else ()
        if cells and _share(lambda cell: bool(words.booking_of(shown(cell))), cells) == 1:
            mapping[index] = 'state'
            return


def _name_beside_code(headings, mapping, rows):
    """Take the customer's name from the column beside its code, whatever the two are called."""
    index = next((index for index, field in mapping.items() if field == 'partner_name'), None)
    if index is None or 'partner_reference' in mapping.values():
        return
    if _share(_is_code, _first_cells(rows, index)) < 0.6:
        return
    for other, heading in enumerate(headings):
        if other in mapping or not re.fullmatch(
            r'(?:naziv|name|ime|firma)[a-z]*1?|[a-z]+name', fold(heading)
        ):
            continue
        if _share(_is_code, _first_cells(rows, other)) < 0.2:
            mapping[index], mapping[other] = 'partner_reference', 'partner_name'
            return


def _no_code_of_many(mapping, rows):
    """Do without a code that several customers share: it is an account of the ledger."""
    fields = {field: index for index, field in mapping.items()}
    if 'partner_reference' not in fields or 'partner_name' not in fields:
        return
    code_at, name_at = fields['partner_reference'], fields['partner_name']
    names = {}
    for row in islice(rows, _LOOK_AT):
        if max(code_at, name_at) < len(row) and shown(row[code_at]) and shown(row[name_at]):
            names.setdefault(shown(row[code_at]), set()).add(fold(shown(row[name_at])))
    if any(len(found) > 1 for found in names.values()):
        del mapping[code_at]


def _is_code(cell):
    text = shown(cell)
    return len(text) <= 12 and any(map(str.isdigit, text)) and ' ' not in text


def _of_an_ageing(headings, mapping):
    """Take the total of an ageing for what is open: its columns are of what is not paid."""
    if sum(map(is_bucket, headings)) < 2 or 'amount_due' in mapping.values():
        return
    for index, heading in enumerate(headings):
        if is_total_of_a_row(heading) and mapping.get(index) in (None, 'amount_total'):
            mapping[index] = 'amount_due'
            return


def _booked_beside_dated(headings, mapping):
    """Take when a ledger booked it for the day of a payment: its row may tell the invoice's."""
    fields = set(mapping.values())
    if not fields >= {'debit', 'credit', 'date', 'name'} or 'date_paid' in fields:
        return
    for index, heading in enumerate(headings):
        if index not in mapping and fold(heading) in _BOOKED_ON:
            mapping[index] = 'date_paid'
            return


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
    if field == 'document_type':
        # "Gutschrift" is a credit note, what was credited of an invoice, or what a bank credits
        if not money > 0.5 >= days:
            return field
        of_invoices = fields.keys() >= {'name', 'amount_total'} and 'debit' not in fields
        return 'amount_credited' if of_invoices else 'credit'
    if field == 'date_paid':
        return 'amount_paid' if money > 0.5 >= days else field
    if days > max(0.5, money):
        return {'amount_paid': 'date_paid', 'amount_due': 'date_due'}.get(field)
    return field
