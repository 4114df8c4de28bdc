"""Read payment codes back from pictures, as scanners do; and make payments up."""

import base64
import io
import random
import re
from datetime import date
from unittest import SkipTest

from PIL import Image

from ..codes.payment import Party, Payment
from ..codes.references import HR, RF, SI, of_customer, of_number

try:
    import zxingcpp
except ImportError:
    zxingcpp = None

HR_IBAN = 'HR1210010051863000160'
SI_IBAN = 'SI56263300012039086'
DE_IBAN = 'DE89370400440532013000'
_PICTURE = re.compile(
    r'<img\b[^>]*\bo_finance_payment_code\b[^>]*\bsrc="data:image/png;base64,([0-9A-Za-z+/=]+)"'
)
# the alphabets of Croatia and Slovenia, of their neighbours, and of who else may be a customer
ALPHABET = (
    'ABCČĆDĐEFGHIJKLMNOPQRSŠTUVWXYZŽabcčćdđefghijklmnopqrsštuvwxyzž'
    'ÄÖÜßäöüőűŐŰàèéìòùÀÈÉłŁńśźżąęøåæœñçğışБДж0123456789'
    ' ,.:-+?\'/()&@#%=;_"<>*!\u00a0\u2013\u201e\u201c€'
)


def read(picture):
    """Return what a scanner reads in a PNG or image: a list of ``zxingcpp.Barcode``."""
    if zxingcpp is None:
        raise SkipTest("zxing-cpp is not installed")
    if isinstance(picture, bytes):
        picture = Image.open(io.BytesIO(picture))
    # others are seen by chance: a Codabar in a QR code, a DataBar in rows of PDF417
    formats = (zxingcpp.BarcodeFormat.PDF417, zxingcpp.BarcodeFormat.QRCode)
    return zxingcpp.read_barcodes(picture, formats=formats)


def pictures(html):
    """Return the pictures of codes in a page as bytes."""
    return [base64.b64decode(found) for found in _PICTURE.findall(html)]


def payloads(html):
    """Return what is read in the pictures of a page, each of them one code."""
    found = []
    for picture in pictures(html):
        [code] = read(picture)
        found.append(code.bytes)
    return found


def made_up(seed, iban, system, most_cents):
    """Return a payment of random length, letters and amount; some fields are empty."""
    rng = random.Random(seed)

    def text(longest, shortest=0):
        length = rng.choice((shortest, longest, rng.randint(shortest, longest)))
        return ''.join(rng.choices(ALPHABET, k=length))

    def party():
        return Party('P' + text(80), 'S' + text(60), 'T' + text(60))

    number = '/'.join(
        str(rng.randint(1, 10 ** rng.randint(1, 6))) for _n in range(rng.randint(1, 3))
    )
    return Payment(
        cents=rng.choice((1, 115, most_cents, rng.randint(1, most_cents), rng.randint(1, 10**7))),
        iban=iban,
        payee=party(),
        payer=rng.choice((party(), party(), Party())) if system != SI else party(),
        reference=rng.choice(
            (of_number(number, system), of_customer(rng.randint(1, 10**9), system), '')
        ),
        text='R' + text(150),
        bic=rng.choice(('', 'ZABAHR2X', 'ZABAHR2XXXX')) if system == RF else '',
        purpose=rng.choice(('', 'OTHR', 'COST')),
        date_due=rng.choice((None, date(2026, 12, 31))),
    )


__all__ = ['DE_IBAN', 'HR', 'HR_IBAN', 'RF', 'SI', 'SI_IBAN']
