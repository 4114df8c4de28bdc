"""What every reader gives, and how it refuses.

Messages are ``LazyTranslate`` texts: they are translated where they are shown.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_ROWS = 500_000


class ReadError(Exception):
    """The whole file can't be read; the message says why and what to do."""


@dataclass(slots=True)
class Problem:
    """One cell that can't be taken: the field's name, and why in the user's words."""

    field: str
    message: str


@dataclass(slots=True)
class Row:
    """One document or payment of a file.

    ``position`` is where it stands, as people find it: ``12``, ``Sheet2!12`` or ``12-14``.
    ``values`` are keys of ``finance.status.document.sync`` (dates as ``date``, amounts as
    ``Decimal``). A row with problems isn't imported.
    """

    position: str
    values: dict
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Skipped:
    """A row that is no document, and why: a total, a title, a repeated header."""

    position: str
    reason: str


@dataclass(slots=True)
class Column:
    """A column of a table: its place, its header, the field it was taken for."""

    index: int
    header: str
    field: str | None = None
    samples: tuple[str, ...] = ()


@dataclass(slots=True)
class Layout:
    """How a table was understood; may be corrected and given to the reader again.

    ``decimal_mark`` (``.`` or ``,``) and ``date_order`` (``dmy`` or ``mdy``) decide what may be
    read in two ways; empty where nothing had to be decided. With ``header_row`` and no columns,
    the headings are taken from that row. With no field for any column, the sheet is left out.
    """

    sheet: str = ''
    header_row: int = 0
    columns: list[Column] = field(default_factory=list)
    decimal_mark: str = ''
    date_order: str = ''
    encoding: str = ''
    separator: str = ''

    @property
    def fingerprint(self):
        """What the headings are known by, in whatever file of that source they come again."""
        from .columns import fingerprint

        return fingerprint([column.header for column in self.columns])

    def to_dict(self):
        """Return the layout as values that JSON can hold."""
        return {**asdict(self), 'fingerprint': self.fingerprint}

    @classmethod
    def from_dict(cls, values):
        """Return the layout that ``to_dict`` gave; what it doesn't know is left out."""
        known = {item.name for item in fields(cls)} - {'columns'}
        layout = cls(**{name: value for name, value in values.items() if name in known})
        layout.columns = [
            Column(
                int(column['index']),
                str(column.get('header') or ''),
                column.get('field') or None,
                tuple(column.get('samples') or ()),
            )
            for column in values.get('columns') or ()
        ]
        return layout


@dataclass(slots=True)
class Transaction:
    """A movement on a bank account, booked.

    ``amount`` is signed, in the account's currency: incoming plus. ``references`` are the
    candidates found, the strongest first. ``identity`` is the same for the same movement in
    whatever message or file it comes again. ``reverses``: takes an earlier movement back.
    """

    identity: str
    account: str
    currency: str
    amount: Decimal
    date: date
    value_date: date | None = None
    partner_name: str = ''
    partner_account: str = ''
    references: tuple[str, ...] = ()
    text: str = ''
    reverses: bool = False
    bank_reference: str = ''
    part_of_batch: bool = False


@dataclass(slots=True)
class Reading:
    """What was found in a file.

    ``kind``: ``documents`` (invoices and credit notes), ``payments`` (what was paid on
    documents known by their number) or ``transactions`` (of a bank account).
    ``questions``: what a person has to decide before anything is imported, e.g. a column whose
    numbers may be read in two ways; as (field, text, choices).
    """

    kind: str
    format: str
    rows: Iterable = ()
    skipped: list[Skipped] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    questions: list[tuple] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
