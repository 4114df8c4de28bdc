"""The QR code of Slovenian payments: UPN QR."""

from .payment import CannotCarry, is_iban
from .texts import fold, shorten

ENCODING = 'iso-8859-2'
VERSION = 15
MOST_CENTS = 10**11 - 1
# width of a module in mm: 10 dots of a printer with 600 dpi
MODULE = 25.4 / 60
PURPOSE = 'OTHR'
# registered issuers have to name all of these
_NEEDED = ('name', 'street', 'place')


def missing(payment):
    """Return what a payment lacks: names of ``Payment``'s fields, with those of its parties."""
    lacks = []
    if not 0 < payment.cents <= MOST_CENTS:
        lacks.append('cents')
    if not (is_iban(payment.iban) and payment.iban.startswith('SI') and len(payment.iban) == 19):
        lacks.append('iban')
    for party in ('payee', 'payer'):
        for name in _NEEDED:
            if not _text(getattr(getattr(payment, party), name), 33):
                lacks.append(f'{party}.{name}')
    if not _text(payment.text, 42):
        lacks.append('text')
    return lacks


def payload(payment):
    """Return the text of the code, to be encoded in ``ENCODING``.

    :raises CannotCarry: see ``missing``
    """
    if lacks := missing(payment):
        raise CannotCarry(lacks)
    has_reference = payment.model[:2] in ('SI', 'RF') and payment.number
    fields = [
        'UPNQR',
        *[''] * 4,
        *(_text(getattr(payment.payer, name), 33) for name in _NEEDED),
        f'{payment.cents:011d}',
        '',
        '',
        payment.purpose or PURPOSE,
        _text(payment.text, 42),
        f'{payment.date_due:%d.%m.%Y}' if payment.date_due else '',
        payment.iban,
        f'{payment.model}{payment.number}' if has_reference else 'SI99',
        *(_text(getattr(payment.payee, name), 33) for name in _NEEDED),
    ]
    # of the fields and the line feeds behind them
    total = sum(map(len, fields)) + len(fields)
    return ''.join(f'{field}\n' for field in [*fields, f'{total:03d}'])


def _text(value, length):
    return shorten(fold(value, _can_stay), length)


def _can_stay(char):
    try:
        char.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
