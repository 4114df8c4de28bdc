from odoo import api, fields, models


class FinanceStatusDocumentLine(models.Model):
    """A due date of a document kept elsewhere, and what is open on it.

    What is paid fills the earliest due dates first. Amounts are positive, as the document's.
    """

    _name = 'finance.status.document.line'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Instalment of a Finance Status Document'
    _order = 'document_id, date_due, id'

    document_id = fields.Many2one(
        'finance.status.document', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='document_id.company_id')
    currency_id = fields.Many2one(related='document_id.currency_id')
    company_currency_id = fields.Many2one(
        related='document_id.company_currency_id', string="Company Currency"
    )
    date_due = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    amount_due = fields.Monetary(compute='_compute_amount_due', store=True)
    balance = fields.Monetary(
        compute='_compute_amount_due',
        store=True,
        currency_field='company_currency_id',
        help="Company currency, at the rate of the document's date.",
    )
    balance_due = fields.Monetary(
        compute='_compute_amount_due', store=True, currency_field='company_currency_id'
    )

    @api.depends(
        'document_id.amount_paid',
        'document_id.amount_total',
        'document_id.amount_due',
        'document_id.state',
        'document_id.balance_rate',
        'document_id.line_ids.amount',
        'document_id.line_ids.date_due',
    )
    def _compute_amount_due(self):
        """Let what is paid fill the earliest instalments; an overpayment stays on the last.

        Balances are cut at cumulated amounts, so that they add up to the converted total.
        """
        for document in self.document_id:
            currency = document.currency_id or document.company_id.currency_id
            company_currency = document.company_id.currency_id
            lines = document.line_ids.sorted(
                lambda line: (line.date_due or fields.Date.today(), line._origin.id or 0)
            )
            left = document.amount_paid
            amount_to = due_to = balance_before = balance_due_before = 0.0
            for position, line in enumerate(lines, 1):
                part = left if position == len(lines) else min(left, line.amount)
                left -= part
                due = 0.0 if document.state == 'cancelled' else currency.round(line.amount - part)
                amount_to += line.amount
                due_to += due
                balance_to = company_currency.round(amount_to * document.balance_rate)
                balance_due_to = company_currency.round(due_to * document.balance_rate)
                # others are saved, and not changed by a form that is not
                if line in self:
                    line.amount_due = due
                    line.balance = balance_to - balance_before
                    line.balance_due = balance_due_to - balance_due_before
                balance_before, balance_due_before = balance_to, balance_due_to

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._changed(lines.document_id)
        return lines

    def write(self, vals):
        documents = self.document_id
        res = super().write(vals)
        self._changed(documents | self.document_id)
        return res

    def unlink(self):
        documents = self.document_id
        res = super().unlink()
        self._changed(documents.exists())
        return res

    @api.model
    def _changed(self, documents):
        """Check and follow up once per document: not while it is written with its lines."""
        if not self.env.context.get('finance_status_whole_document'):
            documents._check_lines()
            documents._figures_changed()
