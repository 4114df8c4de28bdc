"""What each payment of an entry is worth, in the currency of the account."""

from decimal import Decimal

from .camt_values import every, first, in_currency, one, read_amount, read_sign

_OWN = ('Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/CntrValAmt/Amt')
_INSTRUCTED = ('AmtDtls/InstdAmt/Amt',)
_CHARGES = ('Chrgs/TtlChrgsAndTaxAmt', 'Chrgs/Rcrd/Amt', 'Chrgs/Amt')
# of an amount: more than this isn't taken for charges that nobody mentions
_UNTOLD_CHARGES = Decimal('0.2')


def split_amounts(entry, details, total, currency, position):
    """Return ``(amounts, charges)``: of each payment of an entry, and what the bank kept of all.

    Amounts are pairs: of the payment, and of the charges of that payment alone. They add up to
    the entry. They are None where several payments don't tell what each of them is worth.

    :param total: the entry's amount, signed
    """
    sign = -1 if total < 0 else 1
    if len(details) == 1 and one(details[0], 'RtrInf') is None:
        # nearly all entries
        told = _amount(details[0], _OWN, currency, position)
        if told is None or told == sign * total:
            return [_with_charges_kept(details[0], total, currency, position)], Decimal(0)
    signs = [_sign(detail, sign, position) for detail in details]
    own = [_amount(detail, _OWN, currency, position) for detail in details]
    amounts, charges = _agreeing(entry, details, own, signs, total, currency, position)
    if amounts is None:
        instructed = [_amount(detail, _INSTRUCTED, currency, position) for detail in details]
        if len(details) == 1:
            amounts = [total]
        elif None not in instructed and sum(instructed) * sign == total:
            amounts = [sign * amount for amount in instructed]
        else:
            return None, Decimal(0)
    return [
        _with_charges_kept(detail, amount, currency, position)
        if amount > 0
        else _without_return_charges(detail, amount, currency, position)
        for detail, amount in zip(details, amounts, strict=True)
    ], charges


def _agreeing(entry, details, own, signs, total, currency, position):
    """Return the payments' own amounts and the charges, if they add up to the entry."""
    nothing = Decimal(0)
    if None in own:
        return None, nothing
    sign = -1 if total < 0 else 1
    signed = [amount * its_sign for amount, its_sign in zip(own, signs, strict=True)]
    if sum(signed) == total:
        return signed, nothing
    # some banks tell the sign that the payment had at the other side
    if sum(own) * sign == total:
        return [amount * sign for amount in own], nothing
    rest = total - sum(signed)
    if not all(own) or rest >= 0:
        return None, nothing
    told = _charges(entry, currency, position)
    told += sum((_charges(detail, currency, position) for detail in details), nothing)
    if told == -rest or -rest <= sum(own) * _UNTOLD_CHARGES:
        return signed, rest
    return None, nothing


def _sign(detail, default, position):
    text = one(detail, 'CdtDbtInd')
    return default if text is None else read_sign(text, position)


def _amount(detail, names, currency, position):
    """Return the first amount in the currency of the account, or None."""
    for name in names:
        found = first(detail, name)
        if in_currency(found, currency):
            return read_amount(found, position)
    return None


def _charges(element, currency, position):
    """Return the charges told with an entry or payment."""
    for name in _CHARGES:
        found = [
            read_amount(amount, position)
            for amount in every(element, name)
            if in_currency(amount, currency)
        ]
        if found:
            return sum(found)
    return Decimal(0)


def _with_charges_kept(detail, amount, currency, position):
    """Return a payment received as what the customer paid, and what the bank kept of it.

    Only where the charges told are the very difference to the amount that was instructed.
    """
    nothing = Decimal(0)
    if amount <= 0 or one(detail, 'Chrgs') is None or one(detail, 'RtrInf') is not None:
        return amount, nothing
    instructed = _amount(detail, _INSTRUCTED, currency, position)
    if not instructed or instructed - amount != _charges(detail, currency, position):
        return amount, nothing
    return instructed, amount - instructed


def _without_return_charges(detail, amount, currency, position):
    """Return a payment that went back as what the customer had paid, and the bank's charges."""
    nothing = Decimal(0)
    if amount >= 0 or one(detail, 'RtrInf') is None:
        return amount, nothing
    original = _amount(detail, _INSTRUCTED, currency, position)
    if not original or original >= -amount:
        return amount, nothing
    return -original, amount + original
