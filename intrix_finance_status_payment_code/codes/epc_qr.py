"""The QR code of payments in the euro area: EPC069-12, version 2, always in UTF-8."""

from .payment import CannotCarry, is_iban
from .texts import one_line, shorten

MOST_CENTS = 10**11 - 1
MOST_BYTES = 331
LATEST_VERSION = 13
# width of a module in mm: the rules give none, so that of UPN QR
MODULE = 25.4 / 60


def missing(payment):
    """Return what a payment lacks: names of ``Payment``'s fields, with those of its parties."""
    lacks = []
    if not 0 < payment.cents <= MOST_CENTS:
        lacks.append('cents')
    if not is_iban(payment.iban):
        lacks.append('iban')
    if not one_line(payment.payee.name):
        lacks.append('payee.name')
    return lacks


def payload(payment):
    """Return the text of the code: either a reference of ISO 11649, or a text.

    :raises CannotCarry: see ``missing``
    """
    if lacks := missing(payment):
        raise CannotCarry(lacks)
    has_reference = payment.model.startswith('RF') and payment.number
    fields = [
        'BCD',
        '002',
        '1',
        'SCT',
        payment.bic if len(payment.bic) in (8, 11) else '',
        shorten(one_line(payment.payee.name), 70),
        payment.iban,
        f'EUR{payment.cents // 100}.{payment.cents % 100:02d}',
        payment.purpose,
    ]
    if has_reference:
        fields.append(f'{payment.model}{payment.number}')
    else:
        written = len('\n'.join([*fields, '', '']).encode())
        text = shorten(one_line(payment.text), 140)
        fields += ['', shorten(text, MOST_BYTES - written, 'utf-8')]
    return '\n'.join(fields).rstrip('\n')
