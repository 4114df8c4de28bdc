"""Whether documents of two sources are one and the same invoice. Plain Python."""

from dataclasses import dataclass

from . import texts


@dataclass(slots=True)
class Twin:
    """What is known of a document with a number that another source has as well."""

    source: str
    partner: int | None = None
    vat: str = ''
    name: str = ''
    total: object = None
    currency: str = ''

    @property
    def vat_number(self):
        key = texts.vat_key(self.vat)
        return key.number if key else ''


def spellings(number):
    """Return how a number is written where only the marks between its parts differ.

    >>> sorted(spellings('15/1/1'))
    ['15-1-1', '15/1/1']
    """
    return {number, number.replace('/', '-'), number.replace('-', '/')}


def same(one, other):
    """Tell whether two documents of one number, type and year are the same invoice.

    The customer tells where both name one; else the total does.
    """
    if one.partner and other.partner:
        return one.partner == other.partner
    if one.vat_number and other.vat_number:
        return one.vat_number == other.vat_number
    if one.name and other.name:
        return texts.names_agree(one.name, other.name)
    return one.currency == other.currency and one.total == other.total
