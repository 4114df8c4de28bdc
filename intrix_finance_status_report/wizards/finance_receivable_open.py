from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class FinanceReceivableOpen(models.TransientModel):
    """Ask for the day as of which receivables are shown."""

    _name = 'finance.receivable.open'
    _description = 'Receivables as of a Day'

    date = fields.Date(
        string="As of", required=True, default=lambda self: self._default_date(),
        help="What was open at the end of that day, by the dates of its payments.",
    )  # fmt: skip

    @api.model
    def _default_date(self):
        """Return the last day of the month before."""
        today = fields.Date.context_today(self)
        return fields.Date.subtract(today.replace(day=1), days=1)

    def action_open(self):
        """Open the receivables as of the day.

        :raises UserError: the day has not come yet
        """
        self.ensure_one()
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("What will be open on a later day is not known yet."))
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status_report.finance_status_receivable_action'
        )
        name = self.env._("Receivables as of %s", format_date(self.env, self.date))
        return {
            **action,
            'name': name,
            # the title; read from the action, it would not tell the day
            'display_name': name,
            'context': {'finance_receivable_date': fields.Date.to_string(self.date)},
        }
