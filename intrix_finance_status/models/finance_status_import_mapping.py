from odoo import fields, models

from ..readers.columns import FIELDS

MOST_LAYOUTS = 200


class FinanceStatusImport(models.Model):
    """The layout of tables: shown, corrected, and remembered on the source."""

    _inherit = 'finance.status.import'

    layout_ids = fields.One2many('finance.status.import.layout', 'import_id')
    column_ids = fields.One2many('finance.status.import.column', 'import_id')

    def _keep_layouts(self, layouts):
        """Keep how the tables of the file were read."""
        self.layout_ids.unlink()
        self.env['finance.status.import.layout'].create(
            [self._layout_values(layout) for layout in layouts]
        )

    def _layout_values(self, layout):
        Layout = self.env['finance.status.import.layout']
        selected = {
            name: value if value in dict(Layout._fields[name].selection) else False
            for name in ('decimal_mark', 'date_order', 'encoding')
            for value in [getattr(layout, name)]
        }
        return {
            'import_id': self.id,
            'sheet': layout.sheet,
            'fingerprint': layout.fingerprint,
            'read_row': layout.header_row,
            'header_row': layout.header_row,
            'separator': layout.separator,
            **selected,
            'column_ids': [
                (
                    0,
                    0,
                    {
                        'position': column.index,
                        # as it is: the layout is known by it
                        'header': column.header.replace('\0', ''),
                        'samples': ' · '.join(column.samples)[:200].replace('\0', ''),
                        'field': column.field if column.field in FIELDS else False,
                    },
                )
                for column in layout.columns
            ],
        }

    def _layouts_to_read(self):
        """Return the layouts to read the file by: those of this import, else those remembered."""
        if self.layout_ids:
            return [layout._as_layout() for layout in self.layout_ids]
        return list((self.source_id.mapping or {}).values())

    def _remember_layouts(self):
        """Keep the layouts, now that a person imports by them, for the next file."""
        self.ensure_one()
        if not self.layout_ids:
            return
        # whoever imports need not be allowed to set up sources
        source = self.source_id.sudo()
        mapping = dict(source.mapping or {})
        for layout in self.layout_ids:
            # the latest ones last: the oldest go
            mapping.pop(layout.fingerprint, None)
            mapping[layout.fingerprint] = layout._to_remember()
        source.mapping = dict(list(mapping.items())[-MOST_LAYOUTS:])

    def _layouts_are_known(self):
        """Tell whether people imported files with these headings before."""
        mapping = self.source_id.mapping or {}
        return all(layout.fingerprint in mapping for layout in self.layout_ids)
