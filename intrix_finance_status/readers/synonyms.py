"""What columns are called in Croatian, Slovenian, English, German, Italian and Czech.

Each line: the field, the language, the headings; a line that begins with a mark goes on with the
one before. Compared folded (see ``folding``); of two columns for a field the heading that stands
earlier wins. The language tells how numbers are written where nothing else does.
"""

from .folding import fold

_TABLE = """
name hr|Broj računa|Br. računa|Broj izlaznog računa|Račun br.|Račun broj|Broj fakture
|Izlazni račun|Broj dokumenta|Br. dokumenta|Račun|Faktura|Broj e-računa|brojDokumenta|Dokument
|Oznaka temelja|Temeljnica|Br. dok.|Broj dok.|Dok. br.|Dok.|Oznaka|Broj
name sl|Št. računa|Številka računa|Račun št.|Račun številka|Št. fakture|Izdani račun
|Št. dokumenta|Dokument št.|Številka dokumenta|Dokument|Številka
name en|Invoice number|Customer / Invoice|Invoice no.|Invoice #|Invoice ID|Bill no.|Invoice
|Invoice ref|Inv ref|Document no.|Doc. no.|Document number|Doc number|Our ref.|Num|Number|Ref
|Voucher no.|No
name de|Rechnungsnummer|Rechnungs-Nr.|Rg-Nr.|RE-Nr.|Rechnung|Rechnung Nr.|Belegnummer|Beleg-Nr.
|Belegfeld 1|Beleg|Belegnr.|Rechnungsnr.|Nr.|Nummer
name it|Numero fattura|N. fattura|Fattura n.|Fattura|Numero documento|N. documento|Documento
|Numero
name cs|Číslo faktury|Číslo dokladu|Faktura|Doklad|Číslo
name_2 hr|Oznaka poslovnog prostora|Poslovni prostor
name_2 sl|Poslovni prostor|Oznaka poslovnega prostora
name_3 hr|Oznaka naplatnog uređaja|Naplatni uređaj
name_3 sl|Elektronska naprava|Oznaka elektronske naprave
payment_reference hr|Poziv na broj|Poziv na broj primatelja|Poziv na broj odobrenja
|Veza za plaćanje|Poziv na broj (primatelja)
payment_reference sl|Sklic|Sklic plačila|Referenca prejemnika|Referenca
payment_reference en|Payment reference|Reference|Structured reference
payment_reference de|Zahlungsreferenz|Referenz
payment_reference cs|Variabilní symbol|VS
linked hr|Vezni dokument|Vezni dok.|Veza|Vezani dokument|Zatvara dokument
linked sl|Vezni dokument|Veza|Povezani dokument
linked en|Linked document|External document|Applies to
linked de|Belegfeld 2
order_reference hr|Narudžba|Broj narudžbe|Ponuda|Broj ponude|Nalog
order_reference sl|Naročilo|Št. naročila|Številka naročila|Ponudba|Št. ponudbe
order_reference en|Order no.|Sales order|Order|Order number|Source document
order_reference de|Auftrag|Auftragsnummer|Auftrags-Nr.
order_reference it|Ordine|N. ordine|Numero ordine
order_reference cs|Objednávka|Číslo objednávky
customer_reference hr|Narudžbenica|Broj narudžbenice|Narudžbenica kupca
customer_reference sl|Naročilnica|Št. naročilnice|Naročilnica kupca
customer_reference en|P.O. #|PO number|PO no.|BP Ref. No.|Customer ref|Customer reference
|Your reference|Purchase order
customer_reference de|Bestellnummer|Bestell-Nr.|Ihre Referenz
partner_name hr|Naziv kupca|Ime kupca|Kupac|Naziv partnera|Ime partnera|Komitent|Klijent|Stranka
|Subjekt|Tvrtka|Dužnik|Poslovni partner|Naziv primatelja|Platitelj|Uplatitelj|Naziv platitelja
|Primatelj / platitelj|Partner|Naziv
partner_name sl|Naziv kupca|Naziv stranke|Ime stranke|Kupec|Naziv partnerja|Stranka|Subjekt
|Plačnik|Naročnik|Naziv prejemnika|Naziv plačnika|Poslovni partner|Udeleženec
|Prejemnik / plačnik|Naziv prejemnika / plačnika|Partner|Naziv
partner_name en|Customer name|Customer|Client name|Contact name|Contact|Client|Account name
|Business partner|Bill to|Invoice Partner Display Name|Billing company|Billing name|Partner name
|Payer|Payee|Counterparty|Debtor|Partner|Company|Name
partner_name de|Kundenname|Kunde|Debitor|Empfänger|Auftraggeber|Zahlungspflichtiger
|Begünstigter / Zahlungspflichtiger|Auftraggeber / Empfänger|Debitorenname|Geschäftspartner
|Firma|Kontakt|Name|Beschriftung|Kontobezeichnung|Kontoname
partner_name it|Cliente|Ragione sociale|Denominazione|Nominativo|Intestatario|Debitore
partner_name cs|Odběratel|Zákazník|Název firmy|Název odběratele|Název protiúčtu|Plátce
partner_reference hr|Šifra|Šifra partnera|Šifra kupca|Šifra komitenta|Šifra subjekta
partner_reference sl|Šifra stranke|Šifra|Šifra kupca|Šifra partnerja
partner_reference en|Customer code|Account ref|Customer no.|Customer number|A/C
|Customer ID|Customer account
partner_reference de|Kundennummer|Kunden-Nr.|Debitorennummer|Debitoren-Nr.|Kundennr.|Debitorennr.
partner_reference it|Codice cliente|Cod. cliente
partner_reference cs|Kód odběratele|Číslo zákazníka
konto hr|Konto
konto sl|Konto
konto de|Konto|Kontonummer
konto en|Account code|Ledger account|GL account|Nominal code
partner_vat hr|OIB|OIB kupca|OIB partnera|PDV ID|PDV broj|Porezni broj|Kupac OIB|PDV ID broj
|OIB primatelja|PIB
partner_vat sl|ID za DDV|Davčna št.|Davčna številka|ID št. za DDV|ID za DDV kupca|Davčna
|Identifikacijska številka za DDV
partner_vat en|VAT no.|VAT number|Tax ID|TIN|VAT ID|VAT reg. no.|Customer VAT|VATIN
partner_vat de|USt-IdNr.|USt-ID|UID|Steuernummer|UID-Nummer|USt-Id-Nr.
partner_vat it|Partita IVA|P. IVA|P.IVA cliente
partner_vat cs|DIČ|DIČ odběratele
ignore hr|OIB izdavatelja računa|OIB izdavatelja|OIB operatera|JIR|ZKI
ignore sl|ZOI|EOR
date hr|Datum računa|Datum izdavanja računa|Datum izdavanja|Datum fakture
|Datum i vrijeme izdavanja računa|Datum dokumenta|Datum temelja|Dat. dok.|Dat. računa|Dat. rač.
|Datum|Datum izvršenja|Datum transakcije|Datum knjiženja
date sl|Datum računa|Datum izdaje računa|Datum izdaje|Datum fakture|Datum dokumenta|Datum
|Datum transakcije|Datum knjiženja
date en|Invoice date|Issue date|Date issued|Create date|Bill date|Document date|Doc. date|Date
|Transaction date|Booking date|Posting date|Voucher date|Completed date|Date completed
date de|Rechnungsdatum|Belegdatum|Ausstellungsdatum|Datum|Buchungstag|Buchungsdatum
|Transaktionsdatum
date it|Data fattura|Data documento|Data emissione|Data operazione|Data contabile|Data
date cs|Datum vystavení|Vystaveno|Datum zaúčtování
value_date hr|Datum valutiranja
value_date it|Data valuta
value_date sl|Datum valutacije
value_date en|Value date
value_date de|Valutadatum|Wertstellung|Wertstellungstag
date_due hr|Datum dospijeća|Dospijeće|Datum valute|Rok plaćanja|Dospjeće|Dospijeva
|Datum plaćanja do|Dat. dosp.|Dat. dospijeća|Dat. valute
date_due sl|Datum zapadlosti|Zapadlost|Rok plačila|Zapade|Datum valute|Dat. valute|Zapadel
date_due en|Due date|Net due date|Net due dt|Due on|Payment due|Due by|Maturity date
date_due de|Fälligkeit|Fälligkeitsdatum|Nettofälligkeit|Nettofälligkeitsdatum|Fällig am
|Zahlungsziel|Fällig
date_due it|Data scadenza|Scadenza|Scadenza pagamento
date_due cs|Datum splatnosti|Splatnost|Splatno
valuta hr|Valuta
valuta sl|Valuta
valuta de|Valuta
valuta it|Valuta
currency hr|Oznaka valute|Novčana jedinica|Valuta računa
currency sl|Denarna enota|DE|Oznaka valute
currency en|Currency|Currency code|Ccy|Curr.
currency de|Währung|Währungscode|WKZ|Hauswährung
currency it|Divisa|Codice valuta
currency cs|Měna|Kód měny
amount_total hr|Ukupno|Bruto|Sveukupno|Za uplatu|Ukupni iznos računa|Iznos|Iznos računa
|Iznos s PDV-om|Za platiti
|Ukupno s PDV-om|Ukupan iznos|Ukupni iznos|Bruto iznos|Iznos dokumenta|Fakturirano
|Vrijednost računa
amount_total sl|Skupaj|Bruto|Skupaj z DDV|Znesek|Znesek računa|Za plačilo|Znesek za plačilo
|Bruto znesek|Znesek z DDV|Skupni znesek|Vrednost računa|Fakturirano
amount_total en|Total|Invoice total|Amount|Gross|Original amount|Total amount|Gross amount
|Invoice amount|Amount incl. VAT|Total incl. VAT|Grand total|Total in Currency Signed
|Transaction amount|Line total
amount_total de|Bruttobetrag|Rechnungsbetrag|Rechnungssumme|Betrag|Brutto|Gesamtbetrag|Umsatz
|Rechnungsbetrag brutto|Gesamt|Summe|Betrag in Hauswährung|Gesamt brutto
amount_total it|Totale|Totale fattura|Totale documento|Importo|Importo totale|Lordo
amount_total cs|Celkem|Celkem s DPH|Částka|Celková částka|Částka celkem|Objem
debit hr|Duguje|Zaduženje|Dugovni iznos|Dugovni promet|Dugovno|DDuguje|Isplata|Isplate|Na teret
|Teret|Duguje EUR
debit sl|Breme|Debet|V breme|Obremenitev|Dolguje|Odliv|Odlivi
debit en|Debit|Debit amount|Withdrawal|Withdrawals|Paid out|Money out|DR
debit de|Sollbetrag|Soll|Betrag Soll|Lastschrift|Belastung|Belastungsbetrag|Umsatz Soll
debit it|Dare|Addebito|Addebiti|Uscite
credit it|Avere|Accredito|Accrediti|Entrate
credit hr|Potražuje|Razduženje|Potražni iznos|Potražni promet|Potražno|DPotražuje|Uplata|Uplate
|U korist|Korist
|Potražuje EUR
credit sl|Dobro|Kredit|V dobro|Priliv|Prilivi
credit en|Credit|Credit amount|Deposit|Deposits|Paid in|Money in|CR
credit de|Habenbetrag|Haben|Betrag Haben|Gutschriftbetrag|Umsatz Haben
amount_net hr|Osnovica|Neto|Iznos bez PDV-a|Neto iznos|Ukupno bez PDV-a|Porezna osnovica
amount_net sl|Osnova|Neto znesek|Znesek brez DDV|Neto|Skupaj brez DDV|Osnova za DDV
amount_net en|Net|SubTotal|Net amount|Amount excl. VAT|Total excl. VAT|Untaxed amount
|Taxable amount
amount_net de|Nettobetrag|Netto|Nettosumme|Gesamt netto
amount_net it|Imponibile|Netto|Totale imponibile
amount_net cs|Celkem bez DPH|Základ daně|Bez DPH|Částka bez DPH
amount_tax hr|PDV|Porez|Iznos PDV-a|Ukupno PDV|PDV iznos
amount_tax sl|DDV|Znesek DDV|DDV znesek|Skupaj DDV
amount_tax en|Tax|VAT|VAT amount|Tax amount|Total tax
amount_tax de|MwSt|USt|MwSt-Betrag|Steuerbetrag|Umsatzsteuer
amount_tax it|IVA|Imposta|Importo IVA|Totale IVA
amount_tax cs|DPH|Částka DPH|Celkem DPH
ignore hr|Stopa PDV-a|PDV %|PDV stopa|Stopa
ignore sl|Stopnja DDV|DDV %|Stopnja|Davčna stopnja
ignore en|VAT rate|Tax rate|VAT %|Exchange rate|Type of supply
ignore de|Steuersatz|MwSt-Satz|MwSt %|USt %
amount_paid hr|Plaćeno|Uplaćeno|Naplaćeno|Iznos uplate|Naplaćeni iznos|Plaćeni iznos|Zatvoreno
amount_paid sl|Plačano|Znesek plačila|Plačani znesek|Poravnano|Plačilo
amount_paid en|Paid|Amount paid|Amt. rec.|Amount received|Received|Payments|Paid amount
|Payment amount
amount_paid de|Bezahlt|Geldeingang|Betrag erhalten|Bezahlter Betrag|Zahlung|Gezahlt
|Zahlungseingang|Zahlbetrag
amount_paid it|Pagato|Incassato|Importo pagato|Importo incassato
amount_paid cs|Zaplaceno|Uhrazeno|Uhrazená částka
amount_credited en|Credited|Amount credited
amount_due hr|Otvoreno|Saldo|Ostatak|Preostalo|Nenaplaćeno|Neplaćeno|Dug|Za naplatu
|Otvoreni iznos|Ostatak duga|Neplaćeni iznos|Preostali iznos|Dugovanje|Nezatvoreno
|Ostaje za platiti|Preostalo za platiti|Dolguje iznos|Razlika
amount_due sl|Odprto|Odprti znesek|Saldo|Ostanek|Neplačano|Dolg|Preostalo|Odprt znesek
|Neporavnano|Odprta postavka
amount_due en|Amount remaining|Open balance|Balance|Balance due|Amount due|Outstanding|Due
|Open amount|Outstanding amount|Remaining|Remaining amount|Residual|Unpaid
amount_due de|Offen|Offener Betrag|OP-Betrag|Saldo|Offener Posten|Restbetrag|Offener Saldo
amount_due it|Residuo|Da pagare|Da incassare|Insoluto|Importo residuo|Saldo|Importo aperto
amount_due cs|Zbývá uhradit|Zbývá|K úhradě|K likvidaci|Neuhrazeno|Nezaplaceno|Dluh|Saldo
date_paid hr|Datum uplate|Datum plaćanja|Datum naplate|Datum zatvaranja|Plaćeno dana
|datumNaplate
date_paid sl|Datum plačila|Plačano dne|Plačano na|Datum poravnave
date_paid en|Payment date|Paid on|Date paid|Fully paid on|Fully paid on date|Paid date
date_paid de|Zahlungsdatum|Bezahlt am|Zahldatum|Datum Zahlungseingang
date_paid it|Data pagamento|Data incasso|Pagato il
date_paid cs|Datum úhrady|Zaplaceno dne|Uhrazeno dne|Datum zaplacení
ignore hr|Kašnjenje|Dana kašnjenja|Dana|Broj dana
ignore sl|Zamuda|Dni zamude|Dni
ignore en|Overdue|Days overdue|Days outstanding|Days late|Age|Aging
ignore de|Tage offen|Tage überfällig|Verzug|Verzug nach Nettofälligkeit|Mahnstufe
state hr|Status|Stanje|Status računa
state sl|Status|Stanje|Status računa
state en|Status|State|Invoice status|Payment status
state de|Status|Bezahlstatus|Rechnungsstatus|Zahlungsstatus
state it|Stato|Stato fattura|Stato pagamento
state cs|Stav faktury|Stav úhrady
document_type hr|Vrsta|Vrsta dokumenta|Tip|Tip dokumenta|Odobrenje|Vrsta računa
cancelled hr|Storno|Stornirano|Poništeno
cancelled sl|Storno|Stornirano|Preklicano
cancelled en|Void|Voided|Cancelled
cancelled de|Storno|Storniert
document_type sl|Vrsta|Vrsta dokumenta|Tip|Dobropis|Vrsta računa
document_type en|Type|Document type|Credit note|Invoice type|Transaction type|Doc. type
document_type de|Belegart|Gutschrift|Typ|Dokumentart|Rechnungsart|Art
document_type it|Tipo|Tipo documento|Nota di credito
document_type cs|Typ dokladu|Druh dokladu
date_cancelled hr|Datum storna
date_cancelled sl|Datum storna
date_cancelled en|Void date|Date voided|Cancelled on
date_cancelled de|Storno-Datum|Stornodatum|Storniert am
payment_method hr|Način plaćanja
payment_method sl|Način plačila
payment_method en|Payment method
payment_method de|Zahlungsart|Zahlart
instalment hr|Rata|Broj rate|Obrok
instalment sl|Obrok|Št. obroka
instalment en|Installment No.|Instalment|Installment|Instalment no.
instalment de|Rate|Ratennummer
text hr|Opis|Napomena|Svrha|Opis plaćanja|Svrha plaćanja|Opis transakcije
text sl|Opis|Opomba|Namen|Namen plačila|Namen nakazila
text en|Label|Description|Details|Memo|Detail|Narrative|Remittance information|Communication
|Notes
text de|Buchungstext|Verwendungszweck|Text|Bemerkung|Beschreibung
text it|Descrizione|Causale|Note
text cs|Zpráva pro příjemce|Popis|Poznámka
partner_account hr|IBAN platitelja|Račun platitelja|Račun primatelja|IBAN primatelja|Protu račun
|Račun primatelja/platitelja|IBAN partnera|IBAN kupca
partner_account sl|IBAN plačnika|Račun plačnika|Račun prejemnika|IBAN prejemnika
|Račun prejemnika / plačnika|TRR
partner_account en|Bank account|Counterparty account|Counterparty IBAN|Partner account
|Account number
partner_account de|Kontonummer/IBAN|IBAN Auftraggeber|Gegenkonto|IBAN Zahlungsbeteiligter
partner_account cs|Protiúčet|Číslo protiúčtu
account hr|IBAN|Račun vlasnika
account sl|IBAN
account en|IBAN|Account
account de|IBAN|Auftragskonto|IBAN Auftragskonto
direction en|D/C|C/D|DC|Direction|Debit/Credit|CdtDbtInd|DR/CR
direction hr|D/P|Duguje/Potražuje|Teret/Korist|Isplata/Uplata
direction de|S/H|Soll/Haben|Belastung/Gutschrift|Soll/Haben-Kennzeichen|Lastschrift/Gutschrift
direction sl|B/D|Breme/Dobro
bank_reference hr|Referenca banke|Referenca plaćanja|Referenca transakcije
bank_reference sl|Referenca banke|ID transakcije
bank_reference en|Operation number|Transaction ID|Bank reference|Unique ID|Transaction number
bank_reference de|Transaktionsnummer|Bankreferenz
ignore en|Line subtotal|Amount currency|Amount in currency
|Email|Phone|Price|Quantity
|Discount|Balance type|Future|Current|Future remit|Open balance date
ignore hr|Telefon|Cijena|Količina|Rabat|Tečaj|Dolgujemo|Model|Odjel
|Godina
ignore sl|Cena|Količina|Popust|Dolgujemo|Tečaj|Model|Leto
ignore de|Preis|Menge|Rabatt|Kurs|Jahr
ignore cs|IČ|IČO|Sazba DPH
ignore it|Aliquota|Aliquota IVA|Codice fiscale
partner_street hr|Adresa|Ulica|Ulica i broj|Adresa kupca
partner_street sl|Naslov|Ulica|Naslov kupca
partner_street en|Address|Street|Billing street|Address line 1
partner_street de|Adresse|Straße|Anschrift
partner_street it|Indirizzo|Via
partner_street cs|Ulice|Adresa
partner_zip hr|Poštanski broj|Pošt. broj
partner_zip sl|Poštna številka|Pošta
partner_zip en|ZIP|ZIP code|Postal code|Postcode
partner_zip de|PLZ|Postleitzahl
partner_zip it|CAP
partner_zip cs|PSČ
partner_city hr|Mjesto|Grad
partner_city sl|Kraj|Mesto
partner_city en|City|Town|Billing city
partner_city de|Ort|Stadt
partner_city it|Città|Comune
partner_city cs|Město
partner_country hr|Država
partner_country sl|Država
partner_country en|Country|Billing country
partner_country de|Land
partner_country it|Paese|Nazione
partner_country cs|Země
supplier hr|Dobavljač|Naziv dobavljača|OIB dobavljača
supplier sl|Dobavitelj|Naziv dobavitelja
supplier en|Supplier|Vendor|Supplier name|Vendor name|Vendor no.
supplier de|Lieferant|Kreditor|Lieferantenname|Kreditorenname
"""


# as they are written where the letters are missing
_UMLAUTS = str.maketrans({'ä': 'ae', 'ö': 'oe', 'ü': 'ue', 'Ä': 'Ae', 'Ö': 'Oe', 'Ü': 'Ue'})


def _read():
    fields = {}
    # a line that begins with a mark goes on with the one before
    for line in _TABLE.replace('\n|', '|').strip().splitlines():
        start, *headings = line.split('|')
        field, language = start.split()
        for place, heading in enumerate(headings):
            known = fields.setdefault(fold(heading), (field, set(), place))
            # a heading that two fields share belongs to the first
            if known[0] == field:
                known[1].add(language)
            if language == 'de' and (written := heading.translate(_UMLAUTS)) != heading:
                fields.setdefault(fold(written), known)
    return {
        heading: (field, frozenset(languages), place)
        for heading, (field, languages, place) in fields.items()
    }


# {folded heading: (field, languages, place in its list)}
SYNONYMS = _read()
