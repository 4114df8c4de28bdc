"""Words in cells that say what a row is: totals, states, types, in eight languages."""

import re
from functools import lru_cache
from typing import NamedTuple

from .folding import fold, fold_words


class Customer(NamedTuple):
    """A customer that a title names, with the code and the VAT number where it tells them."""

    name: str
    code: str = ''
    vat: str = ''


_NO_DIGITS = re.compile(r'[^0-9]*')
# what of a text is looked at, and kept in caches
MAX_WORDS, MAX_TITLE = 60, 250
_TOTALS_OF_ALL = """
ukupno sveukupno suma svega saldo zbroj medjuzbroj meduzbroj skupaj vsota skupnavsota vmesnavsota
total totals grandtotal subtotal summe gesamt gesamtsumme zwischensumme endsumme
totale totali subtotale celkem mezisoucet totaux totalgeneral soustotal razem ogolem lacznie
"""
_TOTALS = frozenset(_TOTALS_OF_ALL.split())
_OPENING = re.compile(
    r'pocetnostanje|donos|prijenos|prenos|otvoritev|zacetnostanje|openingbalance|broughtforward|'
    r'balancebf|balancebroughtforward|anfangsbestand|saldovortrag|vortrag|eroffnungs|ebwert|'
    r'saldoiniziale|riporto|pocatecnistav|soldeinitial|anouveaux?|areporter|reportanouveau|'
    r'bilansotwarcia|saldopoczatkowe|saldootwarcia|zprzeniesienia|'
    r'balanceatstart|balanceatend|closingbalance|zavrsnostanje|novostanje|koncnostanje'
)
_OF_A_CARD = re.compile(
    r'(?:kredit)?karten?(?:nummer|nr|inhaber|typ|transaktion)?|card(?:number|no|holder|type)|'
    r'(?:creditcard)(?:number)?|brojkartice|nositeljkartice|korisnikkartice|stevilkakartice|'
    r'imetnikkartice|kartica'
)
_STATES = {
    'cancelled': 'storno stornirano stornirana stornirani ponisteno ponisten preklicano void '
    'voided cancelled canceled deleted storniert annulliert otkazano annullata annullato '
    'stornovano zruseno annulee annule anulowana anulowano anulowany',
    'draft': 'nacrt skica predracun ponuda osnutek predracun ponudba draft proforma quote '
    'quotation estimate entwurf angebot submitted brouillon devis szkic robocza',
    'partly': 'djelomicno djelomicnoplaceno delno delnoplacano partial partially partiallypaid '
    'partly partlypaid teilweise teilweisebezahlt teilbezahlt castecne castecneuhrazeno '
    'castecnezaplaceno parzialmente parzialmentepagata parzialmentepagato partiellement '
    'partiellementpaye partiellementpayee partiellementreglee czesciowo czesciowooplacona '
    'czesciowozaplacona czesciowooplacone',
    'paid': 'placeno placen placena zatvoreno zatvoren naplaceno podmireno placano zaprto '
    'poravnano paid closed settled paidinfull bezahlt ausgeglichen beglichen erledigt pagata '
    'pagato saldata saldato incassata incassato uhrazeno zaplaceno da yes ja '
    'true paye payee payes payees regle reglee solde soldee encaisse encaissee oplacona oplacono '
    'oplacone zaplacona zaplacono rozliczona rozliczono oui tak',
    'open': 'otvoreno otvoren neplaceno nenaplaceno dospjelo odprto neplacano zapadlo nezapadlo '
    'open unpaid outstanding overdue due sent authorised authorized approved offen unbezahlt '
    'uberfallig insoluta insoluto scaduta aperta nonpagata neuhrazeno nezaplaceno posplatnosti '
    'ne no nein false impaye impayee nonpaye nonpayee nonregle enattente echue enretard '
    'nieoplacona nieoplacone niezaplacona niezaplacono nierozliczona poterminie wystawiona '
    'przeterminowana non nie',
}
_TYPES = {
    'payable': 'accpay accpaycredit bill purchaseinvoice ulazniracun prejetiracun '
    'eingangsrechnung vendorbill facturefournisseur factureachat fakturazakupu',
    'payment': 'uplata placanje izvod kompenzacija placilo izpisek pobot payment receipt rc pmt sr '
    'sa deposit zahlung zahlungseingang paymentonaccount customerpayment arprepayment '
    'aroverpayment incomingpayment reglement paiement encaissement acompterecu wplata zaplata '
    'platnosc przelew incasso pagamento uhrada platba',
    'refund': 'odobrenje knjiznoodobrenje storno dobropis creditnote creditmemo credit cn sc '
    'accreccredit gutschrift rechnungskorrektur da yes ja x true creditinvoice refund crmemo cm '
    'ko odo od stornorechnung stornorn stornoracun storniraniracun rechnungsstorno '
    'korrekturrechnung gutschriftsrechnung knjiznoodobr creditadjustment creditadj salescredit '
    'salescreditmemo salescreditnote arcreditmemo rechnungsgutschrift stornodokument '
    'povrat storniracun dobropisracun notadicredito notacredito notadiaccredito '
    'opravnydanovydoklad avoir notedecredit factureavoir facturedavoir korekta '
    'fakturakorygujaca korygujaca kfs notakredytowa',
    'draft': 'predracun ponuda proforma proformainvoice ponudba quote quotation estimate angebot '
    'entwurf draft orderconfirmation devis facturepro fakturaproforma oferta',
}
STATES = {word: state for state, words in _STATES.items() for word in words.split()}
TYPES = {word: kind for kind, words in _TYPES.items() for word in words.split()}
_BOOKINGS = {
    'booked': 'booked completed posted settled executed gebucht umsatzgebucht ausgefuhrt knjizeno '
    'proknjizeno provedeno izvrseno izvrsena izvedeno izvedena contabilizzato eseguito zauctovano '
    'provedena processed succeeded success',
    'pending': 'pending vorgemerkt umsatzvorgemerkt ausstehend offenerumsatz nacekanju ucekanju '
    'uobradi vobdelavi vcakanju rezervirano rezervacija reserved authorised authorized declined '
    'failed reverted rejected odbijeno zavrnjeno zavrnjena abgelehnt ruckgangiggemacht '
    'inattesa rifiutato cekajici zamitnuto blocked blokirano',
}
BOOKINGS = {word: state for state, words in _BOOKINGS.items() for word in words.split()}
_INVOICES_OF_ALL = """
racun izlazniracun faktura invoice salesinvoice rechnung ausgangsrechnung facture fattura
fakturavat izdaniracun danovydoklad arinvoice taxinvoice
"""
_INVOICES = frozenset(_INVOICES_OF_ALL.split())
# "CM" may be anything
_SHORTEST_TYPE = 4
YES = frozenset(('da', 'yes', 'ja', 'true', 'x', '1', 'y', 'd', 'oui', 'tak', 'si', 'ano'))
# ageing buckets stand above rows as customers' names do
_BUCKET = re.compile(
    r'\d+\s*[-–]\s*\d+|>\s*\d+|dospjel|zapadl|overdue|past due|not due|current|fällig|dana|dni\b|'
    r'échu|jours|przeterminowan',
    re.I,
)
_LABEL = re.compile(
    r'(?:kartic[ae]|analitika|konto\s?blatt|kontokarte|scheda)\s+'
    r'(?:kupca|partnera|komitenta|stranke|debitor|kunde|cliente|client|kontrahenta)\s*[:.]?\s*|'
    r'(?:kupac|partner|komitent|stranka|kupec|customer|client|contact|account|kunde|debitor|subjekt|cliente|'
    r'tiers|kontrahent|nabywca|klient|odběratel|'
    r'poslovni partner|konto|name|naziv)\s*[:.]\s*',
    re.I,
)
# "00123 - Alfa d.o.o., Zagreb, OIB 12345678903"
_CODE_IN_TITLE = re.compile(r'([0-9]{2,10})\s*(?:[-–:.]\s*)?(?=[^\W\d_])')
_VAT_IN_TITLE = re.compile(
    r'[\s,;(]+(?:OIB|ID za DDV|Dav[cč]na(?: [sš]t\w*)?|VAT(?: no)?|PDV(?: ID)?|UID)\.?\s*:?\s*'
    r'([A-Z]{0,2}[0-9]{8,13})\)?',
    re.I,
)
# the place of a company stands behind its legal form
_TOWN_IN_TITLE = re.compile(
    r'(.*\b(?:d\.\s?o\.\s?o\.|d\.\s?d\.|s\.\s?p\.|k\.\s?d\.|GmbH|AG|Ltd\.?|Inc\.?))'
    r'(?:,\s*[^,;()0-9]{2,30}|\s+[A-ZČĆĐŠŽ][a-zčćđšž]+)',
    re.DOTALL,
)
_PAGE = re.compile(
    r'\b(?:stranica|strana|stran|str\.|page|seite|list|strona|pagina)\s*:?\s*\d+\b', re.I
)
_OPEN_ITEMS = re.compile(
    r'otvorenestavke|otvorenihstavki|otvorenirac|otvorenihrac|neplacenirac|neplacenihrac|'
    r'nenaplacenirac|nenaplacenihrac|dospjelapotraz|otvorenapotraz|nenaplacenapotraz|iosobrazac|'
    r'odprtepostavke|odprtihpostavk|odprteterjatve|odprtihterjatev|odprtiracuni|neplacaniracuni|'
    r'openitems?|openinvoices?|unpaidinvoices?|outstandinginvoices?|aged?receivables?|'
    r'agedreceivables?|agingdetail|ageingdetail|(?:ar|receivables?)age?ing|accountsreceivableage?ing|'
    r'openreceivables?|offeneposten|offenerposten|oposliste|opliste|offenerechnungen|'
    r'offeneforderungen|unbezahlterechnungen|partiteaperte|scadenzario(?:clienti|attivo)|'
    r'neuhrazenefaktury|neuhrazenepohledavky|facturesimpayees|balanceagee|'
    r'ecrituresnonlettrees|encoursclients|nierozliczon|nieoplaconefaktury|naleznosciprzeterminowane'
)
_GENERIC_SHEET = re.compile(r'(?:sheet|list|tabelle|blatt|table|worksheet|popis|podaci)\d*')


def is_of_open_items(text):
    """Tell whether a title says that a list has all that is open.

    >>> is_of_open_items('Otvorene stavke kupaca na dan 30.11.2026.'), is_of_open_items('Kartica')
    (True, False)
    """
    return bool(_OPEN_ITEMS.search(fold(text[:MAX_TITLE])))


def _before_digits(text):
    """Return what stands before the first digit of a text: a few different ones in many numbers."""
    return _NO_DIGITS.match(text[:MAX_WORDS])[0]


def is_total(text):
    """Tell whether a text begins as the title of a total does."""
    start = _before_digits(text)
    # "Total2026" is a word of its own
    return not (len(start) < len(text) and start[-1:].isalnum()) and _is_total(start)


@lru_cache(4096)
def _is_total(text):
    words = fold_words(text)
    return bool(words) and (words[0] in _TOTALS or ''.join(words[:2]) in _TOTALS)


def ends_as_total(text):
    """Tell whether a text is a name with the word of a total behind it: "Acme Total"."""
    text = text[:MAX_TITLE].strip(' :')
    # a number, as nearly all are
    if text[-1:].isdigit():
        return False
    words = fold_words(text)
    return len(words) > 1 and words[-1] in _TOTALS


def is_of_a_page(texts):
    """Tell whether the cells of a row number a page: ``Stranica: 2``, ``Page 2 of 5``."""
    return any(_PAGE.search(text[:MAX_WORDS]) for text in texts)


def is_of_a_card(heading):
    """Tell whether a heading is of a statement of a credit card.

    >>> is_of_a_card('Karteninhaber'), is_of_a_card('Card type'), is_of_a_card('Kartica kupca')
    (True, True, False)
    """
    return bool(_OF_A_CARD.fullmatch(fold(heading)))


def is_opening(text):
    """Tell whether a text names a balance that is carried forward."""
    return _is_opening(_before_digits(text))


@lru_cache(4096)
def _is_opening(text):
    return bool(_OPENING.match(fold(text)))


@lru_cache(4096)
def _look_up(text, kind):
    known = STATES if kind == 'state' else TYPES
    folded = fold(text)
    if folded in known:
        return known[folded]
    words = fold_words(text)
    for size in (2, 1):
        for start in range(len(words) - size + 1):
            word = ''.join(words[start : start + size])
            if len(word) > 3 and word in known:
                return known[word]
    return ''


def state_of(text):
    """Return ``paid``, ``partly``, ``open``, ``cancelled``, ``draft``, or nothing."""
    # "not paid" and "nije plaćeno" hold the word that they deny
    words = fold_words(text) if len(text) < MAX_WORDS else []
    if len(words) > 1 and words[0] in ('not', 'nije', 'ni', 'nicht', 'non', 'nie'):
        return 'open'
    return _look_up(text[:MAX_WORDS], 'state')


def type_of(text):
    """Return ``refund``, ``payment``, ``payable``, ``draft``, or nothing for an invoice."""
    return _look_up(text[:MAX_WORDS], 'type')


def type_named(text):
    """Return ``type_of`` a text that names one, '' for an invoice; None where it names none.

    >>> type_named('Rechnungskorrektur'), type_named('Račun'), type_named('Da'), type_named('Alfa')
    ('refund', '', None, None)
    """
    folded = fold(text[:MAX_WORDS])
    if len(folded) < _SHORTEST_TYPE or folded in YES:
        return None
    return '' if folded in _INVOICES else TYPES.get(folded)


def booking_of(text):
    """Return ``booked``, ``pending`` or nothing: what a bank says of a movement.

    >>> booking_of('Umsatz vorgemerkt'), booking_of('COMPLETED'), booking_of('Uplata')
    ('pending', 'booked', '')
    """
    return BOOKINGS.get(fold(text[:MAX_WORDS]), '')


def customer_of(texts):
    """Return the ``Customer`` that the cells of a title row give, or None where there is none."""
    texts = [_LABEL.sub('', text[:MAX_TITLE], count=1).strip(' :') for text in texts]
    texts = [text for text in texts if text]
    if not texts or _BUCKET.search(texts[0]) or is_total(texts[0]):
        return None
    names = [text for text in texts if any(letter.isalpha() for letter in text)]
    if not names:
        return None
    name = max(names, key=lambda text: (' ' in text, len(text)))
    code = next((text for text in texts if text != name and len(text) <= 20), '')
    vat = ''
    if found := _VAT_IN_TITLE.search(name):
        vat, name = found[1], name[: found.start()].rstrip(' ,;-–(') + name[found.end() :]
    if found := _CODE_IN_TITLE.match(name):
        code, name = code or found[1], name[found.end() :]
    if found := _TOWN_IN_TITLE.match(name):
        name = found[1]
    name = name.strip(' ,;-–')
    return Customer(name, code, vat) if name else None


def is_customer_label(text):
    """Tell whether a text begins as the label of a customer: ``Kupac: …``."""
    return bool(_LABEL.match(text[:MAX_TITLE]))


def is_generic_sheet(name):
    """Tell whether a sheet has the name that programs give, and no customer's."""
    return bool(_GENERIC_SHEET.fullmatch(fold(name)))
