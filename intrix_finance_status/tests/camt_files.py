"""Bank statements made up for tests, as banks of Croatia and Slovenia write them."""

from xml.sax.saxutils import escape

from ..readers import camt

OWN = 'HR1210010051863000160'
PAYER = 'HR1723600001101234565'
_MESSAGES = {
    '052': ('BkToCstmrAcctRpt', 'Rpt'),
    '053': ('BkToCstmrStmt', 'Stmt'),
    '054': ('BkToCstmrDbtCdtNtfctn', 'Ntfctn'),
}


def tag(name, *inner, **attributes):
    """Return an element with its content; an empty one where nothing is told."""
    inner = ''.join(part for part in inner if part)
    told = ''.join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f'<{name}{told}>{inner}</{name}>'


def path(names, text):
    """Return nested elements around a text: ``Acct/Id/IBAN``; nothing around None."""
    if text is None:
        return ''
    for name in reversed(names.split('/')):
        text = f'<{name}>{text}</{name}>'
    return text


def money(name, amount, currency='EUR'):
    return f'<{name} Ccy="{currency}">{amount}</{name}>' if amount is not None else ''


def sign(amount):
    return 'DBIT' if str(amount).startswith('-') else 'CRDT'


def balance(code, amount, day='2026-11-02', currency='EUR'):
    return tag(
        'Bal',
        path('Tp/CdOrPrtry/Cd', code),
        money('Amt', str(amount).lstrip('-'), currency),
        path('CdtDbtInd', sign(amount)),
        path('Dt/Dt', day),
    )


def remittance(references=(), note=None, pieces=(), documents=(), amounts=()):
    """Return ``RmtInf``; ``amounts`` are those of the references, in their order."""
    amounts = [*amounts, *[None] * len(references)]
    structured = [
        tag(
            'Strd',
            path('RfrdDocAmt', money('RmtdAmt', amount)) if amount else '',
            tag(
                'CdtrRefInf',
                path('Tp/CdOrPrtry/Cd', 'SCOR'),
                path('Ref', escape(reference)),
            ),
            path('AddtlRmtInf', note and escape(note)),
        )
        for reference, amount in zip(references, amounts, strict=False)
    ]
    if note and not references:
        structured.append(tag('Strd', path('AddtlRmtInf', escape(note))))
    structured += [tag('Strd', path('RfrdDocInf/Nb', escape(number))) for number in documents]
    free = [path('Ustrd', escape(piece)) for piece in pieces]
    return tag('RmtInf', *free, *structured) if free or structured else ''


def details(
    *,
    amount=None,
    currency='EUR',
    direction=None,
    instructed=None,
    reference=None,
    end_to_end=None,
    debtor=None,
    debtor_account=None,
    creditor=None,
    creditor_account=None,
    ultimate=None,
    returned=None,
    version='02',
    more='',
    **told,
):
    """Return a ``TxDtls``. Amounts are in ``AmtDtls`` up to version 03, then their own."""
    own = version >= '04'
    parties = []
    for side, name, account in (
        ('Dbtr', debtor, debtor_account),
        ('Cdtr', creditor, creditor_account),
    ):
        where = f'{side}/Pty/Nm' if version >= '08' else f'{side}/Nm'
        parties += [path(where, name and escape(name)), path(f'{side}Acct/Id/IBAN', account)]
    parties.append(path('UltmtDbtr/Pty/Nm' if version >= '08' else 'UltmtDbtr/Nm', ultimate))
    inner = ''.join(parties)
    return tag(
        'TxDtls',
        tag('Refs', path('AcctSvcrRef', reference), path('EndToEndId', end_to_end)),
        money('Amt', amount, currency) if own else '',
        path('CdtDbtInd', direction),
        tag(
            'AmtDtls',
            path('InstdAmt', money('Amt', instructed)) if instructed else '',
            path('TxAmt', money('Amt', amount, currency)) if amount and not own else '',
        ),
        path('RltdPties', inner) if inner else '',
        remittance(**told),
        path('RtrInf/Rsn/Cd', returned),
        more,
    )


def entry(
    amount,
    *inner,
    day='2026-11-02',
    value_day='2026-11-02',
    reference=None,
    state='BOOK',
    reversal=None,
    currency='EUR',
    version='02',
    note=None,
):
    """Return an ``Ntry`` of a signed amount with its ``TxDtls``."""
    return tag(
        'Ntry',
        money('Amt', str(amount).lstrip('-'), currency),
        path('CdtDbtInd', sign(amount)),
        path('RvslInd', reversal),
        path('Sts/Cd' if version >= '08' else 'Sts', state),
        path('BookgDt/Dt', day),
        path('ValDt/Dt', value_day),
        path('AcctSvcrRef', reference),
        '<BkTxCd/>',
        tag('NtryDtls', *inner) if inner else '',
        path('AddtlNtryInf', note),
    )


def statement(*inner, kind='053', account=OWN, name='S1', owner=None, currency='EUR', head=''):
    """Return a ``Stmt``, ``Rpt`` or ``Ntfctn``."""
    return tag(
        _MESSAGES[kind][1],
        path('Id', name),
        head,
        path('CreDtTm', '2026-11-03T06:00:00'),
        tag(
            'Acct',
            path('Id/IBAN', account),
            path('Ccy', currency),
            path('Ownr/Nm', owner),
        ),
        *inner,
    )


def document(*statements, kind='053', version='02', prefix='', pages=''):
    """Return a file as bytes."""
    message = _MESSAGES[kind][0]
    inner = tag(
        'Document',
        tag(
            message,
            tag('GrpHdr', path('MsgId', 'M1'), path('CreDtTm', '2026-11-03T06:00:00'), pages),
            *statements,
        ),
        xmlns=f'urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}',
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{prefix}{inner}'.encode()


def erste():
    """Return a statement in version 02 as Erste in Croatia gives it.

    Model and number stand together in the reference, the text beside it; no free remittance.
    """
    payment = details(
        amount='1250.00',
        end_to_end='HR99',
        debtor='KUPAC d.o.o.',
        debtor_account=PAYER,
        creditor='MI d.o.o.',
        creditor_account=OWN,
        references=['HR0000-00000000001'],
        note='Uplata po računu 1/1/1',
    )
    on_behalf = details(
        amount='99.90',
        end_to_end='HR0112-34',
        debtor='POSREDNIK d.d.',
        debtor_account='HR7623400091110123456',
        ultimate='Ivana Horvat',
        creditor='MI d.o.o.',
        creditor_account=OWN,
        references=['HR01123-1-18'],
        note='Račun 123/1/1',
    )
    without_reference = details(
        amount='300.00',
        end_to_end='HR99',
        debtor='OBRT MARIN',
        debtor_account='HR1824840081135179852',
        creditor='MI d.o.o.',
        creditor_account=OWN,
        references=['HR99'],
        note='RN 17-1-1',
    )
    fee = details(amount='12.35', references=['HR99'], note='Naknada za vođenje računa')
    return document(
        statement(
            balance('OPBD', '1000.00', '2026-10-30'),
            balance('CLBD', '2637.55'),
            tag(
                'TxsSummry',
                path('TtlNtries', path('NbOfNtries', 4) + path('Sum', '1662.25')),
                path('TtlCdtNtries', path('NbOfNtries', 3) + path('Sum', '1649.90')),
                path('TtlDbtNtries', path('NbOfNtries', 1) + path('Sum', '12.35')),
            ),
            entry('1250.00', payment, reference='2630611000001'),
            entry('99.90', on_behalf, reference='2630611000002'),
            entry('300.00', without_reference, reference='2630611000003'),
            entry('-12.35', fee, reference='2630611000004'),
            name='211',
            owner='MI d.o.o.',
        )
    )


def addiko():
    """Return a statement in version 08 as Addiko in Croatia gives it."""
    told = {'version': '08', 'creditor': 'MI d.o.o.', 'creditor_account': OWN}
    return document(
        statement(
            balance('OPBD', '-50.00', '2026-11-01'),
            balance('CLBD', '450.00'),
            entry(
                '500.00',
                details(
                    amount='500.00',
                    direction='CRDT',
                    reference='ADD0001',
                    end_to_end='NOTPROVIDED',
                    debtor='Grad Rijeka',
                    debtor_account='HR1824840081837300005',
                    references=['HR00 20-2026'],
                    note='Plaćanje',
                    **told,
                ),
                reference='ADD0001',
                version='08',
            ),
            head=path('ElctrncSeqNb', '5'),
        ),
        version='08',
    )


def halcom(kind='053'):
    """Return a statement as Halcom's Hal E-Bank gives it in Slovenia; 052 is the traffic."""
    own = 'SI56191000000123438'
    kupec = {
        'debtor': 'KUPEC d.o.o.',
        'debtor_account': 'SI56020170014356205',
        'creditor': 'MI d.o.o.',
        'creditor_account': own,
    }
    return document(
        statement(
            balance('OPBD', '0.00', '2026-10-31'),
            balance('CLBD', '741.50'),
            entry(
                '241.50',
                details(
                    amount='241.50',
                    end_to_end='SI00123',
                    references=['SI0026-370-000017'],
                    pieces=['Račun 26-370-000017'],
                    **kupec,
                ),
                reference='20261102-1',
            ),
            entry(
                '500.00',
                details(
                    amount='500.00',
                    end_to_end='NRC',
                    references=['RF18539007547034'],
                    **kupec,
                ),
                reference='20261102-2',
            ),
            account=own,
            name='2026-211',
            kind=kind,
        ),
        kind=kind,
    )


def message(*entries, kind='054', version='04', **told):
    """Return a file of one statement with these entries."""
    return document(statement(*entries, kind=kind, **told), kind=kind, version=version)


def rows(*entries, **told):
    """Return the movements that a file of these entries gives."""
    return camt.read(message(*entries, **told)).rows


def part(amount=None, version='04', **told):
    """Return a ``TxDtls`` with an amount of its own."""
    return details(amount=amount, version=version, **told)
