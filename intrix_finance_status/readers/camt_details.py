"""Who paid, and what for: the details of a payment on a bank statement."""

from dataclasses import dataclass, field

from .base import Remittance
from .camt_values import (
    account_number,
    all_texts,
    clean,
    every,
    every_text,
    first,
    first_text,
    in_currency,
    is_reference,
    name_key,
    one,
    one_text,
    read_amount,
    references,
)

_SIDES = ('Dbtr', 'Cdtr')
_ACCOUNTS = ('DbtrAcct', 'CdtrAcct')
_ULTIMATES = ('UltmtDbtr', 'UltmtCdtr')


# of one payment; more is no payment of a customer
MAX_REFERENCES = 1000


@dataclass(slots=True)
class Details:
    """What a payment tells beside its amount; see ``base.Transaction``."""

    partner_name: str = ''
    partner_account: str = ''
    ultimate_name: str = ''
    partner_identifiers: tuple = ()
    references: list = field(default_factory=list)
    remittances: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    text: str = ''
    end_to_end_id: str = ''
    bank_reference: str = ''
    return_reason: str = ''
    returned: bool = False
    # the remittance information, to tell payments apart
    told: tuple = ()


def read_details(element, statement, sign, currency, position):
    """Return the details of a ``TxDtls``.

    :param int sign: of its amount; tells the payer where nothing else does
    """
    details = Details()
    parties = one(element, 'RltdPties')
    returned = one(element, 'RtrInf')
    if parties is not None:
        # of a payment that returns, the parties are those that it had the first time
        _read_parties(details, parties, statement, sign if returned is None else -sign)
    refs = one(element, 'Refs')
    if refs is not None:
        details.bank_reference = bank_reference(refs)
        end_to_end = one_text(refs, 'EndToEndId')
        details.end_to_end_id = end_to_end if is_reference(end_to_end) else ''
    remittance = one(element, 'RmtInf')
    if remittance is not None:
        _read_remittance(details, remittance, currency, position)
    additional = one_text(element, 'AddtlTxInf')
    if additional:
        details.texts.append(additional)
        details.text = details.text or additional
    if returned is not None:
        details.returned = True
        reason = first_text(returned, 'Rsn/Cd', 'Rsn/Prtry')
        about = every_text(returned, 'AddtlInf')
        details.return_reason = clean(' '.join([reason, *about]))
    return details


def together(all_details):
    """Return the details of several payments as those of one."""
    whole = Details()
    for name in ('references', 'remittances', 'texts'):
        values = [value for details in all_details for value in getattr(details, name)]
        if name == 'remittances':
            # what each is worth isn't known
            values = [Remittance(value.reference) for value in values]
        values = list({str(value): value for value in values}.values())
        setattr(whole, name, values[:MAX_REFERENCES])
    for name in ('partner_name', 'partner_account', 'ultimate_name', 'text', 'return_reason'):
        values = {getattr(details, name) for details in all_details}
        setattr(whole, name, values.pop() if len(values) == 1 else '')
    # 'all' of nothing is true
    whole.returned = bool(all_details) and all(details.returned for details in all_details)
    return whole


def bank_reference(element):
    """Return the bank's own reference of an entry or a payment, if it is one."""
    text = one_text(element, 'AcctSvcrRef')
    return text[:140] if is_reference(text) else ''


def _read_parties(details, parties, statement, sign):
    """Find the other side: the one that isn't us by its account or, failing that, its name."""
    accounts = [
        account_number(one_text(number, 'IBAN') or one_text(one(number, 'Othr'), 'Id'))
        for number in (one(one(parties, account), 'Id') for account in _ACCOUNTS)
    ]
    names = [_party_name(parties, side) for side in _SIDES]
    ultimates = [_party_name(parties, side) for side in _ULTIMATES]
    index = _other_side(accounts, names, statement, sign)
    if not (accounts[index] or names[index] or ultimates[index]):
        other = 1 - index
        told = accounts[other] or names[other] or ultimates[other]
        if told and not _is_own(accounts[other], names[other], statement):
            index = other
    details.partner_name = names[index] or ultimates[index]
    details.partner_account = accounts[index]
    if names[index] and name_key(ultimates[index]) != name_key(names[index]):
        details.ultimate_name = ultimates[index]
    details.partner_identifiers = _identifiers(one(parties, _SIDES[index]))


def _other_side(accounts, names, statement, sign):
    own = [account == statement.account for account in accounts]
    if own[0] != own[1]:
        return own.index(False)
    if statement.owner and not any(own):
        owner = name_key(statement.owner)
        own = [name_key(name) == owner for name in names]
        if own[0] != own[1]:
            return own.index(False)
    return 0 if sign > 0 else 1


def _is_own(account, name, statement):
    return account == statement.account or bool(
        statement.owner and name and name_key(name) == name_key(statement.owner)
    )


def _party_name(parties, side):
    party = one(parties, side)
    if party is None:
        return ''
    name = one_text(party, 'Nm') or one_text(one(party, 'Pty'), 'Nm')
    return (name or first_text(party, 'Agt/FinInstnId/Nm'))[:140]


def _identifiers(party):
    """Return numbers that a party is known by, such as its tax number."""
    number = one(party, 'Id') or one(one(party, 'Pty'), 'Id')
    if number is None:
        return ()
    found = every_text(number, 'OrgId/Othr/Id') + every_text(number, 'PrvtId/Othr/Id')
    return tuple(references(found))


def _read_remittance(details, remittance, currency, position):
    numbers = []
    notes = []
    for structured in every(remittance, 'Strd')[:MAX_REFERENCES]:
        told = references(all_texts(one(structured, 'CdtrRefInf'), 'Ref'))
        documents = references(
            every_text(structured, 'RfrdDocInf/Nb') + every_text(structured, 'RfrdDocInf/RfrdDocNb')
        )
        details.references += told
        numbers += documents
        notes += all_texts(structured, 'AddtlRmtInf')
        named = told or documents
        if named:
            amount = _remitted(structured, currency, position) if len(named) == 1 else None
            details.remittances += [Remittance(reference, amount) for reference in named]
    details.references = list(dict.fromkeys(details.references + numbers))[:MAX_REFERENCES]
    del details.remittances[MAX_REFERENCES:]
    pieces = all_texts(remittance, 'Ustrd')[:MAX_REFERENCES]
    free = clean(' '.join(pieces)) if len(pieces) > 1 else ''.join(pieces)
    if not is_reference(free):
        free = ''
    notes = [note for note in notes if is_reference(note)]
    # a piece may end within a number
    texts = [*notes, clean(''.join(pieces)), free] if free else notes
    details.texts = list(dict.fromkeys(texts))
    details.told = (*notes, free)
    details.text = free or clean(' '.join(notes))


def _remitted(structured, currency, position):
    amount = first(structured, 'RfrdDocAmt/RmtdAmt')
    if not in_currency(amount, currency):
        return None
    return read_amount(amount, position)
