"""Who sells and who buys in a UBL document."""

import re

from .xml_values import clean, vat_number

_AGGREGATE = '{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}'
_BASIC = '{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}'
PARTY = _AGGREGATE + 'Party'
# Electronic address schemes that are VAT numbers: 9906 to 9959 of the EAS code list, of which
# 9934 is Croatia's OIB and 9949 Slovenia's
_VAT_SCHEME = re.compile(r'99(?:0[6-9]|[1-5][0-9])', re.ASCII)
_VAT = re.compile(r'[A-Z]{2}[0-9A-Z]{2,13}', re.ASCII)
_OIB = re.compile(r'[0-9]{11}', re.ASCII)


def _path(*names):
    *outer, last = names
    return '/'.join([PARTY, *(_AGGREGATE + name for name in outer), _BASIC + last])


def _find(party, *names):
    return clean(party.findtext(_path(*names))) if party is not None else ''


def party_name(party):
    """Return the registered name, else the trading name, else that of a person."""
    name = _find(party, 'PartyLegalEntity', 'RegistrationName') or _find(party, 'PartyName', 'Name')
    if name or party is None:
        return name
    return ' '.join(
        filter(
            None,
            (_find(party, 'Person', 'FirstName'), _find(party, 'Person', 'FamilyName')),
        )
    )


def party_vat(party):
    """Return the VAT number, a Croatian one as the bare OIB, or an empty text.

    Where the party has none as a taxpayer, its registration or electronic address serve, if these
    are VAT numbers by their form and scheme.
    """
    if party is None:
        return ''
    schemes = party.findall(f'{PARTY}/{_AGGREGATE}PartyTaxScheme')
    by_scheme = {
        clean(scheme.findtext(f'{_AGGREGATE}TaxScheme/{_BASIC}ID')).upper(): vat_number(
            scheme.findtext(f'{_BASIC}CompanyID')
        )
        for scheme in reversed(schemes)
    }
    if found := by_scheme.get('VAT') or by_scheme.get(''):
        return found
    registration = vat_number(_find(party, 'PartyLegalEntity', 'CompanyID'))
    if _OIB.fullmatch(registration) or _VAT.fullmatch(registration):
        return registration
    return _vat_of_address(party)


def _vat_of_address(party):
    endpoint = party.find(_path('EndpointID'))
    if endpoint is not None and _VAT_SCHEME.fullmatch((endpoint.get('schemeID') or '').strip()):
        return vat_number(endpoint.text)
    for identification in party.iterfind(_path('PartyIdentification', 'ID')):
        # Croatian e-invoices write 9934:OIB, and what belongs to a branch after ::
        scheme, _colon, number = clean(identification.text).partition(':')
        if number and _VAT_SCHEME.fullmatch(scheme):
            return vat_number(number.partition('::')[0])
    return ''


def party_address(party):
    """Return the address of a party by the keys of a row; what is not told is empty."""
    return {
        f'partner_{key}': _find(party, 'PostalAddress', name)
        for key, name in (
            ('street', 'StreetName'), ('zip', 'PostalZone'), ('city', 'CityName'),
        )
    } | {'partner_country': _country(party)}  # fmt: skip


def _country(party):
    code = _find(party, 'PostalAddress', 'Country', 'IdentificationCode').upper()
    return code if len(code) == 2 else ''


def party_reference(party):
    """Return what the seller calls the buyer (customer number), if it is told."""
    if party is None:
        return ''
    for name in ('SupplierAssignedAccountID', 'CustomerAssignedAccountID'):
        if found := clean(party.findtext(_BASIC + name)):
            return found
    for identification in party.iterfind(_path('PartyIdentification', 'ID')):
        text = clean(identification.text)
        # with a scheme it is a number of a public register
        if text and not identification.get('schemeID') and ':' not in text:
            return text
    return ''
