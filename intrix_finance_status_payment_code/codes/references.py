"""Payment references with check digits, made so that the bank import finds them again.

Of an invoice: the digits of its number, which are what documents are looked up by. Of a customer,
for everything that is open: ``99`` and ten digits.
"""

import re

from odoo.addons.intrix_finance_status.readers.payment_reference import check_digit, parse

HR, SI, RF = 'HR', 'SI', 'RF'
# a part of a reference has at most so many digits, the number behind the model so many characters
_LONGEST_PART = 12
_LONGEST_NUMBER = 22
_MOST_PARTS = 3
_LONGEST_RF = 21
_CUSTOMER = '99'
_CUSTOMER_DIGITS = 10
# what a database can have as an id
_LAST_CUSTOMER = 2**31 - 1


def of_number(number, system):
    """Return the reference of a document's number, or ``''`` where it can't have one.

    :param system: ``HR``, ``SI`` or ``RF``

    >>> of_number('INV/2026/00012', HR), of_number('INV/2026/00012', SI)
    ('HR01 2026-000123', 'SI12 0002026000123')
    >>> of_number('INV/2026/00012', RF), of_number('Januar', HR)
    ('RF70 INV202600012', '')
    """
    digits = re.sub('[^0-9]', '', number or '')
    if not digits.strip('0'):
        return ''
    if system == RF:
        # the letters that parse() reads
        for body in (re.sub('[^0-9A-Z]', '', number.upper()), digits):
            if len(body) <= _LONGEST_RF:
                return f'RF{rf_check_digits(body)} {body}'
        return ''
    if system == SI:
        if len(digits) <= _LONGEST_PART:
            digits = digits.zfill(_LONGEST_PART)
            return f'SI12 {digits}{check_digit(digits)}'
        return _in_parts('SI01', number)
    return _in_parts('HR01', number)


def of_customer(customer_id, system):
    """Return the reference by which a customer pays whatever it owes.

    >>> of_customer(12345, HR), of_customer(12345, SI), of_customer(12345, RF)
    ('HR01 99-00000123450', 'SI12 9900000123450', 'RF51 990000012345')
    """
    number = str(customer_id).zfill(_CUSTOMER_DIGITS)
    digits = f'{_CUSTOMER}{number}'
    if system == RF:
        return f'RF{rf_check_digits(digits)} {digits}'
    number += check_digit(digits)
    return f'HR01 {_CUSTOMER}-{number}' if system == HR else f'SI12 {_CUSTOMER}{number}'


def customer_of(reference):
    """Return the id of the customer that a read reference is of, or ``None``.

    Only with right check digits, as anything else may be a number of whatever.

    :param reference: of ``payment_reference.parse``
    """
    if not reference.checked or reference.model not in ('HR01', 'SI12', 'RF'):
        return None
    parts = reference.without_check_digits() or reference.parts
    found = re.fullmatch(f'{_CUSTOMER}([0-9]{{{_CUSTOMER_DIGITS}}})', ''.join(parts), re.ASCII)
    customer_id = int(found[1]) if found else 0
    return customer_id if 0 < customer_id <= _LAST_CUSTOMER else None


def as_printed(reference, system):
    """Return a reference that a document has already, as a code carries it, or ``''``.

    A code carries only what belongs to its system and has no wrong check digit.

    >>> as_printed('hr01 2026-000123', HR), as_printed('HR01 2026-000124', HR)
    ('HR01 2026-000123', '')
    >>> as_printed('RF70 INV2 0260 0012', RF), as_printed('RF70 INV2 0260 0012', HR)
    ('RF70 INV202600012', '')
    """
    read = parse(reference)
    if not read or read.checked is False or read.model[:2] != system:
        return ''
    compact = re.sub(r'\s+', '', reference).upper()
    if system == RF:
        return f'{compact[:4]} {compact[4:]}'
    number = compact[4:].lstrip('-')
    parts = number.split('-')
    if (
        len(number) > _LONGEST_NUMBER
        or len(parts) > _MOST_PARTS
        or not all(re.fullmatch('[0-9]{1,13}', part, re.ASCII) for part in parts)
    ):
        return ''
    return f'{compact[:4]} {number}'


def for_people(reference):
    """Return a reference as it is printed: an RF one in groups of four.

    >>> for_people('RF70 INV202600012'), for_people('HR01 2026-000123')
    ('RF70 INV2 0260 0012', 'HR01 2026-000123')
    """
    if not reference.startswith(RF):
        return reference
    compact = reference.replace(' ', '')
    return ' '.join(compact[start : start + 4] for start in range(0, len(compact), 4))


def rf_check_digits(body):
    """Return the check digits of an ISO 11649 reference.

    >>> rf_check_digits('539007547034')
    '18'
    """
    number = int(''.join(str(int(char, 36)) for char in body + RF + '00'))
    return f'{98 - number % 97:02d}'


def _in_parts(model, number):
    """Return a reference of the groups of digits of a number, all under one check digit."""
    groups = re.findall('[0-9]+', number)
    # the last ones tell documents apart
    groups = [''.join(groups[: 1 - _MOST_PARTS]), *groups[1 - _MOST_PARTS :]]
    groups = [group for group in groups if group]
    digits = ''.join(groups)
    for parts in (groups, [digits], [digits[:_LONGEST_PART], digits[_LONGEST_PART:]]):
        text = '-'.join(parts) + check_digit(digits)
        longest = max(map(len, text.split('-')))
        if len(text) <= _LONGEST_NUMBER and longest <= _LONGEST_PART:
            return f'{model} {text}'
    return ''
