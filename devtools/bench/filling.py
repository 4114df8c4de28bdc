"""Filling the facts at installation, beside one hand-written statement. Runs inside Odoo."""

import json
from pathlib import Path

from devtools.bench.odoo_process import environment, run, say
from devtools.bench.timing import Sample, alternate, timed

# the same columns by the plainest arithmetic: no cent is given out, no payment without an
# entry is looked for, no rate is converted
BY_HAND = """
INSERT INTO finance_status_order (
    order_id, amount_invoiced, amount_due, covered_by_quantity, covered_by_amount,
    company_amount_invoiced, company_amount_due, date_due, date_paid, in_payment, is_credited,
    document_count, has_draft, instalments)
WITH link AS (
    SELECT line.move_id, ol.order_id, SUM(line.price_total) AS amount,
           BOOL_OR(line.parent_state = 'draft') AS has_draft,
           SUM(line.price_total) FILTER (WHERE ol.is_downpayment) AS down_payment,
           SUM(line.quantity * ol.price_total / NULLIF(ol.product_uom_qty, 0)) AS quantity_value
      FROM sale_order_line_invoice_rel AS rel
      JOIN sale_order_line AS ol ON ol.id = rel.order_line_id
      JOIN account_move_line AS line ON line.id = rel.invoice_line_id
     WHERE line.display_type = 'product'
     GROUP BY line.move_id, ol.order_id
), settled AS (
    SELECT line_id, MAX(max_date) AS date
      FROM (SELECT debit_move_id AS line_id, max_date FROM account_partial_reconcile
             UNION ALL
            SELECT credit_move_id, max_date FROM account_partial_reconcile) AS part
     GROUP BY line_id
), item AS (
    SELECT link.order_id, line.move_id, link.has_draft,
           COALESCE(line.date_maturity, line.date) AS date_due,
           line.amount_currency * link.amount / NULLIF(move.amount_total, 0) AS amount,
           line.amount_residual_currency * link.amount / NULLIF(move.amount_total, 0) AS due,
           line.balance * link.amount / NULLIF(move.amount_total, 0) AS balance,
           line.amount_residual * link.amount / NULLIF(move.amount_total, 0) AS balance_due,
           move.move_type = 'out_refund' AS is_refund, link.down_payment, link.quantity_value,
           move.payment_state = 'in_payment' AS in_payment,
           settled.date AS date_paid
      FROM link
      JOIN account_move AS move ON move.id = link.move_id AND move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
      JOIN account_move_line AS line
        ON line.move_id = move.id AND line.display_type = 'payment_term'
      LEFT JOIN settled ON settled.line_id = line.id
), per_date AS (
    SELECT order_id, date_due,
           SUM(amount) AS amount, SUM(due) AS due, SUM(balance) AS balance,
           SUM(balance_due) AS balance_due,
           SUM(CASE WHEN is_refund THEN -quantity_value ELSE quantity_value END) AS by_quantity,
           SUM(CASE WHEN is_refund THEN -down_payment ELSE down_payment END) AS by_amount,
           BOOL_OR(is_refund) AS is_credited,
           SUM(due) FILTER (WHERE due > 0) AS open_amount,
           SUM(balance_due) FILTER (WHERE due > 0) AS open_balance,
           MAX(date_paid) AS date_paid, BOOL_OR(in_payment) AS in_payment,
           BOOL_OR(has_draft) AS has_draft, ARRAY_AGG(DISTINCT move_id) AS moves
      FROM item GROUP BY order_id, date_due
)
SELECT order_id, SUM(amount), SUM(due), COALESCE(SUM(by_quantity), 0),
       COALESCE(SUM(by_amount), 0), SUM(balance), SUM(balance_due),
       CASE WHEN SUM(due) > 0 THEN MIN(date_due) FILTER (WHERE open_amount > 0) END,
       MAX(date_paid), BOOL_OR(in_payment), BOOL_OR(is_credited), COUNT(*), BOOL_OR(has_draft),
       CASE WHEN SUM(due) > 0 AND COUNT(*) FILTER (WHERE open_amount > 0) > 1
            THEN JSONB_AGG(JSONB_BUILD_ARRAY(date_due, open_amount, open_balance)
                           ORDER BY date_due) FILTER (WHERE open_amount > 0) END
  FROM per_date GROUP BY order_id
"""


def main(database, output):
    """Write the row."""
    with environment(database) as env:
        cr = env.cr
        Facts = env['finance.status.order']

        def sample(work):
            def run_once(_number):
                env.invalidate_all()
                cr.execute('SAVEPOINT bench')
                cr.execute('TRUNCATE finance_status_order')
                before = cr.sql_log_count
                seconds, _result = timed(work)
                queries = cr.sql_log_count - before
                cr.execute('SELECT COUNT(*) FROM finance_status_order')
                [count] = cr.fetchone()
                if not count:
                    raise AssertionError("nothing was filled in")
                cr.execute('ROLLBACK TO SAVEPOINT bench')
                return Sample(seconds, queries)

            return run_once

        count = Facts.search_count([])
        say("fill the facts")
        row = {
            'key': 'fill',
            'operation': f"fill the facts of {count:,} orders at installation",
            'reference_name': "one hand-written INSERT, without rounding and currencies",
            'goal': 2,
            'growth_goal': 12,
            **alternate(sample(Facts._fill_missing_facts), sample(lambda: cr.execute(BY_HAND)), 3),
        }
        Path(output).write_text(json.dumps([row]))


if __name__ == '__main__':
    run(main)
