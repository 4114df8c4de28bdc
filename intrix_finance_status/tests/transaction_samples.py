"""Bank transactions for tests."""

from datetime import date
from decimal import Decimal

from ..readers.base import Transaction
from .common import day
from .test_documents import DocumentsCommon

ACCOUNT = 'HR1210010051863000160'
PAYER = 'DE89370400440532013000'
OTHER_PAYER = 'SI56263300012039086'


class TransactionsCommon(DocumentsCommon):
    """Movements on an account, told by ``_told`` and registered by ``_register``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Transaction = cls.env['finance.status.transaction']
        cls.number = 0

    @classmethod
    def _told(cls, amount=1000.0, *references, identity=None, **values):
        cls.number += 1
        return Transaction(
            **{
                'identity': identity or f'M{cls.number}',
                'account': ACCOUNT,
                'currency': 'EUR',
                'amount': Decimal(str(amount)),
                'date': date.fromisoformat(str(day(0))),
                'references': references,
                'reverses': amount < 0,
                **values,
            }
        )

    @classmethod
    def _register(cls, *told):
        """Return the transactions as registered, duplicates as what they repeat."""
        result = cls.Transaction._register_transactions(cls.source, told)
        return cls.Transaction.browse(id_ for _outcome, id_ in result if id_)

    @classmethod
    def _paid(cls, *args, **values):
        return cls._register(cls._told(*args, **values))
