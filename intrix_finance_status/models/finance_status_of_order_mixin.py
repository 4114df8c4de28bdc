from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .finance_status_mixin import derived
from .sale_order import FINANCE_STATUS


class FinanceStatusOfOrderMixin(models.AbstractModel):
    """The finance status and hold of the order that a record is for: a delivery, a task.

    Shown to those who may read the record, unless their record rules hide the order from them.
    A model sets ``_finance_order_field``, and gives what ``finance.status.hold.mixin`` asks for.
    """

    _name = 'finance.status.of.order.mixin'
    _inherit = ['finance.status.mixin', 'finance.status.hold.mixin']
    _description = 'Finance Status of its Order'

    _finance_order_field = None

    finance_status = derived(
        fields.Selection,
        'finance_status',
        compute='_compute_finance_status',
        selection=FINANCE_STATUS,
        help="Of its order.",
    )

    _finance_derived_fields = ('finance_status',)

    @api.depends(
        lambda self: (
            [f'{self._finance_order_field}.finance_status'] if self._finance_order_field else []
        )
    )
    @api.depends_context('uid', 'allowed_company_ids', 'tz')
    def _compute_finance_status(self):
        self._finance_read_derived(['finance_status'])

    def _finance_search(self, fname, operator, value):
        if fname == 'finance_status' and operator == 'in' and set(value) == {'overdue'}:
            # the order's own field knows a short way
            return self._finance_order_domain(Domain(fname, operator, value))
        return super()._finance_search(fname, operator, value)

    def _finance_order_domain(self, domain):
        """Return the domain of the records with an order that the user may know of in ``domain``.

        Who delivers or works on tasks need not have access to orders.
        """
        rules = self._finance_rules('sale.order')
        return Domain(self._finance_order_field, 'any!', rules & domain)

    def _compute_sql_finance_status(self, alias, query):
        Order = self.env['sale.order'].with_context(active_test=False)
        order = query.left_join(
            alias, self._finance_order_field, Order._table, 'id', 'finance_order'
        )
        status = SQL(
            '%s',
            Order._field_to_sql(order, 'finance_status', query),
            to_flush=self._fields[self._finance_order_field],
        )
        rules = self._finance_rules('sale.order')
        if rules.is_true():
            return status
        allowed = Order._search(rules, bypass_access=True)
        allowed.add_where(
            SQL('%s = %s', SQL.identifier(allowed.table, 'id'), SQL.identifier(order, 'id'))
        )
        return SQL('CASE WHEN EXISTS (%s) THEN %s END', allowed.select(SQL('1')), status)

    def _finance_orders(self):
        """Return the orders that these records are for: who may not know of them sees no hold."""
        return self[self._finance_order_field]

    def _finance_shown_reasons(self):
        reasons = super()._finance_shown_reasons()
        orders = {record: record._finance_orders()._origin for record in reasons}
        every_order = self.env['sale.order'].union(*orders.values())
        hidden = every_order - self._finance_allowed(every_order)
        return {record: text for record, text in reasons.items() if not orders[record] & hidden}
