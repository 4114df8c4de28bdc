from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusOpenItem(models.Model):
    """Every open item of all books, one by one: what the customers' figures are made of.

    Of the current company and its branches, as the figures are: what is open of a commercial
    entity adds up to its ``finance_amount_due``. Credit notes, payments and money paid back have
    no due date; credit notes and payments are negative.
    """

    _name = 'finance.status.open.item'
    _description = 'Open Item'
    _auto = False
    _order = 'partner_id, date_due, date, id'

    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    source = fields.Selection(selection='_selection_source', string="Books", readonly=True)
    document_id = fields.Many2oneReference(string="Document", model_field='source', readonly=True)
    name = fields.Char(string="Number", readonly=True)
    document_type = fields.Selection(
        [('invoice', "Invoice"), ('refund', "Credit note"), ('payment', "Payment")],
        string="Type",
        readonly=True,
    )
    reference = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(aggregator='max', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(aggregator=None, readonly=True)
    amount_due = fields.Monetary(string="Open in Currency", aggregator=None, readonly=True)
    balance_due = fields.Monetary(
        string="Open", currency_field='company_currency_id', readonly=True
    )

    @api.model
    def _selection_source(self):
        """Return the models that keep documents, named as people call their books."""
        odoo, external = self.env._("Odoo"), self.env._("External")
        return [('account.move', odoo), ('finance.status.document', external)]

    @property
    def _table_query(self):
        ledger = self.env['finance.status.ledger']
        sources = ledger._get_source_models()
        return SQL(
            """
            SELECT item.instalment_id::bigint * %(count)s
                       + ARRAY_POSITION(%(sources)s::text[], item.source) AS id,
                   item.partner_id, item.company_id, item.source, item.document_id, item.name,
                   item.document_type, item.reference, item.date,
                   CASE WHEN item.is_claim THEN item.date_due END AS date_due,
                   CASE WHEN item.is_claim THEN GREATEST(0, %(today)s::date - item.date_due)
                        ELSE 0 END AS days_late,
                   item.currency_id, company.currency_id AS company_currency_id,
                   item.amount, item.amount_due, item.balance_due
              FROM (%(items)s) AS item
              JOIN res_company AS company ON company.id = item.company_id
             WHERE item.company_id IN %(companies)s
            """,
            count=len(sources),
            sources=sources,
            today=ledger._today(),
            items=ledger._statement_items(),
            companies=ledger._company_tree(),
        )

    @api.readonly
    def action_open(self):
        """Open the document or payment that this item is of."""
        self.ensure_one()
        document = self.env[self.source].browse(self.document_id)
        if self.source == 'account.move':
            return document.line_ids[:1].action_open_business_doc()
        return document.get_formview_action()
