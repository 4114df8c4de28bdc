from odoo import models
from odoo.tools import SQL


class SaleOrderInvoicing(models.Model):
    """What of an order is invoiced, and what there is to invoice: in quantities, not in amounts."""

    _inherit = 'sale.order'

    def _compute_sql_finance_invoicing_status(self, alias, query):
        """Tell what is invoiced: flat, because every order of a list is put through it."""
        return SQL(
            """
            CASE WHEN %(state)s <> 'sale' THEN 'no'
                 WHEN %(documents)s > 0 THEN %(of_documents)s
                 WHEN %(is_free)s THEN 'no'
                 WHEN %(invoice_status)s = 'no' THEN 'no'
                 WHEN %(invoice_status)s IN ('invoiced', 'upselling')
                  AND %(has_draft)s IS NOT TRUE THEN 'invoiced'
                 ELSE 'to_invoice' END
            """,
            state=self._field_to_sql(alias, 'state', query),
            documents=self._finance_amount_to_sql(alias, query, 'document_count'),
            of_documents=self._finance_invoicing_of_documents_to_sql(alias, query),
            is_free=self._finance_is_free_to_sql(alias, query),
            invoice_status=self._field_to_sql(alias, 'invoice_status', query),
            has_draft=self._finance_fact_to_sql(alias, query, 'has_draft'),
        )

    def _finance_invoicing_of_documents_to_sql(self, alias, query):
        """Return the invoicing status of a confirmed order that has a document.

        What Odoo calls invoiced is invoiced, whatever the amount. Where Odoo still has something
        to invoice, what is invoiced by another way has to cover it. Only an order that may be
        covered is looked at line by line.
        """
        by_quantity = self._finance_fact_to_sql(alias, query, 'covered_by_quantity')
        by_amount = self._finance_fact_to_sql(alias, query, 'covered_by_amount')
        return SQL(
            """
            CASE WHEN %(invoice_status)s IN ('invoiced', 'upselling')
                  AND NOT %(has_draft)s THEN 'invoiced'
                 WHEN %(sign)s * (%(total)s - %(by_quantity)s - %(by_amount)s) < %(half_cent)s
                  AND %(is_covered)s THEN 'invoiced'
                 WHEN %(sign)s * %(invoiced)s > 0
                   OR %(sign)s * (%(by_quantity)s + %(by_amount)s) > 0 THEN 'partial'
                 WHEN %(invoice_status)s = 'no' THEN 'no'
                 ELSE 'to_invoice' END
            """,
            invoice_status=self._field_to_sql(alias, 'invoice_status', query),
            has_draft=self._finance_fact_to_sql(alias, query, 'has_draft'),
            total=self._field_to_sql(alias, 'amount_total', query),
            sign=self._finance_sign_to_sql(alias, query),
            invoiced=self._compute_sql_finance_amount_invoiced(alias, query),
            by_quantity=by_quantity,
            by_amount=by_amount,
            is_covered=self._finance_is_covered_to_sql(alias, query, by_quantity, by_amount),
            half_cent=self._finance_half_cent_to_sql(alias, query),
        )

    def _finance_sign_to_sql(self, alias, query):
        return SQL(
            'CASE WHEN %s < 0 THEN -1 ELSE 1 END', self._field_to_sql(alias, 'amount_total', query)
        )

    def _finance_half_cent_to_sql(self, alias, query):
        currency = query.left_join(
            alias, 'currency_id', 'res_currency', 'id', 'finance_order_currency'
        )
        return SQL('%s / 2', SQL.identifier(currency, 'rounding'))

    def _finance_is_free_to_sql(self, alias, query):
        """Tell whether an order without documents has nothing to invoice and nothing to pay."""
        return SQL(
            """
            (%(total)s = 0 AND %(state)s = 'sale'
             AND (SELECT ABS(COALESCE(SUM(%(billable)s), 0)) < %(half_cent)s
                    FROM sale_order_line AS line
                   WHERE line.order_id = %(id)s AND line.is_downpayment IS NOT TRUE))
            """,
            total=self._field_to_sql(alias, 'amount_total', query),
            state=self._field_to_sql(alias, 'state', query),
            billable=self._finance_billable_to_sql('line'),
            half_cent=self._finance_half_cent_to_sql(alias, query),
            id=SQL.identifier(alias, 'id'),
        )

    def _finance_billable_to_sql(self, line):
        """Return the value of what of an order line can be invoiced, or already is.

        By Odoo's own quantities: those ordered or those delivered, as the product says.
        """
        Line = self.env['sale.order.line']
        fnames = ('is_downpayment', 'order_id', 'qty_invoiced', 'qty_to_invoice')
        quantity = SQL(
            '(%s + %s)',
            SQL.identifier(line, 'qty_invoiced'),
            SQL.identifier(line, 'qty_to_invoice'),
            to_flush=[Line._fields[fname] for fname in fnames],
        )
        return Line._finance_value(line, quantity)

    def _finance_is_covered_to_sql(self, alias, query, by_quantity, by_amount):
        """Tell whether what is invoiced covers the order's total and what can be invoiced.

        Quantities that are invoiced for more than that don't cover a rebate still to be invoiced.
        """
        return SQL(
            """
            (SELECT CASE WHEN uncovered > %(half_cent)s THEN FALSE
                         WHEN uncovered > -%(half_cent)s THEN TRUE
                         ELSE %(by_quantity)s = 0 OR NOT has_rebate END
               FROM (%(uncovered)s) AS compared)
            """,
            half_cent=self._finance_half_cent_to_sql(alias, query),
            by_quantity=by_quantity,
            uncovered=self._finance_uncovered_query(alias, query, by_quantity, by_amount),
        )

    def _finance_to_invoice_to_sql(self, alias, query):
        """Return what is confirmed and not invoiced yet: order currency, never negative.

        Of the larger of its total and the value of what can be invoiced, what no invoice covers:
        by quantity, so that neither a higher nor a lower price on an invoice changes the rest.
        Only an order of which something is invoiced or can be is looked at line by line.
        """
        by_quantity = self._finance_amount_to_sql(alias, query, 'covered_by_quantity')
        by_amount = self._finance_amount_to_sql(alias, query, 'covered_by_amount')
        return SQL(
            """
            CASE WHEN %(state)s <> 'sale' OR %(status)s = 'invoiced' THEN 0
                 WHEN %(status)s = 'no' THEN GREATEST(0, %(total)s)
                 ELSE GREATEST(0, (SELECT %(sign)s * uncovered FROM (%(uncovered)s) AS compared))
                 END
            """,
            state=self._field_to_sql(alias, 'state', query),
            status=self._field_to_sql(alias, 'finance_invoicing_status', query),
            total=self._field_to_sql(alias, 'amount_total', query),
            sign=self._finance_sign_to_sql(alias, query),
            uncovered=self._finance_uncovered_query(alias, query, by_quantity, by_amount),
        )

    def _finance_uncovered_query(self, alias, query, by_quantity, by_amount):
        """Return what of the order's total and of what can be invoiced is not covered, as a SELECT.

        Negative where more is covered; with the sign of the order turned to plus.
        """
        return SQL(
            """
            SELECT GREATEST(%(sign)s * %(total)s, %(sign)s * billable * scale)
                       - %(sign)s * (%(by_quantity)s + %(by_amount)s) AS uncovered,
                   has_rebate
              FROM (
                SELECT COALESCE(SUM(%(billable)s), 0) AS billable,
                       COALESCE(%(total)s / NULLIF(SUM(line.price_total), 0), 1) AS scale,
                       COALESCE(BOOL_OR(%(sign)s * line.price_total < 0), FALSE) AS has_rebate
                  FROM sale_order_line AS line
                 WHERE line.order_id = %(id)s AND line.is_downpayment IS NOT TRUE
              ) AS of_lines
            """,
            by_quantity=by_quantity,
            by_amount=by_amount,
            sign=self._finance_sign_to_sql(alias, query),
            total=self._field_to_sql(alias, 'amount_total', query),
            billable=self._finance_billable_to_sql('line'),
            id=SQL.identifier(alias, 'id'),
        )
