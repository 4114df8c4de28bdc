"""Invoices and credit notes in the CII format of UN/CEFACT (EN 16931, Factur-X, ZUGFeRD 2)."""

import re
from decimal import Decimal

from .base import MAX_ROWS, Problem, ReadError, Reading, _lt
from .e_invoice import CREDIT_CODES, Totals, amount_of, finish, is_proforma, settle, told
from .safe_xml import local_name
from .xml_values import clean, read_date, vat_number

FORMAT = 'CII'
_SCHEMA = 'urn:un:unece:uncefact:data:standard:'
INVOICE = f'{{{_SCHEMA}CrossIndustryInvoice:100}}CrossIndustryInvoice'
_NAMES = {
    'rsm': _SCHEMA + 'CrossIndustryInvoice:100',
    'ram': _SCHEMA + 'ReusableAggregateBusinessInformationEntity:100',
    'udt': _SCHEMA + 'UnqualifiedDataType:100',
    'qdt': _SCHEMA + 'QualifiedDataType:100',
}
_TRADE = 'rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTrade'
_DAY = re.compile(r'([0-9]{4})([0-9]{2})([0-9]{2})', re.ASCII)


def recognises(root):
    """Tell whether a root element is, or wraps, an invoice in CII."""
    return next(root.iter(INVOICE), None) is not None


def read_root(root):
    """Return the ``Reading`` of the invoices below an element that was parsed safely.

    :raises ReadError: an older version of the format, or too many invoices
    """
    reading = Reading(kind='documents', format=FORMAT, rows=[])
    for position, element in enumerate(root.iter(INVOICE), 1):
        if position > MAX_ROWS:
            raise ReadError(_lt("The file has more than %s rows.", MAX_ROWS))
        _add(reading, str(position), element)
    if not reading.rows and not reading.skipped:
        raise ReadError(
            _lt(
                "This is an e-invoice in an old version of CII (%s), which is not read. "
                "Export it as Factur-X 1.0, ZUGFeRD 2 or UBL 2.1.",
                local_name(root)[:80],
            )
        )
    return reading


def _text(element, path):
    return clean(element.findtext(path, namespaces=_NAMES)) if element is not None else ''


def _date(element, path, field, problems):
    text = _text(element, f'{path}/udt:DateTimeString') or _text(
        element, f'{path}/qdt:DateTimeString'
    )
    if found := _DAY.fullmatch(text):
        text = '-'.join(found.groups())
    return read_date(text, field, problems)


def _add(reading, position, invoice):
    code = _text(invoice, 'rsm:ExchangedDocument/ram:TypeCode')
    if is_proforma(reading, position, code):
        return
    problems = []
    agreement = invoice.find(_TRADE + 'Agreement', _NAMES)
    settlement = invoice.find(_TRADE + 'Settlement', _NAMES)
    seller, buyer = (
        agreement.find(f'ram:{name}TradeParty', _NAMES) if agreement is not None else None
        for name in ('Seller', 'Buyer')
    )
    orders = (
        told(_text(agreement, f'ram:{name}OrderReferencedDocument/ram:IssuerAssignedID'))
        for name in ('Seller', 'Buyer')
    )
    values = {
        'name': _text(invoice, 'rsm:ExchangedDocument/ram:ID'),
        'date': _date(invoice, 'rsm:ExchangedDocument/ram:IssueDateTime', 'date', problems),
        'date_due': _date(
            settlement, 'ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime', 'date_due', problems
        ),
        'currency': _text(settlement, 'ram:InvoiceCurrencyCode').upper(),
        'partner_name': _text(buyer, 'ram:Name'),
        'partner_vat': _vat(buyer),
        'partner_reference': _text(buyer, 'ram:ID'),
        'partner_street': _text(buyer, 'ram:PostalTradeAddress/ram:LineOne'),
        'partner_zip': _text(buyer, 'ram:PostalTradeAddress/ram:PostcodeCode'),
        'partner_city': _text(buyer, 'ram:PostalTradeAddress/ram:CityName'),
        'partner_country': _text(buyer, 'ram:PostalTradeAddress/ram:CountryID').upper(),
        'order_reference': ' '.join(filter(None, orders)),
        'customer_reference': told(_text(agreement, 'ram:BuyerReference')),
        'payment_reference': told(_text(settlement, 'ram:PaymentReference')),
        'issuer_vat': _vat(seller),
        'issuer_name': _text(seller, 'ram:Name'),
        'preceding': _preceding(settlement),
    }
    credit = code in CREDIT_CODES
    totals = _totals(settlement, values, problems)
    if totals and not problems:
        settle(reading, values, totals, problems, credit)
    finish(reading, position, values, problems, code, credit)


def _vat(party):
    """Return the VAT number of a party, or its number in a register that is one by its form."""
    if party is None:
        return ''
    for registration in party.iterfind('ram:SpecifiedTaxRegistration/ram:ID', _NAMES):
        if (registration.get('schemeID') or '').upper() in ('VA', 'VAT'):
            return vat_number(registration.text)
    legal = vat_number(_text(party, 'ram:SpecifiedLegalOrganization/ram:ID'))
    return legal if re.fullmatch('[0-9]{11}|[A-Z]{2}[0-9A-Z]{2,13}', legal, re.ASCII) else ''


def _preceding(settlement):
    if settlement is None:
        return []
    path = 'ram:InvoiceReferencedDocument/ram:IssuerAssignedID'
    found = (told(clean(element.text)) for element in settlement.iterfind(path, _NAMES))
    return list(dict.fromkeys(filter(None, found)))[:20]


def _totals(settlement, values, problems):
    """Return the ``Totals``, or None with a problem where the invoice has none."""
    path = 'ram:SpecifiedTradeSettlementHeaderMonetarySummation'
    summation = settlement.find(path, _NAMES) if settlement is not None else None
    if summation is None:
        problems.append(Problem('amount_total', _lt("The invoice has no total.")))
        return None

    def amount(name, field='amount_total'):
        found = summation.find(f'ram:{name}', _NAMES)
        return amount_of(found, name, values, field, problems)

    return Totals(
        amount('GrandTotalAmount'),
        amount('TotalPrepaidAmount', 'amount_paid') or Decimal(0),
        amount('RoundingAmount') or Decimal(0),
        amount('DuePayableAmount'),
    )
