"""What is matched: a document, with what it told of its customer and orders. Plain Python."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from .orders import ToldOrders

TEXTS = ('order_reference', 'customer_reference', 'payment_reference')
TOLD = ('partner_name', 'partner_vat', 'partner_reference', *TEXTS, 'told_orders')


@dataclass(slots=True, eq=False)
class MatchedDocument:
    """A document as it is in the database; texts that were not told are empty or None."""

    id: int
    company_id: int
    source_id: int
    date: date
    document_type: str
    state: str
    partner_id: int | None
    match_state: str
    match_rule: str | None
    match_choice_id: int | None
    match_told: str | None
    match_by_hand: bool | None
    partner_reference: str | None
    partner_vat: str | None
    partner_name: str | None
    order_reference: str | None
    customer_reference: str | None
    payment_reference: str | None
    told_orders: list | None
    amount_total: float
    currency_id: int
    #: what one unit of its currency is in the company's
    balance_rate: float
    #: decimals of its currency
    digits: int
    #: (id of the order, amount) of its shares
    shares: list = field(default_factory=list)
    _told: ToldOrders | None = None

    def print(self):
        """Return a short print of what the document tells of its customer and orders."""
        told = json.dumps([getattr(self, name) or None for name in TOLD], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def told(self):
        """Return what it told of its orders, as ``ToldOrders``."""
        if self._told is None:
            self._told = ToldOrders(
                {name: text for name in TEXTS if (text := getattr(self, name))},
                [
                    (str(told.get('reference') or ''), _number(told.get('amount')))
                    for told in self.told_orders or ()
                ],
                self.amount_total,
                self.currency_id,
                self.balance_rate,
                self.document_type == 'refund',
                self.digits,
            )
        return self._told


def _number(amount):
    return None if amount in (None, False, '') else float(amount)
