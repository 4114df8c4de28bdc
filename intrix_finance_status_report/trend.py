"""Whether a customer pays slower or faster than it did. Plain Python, no Odoo.

Slower since a month: in that one and in all later ones with payments it paid at least five days
later than on average in the months before. Two such months at least: one late payment is no trend.
"""

#: months that make a trend
FEWEST_MONTHS = 2
#: days that make a difference
FEWEST_DAYS = 5


def delay_trend(months):
    """Return ``(direction, month)``: 'slower' or 'faster' since when; ``(None, None)`` if neither.

    :param months: (month, amount paid, average delay of it in days), the oldest first; months
        without payments are left out

    >>> delay_trend([('Jan', 10, 2), ('Feb', 10, 4), ('Mar', 10, 12), ('Apr', 10, 20)])
    ('slower', 'Mar')
    >>> delay_trend([('Jan', 10, 30), ('Feb', 10, 5), ('Mar', 10, 8)])
    ('faster', 'Feb')
    >>> delay_trend([('Jan', 10, 2), ('Feb', 10, 4), ('Mar', 10, 3), ('Apr', 10, 40)])
    (None, None)
    """
    # the longest run at the end that is a trend tells since when
    for start in range(1, len(months) - FEWEST_MONTHS + 1):
        before, since = average_delay(months[:start]), months[start:]
        for direction, sign in (('slower', 1), ('faster', -1)):
            if all(sign * (delay - before) >= FEWEST_DAYS for _month, _amount, delay in since):
                return direction, since[0][0]
    return None, None


def average_delay(months):
    """Return the average of delays, weighted by amount; None of nothing.

    >>> average_delay([('Jan', 100, 2), ('Feb', 300, 10)])
    8.0
    """
    paid = sum(amount for _month, amount, _delay in months)
    if not paid:
        return None
    return sum(amount * delay for _month, amount, delay in months) / paid
