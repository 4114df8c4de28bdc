"""What a heading about money means, by its words, where no list has the whole of it.

"Iznos uplaćen" and "InvoiceAmountPaid" are what is paid, "Iznos duga" is what is open. One word
that isn't known, and the heading means nothing: "Iznos rabata" is no total.
"""

import re

from .folding import fold_words

_CAMEL = re.compile(r'(?<=[a-zčćđšž])(?=[A-ZČĆĐŠŽ])')
_PAID = re.compile(
    r'(?:u|na|is)?pla[ct](?:en|an|il)?[aeiou]?\w{0,3}|uplat\w|naplat\w|paid|received|payments?|'
    r'collected|bezahlt\w*|gezahlt\w*|erhalten\w*|zahlung(?:en)?|zahlungseingange?|geldeingange?|'
    r'podmiren\w|poravnan\w|zatvoren\w|settled|pagat\w|incassat\w|zaplacen\w|uhrazen\w|'
    r'payes?|payees?|regles?|reglees?|encaisses?|encaissees?|zaplac\w+|oplac\w+|wplac\w+|rozliczon\w'
)
_OPEN = re.compile(
    r'otvoren\w*|odprt\w|preosta\w+|ostat\w*|ostan\w*|dug|duga|dugovanj\w|dolg|dolga|'
    r'nenaplacen\w*|neplac\w+|nepodmiren\w*|nezatvoren\w*|neporavnan\w*|due|remaining|outstanding|'
    r'open|offen\w*|unpaid|unbezahlt\w*|rest|restbetrag|residual|balance|saldo|owing|owed|'
    r'residu\w|insolut\w|neuhrazen\w|nezaplacen\w|zbyva|restante?|solde|impayee?s?|ouverte?|'
    r'pozosta\w+|niezaplac\w+|nieoplac\w+|nierozliczon\w|saldare'
)
_NET = re.compile(
    r'net|neto|netto|bez|brez|excl|excluding|ohne|without|osnovic\w|osnova|untaxed|ht'
)
_TAX = re.compile(r'pdv\w?|ddv\w?|vat|tax|mwst|ust|porez\w?|steuer|tva|podatek')
_WITH = re.compile(r's|sa|z|with|incl|including|inkl|mit')
_GROSS = re.compile(r'brut\w+|gross|ttc')
_MONEY = re.compile(
    r'iznos\w?|znes\w+|amount|amt|betrag|summe|vrijednost|vrednost|value|ukup\w+|sveukupno|total|'
    r'skup\w+|gesamt\w*|import[oi]|castka|celkem|montant|kwota|wartosc|razem'
)
_FILLING = re.compile(
    r'racun\w*|invoice|bill|faktur\w*|rechnung\w*|dokument\w*|document|doc|stavk\w|po|of|the|der|'
    r'des|dio|del|teil|part|portion|signed|price|noch|u|v|in|a|eur|euro?[ai]?|hrk|kn|kuna|usd|chf|gbp|dc|rata|rate'
)
_DENYING = frozenset(('nije', 'ni', 'ne', 'not', 'nicht'))
_NOT_OF_MONEY = frozenset(('za', 'zu', 'to', 'datum', 'date', 'dan', 'dana', 'on', 'am', 'dne'))
# of how late it is: columns of an ageing
_BUCKET = re.compile(
    r'(?:[<>≤≥]\s*)?\d+\s*(?:[-–]|do|to|bis)\s*\d+.*|[<>≤≥]\s*\d+.*|\d+\s*\+.*|'
    r'\d+\s*(?:months?|mjesec\w*|mesec\w*|monate?|days?|dana|dni|tage?)(?:\s.*)?|'
    r'(?:over|preko|vi[sš]e od|nad|[uü]ber|ve[cč] kot|up to|do|bis)\s*\d+.*|'
    r'\d+ or (?:less|more)|nedospjel\w*.*|nezapadl\w*.*|not (?:yet )?(?:over)?due|current|'
    r'nicht f[aä]llig|older|starij\w*|non [eé]chu\w*|[aà] [eé]choir|[eé]chu\w*|plus de\s*\d+.*|'
    r'\d+ jours.*|(?:nie)?przeterminowan\w*|powy[zż]ej\s*\d+.*|bie[zż][aą]c\w*|'
    r'starej\w*|[aä]lter\w*|future|oltre\s*\d+.*|a scadere|non scadut\w|scadut\w|do splatnosti',
    re.I,
)
_TOTAL_OF_A_ROW = frozenset(
    (
        'ukupno',
        'sveukupno',
        'svega',
        'total',
        'totals',
        'skupaj',
        'gesamt',
        'summe',
        'saldo',
        'totale',
        'celkem',
        'razem',
        'ogolem',
        'totaux',
    )
)


def words_of(heading):
    """Return the folded words of a heading, also of one written in humps.

    >>> words_of('InvoiceAmountDue'), words_of('Iznos uplaćen')
    (['invoice', 'amount', 'due'], ['iznos', 'uplacen'])
    """
    return fold_words(_CAMEL.sub(' ', heading))


def is_rate(heading):
    """Tell whether a heading is of percents: no amount stands below it."""
    return '%' in heading


def money_field(heading):
    """Return the field of an amount that all words of a heading agree on, or nothing.

    >>> [money_field(text) for text in ('Iznos uplaćen', 'Amount Remaining', 'Iznos rabata')]
    ['amount_paid', 'amount_due', '']
    """
    words = words_of(heading)
    if not words or not _NOT_OF_MONEY.isdisjoint(words):
        return ''
    denied = not _DENYING.isdisjoint(words)
    words = [word for word in words if word not in _DENYING]
    kinds = [_kind(word) for word in words]
    if '' in kinds:
        return ''
    found = set(kinds) - {'filling', 'with'}
    if not found:
        return ''
    if 'paid' in found:
        return 'amount_due' if denied else 'amount_paid'
    if denied:
        return ''
    if 'open' in found:
        return 'amount_due'
    if 'net' in found:
        return 'amount_net'
    if 'tax' in found and 'with' not in kinds:
        return 'amount_tax'
    return 'amount_total' if found & {'gross', 'money'} else ''


def _kind(word):
    for kind, pattern in (
        ('open', _OPEN), ('paid', _PAID), ('net', _NET), ('tax', _TAX), ('with', _WITH),
        ('gross', _GROSS), ('money', _MONEY), ('filling', _FILLING),
    ):  # fmt: skip
        if pattern.fullmatch(word):
            return kind
    return ''


def is_filling(folded_words):
    """Tell whether words add nothing to what stands before them."""
    return all(_kind(word) in ('filling', 'money', 'with', 'tax', 'gross') for word in folded_words)


def is_bucket(heading):
    """Tell whether a heading is of the amounts that are so many days late."""
    return bool(_BUCKET.fullmatch(heading.strip()))


def is_total_of_a_row(heading):
    """Tell whether a heading is of the sum of its row."""
    words = words_of(heading)
    return bool(words) and words[0] in _TOTAL_OF_A_ROW and is_filling(words[1:])
