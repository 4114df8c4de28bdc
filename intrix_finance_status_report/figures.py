"""Key figures of receivables, by their published definitions. Plain Python, no Odoo.

Amounts are tax included, in one currency; sales are invoices less credit notes. Where there is
nothing to divide by there is no figure: ``None``. ``finance.status.month`` computes the same in
SQL, and a test compares the two.

Sources: [M1] cfo.com and Credit Research Foundation: DSO, best possible DSO, average days
delinquent; [M5], [M8] the count-back method; [M2], [M3], [M6] collection effectiveness index.
"""


def _ratio(part, whole, factor=1):
    return None if not whole else part / whole * factor


def days_sales_outstanding(receivables, sales, days):
    """Return how many days of sales are open: receivables / sales of the period * its days [M1].

    >>> days_sales_outstanding(15_000, 10_000, 30)
    45.0
    """
    return _ratio(receivables, sales, days)


def days_sales_outstanding_by_count_back(receivables, months):
    """Return the same by taking off the sales of month after month, the newest first [M5] [M8].

    Right for seasonal sales too. The last month counts in proportion. Months without sales count
    with all their days; what is open beyond all the months given adds nothing.

    :param months: pairs of sales and days, the newest first

    >>> days_sales_outstanding_by_count_back(212, [(100, 30), (80, 30), (70, 30)]).__round__(1)
    73.7
    """
    if not any(sales > 0 for sales, _days in months):
        return None
    total, left = 0, receivables
    for sales, days in months:
        if left <= 0:
            break
        total += days if sales <= left else days * left / sales
        left -= max(sales, 0)
    return total


def best_possible_dso(receivables, overdue, sales, days):
    """Return what DSO would be if nobody were late: by what is not due yet [M1].

    >>> best_possible_dso(15_000, 11_000, 10_000, 30)
    12.0
    """
    return _ratio(receivables - overdue, sales, days)


def average_days_delinquent(overdue, sales, days):
    """Return the overdue part of DSO: DSO less best possible DSO [M1].

    >>> average_days_delinquent(11_000, 10_000, 30)
    33.0
    """
    return _ratio(overdue, sales, days)


def collection_effectiveness_index(opening, sales, closing, closing_overdue):
    """Return which percentage was collected of what could have been, in one period [M6].

    (opening + sales - closing) / (opening + sales - closing that is not due) * 100: exactly 100
    when nothing is overdue at the end. Sales are those of the whole period: the "sales / N" of
    [M2] and [M3] is nowhere explained.

    >>> collection_effectiveness_index(400, 1_200, 350, 70).__round__(1)
    94.7
    """
    could_have_been = opening + sales - (closing - closing_overdue)
    return _ratio(opening + sales - closing, could_have_been, 100)


def on_time_rate(payments):
    """Return which part of the amount paid was paid by its due date, 0 to 1.

    :param payments: (amount, date due, date paid)
    """
    paid = sum(amount for amount, _due, _paid in payments)
    return _ratio(sum(amount for amount, due, paid_on in payments if paid_on <= due), paid)


def average_days_to_pay(payments):
    """Return the days from document to payment, weighted by amount.

    :param payments: (amount, date of the document, date paid)
    """
    paid = sum(amount for amount, _date, _paid in payments)
    days = sum(amount * (paid_on - date).days for amount, date, paid_on in payments)
    return _ratio(days, paid)
