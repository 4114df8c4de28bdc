"""Documents of a ledger: what was debited for a number is its total, what was credited is paid."""

from decimal import Decimal

from .base import Problem, _lt


def settle_ledger(parts, problems):
    """Return the values of one document from its debits and credits.

    :param parts: what each row tells, in the order of the file
    """
    for part in parts:
        if part.get('order_reference') == part['name']:
            part['order_reference'] = None
    debits = [part for part in parts if part.get('debit')]
    credits = [part for part in parts if part.get('credit') and not part.get('debit')]
    refund = any(part.get('document_type') == 'refund' for part in parts)
    main = debits or credits or parts
    values = {}
    for part in (*main, *parts):
        for field, value in part.items():
            # a credit's linked document is this one
            if field == 'order_reference' and part not in main:
                continue
            if values.get(field) in (None, ''):
                values[field] = value
    names = {part.get('partner_name') for part in parts} - {None, ''}
    if len(names) > 1:
        problems.append(
            Problem(
                'partner_name',
                _lt(
                    "Number %(name)s stands for different invoices: %(values)s.",
                    name=parts[0]['name'],
                    values=' / '.join(sorted(names)[:4]),
                ),
            )
        )
    debit = sum((part.get('debit') or Decimal() for part in parts), Decimal())
    credit = sum((part.get('credit') or Decimal() for part in parts), Decimal())
    for field in ('debit', 'credit', 'amount_total', 'amount_due', 'amount_paid', 'date_paid'):
        values[field] = None
    values['name'] = main[0]['name'] or next((part['name'] for part in parts if part['name']), '')
    if not debits and not credit and not debit:
        if not problems:
            problems.append(Problem('debit', _lt("There is no amount.")))
        return values
    if debits:
        values['amount_total'], values['amount_paid'] = debit, credit
        dates = [part.get('date_paid') or part.get('date') for part in credits]
        dates = [day for day in dates if day]
        if credit and dates:
            values['date_paid'] = max(dates)
        values['document_type'] = '' if debit > 0 else 'refund'
    elif refund or credit < 0:
        values['amount_total'] = credit
        values['document_type'] = 'refund'
    elif not problems:
        problems.append(
            Problem(
                'credit',
                _lt(
                    "%s was credited, but no invoice of that number debited: it is not clear "
                    "whether it is a credit note or a payment.",
                    credit,
                ),
            )
        )
    due = [part['date_due'] for part in debits if part.get('date_due')]
    if len(set(due)) > 1 and len(due) == len(debits):
        values['date_due'] = max(due)
        values['lines'] = [
            {'date_due': part['date_due'], 'amount': part['debit']} for part in debits
        ]
    return values
