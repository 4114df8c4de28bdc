from odoo import api, fields, models
from odoo.tools import SQL

from ..forecast import Piece, backtest, missed_by

WEEKS = 13


class FinanceCashBacktest(models.TransientModel):
    """How good the forecast of each past week would have been, on the company's own books."""

    _name = 'finance.cash.backtest'
    _inherit = ['finance.status.named.mixin']
    _description = 'Cash Forecast Beside What Came True'

    weeks_ahead = fields.Selection(
        [('0', "That Monday"), ('1', "A week before"), ('4', "Four weeks before")],
        string="Forecast Made",
        required=True,
        default='0',
    )
    line_ids = fields.One2many('finance.cash.backtest.line', 'backtest_id', string="Weeks")
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    missed = fields.Float(
        string="Missed by (%)",
        compute='_compute_missed',
        digits=(16, 1),
        help="By how much the forecast missed the cash of each week, of all cash that came.",
    )
    missed_by_due_date = fields.Float(
        string="By Due Dates (%)",
        compute='_compute_missed',
        digits=(16, 1),
        help="The same for a forecast that takes all to be paid when it is due.",
    )

    @api.depends('line_ids')
    def _compute_missed(self):
        for test in self:
            came = test.line_ids.mapped('amount_came')
            for fname, column in (
                ('missed', 'amount_expected'),
                ('missed_by_due_date', 'amount_due'),
            ):
                test[fname] = 100 * (missed_by(test.line_ids.mapped(column), came) or 0)

    def action_run(self):
        """Make the forecasts of the last 13 weeks again, and show what came true."""
        self.ensure_one()
        # what is named has to be a company that the user may choose
        company = self.company_id & self.env.user.company_ids or self.env.company
        today = self.env['finance.status.ledger']._today()
        monday = fields.Date.subtract(today, days=today.weekday())
        weeks = [fields.Date.subtract(monday, weeks=back) for back in range(WEEKS, 0, -1)]
        rows = backtest(self._pieces(company, today), weeks, 7 * int(self.weeks_ahead))
        self.line_ids.unlink()
        self.env['finance.cash.backtest.line'].create(
            [
                {
                    'backtest_id': self.id,
                    'date': week,
                    'amount_due': by_due,
                    'amount_expected': expected,
                    'amount_came': came,
                }
                for week, (by_due, expected, came) in zip(weeks, rows, strict=True)
            ]
        )
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("How Good the Forecast Would Have Been"),
            'res_model': self._name,
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'new',
        }

    @api.model
    def _pieces(self, company, today):
        """Return what was paid of the company's invoices, and what is open of them."""
        ledger = self.env['finance.status.ledger']
        paid = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, date_document, date_due, -balance, date
                  FROM (%s) AS change
                 WHERE company_id = %s AND change_type = 'payment' AND date <= %s
                """,
                ledger._changes(),
                company.id,
                today,
            )
        )
        still_open = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, date, date_due, balance_due
                  FROM (%s) AS item
                 WHERE company_id = %s AND is_claim
                """,
                ledger._statement_items(),
                company.id,
            )
        )
        return [
            Piece(partner_id, date, date_due, float(amount), *date_paid)
            for partner_id, date, date_due, amount, *date_paid in (*paid, *still_open)
        ]


class FinanceCashBacktestLine(models.TransientModel):
    """One week of it."""

    _name = 'finance.cash.backtest.line'
    _inherit = ['finance.status.named.mixin']
    _description = 'Week of a Cash Forecast Beside What Came True'
    _order = 'date'

    backtest_id = fields.Many2one(
        'finance.cash.backtest', required=True, ondelete='cascade', index=True
    )
    currency_id = fields.Many2one(related='backtest_id.currency_id')
    date = fields.Date(string="Week From", readonly=True)
    amount_due = fields.Monetary(string="By Due Dates", readonly=True)
    amount_expected = fields.Monetary(string="Forecast", readonly=True)
    amount_came = fields.Monetary(
        string="Came True",
        readonly=True,
        help="What was paid of the invoices that were open when the forecast was made.",
    )
