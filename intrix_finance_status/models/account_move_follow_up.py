from odoo import api, models
from odoo.tools import SQL


class AccountMoveFollowUp(models.Model):
    """What of Odoo's own books can be followed up: see ``finance.status.ledger``.

    Odoo's own marks are used: an invoice with ``payment_state`` blocked is in dispute, a journal
    item with ``no_followup`` is left alone, as those of general journals are.
    """

    _inherit = 'account.move'

    @api.model
    def _finance_follow_up_query(self, partners):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, line.company_id,
                   move.id AS document_id, move.name,
                   COALESCE(move.invoice_date, move.date) AS date,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   move.payment_reference, line.currency_id,
                   line.amount_currency AS amount,
                   ROUND(line.amount_residual_currency * open_part.ratio / currency.rounding)
                       * currency.rounding AS amount_due,
                   line.amount_residual * open_part.ratio AS balance_due,
                   move.payment_state = 'blocked' AS disputed,
                   line.no_followup IS TRUE AS excluded,
                   FALSE AS outdated,
                   move.invoice_user_id AS user_id, move.team_id
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_currency AS currency ON currency.id = line.currency_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              %(unposted)s
             WHERE %(receivable)s
               AND line.reconciled IS NOT TRUE
               AND %(is_claim)s
               AND ROUND(line.amount_residual_currency * open_part.ratio / currency.rounding) > 0
               AND %(partners)s
            """,
            is_claim=self._finance_is_claim(),
            receivable=self._finance_receivable_condition(),
            unposted=self._finance_unposted_payments(),
            partners=self._finance_partner_condition(partners),
            to_flush=[
                *self._finance_flush_fields(),
                *(
                    self._fields[fname]
                    for fname in ('date', 'payment_reference', 'invoice_user_id', 'team_id')
                ),
                self.env['account.move.line']._fields['no_followup'],
            ],
        )

    @api.model
    def _finance_document_order_query(self, documents):
        return SQL(
            """
            SELECT DISTINCT line.move_id AS document_id, order_line.order_id
              FROM account_move_line AS line
              JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = line.id
              JOIN sale_order_line AS order_line ON order_line.id = rel.order_line_id
             WHERE line.move_id IN %s
            """,
            documents,
            to_flush=self._finance_flush_fields(),
        )
