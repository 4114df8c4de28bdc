import json
from dataclasses import asdict

from odoo import api, models
from odoo.tools import SQL

LONGEST_TEXT = 2000
COLUMNS = (
    'account',
    'identity',
    'bank_reference',
    'fingerprint',
    'entry_identity',
    'part_of_batch',
    'without_details',
    'date',
    'value_date',
    'currency_id',
    'amount',
    'partner_name',
    'partner_account',
    'reference',
    'text',
    'texts',
    'end_to_end_id',
    'ultimate_name',
    'remittances',
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
            movement with this id), ``outgoing`` (no id): what goes out, charges, and our own
            payments that come back, concern no customer and aren't kept; ``currency`` (no id):
            unknown
        :raises psycopg2.errors.SerializationFailure: another worker registers the same; the
            whole is to be tried again, as Odoo does with every request and job
        """
        source.ensure_one()
        kept = {}
        currencies = self._currencies_by_code()
        for transaction in transactions:
            if transaction.currency in currencies and (
                transaction.is_payment or transaction.takes_back
            ):
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
            elif not (transaction.is_payment or transaction.takes_back):
                result.append(('outgoing', False))
            elif key in created and key not in told:
                result.append(('created', created[key]))
            else:
                result.append(('duplicate', created.get(key) or ids.get(key, False)))
            told.add(key)
        return result

    @api.model
    def _currencies_by_code(self):
        """Return all currencies by their ISO code, inactive ones as well."""
        Currency = self.env['res.currency'].with_context(active_test=False)
        return {currency.name: currency for currency in Currency.search([])}

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
        """Return movements told before with other details.

        A message may lack the bank's reference that another has: then they are the same by what
        else they tell. An entry may be told as one line or in its parts: the parts say more, so
        they take the place of a line that nobody has decided on yet.
        """
        entries = {told[key].entry_identity for key in keys} - {''}
        fingerprints = {told[key].fingerprint for key in keys} - {''}
        if not entries and not fingerprints:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, account, fingerprint, bank_reference IS NULL, entry_identity,
                       part_of_batch, without_details, state
                  FROM finance_status_transaction
                 WHERE company_id = %(company)s
                   AND (entry_identity = ANY(%(entries)s) OR fingerprint = ANY(%(fingerprints)s))
                """,
                company=source.company_id.id,
                entries=list(entries),
                fingerprints=list(fingerprints),
            )
        )
        same, lines, parts = {}, {}, {}
        for id_, account, fingerprint, bare, entry, part, line, state in rows:
            if fingerprint:
                same[account, fingerprint, bare] = id_
            if part and entry:
                parts.setdefault((account, entry), id_)
            if line and entry:
                lines.setdefault((account, entry), (id_, state))
        found, replaced = {}, set()
        for key in keys:
            movement = told[key]
            entry = (movement.account, movement.entry_identity)
            # one with the bank's reference, the other without
            twin = (movement.account, movement.fingerprint, bool(movement.bank_reference))
            if movement.fingerprint and twin in same:
                found[key] = same[twin]
            elif movement.without_details and entry in parts:
                found[key] = parts[entry]
            elif movement.part_of_batch and entry in lines:
                id_, state = lines[entry]
                if state in ('new', 'proposed'):
                    replaced.add(id_)
                else:
                    found[key] = id_
        self.browse(replaced).unlink()
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
            '(%s, %s, %s::text, %s::text, %s::text, %s, %s, %s::date, %s::date, %s, %s::numeric,'
            ' %s::text, %s::text, %s::text, %s::text, %s::text, %s::text, %s::text, %s::jsonb, %s)',
            transaction.account,
            transaction.identity,
            text(transaction.bank_reference),
            text(transaction.fingerprint),
            text(transaction.entry_identity),
            transaction.part_of_batch,
            transaction.without_details,
            transaction.date,
            transaction.value_date,
            currency.id,
            currency.round(float(transaction.amount)),
            text(transaction.partner_name),
            text((transaction.partner_account or '').replace(' ', '').upper()),
            text(', '.join(transaction.references)),
            text(' '.join(filter(None, (transaction.text, transaction.return_reason)))),
            text('\n'.join(transaction.texts)),
            text(transaction.end_to_end_id),
            text(transaction.ultimate_name),
            self._told_amounts(transaction),
            transaction.reverses,
        )

    @api.model
    def _told_amounts(self, transaction):
        """Return JSON of how much is meant for which reference, if the payer tells."""
        amounts = {}
        for remittance in transaction.remittances:
            # as read by a reader, or as kept with an import
            told = remittance if isinstance(remittance, dict) else asdict(remittance)
            if told.get('amount'):
                amounts[told['reference']] = str(told['amount'])
        return json.dumps(amounts) if amounts else None
