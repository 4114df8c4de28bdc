"""What a payment code asks for: amounts are whole cents, never floats."""

import datetime
import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Party:
    """Who pays or is paid; ``place`` is the post code and the town."""

    name: str = ''
    street: str = ''
    place: str = ''


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment in euros.

    ``reference``: model and number, ``HR01 2026-000123``, as of ``references``; empty where there
    is none. ``text``: what for, in the language of who pays.
    """

    cents: int
    iban: str
    payee: Party
    payer: Party = field(default_factory=Party)
    reference: str = ''
    text: str = ''
    bic: str = ''
    purpose: str = ''
    date_due: datetime.date | None = None

    @property
    def model(self):
        """Return the model of the reference: ``HR01``."""
        return self.reference.partition(' ')[0]

    @property
    def number(self):
        """Return the reference without its model."""
        return self.reference.partition(' ')[2]


class CannotCarry(ValueError):
    """A code can't ask for this payment; ``args[0]`` is the list of what is missing."""


def is_iban(text):
    """Return whether a text without blanks is an account by its shape and check digits.

    >>> is_iban('HR1210010051863000160'), is_iban('HR1310010051863000160')
    (True, False)
    """
    if not re.fullmatch('[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}', text or '', re.ASCII):
        return False
    return int(''.join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
