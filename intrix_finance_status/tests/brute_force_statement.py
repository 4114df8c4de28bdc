"""What was open on a day, worked out again in plain Python from what happened until then."""

from decimal import Decimal

from .brute_force import decimal, external_documents_of, external_instalments


def open_as_of(customer, date):
    """Yield source, instalment id, open amount, and that in company currency."""
    yield from _open_entries(customer, date)
    documents = external_documents_of(customer.env).filtered(
        lambda document: document.commercial_partner_id == customer and document.date <= date
    )
    for document in documents:
        paid = _external_paid(document, date)
        for line in external_instalments(document, paid):
            if line.balance_due:
                yield document._name, line.id, line.due, line.balance_due


def _open_entries(customer, date):
    items = customer.env['account.move.line'].search(
        [
            ('partner_id.commercial_partner_id', '=', customer.id),
            ('account_type', '=', 'asset_receivable'),
            ('account_id.non_trade', '=', False),
            ('parent_state', '=', 'posted'),
            ('company_id', '=', customer.env.company.id),
            ('date', '<=', date),
        ]
    )
    for item in items:
        due, balance_due = decimal(item.amount_currency), decimal(item.balance)
        for part in item.matched_credit_ids.filtered(lambda part: _counts(part, date)):
            due -= decimal(part.debit_amount_currency)
            balance_due -= decimal(part.amount)
        for part in item.matched_debit_ids.filtered(lambda part: _counts(part, date)):
            due += decimal(part.credit_amount_currency)
            balance_due += decimal(part.amount)
        if balance_due:
            yield 'account.move', item.id, due, balance_due


def _counts(part, date):
    """Tell whether a match counts: an exchange difference does as soon as what it comes from."""
    moves = part.debit_move_id.move_id | part.credit_move_id.move_id
    causes = part.search([('exchange_move_id', 'in', moves.ids)])
    return any(match.max_date <= date for match in (part, *causes))


def _external_paid(document, date):
    payments = document.payment_ids.filtered(lambda payment: payment.date <= date)
    paid = sum((decimal(payment.amount) for payment in payments), Decimal())
    told = Decimal()
    if document.source_date_paid and document.source_date_paid <= date:
        told = decimal(document.source_amount_paid)
    return max(paid, told, Decimal())
