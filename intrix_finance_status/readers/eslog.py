"""Invoices and credit notes in e-SLOG 2.0, Slovenia's form of EN 16931: EDIFACT's segments in XML.

By the schema eSLOG20_INVOIC_v200: segments are ``S_``, their parts ``C_`` and ``D_``, groups
``G_SG``, and a qualifier (``D_2005``, ``D_5025`` …) says what a date or amount is.
"""

from decimal import Decimal

from .base import MAX_ROWS, Problem, ReadError, Reading, _lt
from .e_invoice import CREDIT_CODES, Totals, finish, is_proforma, settle, told
from .xml_values import clean, read_amount, read_date, vat_number

FORMAT = 'e-SLOG'
_SPACE = '{urn:eslog:2.00}'
INVOICE = _SPACE + 'M_INVOIC'
# qualifiers of EDIFACT
_ISSUED, _DUE = '137', '13'
_WITH_TAX, _PREPAID, _ROUNDING, _PAYABLE = '388', '113', '366', '9'
_VAT, _TAX_NUMBER = 'VA', 'AHP'
_PAYMENT, _ORDER, _BUYERS_ORDER, _PRECEDING = 'PQ', 'VN', 'ON', 'OI'


def recognises(root):
    """Tell whether a root element is, or wraps, an invoice in e-SLOG 2.0."""
    return next(root.iter(INVOICE), None) is not None


def read_root(root):
    """Return the ``Reading`` of the invoices below an element that was parsed safely.

    :raises ReadError: there are too many
    """
    reading = Reading(kind='documents', format=FORMAT, rows=[])
    for position, element in enumerate(root.iter(INVOICE), 1):
        if position > MAX_ROWS:
            raise ReadError(_lt("The file has more than %s rows.", MAX_ROWS))
        _add(reading, str(position), element)
    return reading


def _path(path):
    return '/'.join(_SPACE + name for name in path.split('/'))


def _text(element, path):
    return clean(element.findtext(_path(path))) if element is not None else ''


def _qualified(element, path, of_qualifier, of_value):
    """Return {qualifier: value} of segments; the first of each counts."""
    found = {}
    if element is not None:
        for segment in element.iterfind(_path(path)):
            found.setdefault(_text(segment, of_qualifier), _text(segment, of_value))
    return found


def _add(reading, position, invoice):
    code = _text(invoice, 'S_BGM/C_C002/D_1001')
    if is_proforma(reading, position, code):
        return
    problems = []
    dates = _qualified(invoice, 'S_DTM/C_C507', 'D_2005', 'D_2380')
    terms = _qualified(invoice, 'G_SG8/S_DTM/C_C507', 'D_2005', 'D_2380')
    references = _qualified(invoice, 'G_SG1/S_RFF/C_C506', 'D_1153', 'D_1154')
    parties = {_text(party, 'S_NAD/D_3035'): party for party in invoice.iterfind(_path('G_SG2'))}
    seller, buyer = parties.get('SE'), parties.get('BY')
    orders = (told(references.get(name, '')) for name in (_ORDER, _BUYERS_ORDER))
    values = {
        'name': _text(invoice, 'S_BGM/C_C106/D_1004'),
        'date': read_date(dates.get(_ISSUED), 'date', problems),
        'date_due': read_date(terms.get(_DUE), 'date_due', problems),
        'currency': _text(invoice, 'G_SG7/S_CUX/C_C504/D_6345').upper(),
        'partner_name': _name(buyer),
        'partner_vat': _vat(buyer),
        **_address(buyer),
        'order_reference': ' '.join(filter(None, orders)),
        'customer_reference': '',
        'payment_reference': told(references.get(_PAYMENT, '')),
        'issuer_vat': _vat(seller),
        'issuer_name': _name(seller),
        'preceding': _all(invoice, _PRECEDING),
    }
    credit = code in CREDIT_CODES
    totals = _totals(invoice, problems)
    if not problems:
        settle(reading, values, totals, problems, credit)
    finish(reading, position, values, problems, code, credit)


def _all(invoice, qualifier):
    found = (
        told(_text(segment, 'D_1154'))
        for segment in invoice.iterfind(_path('G_SG1/S_RFF/C_C506'))
        if _text(segment, 'D_1153') == qualifier
    )
    return list(dict.fromkeys(filter(None, found)))[:20]


def _name(party):
    """Return the name of a party, which may go on in further elements."""
    if party is None:
        return ''
    named = party.find(_path('S_NAD/C_C080'))
    return clean(' '.join(element.text or '' for element in named)) if named is not None else ''


def _address(party):
    """Return the address of a party by the keys of a row; what is not told is empty."""
    if party is None:
        return {}
    return {
        f'partner_{key}': _text(party, f'S_NAD/{path}')
        for key, path in (
            ('street', 'C_C059/D_3042'), ('city', 'D_3164'), ('zip', 'D_3251'),
            ('country', 'D_3207'),
        )
    }  # fmt: skip


def _vat(party):
    """Return the VAT number, or the tax number of who has none."""
    found = _qualified(party, 'G_SG3/S_RFF/C_C506', 'D_1153', 'D_1154')
    return vat_number(found.get(_VAT) or found.get(_TAX_NUMBER))


def _totals(invoice, problems):
    told_amounts = _qualified(invoice, 'G_SG50/S_MOA/C_C516', 'D_5025', 'D_5004')

    def amount(qualifier, field='amount_total'):
        return read_amount(told_amounts.get(qualifier), field, problems)

    totals = Totals(
        amount(_WITH_TAX),
        amount(_PREPAID, 'amount_paid') or Decimal(0),
        amount(_ROUNDING) or Decimal(0),
        amount(_PAYABLE),
    )
    if totals.with_tax is None and totals.payable is None and not problems:
        problems.append(Problem('amount_total', _lt("The invoice has no total.")))
    return totals
