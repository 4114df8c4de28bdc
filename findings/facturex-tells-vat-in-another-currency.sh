#!/usr/bin/env bash
# facturex 0.6.4 (MIT), a reader of e-invoices after EN 16931.
#
# An invoice may tell its total VAT twice: in its own currency (BT-110) and in that of the seller's
# accounts (BT-111). Each amount names its currency and no order is prescribed. facturex takes the
# first one: an invoice of 125.00 EUR comes out with 625.00 of VAT, and in UBL the list of its rates
# is empty as well, because only the other total has one. The total to take is the one in the
# currency of the invoice.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check facturex==0.6.4 pydantic==2.14.4
"$place/venv/bin/python" - <<'PYTHON'
import facturex

UBL = 'urn:oasis:names:specification:ubl:schema:xsd:'
INVOICE = """\
<Invoice xmlns="%(ubl)sInvoice-2" xmlns:cac="%(ubl)sCommonAggregateComponents-2"
 xmlns:cbc="%(ubl)sCommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>15-1-1</cbc:ID><cbc:IssueDate>2026-11-05</cbc:IssueDate><cbc:DueDate>2026-12-05</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:TaxCurrencyCode>CZK</cbc:TaxCurrencyCode>
<cac:AccountingSupplierParty><cac:Party>
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>CZ</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>CZ12345679</cbc:CompanyID>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Firma s.r.o.</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>HR</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>Kupac d.o.o.</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
%(totals)s<cac:LegalMonetaryTotal>
<cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">125.00</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">125.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>Work</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="EUR">100.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
"""
OWN = """\
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">25.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount>
<cbc:TaxAmount currencyID="EUR">25.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
</cac:TaxSubtotal></cac:TaxTotal>"""
ACCOUNTS = '<cac:TaxTotal><cbc:TaxAmount currencyID="CZK">625.00</cbc:TaxAmount></cac:TaxTotal>'


def vat(*totals):
    content = INVOICE % dict(ubl=UBL, totals=''.join(totals))
    read = facturex.parse_bytes(content.encode())
    return read.currency, str(read.total_vat), [str(rate.rate) for rate in read.vat_breakdown]


print("VAT in EUR first:", *vat(OWN, ACCOUNTS))
print("VAT in CZK first:", *vat(ACCOUNTS, OWN))
assert vat(OWN, ACCOUNTS) == ('EUR', '25.00', ['25']), vat(OWN, ACCOUNTS)
assert vat(ACCOUNTS, OWN) == ('EUR', '625.00', []), vat(ACCOUNTS, OWN)
PYTHON
