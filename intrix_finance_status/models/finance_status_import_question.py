from odoo import fields, models


class FinanceStatusImportQuestion(models.Model):
    """What a person has to decide before a file is imported, such as how numbers are written."""

    _name = 'finance.status.import.question'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Question on an Import for the Finance Status'
    _order = 'import_id, id'
    _rec_name = 'text'

    import_id = fields.Many2one(
        'finance.status.import', required=True, index=True, ondelete='cascade', readonly=True
    )
    company_id = fields.Many2one(related='import_id.company_id')
    key = fields.Char(required=True, readonly=True, help="What the reader asks for.")
    text = fields.Char(string="Question", required=True, readonly=True)
    choices = fields.Json(readonly=True, help="List of [value, label].")
    answer = fields.Char()
