#!/usr/bin/env bash
# facturex 0.6.4 (MIT), a reader of e-invoices after EN 16931.
#
# The names of seller and buyer (BT-27 and BT-44, which have to be there) stand in UBL in
# PartyLegalEntity/RegistrationName; PartyName/Name is a trading name, which need not be there.
# facturex reads the trading name alone: of an invoice without one both names come out as None, and
# where there is one it takes the place of the registered name. The same party in CII has its name.
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
<cac:AccountingSupplierParty><cac:Party>
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>HR</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>HR12345678903</cbc:CompanyID>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Firma d.o.o.</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>%(trading)s
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>HR</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>Kupac d.o.o.</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">25.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount>
<cbc:TaxAmount currencyID="EUR">25.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
</cac:TaxSubtotal></cac:TaxTotal><cac:LegalMonetaryTotal>
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


def names(trading=''):
    if trading:
        trading = f'<cac:PartyName><cbc:Name>{trading}</cbc:Name></cac:PartyName>'
    read = facturex.parse_bytes((INVOICE % dict(ubl=UBL, trading=trading)).encode())
    return read.seller.name, read.buyer.name


print("registered: Firma d.o.o. and Kupac d.o.o.; read:", *names())
print("the buyer with a trading name:", *names('Trgovina'))
assert names() == (None, None), names()
assert names('Trgovina') == (None, 'Trgovina'), names('Trgovina')
PYTHON
