from odoo import api, fields, models

# what became, or is to become, of the rows of an import; each is counted
OUTCOMES = [
    ('new', "New"),
    ('changed', "Changed"),
    ('unchanged', "Unchanged"),
    ('paid', "Paid: not in the list"),
    ('error', "Error"),
    ('skipped', "Left out"),
    ('undone', "Undone"),
    ('kept', "Kept: changed since"),
]


class FinanceStatusImportProgress(models.Model):
    """How far an import has come: written with every batch of rows.

    It is a record of its own so that people and the job don't wait for each other: people write
    the import (stop it, for one), the job writes this, and whoever works on an import locks it.
    """

    _name = 'finance.status.import.progress'
    _inherit = ['finance.status.named.mixin']
    _description = 'Progress of an Import for the Finance Status'
    _log_access = False

    import_ids = fields.One2many(
        'finance.status.import', 'progress_id', string="Import", help="The one that it is of."
    )
    count_total = fields.Integer(string="Rows")
    count_left = fields.Integer(string="Rows to Do")
    count_new = fields.Integer(string="New")
    count_changed = fields.Integer(string="Changed")
    count_unchanged = fields.Integer(string="Unchanged")
    count_paid = fields.Integer(string="Paid: not in the List")
    count_error = fields.Integer(string="Errors")
    count_skipped = fields.Integer(string="Left out")
    count_undone = fields.Integer(string="Undone")
    count_kept = fields.Integer(string="Kept Unchanged")
    attempts = fields.Integer(help="How often reading the file was begun.")
    closing_ready = fields.Boolean(help="What is not in the list any more was looked up.")
    closing_amount = fields.Float(help="Open amount of what turns paid.")
    settled_count = fields.Integer(help="Known documents whose rows say that less is open.")
    settled_amount = fields.Float(help="By how much.")
    open_count = fields.Integer(help="Documents of the source that are open.")
    open_amount = fields.Float()
    consequences = fields.Json(help="What follows of the import, as told before it runs.")
    consequences_waiting = fields.Boolean(help="That is still to be worked out.")
    elsewhere_count = fields.Integer(
        string="Known elsewhere",
        help="Rows that are invoices that another source has, where they count.",
    )
    unknown_count = fields.Integer(help="Customers in the rows whom nobody knows yet.")
    unknown_rows = fields.Integer(help="Rows of them.")
    unknown_amounts = fields.Json(help="What these add up to, as [[ISO code, amount]].")

    @api.model
    def _counted(self):
        """Return the names of the counters."""
        return [name for name in self._fields if name.startswith('count_')]

    def _reset(self, **values):
        """Count from zero."""
        names = [
            *self._counted(), 'settled_count', 'settled_amount', 'unknown_count', 'unknown_rows',
            'elsewhere_count',
        ]  # fmt: skip
        self.write({**dict.fromkeys(names, 0), 'closing_ready': False, **values})

    def _add_settled(self, count, amount):
        """Count on documents of which less will be open, and by how much, company currency."""
        self.ensure_one()
        if count:
            self.write(
                {
                    'settled_count': self.settled_count + count,
                    'settled_amount': self.settled_amount + amount,
                }
            )

    def _add(self, **steps):
        """Count on: by how much, by the names behind ``count_``."""
        self.ensure_one()
        self.write(
            {f'count_{name}': self[f'count_{name}'] + step for name, step in steps.items() if step}
        )
