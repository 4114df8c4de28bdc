from odoo import models
from odoo.tools import SQL


class FinanceStatusImport(models.Model):
    """Taking an import back, row by row from the end."""

    _inherit = 'finance.status.import'

    def _prepare_undo(self):
        """Let the rows that brought something be work again, and leave out what never came."""
        self.ensure_one()
        self.check_access('write')
        record = self.sudo()
        # waits for a batch that is being worked on
        record.progress_id.lock_for_update()
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_import_line
                   SET outcome = CASE WHEN done THEN outcome ELSE 'skipped' END,
                       message = CASE WHEN done THEN message ELSE %(message)s END,
                       done = NOT done OR after IS NULL AND transaction_ref IS NULL
                              OR outcome NOT IN ('new', 'changed', 'paid')
                 WHERE import_id = %(import)s
                """,
                message=self.env._("Not imported."),
                **{'import': self.id},
            )
        )
        record._count_again()

    def _count_again(self):
        """Count the rows by what became of them."""
        progress = self.progress_id
        progress._reset(closing_ready=True)
        for outcome, count, left in self.env.execute_query(
            SQL(
                """
                SELECT outcome, COUNT(*), COUNT(*) FILTER (WHERE NOT done)
                  FROM finance_status_import_line WHERE import_id = %s GROUP BY outcome
                """,
                self.id,
            )
        ):
            progress._add(**{outcome: count}, total=count, left=left)
        self.env['finance.status.import.line'].invalidate_model(flush=False)
