from odoo import fields, models

from ..readers.base import Column, Layout

ENCODINGS = [
    ('utf-8', "UTF-8"),
    ('cp1250', "Windows-1250 (Central Europe)"),
    ('iso8859-2', "ISO 8859-2 (Central Europe)"),
    ('cp852', "DOS 852 (Central Europe)"),
    ('cp1252', "Windows-1252 (Western Europe)"),
    ('utf-8-sig', "UTF-8 with a mark"),
    ('utf-8 (mixed)', "UTF-8, partly another one"),
    ('utf-16', "UTF-16"),
    ('utf-16-le', "UTF-16, little endian"),
    ('utf-16-be', "UTF-16, big endian"),
    ('utf-32', "UTF-32"),
]


class FinanceStatusImportLayout(models.Model):
    """How a table of a file was understood: a person may correct it, and it is remembered."""

    _name = 'finance.status.import.layout'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Layout of an Import for the Finance Status'
    _order = 'import_id, id'
    _rec_name = 'sheet'

    import_id = fields.Many2one(
        'finance.status.import', required=True, index=True, ondelete='cascade', readonly=True
    )
    company_id = fields.Many2one(related='import_id.company_id')
    sheet = fields.Char(readonly=True)
    fingerprint = fields.Char(readonly=True, help="What the headings are known by.")
    read_row = fields.Integer(readonly=True, help="Row of the headings as the file was read.")
    header_row = fields.Integer(string="Row of the headings")
    decimal_mark = fields.Selection([('.', "Point (1,234.56)"), (',', "Comma (1.234,56)")])
    date_order = fields.Selection([('dmy', "Day, month, year"), ('mdy', "Month, day, year")])
    encoding = fields.Selection(ENCODINGS)
    separator = fields.Char(readonly=True)
    column_ids = fields.One2many('finance.status.import.column', 'layout_id')

    def _as_layout(self):
        """Return what the reader takes; of another row of headings it finds the columns."""
        self.ensure_one()
        columns = self.column_ids if self.header_row == self.read_row else ()
        return Layout(
            sheet=self.sheet or '',
            header_row=self.header_row,
            columns=[
                Column(column.position, column.header or '', column.field or None)
                for column in columns
            ],
            decimal_mark=self.decimal_mark or '',
            date_order=self.date_order or '',
            encoding=self.encoding or '',
            separator=self.separator or '',
        )

    def _to_remember(self):
        """Return the layout for the next file with these headings: any sheet, row and encoding."""
        layout = self._as_layout()
        layout.sheet = layout.encoding = layout.separator = ''
        layout.header_row = 0
        return layout.to_dict()
