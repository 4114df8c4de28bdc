from odoo import api, fields, models
from odoo.addons.intrix_finance_status.bank.decide import Decision, Payment, spread
from odoo.addons.intrix_finance_status.models.finance_status_transaction_payer import plain_name
from odoo.addons.intrix_finance_status.readers.payment_reference import STRONG, matches

from ..codes.references import customer_of


class FinanceStatusTransaction(models.Model):
    """Payments of everything that is open, by the reference of the customer."""

    _inherit = 'finance.status.transaction'

    reason = fields.Selection(selection_add=[('customer', "By the reference of the customer")])

    def _match_incoming(self, company):
        named = self._customers_named(company)
        if not named:
            return super()._match_incoming(company)
        claims = self._claims_by_payer(company, {*self._ids_of(named)}, {})
        # what is paid already is looked at by a person, as any other
        named = {
            transaction: customers
            for transaction, customers in named.items()
            if transaction._owed(customers, claims)
        }
        others = self - self.browse().union(*named)
        res = super(FinanceStatusTransaction, others)._match_incoming(company)
        if named:
            # the others may have paid some of it
            claims = self._claims_by_payer(company, {*self._ids_of(named)}, {})
            self._leave_out_waiting(claims)
            self._match_customers(company, named, claims)
        return res

    def _customers_named(self, company):
        """Return {transaction: customers} of those whose reference is that of a customer.

        Two, where it belongs to a company since: who was invoiced is that of the time. Not where
        they name a document as well: then that is what they pay.
        """
        references = {transaction: transaction._parsed_references() for transaction in self}
        numbers = {
            transaction: found.pop()
            for transaction in self
            if len(found := {*map(customer_of, references[transaction])} - {None}) == 1
        }
        if not numbers:
            return {}
        customers = self.env['finance.status.customer.number']._customers([*numbers.values()])
        allowed = self.env['res.partner']._check_company_domain(company)
        customers = {
            number: found
            for number, customer in customers.items()
            if (found := (customer | customer.commercial_partner_id).filtered_domain(allowed))
        }
        by_key = self._claims_by_key(
            company,
            {
                key
                for transaction in numbers
                for reference in references[transaction]
                for key in reference.lookup_keys()
            },
        )
        claims = {claim for group in by_key.values() for claim in group}
        return {
            transaction: customers[number]
            for transaction, number in numbers.items()
            if number in customers
            and not any(
                matches(name, reference) >= STRONG
                for claim in claims
                for name in (claim.name, claim.payment_reference)
                for reference in references[transaction]
            )
        }

    @api.model
    def _ids_of(self, named):
        return self.env['res.partner'].union(*named.values()).ids

    def _owed(self, customers, claims):
        """Return the open claims on customers that this can pay."""
        self.ensure_one()
        return [
            claim
            for customer in customers
            for claim in claims.get(customer.id, ())
            if claim.currency == self.currency_id.id and claim.open > 0
        ]

    @api.model
    def _leave_out_waiting(self, claims):
        """Lower what is open of Odoo's invoices by what is matched and not registered yet."""
        moves = {
            claim.id: claim for group in claims.values() for claim in group if claim.kind == 'move'
        }
        matched = self.env['finance.status.transaction.match']._read_group(
            [('move_id', 'in', list(moves)), ('state', '=', 'confirmed')],
            ['move_id'],
            ['claim_amount:sum'],
        )
        for move, amount in matched:
            claim = moves[move.id]
            left = self._exact(move.amount_total - amount, move.currency_id)
            claim.open = min(claim.open, left)

    def _match_customers(self, company, named, claims):
        """Give payments to what their customers owe, the earliest due first."""
        transactions = self.browse().union(*named).sorted(lambda one: (one.date, one.id))
        payers = transactions._payers(company)
        everybody = self.env['res.partner'].browse(self._ids_of(named))
        balances = everybody.with_company(company)._finance_statement_items()
        match_values, decided = [], {}
        for transaction in transactions:
            customers = named[transaction]
            payment = Payment(
                self._exact(transaction.amount_left, transaction.currency_id),
                transaction.currency_id.id,
                payer=payers.get(transaction),
            )
            owed = transaction._owed(customers, claims)
            decision = Decision('customer', spread(payment, owed), partner=customers[-1:].id)
            decision.certain = bool(decision.parts) and transaction._is_certain_of(
                payment, customers, owed, balances
            )
            decided[transaction] = decision
            for part in decision.parts:
                match_values.append(self._match_values(transaction, part, 'proposed'))
                if decision.certain:
                    part.claim.open -= part.claim_amount
        self._write_decisions(decided)
        found = self.env['finance.status.transaction.match'].create(match_values)
        found.filtered(lambda match: decided[match.transaction_id].certain)._confirm(automatic=True)

    def _is_certain_of(self, payment, customers, owed, balances):
        """Return whether payer or amount say the same as the reference.

        :param balances: open items by customer
        """
        if payment.payer:
            return payment.payer in customers.ids
        names = {*map(plain_name, (self.partner_name, self.ultimate_name))} - {''}
        if names & {plain_name(customer.name) for customer in customers}:
            return True
        open_items = [
            item
            for customer in customers
            for item in balances.get(customer, ())
            if item['currency'] == self.currency_id
        ]
        total = self._exact(sum(item['amount_due'] for item in open_items), self.currency_id)
        return payment.amount in (sum(claim.open for claim in owed), total)
