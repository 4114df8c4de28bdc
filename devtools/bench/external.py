"""The cost of figures when half of the documents are kept elsewhere. Runs inside Odoo.

``prepare`` turns every second invoice of a copy into a document of another program, which then
counts in Odoo's place; the figures must stay the same. ``measure`` reads them in both databases.
"""

import json
from pathlib import Path

from devtools.bench.odoo_process import environment, run, say
from devtools.bench.pages import FIGURES, PAGE
from devtools.bench.timing import Sample, alternate, timed

ADMIN = 2
PAIRS = 15
# those paid without a journal entry stay: a document kept elsewhere has no such payment
MOVED = """
    CREATE TEMPORARY TABLE bench_moved ON COMMIT DROP AS
    SELECT move.id, ROW_NUMBER() OVER (ORDER BY move.id) + %(last)s AS document_id
      FROM account_move AS move
     WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
       AND move.amount_total > 0 AND move.id %% 2 = 0
       AND NOT EXISTS (
           SELECT 1 FROM account_move__account_payment AS link
             JOIN account_payment AS payment ON payment.id = link.payment_id
            WHERE link.invoice_id = move.id AND payment.move_id IS NULL)
"""
DOCUMENTS = """
    INSERT INTO finance_status_document (
           id, source_id, external_id, name, document_type, partner_id, commercial_partner_id,
           company_id, currency_id, balance_rate, date, date_due, amount_total,
           source_amount_paid, source_date_paid,
           amount_paid, amount_due, date_paid, cancelled, state, match_state)
    SELECT moved.document_id, source.id, 'bench-' || move.id, move.name,
           CASE move.move_type WHEN 'out_refund' THEN 'refund' ELSE 'invoice' END,
           move.commercial_partner_id, move.commercial_partner_id, move.company_id,
           move.currency_id, ABS(move.amount_total_signed / move.amount_total), move.invoice_date,
           move.invoice_date_due, move.amount_total, move.amount_total - move.amount_residual,
           paid.date, move.amount_total - move.amount_residual, move.amount_residual, paid.date,
           FALSE, CASE WHEN move.amount_residual > 0 THEN 'open' ELSE 'paid' END, 'matched'
      FROM bench_moved AS moved
      JOIN account_move AS move ON move.id = moved.id
      JOIN finance_status_source AS source ON source.company_id = move.company_id
       AND source.code = 'bench'
      LEFT JOIN LATERAL (
           SELECT MAX(part.max_date) AS date
             FROM account_move_line AS line
             JOIN account_partial_reconcile AS part
               ON line.id IN (part.debit_move_id, part.credit_move_id)
            WHERE line.move_id = move.id AND line.display_type = 'payment_term') AS paid ON TRUE
"""
LINES = """
    INSERT INTO finance_status_document_line (
           document_id, date_due, amount, amount_due, balance, balance_due)
    SELECT moved.document_id, line.date_maturity, ABS(line.amount_currency),
           ABS(line.amount_residual_currency), ABS(line.balance), ABS(line.amount_residual)
      FROM bench_moved AS moved
      JOIN account_move_line AS line
        ON line.move_id = moved.id AND line.display_type = 'payment_term'
"""
SHARES = """
    INSERT INTO finance_status_document_order (document_id, order_id, amount)
    SELECT moved.document_id, sold.order_id,
           GREATEST(0, LEAST(move.amount_total, SUM(line.price_total)))
      FROM bench_moved AS moved
      JOIN account_move AS move ON move.id = moved.id
      JOIN account_move_line AS line ON line.move_id = moved.id
      JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = line.id
      JOIN sale_order_line AS sold ON sold.id = rel.order_line_id
     GROUP BY moved.document_id, sold.order_id, move.amount_total
"""
GONE = (
    """
    UPDATE account_move SET state = 'cancel', payment_state = 'not_paid'
     WHERE id IN (SELECT id FROM bench_moved)
    """,
    """
    UPDATE account_move_line SET parent_state = 'cancel'
     WHERE move_id IN (SELECT id FROM bench_moved)
    """,
)


def prepare(database):
    """Turn every second invoice into a document of another program."""
    with environment(database) as env:
        cr = env.cr
        companies = env['res.company'].search([])
        env['finance.status.source'].create(
            [{'name': "Bench", 'code': 'bench', 'company_id': company.id} for company in companies]
        )
        env.flush_all()
        cr.execute('SELECT COALESCE(MAX(id), 0) FROM finance_status_document')
        [last] = cr.fetchone()
        cr.execute(MOVED, {'last': last})
        cr.execute('CREATE INDEX ON bench_moved (id); ANALYZE bench_moved')
        for statement in (DOCUMENTS, LINES, SHARES, *GONE):
            cr.execute(statement)
        cr.execute(
            "SELECT SETVAL(PG_GET_SERIAL_SEQUENCE('finance_status_document', 'id'), "
            '(SELECT MAX(id) FROM finance_status_document))'
        )
        env['res.company']._finance_set_has_documents()
        env.invalidate_all()
        cr.execute('TRUNCATE finance_status_order')
        env['finance.status.order']._fill_missing_facts()
        cr.execute('SELECT COUNT(*) FROM finance_status_document')
        say(f"{cr.fetchone()[0]} documents of another program")
        cr.commit()
        cr._cnx.autocommit = True
        cr.execute('VACUUM ANALYZE')
        cr._cnx.autocommit = False


class Reader:
    """Reads figures of one database, each time with an empty cache."""

    def __init__(self, env):
        self.env = env
        self.customers = env['res.partner'].search([('customer_rank', '>', 0)], order='id').ids
        self.orders = env['sale.order'].search([('state', '=', 'sale')], order='id').ids

    def sample(self, work):
        """Measure ``work``."""
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        seconds, _result = timed(work)
        return Sample(seconds, self.env.cr.sql_log_count - before)

    def page(self, model, ids):
        """Return a function that reads the figures of another page each time."""
        names = [f'finance_{name}' for name in FIGURES[model]]

        def read(number):
            start = PAGE * (number * 7919 % max(1, len(ids) // PAGE))
            return self.sample(
                lambda: self.env[model].browse(ids[start : start + PAGE]).read(names)
            )

        return read

    def overdue(self, model):
        """Return a function that searches, counts and takes a first page of what is overdue."""
        Model = self.env[model]
        domain = [('finance_status', '=', 'overdue')]
        return lambda _number: self.sample(
            lambda: (Model.search_count(domain), Model.search(domain, limit=PAGE).ids)
        )

    def fill(self, _number):
        """Fill the facts of all orders, as the installation does."""
        cr = self.env.cr
        cr.execute('SAVEPOINT bench')
        cr.execute('TRUNCATE finance_status_order')
        try:
            return self.sample(self.env['finance.status.order']._fill_missing_facts)
        finally:
            cr.execute('ROLLBACK TO SAVEPOINT bench')
            self.env.invalidate_all()

    def check(self):
        """Return figures that are the same wherever the documents are kept."""
        cr = self.env.cr
        cr.execute(
            """
            SELECT COUNT(*) FILTER (WHERE amount_invoiced <> 0),
                   ROUND(SUM(company_amount_due)), COUNT(*) FILTER (WHERE date_due < CURRENT_DATE)
              FROM finance_status_order
            """
        )
        return cr.fetchone()


def measure(half, whole):
    """Yield the rows of the table."""
    if half.check() != whole.check():
        raise AssertionError(f"Other figures: {half.check()}, in Odoo's books {whole.check()}")
    for key, operation, growth, ours, reference, pairs in (
        ('page_customers', f"page of {PAGE} customers with figures", 1.3,
         half.page('res.partner', half.customers), whole.page('res.partner', whole.customers),
         PAIRS),
        ('page_orders', f"page of {PAGE} orders with figures", 1.3,
         half.page('sale.order', half.orders), whole.page('sale.order', whole.orders), PAIRS),
        ('overdue_customers', "search overdue customers", 12,
         half.overdue('res.partner'), whole.overdue('res.partner'), 7),
        ('overdue_orders', "search overdue orders", 12,
         half.overdue('sale.order'), whole.overdue('sale.order'), 7),
        ('fill', "fill the facts of all orders", 12, half.fill, whole.fill, 3),
    ):  # fmt: skip
        say(operation)
        yield {
            'key': f'external_{key}',
            'operation': f"{operation}, half of the documents kept elsewhere",
            'reference_name': "all in Odoo's books",
            'goal': None,
            'growth_goal': growth,
            **alternate(ours, reference, pairs, warm_up=2),
        }


def main(databases, output, action='measure'):
    """Prepare a database, or write the rows; ``databases`` are the half and the whole."""
    half, _comma, whole = databases.partition(',')
    if action == 'prepare':
        prepare(half)
        return
    with environment(half) as env:
        companies = env['res.company'].search([], order='id').ids
    context = {'allowed_company_ids': companies}
    with environment(half, ADMIN, **context) as ours, environment(whole, ADMIN, **context) as other:
        rows = list(measure(Reader(ours), Reader(other)))
        Path(output).write_text(json.dumps(rows))


if __name__ == '__main__':
    run(main)
