from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusDocumentFollowUp(models.Model):
    """What of the documents kept elsewhere can be followed up: see ``finance.status.ledger``."""

    _inherit = 'finance.status.document'

    disputed = fields.Boolean(
        tracking=True, copy=False, help="The customer disputes it: no reminders."
    )
    no_followup = fields.Boolean(
        string="Exclude from Follow-ups", tracking=True, copy=False, help="No reminders."
    )

    @api.model
    def _finance_follow_up_query(self, partners):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, document.company_id,
                   document.id AS document_id, document.name, document.date, line.date_due,
                   COALESCE(document.payment_reference, document.name) AS payment_reference,
                   document.currency_id, line.amount, line.amount_due, line.balance_due,
                   document.disputed IS TRUE AS disputed,
                   document.no_followup IS TRUE AS excluded,
                   document.source_id IN (%(outdated)s) AS outdated,
                   seller.user_id, seller.team_id
              FROM finance_status_document AS document
              JOIN finance_status_document_line AS line ON line.document_id = document.id
              JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
              %(seller)s
             WHERE document.document_type = 'invoice'
               AND document.amount_due <> 0
               AND line.amount_due > 0
               AND %(partners)s
            """,
            outdated=self.env['finance.status.source']._outdated_ids(),
            seller=self._finance_seller_join(),
            partners=self._finance_partner_condition(partners),
            to_flush=[
                *self._finance_flush_fields(),
                *(
                    self._fields[fname]
                    for fname in ('disputed', 'no_followup', 'payment_reference', 'source_id')
                ),
            ],
        )

    @api.model
    def _finance_seller_join(self):
        """Join who sold ``document``: the salesperson of the order with the largest share."""
        Order = self.env['sale.order']
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT sale.user_id, sale.team_id
                  FROM finance_status_document_order AS share
                  JOIN sale_order AS sale ON sale.id = share.order_id
                 WHERE share.document_id = document.id
                 ORDER BY share.amount DESC, share.id LIMIT 1
              ) AS seller ON TRUE
            """,
            to_flush=[Order._fields[fname] for fname in ('user_id', 'team_id')],
        )

    @api.model
    def _finance_document_order_query(self, documents):
        return SQL(
            """
            SELECT document_id, order_id FROM finance_status_document_order
             WHERE document_id IN %s
            """,
            documents,
            to_flush=self._finance_flush_fields(),
        )
