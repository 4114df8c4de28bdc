from odoo import fields, models


class FinanceStatusImportTotal(models.Model):
    """A total that a file has itself, of a customer or of all, beside what was read of its rows."""

    _name = 'finance.status.import.total'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Total in a File for the Finance Status'
    _order = 'import_id, id'
    _rec_name = 'title'

    import_id = fields.Many2one(
        'finance.status.import', required=True, index=True, ondelete='cascade', readonly=True
    )
    company_id = fields.Many2one(related='import_id.company_id')
    position = fields.Char(string="Row", readonly=True, help="Where it stands in the file.")
    title = fields.Char(string="Total", readonly=True, help="What the file calls it.")
    heading = fields.Char(string="Column", readonly=True)
    amount_told = fields.Float(string="In the File", digits=(16, 2), readonly=True)
    amount_read = fields.Float(
        string="Read", digits=(16, 2), readonly=True, help="The sum of the rows it is of."
    )
    difference = fields.Float(
        digits=(16, 2), readonly=True, help="By how much the file says more than was read."
    )
    amount_left_out = fields.Float(
        string="Left out",
        digits=(16, 2),
        readonly=True,
        help="What rows have that were left out, such as payments that no invoice is told for.",
    )
