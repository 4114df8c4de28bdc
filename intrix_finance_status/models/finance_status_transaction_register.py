from odoo import api, models
from odoo.tools import SQL

LONGEST_TEXT = 1000
COLUMNS = (
    'account',
    'identity',
    'bank_reference',
    'part_of_batch',
    'date',
    'value_date',
    'currency_id',
    'amount',
    'partner_name',
    'partner_account',
    'reference',
    'text',
    'reverses',
)


class FinanceStatusTransaction(models.Model):
    """Take movements from the bank's messages: each of them once."""

    _inherit = 'finance.status.transaction'

    @api.model
    def _register_transactions(self, source, transactions):
        """Register movements of a source's company, and match them.

        :param transactions: ``readers.base.Transaction`` of one or several accounts
        :return: for each of them ``(outcome, id)``: ``created``, ``duplicate`` (of the
            movement with this id), ``outgoing`` (no id): what goes out, and our own payments
            that come back, concern no customer and aren't kept; ``currency`` (no id): unknown
        :raises psycopg2.errors.SerializationFailure: another worker registers the same; the
            whole is to be tried again, as Odoo does with every request and job
        """
        source.ensure_one()
        kept = {}
        Currency = self.env['res.currency'].with_context(active_test=False)
        currencies = {currency.name: currency for currency in Currency.search([])}
        for transaction in transactions:
            if transaction.currency not in currencies:
                continue
            if transaction.reverses == (transaction.amount < 0):
                kept.setdefault((transaction.account, transaction.identity), transaction)
        ids = self._known(source, list(kept))
        ids.update(self._known_otherwise(source, kept.keys() - ids.keys(), kept))
        new = {key: kept[key] for key in kept.keys() - ids.keys()}
        # in the order told, so that equal movements keep theirs
        new = {key: kept[key] for key in kept if key in new}
        created = self._insert(source, new.values(), currencies)
        self.browse(created.values())._match()
        result, told = [], set()
        for transaction in transactions:
            key = (transaction.account, transaction.identity)
            if transaction.currency not in currencies:
                result.append(('currency', False))
            elif transaction.reverses != (transaction.amount < 0):
                result.append(('outgoing', False))
            elif key in created and key not in told:
                result.append(('created', created[key]))
            else:
                result.append(('duplicate', created.get(key) or ids.get(key, False)))
            told.add(key)
        return result

    @api.model
    def _known(self, source, keys):
        """Return {(account, identity): id} of movements that are registered already."""
        if not keys:
            return {}
        self.flush_model(['company_id', 'account', 'identity'])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT known.account, known.identity, known.id
                  FROM UNNEST(%s::text[], %s::text[]) AS told(account, identity)
                  JOIN finance_status_transaction AS known
                    ON known.company_id = %s
                   AND known.account = told.account AND known.identity = told.identity
                """,
                [account for account, _identity in keys],
                [identity for _account, identity in keys],
                source.company_id.id,
            )
        )
        return {(account, identity): id_ for account, identity, id_ in rows}

    @api.model
    def _known_otherwise(self, source, keys, told):
        """Return movements told before with other details: a batch as one, or in its parts.

        Banks tell the parts of a batch in one kind of message, and only its sum in another,
        under the same reference of the bank.
        """
        references = {key: told[key].bank_reference for key in keys if told[key].bank_reference}
        if not references:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account, bank_reference, date, BOOL_OR(part_of_batch), SUM(amount), MIN(id)
                  FROM finance_status_transaction
                 WHERE company_id = %s AND account = ANY(%s) AND bank_reference = ANY(%s)
                   AND reverses IS NOT TRUE
                 GROUP BY account, bank_reference, date
                """,
                source.company_id.id,
                list({account for account, _identity in references}),
                list(set(references.values())),
            )
        )
        known = {tuple(row[:3]): row[3:] for row in rows}
        groups = {}
        for key, reference in references.items():
            movement = told[key]
            if not movement.reverses:
                groups.setdefault((key[0], reference, movement.date), []).append(key)
        found = {}
        for group, keys_of_group in groups.items():
            if group not in known:
                continue
            in_parts, amount, id_ = known[group]
            parts = [told[key].part_of_batch for key in keys_of_group]
            total = sum(told[key].amount for key in keys_of_group)
            if any(parts) != in_parts and round(float(total) - float(amount), 4) == 0:
                found.update(dict.fromkeys(keys_of_group, id_))
        return found

    @api.model
    def _insert(self, source, transactions, currencies):
        """Insert movements by one statement, return {(account, identity): id}.

        The database alone decides whether a movement is new, whoever works at the same time.
        """
        if not transactions:
            return {}
        self.check_access('create')
        rows = [self._row(transaction, currencies) for transaction in transactions]
        columns = SQL(', ').join(map(SQL.identifier, COLUMNS))
        created = self.env.execute_query(
            SQL(
                """
                INSERT INTO finance_status_transaction (
                    %(columns)s, amount_left, state, reason, source_id, company_id,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(columns)s, amount, 'new', 'none', %(source)s, %(company)s,
                       %(user)s, NOW() AT TIME ZONE 'UTC', %(user)s, NOW() AT TIME ZONE 'UTC'
                  FROM (VALUES %(rows)s) AS told(%(columns)s)
                ON CONFLICT DO NOTHING
                RETURNING account, identity, id
                """,
                columns=columns,
                rows=SQL(', ').join(rows),
                source=source.id,
                company=source.company_id.id,
                user=self.env.uid,
            )
        )
        return {(account, identity): id_ for account, identity, id_ in created}

    @api.model
    def _row(self, transaction, currencies):
        def text(value):
            return (value or '').replace('\0', '')[:LONGEST_TEXT] or None

        currency = currencies[transaction.currency]
        return SQL(
            '(%s, %s, %s::text, %s, %s::date, %s::date, %s, %s::numeric, %s::text, %s::text,'
            ' %s::text, %s::text, %s)',
            transaction.account,
            transaction.identity,
            text(transaction.bank_reference),
            transaction.part_of_batch,
            transaction.date,
            transaction.value_date,
            currency.id,
            currency.round(float(transaction.amount)),
            text(transaction.partner_name),
            text((transaction.partner_account or '').replace(' ', '').upper()),
            text(', '.join(transaction.references)),
            text(transaction.text),
            transaction.reverses,
        )
