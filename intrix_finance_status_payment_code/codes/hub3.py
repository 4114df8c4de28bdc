"""The 2D barcode of Croatian payments: HUB-3A, a PDF417 symbol."""

from .payment import CannotCarry, Party, is_iban
from .texts import fold, shorten

COLUMNS = 9
SECURITY_LEVEL = 4
MOST_CENTS = 10**15 - 1
# in mm: width of a module, and the height of the form's field
MODULE = 0.254
HIGHEST = 26.0
# height of a row in modules
RATIO = 3
MARGIN = 2

_LETTERS = frozenset('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
_CROATIAN = frozenset('ČĆĐŠŽčćđšž')
_OTHERS = frozenset("0123456789 ,.:-+?'/()")


def missing(payment):
    """Return what a payment lacks: names of ``Payment``'s fields, with those of its parties."""
    lacks = []
    if not 0 < payment.cents <= MOST_CENTS:
        lacks.append('cents')
    if not (is_iban(payment.iban) and payment.iban.startswith('HR') and len(payment.iban) == 21):
        lacks.append('iban')
    if not _text(payment.payee.name, 25):
        lacks.append('payee.name')
    return lacks


def payload(payment, with_diacritics=False, with_payer=True):
    """Return the text of the barcode; every line ends with a line feed, the last one too.

    :param with_diacritics: keep č, ć, đ, š and ž: in UTF-8, which readers have to guess
    :param with_payer: the payer may be left out, where the barcode becomes too high
    :raises CannotCarry: see ``missing``
    """
    if lacks := missing(payment):
        raise CannotCarry(lacks)

    def text(value, length):
        return _text(value, length, with_diacritics)

    payer = payment.payer if with_payer else Party()
    has_reference = payment.model.startswith('HR') and payment.number
    fields = (
        'HRVHUB30',
        'EUR',
        f'{payment.cents:015d}',
        text(payer.name, 30),
        text(payer.street, 27),
        text(payer.place, 27),
        text(payment.payee.name, 25),
        text(payment.payee.street, 25),
        text(payment.payee.place, 27),
        payment.iban,
        payment.model if has_reference else 'HR99',
        payment.number if has_reference else '',
        payment.purpose,
        text(payment.text, 35),
    )
    return ''.join(f'{field}\n' for field in fields)


def _text(value, length, with_diacritics=False):
    allowed = _LETTERS | _OTHERS | (_CROATIAN if with_diacritics else frozenset())
    return shorten(fold(value, allowed.__contains__), length)
