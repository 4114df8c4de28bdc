import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..imports.rows import ImportRow

_logger = logging.getLogger(__name__)

# so few rows are tried while the user waits, so many by the job
QUICK_TRY = 500
MOST_TRIED = 50_000
MOST_ATTEMPTS = 3
# more at once than when they are imported: nothing of it is kept
BATCH = 5_000


class FinanceStatusImport(models.Model):
    """What follows of an import, said before it runs: holds, stopped deliveries, paid orders.

    The rows are imported and taken back again in one transaction: see
    ``finance.status.consequence``. Of many rows, the scheduled action works that out.
    """

    _inherit = 'finance.status.import'

    consequences_text = fields.Text(
        compute='_compute_consequences_text', help="What follows when these rows are imported."
    )
    consequences_waiting = fields.Boolean(related='progress_id.consequences_waiting')

    @api.depends('state', 'progress_id.consequences', 'progress_id.consequences_waiting')
    @api.depends_context('uid', 'lang', 'company')
    def _compute_consequences_text(self):
        Consequence = self.env['finance.status.consequence']
        for record in self:
            progress = record.sudo().progress_id
            record.consequences_text = False
            told = progress.consequences
            if record.state != 'preview' or not told:
                continue
            if 'too_many' in told:
                record.consequences_text = self.env._(
                    "This is not worked out for more than %s rows.", MOST_TRIED
                )
            elif 'failed' in told:
                record.consequences_text = self.env._("This could not be worked out.")
            else:
                lines = Consequence.with_company(record.company_id)._texts(told['found'])
                lines = lines or [
                    self.env._("Nobody goes on hold, and no order becomes paid or overdue.")
                ]
                if progress.unknown_count:
                    lines.append(
                        self.env._(
                            "Customers that are not known are not among them: create or choose "
                            "them to see what follows for them."
                        )
                    )
                record.consequences_text = '\n'.join(lines)

    def _expect_consequences(self):
        """Work out what follows, now where that is quick, else by the job."""
        self.ensure_one()
        progress = self.sudo().progress_id
        progress.write({'consequences': False, 'consequences_waiting': False, 'attempts': 0})
        if self.question_ids or self.date_start:
            return
        count = self.count_new + self.count_changed + self.count_paid
        if count > MOST_TRIED:
            progress.consequences = {'too_many': count}
        elif count > QUICK_TRY:
            progress.consequences_waiting = True
            self._trigger()
        elif self.count_left:
            self.sudo()._as_user()._work_out_consequences()

    def _begin_consequences(self):
        """Count an attempt of the job: one that stops the server is not tried for ever."""
        progress = self.progress_id
        if progress.attempts >= MOST_ATTEMPTS:
            progress.write({'consequences': {'failed': True}, 'consequences_waiting': False})
            return False
        progress.attempts += 1
        # so that the attempt counts even if the server dies of it
        self.env['ir.cron']._commit_progress()
        return bool(progress.try_lock_for_update())

    def _work_out_consequences(self):
        """Import the rows, look at what is other than before, and take it back."""
        try:
            found = {'found': self.env['finance.status.consequence']._of(self._try_rows)}
        except self._database_errors():
            raise
        except Exception:  # pylint: disable=broad-exception-caught
            # the rows say by themselves what is wrong with them when they are imported
            _logger.exception("What follows of import %s could not be worked out", self.id)
            found = {'failed': True}
        self.progress_id.write({'consequences': found, 'consequences_waiting': False})

    def _try_rows(self):
        """Import all rows, without noting in them what became of them."""
        after = 0
        while rows := self._rows_to_try(after):
            after = rows[-1].id
            if self.kind == 'documents':
                self.env['finance.status.document']._sync(
                    self.source_id, [row.values for row in rows], date_data=self._date_data()
                )
            else:
                getattr(self, f'_import_{self.kind}')(rows)
            self.env.flush_all()
            self.env.invalidate_all()
        # that nothing changed is news as well: it counts from when
        self.source_id._data_came(self._date_data())

    def _rows_to_try(self, after):
        """Return the next rows behind the one with the ID ``after`` that would change something."""
        return [
            ImportRow(**values)
            for values in self.env.execute_query_dict(
                SQL(
                    """
                    SELECT id, position, values FROM finance_status_import_line
                     WHERE import_id = %s AND id > %s AND NOT done
                       AND outcome IN ('new', 'changed', 'paid')
                     ORDER BY id LIMIT %s
                    """,
                    self.id,
                    after,
                    BATCH,
                )
            )
        ]
