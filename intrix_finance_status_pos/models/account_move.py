from odoo import api, models
from odoo.addons.intrix_finance_status.models.account_move import CUSTOMER_DOCUMENTS
from odoo.tools import SQL


class AccountMove(models.Model):
    """Invoices of what was sold at the till: Odoo does not link them with the order's lines."""

    _inherit = 'account.move'

    def _finance_origin(self):
        return super()._finance_origin() | self.sudo().pos_order_ids._finance_sale_orders().sudo(
            False
        )

    def _finance_documents_by_order(self):
        documents = super()._finance_documents_by_order()
        for move in self._finance_documents():
            for order in move.sudo().pos_order_ids._finance_sale_orders():
                documents[order] = documents.get(order, self.browse()) | move
        return documents

    @api.model
    def _finance_till_links(self, sold):
        """Return the posted documents of sales at the till as a SELECT.

        A credit note that was made in the books, of an invoice of the till, is about the same.

        :param SQL sold: ids of orders of the till, to be put behind ``IN``
        :return: ``document_id, pos_order_id``
        """
        return SQL(
            """
            SELECT move.id AS document_id, sold.id AS pos_order_id
              FROM pos_order AS touched
              JOIN pos_order AS sold ON sold.account_move = touched.account_move
              JOIN account_move AS move ON move.id = touched.account_move
             WHERE touched.id IN %(sold)s
               AND move.state = 'posted' AND move.move_type IN %(types)s
             UNION
            SELECT credit.id, sold.id
              FROM pos_order AS touched
              JOIN pos_order AS sold ON sold.account_move = touched.account_move
              JOIN account_move AS credit ON credit.reversed_entry_id = touched.account_move
             WHERE touched.id IN %(sold)s
               AND credit.state = 'posted' AND credit.move_type = 'out_refund'
               AND NOT EXISTS (SELECT FROM pos_order WHERE account_move = credit.id)
               AND NOT EXISTS (
                   SELECT FROM account_move_line AS line
                     JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = line.id
                    WHERE line.move_id = credit.id)
            """,
            sold=sold,
            types=CUSTOMER_DOCUMENTS,
            to_flush=[
                *self._finance_flush_fields(),
                self._fields['reversed_entry_id'],
                *self.env['pos.order']._finance_flush_fields(),
            ],
        )

    @api.model
    def _finance_share_query(self, orders):
        shares = super()._finance_share_query(orders)
        if not self.env.company.finance_has_till_sales:
            return shares
        Sold = self.env['pos.order']
        links = self._finance_till_links(Sold._finance_sold_query(orders))
        return SQL('SELECT * FROM (%s) AS by_line UNION ALL %s', shares, Sold._finance_split(links))

    @api.model
    def _finance_document_order_query(self, documents):
        by_line = super()._finance_document_order_query(documents)
        if not self.env.company.finance_has_till_sales:
            return by_line
        Sold = self.env['pos.order']
        return SQL(
            """
            SELECT * FROM (%(by_line)s) AS by_line
             UNION
            SELECT document_id, order_id FROM (%(split)s) AS of_till
             WHERE document_id IN %(documents)s
            """,
            by_line=by_line,
            split=Sold._finance_split(
                self._finance_till_links(
                    SQL('(SELECT id FROM pos_order WHERE account_move IN %s)', documents)
                )
            ),
            documents=documents,
        )

    def _finance_is_money(self, line):
        """Add what is paid with an invoice at the till: Odoo books it in the till's journal."""
        is_money = super()._finance_is_money(line)
        if not self.env.company.finance_has_till_sales:
            return is_money
        return SQL(
            '(%s OR EXISTS (SELECT FROM pos_payment WHERE account_move_id = %s))',
            is_money,
            SQL.identifier(line, 'move_id'),
            to_flush=self.env['pos.payment']._fields['account_move_id'],
        )
