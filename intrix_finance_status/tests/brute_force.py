"""What the addon must answer, worked out again in plain Python and without its SQL."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from odoo.fields import Domain

CENT = Decimal('0.01')
ATTENTION = [
    'overdue',
    'partially_paid',
    'invoiced',
    'in_payment',
    'partially_invoiced',
    'ordered',
    'paid',
    'sent',
    'quotation',
    'expired',
    'reversed',
    'cancelled',
]
AMOUNT_TYPES = ('monetary', 'float', 'integer')


def holds(value, operator, operand):
    """Tell whether ``value`` of a record meets a condition, as Odoo's domains mean it."""
    if operator == '=':
        return value == operand or (not value and operand is False)
    if operator == 'in':
        return any(holds(value, '=', item) for item in operand)
    if operator in ('!=', 'not in'):
        return not holds(value, {'!=': '=', 'not in': 'in'}[operator], operand)
    if value is False:
        return False
    return value < operand if operator == '<' else value >= operand


def sort_key(records, field, value):
    """Return a key that sorts as the database does: what is empty comes last.

    A status sorts along the way from offer to cash.
    """
    if field.type == 'selection' and value:
        value = field.get_values(records.env).index(value)
    return (value is False and field.type in ('char', 'date', 'selection'), value or 0)


def group_key(field, value):
    return value.replace(day=1) if value and field.type == 'date' else value


class Agreement:
    """Compare every way to a field with reading it. To be mixed into a test case.

    With ``sample`` (a ``random.Random``), some of the conditions are tried, else all.
    """

    def assertWaysAgree(self, records, fnames, sample=None):
        for fname in fnames:
            with self.subTest(field=f'{records._name}.{fname}'):
                records.invalidate_model([fname])
                values = {record: record[fname] for record in records}
                self._assert_search(records, fname, values, sample)
                self._assert_sorted(records, fname, values, sample)
                self._assert_grouped(records, fname, values)

    def _conditions(self, field, values):
        """Yield conditions that find something, nothing and all of ``values``."""
        known = sorted({value for value in values if value is not False})
        some = known[:1] + known[len(known) // 2 :][:1] + known[-1:]
        for value in some:
            yield from (('=', value), ('!=', value))
            if field.type not in ('selection', 'boolean', 'char'):
                yield '>=', value
                # Odoo itself does not compare an empty customer's amount as zero
                if not field.related:
                    yield '<', value
        yield from (('in', some), ('not in', some), ('in', [*some, False]))
        yield from (('not in', [*some, False]), ('=', False), ('!=', False))

    def _assert_search(self, records, fname, values, sample):
        Model = records.browse()
        these = Domain('id', 'in', records.ids)
        conditions = list(self._conditions(records._fields[fname], values.values()))
        for operator, operand in sample.sample(conditions, 3) if sample else conditions:
            expected = records.filtered(
                lambda record: holds(values[record], operator, operand)  # noqa: B023 - called at once
            )
            condition = Domain(fname, operator, operand)
            found = Model.search(these & condition)
            label = f"{fname} {operator} {operand}"
            self.assertEqual(found.sorted('id'), expected.sorted('id'), f"search {label}")
            self.assertEqual(records.filtered_domain(condition), expected, f"filter {label}")
            left = Model.search(these & ~condition)
            if operator not in ('<', '>='):
                rest = (records - expected).sorted('id')
                self.assertEqual(left.sorted('id'), rest, f"search not ({label})")

    def _assert_sorted(self, records, fname, values, sample):
        field = records._fields[fname]
        directions = ['asc', 'desc']
        for direction in sample.sample(directions, 1) if sample else directions:
            found = records.browse().search(
                [('id', 'in', records.ids)], order=f'{fname} {direction}, id'
            )
            expected = records.sorted('id').sorted(
                lambda record: sort_key(records, field, values[record]), reverse=direction == 'desc'
            )
            # Python's reverse keeps the order of equals, as ``, id`` does
            self.assertEqual(found, expected, f"sorted by {fname} {direction}")

    def _assert_grouped(self, records, fname, values):
        field = records._fields[fname]
        groups = defaultdict(records.browse)
        for record in records.sorted('id'):
            groups[group_key(field, values[record])] |= record
        aggregates = ['__count', 'id:recordset']
        if field.type in AMOUNT_TYPES:
            aggregates += [f'{fname}:sum', f'{fname}:max', f'{fname}:avg']
        by = f'{fname}:month' if field.type == 'date' else fname
        rows = records._read_group([('id', 'in', records.ids)], [by], aggregates)
        self.assertEqual(len(rows), len(groups), f"grouped by {fname}")
        for key, count, members, *amounts in rows:
            self.assertEqual(members.sorted('id'), groups[key], f"{fname} = {key}")
            self.assertEqual(count, len(groups[key]))
            if amounts:
                total = sum(values[record] for record in members)
                for amount, expected in zip(amounts, (total, key, total / count), strict=True):
                    self.assertAlmostEqual(amount, expected, 6)
        if field.type in AMOUNT_TYPES:
            [(total,)] = records._read_group([('id', 'in', records.ids)], [], [f'{fname}:sum'])
            self.assertAlmostEqual(total, sum(values.values()), 6, f"sum of {fname}")


# What happened to an order, from rules R1 to R3


def decimal(amount):
    """Return the float of an amount as the decimal number it is meant to be."""
    return round(Decimal(amount if isinstance(amount, Decimal | int) else repr(amount)), 6)


@dataclass
class Part:
    """What of one due date belongs to an order, not rounded."""

    date_due: object
    due: Decimal
    balance_due: Decimal
    #: of an invoice: what is open of a credit note is never late
    invoiced: bool = True

    @property
    def is_claim(self):
        return self.invoiced and self.due > 0


@dataclass
class Facts:
    amount: Decimal = Decimal()
    due: Decimal = Decimal()
    balance: Decimal = Decimal()
    balance_due: Decimal = Decimal()
    #: how far an amount may be off, as documents of several orders are shared in cents
    tolerance: Decimal = Decimal()
    documents: int = 0
    in_payment: bool = False
    is_credited: bool = False
    prepaid: Decimal = Decimal()
    prepaid_balance: Decimal = Decimal()
    prepaid_tolerance: Decimal = Decimal()
    dates_invoiced: list = field(default_factory=list)
    dates_paid: list = field(default_factory=list)
    parts: list = field(default_factory=list)

    @property
    def is_clear(self):
        """Tell whether rounding can't decide which parts are open."""
        open_amounts = [self.due, *(part.due for part in self.parts)]
        return all(not amount or abs(amount) > self.tolerance for amount in open_amounts)

    @property
    def date_due(self):
        dates = [part.date_due for part in self.parts if part.is_claim]
        return min(dates) if dates and self.due > 0 else False

    @property
    def date_invoiced(self):
        return min(self.dates_invoiced, default=False)

    @property
    def date_paid(self):
        return max(self.dates_paid, default=False)

    def overdue(self, today, name='due'):
        """Return what is late of ``due`` or ``balance_due``: never more than is due at all."""
        if not self.date_due or self.date_due >= today:
            return Decimal()
        late = [getattr(p, name) for p in self.parts if p.is_claim and p.date_due < today]
        return min(getattr(self, name), sum(late))


def shares(move):
    """Return the part of each order in a document's total (R1).

    It is what its lines have of all lines: those of orders, and the positive ones of no order.
    """
    amounts = defaultdict(Decimal)
    of_no_order = Decimal()
    for line in move.line_ids.filtered(lambda line: line.display_type == 'product'):
        weights = defaultdict(Decimal)
        for order_line in line.sale_line_ids:
            weights[order_line.order_id] += decimal(order_line.price_total)
        total = sum(weights.values())
        for order, weight in weights.items():
            part = weight / total if total else Decimal(1) / len(weights)
            amounts[order] += decimal(line.price_total) * part
        if not line.sale_line_ids:
            of_no_order += max(decimal(line.price_total), Decimal())
    total = sum(amounts.values()) + of_no_order
    if not total:
        amounts = {order: abs(amount) for order, amount in amounts.items()}
        total = sum(amounts.values()) + of_no_order
    if not total:
        return {order: Decimal(1) / len(amounts) for order in amounts}
    return {order: amount / total for order, amount in amounts.items()}


def instalments(move):
    return move.line_ids.filtered(lambda line: line.display_type == 'payment_term')


def settlement_dates(lines):
    parts = lines.matched_debit_ids | lines.matched_credit_ids
    parts = parts.filtered(lambda part: not is_exchange_difference(part))
    return [match_date(part) for part in parts]


def match_date(part):
    return max(part.debit_move_id.date, part.credit_move_id.date)


def is_exchange_difference(part):
    """Tell whether a match is with an exchange difference, which has no day of its own."""
    moves = part.debit_move_id.move_id | part.credit_move_id.move_id
    return bool(part.search_count([('exchange_move_id', 'in', moves.ids)]))


def is_money(item):
    """Tell whether a journal item is of money that came or went."""
    return item.journal_id.type in ('bank', 'cash', 'credit')


def documents_of(env):
    return env['account.move'].search(
        [
            ('state', '=', 'posted'),
            ('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt')),
        ]
    )


def facts_by_order(env):
    """Return the facts of every order that has a document."""
    facts = defaultdict(Facts)
    for move in documents_of(env):
        for order, share in shares(move).items():
            _add_document(facts[order], order, move, share)
    for document in external_documents_of(env):
        for order, share in external_shares(document).items():
            _add_external(facts[order], order, document, share)
    for payment in env['account.payment'].search([('finance_order_ids', '!=', False)]):
        _add_payment(facts, payment)
    return facts


def _add_payment(facts, payment):
    """Add what of a payment is matched with nothing, by the totals of its orders."""
    items = payment.move_id.line_ids.filtered(
        lambda line: line.account_type == 'asset_receivable' and line.parent_state == 'posted'
    )
    left = -sum((decimal(item.amount_residual_currency) for item in items), Decimal())
    balance = -sum((decimal(item.amount_residual) for item in items), Decimal())
    orders = payment.finance_order_ids
    company = payment.company_id
    totals = {order: max(decimal(order.amount_total), Decimal()) for order in orders}
    for order, weight in totals.items():
        total = sum(totals.values())
        share = weight / total if total else Decimal(1) / len(orders)
        amount, rate = left * share, Decimal(1)
        if order.currency_id != payment.currency_id:
            args = (company.currency_id, order.currency_id, company, payment.date)
            rate = decimal(order.env['res.currency']._get_conversion_rate(*args))
            amount = balance * share * rate
        facts[order].prepaid += amount
        facts[order].prepaid_balance += balance * share
        if len(orders) > 1 or order.currency_id != payment.currency_id:
            facts[order].prepaid_tolerance += CENT * 2 * max(rate, 1)


def _add_document(facts, order, move, share):
    lines = instalments(move)
    rate = Decimal(1)
    amount_column, due_column = 'amount_currency', 'amount_residual_currency'
    if order.currency_id != move.currency_id:
        # Odoo's entries keep the rate that they were booked at
        amount_column, due_column = 'balance', 'amount_residual'
        company = move.company_id
        args = (company.currency_id, order.currency_id, company, move.invoice_date)
        rate = decimal(order.env['res.currency']._get_conversion_rate(*args))
        facts.tolerance += CENT * 2 * max(rate, 1) * (len(lines) + 1)
    elif share != 1:
        facts.tolerance += CENT * (len(lines) + 1)
    facts.documents += 1
    facts.in_payment |= move.payment_state == 'in_payment'
    facts.dates_paid += settlement_dates(lines)
    if move.move_type != 'out_refund':
        facts.dates_invoiced.append(move.invoice_date)
    for line in lines:
        amount = decimal(line[amount_column]) * share * rate
        due = decimal(line[due_column]) * share * rate
        balance_due = decimal(line.amount_residual) * share
        facts.amount += amount
        facts.due += due
        facts.balance += decimal(line.balance) * share
        facts.balance_due += balance_due
        facts.is_credited |= move.move_type == 'out_refund' and in_cents(amount) != 0
        invoiced = move.move_type != 'out_refund'
        facts.parts.append(Part(line.date_maturity, due, balance_due, invoiced))


# Documents kept elsewhere, from sections 2 and 8


@dataclass
class Instalment:
    """A due date of a document kept elsewhere; credit notes are negative."""

    id: int
    date_due: object
    amount: Decimal
    due: Decimal
    balance: Decimal = Decimal()
    balance_due: Decimal = Decimal()


def external_documents_of(env):
    return env['finance.status.document'].search([('cancelled', '=', False)])


def external_shares(document):
    """Return the share of each order in a document kept elsewhere."""
    total = decimal(document.amount_total)
    return {
        share.order_id: decimal(share.amount) / total if total else Decimal()
        for share in document.order_ids
    }


def external_paid(document):
    payments = sum((decimal(payment.amount) for payment in document.payment_ids), Decimal())
    return max(payments, decimal(document.source_amount_paid), Decimal())


def external_dates_paid(document):
    dates = [payment.date for payment in document.payment_ids if payment.amount > 0]
    if document.source_amount_paid > 0 and document.source_date_paid:
        dates.append(document.source_date_paid)
    return dates if external_paid(document) > 0 else []


def external_instalments(document, paid=None):
    """Return what is open of each due date: what is paid fills the earliest first.

    :param paid: what is taken as paid, instead of what is known now
    """
    sign = -1 if document.document_type == 'refund' else 1
    company = document.company_id
    args = (document.currency_id, company.currency_id, company, document.date)
    rate = decimal(company.env['res.currency']._get_conversion_rate(*args))
    left = external_paid(document) if paid is None else paid
    instalments = []
    amounts = dues = Decimal()

    def cut(before, after):
        """Return what is between two cumulated amounts in company currency."""
        return in_cents(after * rate) - in_cents(before * rate)

    lines = document.line_ids.sorted(lambda line: (line.date_due, line.id))
    for line in lines:
        amount = decimal(line.amount)
        part = left if line == lines[-1] else min(left, amount)
        left -= part
        instalments.append(
            Instalment(
                line.id,
                line.date_due,
                sign * amount,
                sign * (amount - part),
                sign * cut(amounts, amounts + amount),
                sign * cut(dues, dues + amount - part),
            )
        )
        amounts += amount
        dues += amount - part
    return instalments


def in_cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def _add_external(facts, order, document, share):
    lines = external_instalments(document)
    rate = Decimal(1)
    if order.currency_id != document.currency_id:
        args = (document.currency_id, order.currency_id, document.company_id, document.date)
        rate = decimal(order.env['res.currency']._get_conversion_rate(*args))
        facts.tolerance += CENT * 2 * max(rate, 1) * (len(lines) + 1)
    elif share != 1:
        facts.tolerance += CENT * (len(lines) + 1)
    facts.documents += 1
    if document.document_type == 'invoice':
        facts.dates_invoiced.append(document.date)
    if any(line.amount != line.due for line in lines):
        facts.dates_paid += external_dates_paid(document)
    for line in lines:
        amount, due = line.amount * share * rate, line.due * share * rate
        balance_due = line.balance_due * share
        facts.amount += amount
        facts.due += due
        facts.balance += line.balance * share
        facts.balance_due += balance_due
        facts.is_credited |= document.document_type == 'refund' and in_cents(amount) != 0
        invoiced = document.document_type == 'invoice'
        facts.parts.append(Part(line.date_due, due, balance_due, invoiced))


# What the facts mean today, from sections 5 to 7


def order_rate(order, currency, company, date):
    """Return what one unit of a document's currency is worth in the order's."""
    if currency == order.currency_id:
        return Decimal(1)
    args = (currency, order.currency_id, company, date)
    return decimal(order.env['res.currency']._get_conversion_rate(*args))


def products(order):
    return order.order_line.filtered(lambda line: not line.is_downpayment)


def value(line, quantity):
    """Return what ``quantity`` of an order line is worth at the order's price."""
    if line.product_uom_qty:
        return decimal(quantity) * decimal(line.price_total) / decimal(line.product_uom_qty)
    return decimal(quantity) * decimal(line.price_unit) * (1 - decimal(line.discount) / 100)


def scale(order):
    """Return how far the order's total is from that of its lines."""
    total = sum(decimal(line.price_total) for line in order.order_line)
    return decimal(order.amount_total) / total if total else Decimal(1)


def invoiced_quantity(line):
    """Return the quantity that was invoiced and not given back.

    A credit note for a lower price gives nothing back, unless nothing is left.
    """
    posted = line.invoice_lines.filtered(lambda item: item.parent_state == 'posted')
    credited = posted.filtered(lambda item: item.move_id.move_type == 'out_refund')
    invoiced = posted - credited

    def worth(items):
        return sum(
            decimal(item.price_total)
            * order_rate(
                line.order_id, item.currency_id, item.company_id, item.move_id.invoice_date
            )
            for item in items
        )

    if worth(invoiced) and credited and abs(worth(credited)) >= abs(worth(invoiced)):
        return Decimal()
    quantity = sum(decimal(item.quantity) for item in invoiced)
    for item in credited:
        prices = [
            abs(decimal(other.price_total) / decimal(other.quantity))
            for other in invoiced
            if other.currency_id == item.currency_id and other.quantity
        ]
        full = abs(decimal(item.quantity)) * min(prices, default=Decimal())
        if not prices or abs(decimal(item.price_total)) + CENT > full:
            quantity -= decimal(item.quantity)
    return quantity


def covered(order):
    """Return what of an order needs no further invoice: by quantities, and by amounts."""
    by_quantity = sum(value(line, invoiced_quantity(line)) for line in products(order))
    by_amount = Decimal()
    for item in (order.order_line - products(order)).invoice_lines:
        if item.parent_state == 'posted':
            sign = -1 if item.move_id.move_type == 'out_refund' else 1
            rate = order_rate(order, item.currency_id, item.company_id, item.move_id.invoice_date)
            by_amount += sign * decimal(item.price_total) * rate
    return by_quantity * scale(order), by_amount + _covered_elsewhere(order)


def _covered_elsewhere(order):
    taken, back = ('refund', 'invoice') if order.amount_total < 0 else ('invoice', 'refund')
    amounts = {taken: [], back: []}
    for document in external_documents_of(order.env):
        rate = order_rate(order, document.currency_id, document.company_id, document.date)
        for share in document.order_ids.filtered(lambda share: share.order_id == order):
            amounts[document.document_type].append(
                (decimal(share.amount), document.currency_id, rate, document)
            )

    def total(parts):
        return sum((amount * rate for amount, _currency, rate, _document in parts), Decimal())

    def names(credit, document):
        told = {name.strip().lower() for name in (credit.preceding or '').split(',')}
        return document.name.lower() in told and document.source_id == credit.source_id

    if total(amounts[back]) >= total(amounts[taken]):
        return Decimal()
    given_back = [
        part
        for part in amounts[back]
        if any(part[:2] == other[:2] or names(part[3], other[3]) for other in amounts[taken])
    ]
    left = total(amounts[taken]) - total(given_back)
    return -left if order.amount_total < 0 else left


def billable(order):
    """Return the value of what can be invoiced or already is: ordered, or delivered."""
    return sum(
        value(
            line,
            line.qty_delivered
            if line.product_id.invoice_policy == 'delivery'
            else line.product_uom_qty,
        )
        for line in products(order)
    )


def is_free(order, fact):
    """Tell whether there is nothing to invoice and nothing to pay."""
    return (
        order.state == 'sale'
        and not order.amount_total
        and not fact.document_count
        and not in_cents(billable(order))
    )


def uncovered(order):
    """Return what no invoice covers of the total or of what can be invoiced, with its sign off."""
    sign = -1 if order.amount_total < 0 else 1
    needed = max(sign * decimal(order.amount_total), sign * billable(order) * scale(order))
    return needed - sign * sum(covered(order))


def to_invoice(order, fact):
    """Return what is confirmed and not invoiced yet, in the currency of the order."""
    status = invoicing_status(order, fact)
    if order.state != 'sale' or status == 'invoiced':
        return 0
    if status == 'no':
        return max(0, decimal(order.amount_total))
    return max(0, uncovered(order) * (-1 if order.amount_total < 0 else 1))


def invoicing_status(order, fact):
    """Return the invoicing status for ``fact``, the order's row of facts (or none)."""
    if order.state != 'sale' or is_free(order, fact):
        return 'no'
    if order.invoice_status in ('invoiced', 'upselling') and not fact.has_draft:
        return 'invoiced'
    waiting = 'no' if order.invoice_status == 'no' else 'to_invoice'
    if not fact.document_count:
        return waiting
    sign = -1 if order.amount_total < 0 else 1
    by_quantity, by_amount = covered(order)
    left = in_cents(uncovered(order))
    rebate = any(sign * line.price_total < 0 for line in products(order))
    if not left or (left < 0 and not (by_quantity and rebate)):
        return 'invoiced'
    if sign * fact.amount_invoiced > 0 or sign * (by_quantity + by_amount) > 0:
        return 'partial'
    return waiting


def payment_status(order, fact, today):
    if not fact.document_count:
        return 'paid' if is_free(order, fact) else 'no'
    if fact.amount_due <= 0:
        everything = fact.amount_invoiced < 0 or (not fact.amount_invoiced and fact.is_credited)
        settled = 'reversed' if everything else 'paid'
        return 'in_payment' if fact.in_payment else settled
    if fact.date_due and fact.date_due < today:
        return 'overdue'
    return 'partial' if fact.amount_invoiced > fact.amount_due else 'not_due'


def finance_status(order, fact, today):
    payment = payment_status(order, fact, today)
    if payment == 'overdue':
        return 'overdue'
    if order.state == 'cancel':
        return 'cancelled'
    if order.state in ('draft', 'sent'):
        if order.validity_date and order.validity_date < today:
            return 'expired'
        return {'draft': 'quotation', 'sent': 'sent'}[order.state]
    if payment == 'no':
        return 'ordered'
    if payment == 'reversed':
        return 'reversed'
    if invoicing_status(order, fact) == 'partial':
        return 'partially_invoiced'
    return {'not_due': 'invoiced', 'partial': 'partially_paid'}.get(payment, payment)


def in_company_currency(order, amount):
    return order.company_id.currency_id.round(amount / (order.currency_rate or 1))


def customer_figures(customer, today):
    """Return the figures of a commercial entity, from its open items."""
    items = customer.env['account.move.line'].search(
        [
            ('partner_id.commercial_partner_id', '=', customer.id),
            ('account_type', '=', 'asset_receivable'),
            ('account_id.non_trade', '=', False),
            ('parent_state', '=', 'posted'),
            ('amount_residual', '!=', 0),
            ('company_id', '=', customer.env.company.id),
        ]
    )
    ages = [
        ((today - (item.date_maturity or item.date)).days, due, due > 0 and not is_money(item))
        for item in items
        for due in [decimal(item.amount_residual)]
    ]
    external = external_documents_of(customer.env).filtered(
        lambda document: document.commercial_partner_id == customer
    )
    ages += [
        (
            (today - line.date_due).days,
            line.balance_due,
            # money paid back is never late
            line.due > 0 and document.document_type == 'invoice',
        )
        for document in external
        for line in external_instalments(document)
    ]

    def late(first, last=10**9):
        return sum(due for days, due, is_claim in ages if is_claim and first <= days <= last)

    total = sum(due for _days, due, _is_claim in ages)
    oldest = max((days for days, _due, is_claim in ages if is_claim), default=None)
    invoiced = documents_of(customer.env).filtered(
        lambda move: (
            move.commercial_partner_id == customer
            and not any(instalments(move).account_id.mapped('non_trade'))
        )
    )
    unmatched = max(-sum(due for _days, due, is_claim in ages if not is_claim), 0)
    status = 'paid' if invoiced or external else 'no'
    if oldest is not None or total > 0:
        status = 'overdue' if late(1) else 'due'
    late_days = sum(days * due for days, due, is_claim in ages if is_claim and days > 0)
    return {
        **payment_habits(customer, external, today),
        'finance_open_delay': average(late_days, late(1), '0.1'),
        'finance_status': status,
        'finance_amount_due': total,
        'finance_amount_overdue': late(1),
        'finance_days_overdue': max(oldest or 0, 0),
        'finance_aged_current': total - late(1),
        'finance_aged_30': late(1, 30),
        'finance_aged_60': late(31, 60),
        'finance_aged_90': late(61, 90),
        'finance_aged_older': late(91),
        'finance_follow_up_state': 'overdue' if late(1) else False,
        'finance_priority': late_days,
        'finance_amount_unmatched': unmatched,
        'finance_hold': is_held(customer.env, ages, unmatched),
    }


def is_held(env, ages, unmatched):
    """Tell whether the default policy holds a customer with these (days, due, is_claim)."""
    policy, _policies = env['finance.status.policy']._in_force(env.company)
    late = sorted(((days, due) for days, due, is_claim in ages if is_claim and days > 0))
    overdue = sum(due for _days, due in late) - unmatched
    # what is not matched settles the oldest first
    while late and unmatched >= late[-1][1]:
        unmatched -= late.pop()[1]
    return bool(
        policy.hold
        and late
        and overdue >= decimal(policy.hold_amount)
        and late[-1][0] > policy.hold_days
    )


# How a customer pays: only payments count


def average(weighted, total, precision):
    return (weighted / total if total else Decimal()).quantize(Decimal(precision), ROUND_HALF_UP)


def payment_habits(customer, external, today):
    """Return delay and rate of what was paid in the last 12 months."""
    since = today.replace(year=today.year - 1)
    paid = [*_paid_entries(customer), *(p for document in external for p in _paid_parts(document))]
    paid = [
        ((date - date_due).days, amount) for date_due, date, amount in paid if since < date <= today
    ]
    total = sum(amount for _days, amount in paid)
    return {
        'finance_average_delay': average(sum(days * due for days, due in paid), total, '0.1'),
        'finance_on_time_rate': average(
            sum(amount for days, amount in paid if days <= 0), total, '0.0001'
        ),
    }


def _paid_entries(customer):
    """Yield due date, day and amount of what money settled of invoices in Odoo's books."""
    for move in documents_of(customer.env).filtered(lambda m: m.move_type != 'out_refund'):
        for line in instalments(move):
            if line.partner_id.commercial_partner_id != customer or line.account_id.non_trade:
                continue
            for part in line.matched_credit_ids:
                if is_money(part.credit_move_id):
                    yield line.date_maturity, match_date(part), decimal(part.amount)


def _paid_parts(document):
    """Yield the same of an invoice kept elsewhere: money fills the due dates one by one."""
    dates = external_dates_paid(document)
    if document.document_type == 'refund' or not dates:
        return
    company = document.company_id
    args = (document.currency_id, company.currency_id, company, document.date)
    rate = decimal(company.env['res.currency']._get_conversion_rate(*args))
    registered = sum((decimal(payment.amount) for payment in document.payment_ids), Decimal())
    pieces, upto = [], Decimal()
    for payment in document.payment_ids.sorted(lambda payment: (payment.date, payment.id)):
        if payment.amount > 0:
            since, upto = upto, upto + decimal(payment.amount)
            pieces.append((since, min(upto, registered), payment.date))
    told = decimal(document.source_amount_paid)
    if document.source_date_paid:
        pieces.append((max(registered, Decimal()), told, document.source_date_paid))
    upto = Decimal()
    for line in document.line_ids.sorted(lambda line: (line.date_due, line.id)):
        since, upto = upto, upto + decimal(line.amount)
        for piece_since, piece_upto, date in pieces:
            overlap = min(upto, piece_upto) - max(since, piece_since)
            if overlap > 0:
                yield line.date_due, date, overlap * rate
