from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP

DELIVERY_FIELDS = {
    'finance_amount_delivered_not_invoiced': ('qty_delivered', 'qty_invoiced'),
    'finance_amount_invoiced_not_delivered': ('qty_invoiced', 'qty_delivered'),
}


def _amount(fname, **attributes):
    def search(self, operator, value):
        self._check_field_access(self._fields[fname], 'read')
        return Domain(fname, operator, value)

    return fields.Monetary(
        compute='_compute_finance_delivery',
        search=search,
        compute_sudo=True,
        groups=VIEWER_GROUP,
        **attributes,
    )


class SaleOrder(models.Model):
    """What was delivered and not invoiced, and the other way round: a dispute in the making.

    Not read with the other figures: lists of orders do without the lines.
    """

    _inherit = 'sale.order'

    finance_amount_delivered_not_invoiced = _amount(
        'finance_amount_delivered_not_invoiced',
        string="Delivered, Not Invoiced",
        help="Order currency, tax included.",
    )
    finance_amount_invoiced_not_delivered = _amount(
        'finance_amount_invoiced_not_delivered',
        string="Invoiced, Not Delivered",
        help="Order currency, tax included; without down payments.",
    )

    @api.depends(
        'state',
        'invoice_status',
        'finance_invoicing_status',
        'order_line.discount',
        'order_line.price_total',
        'order_line.price_unit',
        'order_line.product_uom_qty',
        'order_line.qty_delivered',
        'order_line.qty_invoiced',
        'order_line.tax_ids',
    )
    def _compute_finance_delivery(self):
        self._finance_read_derived(list(DELIVERY_FIELDS))

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in DELIVERY_FIELDS or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], 'read')
        return self.sudo()._finance_delivery_to_sql(alias, query, *DELIVERY_FIELDS[field_expr])

    def _finance_delivery_to_sql(self, alias, query, more, less):
        """Return what of the lines is beyond what was invoiced or delivered, at their prices.

        Where documents without lines cover all of the order, nothing is left to be invoiced.
        """
        Line = self.env['sale.order.line']
        currency = query.left_join(
            alias, 'currency_id', 'res_currency', 'id', 'finance_delivery_currency'
        )
        value = Line._finance_value(
            'line',
            SQL('(%s - %s)', SQL.identifier('line', more), SQL.identifier('line', less)),
            Line._finance_unit_price('line'),
        )
        is_done = SQL('FALSE')
        if more == 'qty_delivered':
            is_done = SQL(
                "%s NOT IN ('invoiced', 'upselling') AND %s = 'invoiced'",
                self._field_to_sql(alias, 'invoice_status', query),
                self._compute_sql_finance_invoicing_status(alias, query),
            )
        return SQL(
            """
            CASE WHEN %(state)s = 'sale' THEN COALESCE((
                SELECT ROUND(SUM(%(value)s) / %(rounding)s) * %(rounding)s
                  FROM sale_order_line AS line
                 WHERE line.order_id = %(id)s
                   AND line.is_downpayment IS NOT TRUE
                   AND line.%(more)s > line.%(less)s
                   AND NOT (%(is_done)s)), 0) ELSE 0 END
            """,
            state=self._field_to_sql(alias, 'state', query),
            is_done=is_done,
            id=SQL.identifier(alias, 'id'),
            value=value,
            more=SQL.identifier(more),
            less=SQL.identifier(less),
            rounding=SQL.identifier(currency, 'rounding'),
            to_flush=[Line._fields[fname] for fname in ('order_id', 'is_downpayment', more, less)],
        )

    def _finance_amount_delivered_to_sql(self, alias, query):
        """Return the value of what was delivered, in order currency, tax included."""
        Line = self.env['sale.order.line']
        return SQL(
            """
            CASE WHEN %(state)s = 'sale' THEN COALESCE((
                SELECT SUM(%(value)s)
                  FROM sale_order_line AS line
                 WHERE line.order_id = %(id)s
                   AND line.is_downpayment IS NOT TRUE
                   AND line.qty_delivered <> 0), 0) ELSE 0 END
            """,
            state=self._field_to_sql(alias, 'state', query),
            id=SQL.identifier(alias, 'id'),
            value=Line._finance_value(
                'line', SQL('line.qty_delivered'), Line._finance_unit_price('line')
            ),
            to_flush=[
                Line._fields[fname] for fname in ('order_id', 'is_downpayment', 'qty_delivered')
            ],
        )

    def _finance_date_delivered_to_sql(self, alias, query):
        """Return when the first delivery went out; without transfers nobody knows."""
        return SQL('NULL::timestamp')

    @api.model
    def _finance_delivered_not_invoiced(self):
        """Return the domain of orders with more delivered than invoiced, in money."""
        lines = Domain('is_downpayment', '=', False) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                '%s > %s',
                model._field_to_sql(alias, 'qty_delivered', query),
                model._field_to_sql(alias, 'qty_invoiced', query),
            )
        )
        return (
            Domain('state', '=', 'sale')
            # few have such lines; only those are looked at in money
            & Domain('order_line', 'any', lines)
            & Domain('finance_amount_delivered_not_invoiced', '!=', 0)
        )
