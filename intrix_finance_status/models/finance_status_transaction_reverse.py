from odoo import models
from odoo.fields import Domain

from ..readers.payment_reference import matches, parse
from .finance_status_transaction_payer import plain_name


class FinanceStatusTransaction(models.Model):
    """Movements that take an earlier one back: what it paid is open again."""

    _inherit = 'finance.status.transaction'

    def _reversals_waiting(self, company):
        """Return reversals that came before the movement which they take back."""
        if not self:
            return self
        return self.search(
            [
                ('company_id', '=', company.id),
                ('state', '=', 'new'),
                ('reverses', '=', True),
                ('account', 'in', list(set(self.mapped('account')))),
            ]
        )

    def _match_reversals(self, company):
        """Find what these take back, and take it back; what isn't certain is left to people."""
        reversals = self.sorted(lambda reversal: (reversal.date, reversal.id))
        if not reversals:
            return
        possible = self.search(
            Domain('company_id', '=', company.id)
            & Domain('account', 'in', list(set(reversals.mapped('account'))))
            & Domain('reverses', '=', False)
            & Domain('reversed_by_id', '=', False)
            & Domain('amount', 'in', list({-reversal.amount for reversal in reversals}))
            & Domain('date', '<=', max(reversals.mapped('date'))),
            order='date desc, id desc',
        )
        by_amount = possible.grouped(lambda movement: (movement.account, movement.amount))
        taken, values = self.browse(), []
        for reversal in reversals:
            same = by_amount.get((reversal.account, -reversal.amount), self.browse()) - taken
            same = same.filtered(lambda movement, day=reversal.date: movement.date <= day)
            original = reversal._original(same)
            if original:
                taken |= original
                values += reversal._reverse(original)
        lines = self.env['finance.status.transaction.match'].create(values)
        lines._confirm(automatic=True)

    def _original(self, movements):
        """Return which of some movements of the amount this takes back, if it is certain.

        By the bank's own reference or a reference of the payer, together with who paid where
        both are known; the last of equal ones.
        """
        self.ensure_one()
        references = [parse(text) for text in (self.reference or '').split(', ')]
        references = [reference for reference in references if reference]
        payer = self._payer_as_told()
        for movement in movements:
            told = zip(payer, movement._payer_as_told(), strict=True)
            known = [mine == theirs for mine, theirs in told if mine and theirs]
            named = any(
                matches(text, reference) and text == reference.text
                for text in (movement.reference or '').split(', ')
                for reference in references
            )
            if named and (not known or any(known)):
                return movement
            if known and known[0] and (not references or not movement.reference):
                return movement
            if self.bank_reference and self.bank_reference == movement.bank_reference:
                return movement
        return self.browse()

    def _payer_as_told(self):
        self.ensure_one()
        return self.partner_account or '', plain_name(self.partner_name)

    def _reverse(self, original):
        """Mark ``original`` as taken back, return the values of what takes it back.

        These are negative payments: they stay as history.
        """
        self.ensure_one()
        confirmed = original.match_ids.filtered(lambda match: match.state == 'confirmed')
        values = [
            {
                'transaction_id': self.id,
                'document_id': match.document_id.id,
                'move_id': match.move_id.id,
                'amount': -match.amount,
                'claim_amount': -match.claim_amount,
            }
            for match in confirmed
            if match.document_id or not match._waits_in_odoo()
        ]
        (original.match_ids - confirmed).unlink()
        self.write(
            {
                'reverses_id': original.id,
                'reason': 'reversal',
                'partner_id': original.partner_id.id or self.partner_id.id,
            }
        )
        original.reversed_by_id = self
        return values

    def _undo_reversal(self):
        """Let what these took back count again."""
        self = self.sudo()  # noqa: PLW0642 - rights are up to the caller
        self.reverses_id.write({'reversed_by_id': False})
        self.write({'reverses_id': False})
