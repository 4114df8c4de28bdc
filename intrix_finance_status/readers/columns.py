"""What a column holds, by its heading and, where that doesn't tell, by its cells."""

import hashlib
import re
from collections import Counter
from itertools import islice

from . import amounts
from .base import Column, _lt
from .folding import fold, fold_words
from .heading_words import is_filling, is_rate, money_field, words_of
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
    'partner_street': _lt("Customer's street"),
    'partner_zip': _lt("Customer's ZIP code"),
    'partner_city': _lt("Customer's city"),
    'partner_country': _lt("Customer's country"),
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
MAX_HEADING = 80
WHOLE = 1000
_SAMPLES = 3
# shorter ones only as a whole: "de" begins too many words
_SHORTEST_PREFIX = 4
# shorter ones only as a word: "Data fattura", not "Datavergleich"
_SHORTEST_PART = 5
# a heading that goes on like this names something else about it
_DENIED = re.compile(
    r'adres|address|anschrift|naslov|mail|telefon|phone|mjesto|grad|city|ort$|post|zip|plz|drzav|'
    r'country|land$|artik|item|article|rabat|popust|discount|stop|rate|satz|prozent|percent|id$|'
    r'dana|tage$|days'
)
_CURRENCY_WORDS = frozenset(
    ('eur', 'euro', 'eura', 'hrk', 'kn', 'usd', 'chf', 'gbp', 'bam', 'rsd', 'czk', 'huf', 'pln')
)
_OF_A_LINE = re.compile(
    r'(?:line|item)(?:amount|total|subtotal|net|price|name|no|number|description|quantity|qty)|'
    r'itemcode|inventoryitemcode|quantity|qty|unitamount|unitprice|kolicina|cijena|cena|'
    r'jedinicnacijena|menge|einzelpreis|stuckpreis|artikl|artikel|sifraartikla|nazivartikla'
)


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


# in the currency of the row: "Amount in transaction currency", "Znesek v valuti", "Total (FC)"
_FOREIGN = re.compile(
    r'\(?\b(?:in|u|v|en|w|in der)?\s*(?:transaction|foreign|document|original|invoice|txn|customer|'
    r'transaktions|fremd|beleg|buchungs)[ -]?(?:currency|w[aä]hrung|curr\.?)\)?|'
    r'\(?\b(?:u|v)\s+(?:stranoj |tuji )?valuti(?:\s+(?:računa|racuna|dokumenta))?\)?|'
    r'\(?\bdevizn\w+\)?|\(\s*(?:fc|fcy)\s*\)|\ben devise(?: de facturation)?\b|'
    r'\bw walucie(?: dokumentu)?\b|\bin valuta(?: estera)?\b|^txn\b|^entered\b',
    re.I,
)
# in the company's own
_LOCAL = re.compile(
    r'\(\s*(?:lcy|lc|lv|mw|ds|ecv)\s*\)|\bin (?:hauswährung|mandantenwährung)|'
    r'\bin (?:local|company|accounting|base) currency\b|\b(?:u domaćoj|v domači) valuti\b|'
    r'^(?:base|home|accounted|local)\b',
    re.I,
)
_LOCAL_CODE = re.compile(
    r'\b(?:haus|mandanten)w|\b(?:local|company|base|accounting|home)\b|doma[cč]', re.I
)


def is_local_code(heading):
    """Tell whether a column of currencies has the company's own, as "Hauswährung"."""
    return bool(_LOCAL_CODE.search(heading))


def side_of_currency(heading):
    """Return (side, heading without it): ``foreign`` for the row's currency, ``local`` or nothing.

    >>> side_of_currency('Amount in transaction currency'), side_of_currency('Iznos u valuti')
    (('foreign', 'Amount'), ('foreign', 'Iznos'))
    >>> side_of_currency('Base amount'), side_of_currency('Amount')
    (('local', 'amount'), ('', 'Amount'))
    """
    for side, pattern in (('foreign', _FOREIGN), ('local', _LOCAL)):
        if found := pattern.search(heading):
            rest = f'{heading[: found.start()]} {heading[found.end() :]}'
            return side, ' '.join(rest.split())
    return '', heading


def field_of(heading):
    """Return (field, weight, languages) of a heading; the weight of a whole one is above
    ``WHOLE``.

    >>> field_of('Št. računa')[0], field_of('Iznos (EUR)')[0], field_of('Zapisnik')[0]
    ('name', 'amount_total', None)
    """
    if not heading or len(heading) > MAX_HEADING:
        return None, 0, frozenset()
    if is_rate(heading):
        return 'ignore', 2 * WHOLE, frozenset()
    folded = fold(heading)
    if folded not in SYNONYMS:
        heading = without_currency(heading)[0]
        folded = fold(heading)
    if folded in SYNONYMS:
        field, languages, place = SYNONYMS[folded]
        return field, 2 * WHOLE - place, languages
    found = _field_of_beginning(heading, folded)
    if found[0] is None or found[0] in AMOUNTS:
        if money := money_field(heading):
            return money, len(folded), found[2]
        if found[0] and not is_filling(_words_after(heading, found[1])):
            # "Iznos rabata" is no total
            return None, 0, frozenset()
    return found


def _words_after(heading, length):
    """Return the words of a heading behind its first so many letters and digits."""
    words = words_of(heading)
    while words and length > 0:
        length -= len(words.pop(0))
    return words


def _field_of_beginning(heading, folded):
    for length in range(len(folded) - 1, _SHORTEST_PREFIX - 1, -1):
        if folded[:length] in SYNONYMS:
            if length < _SHORTEST_PART and words_of(heading)[0] != folded[:length]:
                continue
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


def is_of_a_line(heading):
    """Tell whether a heading is of a line of an invoice: its quantity, price or amount."""
    return bool(_OF_A_LINE.fullmatch(fold(heading)))
