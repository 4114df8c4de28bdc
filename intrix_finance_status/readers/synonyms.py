"""What columns are called in Croatian, Slovenian, English, German, Italian, Czech, French, Polish.

Each line: the field, the language, the headings; a line that begins with a mark goes on with the
one before. Compared folded (see ``folding``); of two columns for a field the heading that stands
earlier wins. The language tells how numbers are written where nothing else does.
"""

from .folding import fold

_TABLE = """
name hr|Broj računa|Br. računa|Broj izlaznog računa|Račun br.|Račun broj|Broj fakture
|Izlazni račun|Broj dokumenta|Br. dokumenta|Račun|Faktura|Broj e-računa|brojDokumenta|Dokument
|Oznaka temelja|Temeljnica|Br. dok.|Broj dok.|Dok. br.|Dok.|Oznaka|Broj
|Vezni broj|Br. fakture|Broj rn.
name sl|Št. računa|Številka računa|Račun št.|Račun številka|Št. fakture|Izdani račun
|Št. dokumenta|Dokument št.|Številka dokumenta|Dokument|Številka
|Št. rač.|Dok.
|Listina|Št. listine
name en|Invoice number|Customer / Invoice|Invoice no.|Invoice #|Invoice ID|Bill no.|Invoice
|Invoice ref|Inv ref|Document no.|Doc. no.|Document number|Doc number|Our ref.|Num|Number|Ref
|Voucher no.|No
|Inv. no.|Transaction no.
name de|Rechnungsnummer|Rechnungs-Nr.|Rg-Nr.|RE-Nr.|Rechnung|Rechnung Nr.|Belegnummer|Beleg-Nr.
|Belegfeld 1|Beleg|Belegnr.|Rechnungsnr.|Nr.|Nummer
|Rechnung-Nr|Fakturanummer|Faktura
|OP-Nr.|OP-Nummer
name it|Numero fattura|N. fattura|Fattura n.|Fattura|Numero documento|N. documento|Documento
|Numero
|Num. doc.|N. doc.|Numero doc.|Num. fattura|Nr. fattura|Doc.
name cs|Číslo faktury|Číslo dokladu|Faktura|Doklad|Číslo
name fr|Numéro de facture|N° facture|N° de facture|Facture|Numéro facture
|Numéro de document|N° document|N° pièce|Pièce|Numéro de pièce|Réf. facture|Numéro|N°
name pl|Numer faktury|Nr faktury|Numer dokumentu|Nr dokumentu|Faktura|Dokument
|Numer|Nr
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
|Var. symbol
payment_reference fr|Référence de paiement|Communication structurée
linked hr|Vezni dokument|Vezni dok.|Veza|Vezani dokument|Zatvara dokument
linked sl|Vezni dokument|Veza|Povezani dokument
linked en|Linked document|External document|Applies to
linked de|Belegfeld 2
linked fr|Pièce liée|Document lié
order_reference hr|Narudžba|Broj narudžbe|Ponuda|Broj ponude|Nalog
order_reference sl|Naročilo|Št. naročila|Številka naročila|Ponudba|Št. ponudbe
order_reference en|Order no.|Sales order|Order|Order number|Source document
order_reference de|Auftrag|Auftragsnummer|Auftrags-Nr.
order_reference it|Ordine|N. ordine|Numero ordine
order_reference cs|Objednávka|Číslo objednávky
order_reference fr|Commande|N° commande|Numéro de commande|Devis|Bon de commande
order_reference pl|Zamówienie|Nr zamówienia|Numer zamówienia
customer_reference hr|Narudžbenica|Broj narudžbenice|Narudžbenica kupca
customer_reference sl|Naročilnica|Št. naročilnice|Naročilnica kupca
customer_reference en|P.O. #|PO number|PO no.|BP Ref. No.|Customer ref|Customer reference
|Your reference|Purchase order
customer_reference de|Bestellnummer|Bestell-Nr.|Ihre Referenz
customer_reference fr|Référence client|Réf. client|Votre référence
customer_reference pl|Nr zamówienia klienta
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
|Begünstigter / Zahlungspflichtiger|Auftraggeber / Empfänger|Debitorenname|Debitorname
|Geschäftspartner
|Firma|Kontakt|Name|Beschriftung|Kontobezeichnung|Kontoname
partner_name it|Cliente|Ragione sociale|Denominazione|Nominativo|Intestatario|Debitore
partner_name cs|Odběratel|Zákazník|Název firmy|Název odběratele|Název protiúčtu|Plátce
|Odberateľ
partner_name fr|Nom du client|Client|Raison sociale|Nom client|Intitulé|Intitulé du tiers
|Tiers|Nom du partenaire|Nom du partenaire à afficher sur la facture|Débiteur|Société
|Nom|Nom ou raison sociale|Intitulé compte
partner_name pl|Kontrahent|Nabywca|Nazwa kontrahenta|Klient|Odbiorca|Nazwa nabywcy|Podmiot
|Dłużnik|Płatnik|Nazwa klienta|Nazwa
partner_reference hr|Šifra|Šifra partnera|Šifra kupca|Šifra komitenta|Šifra subjekta
|Br. kupca|Kupac br.|Broj kupca
partner_reference sl|Šifra stranke|Šifra|Šifra kupca|Šifra partnerja
partner_reference en|Customer code|Account ref|Customer no.|Customer number|A/C
|Customer ID|Customer account
partner_reference de|Kundennummer|Kunden-Nr.|Debitorennummer|Debitoren-Nr.|Kundennr.|Debitorennr.
|Kunde Nr|Kunde-Nr.|Debitorenkonto|Debitor Nr.
partner_reference it|Codice cliente|Cod. cliente
partner_reference cs|Kód odběratele|Číslo zákazníka
partner_reference fr|Code client|N° client|Numéro client|Compte tiers|Code tiers|Compte client
|Compte auxiliaire
partner_reference pl|Kod kontrahenta|Nr klienta|Kod klienta|Symbol kontrahenta|Kod
konto hr|Konto
konto sl|Konto
konto de|Konto|Kontonummer
konto en|Account code|Ledger account|GL account|Nominal code
konto fr|Compte|Compte général
konto pl|Konto
partner_vat hr|OIB|OIB kupca|OIB partnera|PDV ID|PDV broj|Porezni broj|Kupac OIB|PDV ID broj
|OIB primatelja|PIB
partner_vat sl|ID za DDV|Davčna št.|Davčna številka|ID št. za DDV|ID za DDV kupca|Davčna
|Identifikacijska številka za DDV
partner_vat en|VAT no.|VAT number|Tax ID|TIN|VAT ID|VAT reg. no.|Customer VAT|VATIN
partner_vat de|USt-IdNr.|USt-ID|UID|Steuernummer|UID-Nummer|USt-Id-Nr.
partner_vat it|Partita IVA|P. IVA|P.IVA cliente
partner_vat cs|DIČ|DIČ odběratele
partner_vat fr|N° TVA|Numéro de TVA|N° TVA intracommunautaire|TVA intracommunautaire
|Identifiant TVA
partner_vat pl|NIP|NIP nabywcy|NIP kontrahenta
ignore hr|OIB izdavatelja računa|OIB izdavatelja|OIB operatera|JIR|ZKI
ignore sl|ZOI|EOR
date hr|Datum računa|Datum izdavanja računa|Datum izdavanja|Datum fakture
|Datum i vrijeme izdavanja računa|Datum dokumenta|Datum temelja|Dat. dok.|Dat. računa|Dat. rač.
|Datum|Datum izvršenja|Datum transakcije|Datum knjiženja
|DVO fakture
date sl|Datum računa|Datum izdaje računa|Datum izdaje|Datum fakture|Datum dokumenta|Datum
|Datum transakcije|Datum knjiženja
date en|Invoice date|Issue date|Date issued|Create date|Bill date|Document date|Doc. date|Date
|Transaction date|Booking date|Posting date|Voucher date|Completed date|Date completed
date de|Rechnungsdatum|Belegdatum|Ausstellungsdatum|Datum|Buchungstag|Buchungsdatum
|Transaktionsdatum
|Belegdat|Belegdat.|Re-Datum|Rechn.-Datum
|OP-Datum
date it|Data fattura|Data documento|Data emissione|Data operazione|Data contabile|Data
|Data doc.|Data fatt.
|Del|Data del documento
date cs|Datum vystavení|Vystaveno|Datum zaúčtování
|Dat. vystavení|Datum vystav.
|Dátum vystavenia
date fr|Date de facture|Date facture|Date de facturation|Date d'émission
|Date du document|Date pièce|Date comptabilisation|Date de comptabilisation|Date d'écriture
|Date opération|Date d'opération|Date
date pl|Data wystawienia|Data faktury|Data dokumentu|Data operacji|Data transakcji
|Data księgowania|Data
value_date hr|Datum valutiranja
value_date it|Data valuta
value_date sl|Datum valutacije
value_date en|Value date
value_date de|Valutadatum|Wertstellung|Wertstellungstag
value_date fr|Date valeur|Date de valeur
value_date pl|Data waluty
date_due hr|Datum dospijeća|Dospijeće|Datum valute|Rok plaćanja|Dospjeće|Dospijeva
|Datum plaćanja do|Dat. dosp.|Dat. dospijeća|Dat. valute
|Dat. dospjeća
date_due sl|Datum zapadlosti|Zapadlost|Rok plačila|Zapade|Datum valute|Dat. valute|Zapadel
|Dat. zap.|Rok pl.|Dat. zapadlosti
date_due en|Due date|Net due date|Net due dt|Due on|Payment due|Due by|Maturity date
date_due de|Fälligkeit|Fälligkeitsdatum|Nettofälligkeit|Nettofälligkeitsdatum|Fällig am
|Zahlungsziel|Fällig
|Netto-Fälligkeit|Fälligkeitsdat.|Fälligkeit netto
date_due it|Data scadenza|Scadenza|Scadenza pagamento
|Data scad.|Scad.
date_due cs|Datum splatnosti|Splatnost|Splatno
|Dat. splatnosti|Datum splat.
|Dátum splatnosti
date_due fr|Date d'échéance|Échéance|Date échéance|Date limite de paiement|Échéance le
|À payer avant
date_due pl|Termin płatności|Termin zapłaty|Data płatności|Termin|Data wymagalności
valuta hr|Valuta
valuta sl|Valuta
valuta de|Valuta
valuta it|Valuta
valuta fr|Devise de tenue
currency hr|Oznaka valute|Novčana jedinica|Valuta računa
|Šifra valute|Kod valute|Valuta dokumenta
currency sl|Denarna enota|DE|Oznaka valute
|Šifra valute|Valuta dokumenta
currency en|Currency|Currency code|Ccy|Curr.
|Txn currency|Transaction currency|Document currency
currency de|Währung|Währungscode|WKZ|Hauswährung
|Währungskürzel|Belegwährung|Transaktionswährung
currency it|Divisa|Codice valuta
currency cs|Měna|Kód měny
|Mena
currency fr|Devise|Code devise|Monnaie
currency pl|Waluta|Kod waluty
amount_total hr|Ukupno|Bruto|Sveukupno|Za uplatu|Ukupni iznos računa|Iznos|Iznos računa
|Iznos s PDV-om|Za platiti
|Ukupno s PDV-om|Ukupan iznos|Ukupni iznos|Bruto iznos|Iznos dokumenta|Fakturirano
|Vrijednost računa
|Iznos rn.|Iznos rač.
amount_total sl|Skupaj|Bruto|Skupaj z DDV|Znesek|Znesek računa|Za plačilo|Znesek za plačilo
|Bruto znesek|Znesek z DDV|Skupni znesek|Vrednost računa|Fakturirano
amount_total en|Total|Invoice total|Amount|Gross|Original amount|Total amount|Gross amount
|Invoice amount|Amount incl. VAT|Total incl. VAT|Grand total|Total in Currency Signed
|Transaction amount|Line total
|Amount billed|Billed|Invoiced|Invoiced amount
amount_total de|Bruttobetrag|Rechnungsbetrag|Rechnungssumme|Betrag|Brutto|Gesamtbetrag|Umsatz
|Rechnungsbetrag brutto|Gesamt|Summe|Betrag in Hauswährung|Gesamt brutto
|Ursprungsbetrag|Rechnungsbetrag inkl. MwSt
amount_total it|Totale|Totale fattura|Totale documento|Importo|Importo totale|Lordo
|Tot. documento|Tot. fattura|Totale doc.|Importo documento
amount_total cs|Celkem|Celkem s DPH|Částka|Celková částka|Částka celkem|Objem
|Předpis|Suma s DPH|Suma celkom
amount_total fr|Total TTC|Montant TTC|Net à payer|Montant|Total|Montant total
|Montant initial|Montant facture|Total signé|Montant de la facture
amount_total pl|Brutto|Wartość brutto|Kwota brutto|Razem brutto|Kwota|Razem|Wartość
|Kwota faktury|Suma|Należność|Należności
debit hr|Duguje|Zaduženje|Dugovni iznos|Dugovni promet|Dugovno|DDuguje|Isplata|Isplate|Na teret
|Teret|Duguje EUR
debit sl|Breme|Debet|V breme|Obremenitev|Dolguje|Odliv|Odlivi
debit en|Debit|Debit amount|Withdrawal|Withdrawals|Paid out|Money out|DR
debit de|Sollbetrag|Soll|Betrag Soll|Lastschrift|Belastung|Belastungsbetrag|Umsatz Soll
debit it|Dare|Addebito|Addebiti|Uscite
debit fr|Débit|Débit euros|Montant débit|Mouvement débit
debit pl|Winien|Wn|Kwota Wn|Obciążenie|Obciążenia
credit it|Avere|Accredito|Accrediti|Entrate
credit hr|Potražuje|Razduženje|Potražni iznos|Potražni promet|Potražno|DPotražuje|Uplata|Uplate
|U korist|Korist
|Potražuje EUR
credit sl|Dobro|Kredit|V dobro|Priliv|Prilivi
credit en|Credit|Credit amount|Deposit|Deposits|Paid in|Money in|CR
credit de|Habenbetrag|Haben|Betrag Haben|Gutschriftbetrag|Umsatz Haben
credit fr|Crédit|Crédit euros|Montant crédit|Mouvement crédit
credit pl|Ma|Kwota Ma|Uznanie|Uznania
amount_net hr|Osnovica|Neto|Iznos bez PDV-a|Neto iznos|Ukupno bez PDV-a|Porezna osnovica
amount_net sl|Osnova|Neto znesek|Znesek brez DDV|Neto|Skupaj brez DDV|Osnova za DDV
amount_net en|Net|SubTotal|Net amount|Amount excl. VAT|Total excl. VAT|Untaxed amount
|Taxable amount
amount_net de|Nettobetrag|Netto|Nettosumme|Gesamt netto
amount_net it|Imponibile|Netto|Totale imponibile
|Tot. imponibile
amount_net cs|Celkem bez DPH|Základ daně|Bez DPH|Částka bez DPH
amount_net fr|Total HT|Montant HT|Hors taxes|Hors taxes signé|Total hors taxes
amount_net pl|Netto|Wartość netto|Kwota netto|Razem netto
amount_tax hr|PDV|Porez|Iznos PDV-a|Ukupno PDV|PDV iznos
|Porezi
amount_tax sl|DDV|Znesek DDV|DDV znesek|Skupaj DDV
amount_tax en|Tax|VAT|VAT amount|Tax amount|Total tax
amount_tax de|MwSt|USt|MwSt-Betrag|Steuerbetrag|Umsatzsteuer
amount_tax it|IVA|Imposta|Importo IVA|Totale IVA
amount_tax cs|DPH|Částka DPH|Celkem DPH
amount_tax fr|TVA|Total TVA|Montant TVA|Montant de la TVA
amount_tax pl|VAT|Kwota VAT|Podatek VAT|Wartość VAT
ignore hr|Stopa PDV-a|PDV %|PDV stopa|Stopa
ignore sl|Stopnja DDV|DDV %|Stopnja|Davčna stopnja
ignore en|VAT rate|Tax rate|VAT %|Exchange rate|Type of supply
ignore de|Steuersatz|MwSt-Satz|MwSt %|USt %
amount_paid hr|Plaćeno|Uplaćeno|Naplaćeno|Iznos uplate|Naplaćeni iznos|Plaćeni iznos|Zatvoreno
amount_paid sl|Plačano|Znesek plačila|Plačani znesek|Poravnano|Plačilo
|Plačan znesek
amount_paid en|Paid|Amount paid|Amt. rec.|Amount received|Received|Payments|Paid amount
|Payment amount
|Allocated|Amount allocated
amount_paid de|Bezahlt|Geldeingang|Betrag erhalten|Bezahlter Betrag|Zahlung|Gezahlt
|Zahlungseingang|Zahlbetrag
amount_paid it|Pagato|Incassato|Importo pagato|Importo incassato
|Saldato
amount_paid cs|Zaplaceno|Uhrazeno|Uhrazená částka
|Uhradené|Zaplatené
amount_paid fr|Payé|Montant payé|Réglé|Montant réglé|Encaissé|Règlements|Montant encaissé
|Déjà réglé
amount_paid pl|Zapłacono|Opłacono|Kwota opłacona|Rozliczono|Wpłacono|Kwota zapłacona
|Zapłata
amount_credited en|Credited|Amount credited
amount_due hr|Otvoreno|Saldo|Ostatak|Preostalo|Nenaplaćeno|Neplaćeno|Dug|Za naplatu
|Otvoreni iznos|Ostatak duga|Neplaćeni iznos|Preostali iznos|Dugovanje|Nezatvoreno
|Ostaje za platiti|Preostalo za platiti|Dolguje iznos|Razlika
|Ostatak za platiti
amount_due sl|Odprto|Odprti znesek|Saldo|Ostanek|Neplačano|Dolg|Preostalo|Odprt znesek
|Neporavnano|Odprta postavka
|Preostane|Ostane|Preostanek
amount_due en|Amount remaining|Open balance|Balance|Balance due|Amount due|Outstanding|Due
|Open amount|Outstanding amount|Remaining|Remaining amount|Residual|Unpaid
amount_due de|Offen|Offener Betrag|OP-Betrag|Saldo|Offener Posten|Restbetrag|Offener Saldo
|OP-Saldo|Restforderung|Noch offen|Offene Forderung
amount_due it|Residuo|Da pagare|Da incassare|Insoluto|Importo residuo|Saldo|Importo aperto
|Da saldare|Residuo da incassare
amount_due cs|Zbývá uhradit|Zbývá|K úhradě|K likvidaci|Neuhrazeno|Nezaplaceno|Dluh|Saldo
|Zbývá k úhradě|Zbývá zaplatit
|Zostáva uhradiť|Zostáva|Neuhradené
amount_due fr|Reste à payer|Restant dû|Solde dû|Montant dû|Montant dû signé|Solde
|Reste dû|Montant ouvert|Montant restant dû|Montant restant|Impayé|Dû|Reste à régler
|Dû TTC|Reste dû TTC|Solde TTC|Restant dû TTC|Reste à payer TTC
amount_due pl|Pozostaje|Pozostało|Pozostało do zapłaty|Do rozliczenia|Saldo|Zaległość
|Kwota pozostała|Niezapłacono|Pozostaje do zapłaty
|Do zapłaty|Pozostało do zapłaty brutto
date_paid hr|Datum uplate|Datum plaćanja|Datum naplate|Datum zatvaranja|Plaćeno dana
|datumNaplate
date_paid sl|Datum plačila|Plačano dne|Plačano na|Datum poravnave
date_paid en|Payment date|Paid on|Date paid|Fully paid on|Fully paid on date|Paid date
date_paid de|Zahlungsdatum|Bezahlt am|Zahldatum|Datum Zahlungseingang
date_paid it|Data pagamento|Data incasso|Pagato il
date_paid cs|Datum úhrady|Zaplaceno dne|Uhrazeno dne|Datum zaplacení
date_paid fr|Date de paiement|Date de règlement|Payé le|Réglé le|Date d'encaissement
date_paid pl|Data zapłaty|Data wpłaty|Data opłacenia
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
state fr|Statut|État|Statut du paiement|État de paiement|Statut de paiement
state pl|Status|Stan|Status płatności
document_type hr|Vrsta|Vrsta dokumenta|Tip|Tip dokumenta|Odobrenje|Vrsta računa
cancelled hr|Storno|Stornirano|Poništeno
cancelled sl|Storno|Stornirano|Preklicano
cancelled en|Void|Voided|Cancelled
cancelled de|Storno|Storniert
document_type sl|Vrsta|Vrsta dokumenta|Tip|Dobropis|Vrsta računa
document_type en|Type|Document type|Credit note|Invoice type|Transaction type|Doc. type
document_type de|Belegart|Gutschrift|Typ|Dokumentart|Rechnungsart|Art
|Belegtyp|Vorgangsart|Dokumenttyp
document_type it|Tipo|Tipo documento|Nota di credito
document_type cs|Typ dokladu|Druh dokladu
document_type fr|Type|Type de document|Type document|Type de pièce|Nature
document_type pl|Typ|Typ dokumentu|Rodzaj|Rodzaj dokumentu
date_cancelled hr|Datum storna
date_cancelled sl|Datum storna
date_cancelled en|Void date|Date voided|Cancelled on
date_cancelled de|Storno-Datum|Stornodatum|Storniert am
payment_method hr|Način plaćanja
payment_method sl|Način plačila
payment_method en|Payment method
payment_method it|Tipo pag.|Pagamento|Modalità di pagamento|Metodo di pagamento
payment_method de|Zahlungsart|Zahlart
payment_method fr|Mode de paiement|Mode de règlement
payment_method pl|Forma płatności|Sposób płatności
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
text fr|Libellé|Description|Désignation|Objet|Motif
text pl|Opis|Tytuł|Tytułem|Uwagi|Opis operacji|Tytuł operacji
partner_account hr|IBAN platitelja|Račun platitelja|Račun primatelja|IBAN primatelja|Protu račun
|Račun primatelja/platitelja|IBAN partnera|IBAN kupca
partner_account sl|IBAN plačnika|Račun plačnika|Račun prejemnika|IBAN prejemnika
|Račun prejemnika / plačnika|TRR
partner_account en|Bank account|Counterparty account|Counterparty IBAN|Partner account
|Account number
partner_account de|Kontonummer/IBAN|IBAN Auftraggeber|Gegenkonto|IBAN Zahlungsbeteiligter
partner_account cs|Protiúčet|Číslo protiúčtu
partner_account fr|IBAN du tiers|Compte du tiers
partner_account pl|Numer konta|Nr rachunku|Rachunek kontrahenta|Nr konta
account hr|IBAN|Račun vlasnika
account sl|IBAN
account en|IBAN|Account
account de|IBAN|Auftragskonto|IBAN Auftragskonto
direction en|D/C|C/D|DC|Direction|Debit/Credit|CdtDbtInd|DR/CR
direction hr|D/P|Duguje/Potražuje|Teret/Korist|Isplata/Uplata
direction de|S/H|Soll/Haben|Belastung/Gutschrift|Soll/Haben-Kennzeichen|Lastschrift/Gutschrift
direction sl|B/D|Breme/Dobro
direction fr|Débit/Crédit|Sens
direction pl|Wn/Ma
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
|Skontobetrag
ignore cs|IČ|IČO|Sazba DPH
ignore it|Aliquota|Aliquota IVA|Codice fiscale
ignore fr|Jours de retard|Retard|Taux de TVA|Taux|Quantité|Prix unitaire|Remise
|Téléphone|Lettrage|Journal
ignore pl|Dni po terminie|Stawka VAT|Opóźnienie|Data sprzedaży|Ilość|Cena|Rabat|Kurs
|Telefon
partner_street hr|Adresa|Ulica|Ulica i broj|Adresa kupca
partner_street sl|Naslov|Ulica|Naslov kupca
partner_street en|Address|Street|Billing street|Address line 1
partner_street de|Adresse|Straße|Anschrift
partner_street it|Indirizzo|Via
partner_street cs|Ulice|Adresa
partner_street fr|Adresse|Rue
partner_street pl|Ulica
partner_zip hr|Poštanski broj|Pošt. broj
partner_zip sl|Poštna številka|Pošta
partner_zip en|ZIP|ZIP code|Postal code|Postcode
partner_zip de|PLZ|Postleitzahl
partner_zip it|CAP
partner_zip cs|PSČ
partner_zip fr|Code postal
partner_zip pl|Kod pocztowy
partner_city hr|Mjesto|Grad
partner_city sl|Kraj|Mesto
partner_city en|City|Town|Billing city
partner_city de|Ort|Stadt
partner_city it|Città|Comune
partner_city cs|Město
partner_city fr|Ville|Commune
partner_city pl|Miasto|Miejscowość
partner_country hr|Država
partner_country sl|Država
partner_country en|Country|Billing country
partner_country de|Land
partner_country it|Paese|Nazione
partner_country cs|Země
partner_country fr|Pays
partner_country pl|Kraj
supplier hr|Dobavljač|Naziv dobavljača|OIB dobavljača
supplier sl|Dobavitelj|Naziv dobavitelja
supplier en|Supplier|Vendor|Supplier name|Vendor name|Vendor no.
supplier de|Lieferant|Kreditor|Lieferantenname|Kreditorenname
supplier fr|Fournisseur|Nom du fournisseur
supplier pl|Dostawca|Sprzedawca
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
