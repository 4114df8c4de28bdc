"""When an open amount will be paid, by how its customer has paid so far.

Forecasting by the due date, or by the average delay of a customer, forgets what is known already:
an invoice that is ten days late can't be paid nine days late any more. So only the delays count
that were at least as long as this one is now, and of these the median: half of such payments came
by then. It shifts by itself as an invoice gets older, and one very late payment doesn't move it.

The same with the quarter of the payments that came first, and with three quarters of them, makes an
optimistic and a cautious forecast.

Who has hardly ever paid that late is forecast by all customers of the company. The lower of two
middle delays is taken, as PostgreSQL's ``PERCENTILE_DISC`` does: ``finance.status.receivable``
computes the same in SQL, and a test compares the two.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

#: with fewer own delays that are long enough, all customers' are taken
FEWEST_DELAYS = 3
#: which part of the payments has come by the expected day
SHARES = {'optimistic': 0.25, 'expected': 0.5, 'cautious': 0.75}
#: delays of payments before that say little of how customers pay today
DAYS_OF_DELAYS = 730


def expected_payment_date(date_due, today, customer_delays, all_delays, share=0.5):
    """Return the day on which an open amount is expected to be paid, never before today.

    :param date date_due: when it is due
    :param date today: the day of the forecast, on which it is still open
    :param customer_delays: days from due date to payment of what the customer has paid; settled
        late positive, early negative
    :param all_delays: the same of all customers
    :param share: which part of such payments has come by the expected day

    >>> expected_payment_date(date(2026, 11, 1), date(2026, 11, 11), [2, 12, 14, 30], [0])
    datetime.date(2026, 11, 15)
    >>> expected_payment_date(date(2026, 11, 1), date(2026, 11, 11), [2], [-5, 5, 20, 40])
    datetime.date(2026, 11, 21)
    """
    return _expected(date_due, today, sorted(customer_delays), sorted(all_delays), share)


def _expected(date_due, today, own, everybody, share):
    late = (today - date_due).days
    delay = _delay_from(late, own, share, FEWEST_DELAYS)
    if delay is None:
        delay = _delay_from(late, everybody, share)
    if delay is None:
        delay = _delay_from(late, own, share)
    return max(today, date_due + timedelta(days=late if delay is None else delay))


def _delay_from(late, delays, share, fewest=1):
    """Return the delay by which ``share`` came of those at least ``late``; None if too few are.

    :param delays: sorted
    """
    first = bisect_left(delays, late)
    count = len(delays) - first
    if count < fewest:
        return None
    return delays[first + ceil(share * count) - 1]


@dataclass(frozen=True)
class Piece:
    """What was paid of an instalment at once, or is still open of it."""

    customer: object
    date: date
    date_due: date
    amount: float
    date_paid: date | None = None


def backtest(pieces, weeks, days_ahead=0):
    """Return for each week: forecast by due date, forecast by delays, what came true.

    Each forecast knows what was known on the morning on which it was made and no more: what was
    open, and the delays of what was paid before. What came true is what was paid in the week of
    what was open on that morning.

    :param pieces: the ``Piece`` of all payments and open items
    :param weeks: the first day of each week
    :param days_ahead: how many days before the week its forecast is made
    """
    return [_backtest_week(pieces, week, week - timedelta(days=days_ahead)) for week in weeks]


def _backtest_week(pieces, week, today):
    own, still_open = defaultdict(list), []
    for piece in pieces:
        if piece.date_paid and piece.date_paid < today:
            if (today - piece.date_paid).days <= DAYS_OF_DELAYS:
                own[piece.customer].append((piece.date_paid - piece.date_due).days)
        elif piece.date < today:
            still_open.append(piece)
    for delays in own.values():
        delays.sort()
    everybody = sorted(delay for delays in own.values() for delay in delays)
    by_due = expected = came = 0
    for piece in still_open:
        delays = own.get(piece.customer, [])
        forecast = _expected(piece.date_due, today, delays, everybody, SHARES['expected'])
        by_due += piece.amount * _is_in(week, piece.date_due)
        expected += piece.amount * _is_in(week, forecast)
        came += piece.amount * bool(piece.date_paid and _is_in(week, piece.date_paid))
    return by_due, expected, came


def _is_in(week, day):
    return 0 <= (day - week).days < 7


def missed_by(forecasts, came_true):
    """Return by which part of what came in all the forecasts missed it, week by week.

    None where nothing came.

    >>> missed_by([100, 50], [80, 80])
    0.3125
    """
    missed = sum(abs(f - c) for f, c in zip(forecasts, came_true, strict=True))
    return missed / sum(came_true) if sum(came_true) else None
