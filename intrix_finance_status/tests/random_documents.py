from odoo.exceptions import UserError
from odoo.fields import Command

from .common import day


class RandomDocuments:
    """What happens to documents kept elsewhere, at random. To be mixed into a test case.

    A source tells by SQL, people work by the ORM; both have to come to the same.
    """

    def _external(self, *conditions):
        domain = [('source_id', '=', self.source.id), *conditions]
        return self.env['finance.status.document'].search(domain)

    def _tell(self, *rows):
        """Have the source tell of documents; return them.

        :raise UserError: a total came down below what is paid already, which is refused
        """
        Document = self.env['finance.status.document']
        paid = self._external(
            ('external_id', 'in', [row['external_id'] for row in rows if 'amount_total' in row])
        ).payment_ids
        results = Document._sync(self.source, list(rows))
        problems = [
            problem
            for result in results
            if result.outcome == 'error'
            for problem in result.problems
        ]
        refused = [text for _name, text in problems if paid and "paid already" in text]
        self.assertEqual(len(refused), len(problems), problems)
        if refused:
            raise UserError(refused[0])
        return Document.browse(result.document_id for result in results)

    def _any_lines(self, total, first):
        """Return instalments of ``total`` in any order, from ``first`` days on."""
        part = round(total * self.random.random(), 2)
        lines = [
            {'date_due': str(self._any_day(first, 60)), 'amount': amount}
            for amount in (part, round(total - part, 2))
        ]
        return lines if self._maybe(40) else []

    def _op_external(self):
        """A source tells of some documents; people say whose they are."""
        rows = []
        for _row in range(self.random.randint(1, 3)):
            self.external_number = getattr(self, 'external_number', 0) + 1
            total = self._any_amount()
            rows.append(
                {
                    'external_id': str(self.external_number),
                    'date': str(day(self.random.randint(-200, -121))),
                    'amount_total': total,
                    'currency': self.random.choice(['EUR', 'EUR', 'USD']),
                    'document_type': 'refund' if self._maybe(15) else 'invoice',
                    'preceding': [str(self.random.randint(1, self.external_number))],
                    'lines': self._any_lines(total, -120),
                    'date_due': str(self._any_day(-120, 60)),
                    **self._any_paid(total),
                }
            )
        documents = self._tell(*rows)
        for document in documents:
            document.partner_id = self.random.choice(self.customers)
            self._share(document)
        return documents

    def _any_paid(self, total):
        """Return what a source may tell of payments."""
        values = self.random.choice(
            [
                {},
                {},
                {'state': 'paid'},
                {'state': 'open'},
                {'state': 'cancelled'},
                {'amount_paid': round(total * self.random.uniform(0, 1.2), 2)},
                {'amount_due': round(total * self.random.random(), 2)},
                {'payments': [self._any_payment(total) for _payment in range(2)]},
            ]
        )
        if values and self._maybe(60):
            values['date_paid'] = str(self._any_day(-110, 0))
        return values

    def _any_payment(self, total):
        return {
            'identity': str(self.random.randint(1, 10**9)),
            'date': str(self._any_day(-110, 0)),
            'amount': round(total * self.random.uniform(-0.3, 0.6), 2),
        }

    def _share(self, document):
        """Give some orders a share, which may leave something for no order."""
        orders = self._pick(self.orders, self.random.randint(0, 3))
        left = document.amount_total * (1 if self._maybe(50) else self.random.random())
        commands = [Command.clear()]
        for number, order in enumerate(orders, 1):
            part = left if number == len(orders) else left * self.random.random()
            part = round(part, 2)
            left -= part
            commands.append(Command.create({'order_id': order.id, 'amount': part}))
        document.order_ids = commands

    def _op_external_told(self):
        """A source tells of a document again, with something else."""
        document = self._pick(self._external())
        if document:
            row = {'external_id': document.external_id}
            total = document.amount_total
            if self._maybe(30):
                total = row['amount_total'] = self._any_amount()
                row['amount_paid'] = round(total * self.random.random(), 2)
                row['lines'] = self._any_lines(total, -120)
            else:
                row.update(self._any_paid(total))
            self._tell(row)
        return document

    def _op_external_payment(self):
        document = self._pick(self._external())
        if document:
            payments = document.payment_ids
            if payments and self._maybe(30):
                self._pick(payments).unlink()
            else:
                values = self._any_payment(document.amount_total)
                self.env['finance.status.document.payment'].create(
                    {'document_id': document.id, **values}
                )
        return document

    def _op_external_share(self):
        document = self._pick(self._external())
        if document:
            self._share(document)
        return document

    def _op_external_removed(self):
        document = self._pick(self._external())
        label = document.name
        document.unlink()
        return label
