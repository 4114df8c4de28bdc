from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

KINDS = [
    ('1', "Balance of the receivable accounts"),
    ('2', "Matched with entries of other companies"),
    ('3', "Less: accounts that are not of trade"),
    ('4', "Less: entries without a customer"),
    ('5', "Less: payments without a journal entry"),
    ('6', "Plus: documents kept elsewhere"),
    ('7', "Open of all customers"),
    ('8', "Difference"),
    ('9', "For information: entries without a due date"),
]
ALWAYS_SHOWN = ('1', '7', '8')


class FinanceStatusReconciliation(models.Model):
    """What customers owe against the receivable accounts of the books, step by step.

    A row for each step of each company: the first ones add up to what all customers owe, so that
    the difference is zero. Always of now; with ``finance_receivable_date`` in the context as of
    the end of that day.
    """

    _name = 'finance.status.reconciliation'
    _description = 'Receivables Against the Accounts'
    _auto = False
    _order = 'company_id, kind'
    _rec_name = 'kind'
    _depends = {
        'account.account': ['account_type', 'non_trade'],
        'account.move.line': [
            'account_id',
            'amount_residual',
            'balance',
            'company_id',
            'date',
            'date_maturity',
            'parent_state',
            'partner_id',
        ],
    }

    kind = fields.Selection(KINDS, string="Step", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(readonly=True, help="Company currency.")
    item_count = fields.Integer(string="Items", readonly=True)

    @property
    def _table_query(self):
        date = self.env['finance.status.receivable']._date_as_of()
        ledger = self.env['finance.status.ledger']
        Move = self.env['account.move']
        return SQL(
            """
            WITH line AS MATERIALIZED (
                SELECT item.company_id, item.partner_id, item.balance, item.amount_residual,
                       item.date_maturity, account.non_trade IS TRUE AS is_other
                  FROM %(lines)s AS item
                  JOIN account_account AS account ON account.id = item.account_id
                 WHERE account.account_type = 'asset_receivable'
                   AND item.parent_state = 'posted'
            ), item AS MATERIALIZED (%(items)s), step AS (
                SELECT company_id, '1' AS kind, SUM(balance) AS amount, COUNT(*) AS item_count
                  FROM line GROUP BY company_id
                 UNION ALL
                SELECT company_id, '2', SUM(amount_residual - balance), 0
                  FROM line GROUP BY company_id
                 UNION ALL
                SELECT company_id, '3', -SUM(amount_residual), COUNT(*)
                  FROM line WHERE is_other AND amount_residual <> 0 GROUP BY company_id
                 UNION ALL
                SELECT company_id, '4', -SUM(amount_residual), COUNT(*)
                  FROM line
                 WHERE NOT is_other AND partner_id IS NULL AND amount_residual <> 0
                 GROUP BY company_id
                 UNION ALL
                SELECT company_id, '5', -SUM(balance), COUNT(*)
                  FROM (%(unposted)s) AS unposted
                 WHERE date_paid <= %(date)s
                 GROUP BY company_id
                 UNION ALL
                SELECT company_id, '6', SUM(balance_due), COUNT(*)
                  FROM item WHERE source <> 'account.move' GROUP BY company_id
                 UNION ALL
                SELECT company_id, '7', SUM(balance_due), COUNT(is_open)
                  FROM (
                    SELECT company_id, balance_due, TRUE AS is_open FROM item
                     UNION ALL
                    -- who has settled all of it has a step, too
                    SELECT DISTINCT company_id, 0, NULL::boolean FROM line
                  ) AS of_customers
                 GROUP BY company_id
            ), known AS (
                SELECT * FROM step
                 UNION ALL
                SELECT company_id, '8', SUM(CASE kind WHEN '7' THEN amount ELSE -amount END), 0
                  FROM step GROUP BY company_id
                 UNION ALL
                SELECT company_id, '9', SUM(amount_residual), COUNT(*)
                  FROM line
                 WHERE NOT is_other AND partner_id IS NOT NULL AND date_maturity IS NULL
                   AND amount_residual <> 0
                 GROUP BY company_id
            )
            SELECT known.company_id::bigint * 16 + known.kind::int AS id, known.kind,
                   known.company_id, company.currency_id, known.item_count,
                   ROUND(known.amount / currency.rounding) * currency.rounding AS amount
              FROM known
              JOIN res_company AS company ON company.id = known.company_id
              JOIN res_currency AS currency ON currency.id = company.currency_id
             WHERE known.kind IN %(always)s OR ABS(known.amount) >= currency.rounding / 2
                OR (known.kind <> '2' AND known.item_count > 0)
            """,
            lines=Move._finance_lines(date),
            items=ledger._statement_items(date=date),
            unposted=Move._finance_unposted_settlement_query(None),
            date=date or ledger._today(),
            always=ALWAYS_SHOWN,
        )

    @api.readonly
    def action_open_items(self):
        """Open what a step is made of, for who may read it."""
        self.ensure_one()
        if self.kind in ('6', '7', '8'):
            action = self.env['ir.actions.act_window']._for_xml_id(
                'intrix_finance_status_report.finance_status_receivable_action'
            )
            domain = Domain('company_id', '=', self.company_id.id)
            if self.kind == '6':
                domain &= Domain('res_model', '!=', 'account.move')
            date = self.env['finance.status.receivable']._date_as_of()
            context = {'finance_receivable_date': fields.Date.to_string(date)} if date else {}
            return {**action, 'domain': list(domain), 'context': context}
        model = 'account.payment' if self.kind == '5' else 'account.move.line'
        return {
            'type': 'ir.actions.act_window',
            'name': dict(self._fields['kind']._description_selection(self.env))[self.kind],
            'res_model': model,
            'views': [(False, 'list'), (False, 'form')],
            'domain': list(self._items_domain()),
            'context': {'create': False},
        }

    def _items_domain(self):
        """Return the domain of the journal items or payments that a step is made of."""
        company = Domain('company_id', '=', self.company_id.id)
        if self.kind == '5':
            return company & Domain('move_id', '=', False) & Domain(
                'state', 'in', ('in_process', 'paid')
            )  # fmt: skip
        date = self.env['finance.status.receivable']._date_as_of()
        items = company & Domain(
            [('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted')]
        )
        if date:
            items &= Domain('date', '<=', date)
        else:
            items &= Domain.TRUE if self.kind in ('1', '2') else Domain('amount_residual', '!=', 0)
        trade = Domain('account_id.non_trade', '=', False)
        return (
            items
            & {
                '1': Domain.TRUE,
                '2': Domain.OR(
                    Domain(
                        f'matched_{side}_ids.{side}_move_id.company_id',
                        'not in',
                        self.company_id.ids,
                    )
                    for side in ('debit', 'credit')
                ),
                '3': ~trade,
                '4': trade & Domain('partner_id', '=', False),
                '9': trade
                & Domain('partner_id', '!=', False)
                & Domain('date_maturity', '=', False),
            }[self.kind]
        )
