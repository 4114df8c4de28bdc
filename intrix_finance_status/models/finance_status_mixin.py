from odoo import models
from odoo.fields import Domain, parse_field_expr
from odoo.tools import SQL, Query

VIEWER_GROUP = 'intrix_finance_status.group_finance_status_viewer'


def derived(field_class, fname, compute='_compute_finance', **attributes):
    """Return the field ``fname`` that a model derives in SQL, for those who may see figures.

    It is computed as superuser: the figures are those of all documents, not of those that the
    user may open. They are those of what is saved.
    """

    def search(self, operator, value):
        self._check_field_access(self._fields[fname], 'read')
        return self._finance_search(fname, operator, value)

    return field_class(
        compute=compute, search=search, compute_sudo=True, groups=VIEWER_GROUP, **attributes
    )


class FinanceStatusMixin(models.AbstractModel):
    """Fields derived in SQL from facts and today's date.

    A model lists them in ``_finance_derived_fields`` and gives each a method
    ``_compute_sql_<field>(alias, query)``. Reading, searching, sorting, grouping and summing
    all use that one expression. Odoo 20 knows this as the field attribute ``compute_sql``:
    then ``_field_to_sql`` below can go.
    """

    _name = 'finance.status.mixin'
    _inherit = ['finance.status.shown.mixin', 'finance.status.sorted.mixin']
    _description = 'Fields Derived in SQL'

    _finance_derived_fields = ()

    def _field_to_sql(self, alias, field_expr, query=None):
        fname, property_name = parse_field_expr(field_expr)
        if property_name or fname not in self._finance_derived_fields:
            return super()._field_to_sql(alias, field_expr, query)
        if query is None:
            raise ValueError(f"Field {fname!r} needs a query to be converted to SQL")
        self._check_field_access(self._fields[fname], 'read')
        # the figures don't depend on the documents that this user may open
        sql = getattr(self.sudo(), f'_compute_sql_{fname}')(alias, query)
        if alias == self._table or self._fields[fname].type != 'selection':
            return sql
        # no status at the end of a path that is empty: an opportunity without a customer
        return SQL('CASE WHEN %s IS NOT NULL THEN %s END', SQL.identifier(alias, 'id'), sql)

    def _finance_is_status(self, fname):
        return fname in self._finance_derived_fields and self._fields[fname].type == 'selection'

    def _finance_search(self, fname, operator, value):
        """Return the domain of a condition on a derived field.

        The condition is handed back as it is: its SQL comes from ``_field_to_sql``, so that
        searching can't disagree with reading, sorting and grouping. What is overdue is what
        people look for most, and few among many: it is found by the index of the due dates.
        """
        if fname == 'finance_status' and operator == 'in' and set(value) == {'overdue'}:
            return Domain.custom(to_sql=type(self)._finance_overdue_condition)
        return Domain(fname, operator, value)

    def _finance_overdue_condition(self, alias, query):
        """Return the SQL condition that ``finance_status`` is overdue."""
        self._check_field_access(self._fields['finance_status'], 'read')
        column, overdue = self.sudo()._finance_overdue_ids()
        return SQL('%s IN (%s)', self._field_to_sql(alias, column, query), overdue)

    def _finance_overdue_ids(self):
        """Return a column, and a SELECT of its values in the records that are overdue."""
        raise NotImplementedError

    def _finance_page_ids(self):
        """Return the ids that the aggregates of the SQL can be restricted to, or ``None``.

        Reading a page must not aggregate the whole ledger; searching and grouping have to.
        """
        return self.env.context.get('finance_status_page_ids')

    def _finance_page_context(self):
        """Return the context in which the SQL of these records' page is made."""
        return {'finance_status_page_ids': tuple(self.ids)}

    def _finance_compute_derived(self, compute):
        """Read the derived fields that the method ``compute`` is for: those shown together."""
        self._finance_read_derived(
            [
                fname
                for fname in self._finance_derived_fields
                if self._fields[fname].compute == compute
            ]
        )

    def _finance_read_derived(self, fnames):
        """Assign the derived fields ``fnames`` of all records with one query."""
        stored = self._finance_readable_origin()
        values = {}
        if stored:
            query = Query(self.env, self._table, self._table_sql)
            query.add_where(SQL('%s IN %s', SQL.identifier(self._table, 'id'), tuple(stored.ids)))
            model = stored.sudo().with_context(**stored._finance_page_context())
            columns = [model._field_to_sql(self._table, fname, query) for fname in fnames]
            rows = self.env.execute_query(query.select(SQL.identifier(self._table, 'id'), *columns))
            values = {row[0]: row[1:] for row in rows}
        derived = [self._fields[fname] for fname in fnames]
        for record in self:
            row = values.get(record._origin.id)
            if row is None:
                record.update(record._finance_values_unsaved(fnames))
                continue
            for field, value in zip(derived, row, strict=True):
                # assigning a value checks and rounds it, which takes longer than the query
                field._update_cache(record, field.convert_to_cache(value, record, validate=False))

    def _finance_values_unsaved(self, fnames):
        """Return the values of ``fnames`` for a record that is not in the database."""
        return dict.fromkeys(fnames, False)

    def _compute_sql_finance_amount_paid(self, alias, query):
        """Return what is settled by whatever means: invoiced less due."""
        return SQL(
            '(%s - %s)',
            self._compute_sql_finance_amount_invoiced(alias, query),
            self._compute_sql_finance_amount_due(alias, query),
        )
