"""Which orders a document is for: what is certain, and what may be proposed. Plain Python."""

from dataclasses import dataclass, field

from . import customers, texts

# what an invoice may exceed what is left to invoice by: rounding, and a little postage
TOLERANCE = 0.01
TOLERANCE_CONVERTED = 0.05
LEAST_TOLERANCE = 0.05


@dataclass(slots=True)
class Order:
    """An order; ``total``, ``left`` (to invoice) and ``invoiced`` in its currency."""

    id: int
    name: str
    partner: customers.Partner
    state: str
    total: float
    invoiced: float
    currency: int
    #: units of its currency for one of the company's
    rate: float = 1.0
    #: ids of the commercial entities that ordered and that are invoiced
    entities: frozenset = frozenset()

    @property
    def left(self):
        return self.total - self.invoiced


@dataclass(slots=True)
class ToldOrders:
    """What a document told of its orders, and its amount.

    ``texts`` by field; ``shares`` are (reference, amount or None) told order by order.
    ``rate``: what one unit of the document's currency is in the company's.
    """

    texts: dict
    shares: list
    total: float
    currency: int
    rate: float = 1.0
    refund: bool = False
    digits: int = 2
    _tokens: dict | None = None

    def tokens(self):
        """Return the tokens by field, and those of each share."""
        if self._tokens is None:
            self._tokens = self._find_tokens()
        return self._tokens

    def _find_tokens(self):
        found = {name: texts.tokens(text) for name, text in self.texts.items() if text}
        for number, (reference, _amount) in enumerate(self.shares):
            found['share', number] = texts.tokens(reference)
        return found

    def whole_texts(self):
        """Return the texts as a whole, as references of payments and customers are told."""
        whole = [*self.texts.values(), *(reference for reference, _amount in self.shares)]
        for value in whole:
            text = (value or '').strip().upper()
            if text and len(text) <= 100:
                yield text
                yield text.replace(' ', '')


@dataclass(slots=True)
class FoundOrders:
    """Orders by what was found in the texts: ``{value: [(kind, Order)]}``.

    ``kind``: ``name``, ``reference`` (of the payment) or ``client_order_ref``.
    """

    by_value: dict = field(default_factory=dict)


@dataclass(slots=True)
class Answer:
    """``shares``: (Order, amount) that are certain; ``partner``: the customer, if orders say."""

    shares: list = field(default_factory=list)
    partner: customers.Partner | None = None
    proposals: list = field(default_factory=list)
    #: something was named that may be an order and is not known
    unknown: bool = False


def choose(told, told_customer, customer, found):
    """Return the orders of a document, and its customer where only the orders tell.

    :param ToldOrders told: what it told of orders
    :param customers.ToldCustomer told_customer: what it told of the customer
    :param customers.Customer customer: what is known of the customer
    :param FoundOrders found: orders by the values of the tokens
    """
    named, unknown = _named(told, customer.partner, found)
    if not named:
        return Answer(unknown=unknown)
    entity = customer.partner and customer.partner.entity
    orders = [order for order, _kinds in named.values()]
    reason = _doubt(told, named, entity)
    if not entity and not reason:
        entity = orders[0].partner.entity
        if not _may_be_of(entity, told_customer, customer):
            reason = 'order_customer'
    if reason or unknown:
        proposals = [
            customers.Proposal(
                _doubt(told, {order.id: (order, kinds)}, entity) or reason or 'order_named',
                order.partner.entity,
                (order,),
            )
            for order, kinds in named.values()
        ]
        if len(orders) > 1 and reason not in ('order_other', 'order_customers', 'order_cancelled'):
            proposals.insert(0, customers.Proposal(reason or 'order_named', entity, tuple(orders)))
        return Answer(proposals=proposals, unknown=unknown)
    return Answer(_shares(told, named, found), entity)


def _named(told, partner, found):
    """Return ``{id: (Order, kinds)}`` of the orders named, and whether an unknown one is.

    Of a number within a longer number that is known as well, the longer one counts.
    """
    named, shapes, missing = {}, set(), []
    for field_tokens in told.tokens().values():
        known = [
            token
            for token in field_tokens
            if token.whole
            and token.value in found.by_value
            and _of_value(token.value, partner, found)
        ]
        for token in known:
            if any(_within(token, other) for other in known):
                continue
            shapes.add(texts.shape(token.value))
            for kind, order in _of_value(token.value, partner, found):
                named.setdefault(order.id, (order, set()))[1].add(kind)
        missing.append((field_tokens, [(token.start, token.end) for token in known]))
    for value in told.whole_texts():
        if value in found.by_value:
            for kind, order in _of_value(value, partner, found):
                named.setdefault(order.id, (order, set()))[1].add(kind)
    if not named:
        return named, texts.may_name_order(told.texts.get('order_reference'))
    unknown = any(
        texts.shape(token.value) in shapes
        for field_tokens, covered in missing
        for token in field_tokens
        if not any(start < token.end and token.start < end for start, end in covered)
    )
    return named, unknown


def _of_value(value, partner, found):
    """Return (kind, order) that the value names.

    The customers' own numbers count for that customer only; of the same number of several
    customers, that of the document's counts.
    """
    entity = partner and partner.entity
    usable = [
        (kind, order)
        for kind, order in found.by_value.get(value, [])
        if kind != 'client_order_ref' or not entity or _is_of(order, entity)
    ]
    return [(kind, order) for kind, order in usable if _is_of(order, entity)] or usable


def _within(token, other):
    return token is not other and (other.start <= token.start and token.end <= other.end)


def _is_of(order, entity):
    return bool(entity) and entity.id in order.entities


def _doubt(told, named, entity):
    """Return why the named orders are not certain, or ''."""
    orders = [order for order, _kinds in named.values()]
    if any(order.state == 'cancel' for order in orders):
        return 'order_cancelled'
    if entity:
        if not all(_is_of(order, entity) for order in orders):
            return 'order_other'
    else:
        if len({order.partner.entity.id for order in orders}) > 1:
            return 'order_customers'
        if any(kinds == {'client_order_ref'} for _order, kinds in named.values()):
            # numbers of some customer, and nobody knows of which
            return 'order_client_ref'
    by_client_ref = [order for order, kinds in named.values() if kinds == {'client_order_ref'}]
    if len(by_client_ref) > 1:
        return 'order_client_refs'
    if len({order.name for order in orders}) < len(orders):
        return 'order_twice'
    if not plausible(told, orders):
        return 'order_amount'
    return ''


def _may_be_of(entity, told_customer, customer):
    """Tell whether what is told of the customer allows for the one of the orders."""
    if customers.vat_contradicts(entity, told_customer):
        return False
    proposed = {proposal.partner.entity.id for proposal in customer.proposals}
    if proposed:
        return entity.id in proposed
    return not told_customer.name_key or texts.names_agree(told_customer.name, entity.name)


def plausible(told, orders):
    """Tell whether the orders have that much left to invoice, or to credit."""
    room = total = 0.0
    tolerance = TOLERANCE
    for order in orders:
        factor = 1.0
        if order.currency != told.currency:
            tolerance = TOLERANCE_CONVERTED
            factor = 1 / (order.rate or 1.0) / (told.rate or 1.0)
        room += (order.invoiced if told.refund else order.left) * factor
        total += abs(order.total) * factor
    return told.total <= room + max(total * tolerance, LEAST_TOLERANCE)


def _shares(told, named, found):
    """Return (Order, amount): as told order by order, else by the totals of the orders."""
    orders = [order for order, _kinds in named.values()]
    told_amounts = {}
    for number, (_reference, amount) in enumerate(told.shares):
        of_share = {
            order.id
            for token in told.tokens()['share', number]
            for _kind, order in found.by_value.get(token.value, [])
            if order.id in named
        }
        if len(of_share) != 1 or amount is None:
            return split(told.total, orders, told.digits)
        order_id = of_share.pop()
        told_amounts[order_id] = told_amounts.get(order_id, 0.0) + amount
    whole = set(told_amounts) == set(named)
    if whole and sum(told_amounts.values()) <= told.total + 0.005:
        return [(order, told_amounts[order.id]) for order in orders]
    return split(told.total, orders, told.digits)


def split(total, orders, digits=2):
    """Return (order, amount) of ``total``, by the orders' totals, to the last cent.

    Cut at cumulated amounts, so that the parts add up.
    """
    weights = [abs(order.total) for order in orders]
    if not sum(weights):
        weights = [1.0] * len(orders)
    shares, weight_to, before = [], 0.0, 0.0
    for order, weight in zip(orders, weights, strict=True):
        weight_to += weight
        upto = round(total * weight_to / sum(weights), digits)
        shares.append((order, round(upto - before, digits)))
        before = upto
    return shares
