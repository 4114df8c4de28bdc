import logging

from odoo import api, fields, models
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)

FACTS = (
    'amount_invoiced',
    'amount_due',
    'covered_by_quantity',
    'covered_by_amount',
    'company_amount_invoiced',
    'company_amount_due',
    'date_due',
    'date_invoiced',
    'date_paid',
    'in_payment',
    'is_credited',
    'document_count',
    'has_draft',
    'instalments',
    'amount_prepaid',
    'company_amount_prepaid',
)
FILL_BATCH = 20_000
# of more orders than these the facts are taken by SQL alone
TAKEN_AT_ONCE = 50


class FinanceStatusOrder(models.Model):
    """What happened to an order in the books: one row per order with a document or payment, or
    whose offer was sent.

    The facts live beside the order, not in it, so that registering a payment neither writes
    nor locks the row that the salesperson and the warehouse are working on. Nothing here
    depends on today's date: the status is derived from it by ``sale.order``.
    """

    _name = 'finance.status.order'
    _inherit = ['finance.status.named.mixin']
    _description = 'Finance Facts of a Sales Order'
    _log_access = False
    _rec_name = 'order_id'

    order_id = fields.Many2one('sale.order', required=True, ondelete='cascade')
    amount_invoiced = fields.Float(
        digits=0, compute='_compute_facts', store=True, help="Order currency, tax included."
    )
    amount_due = fields.Float(
        digits=0, compute='_compute_facts', store=True, help="Order currency, tax included."
    )
    covered_by_quantity = fields.Float(
        digits=0,
        compute='_compute_facts',
        store=True,
        help="Quantities that are invoiced and not given back, at the order's prices: "
        "order currency, tax included.",
    )
    covered_by_amount = fields.Float(
        digits=0,
        compute='_compute_facts',
        store=True,
        help="What is invoiced without quantities: down payments in force, and documents without "
        "lines; order currency, tax included.",
    )
    company_amount_invoiced = fields.Float(
        digits=0, compute='_compute_facts', store=True, help="Company currency, tax included."
    )
    company_amount_due = fields.Float(
        digits=0, compute='_compute_facts', store=True, help="Company currency, tax included."
    )
    date_due = fields.Date(
        compute='_compute_facts',
        store=True,
        help="Earliest due date with an open amount, empty when nothing is due.",
    )
    date_sent = fields.Datetime(help="When the offer was marked as sent for the first time.")
    date_invoiced = fields.Date(
        compute='_compute_facts', store=True, help="Date of the first invoice."
    )
    date_paid = fields.Date(
        compute='_compute_facts', store=True, help="Date of the last settlement."
    )
    in_payment = fields.Boolean(
        compute='_compute_facts', store=True, help="A payment is not yet confirmed by the bank."
    )
    is_credited = fields.Boolean(
        compute='_compute_facts', store=True, help="Some credit note is about the order."
    )
    document_count = fields.Integer(compute='_compute_facts', store=True)
    has_draft = fields.Boolean(
        compute='_compute_facts',
        store=True,
        help="A document is not posted yet, though Odoo already takes its quantities as invoiced.",
    )
    instalments = fields.Json(
        compute='_compute_facts',
        store=True,
        help="Open amounts per due date, where it is not all due on one: "
        "[[date, order currency, company currency], …].",
    )

    _order_uniq = models.UniqueIndex('(order_id)', "An order has one row of facts.")
    _date_due_idx = models.Index('(date_due) WHERE date_due IS NOT NULL')

    @api.depends(
        'order_id.currency_id',
        'order_id.order_line.price_total',
        'order_id.order_line.price_unit',
        'order_id.order_line.product_uom_qty',
        'order_id.order_line.invoice_lines.move_id.payment_state',
        'order_id.order_line.invoice_lines.move_id.line_ids.date_maturity',
    )
    def _compute_facts(self):
        """Take the facts of all orders from the documents with one query.

        Only what changed is assigned: an order line edited in price must not write, and so
        lock, the row that a payment is writing.
        """
        stored = self._origin.filtered('id')
        if not stored:
            return
        orders = SQL(
            '(SELECT order_id FROM finance_status_order WHERE id IN %s)', tuple(stored.ids)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT fact.id, %s
                  FROM finance_status_order AS fact
                  JOIN sale_order AS wanted ON wanted.id = fact.order_id
                  LEFT JOIN (%s) AS fresh ON fresh.order_id = fact.order_id
                  LEFT JOIN (%s) AS covered ON covered.order_id = fact.order_id
                  LEFT JOIN (%s) AS prepaid ON prepaid.order_id = fact.order_id
                 WHERE fact.id IN %s
                """,
                SQL(', ').join(
                    SQL('fact.%s, %s', SQL.identifier(name), self._fresh_or_default(name))
                    for name in FACTS
                ),
                self._facts_query(orders),
                self.env['finance.status.ledger']._covered(orders),
                self._prepaid_query(orders),
                tuple(stored.ids),
            )
        )
        for fact_id, *pairs in rows:
            changed = {
                name: fresh
                for name, old, fresh in zip(FACTS, pairs[::2], pairs[1::2], strict=True)
                if old != fresh
            }
            if changed:
                self.browse(fact_id).update(changed)

    def _fresh_or_default(self, name):
        if name == 'has_draft':
            return self._has_draft()
        default = {
            'in_payment': SQL('FALSE'),
            'is_credited': SQL('FALSE'),
            'instalments': SQL('NULL::jsonb'),
        }
        if self._fields[name].type in ('float', 'integer'):
            default[name] = SQL('0')
        column = SQL.identifier('fresh', name)
        if name.startswith('covered_'):
            column = SQL.identifier('covered', name.removeprefix('covered_'))
        elif name.endswith('prepaid'):
            column = SQL.identifier('prepaid', name)
        return SQL('COALESCE(%s, %s)', column, default[name]) if name in default else column

    def _has_draft(self):
        Line = self.env['account.move.line']
        return SQL(
            """
            EXISTS (
                SELECT 1
                  FROM sale_order_line AS order_line
                  JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = order_line.id
                  JOIN account_move_line AS line ON line.id = rel.invoice_line_id
                 WHERE order_line.order_id = wanted.id AND line.parent_state = 'draft')
            """,
            to_flush=[Line._fields['parent_state'], Line._fields['sale_line_ids']],
        )

    @api.model
    def _facts_query(self, orders):
        """Return the facts of ``orders`` that have a document as a SELECT.

        :param SQL orders: ids of sale orders, to be put behind ``IN``
        """
        return SQL(
            """
            SELECT order_id,
                   SUM(amount) AS amount_invoiced,
                   SUM(amount_due) AS amount_due,
                   SUM(balance) AS company_amount_invoiced,
                   SUM(balance_due) AS company_amount_due,
                   CASE WHEN SUM(amount_due) > 0
                        THEN MIN(date_due) FILTER (WHERE open_amount > 0) END AS date_due,
                   MIN(date_invoiced) AS date_invoiced,
                   MAX(date_paid) AS date_paid,
                   BOOL_OR(in_payment) AS in_payment,
                   BOOL_OR(is_credited) AS is_credited,
                   MAX(document_count)::int AS document_count,
                   CASE WHEN SUM(amount_due) > 0
                         AND (COUNT(*) FILTER (WHERE open_amount > 0) > 1
                              -- money paid back is due, but not on a date
                              OR SUM(open_amount) < SUM(amount_due))
                        THEN JSONB_AGG(JSONB_BUILD_ARRAY(date_due, open_amount, open_balance)
                                       ORDER BY date_due) FILTER (WHERE open_amount > 0)
                   END AS instalments
              FROM (
                SELECT order_id, date_due,
                       SUM(amount) AS amount,
                       SUM(amount_due) AS amount_due,
                       SUM(balance) AS balance,
                       SUM(balance_due) AS balance_due,
                       SUM(amount_due) FILTER (WHERE %(is_claim)s) AS open_amount,
                       SUM(balance_due) FILTER (WHERE %(is_claim)s) AS open_balance,
                       MIN(date) FILTER (WHERE document_type = 'invoice') AS date_invoiced,
                       MAX(date_paid) AS date_paid,
                       BOOL_OR(in_payment) AS in_payment,
                       BOOL_OR(document_type = 'refund' AND amount <> 0) AS is_credited,
                       -- the same for all dates of the order
                       MAX(document_count) AS document_count
                  FROM (
                    SELECT *, DENSE_RANK() OVER (
                               PARTITION BY order_id ORDER BY source, document_id
                           ) AS document_count
                      FROM (%(parts)s) AS part
                  ) AS numbered
                 GROUP BY order_id, date_due
              ) AS per_date
             GROUP BY order_id
            """,
            parts=self.env['finance.status.ledger']._order_instalments(orders),
            is_claim=SQL("document_type = 'invoice' AND amount_due > 0"),
        )

    @api.model
    def _ensure_for_orders(self, orders):
        """Make sure that each of ``orders`` has a row, and have it computed.

        The insert leaves a row of a concurrent transaction alone: then PostgreSQL reports a
        serialization failure, which Odoo retries, where a constraint would reach the user.
        """
        orders = orders.sudo()
        missing = orders.filtered(lambda order: order.id and not order.finance_fact_ids)
        if not missing:
            return
        rows = self.env.execute_query(
            SQL(
                'INSERT INTO finance_status_order (order_id) SELECT UNNEST(%s) '
                'ON CONFLICT (order_id) DO NOTHING RETURNING id',
                missing.ids,
            )
        )
        missing.invalidate_recordset(['finance_fact_ids'], flush=False)
        facts = self.sudo().browse(row[0] for row in rows)
        facts.modified(['order_id'])

    @api.model
    def _offers_sent(self, orders):
        """Note when the offers ``orders`` were sent: Odoo forgets it when they are confirmed."""
        self._ensure_for_orders(orders)
        facts = orders.sudo().finance_fact_ids
        facts.filtered(lambda fact: not fact.date_sent).date_sent = fields.Datetime.now()

    @api.model
    def _documents_changed(self, orders):
        """Have the facts of ``orders`` taken again: for sources that Odoo's fields don't follow."""
        if len(orders) > TAKEN_AT_ONCE:
            self._take_facts(orders.ids)
        else:
            self._ensure_for_orders(orders)
            orders.sudo().finance_fact_ids.modified(['order_id'])
        self.env['res.partner']._finance_invalidate()

    @api.model
    def _take_facts(self, order_ids):
        """Take the facts of many orders at once; only what changed is written.

        As ``_compute_facts`` does, whose records cost more than the query when they are many.
        """
        self.env.flush_all()
        columns = SQL(', ').join(map(SQL.identifier, FACTS))
        for batch in split_every(FILL_BATCH, order_ids):
            self.env.cr.execute(
                SQL(
                    """
                    %(insert)s
                    ON CONFLICT (order_id) DO UPDATE SET %(fresh)s
                     WHERE (%(known)s) IS DISTINCT FROM (%(excluded)s)
                    """,
                    insert=self._insert_facts(batch, columns),
                    fresh=SQL(', ').join(
                        SQL('%s = %s', SQL.identifier(name), SQL.identifier('excluded', name))
                        for name in FACTS
                    ),
                    known=SQL(', ').join(
                        SQL.identifier('finance_status_order', name) for name in FACTS
                    ),
                    excluded=SQL(', ').join(SQL.identifier('excluded', name) for name in FACTS),
                )
            )
        self.env.invalidate_all(flush=False)

    @api.model
    def _insert_facts(self, order_ids, columns):
        """Return the INSERT of the facts of these orders, to be followed by ON CONFLICT."""
        orders = SQL('(SELECT UNNEST(%s))', list(order_ids))
        return SQL(
            """
            INSERT INTO finance_status_order (order_id, %(columns)s)
            SELECT wanted.id, %(values)s
              FROM UNNEST(%(orders)s) AS wanted(id)
              LEFT JOIN (%(facts)s) AS fresh ON fresh.order_id = wanted.id
              LEFT JOIN (%(covered)s) AS covered ON covered.order_id = wanted.id
              LEFT JOIN (%(prepaid)s) AS prepaid ON prepaid.order_id = wanted.id
            """,
            columns=columns,
            values=SQL(', ').join(map(self._fresh_or_default, FACTS)),
            orders=list(order_ids),
            facts=self._facts_query(orders),
            covered=self.env['finance.status.ledger']._covered(orders),
            prepaid=self._prepaid_query(orders),
        )

    @api.model
    def _fill_missing_facts(self):
        """Insert the facts of all orders with documents or payments that have none yet."""
        self.env.flush_all()
        order_ids = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT document.order_id
                      FROM (SELECT order_id FROM (%s) AS invoiced
                             UNION SELECT order_id FROM finance_status_payment_order_rel)
                           AS document
                     WHERE NOT EXISTS (
                           SELECT 1 FROM finance_status_order AS fact
                            WHERE fact.order_id = document.order_id)
                     ORDER BY document.order_id
                    """,
                    self.env['finance.status.ledger']._orders(),
                )
            )
        ]
        done = 0
        for batch in split_every(FILL_BATCH, order_ids):
            self.env.execute_query(
                SQL(
                    '%s ON CONFLICT (order_id) DO NOTHING RETURNING id',
                    self._insert_facts(batch, SQL(', ').join(map(SQL.identifier, FACTS))),
                )
            )
            done += len(batch)
            _logger.info("Finance facts filled for %s of %s orders", done, len(order_ids))
        self.env.invalidate_all()
