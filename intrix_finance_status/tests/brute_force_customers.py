"""What a customer's figures must be, worked out in plain Python: section 7 of the design."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

from .brute_force import decimal, documents_of, in_company_currency, invoicing_status


def customer_figures(customer, today):
    """Return the figures of a commercial entity, from its open items."""
    items = customer.env['account.move.line'].search(
        [
            ('partner_id.commercial_partner_id', '=', customer.id),
            ('account_type', '=', 'asset_receivable'),
            ('parent_state', '=', 'posted'),
            ('amount_residual', '!=', 0),
            ('company_id', '=', customer.env.company.id),
        ]
    )
    ages = [
        ((today - (item.date_maturity or item.date)).days, decimal(item.amount_residual))
        for item in items
    ]

    def late(first, last=10**9):
        return sum(due for days, due in ages if due > 0 and first <= days <= last)

    oldest = max((days for days, due in ages if due > 0), default=None)
    invoiced = documents_of(customer.env).filtered(
        lambda move: move.commercial_partner_id == customer
    )
    status = 'paid' if invoiced else 'no'
    if oldest is not None:
        status = 'overdue' if oldest > 0 else 'due'
    late_items = [(days, due) for days, due in ages if due > 0 and days > 0]
    open_delay = average(late_items)
    return {
        **behaviour_figures(customer, today, open_delay),
        'finance_amount_to_invoice': amount_to_invoice(customer),
        'finance_date_due': today - timedelta(days=oldest) if oldest is not None else False,
        'finance_open_delay': rounded(open_delay, '0.1'),
        'finance_status': status,
        'finance_amount_due': sum(due for _days, due in ages),
        'finance_amount_overdue': late(1),
        'finance_days_overdue': max(oldest or 0, 0),
        'finance_aged_current': sum(due for days, due in ages if due < 0 or days < 1),
        'finance_aged_30': late(1, 30),
        'finance_aged_60': late(31, 60),
        'finance_aged_90': late(61, 90),
        'finance_aged_older': late(91),
    }


def average(weighted):
    """Return the average of (days, amount), weighted by amount; ``None`` of nothing."""
    total = sum(amount for _days, amount in weighted)
    return sum(days * amount for days, amount in weighted) / total if total else None


def rounded(value, digits):
    return Decimal(value or 0).quantize(Decimal(digits), ROUND_HALF_UP)


def amount_to_invoice(customer):
    """Return what is confirmed, but not fully invoiced, in company currency."""
    orders = customer.env['sale.order'].search(
        [
            ('partner_invoice_id.commercial_partner_id', '=', customer.id),
            ('state', '=', 'sale'),
            ('company_id', '=', customer.env.company.id),
        ]
    )
    total = Decimal()
    for order in orders:
        fact = order.sudo().finance_fact_ids
        if invoicing_status(order, fact) != 'invoiced':
            left = order.amount_total - fact.amount_invoiced
            total += max(Decimal(), decimal(in_company_currency(order, left)))
    return total


def behaviour_figures(customer, today, open_delay):
    """Return how late was paid what was settled in the last 12 months."""
    receivable = customer.env['account.move.line'].search(
        [
            ('partner_id.commercial_partner_id', '=', customer.id),
            ('account_type', '=', 'asset_receivable'),
            ('parent_state', '=', 'posted'),
            ('move_id.move_type', 'in', ('out_invoice', 'out_receipt')),
            ('company_id', '=', customer.env.company.id),
        ]
    )
    settled = []
    for line in receivable:
        for part in line.matched_credit_ids:
            paid = max(line.date, part.credit_move_id.date)
            if today - relativedelta(years=1) < paid <= today:
                days = (paid - (line.date_maturity or line.date)).days
                settled.append((days, decimal(part.amount)))
    delay = average(settled)
    on_time = average([(days <= 0, amount) for days, amount in settled])
    company = customer.env.company
    worse = max((value for value in (delay, open_delay) if value is not None), default=None)
    behaviour = 'new' if worse is None else 'prompt'
    if worse is not None and worse > company.finance_slow_days:
        behaviour = 'bad' if worse > company.finance_bad_days else 'slow'
    return {
        'finance_average_delay': rounded(delay, '0.1'),
        'finance_on_time_rate': rounded(on_time, '0.0001'),
        'finance_behaviour': behaviour,
    }
