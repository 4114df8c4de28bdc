"""What a document is to be after a source told of it: from what is known and what is told.

Plain Python, without a database. Amounts are ``Decimal``, rounded to the currency.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

CENT = Decimal('0.01')
# copied as they are told
TOLD_TEXTS = (
    'external_id',
    'name',
    'partner_name',
    'partner_vat',
    'partner_reference',
    'order_reference',
    'customer_reference',
    'payment_reference',
    'preceding',
)


@dataclass(slots=True)
class Known:
    """A document as it is in the database."""

    id: int
    columns: dict
    #: (date, amount) of each instalment, by date
    lines: list = field(default_factory=list)
    #: (date, amount, reference, kind) by identity
    payments: dict = field(default_factory=dict)
    amount_registered: Decimal = Decimal()

    def amount_open(self):
        """Return what is open, in the document's currency; of credit notes minus."""
        return _amount_open(self.columns, self.amount_registered)


@dataclass(slots=True)
class Wanted:
    """A document as it is to be."""

    columns: dict
    lines: list
    #: (date, amount, reference, kind) by identity: new or changed ones
    payments: dict

    def amount_open(self, known=None):
        """Return what will be open, in the document's currency; of credit notes minus."""
        registered = known.amount_registered if known else Decimal()
        before = known.payments if known else {}
        for identity, (_date, amount, _reference, _kind) in self.payments.items():
            registered += amount - before.get(identity, (None, Decimal()))[1]
        return _amount_open(self.columns, registered)


def _amount_open(columns, registered):
    if columns['cancelled']:
        return Decimal()
    paid = max(columns['source_amount_paid'], registered, Decimal())
    amount = columns['amount_total'] - paid
    return -amount if columns['document_type'] == 'refund' else amount


class Refused(Exception):
    """The row contradicts itself or what is known; the arguments are field and message."""


@dataclass(slots=True)
class Currency:
    id: int
    name: str
    active: bool
    rounding: Decimal

    def round(self, amount):
        if self.rounding == CENT:
            return amount.quantize(CENT, ROUND_HALF_UP)
        steps = (amount / self.rounding).quantize(Decimal(1), ROUND_HALF_UP)
        return steps * self.rounding


class Merger:
    """Merges what is told into what is known.

    :param dict currencies: ``Currency`` by ISO code, inactive ones included
    :param company_currency: ISO code for documents that tell none
    :param date today: the day that a payment without a date is taken to have come on
    """

    def __init__(self, currencies, company_currency, today: date):
        self.currencies = currencies
        self.by_id = {currency.id: currency for currency in currencies.values()}
        self.company_currency = currencies[company_currency]
        self.today = today

    def merge(self, told, known=None):
        """Return the document as ``Wanted``.

        :raise Refused: when it can't be so
        """
        values = told.values
        old = known.columns if known else {}
        columns = {name: values.get(name, old.get(name)) for name in TOLD_TEXTS}
        columns['name'] = columns['name'] or columns['external_id']
        currency = self._currency(values, old)
        columns['currency_id'] = currency.id
        columns['version'] = values.get('version', old.get('version'))
        sign = self._sign(values, old, columns)
        total = self._total(values, old, currency, sign)
        columns['amount_total'] = total
        columns['date'] = values.get('date', old.get('date'))
        if not columns['date']:
            raise Refused('date', _lt("A document that is not known yet needs its date."))
        paid = self._paid(values, old, total, currency, sign)
        columns['source_amount_paid'] = paid
        columns['source_date_paid'] = self._date_paid(values, known, paid)
        if 'state' in values:
            columns['cancelled'] = values['state'] == 'cancelled'
        else:
            columns['cancelled'] = bool(old.get('cancelled'))
        if known and not columns['cancelled']:
            self._check_total(known, columns, currency)
        lines = self._lines(values, known, columns, currency, sign)
        columns['date_due'] = self._date_due(values, old, columns, lines)
        lines = lines or [(columns['date_due'], total)]
        dates = [columns['date_due'], *(date_due for date_due, _amount in lines)]
        if min(dates) < columns['date']:
            raise Refused('date_due', _lt("The due date is before the date of the document."))
        columns['told_orders'] = self._orders(values, old, total, currency, sign)
        payments = self._payments(values, known, currency, sign)
        return Wanted(columns, lines, payments)

    def _currency(self, values, old):
        if 'currency' not in values:
            return self.by_id.get(old.get('currency_id'), self.company_currency)
        currency = self.currencies.get(values['currency'])
        if not currency:
            raise Refused(
                'currency', _lt("Currency %(code)s is not known.", code=values['currency'])
            )
        if not currency.active:
            raise Refused(
                'currency',
                _lt(
                    "Currency %(code)s is not active: activate it, and give it a rate.",
                    code=values['currency'],
                ),
            )
        return currency

    def _sign(self, values, old, columns):
        """Return -1 where amounts are told negative: then it is a credit note."""
        kind = values.get('document_type')
        columns['document_type'] = kind or old.get('document_type') or 'invoice'
        if values.get('amount_total', 0) >= 0:
            return 1
        if kind == 'invoice':
            raise Refused('amount_total', _lt("The total of an invoice can't be negative."))
        columns['document_type'] = 'refund'
        return -1

    def _total(self, values, old, currency, sign):
        if 'amount_total' in values:
            return currency.round(values['amount_total'] * sign)
        # lists of open items often tell no more: it was for that much at least
        due = currency.round(max(values.get('amount_due', Decimal()) * sign, Decimal()))
        if old:
            return max(old['amount_total'], due)
        if due:
            return due
        raise Refused('amount_total', _lt("A document that is not known yet needs its total."))

    def _paid(self, values, old, total, currency, sign):
        """Return what is paid, from what is told of it in whatever way; it must agree."""
        paid, due = (
            currency.round(values[fname] * sign) if fname in values else None
            for fname in ('amount_paid', 'amount_due')
        )
        state = values.get('state')
        if paid is not None and paid < 0:
            raise Refused('amount_paid', _lt("What is paid has another sign than the total."))
        if due is not None:
            if due > total + CENT:
                raise Refused('amount_due', _lt("More is open than the total."))
            if paid is not None and abs(total - paid - due) > CENT:
                raise Refused(
                    'amount_due',
                    _lt(
                        "Total %(total)s less paid %(paid)s is not open %(due)s.",
                        total=total,
                        paid=paid,
                        due=due,
                    ),
                )
            if paid is None:
                paid = total - min(due, total)
        known_paid = old.get('source_amount_paid', Decimal())
        if state == 'paid':
            if paid is not None and total - paid > CENT:
                raise Refused('state', _lt("It is called paid, but something is open."))
            return max(total, paid or total)
        if state == 'open':
            if paid is None:
                return known_paid if known_paid < total else Decimal()
            if paid >= total > 0:
                raise Refused('state', _lt("It is called open, but nothing is open."))
        if paid is None and 'date_paid' in values and state is None:
            return total
        return known_paid if paid is None else paid

    def _check_total(self, known, columns, currency):
        """Refuse a total that is lowered below what is paid: often it is what is still open."""
        total = columns['amount_total']
        paid = max(known.amount_registered, columns['source_amount_paid'])
        if total < known.columns['amount_total'] and paid > total + CENT:
            raise Refused(
                'amount_total',
                _lt(
                    "The total of %(total)s is less than what is paid already, %(paid)s. If it is "
                    "what is still open, tell it as that (choose it for the column, and read the "
                    "file again); if the invoice was lowered, correct its payments first.",
                    total=currency.round(total),
                    paid=currency.round(paid),
                ),
            )

    def _date_paid(self, values, known, paid):
        """Return when the source's payment came.

        Where it does not say so of what was open the last time, it came today; of a document
        that is new, nobody knows.
        """
        if not paid:
            return None
        if 'date_paid' in values:
            return values['date_paid']
        if not known or paid <= known.amount_registered:
            return known.columns['source_date_paid'] if known else None
        if paid <= known.columns['source_amount_paid']:
            return known.columns['source_date_paid']
        return self.today

    def _lines(self, values, known, columns, currency, sign):
        """Return the instalments told, or those known where they still fit, by date."""
        total = columns['amount_total']
        if 'lines' not in values:
            if not known or len(known.lines) < 2 or 'date_due' in values:
                return []
            fits = sum(amount for _date, amount in known.lines) == total
            return known.lines if fits else []
        lines = sorted(
            (line['date_due'], currency.round(line['amount'] * sign)) for line in values['lines']
        )
        if any(amount < 0 for _date, amount in lines):
            raise Refused('lines', _lt("An instalment has another sign than the total."))
        difference = total - sum(amount for _date, amount in lines)
        if lines and abs(difference) > CENT:
            raise Refused(
                'lines',
                _lt(
                    "The instalments add up to %(sum)s, the total is %(total)s.",
                    sum=total - difference,
                    total=total,
                ),
            )
        if difference and lines:
            date_due, amount = lines[-1]
            lines[-1] = (date_due, amount + difference)
        return lines

    def _date_due(self, values, old, columns, lines):
        """Return the last due date: told, of the instalments, known, or at once."""
        if 'date_due' in values:
            return values['date_due']
        if lines:
            return lines[-1][0]
        return max(old.get('date_due') or columns['date'], columns['date'])

    def _orders(self, values, old, total, currency, sign):
        if 'orders' not in values:
            return old.get('told_orders')
        amounts = {}
        for order in values['orders']:
            amount = order.get('amount')
            if amount is not None:
                amount = currency.round(amount * sign)
                if amount < 0:
                    raise Refused('orders', _lt("An order has another sign than the total."))
                amount += amounts.get(order['reference']) or 0
            amounts[order['reference']] = amount
        if sum(amount or 0 for amount in amounts.values()) > total + CENT:
            raise Refused('orders', _lt("The orders have more than the total."))
        return [
            {'reference': reference, 'amount': None if amount is None else float(amount)}
            for reference, amount in amounts.items()
        ] or None

    def _payments(self, values, known, currency, sign):
        """Return the payments that are new or changed; the same one twice is one."""
        payments = {}
        for payment in values.get('payments', ()):
            identity = payment['identity']
            wanted = (
                payment['date'],
                currency.round(payment['amount'] * sign),
                payment.get('reference'),
                payment.get('kind', 'source'),
            )
            if payments.setdefault(identity, wanted) != wanted:
                raise Refused(
                    'payments',
                    _lt("Payment %(identity)s is told twice, differently.", identity=identity),
                )
        if known:
            return {
                identity: wanted
                for identity, wanted in payments.items()
                if known.payments.get(identity) != wanted
            }
        return payments
