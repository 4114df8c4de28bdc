"""When an open amount will be paid, by how its customer has paid so far.

Forecasting by the due date, or by the average delay of a customer, forgets what is known already:
an invoice that is ten days late can't be paid nine days late any more. So only the delays count
that were at least as long as this one is now, and of these the median: half of such payments came
by then. It shifts by itself as an invoice gets older, and one very late payment doesn't move it.

Who has hardly ever paid that late is forecast by all customers of the company. The lower of two
middle delays is taken, as PostgreSQL's ``PERCENTILE_DISC(0.5)`` does: ``finance.status.receivable``
computes the same in SQL, and a test compares the two.
"""

from datetime import timedelta

#: with fewer own delays that are long enough, all customers' are taken
FEWEST_DELAYS = 3


def expected_payment_date(date_due, today, customer_delays, all_delays):
    """Return the day on which an open amount is expected to be paid, never before today.

    :param date date_due: when it is due
    :param date today: the day of the forecast, on which it is still open
    :param customer_delays: days from due date to payment of what the customer has paid; settled
        late positive, early negative
    :param all_delays: the same of all customers

    >>> from datetime import date
    >>> expected_payment_date(date(2026, 11, 1), date(2026, 11, 11), [2, 12, 14, 30], [0])
    datetime.date(2026, 11, 15)
    >>> expected_payment_date(date(2026, 11, 1), date(2026, 11, 11), [2], [-5, 5, 20, 40])
    datetime.date(2026, 11, 21)
    """
    late = (today - date_due).days
    delay = _median_from(late, customer_delays, FEWEST_DELAYS)
    if delay is None:
        delay = _median_from(late, all_delays)
    if delay is None:
        delay = _median_from(late, customer_delays)
    return max(today, date_due + timedelta(days=late if delay is None else delay))


def _median_from(late, delays, fewest=1):
    """Return the lower median of the delays that are at least ``late``; None if too few are."""
    long_enough = sorted(delay for delay in delays if delay >= late)
    if len(long_enough) < fewest:
        return None
    return long_enough[(len(long_enough) - 1) // 2]
