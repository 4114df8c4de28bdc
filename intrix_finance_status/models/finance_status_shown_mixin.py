from odoo import models


class FinanceStatusShownMixin(models.AbstractModel):
    """Whose figures the user may see, where they are computed as superuser.

    Figures are whole, whatever documents the user may open: they are computed as superuser, for
    a record that Odoo lets the user read. Two things are not checked by that. What a form says
    that is not saved yet (``onchange``) - its origin, its customer, its order, its company - is
    whatever the client names. And what a record leads to, as a delivery to its order, may be
    hidden from the user who reads the record.
    """

    _name = 'finance.status.shown.mixin'
    _description = 'Figures for Those Who May See Them'

    def _finance_readable_origin(self):
        """Return the saved records behind these, without those that the user may not read.

        A saved record was checked where it was read; code that has the right to may compute its
        figures for itself. What a form claims to be the origin of is checked here.
        """
        saved = self.filtered('id')
        claimed = (self - saved)._origin
        return saved | self.browse(claimed.sudo(False)._filtered_access('read').ids)

    def _finance_shown(self, fname):
        """Return those of these records whose field ``fname`` the user may see.

        All of those that are saved. A form that is not saved: where the user may read all that
        the field depends on, or it is what was saved.
        """
        unsaved = self.filtered(lambda record: not record.id)
        if not unsaved:
            return self
        paths = self.pool.field_depends[self._fields[fname]]
        return self.filtered(lambda record: record.id or record._finance_may_see(paths))

    def _finance_may_see(self, paths):
        """Tell whether the user may read this form's origin, and what it names along ``paths``."""
        self.ensure_one()
        # as the user: refuses companies that are not his
        companies = self.sudo(False).env.companies
        if self._origin != self._finance_readable_origin():
            return False
        for path in paths:
            named, saved = self, self._origin
            for name in path.split('.'):
                if not named._fields[name].relational:
                    break
                named, saved = named.mapped(name), saved.mapped(name)
                claimed = named._origin - saved
                if claimed._name == 'res.company':
                    readable = claimed & companies
                else:
                    readable = self.env[claimed._name].browse(
                        claimed.sudo(False)._filtered_access('read').ids
                    )
                if claimed != readable:
                    return False
        return True

    def _finance_rules(self, model_name):
        """Return the domain of the records of a model that the user's record rules allow.

        Whether or not the user has access to the model: who delivers or works on tasks sees the
        status of the order behind it without any sales right; who may see his own orders only
        does not see that of others.
        """
        return self.sudo(False).env['ir.rule']._compute_domain(model_name, 'read')

    def _finance_allowed(self, records):
        """Return those of ``records`` that the user's record rules allow."""
        domain = self._finance_rules(records._name)
        return records.sudo().with_context(active_test=False).filtered_domain(domain)
