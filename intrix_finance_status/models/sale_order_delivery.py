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
        'order_line.qty_delivered', 'order_line.qty_invoiced', 'order_line.price_total', 'state'
    )
    def _compute_finance_delivery(self):
        saved = self._finance_readable_origin()
        for order in self:
            lines = (order._origin & saved).order_line
            for fname, (more, less) in DELIVERY_FIELDS.items():
                order[fname] = order.currency_id.round(
                    sum(
                        (line[more] - line[less]) * line.price_total / line.product_uom_qty
                        for line in lines
                        if order.state == 'sale'
                        and not line.is_downpayment
                        and line.product_uom_qty
                        and line[more] > line[less]
                    )
                )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in DELIVERY_FIELDS:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], 'read')
        more, less = DELIVERY_FIELDS[field_expr]
        Line = self.env['sale.order.line']
        fnames = ('order_id', 'is_downpayment', 'product_uom_qty', 'price_total', more, less)
        currency = query.left_join(
            alias, 'currency_id', 'res_currency', 'id', 'finance_delivery_currency'
        )
        return SQL(
            """
            CASE WHEN %(state)s = 'sale' THEN COALESCE((
                SELECT ROUND(SUM((line.%(more)s - line.%(less)s) * line.price_total
                                 / line.product_uom_qty) / %(rounding)s) * %(rounding)s
                  FROM sale_order_line AS line
                 WHERE line.order_id = %(id)s
                   AND line.is_downpayment IS NOT TRUE
                   AND line.product_uom_qty <> 0
                   AND line.%(more)s > line.%(less)s), 0) ELSE 0 END
            """,
            state=self._field_to_sql(alias, 'state', query),
            id=SQL.identifier(alias, 'id'),
            more=SQL.identifier(more),
            less=SQL.identifier(less),
            rounding=SQL.identifier(currency, 'rounding'),
            to_flush=[Line._fields[fname] for fname in fnames],
        )
