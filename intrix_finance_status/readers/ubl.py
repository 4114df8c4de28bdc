"""Invoices and credit notes in UBL 2.1 (EN 16931, Peppol, Croatian e-invoices).

What an e-invoice says is true of the day it was issued. So it gives what was paid before as
payments of their own, never as the amount paid by now: reading it again later takes nothing back.
"""

from decimal import Decimal

from .base import MAX_ROWS, Problem, ReadError, Reading, _lt
from .e_invoice import CREDIT_CODES, Totals, amount_of, finish, is_proforma, settle, told
from .safe_xml import local_name, parse
from .ubl_parties import party_address, party_name, party_reference, party_vat
from .xml_values import clean, read_amount, read_date

FORMAT = 'UBL'
_SCHEMA = 'urn:oasis:names:specification:ubl:schema:xsd:'
INVOICE = f'{{{_SCHEMA}Invoice-2}}Invoice'
CREDIT_NOTE = f'{{{_SCHEMA}CreditNote-2}}CreditNote'
NAMESPACES = {
    'cac': _SCHEMA + 'CommonAggregateComponents-2',
    'cbc': _SCHEMA + 'CommonBasicComponents-2',
}
MAX_REFERENCES = 20


def recognises(root):
    """Tell whether a root element is, or wraps, an invoice or credit note in UBL."""
    return next(_documents(root), None) is not None


def read(content):
    """Return the invoices and credit notes of a file, alone or in a wrapper.

    :param bytes content: the file as it came
    :return: ``Reading`` of kind ``documents``; beside the keys of ``sync`` a row's values have
        ``issuer_vat`` and ``issuer_name`` (who issued it, to be compared with the company) and
        ``preceding`` (numbers of the invoices that it corrects or settles)
    :raises ReadError: not well-formed, unsafe, or no UBL invoice
    """
    return read_root(parse(content))


def read_root(root):
    """Return the documents below a root element that was parsed safely; see ``read``."""
    reading = Reading(kind='documents', format=FORMAT, rows=[])
    for position, element in enumerate(_documents(root), 1):
        if position > MAX_ROWS:
            raise ReadError(_lt("The file has more than %s rows.", MAX_ROWS))
        _add(reading, str(position), element)
    if not reading.rows and not reading.skipped:
        raise ReadError(_refusal(root))
    return reading


def _documents(root):
    """Yield the invoices and credit notes that don't stand within another."""
    for element in root.iter(INVOICE, CREDIT_NOTE):
        if next(element.iterancestors(INVOICE, CREDIT_NOTE), None) is None:
            yield element


def _refusal(root):
    name = local_name(root)
    namespace = root.tag[1:].partition('}')[0] if root.tag.startswith('{') else ''
    if name in ('IzdaniRacunEnostavni', 'IzdaniRacun'):
        return _lt(
            "This is an e-invoice in the format e-SLOG 1, which has been out of use since 2020. "
            "Export it as e-SLOG 2.0 or UBL 2.1."
        )
    if namespace.startswith(_SCHEMA):
        return _lt("This is a UBL %s, not an invoice or credit note.", name)
    if name in ('Invoice', 'CreditNote'):
        return _lt("This %s is not in the UBL 2.1 format.", name)
    return _lt("There is no UBL 2.1 invoice or credit note in the file.")


def _text(element, path):
    return clean(element.findtext(path, namespaces=NAMESPACES))


def _add(reading, position, element):
    code = _text(element, 'cbc:InvoiceTypeCode') or _text(element, 'cbc:CreditNoteTypeCode')
    if is_proforma(reading, position, code):
        return
    problems = []
    supplier = element.find('cac:AccountingSupplierParty', NAMESPACES)
    customer = element.find('cac:AccountingCustomerParty', NAMESPACES)
    values = {
        'name': _text(element, 'cbc:ID'),
        'date': read_date(_text(element, 'cbc:IssueDate'), 'date', problems),
        'date_due': _due_date(element, problems),
        'currency': _text(element, 'cbc:DocumentCurrencyCode').upper(),
        'partner_name': party_name(customer),
        'partner_vat': party_vat(customer),
        'partner_reference': party_reference(customer),
        **party_address(customer),
        'order_reference': _order_reference(element),
        'customer_reference': _reference(_text(element, 'cbc:BuyerReference')),
        'payment_reference': _payment_reference(element),
        'issuer_vat': party_vat(supplier),
        'issuer_name': party_name(supplier),
        'preceding': _references(
            element, 'cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID'
        ),
    }
    credit = element.tag == CREDIT_NOTE or code in CREDIT_CODES
    _add_amounts(reading, element, values, problems, credit)
    finish(reading, position, values, problems, code, credit)


def _add_amounts(reading, element, values, problems, credit):
    """Fill in type, total, instalments and what was paid before, all without their sign.

    The total is that with tax (BT-112), not what is left to pay (BT-115): an invoice that was paid
    in advance still invoices all of it. Rounding to be paid (BT-114) is claimed like the rest.
    """
    totals = element.find('cac:LegalMonetaryTotal', NAMESPACES)
    if totals is None:
        problems.append(Problem('amount_total', _lt("The invoice has no total.")))
        return

    def amount(name, field='amount_total'):
        found = totals.find(f'cbc:{name}', NAMESPACES)
        return amount_of(found, name, values, field, problems)

    totals = Totals(
        amount('TaxInclusiveAmount'),
        amount('PrepaidAmount', 'amount_paid') or Decimal(0),
        amount('PayableRoundingAmount') or Decimal(0),
        amount('PayableAmount'),
    )
    if problems or not settle(reading, values, totals, problems, credit):
        return
    sign = -1 if totals.claimed < 0 else 1
    prepaid = totals.prepaid
    lines = _instalments(element, sign, problems)
    if len(lines) > 1:
        claimed = sum(line['amount'] for line in lines)
        if claimed == values['amount_total'] - prepaid * sign != values['amount_total']:
            lines.insert(0, {'date_due': values['date'], 'amount': prepaid * sign})
            claimed = values['amount_total']
        if claimed == values['amount_total']:
            values['lines'] = lines


def _due_date(element, problems):
    for path in (
        'cbc:DueDate',
        # credit notes have it here
        'cac:PaymentMeans/cbc:PaymentDueDate',
        'cac:PaymentTerms/cbc:PaymentDueDate',
        'cac:PaymentTerms/cbc:InstallmentDueDate',
    ):
        if found := _text(element, path):
            return read_date(found, 'date_due', problems)
    return None


def _instalments(element, sign, problems):
    lines = []
    for terms in element.iterfind('cac:PaymentTerms', NAMESPACES):
        due = _text(terms, 'cbc:InstallmentDueDate') or _text(terms, 'cbc:PaymentDueDate')
        claimed = _text(terms, 'cbc:Amount')
        if due and claimed:
            amount = read_amount(claimed, 'lines', problems)
            day = read_date(due, 'lines', problems)
            if amount is not None and day:
                lines.append({'date_due': day, 'amount': amount * sign})
    return lines


def _reference(text):
    return told(text)


def _references(element, *paths):
    found = (
        _reference(clean(reference.text))
        for path in paths
        for reference in element.iterfind(path, NAMESPACES)
    )
    return list(dict.fromkeys(reference for reference in found if reference))[:MAX_REFERENCES]


def _order_reference(element):
    """Return the seller's order, then the buyer's, then those of the lines."""
    lines = 'cac:InvoiceLine' if element.tag == INVOICE else 'cac:CreditNoteLine'
    return ' '.join(
        _references(
            element,
            'cac:OrderReference/cbc:SalesOrderID',
            'cac:OrderReference/cbc:ID',
            f'{lines}/cac:OrderLineReference/cac:OrderReference/cbc:SalesOrderID',
            f'{lines}/cac:OrderLineReference/cac:OrderReference/cbc:ID',
        )
    )


def _payment_reference(element):
    return next(iter(_references(element, 'cac:PaymentMeans/cbc:PaymentID')), '')
