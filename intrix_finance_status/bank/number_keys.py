"""What numbers of documents are looked up by in the database."""

# What readers.payment_reference.number_keys makes of a number: its digits, without zeros ahead
# of all of them, and of each group of them.
_JOINED = "LTRIM(REGEXP_REPLACE({}, '[^0-9]', '', 'g'), '0')"
_STRIPPED = "REGEXP_REPLACE(REGEXP_REPLACE({}, '(^|[^0-9])0+', '\\1', 'g'), '[^0-9]', '', 'g')"
_REFERENCE = "REGEXP_REPLACE(UPPER({}), '^\\s*(HR|SI|RF)\\s*[0-9]{{2}}', '')"

OPEN_INVOICE = (
    "{alias}state = 'posted' AND {alias}move_type IN ('out_invoice', 'out_receipt') "
    "AND {alias}payment_state IN ('not_paid', 'partial')"
)


def number_keys_sql(alias=''):
    """Return the array of what number and payment reference are looked up by, as indexed."""
    name = f'{alias}name'
    reference = _REFERENCE.format(f'{alias}payment_reference')
    keys = [key.format(column) for column in (name, reference) for key in (_JOINED, _STRIPPED)]
    return f'ARRAY[{", ".join(keys)}]'
