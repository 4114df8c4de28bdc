"""What all e-invoices after EN 16931 have in common, whatever XML they are written in.

What an e-invoice says is true of the day it was issued. So it gives what was paid before as
payments of their own, never as the amount paid by now: reading it again later takes nothing back.
"""

from dataclasses import dataclass
from decimal import Decimal

from .base import Problem, Row, Skipped, _lt
from .xml_values import read_amount

# UNTDID 1001, as EN 16931 divides it
CREDIT_CODES = {'81', '83', '261', '262', '296', '308', '381', '396', '420', '458', '532'}
PROFORMA = '325'
ADVANCE = '386'
CORRECTED = '384'
# what stands where a mandatory reference has nothing to say
NOTHING = {'', 'na', 'n/a', 'n.a.', 'none', 'null', '-', '.', '0'}
TOLERANCE = Decimal('0.02')


@dataclass(slots=True)
class Totals:
    """The totals of an e-invoice as told, with their sign: BT-112, 113, 114 and 115."""

    with_tax: Decimal | None
    prepaid: Decimal
    rounding: Decimal
    payable: Decimal | None

    @property
    def claimed(self):
        """What the invoice claims: with what was paid in advance, and what rounding adds."""
        if self.with_tax is None:
            return self.payable + self.prepaid
        return self.with_tax + self.rounding


def told(text):
    """Return a reference, or nothing where a mandatory one has nothing to say."""
    return '' if text.lower() in NOTHING else text


def amount_of(element, tag, values, field, problems):
    """Return the amount of an element with its currency, or None; it has to be the invoice's.

    :param element: an lxml element with ``currencyID``, or None
    :param tag: what it is called in messages
    :param dict values: of the invoice: its ``currency`` is filled in where nothing else tells it
    """
    if element is None:
        return None
    currency = (element.get('currencyID') or '').strip().upper()
    if currency and values['currency'] and currency != values['currency']:
        problems.append(
            Problem(
                field,
                _lt(
                    "%(tag)s is in %(found)s, but the invoice in %(currency)s.",
                    tag=tag,
                    found=currency,
                    currency=values['currency'],
                ),
            )
        )
    elif currency:
        values['currency'] = currency
    return read_amount(element.text, field, problems)


def is_proforma(reading, position, code):
    """Leave a pro forma invoice out; tell whether it was one."""
    if code != PROFORMA:
        return False
    reading.skipped.append(Skipped(position, _lt("A pro forma invoice claims nothing.")))
    return True


def settle(reading, values, totals, problems, credit):
    """Fill in type, total and what was paid before, without their sign; tell whether it could.

    The total is that with tax (BT-112), not what is left to pay (BT-115): an invoice that was paid
    in advance still invoices all of it. Rounding to be paid (BT-114) is claimed like the rest.
    """
    if totals.with_tax is None and totals.payable is None:
        problems.append(Problem('amount_total', _lt("The invoice has no total.")))
        return False
    total, prepaid = totals.claimed, totals.prepaid
    if (
        totals.with_tax is not None
        and totals.payable is not None
        and abs(total - prepaid - totals.payable) > TOLERANCE
    ):
        reading.warnings.append(
            _lt(
                "Invoice %(name)s: total %(total)s less paid %(paid)s is not what is to be "
                "paid, %(payable)s. The total is taken.",
                name=values['name'],
                total=total,
                paid=prepaid,
                payable=totals.payable,
            )
        )
    sign = -1 if total < 0 else 1
    values['document_type'] = 'refund' if credit == (sign > 0) else 'invoice'
    values['amount_total'] = total * sign
    if credit and sign < 0:
        reading.negative_credits.append(values['name'])
    if prepaid:
        values['payments'] = [
            {
                'identity': 'prepaid',
                'date': values['date'],
                'amount': prepaid * sign,
                'reference': values['name'],
            }
        ]
    return True


def finish(reading, position, values, problems, code, credit):
    """Add the row of an e-invoice to the reading, with what it lacks and what to beware of."""
    for field, text in (
        ('name', _lt("The invoice has no number.")),
        ('date', _lt("The invoice has no date.")),
    ):
        if not values[field] and all(problem.field != field for problem in problems):
            problems.insert(0, Problem(field, text))
    if code != ADVANCE and values['preceding'] and values.get('payments') and not credit:
        reading.warnings.append(
            _lt(
                "Invoice %(name)s deducts what was paid before (%(amount)s). If the advance "
                "invoice is imported too, the advance is counted in both.",
                name=values['name'],
                amount=sum(payment['amount'] for payment in values['payments']),
            )
        )
    if code == CORRECTED and values.get('document_type') == 'invoice' and values['preceding']:
        # one with minus is the difference, and counts beside what it corrects
        values['replaces'] = values['preceding']
    kept = {field: value for field, value in values.items() if value or value == 0}
    reading.rows.append(Row(position, kept, problems))
