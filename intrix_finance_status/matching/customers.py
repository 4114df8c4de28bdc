"""Which customer a document is for: what is certain, and what may be proposed.

Plain Python over what was found in the database; ``finance.status.matcher`` finds it.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import islice

from . import texts

# letters of a name that others may be proposed for that begin like it
SHORTEST_BEGINNING = 6
# of a name that another one is proposed for that is one letter off
SHORTEST_NEARLY = 5
MOST_SIMILAR = 5


@dataclass(slots=True)
class Partner:
    """A partner that some key led to; ``entity`` is the commercial one, also a ``Partner``."""

    id: int
    name: str
    vat: texts.VatKey | None = None
    ref: str = ''
    active: bool = True
    entity: 'Partner' = None

    def __post_init__(self):
        self.entity = self.entity or self


@dataclass(slots=True)
class Choice:
    """What a person chose earlier for a customer told so: folded keys, '' where not told."""

    id: int
    reference: str
    vat: str
    name: str
    partner: Partner


@dataclass(slots=True)
class Proposal:
    """Something to choose; ``reason`` is a key of the texts of ``finance.status.document``."""

    reason: str
    partner: Partner | None = None
    orders: tuple = ()

    @property
    def key(self):
        return (self.partner and self.partner.id, tuple(order.id for order in self.orders))


@dataclass(slots=True)
class Customer:
    """The answer: a partner by a rule, or proposals."""

    partner: Partner | None = None
    rule: str = ''
    choice: Choice | None = None
    proposals: list = field(default_factory=list)


@dataclass(slots=True)
class ToldCustomer:
    """What a document told of its customer: as told, and folded."""

    reference: str = ''
    vat_text: str = ''
    name: str = ''
    home: str = ''

    @property
    def vat(self):
        return texts.vat_key(self.vat_text)

    @property
    def reference_key(self):
        return (self.reference or '').strip().upper()

    @property
    def vat_text_key(self):
        key = self.vat
        return ''.join(key) if key else texts.letters(self.vat_text).upper()

    @property
    def name_key(self):
        return texts.fold(self.name)


class KnownPartners:
    """Partners and choices by the keys that lead to them."""

    def __init__(self, partners=(), choices=(), similar=False):
        self.by_vat = {}
        self.by_ref = {}
        self.by_name = {}
        self.by_core = {}
        #: (letters of the name without its legal form, id, partner), sorted
        self.beginnings = []
        for partner in partners:
            if partner.vat:
                self.by_vat.setdefault(partner.vat.number, []).append(partner)
            if partner.ref:
                self.by_ref.setdefault(partner.ref.strip().upper(), []).append(partner)
            self.by_name.setdefault(texts.fold(partner.name), []).append(partner)
            if similar:
                core = texts.core_words(partner.name)
                self.by_core.setdefault(core, []).append(partner)
                self.beginnings.append((texts.letters(' '.join(core)), partner.id, partner))
        self.beginnings.sort(key=lambda beginning: beginning[:2])
        self.choices = {'reference': {}, 'vat': {}, 'name': {}}
        for choice in choices:
            for kind, by_key in self.choices.items():
                if key := getattr(choice, kind):
                    by_key.setdefault(key, []).append(choice)

    def beginning_with(self, core):
        """Return the first partners whose name goes on where ``core`` ends."""
        letters = texts.letters(' '.join(core))
        if len(letters) < SHORTEST_BEGINNING:
            return []
        first = bisect_left(self.beginnings, (letters,))
        found = self.beginnings[first : first + MOST_SIMILAR]
        return [partner for name, _id, partner in found if name.startswith(letters)]

    def nearly(self, core):
        """Return the first partners whose name is one letter off."""
        letters = texts.letters(' '.join(core))
        if len(letters) < SHORTEST_NEARLY:
            return []
        found = (
            partner for name, _id, partner in self.beginnings if texts.one_letter_off(name, letters)
        )
        return list(islice(found, MOST_SIMILAR))


def choose(told, known):
    """Return the ``Customer`` of what was ``told`` among the ``known``.

    What a person chose for the same keys counts most. Then the tax number, the customer code,
    the exact name; each only where it leads to one customer, and nothing told contradicts.
    """
    answer = _by_choice(told, known)
    if answer.partner:
        return answer
    proposals = answer.proposals
    same, other_country = _of_vat(told, known)
    for rule in (_by_vat, _by_reference, _by_name):
        answer = rule(told, known, same)
        if answer.partner and not _refused_earlier(answer.partner, proposals):
            return answer
        if answer.partner:
            proposals.append(Proposal(answer.rule, answer.partner))
        proposals += answer.proposals
        if same:
            # a tax number says who it is: codes and names only narrow it down, above
            break
    proposals += [Proposal('vat_country', partner) for partner in other_country]
    proposals += _similar(told, known)
    return Customer(proposals=_distinct(proposals))


def _refused_earlier(partner, proposals):
    """Tell whether people chose others than this one for something told here."""
    return any(proposal.partner.entity is not partner.entity for proposal in proposals)


def _by_choice(told, known):
    """Return what people chose for the strongest key told, if it was always the same."""
    keys = (
        ('reference', told.reference_key),
        ('vat', told.vat_text_key),
        ('name', told.name_key),
    )
    proposals = []
    for kind, key in keys:
        choices = known.choices[kind].get(key, []) if key else []
        if kind == 'reference':
            # what is told of other names as well is no customer's code
            choices = [choice for choice in choices if _names_fit(choice, told)]
        fitting = [choice for choice in choices if _fits(choice, told, kind)]
        partners = {choice.partner.id for choice in fitting}
        if len(partners) == 1 and not proposals:
            if fitting[0].partner.active:
                return Customer(fitting[0].partner, 'remembered', fitting[0])
            proposals.append(Proposal('archived', fitting[0].partner))
            continue
        proposals += [Proposal('chosen_before', choice.partner) for choice in choices]
    return Customer(proposals=_distinct(proposals))


def _fits(choice, told, kind):
    """Tell whether a choice found by a weak key contradicts none of the stronger ones."""
    if kind == 'name' and _differ(choice.reference, told.reference_key):
        return False
    return kind != 'name' or not _differ(choice.vat, told.vat_text_key)


def _names_fit(choice, told):
    """Tell whether a code was remembered for the name told with it, or the names aren't told.

    A person who chose a customer for "200, City Agency" said nothing of "200, Bayside Club".
    """
    return (
        not told.name_key
        or not choice.name
        or texts.names_agree(told.name, choice.name)
        or texts.names_agree(told.name, choice.partner.entity.name)
    )


def _differ(one, other):
    return bool(one and other and one != other)


def _of_vat(told, known):
    """Return partners with the tax number told, and with the same one of another country."""
    vat = told.vat
    same, other = [], []
    for partner in known.by_vat.get(vat.number, []) if vat else []:
        countries = {vat.country or told.home, partner.vat.country} - {''}
        (same if len(countries) <= 1 else other).append(partner)
    return same, other


def _by_vat(told, known, same):
    active = [partner for partner in same if partner.active]
    entities = _entities(active)
    if len(entities) > 1:
        entities = _narrow(entities, active, told)
    if len(entities) == 1:
        return Customer(entities[0], 'vat')
    if entities:
        return Customer(proposals=[Proposal('vat_several', entity) for entity in entities])
    return Customer(proposals=[Proposal('archived', partner.entity) for partner in same])


def _narrow(entities, partners, told):
    """Of several customers with one tax number, keep the one whose code or name is told."""
    for agrees in (
        lambda partner: told.reference_key and partner.ref.strip().upper() == told.reference_key,
        lambda partner: told.name_key and texts.fold(partner.name) == told.name_key,
    ):
        agreeing = _entities([partner for partner in partners if agrees(partner)])
        if len(agreeing) == 1:
            return agreeing
    return entities


def _by_reference(told, known, _same):
    """Our own customer code; other books may count their customers alike, so the rest must fit."""
    found = known.by_ref.get(told.reference_key, []) if told.reference_key else []
    active = [partner for partner in found if partner.active]
    if len(_entities(active)) == 1 and _consistent(active[0], told):
        return Customer(active[0] if len(active) == 1 else active[0].entity, 'reference')
    return Customer(
        proposals=[
            Proposal('reference' if partner.active else 'archived', partner) for partner in found
        ]
    )


def _consistent(partner, told):
    return not vat_contradicts(partner, told) and (
        not told.name_key
        or texts.names_agree(told.name, partner.name)
        or texts.names_agree(told.name, partner.entity.name)
    )


def vat_contradicts(partner, told):
    """Tell whether the customer's tax number is another one than the one told."""
    vat, own = told.vat, partner.entity.vat or partner.vat
    if not vat or not own:
        return False
    return vat.number != own.number or bool(
        vat.country and own.country and vat.country != own.country
    )


def _by_name(told, known, _same):
    """The exact name of one customer; a contact's name says little about who pays."""
    found = known.by_name.get(told.name_key, []) if told.name_key else []
    active = [partner for partner in found if partner.active]
    customers = [partner for partner in active if partner.entity is partner]
    # contacts that bear the name of their own company
    others = {partner.entity.id for partner in active} - {partner.id for partner in customers}
    if len(customers) == 1 and not others and not vat_contradicts(customers[0], told):
        return Customer(customers[0], 'name')
    proposals = []
    for partner in found:
        if not partner.active:
            reason = 'archived'
        elif partner.entity is not partner:
            reason = 'contact'
        elif vat_contradicts(partner, told):
            reason = 'name_vat'
        else:
            reason = 'name_several'
        proposals.append(Proposal(reason, partner.entity if partner.active else partner))
    return Customer(proposals=proposals)


def _similar(told, known):
    core = texts.core_words(told.name)
    same = known.by_core.get(core, []) if core else []
    return [
        Proposal('similar', partner.entity)
        for partner in same + known.beginning_with(core) + known.nearly(core)
        if partner.active and texts.fold(partner.name) != told.name_key
    ]


def _entities(partners):
    return list({partner.entity.id: partner.entity for partner in partners}.values())


def _distinct(proposals):
    """Keep the first, which is the best, of those that propose the same."""
    kept = {}
    for proposal in proposals:
        kept.setdefault(proposal.key, proposal)
    return list(kept.values())
