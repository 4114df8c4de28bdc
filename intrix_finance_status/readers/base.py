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


class EmptyError(ReadError):
    """The file lists nothing: it is empty, or has a title and headings only."""


class IncompleteError(ReadError):
    """The file can be read, but something is missing; it may be read with ``incomplete=True``."""


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
class Total:
    """A total that the file has itself, beside what was read of the rows that it is of.

    ``left_out``: what rows of these have that are left out, such as payments without an invoice.
    """

    position: str
    title: str
    heading: str
    told: Decimal
    read: Decimal
    left_out: Decimal = Decimal()

    @property
    def difference(self):
        """Return by how much the file says more than was read."""
        return self.told - self.read


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
class Remittance:
    """A document that a payment names itself, and how much of the payment is for it, if told."""

    reference: str
    amount: Decimal | None = None


@dataclass(slots=True)
class Transaction:
    """A movement on a bank account, booked.

    ``amount`` is signed, in the account's currency: incoming plus. ``reverses``: takes an earlier
    movement back: with minus a payment received, with plus a payment of our own that returned.
    ``charges``: what the bank kept of the payment before it, whatever its sign.

    ``references`` are structured references, the strongest first; ``texts`` are free texts that
    may name a document, the strongest first, long ones joined with and without a space where the
    bank cut them; ``text`` is the one to show. ``end_to_end_id`` is the payer's own reference: a
    last hint only. ``remittances`` are the references with the amounts meant for them.

    ``identity`` is the same for the same movement in whatever message or file it comes again.
    ``fingerprint`` is what it is known by without the bank's reference: two with one
    ``identity`` may be told apart by it. ``entry_identity`` is that of the entry on the statement:
    where a statement has it as one line (``without_details``) and a notification its parts
    (``part_of_batch``), they are the same money, and the parts say more.
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
    position: str = ''
    texts: tuple[str, ...] = ()
    end_to_end_id: str = ''
    remittances: tuple[Remittance, ...] = ()
    ultimate_name: str = ''
    partner_identifiers: tuple[str, ...] = ()
    charges: bool = False
    without_details: bool = False
    details_count: int = 0
    return_reason: str = ''
    transaction_code: str = ''
    fingerprint: str = ''
    entry_identity: str = ''
    statement: str = ''

    @property
    def is_payment(self):
        """Tell whether money came in that may pay a document."""
        return self.amount > 0 and not self.reverses and not self.charges

    @property
    def takes_back(self):
        """Tell whether a payment received earlier is taken back."""
        return self.amount < 0 and self.reverses and not self.charges


@dataclass(slots=True)
class Statement:
    """A statement, report or notification of a bank about one account.

    ``opening`` and ``closing`` are signed balances in ``currency``, where they are told.
    ``checked``: opening and movements add up to closing.
    """

    account: str
    currency: str = ''
    name: str = ''
    owner: str = ''
    date_from: date | None = None
    date_to: date | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    entries: int = 0
    page: str = ''
    checked: bool = False


@dataclass(slots=True)
class Reading:
    """What was found in a file.

    ``kind``: ``documents`` (invoices and credit notes), ``payments`` (what was paid on
    documents known by their number) or ``transactions`` (of a bank account).
    ``questions``: what a person has to decide before anything is imported, e.g. a column whose
    numbers may be read in two ways; as (field, text, choices).
    ``statements``: of which the ``transactions`` are.
    ``open_items``: the title that says that the file has all that is open.
    ``totals``: those of the file itself, compared with what was read.
    ``currency``: that titles or the name of the file tell, for ``transactions`` without one.
    ``negative_credits``: numbers of credit notes with a negative total, which some programs write
    so and others mean as claims; read as claims until a person says which.
    """

    kind: str
    format: str
    rows: Iterable = ()
    skipped: list[Skipped] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    questions: list[tuple] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    open_items: str = ''
    currency: str = ''
    negative_credits: list[str] = field(default_factory=list)
