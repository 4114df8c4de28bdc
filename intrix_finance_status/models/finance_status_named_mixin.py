from odoo import models
from odoo.fields import Command


class FinanceStatusNamedMixin(models.AbstractModel):
    """A form that is not saved names only what its user may read.

    What is computed of a form goes back to the client, much of it as superuser: Odoo computes
    stored and related fields so. And a client may name any ID, wherever a form comes from: in
    ``onchange``, in a line of another model's form, as a default of an action. So every record
    that an unsaved one is given is asked for here, but for those that are saved in it already.
    """

    _name = 'finance.status.named.mixin'
    _description = 'Forms that Name What Their User May Read'

    # the two ways in which values get into an unsaved record, those of ``new()`` included
    def _update_cache(self, values, validate=True):
        self._check_unsaved(values)
        return super()._update_cache(values, validate)

    def update(self, values):
        self._check_unsaved(values)
        return super().update(values)

    def _check_unsaved(self, values):
        if not self.env.su:
            for record in self:
                if not record.id:
                    record._check_named(values)

    def _check_named(self, values):
        """Refuse the origin and the values of a form where the user may not read them.

        :raise AccessError: in this case
        """
        self._origin.check_access('read')
        for name, value in values.items():
            field = self._fields.get(name)
            if not value or not field or isinstance(value, models.BaseModel):
                continue  # recordsets are no client's
            if field.relational:
                self._fetch_of_lines(field, value)
                self._check_readable(field, field.comodel_name, value)
            elif field.type == 'many2one_reference':
                model_name = values.get(field.model_field) or self[field.model_field]
                # what holds no records is refused where it is used
                if model_name in self.env:
                    self._check_readable(field, model_name, value)

    def _check_readable(self, field, model_name, value):
        ids = self._named_ids(value)
        saved = self._origin.sudo().with_context(active_test=False)[field.name]
        saved_ids = {saved} if isinstance(saved, int) else set(saved.ids)
        records = self.env[model_name].browse(ids - saved_ids)
        if model_name == 'res.company':
            # who administers companies reads all of them, and works in those that he was given
            records -= self.env.companies | self.env.companies.parent_ids
            if records:
                raise self.env['ir.rule']._make_access_error('read', records)
        if records:
            records.check_access('read')

    def _fetch_of_lines(self, field, value):
        """Fetch at once what the lines in a value name: each of them is asked for later."""
        lines = [
            command[2]
            for command in (value if isinstance(value, (list, tuple)) else ())
            if isinstance(command, (list, tuple)) and isinstance(command[-1], dict)
        ]
        for name in {name for line in lines for name in line} if len(lines) > 1 else ():
            line_field = self.env[field.comodel_name]._fields.get(name)
            if line_field and line_field.type == 'many2one':
                ids = set().union(*(self._named_ids(line.get(name)) for line in lines))
                self.env[line_field.comodel_name].browse(ids)._filtered_access('read')

    def _named_ids(self, value):
        """Return the IDs in a value as a client gives it: one, a record's values, or commands."""
        ids = set()
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(item, dict):
                ids.add(item.get('id'))
            elif not isinstance(item, (list, tuple)):
                ids.add(item)
            elif item[0] == Command.SET:
                ids.update(item[2])
            elif item[0] in (Command.LINK, Command.UPDATE):
                ids.add(item[1])
        return {id_ for id_ in ids if id_ and isinstance(id_, int)}
