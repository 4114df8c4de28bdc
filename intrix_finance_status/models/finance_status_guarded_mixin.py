from odoo import api, models
from odoo.models import MAGIC_COLUMNS

# fields that decide in whose company a record is
OWNERS = frozenset(
    ('company_id', 'document_id', 'import_id', 'layout_id', 'policy_id', 'source_id',
     'transaction_id')
)  # fmt: skip


class FinanceStatusGuardedMixin(models.AbstractModel):
    """Readonly fields that are readonly for every client, not only on the screen.

    Odoo's ``readonly`` binds views alone: over RPC anybody who may write a record writes such a
    field, also a stored computed one. What a model with this mixin declares readonly and stores,
    only code running as superuser writes: ``create``, ``write`` and ``load`` refuse it, defaults
    of the context and of users don't set it, ``onchange`` does not take it from the client.
    So code may trust it. And a record can be moved only to where its user may write.
    """

    _name = 'finance.status.guarded.mixin'
    _inherit = ['finance.status.named.mixin']
    _description = 'Fields Written by the Finance Status Alone'

    @api.model
    def _is_guarded(self, field):
        """Tell whether only code running as superuser may write ``field``."""
        # Odoo itself leaves out who wrote a record and when
        return bool(field.store and field.readonly and field.name not in MAGIC_COLUMNS)

    @api.model
    def _has_field_access(self, field, operation):
        if operation == 'write' and not self.env.su and self._is_guarded(field):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _guarded_names(self, names):
        """Return which of these names are guarded fields of this model."""
        return {
            name for name in names if name in self._fields and self._is_guarded(self._fields[name])
        }

    @api.model_create_multi
    def create(self, vals_list):
        # what an action proposes for its dialog is no attempt to write a guarded field
        proposed = {key for key in self.env.context if key.startswith('default_')}
        guarded = self._guarded_names(key.removeprefix('default_') for key in proposed)
        if not guarded:
            return super().create(vals_list)
        context = {
            key: value
            for key, value in self.env.context.items()
            if key.removeprefix('default_') not in guarded or key not in proposed
        }
        # only so keys are taken away
        without = self.with_context(context)  # pylint: disable=context-overridden
        return super(FinanceStatusGuardedMixin, without).create(vals_list).with_env(self.env)

    @api.model
    def default_get(self, fields):
        """Take no default of a guarded field from the context or from ``ir.default``."""
        guarded = self._guarded_names(fields)
        values = super().default_get([name for name in fields if name not in guarded])
        for name in guarded:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                values[name] = field.convert_to_write(value, self)
        return values

    def onchange(self, values, field_names, fields_spec):
        """Compute by what is stored of guarded fields, not by what the client says."""
        guarded = self._guarded_names(values) - {'id'}
        changed = [name for name in field_names if name not in guarded]
        if field_names and not changed:
            return {}
        values = {name: value for name, value in values.items() if name not in guarded}
        return super().onchange(values, changed, fields_spec)

    def write(self, vals):
        res = super().write(vals)
        if not self.env.su and not OWNERS.isdisjoint(vals):
            # the rules were asked before: ask them of where the records are now as well
            self.check_access('write')
        return res
