from odoo import models
from odoo.tools import SQL


class FinanceStatusSortedMixin(models.AbstractModel):
    """Statuses sorted and grouped along the way from offer to cash, not by the names of their keys.

    A model tells in ``_finance_is_status`` which of its selections are such.
    """

    _name = 'finance.status.sorted.mixin'
    _description = 'Statuses in Their Own Order'

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if self._finance_is_status(field_name):
            position = self._finance_position(
                field_name, self._field_to_sql(alias, field_name, query)
            )
            return SQL('%s %s %s', position, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _read_group_orderby(self, order, groupby_terms, query):
        """Have the groups of a status in the order of its values, not of their names."""
        positions = {
            term: self._finance_position(term, sql)
            for term, sql in groupby_terms.items()
            if self._finance_is_status(term)
        }
        terms = {**groupby_terms, **positions}
        res = super()._read_group_orderby(order, terms, query)
        # what Odoo adds to a term has to be grouped by
        groupby_terms.update({term: terms[term] for term in terms.keys() - positions.keys()})
        return res

    def _finance_is_status(self, fname):
        """Tell whether the values of the selection ``fname`` have an order of their own."""
        return False

    def _finance_position(self, fname, sql):
        """Return the position of a value among those of the selection ``fname`` as SQL."""
        return SQL(
            'ARRAY_POSITION(%s::varchar[], %s::varchar)',
            # as text: a list can't be compared with what is grouped by
            f"{{{','.join(self._fields[fname].get_values(self.env))}}}",
            sql,
        )
