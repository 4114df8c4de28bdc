"""Croatian report of collected e-invoices (eIzvještavanje, ``EvidentirajNaplatuZahtjev``).

Every Croatian issuer sends it by the 20th for the month before, whatever program keeps the books:
which invoice was paid, when and how much. Signatures are not checked; what counts is who uploads.
"""

from .base import MAX_ROWS, Problem, ReadError, Reading, Row, Skipped, _lt
from .safe_xml import local_name, parse
from .xml_values import clean, number_key, read_amount, read_date, vat_number

FORMAT = 'eIzvještavanje'
REQUEST = 'EvidentirajNaplatuZahtjev'
_PUBLISHER = 'http://www.porezna-uprava.gov.hr/'
_KIND = '/eIzvjestavanje'


def recognises(root):
    """Tell whether a root element is, or wraps, a message of eIzvještavanje."""
    return next(_messages(root), None) is not None


def read(content):
    """Return the payments of a report, also signed or in its SOAP envelope.

    :param bytes content: the file as it came
    :return: ``Reading`` of kind ``payments``; beside the usual values a row has ``date_document``,
        the issue date of the invoice, to tell numbers apart that start again every year
    :raises ReadError: not well-formed, unsafe, or another message
    """
    return read_root(parse(content))


def read_root(root):
    """Return the payments below a root element that was parsed safely; see ``read``."""
    messages = list(_messages(root))
    requests = [message for message in messages if local_name(message) == REQUEST]
    if not requests:
        raise ReadError(_refusal(messages))
    reading = Reading(kind='payments', format=FORMAT, rows=[])
    seen = {}
    collections = (
        element for request in requests for element in request.iterchildren('{*}Naplata')
    )
    for position, element in enumerate(collections, 1):
        if position > MAX_ROWS:
            raise ReadError(_lt("The file has more than %s rows.", MAX_ROWS))
        _add(reading, str(position), element, seen)
    if not reading.rows and not reading.skipped:
        raise ReadError(_lt("The report has no collected payment (Naplata)."))
    return reading


def _messages(root):
    """Yield the outermost elements of the tax office's schema."""
    for element in root.iter('{*}*'):
        namespace = element.tag[1:].partition('}')[0]
        if not (namespace.startswith(_PUBLISHER) and namespace.endswith(_KIND)):
            continue
        parent = element.getparent()
        if parent is None or not parent.tag.startswith('{' + namespace + '}'):
            yield element


def _refusal(messages):
    if not messages:
        return _lt("This is not a Croatian collection report (EvidentirajNaplatuZahtjev).")
    name = local_name(messages[0])
    if name.endswith('Odgovor'):
        return _lt("%s is the tax office's answer; import the report that was sent to it.", name)
    return _lt("%s says nothing about payments; import EvidentirajNaplatuZahtjev.", name)


def _add(reading, position, element, seen):
    told = {local_name(child): child.text for child in element.iterchildren('{*}*')}
    problems = []
    name = clean(told.get('brojDokumenta'))
    if not name:
        problems.append(Problem('name', _lt("The number of the invoice is missing.")))
    paid_on = read_date(told.get('datumNaplate'), 'date', problems)
    issued_on = read_date(told.get('datumIzdavanja'), 'date_document', problems)
    amount = read_amount(told.get('naplaceniIznos'), 'amount', problems)
    for field, value, text in (
        ('date', paid_on, _lt("The date of the payment is missing.")),
        ('amount', amount, _lt("The amount is missing.")),
    ):
        if value is None and all(problem.field != field for problem in problems):
            problems.append(Problem(field, text))
    if amount is not None and not amount and not problems:
        reading.skipped.append(Skipped(position, _lt("Nothing was collected.")))
        return
    issuer = vat_number(told.get('oibPorezniBrojIzdavatelja'))
    values = {
        'name': name,
        'date': paid_on,
        'amount': amount,
        'partner_vat': vat_number(told.get('oibPorezniBrojPrimatelja')),
        'issuer_vat': issuer,
        'date_document': issued_on,
        'text': f"{FORMAT} {clean(told.get('nacinPlacanja'))}".strip(),
    }
    if not problems:
        values['external_id'] = _identity(values, seen)
    reading.rows.append(Row(position, values, problems))


def _identity(values, seen):
    """Return what a payment is known by in whatever report it comes again.

    Nothing of the message is part of it: a report is sent again to correct it. Equal payments
    of one day are told apart by their count in the file.
    """
    told = (
        values['issuer_vat'],
        number_key(values['name']),
        values['date_document'] or '',
        values['date'],
        format(values['amount'].normalize(), 'f'),
    )
    identity = '|'.join(map(str, told))
    seen[identity] = seen.get(identity, 0) + 1
    return f'{identity}|{seen[identity]}'
