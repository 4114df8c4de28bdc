from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ..bank.decide import Claim, Payment, decide, spread
from ..bank.number_keys import OPEN_INVOICE, number_keys_sql
from ..readers.payment_reference import candidates, parse
from .finance_status_transaction_payer import plain_name

REMATCH_DAYS = 180
REMATCH_BATCH = 500


class FinanceStatusTransaction(models.Model):
    """Find what movements pay: a constant number of queries for each batch."""

    _inherit = 'finance.status.transaction'

    def _match(self):
        """Decide what these unmatched movements pay, and write what is certain.

        As superuser: whether the user may is up to the caller.
        """
        for company, transactions in self.sudo().grouped('company_id').items():
            incoming = transactions.filtered(lambda transaction: not transaction.reverses)
            incoming = incoming.sorted(lambda transaction: (transaction.date, transaction.id))
            if incoming:
                incoming._match_incoming(company)
            reversals = transactions - incoming
            (reversals | incoming._reversals_waiting(company))._match_reversals(company)

    def _rematch(self):
        """Drop what was proposed, and decide again."""
        transactions = self.sudo().filtered(
            lambda transaction: transaction.state in ('new', 'proposed')
        )
        transactions.match_ids.filtered(lambda match: match.state != 'confirmed').unlink()
        transactions.filtered(lambda transaction: transaction.state == 'new')._match()

    @api.model
    def _cron_rematch(self):
        """Look again for documents of what is unmatched: they may come after the payment."""
        self.env['ir.cron']._finance_check_scheduled(
            'intrix_finance_status.cron_rematch_transactions'
        )
        since = fields.Date.today() - timedelta(days=REMATCH_DAYS)
        waiting = self.search([('state', '=', 'new'), ('date', '>=', since)], order='id')
        left = len(waiting)
        for ids in split_every(REMATCH_BATCH, waiting.ids):
            batch = self.browse(ids).try_lock_for_update()
            batch.filtered(lambda transaction: transaction.state == 'new')._match()
            left -= len(ids)
            if not self.env['ir.cron']._commit_progress(len(ids), remaining=left):
                break

    def _match_incoming(self, company):
        references = {transaction: transaction._parsed_references() for transaction in self}
        by_key = self._claims_by_key(
            company,
            {
                key
                for transaction, found in references.items()
                for one in [*found, *filter(None, [parse(transaction.end_to_end_id)])]
                for key in one.lookup_keys()
            },
        )
        payers = self._payers(company)
        by_payer = self._claims_by_payer(company, set(payers.values()), by_key)
        rates = self._rates(company, by_key)
        match_values, decided = [], {}
        for transaction in self:
            payment = Payment(
                amount=transaction._exact(transaction.amount_left, transaction.currency_id),
                currency=transaction.currency_id.id,
                date=transaction.date,
                references=references[transaction],
                payer=payers.get(transaction),
                payer_names={
                    name
                    for name in (
                        plain_name(transaction.partner_name),
                        plain_name(transaction.ultimate_name),
                    )
                    if name
                },
                told={
                    text: Decimal(amount)
                    for text, amount in (transaction.remittances or {}).items()
                },
                hint=parse(transaction.end_to_end_id),
            )
            claims = {
                claim: None
                for reference in [*payment.references, *filter(None, [payment.hint])]
                for key in reference.lookup_keys()
                for claim in by_key.get(key, ())
            }
            decision = decide(
                payment,
                list(claims),
                by_payer.get(payment.payer, ()),
                lambda payment, claim, date=transaction.date: rates(payment, claim, date),
            )
            decided[transaction] = decision
            for part in [*decision.parts, *decision.choices]:
                state = 'choice' if decision.choices else 'proposed'
                match_values.append(self._match_values(transaction, part, state))
                if decision.certain:
                    part.claim.open -= part.claim_amount
        self._write_decisions(decided)
        matches = self.env['finance.status.transaction.match'].create(match_values)
        matches.filtered(lambda match: decided[match.transaction_id].certain)._confirm(
            automatic=True
        )

    @api.model
    def _write_decisions(self, decided):
        partners = self.env['res.partner'].browse(
            {decision.partner for decision in decided.values() if decision.partner}
        )
        # one that was removed meanwhile, or of another company, isn't taken
        allowed = set(partners.exists().ids)
        for transaction, decision in decided.items():
            transaction.reason = decision.reason
            if decision.partner in allowed:
                transaction.partner_id = decision.partner

    def _assign(self, documents, moves):
        """Give these, of one company and currency, to what a person chose.

        :raise AccessError: when the user may not match these, or read what was chosen
        """
        self.check_access('write')
        for chosen in filter(None, (documents, moves)):
            chosen.check_access('read')
        self = self.sudo()  # noqa: PLW0642 - checked above
        company, currency = self.company_id, self.currency_id
        self.match_ids.filtered(lambda match: match.state != 'confirmed').unlink()
        claims = [
            claim
            for claim, _keys in self._claims(
                company,
                SQL('document.id = ANY(%s)', documents.ids),
                SQL('move.id = ANY(%s)', moves.ids),
            )
        ]
        convert = self._rates(company, {'chosen': claims})
        values = []
        for transaction in self.sorted(lambda transaction: (transaction.date, transaction.id)):
            payment = Payment(self._exact(transaction.amount_left, currency), currency.id)
            parts = spread(
                payment,
                claims,
                lambda payment, claim, date=transaction.date: convert(payment, claim, date),
            )
            for part in parts:
                part.claim.open -= part.claim_amount
                values.append(self._match_values(transaction, part, 'proposed'))
        matches = self.env['finance.status.transaction.match'].create(values)
        if self - matches.transaction_id:
            raise UserError(self.env._("What was chosen is paid already, or not enough for all."))
        matches._confirm()
        self.write({'reason': 'person', 'ignored': False})
        self._tell(self, self.env._("Chosen by a person."))

    @api.model
    def _match_values(self, transaction, part, state):
        return {
            'transaction_id': transaction.id,
            f'{part.claim.kind}_id': part.claim.id,
            'amount': float(part.amount),
            'claim_amount': float(part.claim_amount),
            'state': state,
        }

    def _parsed_references(self):
        """Return the references of a movement, the bank's own fields before its text."""
        self.ensure_one()
        found = {}
        for text in (self.reference or '').split(', '):
            reference = parse(text)
            # what a person wrote into the field of a reference
            for one in [reference] if reference and ' ' not in text.strip() else candidates(text):
                found.setdefault((one.model, one.parts), one)
            if reference:
                found.setdefault((reference.model, reference.parts), reference)
        for one in candidates(' '.join(filter(None, (self.text, self.texts)))):
            found.setdefault((one.model, one.parts), one)
        return list(found.values())

    @api.model
    def _exact(self, amount, currency):
        return Decimal(str(currency.round(amount or 0.0)))

    @api.model
    def _claims_by_key(self, company, keys):
        """Return {key: claims} of what numbers and payment references may name."""
        if not keys:
            return {}
        found = {}
        for claim, claim_keys in self._claims(
            company,
            SQL('%s && %s', SQL(number_keys_sql('document.')), list(keys)),
            SQL('%s && %s', SQL(number_keys_sql('move.')), list(keys)),
        ):
            for key in keys.intersection(claim_keys):
                found.setdefault(key, []).append(claim)
        return found

    @api.model
    def _claims_by_payer(self, company, payers, by_key):
        """Return {commercial partner id: open claims}, the same objects as in ``by_key``."""
        if not payers:
            return {}
        known = {(claim.kind, claim.id): claim for group in by_key.values() for claim in group}
        partners = SQL(
            'SELECT id FROM res_partner WHERE commercial_partner_id IN %s', tuple(payers)
        )
        found = {}
        for claim, _keys in self._claims(
            company,
            SQL('document.commercial_partner_id IN (%s) AND document.amount_due > 0', partners),
            SQL('move.commercial_partner_id IN %s', tuple(payers)),
        ):
            one = known.get((claim.kind, claim.id), claim)
            found.setdefault(one.partner, []).append(one)
        return found

    @api.model
    def _claims(self, company, document_condition, move_condition):
        """Yield (claim, keys) of documents and open Odoo invoices of a company."""
        Match = self.env['finance.status.transaction.match']
        for model_name in (
            'finance.status.document',
            'finance.status.document.payment',
            'finance.status.transaction.match',
            'account.move',
        ):
            self.env[model_name].flush_model()
        self.env['res.partner'].flush_model(['commercial_partner_id', 'name'])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 'document', document.id, document.name, document.currency_id,
                       document.amount_total - COALESCE(paid.amount, 0),
                       document.payment_reference, partner.commercial_partner_id,
                       COALESCE(commercial.name, document.partner_name), document.date_due,
                       document.date, paid.registered, %(proposed_document)s, %(document_keys)s
                  FROM finance_status_document AS document
             LEFT JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
             LEFT JOIN res_partner AS commercial ON commercial.id = partner.commercial_partner_id
             LEFT JOIN LATERAL (
                    SELECT SUM(payment.amount) AS amount,
                           ARRAY_AGG(payment.amount) FILTER (
                               WHERE payment.kind <> 'bank' AND NOT EXISTS (
                                   SELECT FROM %(match)s AS match
                                    WHERE match.payment_id = payment.id)) AS registered
                      FROM finance_status_document_payment AS payment
                     WHERE payment.document_id = document.id
                       ) AS paid ON TRUE
                 WHERE document.company_id = %(company)s
                   AND document.document_type = 'invoice'
                   AND document.state <> 'cancelled'
                   AND %(document_condition)s
                 UNION ALL
                SELECT 'move', move.id, move.name, move.currency_id, move.amount_residual,
                       move.payment_reference, move.commercial_partner_id, commercial.name,
                       move.invoice_date_due, move.invoice_date, NULL, %(proposed_move)s,
                       %(move_keys)s
                  FROM account_move AS move
             LEFT JOIN res_partner AS commercial ON commercial.id = move.commercial_partner_id
                 WHERE move.company_id = %(company)s
                   AND %(open_invoice)s
                   AND %(move_condition)s
                """,
                match=SQL.identifier(Match._table),
                proposed_document=self._is_proposed(SQL('document_id = document.id')),
                proposed_move=self._is_proposed(SQL('move_id = move.id')),
                document_keys=SQL(number_keys_sql('document.')),
                move_keys=SQL(number_keys_sql('move.')),
                company=company.id,
                open_invoice=SQL(OPEN_INVOICE.format(alias='move.')),
                document_condition=document_condition,
                move_condition=move_condition,
            )
        )
        currencies = self.env['res.currency'].browse({row[3] for row in rows})
        currencies = {currency.id: currency for currency in currencies}
        for kind, id_, name, currency, open_, reference, partner, partner_name, *rest in rows:
            date_due, date, registered, proposed, keys = rest
            money = currencies[currency]
            claim = Claim(
                kind=kind,
                id=id_,
                name=name or '',
                currency=currency,
                open=self._exact(open_, money),
                payment_reference=reference or '',
                partner=partner,
                partner_name=plain_name(partner_name),
                date_due=date_due,
                registered=tuple(self._exact(amount, money) for amount in registered or ()),
                proposed=proposed,
                date=date,
            )
            yield claim, set(filter(None, keys))

    def _is_proposed(self, condition):
        """Return SQL: whether another movement is proposed for a claim, or waits in Odoo."""
        return SQL(
            'EXISTS (SELECT FROM finance_status_transaction_match WHERE %s'
            " AND state <> 'choice' AND (state = 'proposed' OR move_id IS NOT NULL))",
            condition,
        )

    def _rates(self, company, by_key):
        """Return what converts the amount of a payment to the currency of a claim."""
        claims = {claim.currency for group in by_key.values() for claim in group}
        days = {(transaction.currency_id.id, transaction.date) for transaction in self}
        wanted = [
            (currency, company.id, date)
            for own, date in days
            for currency in (claims | {own})
            if claims - {own}
        ]
        rates = {}
        if wanted:
            document = self.env['finance.status.document']
            for currency, _company, date, rate in document._balance_rates(
                dict.fromkeys(wanted, ())
            ):
                rates[currency, date] = rate

        def convert(payment, claim, date):
            rate = rates[payment.currency, date] / rates[claim.currency, date]
            currency = self.env['res.currency'].browse(claim.currency)
            return self._exact(float(payment.amount) * rate, currency)

        return convert
