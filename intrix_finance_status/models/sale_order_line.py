from odoo import api, models
from odoo.tools import SQL


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get('invoice_lines') for vals in vals_list):
            self.env['finance.status.order']._ensure_for_orders(lines.order_id)
        return lines

    def write(self, vals):
        res = super().write(vals)
        if 'invoice_lines' in vals:
            self.env['finance.status.order']._ensure_for_orders(self.order_id)
        if 'qty_delivered' in vals:
            # what is delivered and not invoiced is a figure of the customer
            self.env['res.partner']._finance_invalidate()
        return res

    @api.model
    def _finance_value(self, alias, quantity, price=None):
        """Return the value of ``quantity`` of an order line at the order's price.

        :param str alias: the order line's table
        :param SQL quantity: in the unit of the order line
        :param SQL price: what one unit of a line is worth that has no total to take it from, as
            its quantity is zero (expenses to be invoiced again, products added to a delivery);
            its unit price as written by default
        """
        return SQL(
            'CASE WHEN %(ordered)s <> 0 THEN %(quantity)s * %(total)s / %(ordered)s '
            'WHEN %(quantity)s <> 0 THEN %(quantity)s * %(price)s ELSE 0 END',
            ordered=SQL.identifier(alias, 'product_uom_qty'),
            quantity=quantity,
            total=SQL.identifier(alias, 'price_total'),
            price=price or self._finance_written_price(alias),
            to_flush=[
                self._fields[fname] for fname in ('price_total', 'price_unit', 'product_uom_qty')
            ],
        )

    @api.model
    def _finance_written_price(self, alias):
        """Return the unit price as it is written, with or without tax."""
        return SQL(
            '%s * (1 - COALESCE(%s, 0) / 100)',
            SQL.identifier(alias, 'price_unit'),
            SQL.identifier(alias, 'discount'),
            to_flush=self._fields['discount'],
        )

    @api.model
    def _finance_unit_price(self, alias):
        """Return the price of one unit of an order line, tax included.

        Taxes on taxes are left out: no stored figure has them before there is a quantity.
        """
        return SQL(
            """
            (SELECT price + base * percent.excluded / 100 + fixed.excluded
               FROM (SELECT %(written)s AS price) AS discounted,
                    LATERAL (
                SELECT COALESCE(SUM(amount) FILTER (WHERE NOT included), 0) AS excluded,
                       COALESCE(SUM(amount) FILTER (WHERE included), 0) AS included
                  FROM (%(taxes)s) AS tax WHERE amount_type = 'percent'
               ) AS percent, LATERAL (
                SELECT COALESCE(SUM(amount) FILTER (WHERE NOT included), 0) AS excluded,
                       COALESCE(SUM(amount) FILTER (WHERE included), 0) AS included
                  FROM (%(taxes)s) AS tax WHERE amount_type = 'fixed'
               ) AS fixed, LATERAL (
                SELECT (price - fixed.included) / (1 + percent.included / 100) AS base
               ) AS untaxed)
            """,
            written=self._finance_written_price(alias),
            taxes=self._finance_taxes(alias),
            to_flush=self._fields['tax_ids'],
        )

    @api.model
    def _finance_taxes(self, alias):
        """Return the taxes of an order line, those in groups one by one, as a SELECT."""
        return SQL(
            """
            SELECT tax.amount_type, tax.amount,
                   COALESCE(tax.price_include_override, company.account_price_include)
                       = 'tax_included' AS included
              FROM account_tax_sale_order_line_rel AS rel
              LEFT JOIN account_tax_filiation_rel AS member
                ON member.parent_tax = rel.account_tax_id
              JOIN account_tax AS tax
                ON tax.id = COALESCE(member.child_tax, rel.account_tax_id)
              JOIN res_company AS company ON company.id = tax.company_id
             WHERE rel.sale_order_line_id = %s
            """,
            SQL.identifier(alias, 'id'),
        )
