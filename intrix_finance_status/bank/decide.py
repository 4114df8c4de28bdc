"""What an incoming payment pays: certain, proposed, or left to people. Plain Python, no Odoo.

Certain is a reference that names a document, together with an amount or a payer that fits it.
Everything else is proposed at most; nothing is guessed. Amounts are ``Decimal``, rounded to
their currency.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from ..readers.payment_reference import (
    MIN_DIGITS,
    NONE,
    PROVEN,
    STRONG,
    WEAK,
    matches,
    same_parts,
)

# of a payer's documents, how many are tried together
MOST_TOGETHER = 12
MOST_CHOICES = 10


@dataclass(slots=True, eq=False)
class Claim:
    """A document or Odoo invoice that may be what is paid.

    ``open``: the total less all registered payments. ``registered``: amounts of payments that
    people registered and that no bank has brought yet. ``date``: when it was issued.
    """

    kind: str
    id: int
    name: str
    currency: int
    open: Decimal
    payment_reference: str = ''
    partner: int | None = None
    partner_name: str = ''
    date_due: object = None
    registered: tuple[Decimal, ...] = ()
    proposed: bool = False
    date: object = None

    @property
    def order(self):
        return (str(self.date_due or ''), self.kind, self.id)


@dataclass(slots=True)
class Payment:
    """A movement: its references as ``Reference``, and who is known to pay.

    ``told``: amounts by the text of a reference, where the payer tells how the sum is made up.
    ``hint``: the payer's own reference, which may happen to be the document's.
    """

    amount: Decimal
    currency: int
    references: list = field(default_factory=list)
    payer: int | None = None
    payer_names: set = field(default_factory=set)
    date: object = None
    told: dict = field(default_factory=dict)
    hint: object = None


@dataclass(slots=True)
class Part:
    """What of the payment goes to a claim; ``claim_amount`` is in the claim's currency."""

    claim: Claim
    amount: Decimal
    claim_amount: Decimal


@dataclass(slots=True)
class Decision:
    """``parts`` are written when ``certain``, else proposed; ``choices``: one of them."""

    reason: str
    parts: list = field(default_factory=list)
    certain: bool = False
    choices: list = field(default_factory=list)
    partner: int | None = None


@dataclass(slots=True)
class _Named:
    """How well a reference names a claim."""

    claim: Claim
    strength: int
    structured: bool
    few_digits: bool
    exact_parts: bool
    text: str


def decide(payment, claims, payer_claims, convert=None):
    """Return a ``Decision``.

    :param claims: what the references may name
    :param payer_claims: what the payer owes
    :param convert: gives an amount of the payment in the currency of a claim; needed where
        currencies differ
    """
    references = [_named(reference, claims) for reference in payment.references]
    references = [named for named in references if named]
    strong = [named for named in references if named[0].strength >= STRONG]
    for group in (strong, references):
        decision = _by_references(payment, group, convert) if group else None
        if decision:
            return decision
    decision = _by_payer(payment, payer_claims)
    if payment.hint and not decision.parts and not decision.choices:
        hinted = _named(payment.hint, claims)
        hinted = _by_references(payment, [hinted], convert) if hinted else None
        if hinted:
            hinted.certain = False
            return hinted
    return decision


def agrees(payment, claim):
    """Return whether the payer is the claim's customer, as far as is known."""
    if payment.payer and claim.partner:
        return payment.payer == claim.partner
    return bool(claim.partner_name) and claim.partner_name in payment.payer_names


def _contradicts(payment, claim):
    return bool(payment.payer and claim.partner and payment.payer != claim.partner)


def _named(reference, claims):
    """Return the claims that a reference names, only those that it names best."""
    found = []
    for claim in claims:
        strength, exact_parts, few = NONE, False, False
        for number in filter(None, (claim.name, claim.payment_reference)):
            match = matches(number, reference)
            exact_parts = exact_parts or (bool(match) and same_parts(number, reference))
            if match > strength:
                strength = match
                few = sum(char.isdigit() for char in number) < MIN_DIGITS
        if strength:
            found.append(
                _Named(claim, strength, bool(reference.model), few, exact_parts, reference.text)
            )
    best = max((named.strength for named in found), default=NONE)
    level = STRONG if best >= STRONG else WEAK
    return [named for named in found if named.strength >= level]


def _by_references(payment, references, convert):
    chosen, unclear = {}, []
    for named in references:
        claims = _clear(payment, named)
        if len(claims) == 1:
            best = chosen.setdefault(claims[0].claim, claims[0])
            if claims[0].strength > best.strength:
                chosen[claims[0].claim] = claims[0]
        else:
            unclear += claims
    unclear = [named for named in unclear if named.claim not in chosen]
    opens = [named for named in chosen.values() if _takes(payment, named.claim)]
    if len(opens) > 1 and not unclear:
        return _several(payment, opens)
    if len(opens) == 1 and (not unclear or opens[0].claim.open == payment.amount):
        return _single(payment, opens[0], convert)
    choices = {named.claim: None for named in [*opens, *unclear] if _takes(payment, named.claim)}
    if choices:
        return _choice(payment, 'ambiguous', choices, convert)
    if chosen and not unclear:
        # paid already: somebody has to look
        [*paid] = chosen
        return Decision('paid', partner=paid[0].partner)
    return None


def _clear(payment, named):
    """Return the one that is meant of documents with the same number, or all of them."""
    for condition in (
        # numbers begin again with the year
        lambda named: _is_issued(payment, named.claim),
        lambda named: _takes(payment, named.claim),
        lambda named: agrees(payment, named.claim),
        lambda named: _fits(payment, named.claim),
        lambda named: named.exact_parts,
    ):
        if len(named) > 1:
            named = [one for one in named if condition(one)] or named
    return named


def _is_issued(payment, claim):
    return not (payment.date and claim.date) or claim.date <= payment.date


def _is_registered(payment, claim):
    return payment.currency == claim.currency and payment.amount in claim.registered


def _takes(payment, claim):
    return claim.open > 0 or _is_registered(payment, claim)


def _fits(payment, claim):
    return payment.currency == claim.currency and (
        payment.amount == claim.open or payment.amount in claim.registered
    )


def _single(payment, named, convert):
    claim = named.claim
    parts = [_part(payment, claim, payment.amount, convert)]
    certain = payment.currency == claim.currency and _is_certain(payment, named)
    return Decision('reference', parts, certain, partner=claim.partner)


def _is_certain(payment, named):
    """Return whether a reference together with amount or payer leaves no doubt."""
    claim = named.claim
    exact, payer = _fits(payment, claim), agrees(payment, claim)
    if named.strength == WEAK:
        if named.few_digits and not named.structured:
            return exact and payer
        return exact or (payer and payment.amount <= claim.open)
    if exact or payer:
        return True
    # parts of it, or more than it: a number in a text alone is not enough
    return (
        named.structured
        and not _contradicts(payment, claim)
        and (payment.amount < claim.open or named.strength == PROVEN)
    )


def _several(payment, chosen):
    """Split a payment that names several documents."""
    claims = [named.claim for named in chosen if named.claim.open > 0]
    if any(claim.currency != payment.currency for claim in claims):
        return _choice(payment, 'ambiguous', claims, None)
    parts = _as_told(payment, chosen)
    if parts:
        return Decision('references', parts, True, partner=_common(claims))
    total = sum(claim.open for claim in claims)
    strong = all(named.strength >= STRONG for named in chosen)
    payers = all(agrees(payment, claim) for claim in claims)
    few = any(named.few_digits and not named.structured for named in chosen)
    if payment.amount == total:
        certain = strong or payers or not few
    else:
        # which of them is meant only in part, nobody knows
        certain = payment.amount > total and strong and payers
    return Decision('references', _fill(payment, claims), certain, partner=_common(claims))


def _as_told(payment, chosen):
    """Split a payment as the payer says, where that adds up and each document can take it."""
    parts = []
    for named in chosen:
        amount = payment.told.get(named.text)
        if not amount or amount > named.claim.open or named.strength < STRONG:
            return []
        parts.append(Part(named.claim, amount, amount))
    return parts if sum(part.amount for part in parts) == payment.amount else []


def _fill(payment, claims):
    """Give each claim what is open on it, the earliest due first, as far as it reaches."""
    left, parts = payment.amount, []
    for claim in sorted(claims, key=lambda claim: claim.order):
        amount = min(left, claim.open)
        if amount > 0:
            parts.append(Part(claim, amount, amount))
            left -= amount
    return parts


def spread(payment, claims, convert=None):
    """Split a payment over claims that a person chose, the earliest due first."""
    left, parts = payment.amount, []
    for claim in sorted(claims, key=lambda claim: claim.order):
        if left <= 0:
            break
        if _takes(payment, claim):
            part = _part(Payment(left, payment.currency), claim, left, convert)
            parts.append(part)
            left -= part.amount
    return parts


def _part(payment, claim, amount, convert):
    if _is_registered(payment, claim):
        return Part(claim, amount, amount)
    if payment.currency == claim.currency:
        amount = min(amount, claim.open)
        return Part(claim, amount, amount)
    converted = convert(payment, claim) if convert else claim.open
    # rates of banks differ from ours: what is nearly all is all
    if abs(converted - claim.open) <= claim.open * Decimal('0.03'):
        converted = claim.open
    return Part(claim, amount, min(converted, claim.open))


def _choice(payment, reason, claims, convert):
    claims = sorted(claims, key=lambda claim: claim.order)[:MOST_CHOICES]
    choices = [_part(payment, claim, payment.amount, convert) for claim in claims]
    return Decision(reason, choices=choices, partner=_common(claims))


def _common(claims):
    partners = {claim.partner for claim in claims}
    return partners.pop() if len(partners) == 1 else None


def _by_payer(payment, claims):
    """Propose what the payer owes, where the amount fits exactly."""
    claims = [
        claim
        for claim in claims
        if claim.open > 0 and claim.currency == payment.currency and not claim.proposed
    ]
    claims.sort(key=lambda claim: claim.order)
    exact = [claim for claim in claims if claim.open == payment.amount]
    if len(exact) == 1:
        decision = Decision('payer', _fill(payment, exact))
    elif exact:
        decision = _choice(payment, 'payer', exact, None)
    else:
        decision = Decision('payer_sum', _fill(payment, _together(payment.amount, claims)))
    decision.partner = payment.payer or _common(claims)
    if not decision.parts and not decision.choices:
        decision.reason = 'payer_only' if decision.partner else 'none'
    for part in decision.parts:
        part.claim.proposed = True
    return decision


def _together(amount, claims):
    """Return the claims whose sum is the amount: all, the earliest ones, or the only such few."""
    total = Decimal(0)
    for count, claim in enumerate(claims, 1):
        total += claim.open
        if total == amount and count > 1:
            return claims[:count]
        if total > amount:
            break
    few = claims[:MOST_TOGETHER]
    found = [
        some
        for size in range(2, 5)
        for some in combinations(few, size)
        if sum(claim.open for claim in some) == amount
    ]
    # equal amounts make several sets of which nobody knows the right one
    return list(found[0]) if len(found) == 1 else []
