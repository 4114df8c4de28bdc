from dataclasses import asdict
from datetime import date
from decimal import Decimal

from odoo import models

from ..readers.base import Transaction

MODEL = 'finance.status.transaction'
OUTCOMES = {
    'created': 'new',
    'duplicate': 'unchanged',
    'outgoing': 'skipped',
    'currency': 'error',
}


class FinanceStatusImport(models.Model):
    """Rows that are movements on a bank account: ``finance.status.transaction`` matches them."""

    _inherit = 'finance.status.import'

    def _transaction_values(self, transaction):
        """Return a movement as the values of a row."""
        name = transaction.references[0] if transaction.references else transaction.text
        return {**asdict(transaction), 'name': name or transaction.bank_reference}

    def _transaction(self, values):
        """Return the movement of a row as it was read from the database."""
        return Transaction(
            **{name: values[name] for name in Transaction.__slots__ if name in values}
            | {
                'amount': Decimal(str(values['amount'])),
                'date': date.fromisoformat(str(values['date'])[:10]),
                'value_date': values.get('value_date')
                and date.fromisoformat(str(values['value_date'])[:10]),
                'references': tuple(values.get('references') or ()),
            }
        )

    def _preview_transactions(self, rows, seen):
        """Tell which movements are known, and which concern no customer."""
        movements = [self._transaction(row.values) for row in rows]
        known = self.env[MODEL]._known(
            self.source_id, [(movement.account, movement.identity) for movement in movements]
        )
        currencies = self.env[MODEL]._currencies_by_code()
        for row, movement in zip(rows, movements, strict=True):
            key = (movement.account, movement.identity)
            if movement.currency not in currencies:
                self._take_movement(row, 'currency')
            elif not (movement.is_payment or movement.takes_back):
                self._take_movement(row, 'outgoing')
            elif key in known or seen.setdefault(key, row.position) != row.position:
                self._take_movement(row, 'duplicate')
            row.done = row.outcome in ('skipped', 'error')

    def _take_movement(self, row, outcome):
        row.outcome = OUTCOMES[outcome]
        row.message = {
            'created': '',
            'duplicate': self.env._("This movement is registered already."),
            'outgoing': self.env._("It concerns no customer."),
            'currency': self.env._("Its currency is not known."),
        }[outcome]

    def _import_transactions(self, rows):
        """Hand the movements of rows over.

        :param rows: ``ImportRow`` list, changed in place
        """
        movements = [self._transaction(row.values) for row in rows]
        results = self.env[MODEL]._register_transactions(self.source_id, movements)
        for row, (outcome, transaction_id) in zip(rows, results, strict=True):
            self._take_movement(row, outcome)
            if outcome == 'created':
                row.transaction_ref = transaction_id
                transaction = self.env[MODEL].browse(transaction_id)
                if transaction.document_names:
                    row.message = self.env._(
                        "%(state)s: %(documents)s",
                        state=dict(transaction._fields['state']._description_selection(self.env))[
                            transaction.state
                        ],
                        documents=transaction.document_names,
                    )
        self.source_id._data_came(self._date_data())

    def _undo_transactions(self, rows):
        """Remove the movements of rows with what they paid; what people decided on stays."""
        movements = self.env[MODEL].browse(
            [row.transaction_ref for row in rows if row.transaction_ref]
        )
        existing = set(movements.exists().ids)
        undone = self.env[MODEL]
        for row in rows:
            movement = movements.browse(row.transaction_ref)
            if movement.id not in existing:
                row.outcome = 'kept'
                row.message = self.env._("Somebody has removed the movement since.")
            elif movement.ignored or movement.reversed_by_id or movement.reason == 'person':
                row.outcome = 'kept'
                row.message = self.env._("The movement was decided on since, so it stays.")
            else:
                row.outcome = 'undone'
                row.message = False
                row.transaction_ref = None
                undone |= movement
        undone.unlink()
