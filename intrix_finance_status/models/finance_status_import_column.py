from odoo import api, fields, models

from ..readers.columns import FIELDS


class FinanceStatusImportColumn(models.Model):
    """A column of a table, and the field that it is taken for; none: it is left out."""

    _name = 'finance.status.import.column'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Column of an Import for the Finance Status'
    _order = 'layout_id, position'
    _rec_name = 'header'

    layout_id = fields.Many2one(
        'finance.status.import.layout',
        required=True,
        index=True,
        ondelete='cascade',
        readonly=True,
    )
    import_id = fields.Many2one(
        related='layout_id.import_id',
        store=True,
        index=True,
        ondelete='cascade',
    )
    company_id = fields.Many2one(related='import_id.company_id')
    sheet = fields.Char(related='layout_id.sheet')
    position = fields.Integer(readonly=True, help="The first is 0.")
    header = fields.Char(string="Heading", readonly=True)
    samples = fields.Char(readonly=True)
    field = fields.Selection(
        lambda self: self._field_selection(), string="Meaning", help="Empty: left out."
    )

    @api.model
    def _field_selection(self):
        return [(key, self.env._(label)) for key, label in FIELDS.items()]

    @api.model
    def _field_label(self, field):
        """Return what people know a field of a row by, in the language of the environment."""
        return self.env._(FIELDS[field]) if field in FIELDS else ''
